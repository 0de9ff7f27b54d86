"""Voting power where the total weight runs into millions: generating functions on a grid coarser than a vote.

A voter's weight falls between grid points and is shared among the four nearest so that moments to the third are
kept (Lagrange's cubic). Where the joint weight of the others is spread smoothly, as with many voters of different
weights, the error falls with the fourth power of the grid's width. `grid_swings` measures it by a second grid.
"""

from __future__ import annotations

import numpy as np

from pato.kernels.arrays import FloatArray, IntArray
from pato.kernels.jit import builder, compiled, inner
from pato.kernels.voting.solve import HALF, Swings, normalised

POINTS = 12_288
MOST_NODES = 48


def grid_swings(weights: IntArray, quota: int, *, points: int = POINTS) -> tuple[Swings, float]:
    """Return the swings of weighted voting and their measured error.

    Parameters
    ----------
    weights, quota
        As in `pato.kernels.voting.solve.weighted_swings`.
    points
        Grid points from zero to the total weight.

    Returns
    -------
    tuple
        The swings, and the error: the largest difference, relative to the voter's own index but for those below a
        hundredth of the mean, from a grid with five eighths of the points and from indices that sum to one.
    """
    fine = _on_grid(weights, quota, points)
    coarse = _on_grid(weights, quota, points * 5 // 8)
    error = abs(float(fine.shapley_shubik.sum()) - 1.0)
    for one, other in ((fine.shapley_shubik, coarse.shapley_shubik), (fine.banzhaf, coarse.banzhaf)):
        floor = np.maximum(np.abs(one), 0.01 * np.abs(one).mean())
        error = max(error, float((np.abs(one - other) / np.maximum(floor, 1e-300)).max()))
    return Swings(
        fine.winning, np.maximum(fine.banzhaf, 0), normalised(np.maximum(fine.shapley_shubik, 0))
    ), error


def _on_grid(weights: IntArray, quota: int, points: int) -> Swings:
    total = int(weights.sum())
    distinct, position = np.unique(weights, return_inverse=True)
    scale = points / total
    ascending: FloatArray = np.sort(weights).astype(np.float64) * scale
    own: FloatArray = distinct.astype(np.float64) * scale
    least, most = (quota - 0.5) * scale, (total - quota + 0.5) * scale
    x, share = np.polynomial.legendre.leggauss(min((len(weights) + 1) // 2, MOST_NODES))
    found = np.zeros(len(distinct))
    for p, s in zip((x + 1) / 2, share / 2, strict=True):
        # above 1/2 the complement's game is the one whose division is stable
        one = _pivots(ascending, own, least, p) if p <= HALF else _pivots(ascending, own, most, 1 - p)
        found += s * one[:-1]
    half = _pivots(ascending, own, least, HALF)
    return Swings(float(half[-1]), half[:-1][position], found[position])


@compiled
def _pivots(ascending: FloatArray, own: FloatArray, quota: float, p: float) -> FloatArray:
    """Return the chance that a voter of each weight decides, then the chance that the coalition wins."""
    below = _distribution(ascending, quota, p)
    pad = len(ascending) + 4
    cumulative = np.empty(len(below))
    running = 0.0
    for k in range(len(below) - 1):
        running += below[k]
        # the sum of point masses to k, as the distribution function at k + 1/2 (Euler and Maclaurin)
        cumulative[k] = running + (below[k + 1] - below[k]) / 24
    cumulative[len(below) - 1] = running
    result = np.zeros(len(own) + 1)
    result[len(own)] = 1 - _at(cumulative, quota + pad - 0.5)
    for i in range(len(own)):
        if own[i] > 0:
            high = _without(cumulative, quota, own[i], p, pad)
            result[i] = high - _without(cumulative, quota - own[i], own[i], p, pad)
    return result


@builder
def _distribution(ascending: FloatArray, quota: float, p: float) -> FloatArray:
    """Return point masses of the joint weight on the grid, up to a little above the quota."""
    pad = len(ascending) + 4
    length = int(quota) + pad + 4
    now, new = np.zeros(length), np.zeros(length)
    now[pad] = 1.0
    first, last = pad, pad
    for w in ascending:
        a = int(np.floor(w))
        f = w - a
        s0 = -p * f * (f - 1) * (f - 2) / 6
        s1 = p * (f + 1) * (f - 1) * (f - 2) / 2
        s2 = -p * (f + 1) * f * (f - 2) / 2
        s3 = p * (f + 1) * f * (f - 1) / 6
        end = min(last + a + 2, length - 1)
        for k in range(max(first - 1, 0), end + 1):
            new[k] = (1 - p) * now[k]
        low = max(first + a - 1, a + 2)
        for k in range(low, end + 1):
            j = k - a
            right = now[j + 1] if j + 1 < length else 0.0
            new[k] += s0 * right + s1 * now[j] + s2 * now[j - 1] + s3 * now[j - 2]
        first, last = max(first - 1, 0), end
        now, new = new, now
    return now


@inner
def _at(cumulative: FloatArray, x: float) -> float:
    """Return Lagrange's cubic through the four nearest points; zero before the first, the last after the last."""
    if x < 1:
        return 0.0
    if x >= len(cumulative) - 2:
        return float(cumulative[len(cumulative) - 1])
    k = int(x)
    f = x - k
    return float(
        -f * (f - 1) * (f - 2) / 6 * cumulative[k - 1]
        + (f + 1) * (f - 1) * (f - 2) / 2 * cumulative[k]
        - (f + 1) * f * (f - 2) / 2 * cumulative[k + 1]
        + (f + 1) * f * (f - 1) / 6 * cumulative[k + 2]
    )


@inner
def _without(cumulative: FloatArray, at: float, weight: float, p: float, pad: int) -> float:
    """Return the chance that the others' weight is below `at`: one voter's factor divided out."""
    total = 0.0
    factor = 1.0 / (1.0 - p)
    ratio = -p / (1.0 - p)
    x = at + pad - 0.5
    while x >= 1:
        total += factor * _at(cumulative, x)
        factor *= ratio
        if abs(factor) < 1e-18:
            break
        x -= weight
    return total
