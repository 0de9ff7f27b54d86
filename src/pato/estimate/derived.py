"""Covariates derived from columns of the panel, by name: available to specifications besides the panel's own."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from types import MappingProxyType

import polars as pl

from pato.kernels.projection import miles_per_day
from pato.kernels.sphere import KM_PER_MILE

_CENTURY = 100.0
_SPEED_CHANGES = (1918, 1945)
_MILES = (*(miles_per_day(year) for year in _SPEED_CHANGES), miles_per_day(_SPEED_CHANGES[-1] + 1))


def _arrived() -> pl.Expr:
    """Return the log of the challenger's capability that arrives at the target's capital (Bueno de Mesquita 1981)."""
    speed = pl.lit(_MILES[-1], pl.Float64)
    for last, miles in zip(_SPEED_CHANGES[::-1], _MILES[-2::-1], strict=True):
        speed = pl.when(pl.col("year") <= last).then(miles).otherwise(speed)
    days = pl.col("distance_km").cast(pl.Float64) / KM_PER_MILE / speed
    return (days + 10 - math.e).log10() * pl.col("cinc1_lag1").log()


def _years(power: int) -> pl.Expr:
    return (pl.col("peace_years").cast(pl.Float64) / _CENTURY) ** power


_NEAR = pl.col("contiguity") > 0
DERIVED: Mapping[str, pl.Expr] = MappingProxyType(
    {
        "capability_balance": _arrived() - pl.col("cinc2_lag1").log(),
        "both_majors": pl.col("major1") * pl.col("major2"),
        "near": _NEAR.cast(pl.Int8),
        "log_distance_apart": pl.when(_NEAR)
        .then(0.0)
        .otherwise(pl.col("distance_km").cast(pl.Float64).log1p()),
        "log_states": pl.col("ccode1").n_unique().over("year").cast(pl.Float64).log(),
        "peace_centuries": _years(1),
        "peace_centuries_squared": _years(2),
        "peace_centuries_cubed": _years(3),
        "dispute_last_year": (pl.col("peace_years") == 1).cast(pl.Int8),
        "rivals_recent_disputes": pl.col("rivalry_lag1") * pl.col("onsets_halflife5").cast(pl.Float64).sqrt(),
    }
)
"""Expressions over the columns of a whole directed panel: `log_states` counts the states of each year in it."""


def with_derived(frame: pl.DataFrame, wanted: Iterable[str]) -> pl.DataFrame:
    """Return a panel with those of the wanted columns that are derived; the others are the panel's own."""
    names = [name for name in dict.fromkeys(wanted) if name in DERIVED and name not in frame.columns]
    return frame.with_columns(DERIVED[name].alias(name) for name in names)
