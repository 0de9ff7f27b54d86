"""Chances of large ensembles: sums of coefficient times covariate, their probabilities, and contests of strengths.

Most of the time of a comparison is spent here. Numbers are added term by term, each future by itself, so that chunks of
futures do not show (C5), which a matrix product does not promise; exponentials are those of `pato.kernels.elementary`.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pato.kernels.arrays import FloatArray, IntArray
from pato.kernels.elementary import exp_row, log_row
from pato.kernels.jit import compiled, inner


def _plain(values: npt.ArrayLike) -> FloatArray:
    """Return an array that kernels take: contiguous, and never a read-only view, for which they would be compiled once more."""
    return np.require(values, np.float64, ("C", "W"))


_BLOCK = 1024  # numbers that are worked on together: three rows of them stay in the first cache
_LEAST = -708.0  # below it e^x is no normal number


@inner
def _probabilities(x: FloatArray, one: FloatArray, two: FloatArray, out: FloatArray) -> None:
    """Put 1 / (1 + e^-x) into out, which may be x; one and two are work space of the same or greater length."""
    n = len(x)
    a, b = one[:n], two[:n]
    for o in range(n):
        a[o] = -x[o]
    exp_row(a, b)
    for o in range(n):
        value = 1.0 / (1.0 + b[o])
        out[o] = value if x[o] >= _LEAST else (0.0 if x[o] < _LEAST else x[o])  # NaN stays NaN


@compiled
def _all_probabilities(x: FloatArray, out: FloatArray) -> None:
    one, two = np.empty(_BLOCK), np.empty(_BLOCK)
    for first in range(0, len(x), _BLOCK):
        last = min(first + _BLOCK, len(x))
        _probabilities(x[first:last], one, two, out[first:last])


def probability(log_odds: npt.ArrayLike) -> FloatArray:
    """Return 1 / (1 + exp(-x)), any shape; 0 below -708, where the reciprocal is no normal number."""
    x = np.asarray(log_odds, np.float64)
    flat = _plain(x).reshape(-1)
    out = np.empty_like(flat)
    _all_probabilities(flat, out)
    return out.reshape(x.shape)


@inner
def _add_weighted(weights: FloatArray, values: FloatArray, out: FloatArray) -> None:
    """Add to out the sum of weight times row of values, in their order; four at a time, so that out is fetched less often."""
    fours = len(values) - len(values) % 4
    for t in range(0, fours, 4):
        a, b, c, d = weights[t], weights[t + 1], weights[t + 2], weights[t + 3]
        for o in range(len(out)):
            total = out[o] + a * values[t, o]
            total += b * values[t + 1, o]
            total += c * values[t + 2, o]
            out[o] = total + d * values[t + 3, o]
    for t in range(fours, len(values)):
        weight = weights[t]
        for o in range(len(out)):
            out[o] += weight * values[t, o]


@compiled
def _all_weighted(weights: FloatArray, values: FloatArray, out: FloatArray) -> None:
    for first in range(0, values.shape[1], _BLOCK):
        last = min(first + _BLOCK, values.shape[1])
        part = np.empty((len(values), last - first))
        for t in range(len(values)):
            for o in range(last - first):
                part[t, o] = values[t, first + o]
        for f in range(len(weights)):
            _add_weighted(weights[f], part, out[f, first:last])


def weighted_sum(weights: FloatArray, values: FloatArray) -> FloatArray:
    """Return the sum of each row of values under each set of weights, shape (future, row).

    Parameters
    ----------
    weights, values
        Shapes (future, term) and (row, term); terms that are zero in every row cost nothing.
    """
    terms = np.flatnonzero(values.any(axis=0))
    out = np.zeros((len(weights), len(values)))
    _all_weighted(_plain(weights[:, terms]), _plain(values[:, terms].T), out)
    return out


@compiled
def _moved_chances(
    weights: FloatArray, now: FloatArray, more: FloatArray, moved: IntArray, out: FloatArray
) -> None:
    rows = now.shape[1]
    one, two = np.empty(_BLOCK), np.empty(_BLOCK)
    for f in range(len(weights)):
        x = out[f]
        for o in range(rows):
            x[o] = 0.0
        _add_weighted(weights[f], now, x)
        for m in range(len(moved)):
            x[moved[m]] += more[f, m]
        for first in range(0, rows, _BLOCK):
            last = min(first + _BLOCK, rows)
            _probabilities(x[first:last], one, two, x[first:last])


def moved_chances(weights: FloatArray, now: FloatArray, more: FloatArray, moved: IntArray) -> FloatArray:
    """Return 1 / (1 + exp(-(w now + more))), shape (future, row).

    Parameters
    ----------
    weights
        Shape (future, term).
    now
        Covariates, shape (term, row).
    more
        Addition to the log-odds of some rows, shape (future, moved row).
    moved
        Which rows those are, shape (moved row,).
    """
    out = np.empty((len(weights), now.shape[1]))
    rows = np.require(moved, np.int64, ("C", "W"))
    _moved_chances(_plain(weights), _plain(now), _plain(more), rows, out)
    return out


@compiled
def _powers(x: FloatArray, exponent: FloatArray, out: FloatArray) -> None:
    """Put 1 / (1 + x^m) into out; x is at least 0."""
    one, two = np.empty(_BLOCK), np.empty(_BLOCK)
    for first in range(0, len(x), _BLOCK):
        last = min(first + _BLOCK, len(x))
        n = last - first
        a, b = one[:n], two[:n]
        for o in range(n):
            a[o] = x[first + o]
        log_row(a, b)
        for o in range(n):
            a[o] = exponent[first + o] * b[o]
        exp_row(a, b)
        for o in range(n):
            ratio = x[first + o]
            value = 1.0 / (1.0 + b[o])
            out[first + o] = value if ratio == ratio else ratio  # noqa: PLR0124  what is no number stays none


def chance_against(ratio: npt.ArrayLike, exponent: npt.ArrayLike) -> FloatArray:
    """Return 1 / (1 + ratio^exponent); both broadcast, and the ratio is at least 0."""
    x, m = np.broadcast_arrays(np.asarray(ratio, np.float64), np.asarray(exponent, np.float64))
    out = np.empty(x.size)
    _powers(_plain(x).reshape(-1), _plain(m).reshape(-1), out)
    return out.reshape(x.shape)


@compiled
def _decayed(distance: FloatArray, half: FloatArray, whole: FloatArray, out: FloatArray) -> None:
    one, two = np.empty(_BLOCK), np.empty(_BLOCK)
    for f in range(len(half)):
        rate = -np.log(2.0) / half[f]
        for first in range(0, len(distance), _BLOCK):
            last = min(first + _BLOCK, len(distance))
            n = last - first
            a, b = one[:n], two[:n]
            for o in range(n):
                a[o] = rate * distance[first + o]
            exp_row(a, b)
            for o in range(n):
                out[f, first + o] = whole[first + o] * b[o]


def halved_by_distance(distance: FloatArray, half: npt.ArrayLike, whole: npt.ArrayLike = 1.0) -> FloatArray:
    """Return whole * 0.5^(distance / half), shape (future, ...).

    Parameters
    ----------
    distance
        Any shape; the unit is that of ``half``.
    half
        The distance after which half is left, shape (future,).
    whole
        Capability at zero distance; broadcasts to the distances.
    """
    halves = np.atleast_1d(_plain(half))
    flat, full = (_plain(np.broadcast_to(a, np.shape(distance))).reshape(-1) for a in (distance, whole))
    out = np.empty((len(halves), flat.size))
    _decayed(flat, halves, full, out)
    return out.reshape(len(halves), *np.shape(distance))


@compiled
def _sums_of_products(one: FloatArray, two: FloatArray, out: FloatArray) -> None:
    for f in range(len(one)):
        total = 0.0
        for o in range(one.shape[1]):
            total += one[f, o] * two[f, o]
        out[f] = total


def sum_of_products(one: FloatArray, two: FloatArray) -> FloatArray:
    """Return the sum over columns of the product of two arrays of shape (future, column), shape (future,)."""
    out = np.empty(len(one))
    _sums_of_products(_plain(one), _plain(two), out)
    return out


@compiled
def _summed_by(values: FloatArray, groups: IntArray, out: FloatArray) -> None:
    for f in range(len(values)):
        for g in range(out.shape[1]):
            out[f, g] = 0.0
        for o in range(len(groups)):
            out[f, groups[o]] += values[f, o]


def summed_by(values: FloatArray, groups: IntArray, number: int) -> FloatArray:
    """Return the sums of the columns of each group, shape (future, group).

    Parameters
    ----------
    values
        Shape (future, column).
    groups
        Of the columns, each 0 to ``number`` - 1, shape (column,).
    """
    out = np.empty((len(values), number))
    _summed_by(_plain(values), np.require(groups, np.int64, ("C", "W")), out)
    return out
