"""Whether a membership holds: who accepts, who would leave, who would join, who blocks. [membership]"""

from __future__ import annotations

import click

from pato.cli.options import emit, membership_options, names, refuse_several_csv, state_names

TAKES = "about six seconds for 300 runs"


@click.command()
@click.argument("name", metavar="ARCHITECTURE|TREATY|FILE")
@click.option(
    "--show",
    "shown",
    metavar="X,Y",
    multiple=True,
    help="Tables: standing, chapters, members, burden, worth, terms, entry, blocking, largest, payments, shapley, path, conditions, place, ratification, assumptions, or all.",
)
@click.option(
    "--pool",
    metavar="X,Y",
    multiple=True,
    help="Candidate states (default: those to which the treaty is open).",
)
@click.option(
    "--rule",
    type=click.Choice(("open", "unanimity", "majority", "standards")),
    default="unanimity",
    show_default=True,
    help="Rule of entry: open, all members, more than half of them, or the treaty's standards.",
)
@click.option(
    "--leaving",
    type=click.Choice(("survive", "lapse")),
    help="Whether the old treaties of a state that leaves survive (default: as the assumptions say).",
)
@click.option(
    "--ratification",
    metavar="FILE",
    type=click.Path(dir_okay=False),
    help="Your copy of the odds of ratification.",
)
@membership_options()
def command(
    *,
    name: str,
    shown: tuple[str, ...],
    pool: tuple[str, ...],
    rule: str,
    leaving: str | None,
    without: tuple[str, ...],
    priced: tuple[str, ...],
    rivals: tuple[str, ...],
    assumptions: str | None,
    ratification: str | None,
    status_quo: str,
    futures: int,
    seed: int,
    date: str | None,
    fmt: str,
    output: str | None,
) -> None:
    """Return whether the membership of NAME holds, in words first, then in tables by assumption about deterrence.

    Gains are in per cent of GDP a year against the status quo; pato why STATE --in NAME explains one.

    \b
    Examples:
      pato stable pato-8
      pato stable pato-3 --rule majority --show standing,entry
      pato stable pato-8 --leaving lapse --show all
      pato stable pato-7 --assumptions my-assumptions.yaml --format md -o stable.md
    """
    from pato.api.memberships import stable
    from pato.cli.options import say

    if len(names(shown)) != 1 or "all" in shown:
        refuse_several_csv(fmt, output)
    found = stable(
        name,
        show=names(shown),
        pool=state_names(pool),
        rule=rule,
        leaving=leaving,
        ratification=ratification,
        without=names(without),
        priced=names(priced),
        rivals=state_names(rivals),
        assumptions=assumptions,
        status_quo=status_quo,
        futures=futures,
        seed=seed,
        date=date,
        tell=say,
    )
    emit(found, fmt, output)
