"""Output of a group of covariates: values over (year, state), or over directed rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import polars as pl

from pato.kernels.arrays import AnyArray, BoolArray, FloatArray

Kind = Literal["float", "indicator", "count"]
_TYPES: dict[Kind, Any] = {"float": pl.Float64, "indicator": pl.Int8, "count": pl.Int32}


@dataclass(frozen=True)
class StateColumn:
    """A covariate of states.

    Attributes
    ----------
    name
        Its name; in dyads the side is put before a lag (``cinc`` gives ``cinc1``, ``cinc_lag1`` gives ``cinc1_lag1``).
    values
        Shape (year, state) from 1816; NaN is unknown.
    kind
        How it is stored: 0/1, whole number, or floating point.
    spread
        Whether dyads get it for both sides.
    """

    name: str
    values: FloatArray
    kind: Kind = "float"
    spread: bool = True

    def series(self) -> pl.Series:
        """Return the values as one long nullable series, year after year."""
        return to_series(self.name, self.values.ravel(), self.kind)

    def side(self, number: int) -> str:
        """Return the name of side 1 or 2 in a dyad."""
        stem, lag, rest = self.name.partition("_lag")
        return f"{stem}{number}{lag}{rest}"


@dataclass(frozen=True)
class DyadColumn:
    """A covariate of directed pairs.

    Attributes
    ----------
    name
        Its name; where ``directed``, it is about side 1 acting on (or pledging to) side 2, and undirected
        panels get it twice, as ``NAME_12`` and ``NAME_21``.
    values
        Shape (row,), ordered as `DyadRows`.
    directed
        Whether it differs by direction.
    missing
        Rows without a known value; NaN counts as unknown too.
    """

    name: str
    values: AnyArray
    directed: bool = False
    missing: BoolArray | None = None

    def series(self) -> pl.Series:
        """Return the values as a nullable series."""
        if self.values.dtype.kind == "f":
            series = pl.Series(self.name, self.values, nan_to_null=True)
        else:
            series = pl.Series(self.name, self.values)
        if self.missing is not None and self.missing.any():
            series = pl.select(pl.when(pl.Series(~self.missing)).then(series)).to_series().alias(self.name)
        return series


def to_series(name: str, values: FloatArray, kind: Kind) -> pl.Series:
    """Return floating-point values, NaN where unknown, as a nullable series of the stored type."""
    return pl.Series(name, values, nan_to_null=True).cast(_TYPES[kind])
