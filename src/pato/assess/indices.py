"""First-order indices from the futures of a plain run: the share of a result's variance due to one factor.

The index of a factor x is Var(E[y | x]) / Var(y). Numbers are cut into bins with equally many futures, and the share
of variance between bins is corrected for chance (Kelley's epsilon squared, 1935). A joint estimate counts as one
factor of many coefficients: a linear and quadratic score of them is fitted on half of the futures, the other half is
binned by it, and vice versa. The index of a joint estimate is therefore a lower bound, since the score misses some
variance; so, slightly, is that of a number, because of variation within bins.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import numpy.typing as npt

from pato.assess.inputs import Input
from pato.futures.spread import spread
from pato.kernels.arrays import BoolArray, FloatArray, IntArray
from pato.memo import Memo

RESAMPLES = 200
_FEWEST, _MOST = 4, 50
_TAUGHT = 8
"""Smallest number of futures per term of a score in each half."""
_INVERSES = Memo(32)
"""Inverses of the normal equations of scores, by their terms."""
_A_LEVEL = 8
"""Smallest average number of runs per level of a factor; with fewer, its levels cannot be distinguished from chance."""


@dataclass(frozen=True, slots=True)
class Index:
    """A share of variance with its intervals.

    Attributes
    ----------
    name
        The factor or group.
    value
        Estimate; chance can put it a little below 0.
    low90, low50, high50, high90
        Intervals of 90 and 50 per cent from resampled futures, corrected for the bias of resampling.
    """

    name: str
    value: float
    low90: float
    low50: float
    high50: float
    high90: float

    @property
    def width90(self) -> float:
        """Width of the interval of 90 per cent."""
        return self.high90 - self.low90


def first_order(
    y: npt.ArrayLike,
    inputs: Sequence[Input],
    *,
    most: int | None = None,
    seed: int = 0,
    resamples: int = RESAMPLES,
) -> list[Index]:
    """Return the first-order index of each factor, the largest first, except factors with `too_many_levels`.

    Parameters
    ----------
    y
        Values, or 0 and 1 for a yes-or-no result, shape (future,).
    inputs
        Columns of the same futures; the columns of one factor are adjacent.
    most
        Number of factors to return, those with the largest indices; None for all.
    seed
        Of the resampling.
    """
    figure = np.asarray(y, dtype=np.float64)
    if len(figure) < 2 * _FEWEST or np.ptp(figure) == 0:
        return []
    figure = (figure - figure.mean()) / figure.std()
    able = [i for i in inputs if not too_many_levels(i)]
    groups = {factor: list(columns) for factor, columns in groupby(able, key=lambda i: i.factor)}
    once = np.ones((1, len(figure)))
    values = {name: float(_mean_over_halves(figure, columns, once)[0]) for name, columns in groups.items()}
    told = sorted(values, key=lambda name: -values[name])[:most]
    times = counts_of(len(figure), resamples, seed)
    return [interval(name, values[name], _mean_over_halves(figure, groups[name], times)) for name in told]


def too_many_levels(column: Input) -> bool:
    """Return whether a factor has too many levels for its futures, so that no index of it can be given."""
    return bool(column.levels) and len(column.values) < _A_LEVEL * len(np.unique(column.values))


def counts_of(n: int, resamples: int, seed: int) -> FloatArray:
    """Return the number of times each of n items is drawn in bootstrap samples of size n, shape (resample, n)."""
    rng = np.random.default_rng(seed)
    return np.array(
        [np.bincount(rng.integers(0, n, n), minlength=n) for _ in range(resamples)], dtype=np.float64
    )


def interval(name: str, value: float, resampled: FloatArray) -> Index:
    """Return an index with the intervals of its resampled values, shifted so that their mean equals it."""
    moved = resampled - (resampled.mean() - value)
    found = spread(moved)
    return Index(name, value, found.low90, found.low50, found.high50, found.high90)


def largest_column(y: npt.ArrayLike, inputs: Sequence[Input]) -> Input:
    """Return the column with the largest first-order index of its own."""
    figure = np.asarray(y, dtype=np.float64)
    once = np.ones((1, len(figure)))
    return max(inputs, key=lambda i: float(epsilon_squared(figure, _codes(i), once)[0]))


def _mean_over_halves(y: FloatArray, columns: list[Input], counts: FloatArray) -> FloatArray:
    """Return the index for each row of counts; for joint estimates the mean over the two halves."""
    if len(columns) == 1:
        return epsilon_squared(y, _codes(columns[0]), counts)
    x = np.column_stack([np.asarray(c.values, dtype=np.float64) for c in columns])
    half = np.arange(len(y)) % 2 == 0
    parts = []
    for taught in (half, ~half):
        score = _score(x, y, taught)
        if score is None:
            return np.full(len(counts), 0.0)
        parts.append(epsilon_squared(y[~taught], _binned(score[~taught]), counts[:, ~taught]))
    return np.asarray(np.mean(parts, axis=0))


def _score(x: FloatArray, y: FloatArray, taught: BoolArray) -> FloatArray | None:
    """Return the fitted values of all futures by a regression on coefficients and their squares, from some futures."""
    if taught.sum() < _TAUGHT * x.shape[1]:
        return None
    z = (x - x.mean(axis=0)) / x.std(axis=0)
    terms = np.column_stack([np.ones(len(z)), z, z**2])
    if taught.sum() < _TAUGHT * terms.shape[1]:
        terms = terms[:, : 1 + z.shape[1]]
    shown = terms[taught]
    key = hashlib.sha256(shown.tobytes()).digest(), shown.shape
    # every metric asks with the same columns; squares of coefficients with two values have no term of their own
    inverse = _INVERSES.get(key, make=lambda: np.linalg.pinv(shown.T @ shown, rcond=1e-12, hermitian=True))
    return np.asarray(terms @ (inverse @ (shown.T @ y[taught])))


def _codes(column: Input) -> IntArray:
    if column.levels:
        return np.unique(column.values, return_inverse=True)[1].astype(np.int64)
    return _binned(np.asarray(column.values, dtype=np.float64))


def _binned(x: FloatArray) -> IntArray:
    """Return the bin of each value; bins hold equally many values, but equal values are in one bin."""
    n_bins = int(np.clip(round(2 / 3 * np.sqrt(len(x))), _FEWEST, _MOST))
    edges = np.unique(np.quantile(x, np.linspace(0, 1, n_bins + 1)[1:-1]))
    return np.unique(np.searchsorted(edges, x, side="right"), return_inverse=True)[1].astype(np.int64)


def epsilon_squared(y: FloatArray, codes: IntArray, counts: FloatArray) -> FloatArray:
    """Return the share of variance between groups, corrected for chance.

    Source: Kelley 1935, "An unbiased correlation ratio measure": (SSB - (k - 1) MSW) / SST.

    Parameters
    ----------
    y
        Shape (future,).
    codes
        Group of each future, 0 to k - 1.
    counts
        Number of times each future counts, shape (resample, future).

    Returns
    -------
    FloatArray
        Shape (resample,).
    """
    member = np.zeros((len(y), int(codes.max()) + 1))
    member[np.arange(len(y)), codes] = 1.0
    size, sums = counts @ member, counts @ (member * y[:, None])
    n, total = size.sum(axis=1), sums.sum(axis=1)
    spread = counts @ y**2 - total**2 / n
    between = np.where(size > 0, sums**2 / np.maximum(size, 1), 0.0).sum(axis=1) - total**2 / n
    groups = (size > 0).sum(axis=1)
    within = (spread - between) / np.maximum(n - groups, 1)
    return np.asarray(
        np.where(spread > 0, (between - (groups - 1) * within) / np.where(spread > 0, spread, 1.0), 0.0)
    )
