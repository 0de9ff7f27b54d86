"""A priori voting power of weighted voting, exact to rounding, for hundreds of voters.

Shapley and Shubik's index is an integral over the chance p that each other voter joins (Owen 1972), and
Banzhaf's is the integrand at p = 1/2. The integrand is a polynomial of degree n - 1 in p, so that Gauss-Legendre
quadrature with n/2 nodes is exact; at each node the distribution of the others' weight comes from generating
functions (Mann and Shapley 1962), with a voter taken out by dividing its factor away.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from pato.kernels.arrays import FloatArray, IntArray
from pato.kernels.jit import compiled, inner

MOST_NODES = 256
HALF = 0.5


@dataclass(frozen=True, slots=True)
class Swings:
    """Frequencies with which voters are decisive.

    Attributes
    ----------
    winning
        Share of all coalitions that win (Coleman's power of a collectivity to act).
    banzhaf
        Chance of being decisive where every other voter joins with probability 1/2 (Penrose, absolute Banzhaf),
        shape (voter,).
    shapley_shubik
        Chance of being the one who turns a losing into a winning coalition in a random order, shape (voter,).
    """

    winning: float
    banzhaf: FloatArray
    shapley_shubik: FloatArray


def normalised(values: FloatArray) -> FloatArray:
    """Return values that sum to one; all NaN where they sum to zero."""
    total = values.sum()
    return values / total if total > 0 else np.full(values.shape, np.nan)


def coleman(swings: Swings) -> tuple[FloatArray, FloatArray]:
    """Return Coleman's powers to initiate and to prevent action, each of shape (voter,).

    The share of losing coalitions that the voter can turn into winning ones by joining, and the share of winning
    ones that it can turn into losing ones by leaving (Coleman 1971). NaN where no coalition loses, or wins.
    """
    losing = 1.0 - swings.winning
    none = np.full(swings.banzhaf.shape, np.nan)
    initiate = swings.banzhaf / (2 * losing) if losing > 0 else none
    prevent = swings.banzhaf / (2 * swings.winning) if swings.winning > 0 else none
    return initiate, prevent


def nodes_and_weights(n_voters: int) -> tuple[FloatArray, FloatArray]:
    """Return Gauss-Legendre nodes on (0, 1) and their weights: exact to degree ``n_voters - 1`` up to 512 voters."""
    x, w = np.polynomial.legendre.leggauss(min(max((n_voters + 1) // 2, 1), MOST_NODES))
    return (x + 1) / 2, w / 2


def generating_cost(weights: IntArray, quota: int) -> float:
    """Return about how many multiplications `weighted_swings` takes."""
    reach = np.minimum(np.cumsum(np.sort(weights)), min(quota, int(weights.sum()) - quota + 1))
    return float(reach.sum()) * ((len(weights) + 1) // 2)


def weighted_swings(weights: IntArray, quota: int) -> Swings:
    """Return the swings of weighted voting by generating functions.

    Parameters
    ----------
    weights
        Whole numbers of zero or more, shape (voter,).
    quota
        A coalition wins with this weight or more; above zero and not above the total.
    """
    divisor = int(np.gcd.reduce(weights))
    weights, quota = weights // divisor, -(-quota // divisor)
    distinct, position = np.unique(weights, return_inverse=True)
    ascending = np.sort(weights)
    dual = int(weights.sum()) - quota + 1
    total = np.zeros(len(distinct))
    for p, share in zip(*nodes_and_weights(len(weights)), strict=True):
        # above 1/2 the complement's game is the one whose division is stable
        one = _pivots(ascending, quota, p) if p <= HALF else _pivots(ascending, dual, 1 - p)
        total += share * one[:-1]
    half = _pivots(ascending, quota, HALF)
    return Swings(float(half[-1]), half[:-1][position], total[position])


@compiled
def _pivots(ascending: IntArray, quota: int, p: float) -> FloatArray:
    """Return the chance that a voter of each distinct weight decides, then the chance that the coalition wins."""
    below = np.zeros(quota)  # distribution of the joint weight, below the quota
    below[0] = 1.0
    top = 0
    for w in ascending:
        top = min(top + w, quota - 1)
        for k in range(top, w - 1, -1):
            below[k] = (1 - p) * below[k] + p * below[k - w]
        for k in range(min(w, top + 1)):
            below[k] *= 1 - p
    for k in range(1, quota):
        below[k] += below[k - 1]
    n = len(ascending)
    count = 1
    for i in range(1, n):
        if ascending[i] != ascending[i - 1]:
            count += 1
    result = np.zeros(count + 1)
    result[count] = 1 - below[quota - 1]
    place = -1
    last = np.int64(-1)
    for w in ascending:
        if w == last:
            continue
        last = w
        place += 1
        if w > 0:
            result[place] = _without(below, quota - 1, w, p) - _without(below, quota - 1 - w, w, p)
    return result


@inner
def _without(cumulative: FloatArray, at: int, weight: int, p: float) -> float:
    """Return the chance that the others' weight is at most `at`: one voter's factor divided out."""
    total = 0.0
    factor = 1.0 / (1.0 - p)
    ratio = -p / (1.0 - p)
    k = at
    while k >= 0:
        total += factor * cumulative[k]
        factor *= ratio
        k -= weight
    return total


def shapley_weights(n_voters: int) -> FloatArray:
    """Return s! (n-1-s)! / n! for coalitions of s others, shape (n_voters,)."""
    logs = [
        math.lgamma(s + 1) + math.lgamma(n_voters - s) - math.lgamma(n_voters + 1) for s in range(n_voters)
    ]
    orders: FloatArray = np.exp(np.array(logs))
    return orders
