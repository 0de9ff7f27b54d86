"""Tests of standards under measurement error and future changes: who passes, with what probability, and how long."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy import special

from pato.brief import brief
from pato.futures.factor import cholesky
from pato.kernels.arrays import BoolArray, FloatArray
from pato.models.accession.assumptions import TIDE, Assumptions, load_assumptions
from pato.models.accession.backsliding import Backsliding, load_backsliding, paths
from pato.models.accession.history import Point, Series, series
from pato.models.accession.measurement import Errors, level, normals, probability_at_least
from pato.models.accession.standards import Requirements, combined
from pato.treaties.schema.provisions import Standard
from pato.world import World

Uncertainty = Literal["published", "assumed", "taken as exact", "unknown"]
HORIZON_YEARS = 10
SUSPENDING = ("suspend", "expel")


@dataclass(frozen=True)
class Outcome:
    """One state tried on one standard.

    Attributes
    ----------
    state, standard
        The state, and the standard.
    year, point
        Year and value of the latest data point; None if there is none.
    spread
        One standard deviation below and above it as (low, high) ranges: equal ends where the source publishes it.
    uncertainty
        Source of the error.
    latest
        Probability of passing in that year: lowest and highest over the assumptions; None where unknown.
    held
        Level in the hardest of the years over which the standard must hold, shape (future,); None where unknown.
    years_lacking
        Years of those that have no figure.
    change
        Change over ten years, and the share of futures in which the level fell; None where a year is missing.
    then
        Levels in each year to come up to the horizon, shape (year, future); None where no model covers the measure.
    past
        Levels of the years without a gap up to the latest, oldest first, as many as the standard and its grace need at
        most; shape (year, future).
    """

    state: str
    standard: Standard
    year: int | None
    point: Point | None
    spread: tuple[tuple[float, float], tuple[float, float]] | None
    uncertainty: Uncertainty
    latest: tuple[float, float] | None
    held: FloatArray | None
    years_lacking: tuple[int, ...]
    change: tuple[float, float] | None
    then: FloatArray | None
    past: FloatArray | None

    def met(self, levels: FloatArray) -> BoolArray:
        """Return whether levels meet the standard, same shape."""
        return meets(self.standard, levels)

    @property
    def met_now(self) -> BoolArray | None:
        """Whether it is met in each of the required years, shape (future,)."""
        return None if self.held is None else self.met(self.held)

    @property
    def met_then(self) -> BoolArray | None:
        """Whether it is met in the last year of the horizon and in each of the required years before, shape (future,)."""
        if self.then is None:
            return None
        asked = max(1, self.standard.sustained_years)
        lacking = asked - len(self.then)
        if lacking > 0 and (self.past is None or len(self.past) < lacking):
            return None
        rows = self.then[-asked:] if lacking <= 0 else np.concatenate([self.past[-lacking:], self.then])  # type: ignore[index]  # see above
        return np.asarray(self.met(rows).all(axis=0))

    @property
    def never_below(self) -> BoolArray | None:
        """In which futures it is met in every year of the horizon, shape (future,)."""
        return None if self.then is None else np.asarray(self.met(self.then).all(axis=0))

    @property
    def breached(self) -> BoolArray | None:
        """In which futures a member would miss it for longer than the grace by the end of the horizon, years that are over included, shape (future,)."""
        if self.then is None or self.past is None:
            return None
        return beyond_grace(~self.met(np.concatenate([self.past, self.then])), self.standard.grace_years)

    @property
    def breached_now(self) -> BoolArray | None:
        """In which futures it was missed in every one of the last years, one more than the grace, shape (future,)."""
        needed = self.standard.grace_years + 1
        if self.past is None or len(self.past) < needed:
            return None
        return np.asarray((~self.met(self.past[-needed:])).all(axis=0))


@brief("asked", "states", "date", "futures", "seed")
@dataclass(frozen=True, eq=False)
class Trial:
    """States tried on the standards of an instrument.

    Attributes
    ----------
    asked
        The standards.
    date
        Figures of years before that of this date count.
    target_year
        Last year of the horizon.
    states
        In the order of the answer.
    outcomes
        By state and id of the standard.
    futures, seed, assumptions
        How the answer was drawn.
    """

    asked: Requirements
    date: str
    target_year: int
    states: tuple[str, ...]
    outcomes: Mapping[tuple[str, str], Outcome]
    futures: int
    seed: int
    assumptions: Assumptions

    def together(self, state: str, standards: Sequence[Standard], what: str) -> tuple[float, float]:
        """Return the probability that some standards are met as the rule asks: if the unknown fails, and if it passes.

        Parameters
        ----------
        state, standards
            The state, and the standards.
        what
            ``met_now``, ``met_then`` or ``never_below``: a property of `Outcome`.
        """
        met = {s.id: getattr(self.outcomes[state, s.id], what) for s in standards}
        low, high = combined(self.asked.rule, met, self.futures)
        return float(low.mean()), float(high.mean())

    def suspended(self, state: str, what: str = "breached") -> tuple[float, float]:
        """Return the probability that a member would lose its rights: if the unknown are kept, and if they are not.

        Parameters
        ----------
        state
            The state.
        what
            ``breached``, by the end of the horizon; ``breached_now``, by the figures there are.


        Notes
        -----
        Each standard with suspension or expulsion for a breach counts separately, as stated in the file, whatever the
        rule.
        """
        acting = [s for s in self.asked.in_membership() if s.on_breach in SUSPENDING]
        breaches = [getattr(self.outcomes[state, s.id], what) for s in acting]
        known = [b for b in breaches if b is not None]
        low = float(np.any(known, axis=0).mean()) if known else 0.0
        return low, low if len(known) == len(breaches) else 1.0


def meets(standard: Standard, levels: FloatArray) -> BoolArray:
    """Return whether levels meet a standard, same shape."""
    if standard.at_least is not None:
        return np.asarray(levels >= standard.at_least)
    assert standard.at_most is not None
    return np.asarray(levels <= standard.at_most)


def beyond_grace(fails: BoolArray, grace_years: int) -> BoolArray:
    """Return whether a standard is missed for more consecutive years than the grace period, shape (future,).

    Parameters
    ----------
    fails
        Shape (year, future).
    grace_years
        Years in a row that are forgiven; 0 forgives none.
    """
    run = np.zeros(fails.shape[1], np.int64)
    found = np.zeros(fails.shape[1], bool)
    for row in fails:
        run = np.where(row, run + 1, 0)
        found |= run > grace_years
    return found


def evaluate(
    asked: Requirements,
    states: Iterable[str],
    world: World,
    date: str,
    *,
    futures: int = 2000,
    seed: int = 1,
    assumptions: Assumptions | None = None,
) -> Trial:
    """Try states on the standards of an instrument.

    Parameters
    ----------
    asked, states
        The standards, and whom to try.
    world
        Figures; what a study set counts in place of what ships.
    date
        ISO date; figures are about whole years and come out after them, so those of earlier years count.
    futures, seed
        Draws of errors, assumptions, parameters and changes to come, by index (C5).
    assumptions
        Those that ship by default.

    Raises
    ------
    UnknownNameError
        If a standard names a measure for which there are no data by state.
    """
    held = assumptions or load_assumptions()
    order = tuple(states)
    context = _Drawing(
        world, int(date[:4]), futures, seed, held, load_backsliding(), _errors(held, futures, seed)
    )
    measures = tuple(dict.fromkeys(s.measure for s in asked.standards))
    known = {(i, m): series(world, i, m, context.before) for m in measures for i in order}
    last = [max(s) for s in known.values() if s]
    target = (max(last) if last else context.before - 1) + HORIZON_YEARS
    future = {m: context.to_come(m, {i: known[i, m] for i in order}, target) for m in measures}
    outcomes = {
        (i, s.id): _outcome(context, i, s, known[i, s.measure], future[s.measure].get(i))
        for i in order
        for s in asked.standards
    }
    return Trial(asked, date, target, order, outcomes, futures, seed, held)


def _errors(held: Assumptions, futures: int, seed: int) -> Errors:
    years, measures = (held.draw(f"error_correlation_{n}", futures, seed) for n in ("years", "measures"))
    return Errors(seed, futures, years, measures)


@dataclass(frozen=True)
class _Drawing:
    """Common settings of the draws for every state and standard; data from before the year `before` count."""

    world: World
    before: int
    futures: int
    seed: int
    assumptions: Assumptions
    model: Backsliding
    errors: Errors

    def is_index(self, measure: str) -> bool:
        return self.world.definitions[measure].unit.startswith("index 0 to 1")

    def uncertainty(self, measure: str, point: Point) -> Uncertainty:
        if point.below is not None:
            return "published"
        return "assumed" if self.is_index(measure) else "taken as exact"

    def spread(self, measure: str, point: Point) -> tuple[tuple[float, float], tuple[float, float]]:
        if point.below is not None and point.above is not None:
            return (point.below, point.below), (point.above, point.above)
        ends = self.assumptions.range_of("unpublished_sd") if self.is_index(measure) else (0.0, 0.0)
        return ends, ends

    def drawn_spread(self, measure: str, point: Point) -> tuple[FloatArray, FloatArray]:
        if point.below is not None and point.above is not None:
            return np.full(self.futures, point.below), np.full(self.futures, point.above)
        if not self.is_index(measure):
            return np.zeros(self.futures), np.zeros(self.futures)
        sd = self.assumptions.draw("unpublished_sd", self.futures, self.seed)
        return sd, sd

    def level(
        self, state: str, measure: str, year: int, point: Point, published: npt.ArrayLike
    ) -> FloatArray:
        """Return true levels for a measured value of a year with the error spread of `point`, shape (future,)."""
        found = level(published, *self.drawn_spread(measure, point), self.errors.of(state, measure, year))
        return np.clip(found, 0.0, 1.0) if self.is_index(measure) else found

    def to_come(self, measure: str, known: Mapping[str, Series], target: int) -> dict[str, FloatArray]:
        """Return levels of each state in the years after its last figure, shape (year, future); those that no model covers left out."""
        if measure not in self.model.measures:
            return {}
        starts: dict[int, list[str]] = {}
        for state, s in known.items():
            if s and max(s) - 1 in s and state in self.model.region_of:
                starts.setdefault(max(s), []).append(state)
        found: dict[str, FloatArray] = {}
        tide = self.assumptions.draw(TIDE, self.futures, self.seed)
        for year, states in starts.items():
            published = self._paths(measure, states, known, year, target)
            for n, state in enumerate(states):
                point = known[state][year]
                found[state] = np.stack(
                    [
                        self.level(state, measure, year + k, point, np.clip(row + k * tide, 0.0, 1.0))
                        for k, row in enumerate(published[:, n], start=1)
                    ]
                )
        return found

    def _paths(
        self, measure: str, states: list[str], known: Mapping[str, Series], year: int, target: int
    ) -> FloatArray:
        posterior = self.model.measures[measure].posterior
        z = np.stack(
            [
                normals(self.seed, f"backsliding.{measure}.parameter.{k}", self.futures)
                for k in range(len(posterior.names))
            ],
            axis=1,
        )
        theta = np.array(posterior.mean) + z @ cholesky(np.array(posterior.covariance)).T
        now = [known[s][year].value for s in states]
        before = [known[s][year].value - known[s][year - 1].value for s in states]
        region = [self.model.regions.index(self.model.region_of[s]) for s in states]
        steps = range(year + 1, target + 1)
        uniforms = np.array([[self._uniform(measure, s, y) for s in states] for y in steps])
        return paths(theta, now, before, region, uniforms)

    def _uniform(self, measure: str, state: str, year: int) -> FloatArray:
        """Return the random terms of the change into a year; a state's measures are correlated, as their past changes were."""
        names = tuple(self.model.measures)
        weights = self.model.root[names.index(measure)]
        parts = (
            w * normals(self.seed, f"backsliding.change.{n}.{state}.{year}", self.futures)
            for n, w in zip(names, weights, strict=True)
            if w
        )
        return np.asarray(special.ndtr(sum(parts)))


