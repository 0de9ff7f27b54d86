"""Votes between options, and the probabilistic Condorcet election made of them.

Voters k with weights w(k) and utilities u(k, i) of options i vote between every two options; the votes make two
coalitions, their strengths a probability that one option beats the other, and these the probability that an
option is the one that prevails.

Sources: Wise, Lester and Efird, "An Introduction to the KAPSARC Toolkit for Behavioral Analysis (KTAB)" and
"Multidimensional bargaining using KTAB" (KAPSARC, 2015), and the user guide of KTAB's spatial model of politics,
version 1.4 (2019), whose definitions, tolerances and iterations are followed.
"""

from __future__ import annotations

import math

import numpy as np

from pato.kernels.arrays import FloatArray
from pato.kernels.jit import builder, compiled, inner

VOTE_BINARY, VOTE_PROPORTIONAL_BINARY, VOTE_PROPORTIONAL = 0, 1, 2
VOTE_PROPORTIONAL_CUBIC, VOTE_CUBIC, VOTE_PROSPECT = 3, 4, 5
WIN_LINEAR, WIN_SQUARE, WIN_QUARTIC, WIN_OCTIC, WIN_BINARY = 0, 1, 2, 3, 4
ELECT_CONDITIONAL, ELECT_INCENTIVE, ELECT_UNIFORM = 0, 1, 2

_BINARY_WIDTH = 1e-8  # below this difference of utilities a binary vote fades to 0
_BINARY_SHARE = 0.2
_CUBIC_SHARE = 0.5
_GAIN_SHARE = 2.0 / 3.0
_LEAST_COALITION = 1e-8  # keeps 0 against 0 from being undefined
_LEAST_CHANCE = 1e-6
_CERTAIN_RATIO = 1.1  # a binary contest is decided by a tenth more strength
_LEAST_INCENTIVE = 1e-10
_MOST_ITERATIONS = 1000
_UNIFORM_TOLERANCE = 1e-6
_INCENTIVE_TOLERANCE = 1e-8


@compiled
def vote(rule: int, weight: float, gain: float) -> float:
    """Return the influence of a voter with some weight for an option with `gain` more utility than the other."""
    binary = min(1.0, max(-1.0, gain / _BINARY_WIDTH))
    if rule == VOTE_BINARY:
        return weight * binary
    if rule == VOTE_PROPORTIONAL_BINARY:
        return weight * ((1.0 - _BINARY_SHARE) * gain + _BINARY_SHARE * binary)
    if rule == VOTE_PROPORTIONAL:
        return weight * gain
    if rule == VOTE_PROPORTIONAL_CUBIC:
        return weight * ((1.0 - _CUBIC_SHARE) * gain + _CUBIC_SHARE * gain * gain * gain)
    if rule == VOTE_CUBIC:
        return weight * gain * gain * gain
    return weight * gain if gain < 0.0 else _GAIN_SHARE * weight * gain


@compiled
def coalitions(rule: int, weights: FloatArray, utilities: FloatArray) -> FloatArray:
    """Return the strength behind option i against option j, shape (option, option), from utilities (voter, option)."""
    n_voters, n_options = utilities.shape
    strength = np.full((n_options, n_options), _LEAST_COALITION)
    for i in range(n_options):
        for j in range(i):
            for k in range(n_voters):
                v = vote(rule, weights[k], utilities[k, i] - utilities[k, j])
                if v > 0.0:
                    strength[i, j] += v
                elif v < 0.0:
                    strength[j, i] -= v
    return strength


@compiled
def chance(model: int, a: float, b: float) -> float:
    """Return the probability that a coalition of strength a beats one of strength b."""
    if model == WIN_BINARY:
        if a >= _CERTAIN_RATIO * b:
            return 1.0 / (1.0 + _LEAST_CHANCE)
        if b >= _CERTAIN_RATIO * a:
            return _LEAST_CHANCE / (1.0 + _LEAST_CHANCE)
        return (a / (a + b) * (_CERTAIN_RATIO + 1.0) - 1.0) / (_CERTAIN_RATIO - 1.0)
    for _ in range(model):  # square, quartic and octic are one, two and three squarings
        a, b = a * a, b * b
    return a / (a + b)


