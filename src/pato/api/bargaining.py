"""Outcome of bargaining over a clause, and who moves it (``pato negotiate``)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pato.api.given import Words, name_of, one_of, pairs_of, words_of
from pato.errors import Problem, UsageError
from pato.result import Result

if TYPE_CHECKING:
    from pato.models.negotiation import Negotiation
    from pato.models.negotiation.schema import NegotiationFile
    from pato.table import Table

ISSUE_TABLES = ("summary", "actors", "movers", "hinges", "variants", "path")


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
        ``pato`` with an issue, your own negotiation (.yaml), or a KTAB file (.csv, .xml).
    issue
        For ``pato``: ``taiwan-clause``, ``area``, ``decision-rule``, ``standards``, ``depth`` or ``hub-vs-pact``.
    settings
        Switches of the model, by name.
    show
        For an issue: ``summary``, ``actors``, ``movers``, ``hinges``, ``variants``, ``path`` or ``all``; for a file:
        ``summary`` or an intermediate table.
    assumptions
        Return only the table of switches with their values in force.
    futures
        Number of runs, for an issue.
    runs
        Number of repetitions of a file's course (with ``settings={"transition": "stochastic"}``).
    turns
        Turns after which a course counts as not converged.
    seed
        Random seed; the file's, or 1, where None.
    future
        Index of one run of an issue, to be shown turn by turn as if it were a file.
    save, complete
        Where to write all intermediate tables of one course (.sqlite, or a folder of Parquet), and whether to include
        every actor's estimate of third parties.

    Raises
    ------
    UsageError, UnknownNameError, FileError
        If options cannot be combined, a name is unknown, or a file has mistakes.
    """
    from pato.models.negotiation.switches import Switches

    text, chosen = name_of(what, where="what"), pairs_of(settings, where="settings")
    wanted = words_of(show, where="show")
    Switches.of(chosen)
    built = text == "pato" or text.endswith((".yaml", ".yml"))
    _refuse_unfitting(text, issue, runs, future, save, built=built)
    _refuse_without_effect(runs, future, save, wanted, complete=complete, assumptions=assumptions)
    first = 1 if seed is None else seed
    if built and future is None:
        tables, found = _of_issue(
            _issue_file(text, issue), chosen, wanted, futures, turns, first, assumptions=assumptions
        )
    elif built:
        drawn = max(futures, int(future or 0) + 1)
        course = _of_future(_issue_file(text, issue), chosen, drawn, turns, first, int(future or 0))
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
        raise UsageError(Problem("--runs", "repeats the course of a file; an issue takes --futures."))
    if future is not None and not built:
        raise UsageError(Problem("--future", "is one of an issue's runs; a file has one course."))
    if future is not None and future < 0:
        raise UsageError(Problem("--future", f"found {future}.", "Runs are counted from 0."))
    if built and future is None and save:
        raise UsageError(Problem("--save", "writes the tables of one course.", "Choose a run: --future 0."))


def _refuse_without_effect(
    runs: int | None, future: int | None, save: Any, show: list[str], *, complete: bool, assumptions: bool
) -> None:
    """Refuse what would be ignored: switches are the same for every run, and repeated courses are shown by their ends."""
    for word, given in (
        ("--future", future is not None),
        ("--runs", runs is not None),
        ("--save", bool(save)),
    ):
        if assumptions and given:
            raise UsageError(Problem(word, "has no effect on the assumptions.", "Leave one of the two out."))
    for word, given in (("--result", bool(show)), ("--save", bool(save))):
        if runs is not None and given:
            fix = "Leave --runs out: it repeats the course and shows where it ends."
            raise UsageError(Problem(word, "is about one course.", fix))
    if assumptions and show:
        raise UsageError(
            Problem("--result", "has no effect on the assumptions.", "Leave one of the two out.")
        )
    if complete and not save:
        raise UsageError(
            Problem("--complete", "goes with --save.", "Name where to write: --save tables.sqlite.")
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
    """Return the requested tables of a course; by default its summary and all assumptions."""
    from pato.report.tables.negotiation import course_summary, course_table, switches_table

    if save:
        from pato.models.negotiation.tables import save as write_tables

        write_tables(course, save, complete=complete)
    if not show:
        return {"summary": course_summary(course), "assumptions": switches_table(course.switches)}
    return {
        name: course_summary(course) if name == "summary" else course_table(course, name) for name in show
    }
