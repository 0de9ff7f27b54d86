"""Values of a factor at which the preferred architecture changes. [main]"""

from __future__ import annotations

import click

from pato.cli.options import emit, format_option, names, output_option

TAKES = "about ten seconds"


@click.command()
@click.argument("run", type=click.Path(file_okay=False))
@click.argument("factor")
@click.option(
    "--metric", "metrics", multiple=True, help="On which metrics (default: all with a better and a worse)."
)
@format_option()
@output_option()
def command(run: str, factor: str, metrics: tuple[str, ...], fmt: str, output: str | None) -> None:
    """Show where along FACTOR the architecture that is preferred changes, in the comparison in folder RUN.

    FACTOR is a factor of the study, or a coefficient of an estimate such as risk_war.dose_largest.

    Example:  pato tipping out/ taiwan_credence --metric war_initiations_members
    """
    from pato.api.studies import tipping

    emit(tipping(run, factor, names(metrics)), fmt, output)
