"""Who keeps whom out of a membership, and why. [membership]"""

from __future__ import annotations

import click

from pato.cli.options import emit, membership_options, names, refuse_several_csv, state_names, today


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
    from pato import world
    from pato.cli.longer import announced
    from pato.models.membership.assumptions import load
    from pato.models.membership.query import ask
    from pato.models.membership.refusals import refusals
    from pato.report.tables import refusals as layout
    from pato.result import Result

    refuse_several_csv(fmt, output)
    question = ask(
        world.load(),
        name,
        date or today(),
        status_quo=status_quo,
        candidates=state_names(pool) or None,
        assumptions=load(assumptions),
        without=names(without),
    )
    announced(question.pool, futures)
    found = refusals(question, futures, seed)
    told = layout.sentences(found)
    emit(Result(f"Entry to {name}", layout.tables(found), sentences=told), fmt, output)