def _outcome(c: _Drawing, state: str, standard: Standard, known: Series, then: FloatArray | None) -> Outcome:
    if not known:
        return Outcome(state, standard, None, None, None, "unknown", None, None, (), None, None, None)
    m, year = standard.measure, max(known)
    point = known[year]
    spread = c.spread(m, point)
    asked = range(year - max(1, standard.sustained_years) + 1, year + 1)
    lacking = tuple(y for y in asked if y not in known)
    longest = max(len(asked), standard.grace_years + 1)
    unbroken = [*takewhile(lambda y: y in known, range(year, year - longest, -1))][::-1]
    past = np.stack([c.level(state, m, y, known[y], known[y].value) for y in unbroken])
    held = None
    if not lacking:
        held = (
            past[-len(asked) :].min(axis=0)
            if standard.at_least is not None
            else past[-len(asked) :].max(axis=0)
        )
    return Outcome(
        state, standard, year, point, spread, c.uncertainty(m, point), _latest(standard, point, spread), held, lacking,
        _change(c, state, m, known, year), then, past,
    )  # fmt: skip


def _latest(
    standard: Standard, point: Point, spread: tuple[tuple[float, float], tuple[float, float]]
) -> tuple[float, float]:
    if standard.at_least is not None:
        found = [
            probability_at_least(standard.at_least, point.value, b, a) for b, a in zip(*spread, strict=True)
        ]
    else:
        assert standard.at_most is not None
        found = [
            probability_at_least(-standard.at_most, -point.value, a, b) for b, a in zip(*spread, strict=True)
        ]
    return min(found), max(found)


def _change(c: _Drawing, state: str, measure: str, known: Series, year: int) -> tuple[float, float] | None:
    earlier = year - HORIZON_YEARS
    if earlier not in known:
        return None
    now, then = (c.level(state, measure, y, known[y], known[y].value) for y in (year, earlier))
    return known[year].value - known[earlier].value, float((now < then).mean())
