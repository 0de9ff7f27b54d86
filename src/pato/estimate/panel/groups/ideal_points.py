"""Ideal points in the United Nations General Assembly (Bailey, Strezhnev and Voeten), from 1946; none for Taiwan."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from pato.estimate.panel.columns import DyadColumn, StateColumn
from pato.estimate.panel.keys import checked
from pato.estimate.panel.system import DyadRows, System
from pato.kernels.arrays import FloatArray
from pato.world.sources import store

TABLE = "unga_idealpoints_s1_s78"


def state_columns(system: System, folder: str | None) -> Iterator[StateColumn]:
    """Yield the ideal point of the session that opens in the year, and of the one before."""
    points = _points(system, folder)
    yield StateColumn("ideal_point", points)
    yield StateColumn("ideal_point_lag1", system.lagged(points))


def dyad_columns(rows: DyadRows, folder: str | None) -> Iterator[DyadColumn]:
    """Yield the absolute difference of the ideal points a year before."""
    points = rows.system.lagged(_points(rows.system, folder))
    gap = np.abs(points[rows.year, rows.side1] - points[rows.year, rows.side2])
    yield DyadColumn("ideal_point_gap_lag1", gap)


def _points(system: System, folder: str | None) -> FloatArray:
    frame = store.read(TABLE, ("ccode", "year_session_opens", "IdealPointAll"), folder=folder)
    checked(frame, ("ccode",), "year_session_opens", TABLE, system.codes)
    return system.dense(
        frame["year_session_opens"], frame["ccode"], frame["IdealPointAll"].fill_null(float("nan"))
    )
