"""Regret, good-enough shares and dominance. [main]"""

from __future__ import annotations

import click

from pato.cli.options import emit, format_option, names, output_option
from pato.cli.screen import all_option, fitted, only


@click.command()
@click.argument("run", type=click.Path(file_okay=False))
@click.option(
    "--metric", "metrics", multiple=True, help="Metrics that count (default: all with a better and a worse)."
)
@click.option(
    "--enough",
    multiple=True,
    metavar="METRIC<NUMBER",
    help="A level that is good enough (METRIC<NUMBER or METRIC>NUMBER): shows the share of runs that reach it.",
)
@click.option(
    "--dominance", is_flag=True, help="Show the share of runs in which one architecture dominates another."
)
@click.option(
    "--assumption",
    "assumptions",
    metavar="X,Y",
    multiple=True,
    help="Show these assumptions about deterrence alone, for example patron.",
)
@all_option()
@format_option()
@output_option()
def command(
    *,
    run: str,
    metrics: tuple[str, ...],
    enough: tuple[str, ...],
    dominance: bool,
    assumptions: tuple[str, ...],
    every: bool,
    fmt: str,
    output: str | None,
) -> None:
    """Show how far each architecture of the comparison in folder RUN is from the best one, run by run.

    With --enough or --dominance that is shown instead.

    Examples
    --------
    \b
      pato regret out/ --metric war_initiations_members,gaps
      pato regret out/ --enough "gaps<1" --enough "war_initiations_members<0.3"
    """
    from pato.api.studies import regret

    found = regret(run, names(metrics), enough=enough, dominance=dominance)
    for name, table in found.tables.items():
        found.tables[name] = only(table, "theory", names(assumptions))
    emit(fitted(found, fmt, output, every=every), fmt, output)
