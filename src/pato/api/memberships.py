"""Questions about membership: who accepts, who would leave, who is kept out, and who qualifies."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pato.api.given import (
    Named,
    Words,
    architecture_of,
    day_of,
    named,
    one_of,
    state_of,
    states_of,
    whole,
    words_of,
)
from pato.api.longer import Tell, membership_time
from pato.result import Result
from pato.treaties.architecture import IN_FORCE

if TYPE_CHECKING:
    import xarray as xr

    from pato.models.membership.query import Question
    from pato.models.membership.standing import Standing
    from pato.table import Table

FEWEST, MOST = 20, 100_000
"""Number of draws for questions about a membership, each evaluated under every theory."""


def stable(
    name: Named,
    *,
    show: Words = (),
    pool: Words = (),
    rule: str = "unanimity",
    leaving: str | None = None,
    ratification: str | os.PathLike[str] | None = None,
    without: Words = (),
    priced: Words = (),
    rivals: Words = (),
    assumptions: str | os.PathLike[str] | None = None,
    status_quo: Named = IN_FORCE,
    futures: int = 300,
    seed: int = 1,
    date: str | None = None,
    tell: Tell | None = None,
) -> Result:
    """Return whether a membership holds: who accepts, who would leave, who would join, who blocks (``pato stable``).

    Parameters
    ----------
    name
        An architecture that adds a defence pact, or a treaty, by name or file.
    show
        Tables: ``standing``, ``chapters``, ``members``, ``burden``, ``worth``, ``terms``, ``entry``, ``blocking``, ``largest``, ``payments``, ``shapley``,
        ``path``, ``conditions``, ``place``, ``ratification``, ``assumptions``, or ``all``.
    pool
        Candidate states; by default those to which the treaty is open.
    rule
        Rule of entry: ``open``, ``unanimity``, ``majority`` or ``standards``.
    leaving
        Whether the old treaties of a state that leaves ``survive`` or ``lapse``; by default as assumed.
    ratification, assumptions
        Files with your own chances of ratification and ranges.
    without
        Terms to leave out: ``spill_overs``, ``coercion``, ``burden``, ``common_budget``, ``trade``.
    priced
        Unmeasured terms to include at the assumed ranges: ``mistrust``, ``autonomy``.
    rivals
        States whose attacks count; China, North Korea and Russia where none are named. No state of the pool attacks.
    status_quo
        Architecture in force; gains are relative to it, in per cent of GDP a year.
    futures, seed
        Number of draws, each evaluated under every theory, and their seed.
    date
        ISO date; today where None.
    tell
        Called with the expected time, if it is long.

    Returns
    -------
    Result
        ``to_xarray()`` gives gains and their terms, dims (future, state); ``found`` is the `Stability`.

    Raises
    ------
    UsageError, UnknownNameError, CoverageError
        If the architecture adds no pact, a name or table is unknown, or data are missing.
    """
    from pato.models.membership.stability import stability
    from pato.report.tables import membership as answers

    wanted = [one_of(t, (*answers.TABLES, "all"), where="show") for t in words_of(show, where="show")]
    chosen = tuple(answers.TABLES) if "all" in wanted else tuple(wanted) or answers.DEFAULT
    one_of(rule, ("open", "unanimity", "majority", "standards"), where="rule")
    if leaving is not None:
        one_of(leaving, ("survive", "lapse"), where="leaving")
    whole(futures, where="futures", low=FEWEST, high=MOST)
    question = _ask(
        name,
        date,
        status_quo,
        states_of(pool, where="pool"),
        assumptions,
        without,
        priced,
        rivals,
        every_place="place" in chosen and bool(wanted),
    )
    every = bool({"blocking", "largest", "shapley", "path"} & set(chosen))
    lapsing = len(question.members) if leaving == "lapse" else 0
    membership_time(question.pool, futures, tell, every=every, lapsing=lapsing)
    file = None if ratification is None else os.fspath(ratification)
    found = stability(question, futures, seed, rule=rule, leaving=leaving, ratification_file=file)
    return Result(
        f"Does {question.name} hold?",
        answers.tables(found, chosen),
        sentences=answers.sentences(found),
        found=found,
        labelled=lambda: _gains(found.standing, question),
    )


def why(
    state: str,
    name: Named,
    *,
    without: Words = (),
    priced: Words = (),
    rivals: Words = (),
    assumptions: str | os.PathLike[str] | None = None,
    status_quo: Named = IN_FORCE,
    futures: int = 300,
    seed: int = 1,
    date: str | None = None,
    tell: Tell | None = None,
) -> Result:
    """Return a state's gains and losses in a membership: terms, partners, and what would reverse it (``pato why``).

    Parameters
    ----------
    state
        A code or name.
    name
        The membership, such as ``pato-8``.
    without, priced, rivals, assumptions, status_quo, futures, seed, date, tell
        As in `stable`.

    Raises
    ------
    UsageError, UnknownNameError, CoverageError
        As `stable`, and if the state is not in the membership or has no data.
    """
    from pato.models.membership import objections
    from pato.report.tables import objections as layout

    code = state_of(state)
    whole(futures, where="futures", low=FEWEST, high=MOST)
    question = _ask(name, date, status_quo, [], assumptions, without, priced, rivals)
    membership_time(question.pool, futures, tell)
    found = objections.why(question, code, futures, seed)
    return Result(
        f"{code} in {question.name}",
        layout.tables(found),
        sentences=layout.sentences(found),
        found=found,
        labelled=lambda: _gains(found.standing, question),
    )


def refuse(
    name: Named,
    *,
    pool: Words = (),
    without: Words = (),
    priced: Words = (),
    rivals: Words = (),
    assumptions: str | os.PathLike[str] | None = None,
    status_quo: Named = IN_FORCE,
    futures: int = 200,
    seed: int = 1,
    date: str | None = None,
    tell: Tell | None = None,
) -> Result:
    """Return which outsiders seek accession, which members object to whom, and who gets in by rule (``pato refuse``).

    Parameters
    ----------
    name
        The membership, such as ``pato-8``.
    pool
        Candidate states; by default those of the assumptions.
    without, priced, rivals, assumptions, status_quo, futures, seed, date, tell
        As in `stable`.
    """
    from pato.models.membership.refusals import refusals
    from pato.report.tables import refusals as layout

    whole(futures, where="futures", low=FEWEST, high=MOST)
    candidates = states_of(pool, where="pool") or None
    question = _ask(name, date, status_quo, candidates, assumptions, without, priced, rivals)
    membership_time(question.pool, futures, tell)
    found = refusals(question, futures, seed)
    tables, told = layout.tables(found), layout.sentences(found)
    return Result(f"Entry to {question.name}", tables, sentences=told, found=found)


def eligible(
    treaty: Named,
    *,
    show: str = "standards",
    states: Words = (),
    everyone: bool = False,
    standard: str | os.PathLike[str] | None = None,
    measure: str | None = None,
    step: float = 0.05,
    assumptions: str | os.PathLike[str] | None = None,
    futures: int = 2000,
    seed: int = 1,
    date: str | None = None,
) -> Result:
    """Return who meets the governance standards of a treaty, with what probability, and how long (``pato eligible``).

    Parameters
    ----------
    treaty
        A treaty or an architecture, by name or file.
    show
        ``standards`` (each one), ``states`` (all standards combined), ``survival`` (levels in ten years),
        ``curve`` (who passes at every threshold).
    states
        Only these states; by default parties and the states to which the treaty is open.
    everyone
        All states of the snapshot.
    standard
        A file of standards to test instead of the treaty's.
    measure, step
        For the curve: the measure, and the step between thresholds.
    assumptions
        A file with your own ranges.
    futures, seed, date
        Number of draws of measurement errors and changes, their seed, and the date: data are for the last full year
        before it.
    """
    from pato import world
    from pato.models.accession import standards
    from pato.models.accession.assumptions import load_assumptions
    from pato.models.accession.evaluation import evaluate
    from pato.report.tables import accession as tables

    makers: dict[str, Callable[[Any], Table]] = {
        "standards": tables.by_standard,
        "states": tables.by_state,
        "survival": tables.survival,
    }
    one_of(show, (*makers, "curve"), where="show")
    whole(futures, where="futures", low=100, high=1_000_000)
    system = architecture_of(treaty, where="treaty")
    day = day_of(date, system)
    asked = standards.requirements(system, day)
    if standard is not None:
        asked = standards.with_file(asked, os.fspath(standard))
    figures, chosen = world.load(), None
    if show == "curve":
        asked, chosen = standards.for_curve(asked, measure)
    who = standards.candidates(asked, figures, words_of(states, where="states"), everyone=everyone)
    held = load_assumptions(None if assumptions is None else os.fspath(assumptions))
    found = evaluate(asked, who, figures, day, futures=futures, seed=seed, assumptions=held)
    table = makers[show](found) if chosen is None else tables.curve(found, chosen, step)
    return Result(f"Who meets the standards of {asked.title}?", {show: table}, found=found)


def formation(states: Words, architecture: Named = "in-force", date: str | None = None) -> Table:
    """Return pairs of states with their rank among all pairs without a defence pact (``pato formation``)."""
    from pato import world
    from pato.models.formation import Formation, ranking
    from pato.report.tables.formation import ranking_table

    system, here = architecture_of(architecture), world.load()
    codes = [here.code(s) for s in words_of(states, where="states")]
    found = Formation.of(here, system, day_of(date, system))
    return ranking_table(found, ranking(found, codes))


def _ask(
    name: Named,
    date: str | None,
    status_quo: Named,
    candidates: list[str] | None,
    assumptions: str | os.PathLike[str] | None,
    without: Words,
    priced: Words,
    rivals: Words,
    *,
    every_place: bool = False,
) -> Question:
    from pato import world
    from pato.models.membership.assumptions import load
    from pato.models.membership.query import ask
    from pato.treaties.architecture import load_architecture

    asked = named(name)
    return ask(
        world.load(),
        asked,
        day_of(date, load_architecture(asked)),
        status_quo=named(status_quo, where="status_quo"),
        candidates=candidates,
        assumptions=load(None if assumptions is None else os.fspath(assumptions)),
        without=words_of(without, where="without"),
        priced=words_of(priced, where="priced"),
        rivals=states_of(rivals, where="rivals") or None,
        every_place=every_place,
    )


def _gains(standing: Standing, question: Question) -> xr.Dataset:
    """Return gains and their terms, in per cent of GDP a year, dims (future, state)."""
    import xarray as xr

    from pato.futures.dims import FUTURE, STATE

    dims = (FUTURE, STATE)
    parts = {name: (dims, values) for name, values in standing.terms.items()}
    found = xr.Dataset({"gain": (dims, standing.utilities), **parts}, {STATE: list(question.pool.states)})
    found.attrs.update(
        unit="per cent of GDP a year", membership=question.name, members=", ".join(question.members)
    )
    return found
