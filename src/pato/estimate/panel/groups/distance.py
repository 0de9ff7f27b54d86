"""Distance between capitals on 1 January, and minimum distance between territories."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from pato.estimate.panel.columns import DyadColumn, StateColumn
from pato.estimate.panel.keys import checked
from pato.estimate.panel.spells import integers, rows_both_ways
from pato.estimate.panel.system import FIRST_YEAR, DyadRows, System
from pato.kernels.arrays import Float32Array, FloatArray
from pato.kernels.sphere import distance_km, unit_vectors
from pato.world.sources import store

MINIMUM_TABLES = ("cow_mindist", "cow_mindist_2010_2019")
"""The full table is preferred; the second holds its last ten years only, and is read where the first is absent."""


def state_columns(system: System, folder: str | None) -> Iterator[StateColumn]:
    """Yield the capital's latitude and longitude in degrees; not spread to dyads."""
    latitude, longitude = capitals(system, folder)
    yield StateColumn("capital_lat", latitude, spread=False)
    yield StateColumn("capital_lon", longitude, spread=False)


def dyad_columns(rows: DyadRows, folder: str | None) -> Iterator[DyadColumn]:
    """Yield both distances in km."""
    places = unit_vectors(*capitals(rows.system, folder))
    out = np.empty(len(rows), np.float32)
    for year in range(rows.first, rows.last + 1):
        block, who, pairs = rows.block(year)
        out[block] = distance_km(places[year - FIRST_YEAR, who])[pairs]
    yield DyadColumn("distance_km", out)
    yield DyadColumn("minimum_distance_km", _minimum(rows, folder))


def capitals(system: System, folder: str | None) -> tuple[FloatArray, FloatArray]:
    """Return latitude and longitude of the capital on 1 January, each of shape (year, state).

    If a state has no capital on that day (it enters later in the year), the first one of the year counts; if the
    provider has none at all, it is unknown.
    """
    frame = store.read("cow_capitals", ("ccode", "stdate", "enddate", "lat", "lng"), folder=folder).sort(
        "stdate", descending=True
    )
    latitude, longitude = np.full(system.shape, np.nan), np.full(system.shape, np.nan)
    who = system.index(frame["ccode"].cast(pl.Int64))
    for late in (
        True,
        False,
    ):  # first those that are only there later in a year, then those of 1 January over them
        for i, start, end, lat, lon in zip(
            who, frame["stdate"], frame["enddate"], frame["lat"], frame["lng"], strict=True
        ):
            if i < 0:
                continue
            first = start.year if late or (start.month, start.day) == (1, 1) else start.year + 1
            last = end.year
            span = slice(max(first - FIRST_YEAR, 0), max(last + 1 - FIRST_YEAR, 0))
            latitude[span, i], longitude[span, i] = lat, lon
    return latitude, longitude


def _minimum(rows: DyadRows, folder: str | None) -> Float32Array:
    table = next((name for name in MINIMUM_TABLES if store.has(name, folder=folder)), MINIMUM_TABLES[0])
    frame = store.read(table, ("ccode1", "ccode2", "year", "mindist"), folder=folder)
    checked(frame, ("ccode1", "ccode2"), "year", table, rows.system.codes)
    out = np.full(len(rows), np.nan, np.float32)
    found, record = rows_both_ways(
        rows, integers(frame["year"]), integers(frame["ccode1"]), integers(frame["ccode2"])
    )
    out[found] = frame["mindist"].to_numpy()[record]
    return out
