"""Shares of issues on which a body agrees, in many futures: every number is made from a key, an issue and a place.

Counters instead of streams: a future costs what its issues cost, a state departs alike in every body, and neither the
other futures of a chunk nor the other members change a number (C5).
"""

from __future__ import annotations

import math

import numpy as np

from pato.kernels.arrays import FloatArray, IntArray, UInt64Array
from pato.kernels.elementary import cosine_turns_row, log_row
from pato.kernels.jit import compiled, inner

MEMBERS_PROPOSE, CHAIR_PROPOSES = 0, 1
_ATTACKED = -1_000_000
_STEP, _FIRST, _SECOND = (
    np.uint64(0x9E3779B97F4A7C15),
    np.uint64(0xBF58476D1CE4E5B9),
    np.uint64(0x94D049BB133111EB),
)
_30, _27, _31, _11, _1 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11), np.uint64(1)
_UNIT = 2.0**-53


@inner
def mixed(word: np.uint64) -> np.uint64:
    """Return a word from which no pattern of the one given can be seen.

    Source: the output function of SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators").
    """
    z = word + _STEP
    z = (z ^ (z >> _30)) * _FIRST
    z = (z ^ (z >> _27)) * _SECOND
    return z ^ (z >> _31)


@inner
def uniform(key: np.uint64, issue: int, place: int) -> float:
    """Return a number in (0, 1) that belongs to a key, an issue and a place."""
    word = mixed(mixed(key ^ np.uint64(issue)) + np.uint64(np.int64(place)))
    return (float(word >> _11) + 0.5) * _UNIT


@inner
def normal(key: np.uint64, issue: int, place: int) -> float:
    """Return a standard normal number (Box and Muller 1958) from places ``2 place`` and ``2 place + 1``."""
    radius = math.sqrt(-2.0 * math.log(uniform(key, issue, 2 * place)))
    return radius * math.cos(2.0 * math.pi * uniform(key, issue, 2 * place + 1))


@inner
def normals_row(
    key: np.uint64, issue: int, places: IntArray, one: FloatArray, two: FloatArray, out: FloatArray
) -> None:
    """Put the standard normal numbers of many places into out; the first two rows are work space of its length."""
    word = mixed(key ^ np.uint64(issue))
    for i in range(len(out)):
        place = np.uint64(2 * places[i])
        one[i] = (float(mixed(word + place) >> _11) + 0.5) * _UNIT
        two[i] = (float(mixed(word + place + _1) >> _11) + 0.5) * _UNIT
    log_row(one, out)
    cosine_turns_row(two)
    for i in range(len(out)):
        out[i] = math.sqrt(-2.0 * out[i]) * two[i]


@inner
def _passes(
    stands: FloatArray,
    points: FloatArray,
    spread: float,
    key: np.uint64,
    issue: int,
    places: IntArray,
    proposal: float,
    quo: float,
    margin: float,
    weights: FloatArray,
    slack: FloatArray,
    against: FloatArray,
) -> bool:
    """Return whether opponents of a proposal weigh no more than the rule allows, in every count (work space: one a count); members that are not asked need no known position."""
    towards = 1.0 if proposal > quo else (-1.0 if proposal < quo else 0.0)
    middle = (proposal + quo) / 2.0
    for k in range(len(against)):
        against[k] = 0.0
    for i in range(len(stands)):
        if stands[i] == np.inf:
            stands[i] = points[i] + spread * normal(key, issue, places[i])
        if not towards * (stands[i] - middle) > -margin:
            for k in range(len(against)):
                against[k] += weights[k, i]
                if against[k] > slack[k]:
                    return False
    return True


