"""Why a state would join a membership or not: terms, partners, and what would turn it. [membership]"""

from __future__ import annotations

import click

from pato.cli.options import emit, membership_options, names, refuse_several_csv, today


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
    assumptions: str | None,
    status_quo: str,
    futures: int,
    seed: int,
    date: str | None,
    fmt: str,
    output: str | None,
) -> None:
    """Take apart what STATE gains or loses in a membership, with intervals that hold 50 and 90 per cent of the futures.

    \b
    Examples:
      pato why KOR --in pato-8
      pato why Japan --in pato-7 --futures 1000 --format csv -o japan.csv
    """
    from pato import world
    from pato.cli.longer import announced
    from pato.models.membership.assumptions import load
    from pato.models.membership.objections import why
    from pato.models.membership.query import ask
    from pato.report.tables import objections as layout
    from pato.result import Result

    refuse_several_csv(fmt, output)
    question = ask(
        world.load(),
        name,
        date or today(),
        status_quo=status_quo,
        assumptions=load(assumptions),
        without=names(without),
    )
    announced(question.pool, futures)
    found = why(question, state, futures, seed)
    told = layout.sentences(found)
    emit(Result(f"{state} in {name}", layout.tables(found), sentences=told), fmt, output)
