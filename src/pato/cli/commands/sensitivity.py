"""Drivers of a result of a comparison. [main]"""

from __future__ import annotations

import click

from pato.cli.options import cluster_options, emit, format_option, output_option

TAKES = "about ten seconds from a run; minutes with --rows"


@click.command()
@click.argument("run", type=click.Path(file_okay=False))
@click.option("--metric", help="Metric (default: every metric that a model computes).")
@click.option(
    "--architecture",
    help="Architecture (default: the run's subject, else the first that adds a pact).",
)
@click.option(
    "--against",
    help="Of the difference from this architecture, run by run (default: the first of the study).",
)
@click.option("--alone", is_flag=True, help="Of the architecture's own value, not of a difference.")
@click.option(
    "--group",
    "groups",
    multiple=True,
    metavar="NAME=FACTOR,FACTOR",
    help="Factors that count as one; those not named are one more group (default: each factor for itself).",
)
@click.option(
    "--rows",
    type=click.IntRange(min=32, max=1_000_000),
    default=512,
    show_default=True,
    help="Rows of the extension; each takes as many runs as there are groups, and two more.",
)
@click.option(
    "--first-order", is_flag=True, help="Only first-order indices, from the runs that the folder has."
)
@click.option("--workers", type=click.IntRange(min=1), default=1, show_default=True, help="Processes.")
@format_option()
@output_option()
@cluster_options
def command(
    *,
    run: str,
    metric: str | None,
    architecture: str | None,
    against: str | None,
    alone: bool,
    groups: tuple[str, ...],
    rows: int,
    first_order: bool,
    workers: int,
    cluster: str | None,
    chunks: str,
    fmt: str,
    output: str | None,
) -> None:
    """Show how much of a result's variance each factor explains of the comparison in folder RUN.

    First-order: the factor alone. Total: with all that it does together with others. Total indices need runs of
    their own, which are computed into RUN/sensitivity and kept: a later call, with other options or more rows, goes on
    from there. Intervals that would be too wide are refused with the rows that would do.

    Example:  pato sensitivity out/ --metric war_initiations_members --architecture pato-7
    """
    from pato.api.studies import sensitivity
    from pato.cli.progress import shown
    from pato.futures.cluster import connected

    with connected(cluster, chunks), shown() as progress:
        table = sensitivity(
            run,
            metric,
            architecture=architecture,
            against=against,
            alone=alone,
            groups=groups,
            rows=rows,
            first_order=first_order,
            workers=workers,
            progress=progress,
        )
    emit(table, fmt, output)
