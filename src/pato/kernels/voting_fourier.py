"""Voting power where the total weight runs into millions: generating functions on the unit circle.

The distribution of the others' weight is recovered from its characteristic function, a product of one factor a
voter. The product fades fast with frequency, so that some thousand of the millions of frequencies hold all that
counts; what is left out is measured, and a game whose product does not fade is refused to the caller.
Mathematics: Fourier inversion on a lattice; Owen (1972) for the integral over p.
"""

from __future__ import annotations

import numpy as np

from pato.kernels.compiled import compiled
from pato.kernels.voting import HALF, FloatArray, IntArray, Swings, nodes_and_weights

_BLOCK = 1024
_MOST_BLOCKS = 64
_FADED = 1e-16


def fourier_swings(weights: IntArray, quota: int) -> tuple[Swings, float]:
    """Return the swings of weighted voting and the most that the last frequencies kept still contributed.

    Parameters
    ----------
    weights, quota
        As in `pato.kernels.voting.weighted_swings`.

    Returns
    -------
    tuple
        The swings, and an error estimate: the largest contribution of the last block of frequencies to any index.
    """
    distinct, position = np.unique(weights, return_inverse=True)
    descending = np.sort(weights)[::-1].copy()
    total = int(weights.sum())
    place = len(distinct) - 1 - np.unique(descending[::-1], return_inverse=True)[1][::-1]
    order = (len(distinct) - 1 - place).astype(np.int64)
    sums, error = np.zeros(len(distinct)), 0.0
    for p, share in zip(*nodes_and_weights(len(weights)), strict=True):
        if _is_certain(distinct, descending, total, quota, p):
            continue
        at_p, last = _pivots(descending, order, len(distinct), total, quota, p)
        sums += share * at_p[:-1]
        error += share * last
    half, last = _pivots(descending, order, len(distinct), total, quota, HALF)
    swings = Swings(float(half[-1]), np.maximum(half[:-1], 0.0)[position], np.maximum(sums, 0.0)[position])
    return swings, max(error, last)


def _is_certain(distinct: IntArray, descending: IntArray, total: int, quota: int, p: float) -> bool:
    """Return whether nobody can be decisive at p but with a chance below 1e-15 (Chernoff's bound)."""
    w = descending / total
    largest = float(distinct[-1]) / total
    aim_high, aim_low = quota / total - largest, 1 - (quota - 1) / total - largest
    for aim, q in ((aim_high, p), (aim_low, 1 - p)):
        if aim > 0:
            s = np.geomspace(0.5, 2000, 48)[:, None]
            bound = np.logaddexp(np.log1p(-q), np.log(q) + s * w).sum(axis=1) - s[:, 0] * aim
            if bound.min() < -34.5:  # log 1e-15
                return True
    return False


def _pivots(
    descending: IntArray, order: IntArray, n_distinct: int, total: int, quota: int, p: float
) -> tuple[FloatArray, float]:
    """Add blocks of frequencies until they have faded; the last entry is the chance to win."""
    period = total + 1
    found = _at_zero(descending, order, n_distinct, total, quota, period)
    last = 0.0
    for block in range(_MOST_BLOCKS):
        start = 1 + block * _BLOCK
        stop = min(start + _BLOCK, (period - 1) // 2 + 1)
        if start >= stop:
            return _with_middle(found, descending, order, period, quota, p), 0.0
        part, loudest = _block(descending, order, n_distinct, period, quota, p, start, stop)
        found += part
        last = float(np.abs(part).max())
        if loudest < _FADED:
            return found, last
    return found, last


def _at_zero(
    descending: IntArray, order: IntArray, n_distinct: int, total: int, quota: int, period: int
) -> FloatArray:
    """Return the contribution of frequency zero."""
    found = np.zeros(n_distinct + 1)
    found[order] = descending / period
    found[-1] = (total - quota + 1) / period
    return found


def _with_middle(
    found: FloatArray, descending: IntArray, order: IntArray, period: int, quota: int, p: float
) -> FloatArray:
    """Add the frequency that is its own mirror image, of an even period."""
    if period % 2 == 0:
        part, _ = _block(descending, order, len(found) - 1, period, quota, p, period // 2, period // 2 + 1)
        return found + part / 2
    return found


@compiled
def _block(
    descending: IntArray, order: IntArray, n_distinct: int, period: int, quota: int, p: float, start: int, stop: int
) -> tuple[FloatArray, float]:
    """Return what the frequencies from `start` to `stop` add, and the largest product among them."""
    n = len(descending)
    found = np.zeros(n_distinct + 1)
    before = np.empty(n + 1, np.complex128)
    factor = np.empty(n, np.complex128)
    loudest = 0.0
    for k in range(start, stop):
        t = 2 * np.pi * k / period
        before[0] = 1.0
        quiet, least = 1.0, 1.0
        faded = False
        for j in range(n):
            # the angle is reduced in whole numbers first: k w may be beyond what a sine keeps exact
            angle = 2 * np.pi * ((k * descending[j]) % period) / period
            factor[j] = complex(1 - p + p * np.cos(angle), p * np.sin(angle))
            size = abs(factor[j])
            if size < least:
                quiet *= least
                least = size
            else:
                quiet *= size
            if quiet < _FADED:
                faded = True
                break
            before[j + 1] = before[j] * factor[j]
        if faded:
            continue
        loudest = max(loudest, quiet)
        half = np.sin(t / 2)
        after = complex(1.0, 0.0)
        for j in range(n - 1, -1, -1):
            w = descending[j]
            if order[j] >= 0 and w > 0 and (j == 0 or descending[j - 1] != w):
                others = before[j] * after
                middle = np.pi * ((k * ((2 * quota - 1 - w) % (2 * period))) % (2 * period)) / period
                window = np.sin(np.pi * ((k * w) % (2 * period)) / period) / half
                found[order[j]] += 2 * window * (others.real * np.cos(middle) + others.imag * np.sin(middle)) / period
            after = after * factor[j]
        width = period - quota
        middle = np.pi * ((k * ((quota + period - 1) % (2 * period))) % (2 * period)) / period
        window = np.sin(np.pi * ((k * width) % (2 * period)) / period) / half
        found[n_distinct] += 2 * window * (after.real * np.cos(middle) + after.imag * np.sin(middle)) / period
    return found, loudest
