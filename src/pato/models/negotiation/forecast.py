"""Outcome of a negotiation of the library, over futures: drawn inputs, assumption ranges, and variants of the model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from pato.brief import brief
from pato.errors import Problem, UsageError
from pato.futures import Design, Draws, Factor, Levels
from pato.kernels.arrays import BoolArray, FloatArray, IntArray
from pato.kernels.bargaining.runs import SETTLED, Courses, run_courses
from pato.models.negotiation.building import Figures, build, factors_of
from pato.models.negotiation.case import SCALE, Case
from pato.models.negotiation.course import LEAST_RATIO, MOST_TURNS, random_numbers
from pato.models.negotiation.schema import NegotiationFile
from pato.models.negotiation.switches import Switches, switch
from pato.world import World

SWITCH = "switch."
_CHUNK = 250
"""Courses that run between two looks at the clock; bounds the memory of their random numbers."""


@brief("file.id", "seed")
@dataclass(frozen=True, eq=False)
class Forecast:
    """A negotiation in many futures.

    Attributes
    ----------
    file
        The negotiation file, with its ranges.
    figures
        Inputs built for each future.
    draws
        The factors behind them.
    rules
        Switches as numbers, shape (future, switch).
    courses
        Courses of bargaining, on 0 to 1.
    seed
        Of everything that was drawn.
    most_turns
        After which a course counts as not converged.
    """

    file: NegotiationFile
    figures: Figures
    draws: Draws
    rules: IntArray
    courses: Courses
    seed: int
    most_turns: int

    @property
    def actors(self) -> tuple[str, ...]:
        """ISO codes along the axes of actors."""
        return tuple(self.file.actors)

    @property
    def settled(self) -> BoolArray:
        """In which futures bargaining came to rest, shape (future,); the others have no outcome (C1)."""
        return np.asarray(self.courses.status == SETTLED)

    @cached_property
    def expected(self) -> FloatArray:
        """Expected position over the last election, 0 to 100, shape (future,); NaN for courses that did not settle."""
        return np.where(self.settled, SCALE * self.courses.outcome[:, -1, 0], np.nan)

    @cached_property
    def outcome(self) -> FloatArray:
        """The lowest of the expected position and the places of decisive actors, 0 to 100, shape (future,)."""
        return self._decided(self.actors, self.courses)

    def _decided(self, actors: tuple[str, ...], courses: Courses) -> FloatArray:
        found = SCALE * courses.outcome[:, -1, 0]
        for actor in self.file.decisive:
            if actor in actors:
                found = np.minimum(found, SCALE * courses.positions[:, actors.index(actor), 0])
        return np.where(courses.status == SETTLED, found, np.nan)

    @cached_property
    def band(self) -> IntArray:
        """Index of each future's outcome among the file's bands, shape (future,); -1 for courses that did not settle."""
        bounds = np.stack(
            [_bound(b.from_, f"band.{i}", self.draws) for i, b in enumerate(self.file.bands)], axis=1
        )
        reached = (self.outcome[:, None] >= bounds).sum(axis=1) - 1
        return np.where(self.settled, reached, -1)

    def without(self, actor: str) -> FloatArray:
        """Return the outcome of the same futures without an actor, shape (future,); see `outcome`.

        Raises
        ------
        UsageError
            If the actor is unknown, or only one would be left.
        """
        if actor not in self.actors or len(self.actors) <= 2:
            raise UsageError(
                Problem("", f"{actor} cannot be left out.", f"Actors: {', '.join(self.actors)}.")
            )
        keep = [i for i, a in enumerate(self.actors) if a != actor]
        courses = run_many(self.figures.of(keep), self.rules, self.seed, self.most_turns)
        return self._decided(tuple(self.actors[i] for i in keep), courses)

    def case(self, future: int) -> tuple[Case, Switches]:
        """Return one future as a case of its own, with its switches, to browse turn by turn."""
        f = self.figures
        chosen = {s: str(self.draws.labels(SWITCH + s)[future]) for s in self.file.vary}
        case = Case.of(
            f"{self.file.title}, run {future}",
            [self.file.dimension.name],
            self.actors,
            f.capability[future],
            SCALE * f.positions[future, :, None],
            SCALE * f.salience[future, :, None],
            source=f"pato negotiate pato --issue {self.file.id}, seed {self.seed}",
        )
        return case, Switches.of(chosen)

    def meta(self) -> dict[str, Any]:
        """Return the metadata that reproduce the forecast."""
        return {
            "issue": self.file.id,
            "futures": self.draws.n_futures,
            "seed": self.seed,
            "not settled": int((~self.settled).sum()),
        }


def _bound(given: Mapping[str, Any] | int, name: str, draws: Draws) -> FloatArray:
    return np.zeros(draws.n_futures) if isinstance(given, int) else draws[name]


def factors(file: NegotiationFile, world: World) -> tuple[Factor, ...]:
    """Return everything uncertain about a negotiation: data error, assumption ranges, and variants of the model."""
    variants = [
        Factor(
            SWITCH + s.name,
            Levels(tuple(words), "theory"),
            "variants of the spatial model (KTAB user guide 1.4)",
            "assumption",
        )
        for s, words in ((switch(name), words) for name, words in sorted(file.vary.items()))
    ]
    return (*factors_of(file, world), *variants)


def forecast(
    file: NegotiationFile, world: World, *, futures: int = 1000, seed: int = 1, most_turns: int = MOST_TURNS
) -> Forecast:
    """Run a negotiation in many futures.

    Raises
    ------
    UsageError
        If the number of futures or turns makes no sense.
    CoverageError
        If a figure is not known and the file gives no range for it.
    """
    if most_turns < 1:
        raise UsageError(Problem("turns", f"found {most_turns}.", "Allow one turn or more."))
    draws = Design(factors(file, world), futures, seed).draw()
    figures = build(file, world, draws)
    rules = rule_rows(file.vary, draws)
    return Forecast(file, figures, draws, rules, run_many(figures, rules, seed, most_turns), seed, most_turns)


def rule_rows(vary: Mapping[str, list[str]], draws: Draws) -> IntArray:
    """Return the switches of each future as numbers, shape (future, switch); those that do not vary have their defaults."""
    rows = np.tile(np.array(Switches().numbers, dtype=np.int64), (draws.n_futures, 1))
    names = list(Switches.__dataclass_fields__)
    for name, words in vary.items():
        numbers = np.array([switch(name).number(word) for word in words])
        rows[:, names.index(switch(name).name)] = numbers[draws[SWITCH + switch(name).name]]
    return rows


def run_many(
    figures: Figures, rules: IntArray, seed: int, most_turns: int, *, least_ratio: float = LEAST_RATIO
) -> Courses:
    """Run one course a future, each with its own random numbers."""
    n_futures, n = figures.positions.shape
    stochastic = bool(rules[:, 2].any())
    parts = []
    for start in range(0, n_futures, _CHUNK):
        here = slice(start, min(start + _CHUNK, n_futures))
        draws = np.zeros((1, 1, n))
        if stochastic:
            draws = np.stack([random_numbers(seed, c, most_turns, n) for c in range(n_futures)[here]])
        places, care = (np.ascontiguousarray(a[here, :, None]) for a in (figures.positions, figures.salience))
        parts.append(
            run_courses(
                places, care, figures.capability[here], np.eye(n), rules[here], most_turns, least_ratio, draws
            )
        )
    return Courses(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def repeated(
    case: Case, switches: Switches, *, runs: int, seed: int = 1, most_turns: int = MOST_TURNS
) -> Courses:
    """Run a case many times with different random numbers, as ``transition=stochastic`` wants.

    Raises
    ------
    UsageError
        If the switches leave nothing to chance, or the number of runs is invalid.
    """
    if switches.transition != "stochastic":
        raise UsageError(
            Problem(
                "runs",
                "repeating a deterministic course gives the same course.",
                "Set transition=stochastic, or leave --runs out.",
            )
        )
    if runs < 1 or most_turns < 1:
        raise UsageError(Problem("runs", f"found {runs} runs of {most_turns} turns.", "Ask for one or more."))
    n, rules = len(case.actors), np.array([switches.numbers], dtype=np.int64)
    parts = []
    for start in range(0, runs, _CHUNK):
        k = min(_CHUNK, runs - start)
        draws = np.stack([random_numbers(seed, c, most_turns, n) for c in range(start, start + k)])
        places, care = (np.repeat(a[None] / SCALE, k, axis=0) for a in (case.positions, case.salience))
        capability, rows = np.repeat(case.capability[None], k, axis=0), np.repeat(rules, k, axis=0)
        parts.append(
            run_courses(places, care, capability, case.accommodation, rows, most_turns, LEAST_RATIO, draws)
        )
    return Courses(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def with_switches(file: NegotiationFile, given: Mapping[str, str]) -> NegotiationFile:
    """Return the negotiation with some switches held instead of varied."""
    fixed = {
        name: [value]
        for name, value in (
            (switch(n).name, switch(n).values[switch(n).number(w)].word) for n, w in given.items()
        )
    }
    return file.model_copy(update={"vary": {**file.vary, **fixed}})
