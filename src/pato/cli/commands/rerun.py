"""Run a finished run again and say whether the results are the same. [main]"""

from __future__ import annotations

import click

from pato.cli.options import cluster_options
from pato.errors import FINDINGS

TAKES = "as long as the comparison took"


@click.command()
@click.argument("run", type=click.Path(file_okay=False))
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Processes; results do not depend on it.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False),
    help="Folder for the new run (default: one that is removed).",
)
@cluster_options
def command(run: str, workers: int, cluster: str | None, chunks: str, output: str | None) -> int:
    """Compute the run in folder RUN again from its run.json.

    Results are identical bit for bit on the same platform and versions, and within 1e-9 elsewhere, which is reported.

    Example:  pato rerun out/
    """
    from pato.api.studies import rerun
    from pato.cli.progress import shown
    from pato.futures.cluster import connected

    with connected(cluster, chunks), shown() as progress:
        found = rerun(run, output, workers=workers, progress=progress)
    if found.identical:
        click.echo("Results are the same in every bit.")
    elif found.reproduced:
        click.echo(
            f"Results are the same within 1e-9 (largest difference {found.largest_difference:.1e} of their size)."
        )
    else:
        click.echo(f"The figures differ, by up to {found.largest_difference:.1e} of their size.")
    for change in found.changed_versions:
        click.echo(f"  version of {change}")
    return 0 if found.reproduced else FINDINGS
