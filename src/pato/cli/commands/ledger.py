"""What the two documents state as fact, checked. [evidence]"""

from __future__ import annotations

import click

from pato.cli.options import emit, format_option, output_option


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

    What the library has on a statement is computed from its treaties, events, figures and outlines each time.

    Example:  pato ledger webster-2023 --verdict wrong --verdict imprecise
    """
    from pato.report.ledger.files import documents as read
    from pato.report.ledger.tables import ledger_table
    from pato.table import Table

    tables = [ledger_table(document, verdicts=verdict) for document in read(documents)]
    if fmt == "table":
        emit("\n".join(table.render("table") for table in tables), output=output)
        return
    rows = [row for table in tables for row in table.rows]
    notes = dict.fromkeys(note for table in tables for note in table.notes)
    emit(Table(tables[0].columns, rows, title="Ledger", notes=notes), fmt, output)
