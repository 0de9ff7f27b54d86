"""Ranks of new ties among the pairs at risk, and differences between specifications."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import numpy as np

from pato.kernels.arrays import FloatArray, IntArray
from pato.kernels.ranking import percentiles, weighted_auc
from pato.kernels.scoring import middle_90

Interval = tuple[float, float]
SAMPLES, SEED = 1000, 1949


@dataclass(frozen=True, slots=True)
class RankScores:
    """Ranks of new ties among the pairs at risk.

    Attributes
    ----------
    id
        Variant and years.
    rows, events, treaties
        Numbers of rows, events and groups forecast.
    auc, auc_by_treaty
        Mean share of the year's other pairs ranked below a new tie; with each treaty counting once.
    auc_interval, auc_by_treaty_interval
        90 per cent, treaties resampled.
    pooled_auc, pooled_auc_by_treaty
        The same against all pairs of all years at once, in which the levels of years count too.
    """

    id: str
    rows: int
    events: int
    treaties: int
    auc: float
    auc_interval: tuple[float, float]
    auc_by_treaty: float
    auc_by_treaty_interval: tuple[float, float]
    pooled_auc: float
    pooled_auc_by_treaty: float

    def as_dict(self) -> dict[str, Any]:
        """Return plain values."""
        return asdict(self)


class Gain(NamedTuple):
    """Difference between two specifications in ranking new ties, each with 90 per cent of resampled treaties."""

    auc: float
    auc_interval: Interval
    auc_by_treaty: float
    auc_by_treaty_interval: Interval
    pooled_auc: float
    pooled_auc_by_treaty: float


class Standing(NamedTuple):
    """Forecasts of pairs at risk, and the ranks of the new ties among them.

    Attributes
    ----------
    y, forecast, year
        Of every pair at risk, shape (row,).
    treaty, event_year, above
        Treaty, year, and share of that year's other pairs ranked below it, for every new tie, shape (event,).
    """

    y: FloatArray
    forecast: FloatArray
    year: IntArray
    treaty: IntArray
    event_year: IntArray
    above: FloatArray

    @classmethod
    def of(cls, y: FloatArray, forecast: FloatArray, treaty: IntArray, year: IntArray) -> Standing:
        """Place new ties among the pairs of their year."""
        event = y == 1
        above = np.zeros(len(y))
        for now in np.unique(year[event]):
            there = year == now
            above[there & event] = percentiles(forecast[there & ~event], forecast[there & event]) / 100
        return cls(y, forecast, year, treaty[event], year[event], above[event])

    def between(self, first: int, last: int) -> Standing:
        """Return the rows of some years."""
        rows = (self.year >= first) & (self.year <= last)
        ties = (self.event_year >= first) & (self.event_year <= last)
        return Standing(
            self.y[rows], self.forecast[rows], self.year[rows],
            self.treaty[ties], self.event_year[ties], self.above[ties],
        )  # fmt: skip

    def pooled(self) -> tuple[float, float]:
        """Return the mean share of all years' other pairs below a new tie, and the same with each treaty once."""
        above = self._above_all()
        number, size = _treaties(self.treaty)
        return float(above.mean()), weighted_auc(above, 1.0 / size[number])

    def pooled_intervals(self) -> tuple[Interval, Interval]:
        """Return 90 per cent of both, treaties resampled and the pairs without a tie as they are."""
        number, size = _treaties(self.treaty)
        total = np.asarray(np.bincount(number, weights=self._above_all()), np.float64)
        ties, treaties = _drawn(total, size)
        return middle_90(ties), middle_90(treaties)

    def _above_all(self) -> FloatArray:
        event = self.y == 1
        return percentiles(self.forecast[~event], self.forecast[event]) / 100


def scores_of(name: str, found: Standing) -> RankScores:
    """Return the scores of some forecasts."""
    number, size = _treaties(found.treaty)
    total = np.asarray(np.bincount(number, weights=found.above), np.float64)
    ties, treaties = _drawn(total, size)
    pooled, pooled_by_treaty = found.pooled()
    return RankScores(
        name, len(found.y), len(found.above), len(size), float(found.above.mean()), middle_90(ties),
        weighted_auc(found.above, 1.0 / size[number]), middle_90(treaties), pooled, pooled_by_treaty,
    )  # fmt: skip


def gain(one: Standing, other: Standing) -> Gain:
    """Return the difference between two specifications in ranking the same new ties, over the same draws of treaties."""
    number, size = _treaties(one.treaty)
    apart = np.asarray(np.bincount(number, weights=one.above - other.above), np.float64)
    ties, treaties = _drawn(apart, size)
    pooled = [a - b for a, b in zip(one.pooled(), other.pooled(), strict=True)]
    return Gain(
        float((one.above - other.above).mean()), middle_90(ties), float((apart / size).mean()), middle_90(treaties),
        pooled[0], pooled[1],
    )  # fmt: skip


def _treaties(treaty: IntArray) -> tuple[IntArray, IntArray]:
    """Return each tie's treaty as a number from 0 on, and the ties of each."""
    _, number, size = np.unique(treaty, return_inverse=True, return_counts=True)
    return number.reshape(-1), size


def _drawn(total: FloatArray, size: IntArray) -> tuple[FloatArray, FloatArray]:
    """Return the mean over ties and over treaties in each draw of treaties, shape (draw,)."""
    generator = np.random.Generator(np.random.Philox(SEED))
    drawn = generator.integers(0, len(size), (SAMPLES, len(size)))
    return total[drawn].sum(axis=1) / size[drawn].sum(axis=1), (total / size)[drawn].mean(axis=1)
