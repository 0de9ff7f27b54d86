"""What every clause of a treaty does, in law and in each metric. [main]"""

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
@click.option(
    "--treaty", metavar="ID", help="Which instrument is taken apart (default: the pact that is added)."
)
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
    """Take the treaty that ARCHITECTURE (a name, or a file) adds apart: each clause is left out or put in place by its neighbour.

    Everything is computed in the same runs as the text as it stands. A clause
    that changes no result is listed as such. A treaty alone is taken apart on top
    of all that is in force, or among it.

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
