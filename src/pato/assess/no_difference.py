"""Band of no difference: the largest difference between two values that counts as none.

A share of futures shows how often one design is better than another, not by how much. Without a minimum size, a
change in the fourth digit would count as better in nearly every future. A metric's band is stated in its unit, or is
a share of the baseline's value in the same future; a study may set either. Every comparison of two designs uses it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pato.futures.dims import ARCHITECTURE

if TYPE_CHECKING:
    import xarray as xr

    from pato.assess.metrics import Metric
    from pato.kernels.arrays import BoolArray, FloatArray

PERCENT_OF_LEVEL = 1.0
"""Default width of a band, in per cent of the baseline's level."""
_PERCENT = re.compile(r"(?P<number>\d+\.?\d*|\.\d+)\s*(?:%|per ?cent)")


@dataclass(frozen=True, slots=True)
class Width:
    """Width of a band.

    Attributes
    ----------
    value
        In the metric's unit, or in per cent of the baseline's level.
    of_level
        Whether it is in per cent of the baseline's level.
    """

    value: float
    of_level: bool

    @classmethod
    def read(cls, given: float | str) -> Width:
        """Return the width set by a study: a number in the metric's unit, or text such as ``2 %``.

        Raises
        ------
        ValueError
            If it is neither, or below 0.
        """
        told = given.strip() if isinstance(given, str) else given
        if isinstance(told, str) and (found := _PERCENT.fullmatch(told)):
            return cls(float(found["number"]), of_level=True)
        if isinstance(told, bool) or not isinstance(told, int | float) or not 0 <= told < float("inf"):
            raise ValueError(
                f"no band of no difference: {given!r}. || Write a number from 0 in the metric's unit, or '2 %' of the baseline's level."
            )
        return cls(float(told), of_level=False)

    def words(self, unit: str) -> str:
        """Return the width in words."""
        return f"{self.value:g} % of the baseline's level" if self.of_level else f"{self.value:g} {unit}"


def width_of(metric: Metric, own: Mapping[str, float | str]) -> Width:
    """Return the width of a metric's band: the study's, else the metric's, else the default relative to the level."""
    if metric.id in own:
        return Width.read(own[metric.id])
    if metric.no_difference is None:
        return Width(PERCENT_OF_LEVEL, of_level=True)
    return Width(metric.no_difference, of_level=False)


def band(metric: Metric, values: xr.DataArray, own: Mapping[str, float | str]) -> xr.DataArray:
    """Return a metric's band of no difference, with the dimensions of its values except architecture.

    Parameters
    ----------
    metric
        The metric.
    values
        Its values; the first architecture is the baseline, and its level is its value in the same future.
    own
        Widths set by a study, by metric.
    """
    import xarray as xr

    width = width_of(metric, own)
    first = values.isel({ARCHITECTURE: 0}, drop=True)
    return abs(first) * (width.value / 100) if width.of_level else xr.full_like(first, width.value, float)


def beats(gain: FloatArray, band: FloatArray) -> tuple[BoolArray, BoolArray]:
    """Return where a gain is better, and where it is worse, by more than the band; the rest is no real change."""
    import numpy as np

    return np.asarray(gain > band), np.asarray(gain < -band)
