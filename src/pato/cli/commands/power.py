"""Voting power under any rule: Banzhaf, Shapley-Shubik, Johnston, Coleman. [decision]"""

from __future__ import annotations

import click

from pato.cli.options import date_option, emit, format_option, output_option

_METHODS = ("auto", "enumeration", "generating", "grid", "lattice", "sampling")


@click.command()
@click.argument("rule")
@click.option("--matter", default="budget", show_default=True, help="For a treaty: the matter to decide.")
@click.option(
    "--body",
    "instrument",
    metavar="NAME",
    help="The instrument, where an architecture holds several that decide.",
)
@click.option("--exact", is_flag=True, help="Shapley-Shubik and Banzhaf as fractions.")
@click.option(
    "--method", type=click.Choice(_METHODS), default="auto", show_default=True, help="How it is computed."
)
@click.option(
    "--samples",
    type=click.IntRange(100, 100_000_000),
    default=100_000,
    show_default=True,
    help="Of the sampling.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Of the sampling.")
@click.option(
    "--game", is_flag=True, help="Also nucleolus and core of the simple game (extra 'games', to 20 voters)."
)
@date_option()
@format_option()
@output_option("the table")
def command(
    *,
    rule: str,
    matter: str,
    instrument: str | None,
    exact: bool,
    method: str,
    samples: int,
    seed: int,
    game: bool,
    date: str | None,
    fmt: str,
    output: str | None,
) -> None:
    """Show the voting power of each voter under RULE: a file of a voting rule, or an architecture or treaty.

    \b
    Examples:
      pato power eec-1958.yaml --exact
      pato power pato-8 --matter budget
    """
    from pato.api.decisions import power

    found = power(
        rule,
        matter=matter,
        instrument=instrument,
        exact=exact,
        method=method,
        samples=samples,
        seed=seed,
        game=game,
        date=date,
    )
    emit(found, fmt, output)
