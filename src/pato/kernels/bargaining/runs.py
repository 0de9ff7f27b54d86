"""Whole courses of bargaining: one after the other, each from its own figures, rules and random numbers.

Source of when a course ends: as `pato.kernels.bargaining.elections` (after two turns or more, once all actors together
move less than a fiftieth of what they moved in the first).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pato.kernels.arrays import FloatArray, IntArray
from pato.kernels.bargaining.resolution import moved, resolve
from pato.kernels.bargaining.solve import Rules, adjusted, propose, standing, step_length, view
from pato.kernels.jit import builder, compiled, inner

STILL_MOVING, SETTLED, NO_ELECTION = 0, 1, 2
_LEAST_TURNS = 2
_LEAST_FIRST_STEP = 1e-4


class Courses(NamedTuple):
    """Results of courses of bargaining.

    Attributes
    ----------
    positions
        At the end, shape (course, actor, dimension).
    outcome
        Expected position over the election at the start of each turn, the last repeated; shape (course, turn + 1, dimension).
    share
        Of the final outcome that rests on each actor's position, shape (course, actor).
    pull
        By how far bargains that the first actor proposed moved the second, shape (course, actor, actor, dimension).
    turns
        Taken, shape (course,).
    status
        ``STILL_MOVING``, ``SETTLED`` or ``NO_ELECTION``, shape (course,).
    """

    positions: FloatArray
    outcome: FloatArray
    share: FloatArray
    pull: FloatArray
    turns: IntArray
    status: IntArray


@builder
def as_rules(row: IntArray) -> Rules:
    """Return the rules encoded by a row of numbers, in the order of `Rules`."""
    return Rules(row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], row[8], row[9], row[10])


@compiled
def settled(turn: int, step: float, first_step: float, least_ratio: float) -> bool:
    """Return whether a course has come to rest after a number of turns."""
    return turn >= _LEAST_TURNS and step / (first_step + _LEAST_FIRST_STEP) < least_ratio


@inner
def _write_outcome(found: Courses, c: int, turn: int, here: FloatArray, share: FloatArray) -> None:
    for d in range(here.shape[1]):
        place = 0.0
        for k in range(len(here)):
            place += share[k] * here[k, d]
        for t in range(turn, found.outcome.shape[1]):
            found.outcome[c, t, d] = place


@inner
def _write_pull(
    found: Courses, c: int, initiator: IntArray, taken: IntArray, new: FloatArray, here: FloatArray
) -> None:
    for k in range(len(taken)):
        for d in range(here.shape[1]):
            found.pull[c, initiator[taken[k]], k, d] += new[k, d] - here[k, d]


@inner
def _write_end(found: Courses, c: int, here: FloatArray, share: FloatArray) -> None:
    for k in range(len(here)):
        found.share[c, k] = share[k]
        for d in range(here.shape[1]):
            found.positions[c, k, d] = here[k, d]


@builder
def run_course(
    c: int,
    found: Courses,
    positions: FloatArray,
    salience: FloatArray,
    capability: FloatArray,
    accommodation: FloatArray,
    rules: Rules,
    least_ratio: float,
    draws: FloatArray,
) -> None:
    """Run course c and write it into `found`; arrays as in `run_courses`, without the first dimension."""
    most = found.outcome.shape[1] - 1
    here, ideals, first, status, turn = positions.copy(), positions.copy(), 0.0, STILL_MOVING, 0
    taken = np.empty(len(here), np.int64)
    seen = view(ideals, here, salience, capability, rules)
    while True:
        _, share, fine = standing(seen, here, capability, rules)
        _write_outcome(found, c, turn, here, share)
        if not (fine and seen.computed):
            status = NO_ELECTION
        if status != STILL_MOVING or turn == most:
            break
        made = propose(seen, ideals, here, salience, capability, rules)
        odds = np.empty(made.utility.shape)
        fine = resolve(made, capability, rules, draws[turn] if rules.transition else draws[0], taken, odds)
        new = moved(made, taken)
        _write_pull(found, c, made.initiator, taken, new, here)
        step = step_length(here, new)
        first = step if turn == 0 else first
        here, ideals, turn = new, adjusted(ideals, new, accommodation), turn + 1
        seen = view(ideals, here, salience, capability, rules)
        if not fine:
            status = NO_ELECTION
        elif settled(turn, step, first, least_ratio):
            status = SETTLED
    found.turns[c], found.status[c] = turn, status
    _write_end(found, c, here, share)


@compiled
def run_courses(
    positions: FloatArray,
    salience: FloatArray,
    capability: FloatArray,
    accommodation: FloatArray,
    rules: IntArray,
    most_turns: int,
    least_ratio: float,
    draws: FloatArray,
) -> Courses:
    """Return many courses of bargaining.

    Parameters
    ----------
    positions, salience
        In [0, 1], shape (course, actor, dimension).
    capability
        Shape (course, actor), above 0.
    accommodation
        How far ideals follow positions, shape (actor, actor); the identity where they follow fully.
    rules
        One row per course, shape (course, rule), in the order of `Rules`.
    most_turns
        After which a course is stopped while still moving.
    least_ratio
        Of a turn's movement to the first turn's, below which a course has settled.
    draws
        Random numbers of 0 to 1, shape (course, turn, actor); one row suffices where no rule is stochastic.
    """
    n_courses, n, n_dims = positions.shape
    found = Courses(
        np.empty((n_courses, n, n_dims)),
        np.empty((n_courses, most_turns + 1, n_dims)),
        np.empty((n_courses, n)),
        np.zeros((n_courses, n, n, n_dims)),
        np.empty(n_courses, np.int64),
        np.empty(n_courses, np.int64),
    )
    for c in range(n_courses):
        own = draws[c] if len(draws) == n_courses else draws[0]
        run_course(
            c,
            found,
            positions[c],
            salience[c],
            capability[c],
            accommodation,
            as_rules(rules[c]),
            least_ratio,
            own,
        )
    return found
