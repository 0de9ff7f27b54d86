"""Weighted voting of hundreds of voters with fewer joining chances, several at a time; exact to rounding still.

As `pato.kernels.voting.solve`, whose distributions are used. The integrand over the joining chance is a polynomial of degree
n - 1, for which n / 2 nodes are exact; it is smooth enough that Gauss and Legendre's rule is down to rounding long before.
Whether it is shows in the result: Shapley and Shubik's index sums to one, exactly, and to rounding (1e-11) only if every node was enough.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from pato.kernels.arrays import FloatArray, IntArray
from pato.kernels.voting.solve import HALF, Swings, _pivots, generating_cost, weighted_swings

NODES = 48
_ROUNDING = 1e-11
_WORTH_THREADS = 1e8


def quadrature_swings(weights: IntArray, quota: int, *, threads: int = 2) -> Swings:
    """Return the swings of weighted voting; see `pato.kernels.voting.solve.weighted_swings`.

    Parameters
    ----------
    weights, quota
        As there.
    threads
        How many nodes are computed at a time, where that is worth it; the sum's order and so the result do not depend on it.
    """
    if len(weights) <= 2 * NODES:
        return weighted_swings(weights, quota)
    divisor = int(np.gcd.reduce(weights))
    whole, least = weights // divisor, -(-quota // divisor)
    distinct, position = np.unique(whole, return_inverse=True)
    ascending, dual = np.sort(whole), int(whole.sum()) - least + 1
    x, share = np.polynomial.legendre.leggauss(NODES)

    def pivots(p: float) -> FloatArray:
        # above 1/2 the complement's game is the one whose division is stable
        return _pivots(ascending, least, p) if p <= HALF else _pivots(ascending, dual, 1 - p)

    chances = [HALF, *((x + 1) / 2).tolist()]
    workers = threads if generating_cost(whole, least) > _WORTH_THREADS else 1
    with ThreadPoolExecutor(max_workers=max(workers, 1)) as pool:
        half, *found = pool.map(pivots, chances)
    total = np.zeros(len(distinct))
    for one, weight in zip(found, share / 2, strict=True):
        total += weight * one[:-1]
    shapley = total[position]
    if abs(float(shapley.sum()) - 1.0) > _ROUNDING:
        return weighted_swings(weights, quota)
    return Swings(float(half[-1]), half[:-1][position], shapley)
