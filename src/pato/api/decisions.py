"""Questions about decision-making bodies: whether they can decide, who has power, who carries the burden."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pato.api.given import (
    Named,
    architecture_of,
    day_of,
    named,
    one_of,
    pairs_of,
    state_of,
    whole,
)
from pato.errors import Problem, UsageError
from pato.result import Result
from pato.treaties.architecture import IN_FORCE

if TYPE_CHECKING:
    from pato.models.decision.rules import VotingRule

MATTERS = ("invocation", "accession", "suspension", "amendment", "budget")
METHODS = ("auto", "enumeration", "generating", "grid", "lattice", "sampling")
Ranges = Mapping[str, tuple[float, float]]
"""User-set ranges of assumptions, by symbol."""


def decide(
    body: Named,
    matter: str = "invocation",
    *,
    instrument: str | None = None,
    against: str | None = None,
    accused: str | None = None,
    attacked: str | None = None,
    futures: int = 200,
    seed: int = 1,
    rounds: int = 10,
    issues: int = 200,
    assume: Ranges | None = None,
    sizes: bool = False,
    assumptions: bool = False,
    date: str | None = None,
) -> Result:
    """Return the probability that a body agrees on a matter, under its own rule and others (``pato decide``).

    Parameters
    ----------
    body
        An architecture or a treaty, by name or file.
    matter
        ``invocation``, ``accession``, ``suspension``, ``amendment`` or ``budget``.
    instrument
        The instrument, where an architecture holds several that decide.
    against
        For an invocation, the attacker; drawn where None.
    accused
        The member without a vote, where the rule excludes the accused.
    attacked
        For an invocation, the member that was attacked; drawn for each issue where None.
    futures, seed, rounds, issues
        Number of draws, their seed, rounds of proposals on an issue, and issues in each draw.
    assume
        User-set ranges, by symbol: ``{"noise_share": (0.2, 0.5)}``.
    sizes, assumptions
        Whether to add the size curve and the table of assumptions.
    date
        ISO date; the architecture's own, or today.
    """
    from pato import world
    from pato.models.assumptions import load_assumptions
    from pato.models.decision.answers import answer
    from pato.models.decision.bodies import body_of
    from pato.models.decision.size import size_curve
    from pato.report.tables.assumptions import assumptions_table
    from pato.report.tables.decision import agreement_table, members_table, size_table

    one_of(matter, MATTERS, where="matter")
    whole(futures, where="futures", low=2, high=100_000)
    held = load_assumptions("decision").changed(pairs_of(assume, where="assume"))
    system = architecture_of(body, where="body")
    day = day_of(date, system)
    found = answer(
        body_of(system, day, instrument),
        matter,
        world.load(),
        held,
        against=None if against is None else state_of(against, where="against"),
        accused=None if accused is None else state_of(accused, where="accused"),
        attacked=None if attacked is None else state_of(attacked, where="attacked"),
        futures=futures,
        seed=seed,
        rounds=whole(rounds, where="rounds", low=1, high=100),
        issues=whole(issues, where="issues", low=10, high=10_000),
    )
    tables = {"agreement": agreement_table(found), "members": members_table(found)}
    if sizes:
        points = size_curve(matter, world.load(), held, day, futures=min(futures, 100), seed=seed)
        tables["sizes"] = size_table(points, matter)
    if assumptions:
        tables["assumptions"] = assumptions_table(held)
    return Result(f"Does {found.body.id} agree on {matter}?", tables, found=found)


def burden(
    body: Named,
    *,
    instrument: str | None = None,
    status_quo: Named = IN_FORCE,
    hub: str = "USA",
    pledge: float | None = None,
    futures: int = 300,
    seed: int = 1,
    assume: Ranges | None = None,
    nato: bool = False,
    date: str | None = None,
) -> Result:
    """Return each member's share of the burden under rules and theories (``pato burden``).

    Parameters
    ----------
    body
        An architecture or a treaty, by name or file.
    instrument
        The instrument, where an architecture holds several that decide.
    status_quo
        Architecture whose commitments are reflected in today's spending.
    hub
        State whose savings are shown, if it is a member.
    pledge
        Share of GDP pledged for defence; the treaty's own where None.
    futures, seed, assume, date
        As in `decide`.
    nato
        Whether to add the rank tests of exploitation in NATO, for all years.
    """
    from pato import world
    from pato.models.assumptions import load_assumptions
    from pato.models.burden.sharing import share_burden
    from pato.models.decision.bodies import body_of, pledge_of
    from pato.report.tables import burden as answers

    whole(futures, where="futures", low=3, high=100_000)
    if pledge is not None and not 0 <= pledge <= 1:
        raise UsageError(Problem("pledge", f"found {pledge}.", "Give a share of GDP, between 0 and 1."))
    system = architecture_of(body, where="body")
    day = day_of(date, system)
    meant = body_of(system, day, instrument)
    found = share_burden(
        meant.id,
        meant.members,
        system,
        architecture_of(status_quo, where="status_quo"),
        world.load(),
        load_assumptions("burden").changed(pairs_of(assume, where="assume")),
        day,
        pledge=pledge if pledge is not None else pledge_of(system.instrument(meant.id)),
        futures=futures,
        seed=seed,
    )
    tables = {
        "shares": answers.shares_table(found),
        "added": answers.added_table(found),
        "replies": answers.replies_table(found),
    }
    if (code := state_of(hub, where="hub")) in found.members:
        tables["hub"] = answers.hub_table(found, code)
    if nato:
        tables["nato"] = answers.exploitation_table()
    return Result(f"The burden of {found.body}", tables, found=found)


def power(
    rule: Named,
    *,
    matter: str = "budget",
    instrument: str | None = None,
    exact: bool = False,
    method: str = "auto",
    samples: int = 100_000,
    seed: int = 1,
    game: bool = False,
    date: str | None = None,
) -> Result:
    """Return the voting power of each voter: Banzhaf, Shapley-Shubik, Johnston, Coleman (``pato power``).

    Parameters
    ----------
    rule
        A voting-rule file, or an architecture or treaty.
    matter, instrument, date
        For an architecture: the matter to decide, the instrument, and the date.
    exact
        Whether to give Shapley-Shubik and Banzhaf as fractions.
    method
        ``auto``, ``enumeration``, ``generating``, ``grid``, ``lattice`` or ``sampling``.
    samples, seed
        Number of samples and their seed, for ``sampling``.
    game
        Whether to add nucleolus and core of the simple game (extra ``games``).
    """
    from pato.models.decision.games import game_of, solve_game
    from pato.models.decision.power import voting_power
    from pato.report.tables.decision import game_table, power_table

    one_of(method, METHODS, where="method")
    meant = _rule(rule, matter, instrument, date)
    found = voting_power(meant, method=method, exact=exact, samples=samples, seed=seed)  # type: ignore[arg-type]  # checked above
    tables = {"power": power_table(found)}
    if game:
        tables["game"] = game_table(solve_game(game_of(meant), meant.voters))
    return Result(f"Voting power: {meant.title}", tables, found=found)


def _rule(rule: Named, matter: str, instrument: str | None, date: str | None) -> VotingRule:
    from pato.files import library
    from pato.files.yaml import read_file
    from pato.models.decision.bodies import body_of
    from pato.models.decision.rule_file import load_rule

    given = named(rule, where="rule")
    if isinstance(given, str) and library.is_path(given):
        data = read_file(given).data
        if isinstance(data, dict) and "voters" in data:
            return load_rule(given)
    from pato import world

    system = architecture_of(given, where="rule")
    return body_of(system, day_of(date, system), instrument).voting_rule(matter, world.load())
