"""Wars between states (Correlates of War, inter-state wars 4.0): the year's onsets, and wars that go on."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from pato.estimate.panel.columns import DyadColumn, StateColumn
from pato.estimate.panel.spells import calendar_years, integers, rows_one_way
from pato.estimate.panel.system import FIRST_YEAR, DyadRows, System
from pato.world.sources import store

TABLE = "cow_war_inter"
COVERED_TO = 2007
"""The provider's list ends here; the last war on it began in 2003, so the table itself does not show it."""
_COLUMNS = ("warnum", "ccode1", "ccode2", "year", "cowinteronset", "initiator1")
_ONSET = pl.col("cowinteronset") == 1
_INITIATED = _ONSET & (pl.col("initiator1") == 1) & (pl.col("year") == pl.col("year").min().over("warnum"))


def state_columns(system: System, folder: str | None) -> Iterator[StateColumn]:
    """Yield the number of wars that a state initiated in the year; not spread to dyads."""
    begun = _read(folder).filter(_INITIATED).unique(["warnum", "ccode1"])
    counts = np.zeros(system.shape)
    when, who = integers(begun["year"]) - FIRST_YEAR, system.index(integers(begun["ccode1"]))
    inside = (who >= 0) & (when < system.shape[0])
    np.add.at(counts, (when[inside], who[inside]), 1)
    counts[max(COVERED_TO + 1 - FIRST_YEAR, 0) :] = np.nan
    yield StateColumn("wars_initiated", counts, "count", spread=False)


def dyad_columns(rows: DyadRows, folder: str | None) -> Iterator[DyadColumn]:
    """Yield the year's outcomes, and whether a war of the pair that began before is under way.

    ``war_initiation``: side 1 initiated a war in its first year, and side 2 fought it on the other side from that year on.
    ``war_onset``: the two began to fight each other, whoever initiated, joiners included.
    """
    frame = _read(folder)
    chosen = {
        "war_initiation": frame.filter(_INITIATED),
        "war_onset": frame.filter(_ONSET),
        "war_continuing": frame.filter(~_ONSET),
    }
    missing = calendar_years(rows) > COVERED_TO
    for name, records in chosen.items():
        out = np.zeros(len(rows), np.int8)
        years, one, two = (integers(records[c]) for c in ("year", "ccode1", "ccode2"))
        found, _ = rows_one_way(rows, years, one, two)
        out[found] = 1
        yield DyadColumn(name, out, directed=name == "war_initiation", missing=missing)


def _read(folder: str | None) -> pl.DataFrame:
    return store.read(TABLE, _COLUMNS, folder=folder).cast(pl.Int64)
