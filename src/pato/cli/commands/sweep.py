"""Every possible membership of a pool in every future: what holds, what pays, where proposals stand. [membership]"""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pato.cli.options import date_option, emit, format_option, names, refuse_several_csv, state_names, today

if TYPE_CHECKING:
    from pato.futures.runner import ProgressCallback
    from pato.models.sweep.prepare import Prepared
    from pato.result import Result


@click.command()
@click.option("--pool", metavar="X,Y", multiple=True, required=True, help="States that may join, 2 to 24.")
@click.option(
    "--treaty", default="pato", show_default=True, metavar="NAME|FILE", help="The treaty that they may join."
)
@click.option(
    "--futures", type=click.IntRange(1, 65_535), default=1000, show_default=True, help="How many draws."
)
@click.option("--seed", type=int, default=1, show_default=True, help="Seed of the draws.")
@click.option("--must", metavar="X,Y", multiple=True, help="States that are in every membership asked for.")
@click.option("--never", metavar="X,Y", multiple=True, help="States that are in none.")
@click.option("--size", default="", metavar="N|N-M", help="How many members (default: two or more).")
@click.option(
    "--eligible-only",
    is_flag=True,
    help="Only states that meet the treaty's standards of accession in half of the futures or more.",
)
@click.option("--theory", default="", metavar="NAME", help="One theory of deterrence (default: all, alike).")
@click.option("--status-quo", default="hub-and-spoke", show_default=True, help="What is in force.")
@click.option(
    "--assumptions",
    metavar="FILE",
    type=click.Path(dir_okay=False),
    default="",
    help="Your copy of the assumed ranges.",
)
@click.option(
    "--without",
    metavar="X,Y",
    multiple=True,
    help="Terms to leave out: trade, coercion, burden, mistrust, autonomy.",
)
@click.option("--resume", is_flag=True, help="Go on with an unfinished sweep in the folder.")
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False),
    help="Keep all memberships (Parquet), the front (CSV) and the figures in this folder.",
)
@date_option()
@format_option()
def command(
    *,
    pool: tuple[str, ...],
    treaty: str,
    futures: int,
    seed: int,
    must: tuple[str, ...],
    never: tuple[str, ...],
    size: str,
    eligible_only: bool,
    theory: str,
    status_quo: str,
    assumptions: str,
    without: tuple[str, ...],
    resume: bool,
    output: str | None,
    date: str | None,
    fmt: str,
) -> None:
    """Evaluate all 2^n memberships of a pool of n states, and tell where the proposed ones stand.

    Gains are in per cent of GDP a year against the status quo; pato stable takes single memberships apart.

    \b
    Examples:
      pato sweep --pool USA,JPN,AUS,CAN,KOR,TWN,NZL,PHL --futures 300
      pato sweep --pool USA,JPN,AUS,CAN,KOR,TWN,NZL,PHL,IND,GBR --must USA,JPN --size 3-8 -o sweep
    """
    from pato import world
    from pato.cli.progress import shown
    from pato.models.sweep.prepare import Request, prepare

    refuse_several_csv(fmt, output)
    if resume and output is None:
        raise click.UsageError("--resume needs the folder of the sweep: -o FOLDER")
    lists = [tuple(state_names(given)) for given in (pool, must, never)]
    request = Request(
        lists[0],
        treaty,
        futures,
        seed,
        lists[1],
        lists[2],
        size,
        eligible_only,
        theory,
        status_quo,
        date or today(),
        assumptions,
        tuple(names(without)),
    )
    prepared = prepare(world.load(), request)
    _announce(prepared)
    with _folder(output) as folder, shown(as_share=True) as progress:
        answer = _answered(prepared, folder, resume=resume, progress=progress)
        if fmt == "csv":
            answer.save(Path(folder) / "tables" / "sweep.csv")
        else:
            emit(answer, fmt)
    if output is not None:
        click.echo(f"Written: {output}", err=True)


def _announce(prepared: Prepared) -> None:
    """Say beforehand what it takes (C10)."""
    from pato.cli.progress import duration

    plan = prepared.plan
    told = f"{1 << plan.states:,} memberships in {plan.futures:,} futures over {prepared.sweep.game.n_pairs} pairs"
    chunks = f", in {plan.chunks} chunks" if plan.chunks > 1 else ""
    click.echo(
        f"{told}{chunks}: about {duration(prepared.seconds())} and {plan.memory_bytes / 1e9:.1f} GB on {plan.threads} threads.",
        err=True,
    )


def _answered(prepared: Prepared, folder: str, *, resume: bool, progress: ProgressCallback | None) -> Result:
    from pato.models.sweep.job import execute
    from pato.report.frontier import write_figures
    from pato.report.tables.sweep import tables

    path = Path(folder)
    rows = execute(prepared, path, resume=resume, progress=progress)
    answer = tables(prepared, rows)
    answer.write_front(path)
    write_figures(answer.ranking, path, text=" ".join(answer.sentences))
    return answer.result()


def _folder(output: str | None) -> contextlib.AbstractContextManager[str]:
    if output is not None:
        return contextlib.nullcontext(output)
    import tempfile

    return tempfile.TemporaryDirectory()
