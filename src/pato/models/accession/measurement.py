"""Errors of measurement: what lies behind a published figure, and how the errors of a state hang together."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy import special

from pato.futures.streams import unit_interval, words
from pato.kernels.arrays import FloatArray
from pato.memo import Memo


def level(value: npt.ArrayLike, below: npt.ArrayLike, above: npt.ArrayLike, z: FloatArray) -> FloatArray:
    """Return the level behind a figure: its published value where z is 0, the ends of its interval at -1 and 1.

    Parameters
    ----------
    value, below, above
        The figure, and what one standard deviation is on either side of it.
    z
        Standard normal errors; the result has their shape.
    """
    return np.asarray(np.asarray(value) + z * np.where(z < 0, below, above))


def probability_at_least(threshold: float, value: float, below: float, above: float) -> float:
    """Return the probability that the level behind a figure is at least a threshold.

    Without error it is 0 or 1; a figure on the threshold passes with one half whatever its error.
    """
    distance = value - threshold
    spread = below if distance > 0 else above
    if spread <= 0:
        return 1.0 if distance >= 0 else 0.0
    return float(special.ndtr(distance / spread))


@dataclass(frozen=True)
class Errors:
    """Standard normal errors by state, measure and year, by index.

    Between two years of one measure they correlate with `years`, between two measures of one year with `measures`, between
    both with the product; between states they are independent.

    Attributes
    ----------
    seed, futures
        Which streams, and how many draws.
    years, measures
        The correlations, shape (future,).
    """

    seed: int
    futures: int
    years: FloatArray
    measures: FloatArray
    _drawn: Memo = field(default_factory=lambda: Memo(4096), init=False, compare=False, repr=False)

    def of(self, state: str, measure: str, year: int) -> FloatArray:
        """Return the errors of one figure, shape (future,)."""
        y, m = self.years, self.measures
        parts = (
            (y * m, state),
            ((1 - y) * m, f"{state}.{year}"),
            (y * (1 - m), f"{state}.{measure}"),
            ((1 - y) * (1 - m), f"{state}.{measure}.{year}"),
        )
        return np.asarray(sum(np.sqrt(share) * self._normal(name) for share, name in parts))

    def _normal(self, name: str) -> FloatArray:
        return self._drawn.get(name, make=lambda: normals(self.seed, f"accession.error.{name}", self.futures))


def normals(seed: int, name: str, futures: int) -> FloatArray:
    """Return standard normals of one stream, by index, shape (future,)."""
    return np.asarray(special.ndtri(unit_interval(words(seed, name, 0, futures))))
