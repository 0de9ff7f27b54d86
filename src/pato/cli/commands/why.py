"""Why a state would join a membership or not: terms, partners, and what would turn it. [membership]"""

from __future__ import annotations

import click

from pato.cli.options import emit, membership_options, names, refuse_several_csv, state_names

TAKES = "about five seconds for 300 runs"


@click.command()
@click.argument("state")
@click.option(
    "--in",
    "name",
    metavar="ARCHITECTURE|TREATY|FILE",
    required=True,
    help="The membership, for example pato-8.",
)
@membership_options()
def command(
    *,
    state: str,
    name: str,
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
    """Break down STATE's gains and losses in a membership, with intervals that hold 50 and 90 per cent of the runs.

    \b
    Examples:
      pato why KOR --in pato-8
      pato why Japan --in pato-7 --futures 1000 --format csv -o japan.csv
    """
    from pato.api.memberships import why
    from pato.cli.options import say

    refuse_several_csv(fmt, output)
    found = why(
        state,
        name,
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
