"""Who keeps whom out of a membership, and why. [membership]"""

from __future__ import annotations

import click

from pato.cli.options import date_option, emit, format_option, names, output_option, today


@click.command()
@click.argument("name", metavar="ARCHITECTURE|TREATY|FILE")
@click.option(
    "--pool",
    metavar="X,Y",
    multiple=True,
    help="Who may be at the door (default: the candidates of the assumptions).",
)
@click.option(
    "--without",
    metavar="X,Y",
    multiple=True,
    help="Terms to leave out: trade, coercion, burden, mistrust, autonomy.",
)
@click.option(
    "--assumptions", metavar="FILE", type=click.Path(dir_okay=False), help="Your copy of the assumed ranges."
)
@click.option(
    "--status-quo", default="hub-and-spoke", show_default=True, help="What is in force: gains are against it."
)
@click.option(
    "--futures",
    type=click.IntRange(20, 100_000),
    default=200,
    show_default=True,
    help="Draws, each under every theory.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Seed of the draws.")
@date_option()
@format_option()
@output_option("the answer")
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
    from pato.models.membership import answers, refusals
    from pato.models.membership.assumptions import load
    from pato.models.membership.query import ask

    question = ask(
        world.load(),
        name,
        date or today(),
        status_quo=status_quo,
        candidates=names(pool) or None,
        assumptions=load(assumptions),
        without=names(without),
    )
    announced(question.pool, futures)
    found = refusals.refusals(question, futures, seed)
    emit(answers.rendered(refusals.sentences(found), refusals.tables(found), fmt), fmt, output)
