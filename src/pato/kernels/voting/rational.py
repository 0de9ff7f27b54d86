"""Exact fractions for weighted voting of any number of voters, by generating functions in whole numbers.

All coefficients of one coalition size are packed into one long integer, so that adding a voter is one shift and one
addition for each size.
"""

from __future__ import annotations

import math
from fractions import Fraction

MOST_BITS = 1_500_000_000


def bits_needed(weights: list[int], quota: int) -> int:
    """Return the size of the table of coefficients, in bits."""
    n = len(weights)
    return min(quota, sum(weights)) * (n + 8) * (n + 1)


def rational_swings(weights: list[int], quota: int) -> tuple[list[Fraction], list[Fraction], Fraction]:
    """Return Shapley-Shubik, absolute Banzhaf and the share of winning coalitions, as fractions.

    Parameters
    ----------
    weights, quota
        Whole numbers; 0 < quota <= sum of the weights.
    """
    n = len(weights)
    cumulative = _cumulative(weights, quota)
    orders = [Fraction(math.factorial(s) * math.factorial(n - 1 - s), math.factorial(n)) for s in range(n)]
    results = {}
    for w in set(weights):
        counts = _swings(cumulative, quota, w, n)
        shapley = sum((c * o for c, o in zip(counts, orders, strict=True)), Fraction(0))
        results[w] = shapley, Fraction(sum(counts), 2 ** (n - 1))
    losing = sum(row[quota - 1] for row in cumulative)
    return [results[w][0] for w in weights], [results[w][1] for w in weights], 1 - Fraction(losing, 2**n)


def _cumulative(weights: list[int], quota: int) -> list[list[int]]:
    """Return the number of coalitions of each size that weigh at most k, for k below the quota."""
    n = len(weights)
    width = (n + 8) // 8 * 8
    mask = (1 << (width * quota)) - 1
    rows = [0] * (n + 1)
    rows[0] = 1
    for done, w in enumerate(weights):
        for size in range(done + 1, 0, -1):
            rows[size] += (rows[size - 1] << (width * w)) & mask
    step = width // 8
    table = []
    for row in rows:
        data = row.to_bytes(step * quota, "little")
        running, line = 0, []
        for k in range(quota):
            running += int.from_bytes(data[k * step : (k + 1) * step], "little")
            line.append(running)
        table.append(line)
    return table


def _swings(cumulative: list[list[int]], quota: int, weight: int, n: int) -> list[int]:
    """Return the number of coalitions of the others, by size, that fall short of the quota by no more than the weight."""
    if weight == 0:
        return [0] * n

    def without(size: int, at: int) -> int:
        total, sign = 0, 1
        while at >= 0 and size >= 0:
            total += sign * cumulative[size][at]
            sign, at, size = -sign, at - weight, size - 1
        return total

    return [without(s, quota - 1) - without(s, quota - 1 - weight) for s in range(n)]
