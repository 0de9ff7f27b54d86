"""Questions about bodies: whether they can decide, who has power in them, who carries the burden, where bargaining ends."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pato.api.given import (
    Named,
    Words,
    architecture_of,
    day_of,
    name_of,
    named,
    one_of,
    pairs_of,
    state_of,
    whole,
    words_of,
)
from pato.errors import Problem, UsageError
from pato.result import Result

if TYPE_CHECKING:
    from pato.models.decision.rules import VotingRule
    from pato.models.negotiation import Negotiation
    from pato.models.negotiation.schema import NegotiationFile
    from pato.table import Table

MATTERS = ("invocation", "accession", "suspension", "amendment", "budget")
METHODS = ("auto", "enumeration", "generating", "grid", "lattice", "sampling")
ISSUE_TABLES = ("summary", "actors", "movers", "hinges", "variants", "path")
Ranges = Mapping[str, tuple[float, float]]
"""Your own ranges of assumptions, by symbol."""


def decide(
    body: Named,
    matter: str = "invocation",
    *,
    instrument: str | None = None,
    against: str | None = None,
    accused: str | None = None,
    futures: int = 200,
    seed: int = 1,
    rounds: int = 10,
    issues: int = 200,
    assume: Ranges | None = None,
    sizes: bool = False,
    assumptions: bool = False,
    date: str | None = None,
) -> Result:
    """Return how likely a body is to agree on a matter, under its own rule and others (``pato decide``).

    Parameters
    ----------
    body
        An architecture or a treaty, by name or file.
    matter
        ``invocation``, ``accession``, ``suspension``, ``amendment`` or ``budget``.
    instrument
        The instrument, where an architecture holds several that decide.
    against
        The attacker an invocation is about; either side is drawn without it.
    accused
        The member without a vote, where the rule leaves out the accused.
    futures, seed, rounds, issues
        Draws, their seed, rounds of proposals on an issue, and issues in each draw.
    assume
        Your own ranges, by symbol: ``{"noise_share": (0.2, 0.5)}``.
    sizes, assumptions
        Also the size curve, and the table of what is assumed.
    date
        ISO date; the architecture's own, or today.
    """
    from pato import world
    from pato.models.assumptions import load_assumptions
    from pato.models.decision.answers import answer, curve
    from pato.models.decision.bodies import body_of
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
        futures=futures,
        seed=seed,
        rounds=whole(rounds, where="rounds", low=1, high=100),
        issues=whole(issues, where="issues", low=10, high=10_000),
    )
    tables = {"agreement": agreement_table(found), "members": members_table(found)}
    if sizes:
        points = curve(matter, world.load(), held, day, futures=min(futures, 100), seed=seed)
        tables["sizes"] = size_table(points, matter)
    if assumptions:
        tables["assumptions"] = assumptions_table(held)
    return Result(f"Does {found.body.id} agree on {matter}?", tables, found=found)


def burden(
    body: Named,
    *,
    instrument: str | None = None,
    status_quo: Named = "hub-and-spoke",
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
        Whose pledges today's spending answers.
    hub
        The state whose savings are shown, where it is a member.
    pledge
        Share of GDP pledged; the treaty's own where None.
    futures, seed, assume, date
        As in `decide`.
    nato
        Also the rank tests of exploitation in NATO, all years.
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
    tables = {"shares": answers.shares_table(found), "replies": answers.replies_table(found)}
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
        A file of a voting rule, or an architecture or treaty.
    matter, instrument, date
        Of an architecture: the matter whose rule counts, the instrument, and the day.
    exact
        Shapley-Shubik and Banzhaf as fractions.
    method
        ``auto``, ``enumeration``, ``generating``, ``grid``, ``lattice`` or ``sampling``.
    samples, seed
        Of the sampling.
    game
        Also nucleolus and core of the simple game (extra ``games``).
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


def negotiate(
    what: str | os.PathLike[str] = "pato",
    issue: str | None = None,
    *,
    settings: Mapping[str, str] | None = None,
    show: Words = (),
    assumptions: bool = False,
    futures: int = 1000,
    runs: int | None = None,
    turns: int = 100,
    seed: int | None = None,
    future: int | None = None,
    save: str | os.PathLike[str] | None = None,
    complete: bool = False,
) -> Result:
    """Return where the bargaining over a clause ends, and who moves it (``pato negotiate``).

    Parameters
    ----------
    what
        ``pato`` with an issue, a negotiation of your own (.yaml), or a file of KTAB (.csv, .xml).
    issue
        With ``pato``: ``taiwan-clause``, ``area``, ``decision-rule``, ``standards``, ``depth`` or ``hub-vs-pact``.
    settings
        Switches of the model, by name.
    show
        Of an issue: ``summary``, ``actors``, ``movers``, ``hinges``, ``variants``, ``path`` or ``all``; of a file:
        ``summary`` or an intermediate table.
    assumptions
        Only every switch with the value that counts.
    futures
        Of an issue.
    runs
        Repeat a file's course that often (with ``settings={"transition": "stochastic"}``).
    turns
        After which a course counts as not converged.
    seed
        Of everything drawn; the file's, or 1, where None.
    future
        One future of an issue, turn by turn, as if it were a file.
    save, complete
        Where all intermediate tables of one course are written (.sqlite, or a folder of Parquet), and whether third
        parties are written as everybody estimates them.

    Raises
    ------
    UsageError, UnknownNameError, FileError
        If options do not go together, a name is not known, or a file has mistakes.
    """
    from pato.models.negotiation.switches import Switches

    text, chosen = name_of(what, where="what"), pairs_of(settings, where="settings")
    wanted = words_of(show, where="show")
    Switches.of(chosen)
    built = text == "pato" or text.endswith((".yaml", ".yml"))
    _refuse_unfitting(text, issue, runs, future, save, built=built)
    if built and future is None:
        tables, found = _of_issue(
            _issue_file(text, issue), chosen, wanted, futures, turns, seed or 1, assumptions=assumptions
        )
    elif built:
        drawn = max(futures, int(future or 0) + 1)
        course = _of_future(_issue_file(text, issue), chosen, drawn, turns, seed or 1, int(future or 0))
        tables, found = _shown(course, wanted, save, complete=complete), course
    else:
        tables, found = _of_file(
            text, chosen, wanted, runs, turns, seed, save, complete=complete, assumptions=assumptions
        )
    return Result(f"The bargaining over {issue or text}", tables, found=found)


def _refuse_unfitting(
    what: str, issue: str | None, runs: int | None, future: int | None, save: Any, *, built: bool
) -> None:
    if issue and what != "pato":
        fix = f"Write: pato negotiate pato --issue {issue}"
        raise UsageError(Problem("--issue", f"goes with 'pato', not with {what}.", fix))
    if runs is not None and built:
        raise UsageError(Problem("--runs", "repeats the course of a file; an issue has --futures."))
    if future is not None and not built:
        raise UsageError(Problem("--future", "is one of an issue's futures; a file has one course."))
    if future is not None and future < 0:
        raise UsageError(Problem("--future", f"found {future}.", "Futures are counted from 0."))
    if built and future is None and save:
        raise UsageError(
            Problem("--save", "writes the tables of one course.", "Choose a future: --future 0.")
        )


def _issue_file(what: str, issue: str | None) -> NegotiationFile:
    from pato.models.negotiation.library import issues, load_negotiation

    if what == "pato" and not issue:
        raise UsageError(Problem("--issue", "is missing.", f"Choose one of: {', '.join(issues())}."))
    return load_negotiation(issue if what == "pato" and issue else what)


def _of_issue(
    asked: NegotiationFile,
    settings: Mapping[str, str],
    show: list[str],
    futures: int,
    turns: int,
    seed: int,
    *,
    assumptions: bool,
) -> tuple[dict[str, Table], Any]:
    from pato import world
    from pato.models.negotiation import forecast
    from pato.report.tables import negotiation as answers

    file = forecast.with_switches(asked, dict(settings))
    if assumptions:
        return {"assumptions": answers.assumptions_table(file, world.load())}, file
    chosen = ISSUE_TABLES if "all" in show else show or ("summary", "actors")
    for name in chosen:
        one_of(name, ISSUE_TABLES, where="--result")
    run = forecast.forecast(file, world.load(), futures=futures, seed=seed, most_turns=turns)
    makers = {
        "summary": answers.bands_table,
        "actors": answers.actors_table,
        "movers": answers.movers_table,
        "hinges": answers.hinges_table,
        "variants": answers.variants_table,
        "path": answers.path_table,
    }
    return {name: makers[name](run) for name in chosen}, run


def _of_future(
    asked: NegotiationFile, settings: Mapping[str, str], futures: int, turns: int, seed: int, future: int
) -> Negotiation:
    from pato import world
    from pato.models.negotiation import forecast
    from pato.models.negotiation import negotiate as bargain

    file = forecast.with_switches(asked, dict(settings))
    run = forecast.forecast(file, world.load(), futures=futures, seed=seed, most_turns=turns)
    case, switches = run.case(future)
    return bargain(case, switches, seed=seed, course=future, most_turns=turns)


def _of_file(
    what: str,
    settings: Mapping[str, str],
    show: list[str],
    runs: int | None,
    turns: int,
    seed: int | None,
    save: Any,
    *,
    complete: bool,
    assumptions: bool,
) -> tuple[dict[str, Table], Any]:
    from pato.models.negotiation import Switches, read_case
    from pato.models.negotiation import negotiate as bargain
    from pato.models.negotiation.switches import switch
    from pato.report.tables.negotiation import switches_table

    case = read_case(what)
    merged = {switch(k).name: v for given in (case.settings, settings) for k, v in given.items()}
    switches = Switches.of(merged)
    if assumptions:
        return {"assumptions": switches_table(switches)}, case
    seed = seed if seed is not None else case.seed if case.seed is not None else 1
    if runs is not None:
        from pato.models.negotiation.forecast import repeated
        from pato.report.tables.negotiation import repeated_tables

        courses = repeated(case, switches, runs=runs, seed=seed, most_turns=turns)
        ended = repeated_tables(case, courses, {"runs": runs, "seed": seed})
        return {**ended, "assumptions": switches_table(switches)}, courses
    course = bargain(case, switches, seed=seed, most_turns=turns)
    return _shown(course, show, save, complete=complete), course


def _shown(course: Negotiation, show: list[str], save: Any, *, complete: bool) -> dict[str, Table]:
    """Return the tables that are wanted of a course; without a wish its summary and every assumption."""
    from pato.report.tables.negotiation import course_summary, course_table, switches_table

    if save:
        from pato.models.negotiation.tables import save as write_tables

        write_tables(course, save, complete=complete)
    if not show:
        return {"summary": course_summary(course), "assumptions": switches_table(course.switches)}
    return {
        name: course_summary(course) if name == "summary" else course_table(course, name) for name in show
    }
