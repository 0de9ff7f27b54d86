"""One course of bargaining, turn by turn, with everything that was computed on the way."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from pato.brief import brief
from pato.errors import Problem, UsageError
from pato.futures.streams import unit_interval, words
from pato.kernels.arrays import FloatArray, IntArray
from pato.kernels.bargaining import solve as kernel
from pato.kernels.bargaining.resolution import moved, resolve
from pato.kernels.bargaining.runs import NO_ELECTION, SETTLED, STILL_MOVING, settled
from pato.models.negotiation.case import SCALE, Case
from pato.models.negotiation.switches import Switches

MOST_TURNS = 100
LEAST_RATIO = 0.02
STATUS = {
    STILL_MOVING: "still moving",
    SETTLED: "settled",
    NO_ELECTION: "election not computed",
}
"""Ways in which a course ends; only the second is an outcome."""
_STREAM = "negotiation-course-{}"


@dataclass(frozen=True)
class Turn:
    """Values computed in a turn; positions and ideals at its start, in [0, 1], shape (actor, dimension)."""

    positions: FloatArray
    ideals: FloatArray
    seen: kernel.Views
    probability: FloatArray
    share: FloatArray
    proposals: kernel.Proposals | None
    taken: IntArray | None
    odds: FloatArray | None

    @property
    def outcome(self) -> FloatArray:
        """The expected position over the election, in [0, 1], shape (dimension,)."""
        return np.asarray(self.share @ self.positions)


@brief("case", "outcome")
@dataclass(frozen=True, eq=False)
class Negotiation:
    """A course of bargaining.

    Attributes
    ----------
    case, switches
        The case, and its assumptions.
    turns
        The last one holds where it ended, and no proposals.
    status
        ``settled``, ``still moving`` (no outcome, C1) or ``election not computed``.
    seed
        Of the random numbers, None where none were needed.
    """

    case: Case
    switches: Switches
    turns: tuple[Turn, ...]
    status: str
    seed: int | None

    @cached_property
    def positions(self) -> FloatArray:
        """Positions on 0 to 100, shape (turn + 1, actor, dimension)."""
        return SCALE * np.array([turn.positions for turn in self.turns])

    @cached_property
    def outcome(self) -> FloatArray:
        """Expected position over the election at each turn, 0 to 100, shape (turn + 1, dimension)."""
        return SCALE * np.array([turn.outcome for turn in self.turns])

    @property
    def risk(self) -> FloatArray:
        """Attitudes to risk inferred in the first turn, shape (actor,): 1 averse, 0 neutral, below 0 seeking."""
        return self.turns[0].seen.risk

    def meta(self) -> dict[str, Any]:
        """Return the metadata that reproduce the course."""
        named = self.switches.words()
        return {"status": self.status, "turns": len(self.turns) - 1, "seed": self.seed, **named}


def random_numbers(seed: int, course: int, turns: int, actors: int) -> FloatArray:
    """Return the numbers of 0 to 1 that a stochastic course reads, shape (turn, actor); by index (C5)."""
    return unit_interval(words(seed, _STREAM.format(course), 0, turns * actors)).reshape(turns, actors)


def negotiate(
    case: Case,
    switches: Switches | None = None,
    *,
    seed: int = 1,
    course: int = 0,
    most_turns: int = MOST_TURNS,
    least_ratio: float = LEAST_RATIO,
) -> Negotiation:
    """Run one course of bargaining and keep all that was computed.

    Parameters
    ----------
    case
        Actors, positions, capabilities and saliences.
    switches
        Assumptions; None takes those of the case's file, and KTAB's defaults for the rest.
    seed
        Of the random numbers that ``transition=stochastic`` reads.
    course
        Which of many courses with this seed.
    most_turns
        After which the course is stopped while still moving.
    least_ratio
        Of a turn's movement to the first turn's, below which the course has settled.

    Raises
    ------
    UsageError
        If the numbers make no sense, or the file of the case names an unknown switch.
    """
    chosen = switches or Switches.of(case.settings)
    if most_turns < 1:
        raise UsageError(Problem("turns", f"found {most_turns}.", "Allow one turn or more."))
    if not 0 < least_ratio < 1:
        raise UsageError(
            Problem("least_ratio", f"found {least_ratio}.", "Give a ratio between 0 and 1, for example 0.02.")
        )
    rules = kernel.Rules(*chosen.numbers)
    stochastic = chosen.transition == "stochastic"
    n = len(case.actors)
    draws = random_numbers(seed, course, most_turns, n) if stochastic else np.zeros((1, n))
    turns, status = _run(case, rules, draws, most_turns, least_ratio)
    return Negotiation(case, chosen, tuple(turns), STATUS[status], seed if stochastic else None)


def _run(
    case: Case, rules: kernel.Rules, draws: FloatArray, most_turns: int, least_ratio: float
) -> tuple[list[Turn], int]:
    salience, here = case.salience / SCALE, case.positions / SCALE
    ideals, first, status = here.copy(), 0.0, STILL_MOVING
    turns: list[Turn] = []
    while True:
        seen = kernel.view(ideals, here, salience, case.capability, rules)
        probability, share, fine = kernel.standing(seen, here, case.capability, rules)
        status = status if fine and seen.computed else NO_ELECTION
        if status != STILL_MOVING or len(turns) == most_turns:
            turns.append(Turn(here, ideals, seen, probability, share, None, None, None))
            return turns, status
        made = kernel.propose(seen, ideals, here, salience, case.capability, rules)
        taken, odds = np.empty(len(here), np.int64), np.full(made.utility.shape, np.nan)
        fine = resolve(made, case.capability, rules, draws[len(turns) % len(draws)], taken, odds)
        turns.append(Turn(here, ideals, seen, probability, share, made, taken, odds))
        new = moved(made, taken)
        step = kernel.step_length(here, new)
        first = step if len(turns) == 1 else first
        here, ideals = new, kernel.adjusted(ideals, new, case.accommodation)
        if not fine:
            status = NO_ELECTION
        elif settled(len(turns), step, first, least_ratio):
            status = SETTLED
