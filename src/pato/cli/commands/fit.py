"""Fit a model again and compare it with what ships. [evidence]"""

from __future__ import annotations

import click

from pato.cli.options import emit, format_option

TAKES = "a minute or more"


@click.command(epilog="Needs the data providers' tables: pato data list.")
@click.argument("model", metavar="MODEL")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False), help="Also write the new estimate to this file (JSON)."
)
@format_option()
def command(model: str, output: str | None, fmt: str) -> None:
    """Fit MODEL (agreements, risk_war, ...) from the data store and say whether it equals what ships.

    Exit status 1 if a number differs by more than a millionth, or a data file is another one.

    Example:  pato fit risk_war
    """
    from pato.errors import FINDINGS
    from pato.estimate.fits import refit
    from pato.files.storage import write_atomic
    from pato.result import Result

    result = refit(model)
    if output is not None:
        write_atomic(output, result.text)
    differ = {"differences": result.differences} if len(result.differences) else {}
    emit(Result(f"Fit of {model}", {"fit": result.summary, **differ}), fmt)
    if differ:
        raise click.exceptions.Exit(FINDINGS)
