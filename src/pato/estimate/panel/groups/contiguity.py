"""Direct contiguity (COW 3.2) and political relevance."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from pato.estimate.panel.columns import DyadColumn, StateColumn
from pato.estimate.panel.groups.capability import major_powers
from pato.estimate.panel.spells import calendar_years, expand, integers, rows_both_ways
from pato.estimate.panel.system import FIRST_YEAR, DyadRows, System
from pato.kernels.arrays import IntArray
from pato.world.sources import store

COVERED_TO = 2016
_COLUMNS = ("ccode1", "ccode2", "conttype", "stdate", "enddate")


def state_columns(system: System, folder: str | None) -> Iterator[StateColumn]:
    """Yield the number of states across a land border; not spread to dyads."""
    years, code1, code2, kind = border_years(system.last_year, folder)
    neighbours = np.zeros(system.shape)
    when, one, two = years - FIRST_YEAR, system.index(code1), system.index(code2)
    land = (kind == 1) & (when >= 0) & (one >= 0) & (two >= 0)
    both = np.concatenate([np.stack([when, one, two])[:, land], np.stack([when, two, one])[:, land]], axis=1)
    when, one, two = np.unique(
        both, axis=1
    )  # the provider lists both directions, and a border may have several spells a year
    np.add.at(neighbours, (when, one), system.present[when, two])
    yield StateColumn("land_neighbours", neighbours, "count", spread=False)


def dyad_columns(rows: DyadRows, folder: str | None) -> Iterator[DyadColumn]:
    """Yield the contiguity type (0 none, 1 land, 2-5 water), whether it is carried, and political relevance."""
    years, code1, code2, kind = border_years(rows.last, folder)
    closest = np.full(len(rows), 9, np.int8)
    found, record = rows_both_ways(rows, years, code1, code2)
    np.minimum.at(closest, found, kind[record].astype(np.int8))
    contiguity = np.where(closest == 9, 0, closest).astype(np.int8)
    yield DyadColumn("contiguity", contiguity)
    yield DyadColumn("contiguity_carried", (calendar_years(rows) > COVERED_TO).astype(np.int8))
    major, _ = major_powers(rows.system, folder)
    either = (major[rows.year, rows.side1] + major[rows.year, rows.side2]) > 0
    yield DyadColumn("politically_relevant", ((contiguity > 0) | either).astype(np.int8))


def border_years(last_year: int, folder: str | None) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    """Return year, codes and type of every recorded contiguity; type 0, which the provider's file does not have, is dropped."""
    frame = store.read("cow_contdir", _COLUMNS, folder=folder).filter(pl.col("conttype") > 0)
    start, end = integers(frame["stdate"].dt.year()), integers(frame["enddate"].dt.year())
    spell, year = expand(start, np.minimum(np.where(end >= COVERED_TO, last_year, end), last_year))
    code1, code2, kind = (integers(frame[c])[spell] for c in ("ccode1", "ccode2", "conttype"))
    return year, code1, code2, kind
