"""Regimes from 1816: Polity, crossed to COW's states; V-Dem polyarchy and the extended unified democracy scores."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from pato.estimate.panel.columns import DyadColumn, StateColumn
from pato.estimate.panel.keys import checked
from pato.estimate.panel.system import DyadRows, System
from pato.kernels.arrays import FloatArray
from pato.world.sources import polity, store

TABLE = "isard_cw_democracy_1816_2025"
SCORES = ("v2x_polyarchy", "euds", "aeuds")
POLITY_DEMOCRACY = 6
"""The field's cut: a democracy scores 6 or more of -10 to 10."""


def state_columns(system: System, folder: str | None) -> Iterator[StateColumn]:
    """Yield the scores and whether a state is a democracy, now and a year before."""
    scores = _scores(system, folder)
    for name, values in scores.items():
        yield StateColumn(name, values)
    now = democracy(scores["polity2"], scores["aeuds"])
    yield StateColumn("democracy", now, "indicator")
    yield StateColumn("democracy_lag1", system.lagged(now), "indicator")


def dyad_columns(rows: DyadRows, folder: str | None) -> Iterator[DyadColumn]:
    """Yield whether both were democracies the year before."""
    scores = _scores(rows.system, folder)
    before = rows.system.lagged(democracy(scores["polity2"], scores["aeuds"]))
    one, two = before[rows.year, rows.side1], before[rows.year, rows.side2]
    # One known autocracy settles it, whatever the other is
    unknown = (np.isnan(one) & (two != 0)) | (np.isnan(two) & (one != 0))
    yield DyadColumn("joint_democracy_lag1", ((one == 1) & (two == 1)).astype(np.int8), missing=unknown)


def democracy(polity2: FloatArray, aeuds: FloatArray) -> FloatArray:
    """Return 1 for polity2 of 6 and more; where Polity has no score, for a positive adjusted unified score."""
    by_score = np.where(np.isnan(aeuds), np.nan, aeuds > 0)
    return np.where(np.isnan(polity2), by_score, polity2 >= POLITY_DEMOCRACY)


def _scores(system: System, folder: str | None) -> dict[str, FloatArray]:
    frame = store.read(TABLE, ("ccode", "year", *SCORES), folder=folder)
    checked(frame, ("ccode",), "year", TABLE, system.codes)
    scores = {
        s: system.dense(frame["year"], frame["ccode"], frame[s].fill_null(float("nan"))) for s in SCORES
    }
    return {"polity2": polity2(system, folder), **scores}


def polity2(system: System, folder: str | None = None) -> FloatArray:
    """Return Polity's score of COW's states, shape (year, state); NaN where it has none."""
    frame = polity.cow_codes(store.read(polity.TABLE, ("ccode", "year", "polity2"), folder=folder))
    # states that Polity scores and COW never counts (Orange Free State, Wuerttemberg before 1816) are left out
    known = frame.filter(pl.Series(system.index(frame["cow"]) >= 0)).rename(
        {"ccode": "polity_code", "cow": "ccode"}
    )
    checked(known, ("ccode",), "year", polity.TABLE, system.codes)
    return system.dense(
        known["year"], known["ccode"], known["polity2"].cast(pl.Float64).fill_null(float("nan"))
    )
