"""Whether a membership holds: who accepts, who would leave, who wants in, who blocks. [membership]"""

from __future__ import annotations

import click

from pato.cli.options import emit, membership_options, names, refuse_several_csv, state_names, today


@click.command()
@click.argument("name", metavar="ARCHITECTURE|TREATY|FILE")
@click.option(
    "--show",
    "shown",
    metavar="X,Y",
    multiple=True,
    help="Tables: standing, members, terms, entry, blocking, largest, payments, shapley, path, conditions, place, ratification, assumptions, or all.",
)
@click.option(
    "--pool",
    metavar="X,Y",
    multiple=True,
    help="Who may come in (default: those to whom the treaty is open).",
)
@click.option(
    "--rule",
    type=click.Choice(("open", "unanimity", "majority", "standards")),
    default="unanimity",
    show_default=True,
    help="Who decides on entry: nobody, all members, more than half of them, or the treaty's standards.",
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
    assumptions: str | None,
    ratification: str | None,
    status_quo: str,
    futures: int,
    seed: int,
    date: str | None,
    fmt: str,
    output: str | None,
) -> None:
    """Tell whether the membership of NAME holds, in words first, then in tables by theory of deterrence.

    Gains are in per cent of GDP a year against the status quo; pato why STATE --in NAME takes one apart.

    \b
    Examples:
      pato stable pato-8
      pato stable pato-3 --rule majority --show standing,entry
      pato stable pato-8 --leaving lapse --show all
      pato stable pato-7 --assumptions my-assumptions.yaml --format md -o stable.md
    """
    from pato import world
    from pato.cli.longer import announced
    from pato.errors import UsageError, unknown
    from pato.models.membership.assumptions import load
    from pato.models.membership.query import ask
    from pato.models.membership.stability import stability
    from pato.report.tables import membership as answers
    from pato.result import Result

    wanted = names(shown)
    if strange := [
        unknown("table", t, (*answers.TABLES, "all"), where="--show")
        for t in wanted
        if t not in answers.TABLES and t != "all"
    ]:
        raise UsageError(strange)
    chosen = tuple(answers.TABLES) if "all" in wanted else tuple(wanted) or answers.DEFAULT
    if len(chosen) > 1:
        refuse_several_csv(fmt, output)
    question = ask(
        world.load(),
        name,
        date or today(),
        status_quo=status_quo,
        candidates=state_names(pool),
        assumptions=load(assumptions),
        without=names(without),
    )
    announced(
        question.pool,
        futures,
        every=bool({"blocking", "largest", "shapley", "path"} & set(chosen)),
        lapsing=len(question.members) if leaving == "lapse" else 0,
    )
    found = stability(question, futures, seed, rule=rule, leaving=leaving, ratification_file=ratification)
    tables = answers.tables(found, chosen)
    emit(Result(f"Does {name} hold?", tables, sentences=answers.sentences(found)), fmt, output)
