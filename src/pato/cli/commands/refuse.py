"""Who keeps whom out of a membership, and why. [membership]"""

from __future__ import annotations

import click

from pato.cli.options import emit, membership_options, names, refuse_several_csv, state_names


@click.command()
@click.argument("name", metavar="ARCHITECTURE|TREATY|FILE")
@click.option(
    "--pool",
    metavar="X,Y",
    multiple=True,
    help="Who may be at the door (default: the candidates of the assumptions).",
)
@membership_options(futures=200)
def command(
    *,
    name: str,
    pool: tuple[str, ...],
    without: tuple[str, ...],
    priced: tuple[str, ...],
    assumptions: str | None,
    status_quo: str,
    futures: int,
    seed: int,
    date: str | None,
    fmt: str,
    output: str | None,
) -> None:
    """Show which outsiders want into NAME, which members object to whom, and who gets in under each rule of admission.

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
        assumptions=assumptions,
        status_quo=status_quo,
        futures=futures,
        seed=seed,
        date=date,
        tell=say,
    )
    emit(found, fmt, output)
