"""Effect sizes: the ratio or difference by which a statement holds or fails, which a share of futures does not show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pato.assess.strata import ANY, POOLED, Stratum
from pato.futures import weighted_quantile
from pato.kernels.arrays import FloatArray
from pato.kernels.digits import significant

RATIO, DIFFERENCE, FIGURE = "ratio", "difference", "figure"


@dataclass(frozen=True, slots=True)
class Size:
    """Summary of the value that a statement compares, over some futures.

    Attributes
    ----------
    kind
        ``ratio`` of one value to the other in the same future, ``difference`` if the other is 0 in some future, or
        the ``figure`` itself if it is compared with a number.
    middle, low90, high90
        Median and interval of 90 per cent.
    unit
        Unit of a difference or a value.
    """

    kind: str
    middle: float
    low90: float
    high90: float
    unit: str = ""

    def words(self) -> str:
        """Return the size in words."""
        unit = f" {self.unit}" if self.unit else ""
        wide = f" ({_short(self.low90)} to {_short(self.high90)})" if self.low90 < self.high90 else ""
        return f"{self.kind} {_short(self.middle)}{unit}{wide}"


def sizes(own: FloatArray, other: FloatArray | None, unit: str, strata: Sequence[Stratum]) -> dict[str, Size]:
    """Return the size of a statement's effect, by theory.

    Parameters
    ----------
    own, other
        The values, shape (future,) or (); ``other`` is None if the limit is a number.
    unit
        Unit of the values.
    strata
        Strata by which they are shown.
    """
    kind, values = _compared(own, other)
    told = "" if kind == RATIO else unit
    if values.ndim == 0:
        one = float(values)
        return {ANY: Size(kind, one, one, one, told)}
    found = {}
    for stratum in strata:
        middle, low, high = weighted_quantile(values[stratum.futures], (0.5, 0.05, 0.95), stratum.weight)
        found[stratum.label] = Size(kind, float(middle), float(low), float(high), told)
    return found


def _compared(own: FloatArray, other: FloatArray | None) -> tuple[str, FloatArray]:
    if other is None:
        return FIGURE, own
    if (other > 0).all() and (own >= 0).all():
        return RATIO, np.asarray(own / other)
    return DIFFERENCE, np.asarray(own - other)


def span(found: Mapping[str, Size]) -> str | None:
    """Return sizes in a few words: pooled if the user weights theories, else the range over theories."""
    if not found:
        return None
    if POOLED in found:
        return found[POOLED].words()
    several = list(found.values())
    middles = sorted(s.middle for s in several)
    low, high, first = min(s.low90 for s in several), max(s.high90 for s in several), several[0]
    ends = f" (90 %: {_short(low)} to {_short(high)})" if low < high else ""
    least, most = _short(middles[0]), _short(middles[-1])
    unit = f" {first.unit}" if first.unit else ""
    middle = f"{least}{unit}" if least == most else f"{least} to {most}{unit} by theory"
    return f"{first.kind} {middle}{ends}"


def _short(value: float) -> str:
    return f"{significant(value, 3):g}"
