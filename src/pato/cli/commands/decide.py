"""Whether a body can decide: by rule, by member, by size. [decision]"""

from __future__ import annotations

import click

from pato.cli.options import date_option, emit, format_option, output_option, refuse_several_csv, today

_MATTERS = ("invocation", "accession", "suspension", "amendment", "budget")


@click.command()
@click.argument("body")
@click.option(
    "--matter", type=click.Choice(_MATTERS), default="invocation", show_default=True, help="What is decided."
)
@click.option(
    "--body",
    "instrument",
    metavar="NAME",
    help="The instrument, where an architecture holds several that decide.",
)
@click.option(
    "--against", metavar="STATE", help="The attacker an invocation is about; without it either side is drawn."
)
@click.option(
    "--accused", metavar="STATE", help="The member without a vote, where the rule leaves out the accused."
)
@click.option(
    "--futures", type=click.IntRange(2, 100_000), default=200, show_default=True, help="How many futures."
)
@click.option("--seed", type=int, default=1, show_default=True, help="Seed of the draws.")
@click.option(
    "--rounds",
    type=click.IntRange(1, 100),
    default=10,
    show_default=True,
    help="Rounds of proposals on an issue.",
)
@click.option(
    "--issues", type=click.IntRange(10, 10_000), default=200, show_default=True, help="Issues in each future."
)
@click.option("--assume", multiple=True, metavar="NAME=LOW:HIGH", help="Another range for an assumption.")
@click.option(
    "--sizes", is_flag=True, help="Also the size curve: nested enlargements, NATO, ASEAN, CPTPP, WTO."
)
@click.option("--assumptions", "show_assumptions", is_flag=True, help="Also the table of what is assumed.")
@date_option()
@format_option()
@output_option("the tables")
def command(
    *,
    body: str,
    matter: str,
    instrument: str | None,
    against: str | None,
    accused: str | None,
    futures: int,
    seed: int,
    rounds: int,
    issues: int,
    assume: tuple[str, ...],
    sizes: bool,
    show_assumptions: bool,
    date: str | None,
    fmt: str,
    output: str | None,
) -> None:
    """Say how likely BODY (an architecture or a treaty) is to agree on a matter, under its own rule and others.

    \b
    Examples:
      pato decide pato-8 --matter invocation --against CHN
      pato decide nato --matter amendment --sizes
    """
    from pato import world
    from pato.models.assumptions import load_assumptions, settings_of
    from pato.models.decision.answers import answer, curve
    from pato.models.decision.bodies import body_of
    from pato.registry import states
    from pato.report.tables.assumptions import assumptions_table
    from pato.report.tables.decision import agreement_table, members_table, size_table
    from pato.result import Result
    from pato.treaties.architecture import load_architecture

    assumptions = load_assumptions("decision").changed(settings_of(assume))
    refuse_several_csv(fmt, output)
    system = load_architecture(body)
    day = date or system.date or today()
    meant = {
        name: states.state(s).iso3 if s else None for name, s in (("against", against), ("accused", accused))
    }
    found = answer(
        body_of(system, day, instrument),
        matter,
        world.load(),
        assumptions,
        **meant,
        futures=futures,
        seed=seed,
        rounds=rounds,
        issues=issues,
    )
    tables = {"agreement": agreement_table(found), "members": members_table(found)}
    if sizes:
        points = curve(matter, world.load(), assumptions, day, futures=min(futures, 100), seed=seed)
        tables["sizes"] = size_table(points, matter)
    if show_assumptions:
        tables["assumptions"] = assumptions_table(assumptions)
    emit(Result(f"Does {body} agree on {matter}?", tables), fmt, output)
