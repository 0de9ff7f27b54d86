"""Whether a body can decide: by rule, by member, by size. [decision]"""

from __future__ import annotations

import click

from pato.cli.options import date_option, emit, format_option, output_option, refuse_several_csv

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
    "--attacked",
    metavar="STATE",
    help="The member that was attacked, for an invocation (default: drawn on each issue).",
)
@click.option(
    "--futures",
    type=click.IntRange(2, 100_000),
    default=200,
    show_default=True,
    help="How many simulation runs.",
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
    "--issues", type=click.IntRange(10, 10_000), default=200, show_default=True, help="Issues in each run."
)
@click.option("--assume", multiple=True, metavar="NAME=LOW:HIGH", help="Another range for an assumption.")
@click.option(
    "--sizes", is_flag=True, help="Also the size curve: nested enlargements, NATO, ASEAN, CPTPP, WTO."
)
@click.option("--assumptions", "show_assumptions", is_flag=True, help="Also the table of assumptions.")
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
    attacked: str | None,
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
    """Show the probability that BODY (an architecture or a treaty) agrees on a matter, under its own rule and others.

    \b
    Examples:
      pato decide pato-8 --matter invocation --against CHN
      pato decide pato-8 --against CHN --attacked JPN
      pato decide nato --matter amendment --sizes
    """
    from pato.api.decisions import decide
    from pato.models.assumptions import settings_of

    refuse_several_csv(fmt, output)
    found = decide(
        body,
        matter,
        instrument=instrument,
        against=against,
        accused=accused,
        attacked=attacked,
        futures=futures,
        seed=seed,
        rounds=rounds,
        issues=issues,
        assume=settings_of(assume),
        sizes=sizes,
        assumptions=show_assumptions,
        date=date,
    )
    emit(found, fmt, output)
