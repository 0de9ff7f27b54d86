"""Actors' utilities for one another's positions, and their expected gains from challenging one another.

Positions and saliences lie in [0, 1]; an actor's distance to a position is Euclidean with its saliences as weights,
and its attitude to risk, inferred from how well its position does in an election, curves that distance into utility.

Sources: as `pato.kernels.bargaining.elections`; risk attitudes and expected utility of a challenge go back to Bueno de
Mesquita, "The War Trap revisited" (American Political Science Review 79, 1985).
"""

from __future__ import annotations

import math

import numpy as np

from pato.kernels.arrays import FloatArray
from pato.kernels.bargaining.elections import vote
from pato.kernels.jit import builder, compiled, inner

COMMIT_NONE, COMMIT_SEMI, COMMIT_FULL = 0, 1, 2
INTERPOLATE_S1P1, INTERPOLATE_S2P2, INTERPOLATE_S2PMAX = 0, 1, 2

_LEAST_CONTRIBUTION = 1e-10
_LEAST_WEIGHT = 1e-6
_DECIMALS = 10_000.0
_SAME_ODDS = 1e-12


@compiled
def distance(ideal: FloatArray, position: FloatArray, salience: FloatArray) -> float:
    """Return the distance of a position from an ideal, weighted by the saliences of dimensions; arrays of shape (dimension,)."""
    weighted, total = 0.0, 0.0
    for d in range(len(ideal)):
        step = salience[d] * (ideal[d] - position[d])
        weighted += step * step
        total += salience[d] * salience[d]
    return math.sqrt(weighted / total)


@builder
def distances(ideals: FloatArray, positions: FloatArray, salience: FloatArray) -> FloatArray:
    """Return the distance of each actor's ideal to each actor's position, shape (actor, actor), by the first's salience."""
    n = len(ideals)
    found = np.empty((n, n))
    for i in range(n):
        for j in range(n):
            found[i, j] = distance(ideals[i], positions[j], salience[i])
    return found


@compiled
def utility(d: float, risk: float) -> float:
    """Return v + r v (1 - v) with v = 1 - d; risk 0 is neutral, 1 most averse, below 0 seeking."""
    if d > 1.0:  # rounding of interpolated positions
        return (1.0 - d) * (1.0 + risk)
    return (1.0 - d) * (1.0 + d * risk)


@compiled
def utilities(d: FloatArray, risk: FloatArray, estimator: int, adjustment: float) -> FloatArray:
    """Return utilities (actor, position of) as one actor estimates them, or objectively with estimator -1.

    Parameters
    ----------
    d
        From `distances`.
    risk
        Risk attitude of each actor, shape (actor,).
    estimator
        Who estimates: others' attitudes are guessed from one's own.
    adjustment
        0 others are taken to be like oneself, 1 their attitudes are known.
    """
    n = len(d)
    found = np.empty((n, n))
    for i in range(n):
        r = risk[i] if estimator < 0 else (1.0 - adjustment) * risk[estimator] + adjustment * risk[i]
        for j in range(n):
            found[i, j] = utility(d[i, j], r)
    return found


@builder
def risk_attitudes(probability: FloatArray, lowest: float) -> FloatArray:
    """Return attitudes from `lowest` (least probable position) to 1 (most probable), shape (actor,).

    All zero (risk neutral) if every position is equally probable, since nothing can then be inferred.
    """
    low = high = probability[0]
    for p in probability:
        low, high = min(low, p), max(high, p)
    found = np.zeros(len(probability))
    if high - low >= _SAME_ODDS:
        for i in range(len(probability)):
            found[i] = lowest + (1.0 - lowest) * (probability[i] - low) / (high - low)
    return found


