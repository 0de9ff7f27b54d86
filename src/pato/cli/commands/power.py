"""Voting power under any rule: Banzhaf, Shapley-Shubik, Johnston, Coleman. [decision]"""

from __future__ import annotations

import click

from pato.cli.options import date_option, emit, format_option, output_option, today

_METHODS = ("auto", "enumeration", "generating", "grid", "lattice", "sampling")


@click.command()
@click.argument("rule")
@click.option(
    "--matter", default="budget", show_default=True, help="Of a treaty: the matter whose rule counts."
)
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
    from pato.models.decision.games import game_of, solve_game
    from pato.models.decision.power import voting_power
    from pato.report.tables.decision import game_table, power_table
    from pato.result import Result

    voting_rule = _rule(rule, matter, instrument, date)
    found = voting_power(voting_rule, method=method, exact=exact, samples=samples, seed=seed)  # type: ignore[arg-type]  # click checked it
    tables = {"power": power_table(found)}
    if game:
        tables["game"] = game_table(solve_game(game_of(voting_rule), voting_rule.voters))
    emit(Result(f"Voting power under {rule}", tables), fmt, output)


def _rule(rule: str, matter: str, instrument: str | None, date: str | None):  # type: ignore[no-untyped-def]  # noqa: ANN202  VotingRule, which is imported late (C9)
    from pato.files import library
    from pato.files.yaml import read_file
    from pato.models.decision.bodies import body_of
    from pato.models.decision.rule_file import load_rule
    from pato.treaties.architecture import load_architecture

    if library.is_path(rule):
        data = read_file(rule).data
        if isinstance(data, dict) and "voters" in data:
            return load_rule(rule)
    from pato import world

    system = load_architecture(rule)
    return body_of(system, date or system.date or today(), instrument).voting_rule(matter, world.load())