@compiled
def pairwise(model: int, strength: FloatArray) -> FloatArray:
    """Return the probability that option i beats option j, shape (option, option); one half on the diagonal."""
    n = len(strength)
    p = np.full((n, n), 0.5)
    for i in range(n):
        for j in range(i):
            p[i, j] = chance(model, strength[i, j], strength[j, i])
            # one less what rounds to 1 would be no chance at all, and elections would depend on the order of options
            p[j, i] = 1.0 - p[i, j] if p[i, j] < 1.0 else chance(model, strength[j, i], strength[i, j])
    return p


# Loops over numbers instead of array expressions below and in the other kernels of bargaining: they run as fast and
# compile several times faster, and these functions are inlined, and so compiled again, at every call.


@inner
def _conditional(p: FloatArray, q: FloatArray) -> bool:
    """Fill q with the probability of each option, given that some option beats all others."""
    most, total = -np.inf, 0.0
    for i in range(len(p)):
        q[i] = 0.0  # sums of logarithms, because products of hundreds of chances underflow
        for j in range(len(p)):
            q[i] += np.log(p[i, j])  # minus infinity where an option has no chance
        most = max(most, q[i])
    for i in range(len(p)):
        q[i] = math.exp(q[i] - most)
        total += q[i]
    for i in range(len(p)):
        q[i] /= total
    return True


@builder
def _settle(p: FloatArray, challenges: FloatArray, tolerance: float, q: FloatArray) -> bool:
    """Fill q with where the favourite settles when option i challenges favourite j with probability challenges(i, j).

    Halfway steps, which converge more surely. Returns whether it settled.
    """
    n = len(p)
    new = np.empty(n)
    for i in range(n):
        q[i] = 1.0 / n
    for _ in range(_MOST_ITERATIONS):
        change = 0.0
        for i in range(n):
            new[i] = 0.0
            for j in range(n):
                new[i] += p[i, j] * (q[i] * challenges[j, i] + q[j] * challenges[i, j])
            change = max(change, abs(new[i] - q[i]))
        for i in range(n):
            q[i] = (q[i] + new[i]) / 2.0
        if change <= tolerance:
            return True
    return False


@builder
def _incentives(strength: FloatArray, p: FloatArray) -> FloatArray:
    """Return the probability that option i is what challenges favourite j: by the strength and chance of a challenge."""
    n = len(p)
    found = np.empty((n, n))
    for j in range(n):
        total = 0.0
        for i in range(n):
            found[i, j] = strength[i, j] * p[i, j] + (_LEAST_INCENTIVE if i == j else 0.0)
            total += found[i, j]
        for i in range(n):
            found[i, j] /= total
    return found


@compiled
def election(kind: int, model: int, strength: FloatArray) -> tuple[FloatArray, bool]:
    """Return the probability that each option prevails, shape (option,), and whether it could be computed.

    Parameters
    ----------
    kind
        ``ELECT_CONDITIONAL``; or a chain in which the favourite is challenged by all alike, ``ELECT_UNIFORM``, or more
        often by the stronger, ``ELECT_INCENTIVE``.
    model
        How strength becomes a chance, ``WIN_…``.
    strength
        From `coalitions`.
    """
    n = len(strength)
    q = np.empty(n)
    p = pairwise(model, strength)
    if kind == ELECT_CONDITIONAL:
        return q, _conditional(p, q)
    challenges, tolerance = np.full((n, n), 1.0 / n), _UNIFORM_TOLERANCE
    if kind == ELECT_INCENTIVE:
        challenges, tolerance = _incentives(strength, p), _INCENTIVE_TOLERANCE
    return q, _settle(p, challenges, tolerance, q)
