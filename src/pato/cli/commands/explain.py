"""Explain an estimate: question, formula, coefficients, scores, limits. [evidence]"""

from __future__ import annotations

import click

from pato.cli.options import emit


@click.command()
@click.argument("model")
@click.option(
    "--format", "fmt", type=click.Choice(["table", "md", "json"]), default="table", show_default=True,
    help="How the page is printed; json: the estimate as it is stored.",
)  # fmt: skip
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False), help="Write the page as HTML to this file instead."
)
def command(model: str, fmt: str, output: str | None) -> None:
    """Explain the estimate MODEL (risk_war, risk_dispute, ...) as it ships; an unknown name lists them all.

    Example:  pato explain risk_war
    """
    from pato.files.estimates import as_text as as_json
    from pato.files.estimates import stored, stored_names
    from pato.report.explain import as_text, elsewhere, explanation, page

    estimate = stored(model)
    if fmt == "json" and output is None:
        emit(as_json(estimate))
        return
    if (there := elsewhere(model)) is not None:
        emit(there + "\n")
        return
    scoreboard = stored("scoreboard") if "scoreboard" in stored_names() else None
    if output is not None:
        emit(page(estimate, scoreboard), output=output)
        return
    emit(as_text(explanation(estimate, scoreboard), fmt))
