"""Regret, good-enough shares and dominance. [main]"""

from __future__ import annotations

import click

from pato.cli.options import emit, format_option, names, output_option


@click.command()
@click.argument("run", type=click.Path(file_okay=False))
@click.option(
    "--metric", "metrics", multiple=True, help="Which metrics count (default: all with a better and a worse)."
)
@click.option(
    "--enough",
    multiple=True,
    metavar="METRIC<NUMBER",
    help="What is good enough (METRIC<NUMBER or METRIC>NUMBER): shows the share of futures in which it is reached.",
)
@click.option(
    "--dominance", is_flag=True, help="Show in what share of futures one architecture dominates another."
)
@format_option()
@output_option()
def command(
    *,
    run: str,
    metrics: tuple[str, ...],
    enough: tuple[str, ...],
    dominance: bool,
    fmt: str,
    output: str | None,
) -> None:
    """Show how far each architecture of the comparison in folder RUN is from the best one, future by future.

    With --enough or --dominance that is shown instead.

    Examples
    --------
    \b
      pato regret out/ --metric war_initiations_members,gaps
      pato regret out/ --enough "gaps<1" --enough "war_initiations_members<0.3"
    """
    from pato.api.studies import regret

    emit(regret(run, names(metrics), enough=enough, dominance=dominance), fmt, output)
