"""Differences between two runs: inputs and results. [main]"""

from __future__ import annotations

import click

from pato.cli.options import emit, format_option, output_option


@click.command("diff-runs")
@click.argument("first", type=click.Path(file_okay=False))
@click.argument("second", type=click.Path(file_okay=False))
@format_option()
@output_option("the tables")
def command(first: str, second: str, fmt: str, output: str | None) -> None:
    """Show what changed between the runs in folders FIRST and SECOND, and how results changed.

    With the same seed they are compared run by run: a factor that both draw in the same way has the same draws.

    Example:  pato diff-runs out/before out/after
    """
    from pato.api.studies import diff_runs

    emit(diff_runs(first, second), fmt, output)
