"""Compare architectures across futures. [main]"""

from __future__ import annotations

from pathlib import Path

import click

from pato.cli.options import date_option, emit, format_option, names


@click.command()
@click.argument("what", nargs=-1, required=True)
@click.option(
    "--futures",
    type=click.IntRange(1, 10_000_000),
    help="How many futures (default: the study's, else 2000).",
)
@click.option("--seed", type=int, help="Seed of the draws (default: the study's, else 1).")
@date_option()
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
    "--workers",
    type=click.IntRange(min=1),
    help="Processes (default: one, and one a processor from 4,000 futures on); the figures do not depend on it.",
)
@click.option(
    "--by",
    multiple=True,
    metavar="FACTOR",
    help="Also tell results apart by this factor, for example pledge_effect.",
)
@click.option("--resume", is_flag=True, help="Go on with an unfinished run in the folder.")
@click.option("--overwrite", is_flag=True, help="Discard the run that the folder holds.")
@click.option("--by-theory", is_flag=True, help="Print each theory for itself.")
@click.option("--by-target", is_flag=True, help="Also print the figures of each state.")
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
    workers: int | None,
    by: tuple[str, ...],
    resume: bool,
    overwrite: bool,
    by_theory: bool,
    by_target: bool,
    output: str | None,
    fmt: str,
) -> None:
    """Compare WHAT: architectures (the first is what the others are compared with), or one study file.

    Every architecture is computed in every future: a joint draw of all estimates, ranges and theories.

    Example:  pato compare hub-and-spoke pato-7 --futures 2000 --seed 1 -o out/
    """
    from pato.api.studies import compare
    from pato.assess.parts import LARGEST
    from pato.cli.progress import shown
    from pato.result import Result

    with shown() as progress:
        found = compare(
            *names(what),
            futures=futures,
            seed=seed,
            date=date,
            rivals=names(rivals),
            challengers=names(challengers),
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
        emit(Result("Comparison", {name: tables[name] for name in wanted}), fmt)
    except BrokenPipeError as error:
        gone = error  # a reader that goes away (pato compare … | head) ends the printing, not the writing
    if output:
        from pato.report.writing import report

        written = report(found, Path(output) / "report.html")[0]
        told = f"run.json, results.nc and tables/ beside it (content hash {found.run.content_hash[:12]})"
        click.echo(f"Written: {written}; {told}", err=True)
    if gone is not None:
        raise gone