@compiled
def third_party(
    u: FloatArray,
    k: int,
    i: int,
    j: int,
    weight: float,
    for_i: float,
    for_j: float,
    rule: int,
    commitment: int,
) -> tuple[float, float, float, float]:
    """Return third party k's contribution in a contest of i and j.

    Its vote (above 0 for i), the probability that i wins with k's weight thrown in, and k's utilities of having
    sided with i and won, and of having sided with j and lost. The probability is that with k on the side it likes better,
    whichever side is judged, as published: what sways k is only that who sides with the loser must adopt the winner's place.
    """
    v = vote(rule, weight, u[k, i] - u[k, j])
    with_i, with_j = for_i + max(v, 0.0), for_j + max(-v, 0.0)
    p = with_i / (with_i + with_j)
    stay = u[k, k]
    side_won_i = 2.0 * u[k, i] + (u[k, i] if commitment == COMMIT_FULL else stay)
    side_won_j = 2.0 * u[k, j] + (u[k, j] if commitment == COMMIT_FULL else stay)
    side_lost_to_j = 2.0 * u[k, j] + (stay if commitment == COMMIT_NONE else u[k, j])
    side_lost_to_i = 2.0 * u[k, i] + (stay if commitment == COMMIT_NONE else u[k, i])
    if commitment != COMMIT_SEMI:
        # the odds are the same on either side, and so is what follows: no reason to take one
        return 0.0, p, side_won_i, side_lost_to_i
    joined_i = p * side_won_i + (1.0 - p) * side_lost_to_j
    joined_j = p * side_lost_to_i + (1.0 - p) * side_won_j
    return vote(rule, weight, joined_i - joined_j), p, side_won_i, side_lost_to_i


@inner
def principals(u: FloatArray, i: int, j: int, strength: FloatArray, rule: int) -> tuple[float, float]:
    """Return the contributions of challenger and challenged themselves for i and for j."""
    for_i = for_j = _LEAST_CONTRIBUTION
    by_i = vote(rule, strength[i], u[i, i] - u[i, j])
    by_j = vote(rule, strength[j], u[j, i] - u[j, j])
    for_i += max(by_i, 0.0) + max(by_j, 0.0)
    for_j += max(-by_i, 0.0) + max(-by_j, 0.0)
    return for_i, for_j


@compiled
def victory(u: FloatArray, i: int, j: int, strength: FloatArray, rule: int, commitment: int) -> float:
    """Return the probability that challenger i prevails over j, by the estimator's utilities `u`.

    Parameters
    ----------
    u
        Utilities (actor, position of).
    strength
        Capability times total salience, shape (actor,).
    rule, commitment
        How votes and third parties work, ``VOTE_…`` and ``COMMIT_…``.
    """
    for_i, for_j = principals(u, i, j, strength, rule)
    all_i, all_j = for_i, for_j
    for k in range(len(u)):
        if k == i or k == j:  # noqa: PLR1714, SIM109  the kernel compiles faster without a tuple
            continue
        v = third_party(u, k, i, j, strength[k], for_i, for_j, rule, commitment)[0]
        all_i += max(v, 0.0)
        all_j += max(-v, 0.0)
    return all_i / (all_i + all_j)


@compiled
def challenge(
    u: FloatArray, k: int, i: int, j: int, p: float, attention: float
) -> tuple[float, float, float, float]:
    """Return k's utilities of i challenging j: status quo, i's victory, a contest, and the challenge itself.

    A challenged actor resists in proportion to its attention (total salience); the value of the challenge is its gain
    over the status quo. Each is a sum over the positions of i and j.
    """
    status_quo = u[k, i] + u[k, j]
    won, lost = 2.0 * u[k, i], 2.0 * u[k, j]
    contest = p * won + (1.0 - p) * lost
    return status_quo, won, contest, (1.0 - attention) * won + attention * contest


@compiled
def between(
    kind: int,
    own: FloatArray,
    s_own: FloatArray,
    p_own: float,
    other: FloatArray,
    s_other: FloatArray,
    p_other: float,
    found: FloatArray,
) -> None:
    """Fill `found` with where an actor ends in a bargain with another, shape (dimension,).

    The compromise on a dimension lies nearer to who cares more and is likelier to prevail.
    """
    for d in range(len(own)):
        if kind == INTERPOLATE_S2PMAX:
            edge = max(0.0, p_other - p_own)
            push, hold = edge * s_other[d] ** 2, (1.0 - edge) * s_own[d] ** 2
            found[d] = own[d] + push / (push + _LEAST_WEIGHT + hold) * (other[d] - own[d])
            continue
        mine, theirs = s_own[d] * p_own, s_other[d] * p_other
        if kind == INTERPOLATE_S2P2:
            mine, theirs = mine * mine, theirs * theirs
        # who has no pull at all stays where it is; four decimals, so that rounding makes no difference of its own
        place = ((mine + _LEAST_WEIGHT) * own[d] + theirs * other[d]) / (mine + _LEAST_WEIGHT + theirs)
        found[d] = min(1.0, max(0.0, math.floor(0.5 + place * _DECIMALS) / _DECIMALS))
