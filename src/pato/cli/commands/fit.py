"""Fit a model again and compare it with what ships. [evidence]"""

from __future__ import annotations

import click

from pato.cli.options import emit, format_option


@click.command(epilog="Needs the owners' tables: pato data list.")
@click.argument("model", metavar="MODEL")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False), help="Also write the new estimate to this file (JSON)."
)
@format_option()
def command(model: str, output: str | None, fmt: str) -> None:
    """Fit MODEL (risk_war) from the data store and say whether it equals what ships.

    Exit status 1 if a number differs by more than a millionth, or a data file is another one.
    """
    from pato.errors import FINDINGS
    from pato.estimate.risk import as_estimate, differences, fit_risk, summary, to_json
    from pato.models.risk import load_risk
    from pato.storage import write_atomic

    estimate = as_estimate(fit_risk(model))
    if output is not None:
        write_atomic(output, to_json(estimate))
    found = differences(load_risk(model).estimate, estimate)
    emit(summary(estimate, found), fmt)
    if len(found):
        emit(found, fmt)
        raise click.exceptions.Exit(FINDINGS)
