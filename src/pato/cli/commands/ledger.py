"""The two documents' statements of fact, checked. [evidence]"""

from __future__ import annotations

import click

from pato.cli.options import emit, file_format, format_option, output_option


@click.command()
@click.argument("documents", nargs=-1)
@click.option(
    "--verdict",
    multiple=True,
    type=click.Choice(["holds", "imprecise", "wrong", "not_checkable"]),
    help="Only statements with this verdict; can be repeated.",
)
@format_option()
@output_option()
def command(documents: tuple[str, ...], verdict: tuple[str, ...], fmt: str, output: str | None) -> None:
    """Show the statements of fact of DOCUMENTS (ids or files; default: both that ship), each with a verdict.

    The library's result for a statement is computed each time from its treaties, events, data and outlines.

    Example:  pato ledger webster-2023 --verdict wrong --verdict imprecise
    """
    from pato.api.records import ledger

    fmt = file_format(fmt, output)
    if fmt == "table":
        from pato.report.ledger.files import documents as read

        chosen = documents or tuple(d.id for d in read())
        emit("\n".join(ledger(d, verdicts=verdict).render() for d in chosen), output=output)
        return
    emit(ledger(*documents, verdicts=verdict), fmt, output)
