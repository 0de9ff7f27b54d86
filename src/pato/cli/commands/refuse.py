"""Refusals of candidate states by members, and the reasons. [membership]"""

from __future__ import annotations

import click

from pato.cli.options import emit, membership_options, names, refuse_several_csv, state_names
from pato.cli.screen import all_option, fitted

TAKES = "about five seconds for 200 runs"


@click.command()
@click.argument("name", metavar="ARCHITECTURE|TREATY|FILE")
@click.option(
    "--pool",
    metavar="X,Y",
    multiple=True,
    help="Candidate states (default: the candidates of the assumptions).",
)
@all_option()
@membership_options(futures=200)
def command(
    *,
    name: str,
    pool: tuple[str, ...],
    every: bool,
    without: tuple[str, ...],
    priced: tuple[str, ...],
    rivals: tuple[str, ...],
    assumptions: str | None,
    status_quo: str,
    futures: int,
    seed: int,
    date: str | None,
    fmt: str,
    output: str | None,
) -> None:
    """Show which outsiders seek accession to NAME, which members object to whom, and who is admitted under each rule.

    \b
    Examples:
      pato refuse pato-8
      pato refuse pato-3 --pool KOR,TWN,PHL,IND
    """
    from pato.api.memberships import refuse
    from pato.cli.options import say

    refuse_several_csv(fmt, output)
    found = refuse(
        name,
        pool=state_names(pool),
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
    emit(fitted(found, fmt, output, every=every), fmt, output)
