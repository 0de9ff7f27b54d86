"""Break-evens: the value of a factor at which a condition changes from holding in most futures to failing in most.

Futures are ranked by the factor; along the ranks the share of futures in which the condition holds is estimated by a
local line (tricube weights over a window of ranks, as in Cleveland's loess), and the break-even is where that share
crosses one half. There the median margin of the condition also crosses 0: half of the futures with such a value lie
on either side. The window blurs sharp changes: a step from 0 to a share below 1 is placed slightly towards its full
side. All other factors vary as they were drawn. A crossing counts only if the share is clearly above one half on one
side and clearly below it on the other, judged by resampled futures.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from pato.assess.inputs import Input
from pato.errors import UsageError
from pato.kernels.arrays import BoolArray, FloatArray

FEWEST = 50
"""Futures below which no break-even is sought."""
_BINS = 200
_GRID = 101
_RESAMPLES = 400
_CLEAR = 2.6
"""Distance of a share from one half required on either side of a crossing, in standard errors (99 per cent, two-sided)."""
_INTERVAL = (0.05, 0.95)


@dataclass(frozen=True, slots=True)
class BreakEven:
    """The value of a factor at which a condition turns.

    Attributes
    ----------
    input
        The factor or coefficient.
    value
        Value at which the share of futures in which the condition holds crosses one half; None if it does not within
        the drawn range.
    low90, high90
        Interval of 90 per cent of that value; None with `value`.
    rises
        Whether it holds above the value rather than below; None with `value`.
    crossings
        Number of times the share crosses one half; if above 1, the clearest crossing is reported.
    share
        Share of all these futures in which it holds.
    span
        The 1st and 99th percentile of the values drawn.
    unit
        Of the values.
    """

    input: str
    value: float | None
    low90: float | None
    high90: float | None
    rises: bool | None
    crossings: int
    share: float
    span: tuple[float, float]
    unit: str = ""

    def words(self) -> str:
        """Return the break-even in words."""
        if self.value is None:
            mostly = "in most" if self.share >= 0.5 else "in few"
            return f"{self.input}: not reached between {self.span[0]:.3g} and {self.span[1]:.3g} (holds {mostly})"
        side = "at least" if self.rises else "at most"
        several = f", one of {self.crossings} crossings" if self.crossings > 1 else ""
        return f"{self.input} {side} {self.value:.3g} ({self.low90:.3g} to {self.high90:.3g}){several}"


def break_even(
    holds: npt.ArrayLike, column: Input, weight: FloatArray | None = None, *, seed: int = 0
) -> BreakEven:
    """Return the value of a factor at which a condition begins or ceases to hold in most futures.

    Parameters
    ----------
    holds
        Truth values, shape (future,).
    column
        A factor of numbers, the same futures.
    weight
        Shape (future,), or None for even weights.
    seed
        Of the resampling.

    Raises
    ------
    UsageError
        If the factor has levels, or there are too few futures.
    """
    if column.levels:
        raise UsageError(f"'{column.id}' has levels and no break-even; 'pato tipping' shows each level.")
    truth = np.asarray(holds, dtype=bool)
    if len(truth) < FEWEST:
        raise UsageError(f"a break-even needs at least {FEWEST} runs, found {len(truth)}.")
    values = np.asarray(column.values, dtype=np.float64)
    weight = np.full(len(truth), 1 / len(truth)) if weight is None else weight / weight.sum()
    curve = Curve.of(values, truth, weight, seed)
    span = tuple(float(v) for v in np.quantile(values, (0.01, 0.99)))
    share = float(weight @ truth)
    found = curve.crossings()
    if not found or not curve.is_clear():
        return BreakEven(column.id, None, None, None, None, 0, share, (span[0], span[1]), column.unit)
    at, rises = max(found, key=lambda c: abs(curve.slope(c[0])))
    low, high = (
        curve.value_at(u) for u in np.quantile(curve.resampled_crossings(at, rises=rises), _INTERVAL)
    )
    return BreakEven(
        column.id, curve.value_at(at), low, high, rises, len(found), share, (span[0], span[1]), column.unit
    )


@dataclass(frozen=True, slots=True)
class Curve:
    """The share of futures in which something holds, along the ranks of a factor.

    Attributes
    ----------
    values
        The factor's values in order, and `ranks` their places in (0, 1).
    share
        At the grid of ranks, shape (grid,).
    resampled
        The same from resampled futures, shape (resample, grid).
    """

    values: FloatArray
    ranks: FloatArray
    share: FloatArray
    resampled: FloatArray

    @classmethod
    def of(cls, x: FloatArray, holds: BoolArray, weight: FloatArray, seed: int) -> Curve:
        """Return the curve of some futures; weights sum to 1 and are resampled at their effective number."""
        order = np.argsort(x, kind="stable")
        ranks = np.cumsum(weight[order]) - weight[order] / 2
        bins = np.minimum((ranks * _BINS).astype(np.int64), _BINS - 1)
        strata: FloatArray = np.zeros(2 * _BINS)
        np.add.at(strata, bins + _BINS * holds[order], weight[order])
        effective = max(round(1 / float(np.square(weight).sum())), 1)
        rng = np.random.default_rng(seed)
        drawn: FloatArray = rng.multinomial(effective, strata / strata.sum(), size=_RESAMPLES).astype(
            np.float64
        )
        return cls(x[order], ranks, _smooth(strata[None])[0], _smooth(drawn / effective))

    def crossings(self, share: FloatArray | None = None) -> list[tuple[float, bool]]:
        """Return each rank at which the share crosses one half, and whether it rises there."""
        level = (self.share if share is None else share) - 0.5
        signs = np.where(level >= 0, 1, -1)
        at = np.flatnonzero(signs[:-1] != signs[1:])
        step = 1 / (_GRID - 1)
        return [
            (float(grid()[i] + step * level[i] / (level[i] - level[i + 1])), bool(level[i] < 0)) for i in at
        ]

    def is_clear(self) -> bool:
        """Return whether the share is clearly above one half somewhere and clearly below it elsewhere."""
        error = np.maximum(self.resampled.std(axis=0), 1e-12)
        away = (self.share - 0.5) / error
        return bool(away.max() > _CLEAR and away.min() < -_CLEAR)

    def slope(self, at: float) -> float:
        """Return the change of the share along the ranks."""
        i = int(np.clip(at * (_GRID - 1), 1, _GRID - 3))
        return float(self.share[i + 2] - self.share[i - 1])

    def resampled_crossings(self, at: float, *, rises: bool) -> FloatArray:
        """Return the rank of the crossing of the same kind that is nearest, in each resample that has one."""
        found = []
        for row in self.resampled:
            near = [u for u, up in self.crossings(row) if up == rises]
            if near:
                found.append(min(near, key=lambda u: abs(u - at)))
        return np.array(found or [at])

    def value_at(self, rank: float) -> float:
        """Return the factor's value at a rank."""
        return float(np.interp(rank, self.ranks, self.values))


def grid() -> FloatArray:
    """Return the ranks at which shares are estimated, from end to end."""
    return np.linspace(0.0, 1.0, _GRID)


@cache
def _kernel() -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return weights of the bins around each grid rank and their first two moments, shape (bin, grid).

    The window holds a fifth of all futures on either side. Within it the local line is exact for a share that is
    linear in ranks, and puts a sharp step where it is.
    """
    distance = (np.arange(_BINS)[:, None] + 0.5) / _BINS - grid()
    weight = np.clip(1 - np.abs(distance / 0.2) ** 3, 0, None) ** 3
    return weight, weight * distance, weight * distance**2


def _smooth(strata: FloatArray) -> FloatArray:
    """Return the local line's share at each grid rank from weights by bin and truth, shape (row, grid)."""
    holds = strata[:, _BINS:]
    both = holds + strata[:, :_BINS]
    zero, one, two = _kernel()
    s0, s1, s2 = both @ zero, both @ one, both @ two
    t0, t1 = holds @ zero, holds @ one
    return np.asarray((s2 * t0 - s1 * t1) / np.maximum(s0 * s2 - s1**2, 1e-300))
