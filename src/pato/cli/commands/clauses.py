"""Effect of every clause of a treaty, in law and on each metric. [main]"""

from __future__ import annotations

import click

from pato.cli.options import (
    cluster_option,
    date_option,
    emit,
    format_option,
    names,
    output_option,
    state_names,
)

TAKES = "about a minute"


@click.command()
@click.argument("architecture")
@click.option(
    "--futures", type=click.IntRange(min=10, max=100_000), default=500, show_default=True, help="Runs."
)
@click.option("--seed", type=int, default=1, show_default=True, help="Seed of the draws.")
@click.option("--treaty", metavar="ID", help="Instrument to analyse (default: the pact that is added).")
@click.option(
    "--metric",
    "metrics",
    multiple=True,
    metavar="ID",
    help="Only these metrics (default: all but those of memberships).",
)
@click.option(
    "--rivals",
    multiple=True,
    metavar="X,Y",
    help="States whose attacks count (default: CHN, PRK, RUS).",
)
@date_option()
@cluster_option
@format_option()
@output_option()
def command(
    architecture: str,
    *,
    futures: int,
    seed: int,
    treaty: str | None,
    metrics: tuple[str, ...],
    rivals: tuple[str, ...],
    date: str | None,
    cluster: str | None,
    fmt: str,
    output: str | None,
) -> None:
    """Analyse the treaty that ARCHITECTURE (a name, or a file) adds: each clause is left out or replaced by a neighbouring option.

    Every variant is computed in the same runs as the unchanged text. A clause that changes no result is listed as
    such. A treaty named alone is analysed in addition to the treaties in force, or as one of them.

    Example:  pato clauses pato-7 --futures 200 --metric war_initiations_members
    """
    from pato.api.clauses import clauses
    from pato.futures.cluster import connected

    with connected(cluster):
        found = clauses(
            architecture,
            futures=futures,
            seed=seed,
            date=date,
            rivals=state_names(rivals),
            metrics=names(metrics),
            treaty=treaty,
        )
    emit(found, fmt, output)
