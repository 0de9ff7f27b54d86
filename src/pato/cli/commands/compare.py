"""Compare architectures across runs. [main]"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pato.cli.options import (
    cluster_options,
    date_option,
    emit,
    file_format,
    file_names,
    format_option,
    names,
    say,
    state_names,
)

if TYPE_CHECKING:
    from pato.assess.compare import Comparison


TAKES = "about ten seconds for each design and thousand runs, and ten for the report"


@click.command()
@click.argument("what", nargs=-1, required=True)
@click.option(
    "--futures",
    type=click.IntRange(1, 10_000_000),
    help="How many simulation runs (default: the study's, else 2000).",
)
@click.option("--seed", type=int, help="Seed of the draws (default: the study's, else 1).")
@date_option(default="the one that a design is made for, else today")
@click.option(
    "--rivals",
    metavar="X,Y",
    multiple=True,
    help="States whose attacks count (default: the study's, else CHN, PRK, RUS).",
)
@click.option(
    "--challengers",
    metavar="X,Y",
    multiple=True,
    help="States in the totals over all challengers, and the rivals where none are named (default: all states).",
)
@click.option(
    "--baseline",
    type=click.Choice(("estimated", "elicited", "recent_record", "both")),
    help="Level of risk: as estimated (the default), as forecasters have it, as the record since 1990 has it, or the estimate with both.",
)
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    help="Processes (default: one, and one a processor from 4,000 runs on); results do not depend on it.",
)
@click.option(
    "--by",
    multiple=True,
    metavar="FACTOR",
    help="Also break results down by this factor, for example pledge_effect.",
)
@cluster_options
@click.option("--resume", is_flag=True, help="Go on with an unfinished run in the folder.")
@click.option("--overwrite", is_flag=True, help="Discard the run that the folder holds.")
@click.option("--all", "every", is_flag=True, help="Print the table of every metric below the verdict.")
@click.option(
    "--by-theory", is_flag=True, help="Print the tables separately for each assumption about deterrence."
)
@click.option("--by-target", is_flag=True, help="Also print the values of each state.")
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False),
    help="Folder for report.html, run.json, results.nc and tables/ (default: the cache, without a report).",
)
@format_option()
def command(
    *,
    what: tuple[str, ...],
    futures: int | None,
    seed: int | None,
    date: str | None,
    rivals: tuple[str, ...],
    challengers: tuple[str, ...],
    baseline: str | None,
    workers: int | None,
    cluster: str | None,
    chunks: str,
    by: tuple[str, ...],
    resume: bool,
    overwrite: bool,
    every: bool,
    by_theory: bool,
    by_target: bool,
    output: str | None,
    fmt: str,
) -> None:
    """Compare WHAT: architectures (the first is what the others are compared with), or one study file.

    Every architecture is computed in every simulation run, each a joint draw of all estimates, ranges and assumptions.
    The answer comes first; --all prints the tables.

    Example:  pato compare in-force pato-7 --futures 2000 --seed 1 -o out/
    """
    from pato.api.studies import compare
    from pato.assess.parts import LARGEST
    from pato.cli.progress import shown
    from pato.futures.cluster import connected
    from pato.result import Result

    fmt = file_format(fmt, None)
    if by_target and fmt == "csv":
        told = "--by-target makes several tables, and CSV holds one a file: choose --format json, or look into tables/ of -o FOLDER."
        raise click.UsageError(told)
    with connected(cluster, chunks), shown() as progress:
        found = compare(
            *file_names(what),
            futures=futures,
            seed=seed,
            date=date,
            rivals=state_names(rivals),
            challengers=state_names(challengers),
            baseline=baseline,
            by=names(by),
            workers=workers,
            folder=output,
            resume=resume,
            overwrite=overwrite,
            progress=progress,
        )
    tables = found.tables()
    first = "brief" if fmt == "table" and not by_theory else "summary"
    shown_first = (first, LARGEST) if fmt == "table" else (first,)
    wanted = [n for n in tables if n in shown_first or (by_target and n not in {"brief", "summary"})]
    gone: BrokenPipeError | None = None
    try:
        if fmt == "table":
            _say_verdict(found, tables_follow=every or by_theory or by_target)
        if fmt != "table" or every or by_theory or by_target:
            emit(Result("Comparison", {name: tables[name] for name in wanted}), fmt)
    except BrokenPipeError as error:
        gone = error  # a reader that goes away (pato compare … | head) ends the printing, not the writing
    if output:
        from pato.report.writing import report

        written = report(found, Path(output) / "report.html")[0]
        told = f"run.json, results.nc and tables/ beside it (content hash {found.run.content_hash[:12]})"
        say(f"Written: {written}; {told}")
    if gone is not None:
        raise gone


def _say_verdict(found: Comparison, *, tables_follow: bool) -> None:
    """Print the answer first; the tables are one option away."""
    from pato.report.headline import verdict
    from pato.table import terminal_width

    lines = verdict(found, min(terminal_width(), 100))
    if not tables_follow:
        lines += ["", "Every metric: --all. A share of runs is not a probability."]
    click.echo("\n".join(lines) + ("\n" if tables_follow else ""))