@inner
def _select(values: FloatArray, k: int) -> None:
    """Put the number of rank k at place k, smaller ones before it and larger ones behind it (quickselect, Hoare 1961)."""
    low, high = 0, len(values) - 1
    while low < high:
        pivot, i, j = values[k], low, high
        while i <= j:
            while values[i] < pivot:
                i += 1
            while pivot < values[j]:
                j -= 1
            if i <= j:
                values[i], values[j] = values[j], values[i]
                i += 1
                j -= 1
        if j < k:
            low = i
        if k < i:
            high = j


@inner
def _median(values: FloatArray, work: FloatArray) -> float:
    """Return the median; work is overwritten. Numba's own takes a second and a half to compile."""
    n, middle = len(values), len(values) // 2
    for i in range(n):
        work[i] = values[i]
    _select(work, middle)
    if n % 2 == 1:
        return float(work[middle])
    below = work[0]
    for i in range(1, middle):
        below = max(below, work[i])
    return float((below + work[middle]) / 2.0)


@inner
def _after_attack(points: FloatArray, stake: float, key: np.uint64, issue: int, here: FloatArray) -> None:
    """Write members' positions on an issue into ``here``: the general ones, with the attacked member moved away by its stake."""
    n = len(points)
    for i in range(n):
        here[i] = points[i]
    here[min(int(uniform(key, issue, _ATTACKED) * n), n - 1)] -= stake


@compiled
def agreed_shares(
    points: FloatArray,
    departure: FloatArray,
    displacement: FloatArray,
    margin: FloatArray,
    proposer: IntArray,
    keys: UInt64Array,
    places: IntArray,
    side: int,
    stake: FloatArray,
    weights: FloatArray,
    slack: FloatArray,
    issues: int,
    rounds: int,
) -> FloatArray:
    """Return the share of issues agreed on, shape (future,).

    Parameters
    ----------
    points
        Members' ideal points, shape (future, member).
    departure, displacement, margin
        Standard deviation of members' departures from their points, distance of the status quo from their
        mean, how far below indifference a member stays silent (0 where silence is no consent); each (future,).
    proposer
        ``MEMBERS_PROPOSE`` or ``CHAIR_PROPOSES``, shape (future,).
    keys, places
        Of the random numbers: one a future, and one a member that is its own in every body.
    side
        -1 or 1: where the status quo lies; 0 draws it.
    stake
        Shift of the attacked member, drawn on each issue, away from the attacker, shape (future,); 0 without an
        attack.
    weights, slack
        Of each count that must be reached: members' votes, shape (count, member), and how much weight may be
        against, shape (count,).
    issues, rounds
        Drawn in each future, and proposals on each.
    """
    futures, n = points.shape
    found, stands, one, two = np.empty(futures), np.empty(n), np.empty(n), np.empty(n)
    here, against = np.empty(n), np.empty(len(slack))
    for f in range(futures):
        middle, agreed = 0.0, 0
        for i in range(n):
            middle += points[f, i]
        middle /= n
        for issue in range(issues):
            # places below zero belong to the issue itself
            where = float(side) if side != 0 else (-1.0 if uniform(keys[f], issue, -1) < 0.5 else 1.0)
            quo = middle + where * displacement[f]
            _after_attack(points[f], where * stake[f], keys[f], issue, here)
            asked = (here, departure[f], keys[f], issue, places)
            last = (quo, margin[f], weights, slack, against)
            if proposer[f] == CHAIR_PROPOSES:
                normals_row(keys[f], issue, places, one, two, stands)
                for i in range(n):
                    stands[i] = here[i] + departure[f] * stands[i]
                agreed += _passes(stands, *asked, _median(stands, one), *last)
                continue
            for i in range(n):
                stands[i] = np.inf  # not known yet
            for r in range(rounds):
                chosen = min(int(uniform(keys[f], issue, -2 - r) * n), n - 1)
                if stands[chosen] == np.inf:
                    stands[chosen] = here[chosen] + departure[f] * normal(keys[f], issue, places[chosen])
                if _passes(stands, *asked, stands[chosen], *last):
                    agreed += 1
                    break
        found[f] = agreed / issues
    return found
