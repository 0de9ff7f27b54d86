"""Explain an estimate: question, formula, coefficients, scores, limits. [evidence]"""

from __future__ import annotations

import click

from pato.cli.options import emit, emit_text, written_to


@click.command()
@click.argument("model")
@click.option(
    "--format", "fmt", type=click.Choice(["table", "md", "json"]), default="table", show_default=True,
    help="How the page is printed; json: the estimate as it is stored.",
)  # fmt: skip
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False),
    help="Write to this file instead: the page as HTML, or as .json, .md or .txt where --format or the ending says so.",
)
def command(model: str, fmt: str, output: str | None) -> None:
    """Explain the estimate MODEL (risk_war, risk_dispute, ...) as it ships; an unknown name lists them all.

    Example:  pato explain risk_war
    """
    from pato.api.records import explain

    found = explain(model)
    asked = click.get_current_context().get_parameter_source("fmt") is not click.core.ParameterSource.DEFAULT
    if output is not None and not asked:
        found.save(output)
        written_to(output)
    elif output is None and fmt == "table":
        emit_text(found.render(fmt), None)
    else:
        emit(found.render(fmt), output=output)
