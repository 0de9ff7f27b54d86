"""Every possible membership of a pool: which are stable, which pay, and the rank of proposals. [membership]"""

from __future__ import annotations

from pathlib import Path

import click

from pato.cli.options import (
    cluster_options,
    date_option,
    emit,
    file_format,
    format_option,
    names,
    refuse_several_csv,
    state_names,
    wants_excel,
)


@click.command()
@click.option("--pool", metavar="X,Y", multiple=True, required=True, help="States that may join, 2 to 24.")
@click.option(
    "--treaty",
    default=None,
    metavar="NAME|FILE",
    help="The treaty that they may join (default: that of --place, else pato).",
)
@click.option(
    "--place",
    default=None,
    metavar="NAME|FILE",
    help="Your architecture or treaty: its members are placed among all memberships.",
)
@click.option(
    "--futures", type=click.IntRange(1, 65_535), default=1000, show_default=True, help="How many draws."
)
@click.option("--seed", type=int, default=1, show_default=True, help="Seed of the draws.")
@click.option(
    "--must", metavar="X,Y", multiple=True, help="States that are members of every membership asked for."
)
@click.option("--never", metavar="X,Y", multiple=True, help="States that are members of none.")
@click.option(
    "--associates",
    metavar="X,Y",
    multiple=True,
    help="States of the pool that can be associates too: member, associate or outside.",
)
@click.option("--size", default="", metavar="N|N-M", help="How many members (default: two or more).")
@click.option(
    "--eligible-only",
    is_flag=True,
    help="Only states that meet the treaty's standards of accession in half of the runs or more.",
)
@click.option("--theory", default="", metavar="NAME", help="One assumption about deterrence (default: all).")
@click.option(
    "--weights",
    default="",
    metavar="NAME=W,NAME=W|even",
    help="Weights of assumptions about deterrence in combined results (default: nothing is pooled, and results are those of the least favourable assumption).",
)
@click.option(
    "--rivals", metavar="X,Y", multiple=True, help="States whose attacks count (default: CHN, PRK, RUS)."
)
@click.option("--status-quo", default="in-force", show_default=True, help="What is in force.")
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
    help="Terms to leave out: spill_overs, coercion, burden, common_budget, trade.",
)
@click.option(
    "--with",
    "priced",
    metavar="X,Y",
    multiple=True,
    help="Unmeasured terms to include at the assumed ranges: mistrust, autonomy.",
)
@click.option("--resume", is_flag=True, help="Go on with an unfinished sweep in the folder.")
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False),
    help="Keep all memberships (Parquet), the front (CSV) and the figures in this folder.",
)
@date_option()
@cluster_options
@format_option()
def command(
    *,
    pool: tuple[str, ...],
    treaty: str | None,
    place: str | None,
    futures: int,
    seed: int,
    must: tuple[str, ...],
    never: tuple[str, ...],
    associates: tuple[str, ...],
    size: str,
    eligible_only: bool,
    theory: str,
    weights: str,
    rivals: tuple[str, ...],
    status_quo: str,
    assumptions: str,
    without: tuple[str, ...],
    priced: tuple[str, ...],
    resume: bool,
    output: str | None,
    date: str | None,
    cluster: str | None,
    chunks: str,
    fmt: str,
) -> None:
    """Evaluate all 2^n memberships of a pool of n states, and rank the proposed ones among them.

    Gains are in per cent of GDP a year against the status quo; pato stable analyses single memberships.

    \b
    Examples:
      pato sweep --pool USA,JPN,AUS,CAN,KOR,TWN,NZL,PHL --futures 300
      pato sweep --pool USA,JPN,AUS,KOR,PHL --place my-pato.yaml
      pato sweep --pool USA,JPN,AUS,KOR,TWN,PHL --associates TWN,PHL
      pato sweep --pool USA,JPN,AUS,CAN,KOR,TWN,NZL,PHL,IND,GBR --must USA,JPN --size 3-8 -o sweep
    """
    from pato.api.sweeping import sweep
    from pato.cli.options import say
    from pato.cli.progress import shown
    from pato.futures.cluster import connected

    refuse_several_csv(fmt, output)
    if resume and output is None:
        raise click.UsageError("--resume needs the folder of the sweep: -o FOLDER")
    with connected(cluster, chunks), shown() as progress:
        found = sweep(
            state_names(pool),
            treaty=treaty,
            place=place,
            futures=futures,
            seed=seed,
            must=state_names(must),
            never=state_names(never),
            size=size,
            eligible_only=eligible_only,
            theory=theory,
            weights=_weights(weights),
            associates=state_names(associates),
            rivals=state_names(rivals),
            status_quo=status_quo,
            assumptions=assumptions,
            without=names(without),
            priced=names(priced),
            date=date,
            folder=output,
            resume=resume,
            progress=progress,
            tell=say,
        )
    if output is not None and file_format(fmt, None) == "csv":
        found.save(Path(output) / "tables" / "sweep.csv", excel=wants_excel())
    else:
        emit(found, fmt)
    if output is not None:
        say(f"Written: {output}")


def _weights(text: str) -> dict[str, float]:
    if text == "even":
        from pato.models.risk.theories.found import theories

        return dict.fromkeys(theories(), 1.0)
    found = {}
    for word in names(text):
        name, equals, weight = word.partition("=")
        try:
            found[name] = float(weight if equals else "")
        except ValueError:
            raise click.UsageError(f"--weights takes NAME=WEIGHT, found '{word}'.") from None
    return found
