"""Spread of results over futures: the median and the intervals of 50 and 90 per cent (C12), by one rule."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pato.futures.weights import weighted_quantile
from pato.kernels.arrays import FloatArray

_PROBABILITIES = (0.5, 0.25, 0.75, 0.05, 0.95)


class Spread(NamedTuple):
    """Median and ends of the intervals; not numbers where too few futures have a figure."""

    median: float
    low50: float
    high50: float
    low90: float
    high90: float

    @property
    def ascending(self) -> tuple[float | None, ...]:
        """From the lowest to the highest, None where it is unknown."""
        low_to_high = (self.low90, self.low50, self.median, self.high50, self.high90)
        return tuple(None if np.isnan(v) else v for v in low_to_high)


UNKNOWN = Spread(*[float("nan")] * 5)


def spread(
    values: npt.ArrayLike, weight: FloatArray | None = None, *, fewest: int = 1, observed: bool = False
) -> Spread:
    """Return the spread of values.

    Futures without a value (no solution, or an undefined quantity) or without weight are left out; they do not count as zero.

    Parameters
    ----------
    values
        Shape (future,).
    weight
        Of each future, shape (future,); None counts all alike.
    fewest
        Smallest number of futures with a value for which a spread is reported.
    observed
        Quantiles are values that occur, as they are with weights, instead of lying between two: comparisons with and without
        weights then agree.
    """
    array = np.asarray(values, np.float64)
    known = np.isfinite(array) if weight is None else np.isfinite(array) & (weight > 0)
    if known.sum() < max(fewest, 1):
        return UNKNOWN
    if observed or weight is not None:
        held = None if weight is None else weight[known]
        found = weighted_quantile(array[known], _PROBABILITIES, held)
    else:
        found = np.quantile(array[known], _PROBABILITIES)
    return Spread(*(float(q) for q in found))
