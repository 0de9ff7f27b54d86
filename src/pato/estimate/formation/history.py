"""Arrays over (year, state) and (state, state) that formation is made of; a state and its successor code are one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from pato.estimate.panel.groups.capability import major_powers
from pato.estimate.panel.groups.contiguity import border_years
from pato.estimate.panel.groups.distance import capitals
from pato.estimate.panel.groups.regime import polity2
from pato.estimate.panel.keys import checked
from pato.estimate.panel.spells import expand, integers
from pato.estimate.panel.system import FIRST_YEAR, System, read_system
from pato.kernels.arrays import BoolArray, FloatArray, IntArray
from pato.kernels.sphere import distance_km, unit_vectors
from pato.world.sources import store

SUCCESSORS = {260: 255, 678: 679}
"""West Germany and North Yemen go on under other codes: what they had signed is no new pact of 1990."""
LAND = 1
CONSULTATION, NONAGGRESSION = 1, 2
"""Kinds of pledges short of defence."""


@dataclass(frozen=True)
class History:
    """The system since 1816.

    Attributes
    ----------
    system
        Its states; predecessors' positions stay empty.
    present, cinc, regime, polity, major, gdp, ideal_point
        Shape (year, state).
    age
        Years in the system so far, the present one among them, shape (year, state).
    places
        Capitals as unit vectors, shape (year, state, 3).
    pacts, lesser, rivals, borders
        Year by year: giver and receiver, or both sides, as positions; borders with their type, lesser pledges with their kind.
    """

    system: System
    present: BoolArray
    cinc: FloatArray
    regime: FloatArray
    polity: FloatArray
    major: FloatArray
    gdp: FloatArray
    ideal_point: FloatArray
    age: FloatArray
    places: FloatArray
    pacts: pl.DataFrame
    lesser: pl.DataFrame
    rivals: pl.DataFrame
    borders: pl.DataFrame

    def matrix(self, table: str, year: int, *, kind: int | None = None) -> BoolArray:
        """Return the pairs in a table in a year, in either direction, shape (state, state)."""
        frame: pl.DataFrame = getattr(self, table)
        start, stop = np.searchsorted(frame["year"].to_numpy(), [year, year + 1])
        chosen = frame[int(start) : int(stop)]
        if kind is not None:
            chosen = chosen.filter(pl.col("kind") == kind)
        out = np.zeros((self.system.shape[1],) * 2, bool)
        out[chosen["one"].to_numpy(), chosen["two"].to_numpy()] = True
        return np.asarray(out | out.T)

    def at(self, values: FloatArray, year: int) -> FloatArray:
        """Return one year of an array over (year, state)."""
        return np.asarray(values[year - FIRST_YEAR])

    def distances(self, year: int) -> FloatArray:
        """Return km between the capitals of 1 January, shape (state, state)."""
        return distance_km(self.places[year - FIRST_YEAR])


def read_history(last: int, folder: str | None = None) -> History:
    """Read everything from the data store."""
    system = read_system(last, folder)
    present = _merged(system, system.present.astype(float), _larger) > 0
    nmc = store.read("cow_nmc", ("ccode", "year", "cinc"), folder=folder)
    cinc = _merged(
        system, system.dense(nmc["year"], nmc["ccode"], nmc["cinc"].fill_null(float("nan"))), np.fmax
    )
    major, _ = major_powers(system, folder)
    latitude, longitude = (_merged(system, c, _second_if_none) for c in capitals(system, folder))
    return History(
        system,
        present,
        cinc,
        _values(system, "isard_cw_democracy_1816_2025", "year", "aeuds", folder),
        _merged(system, polity2(system, folder), _second_if_none),
        _merged(system, major, _larger),
        _values(system, "cw_gdppop", "year", "pwtrgdp", folder),
        _values(system, "unga_idealpoints_s1_s78", "year_session_opens", "IdealPointAll", folder),
        np.cumsum(present, axis=0, dtype=np.float64),
        unit_vectors(latitude, longitude),
        _pacts(system, folder),
        _lesser(system, folder),
        _rivals(system, folder),
        _borders(system, folder),
    )


def _values(system: System, table: str, year: str, column: str, folder: str | None) -> FloatArray:
    """Return a variable of states, shape (year, state); NaN is unknown."""
    frame = store.read(table, ("ccode", year, column), folder=folder).drop_nulls(["ccode", year])
    checked(frame, ("ccode",), year, table, system.codes)
    dense = system.dense(frame[year], frame["ccode"], frame[column].fill_null(float("nan")))
    return _merged(system, dense, _second_if_none)


def _second_if_none(one: FloatArray, two: FloatArray) -> FloatArray:
    return np.where(np.isnan(one), two, one)


def _merged(
    system: System, values: FloatArray, join: Callable[[FloatArray, FloatArray], FloatArray]
) -> FloatArray:
    """Put a predecessor's values under its successor's code; its own position then holds nothing."""
    out = np.array(values, float)
    for old, new in SUCCESSORS.items():
        i, j = (int(p) for p in system.index(np.array([old, new])))
        out[:, j] = join(out[:, j], out[:, i])
        out[:, i] = 0.0
    return out


def _larger(one: FloatArray, two: FloatArray) -> FloatArray:
    return np.asarray(np.fmax(one, two))


def _positions(system: System, codes: pl.Series | IntArray) -> IntArray:
    wanted = np.asarray(codes, np.int64)
    for old, new in SUCCESSORS.items():
        wanted = np.where(wanted == old, new, wanted)
    return system.index(wanted)


def _pairs(
    system: System,
    year: IntArray,
    code1: IntArray,
    code2: IntArray,
    **more: IntArray,
) -> pl.DataFrame:
    frame = pl.DataFrame(
        {"year": year, "one": _positions(system, code1), "two": _positions(system, code2), **more}
    )
    return frame.filter((pl.col("one") >= 0) & (pl.col("two") >= 0) & (pl.col("one") != pl.col("two"))).sort(
        "year"
    )


def _pacts(system: System, folder: str | None) -> pl.DataFrame:
    table = "atop51_directed_dyad_year_1815_2018"
    frame = store.read(table, ("ccode1", "ccode2", "year", "atop_defense"), folder=folder)
    frame = frame.filter(pl.col("atop_defense") == 1)
    return _pairs(system, *(integers(frame[c]) for c in ("year", "ccode1", "ccode2")))


def _lesser(system: System, folder: str | None) -> pl.DataFrame:
    table = "atop51_directed_dyad_year_1815_2018"
    kinds = (("atop_consul", CONSULTATION), ("atop_nonagg", NONAGGRESSION))
    frame = store.read(table, ("ccode1", "ccode2", "year", *(c for c, _ in kinds)), folder=folder)
    parts = []
    for column, kind in kinds:
        some = frame.filter(pl.col(column) == 1)
        year, one, two = (integers(some[c]) for c in ("year", "ccode1", "ccode2"))
        parts.append(_pairs(system, year, one, two, kind=np.full(len(year), kind)))
    return pl.concat(parts).sort("year")


def _rivals(system: System, folder: str | None) -> pl.DataFrame:
    frame = store.read("tss_rivalries", ("ccode1", "ccode2", "start", "end"), folder=folder)
    spell, year = expand(np.maximum(integers(frame["start"]), FIRST_YEAR - 1), integers(frame["end"]))
    return _pairs(system, year, integers(frame["ccode1"])[spell], integers(frame["ccode2"])[spell])


def _borders(system: System, folder: str | None) -> pl.DataFrame:
    year, code1, code2, kind = border_years(system.last_year, folder)
    return _pairs(system, year, code1, code2, kind=kind)
