"""Rivalries: Thompson, Sakuwa and Suhas to 2020; Thompson and Dreyer to 2010."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import polars as pl

from pato.estimate.panel.columns import DyadColumn, StateColumn
from pato.estimate.panel.spells import calendar_years, expand, integers, rows_both_ways
from pato.estimate.panel.system import FIRST_YEAR, DyadRows, System
from pato.kernels.arrays import IntArray
from pato.world.sources import store

KINDS = ("spatial", "positional", "ideological", "interventionary")


class _Spells(NamedTuple):
    year: IntArray
    code1: IntArray
    code2: IntArray
    frame: pl.DataFrame
    spell: IntArray
    covered_to: int


def state_columns(system: System, folder: str | None) -> Iterator[StateColumn]:
    """Yield the number of rivals in the system; not spread to dyads."""
    spells = _tss(folder)
    pairs = np.unique(np.stack([spells.year, spells.code1, spells.code2], axis=1), axis=0)
    rivals = np.zeros(system.shape)
    when = pairs[:, 0] - FIRST_YEAR
    one, two = system.index(pairs[:, 1]), system.index(pairs[:, 2])
    keep = (when >= 0) & (when < system.shape[0]) & (one >= 0) & (two >= 0)
    when, one, two = when[keep], one[keep], two[keep]
    both = system.present[when, one] & system.present[when, two]
    for side in (one, two):
        np.add.at(rivals, (when[both], side[both]), 1)
    rivals[max(spells.covered_to + 1 - FIRST_YEAR, 0) :] = np.nan
    yield StateColumn("rivals", rivals, "count", spread=False)


def dyad_columns(rows: DyadRows, folder: str | None) -> Iterator[DyadColumn]:
    """Yield rivalry of any kind and of each kind, now and a year before."""
    spells = _tss(folder)
    for lag in (0, 1):
        yield _marked(rows, spells, None, "rivalry", lag)
        for kind in KINDS:
            yield _marked(rows, spells, kind, f"rivalry_{kind}", lag)
    yield _marked(rows, _td(folder), None, "rivalry_thompson_dreyer", 0)


def _marked(rows: DyadRows, spells: _Spells, kind: str | None, name: str, lag: int) -> DyadColumn:
    out = np.zeros(len(rows), np.int8)
    keep = np.ones(len(spells.year), bool)
    if kind is not None:
        keep = (spells.frame[kind].fill_null(0).to_numpy() > 0)[spells.spell]
    found, _ = rows_both_ways(rows, spells.year[keep] + lag, spells.code1[keep], spells.code2[keep])
    out[found] = 1
    missing = calendar_years(rows) > spells.covered_to + lag
    return DyadColumn(f"{name}_lag1" if lag else name, out, missing=missing)


def _tss(folder: str | None) -> _Spells:
    return _read("tss_rivalries", "start", "end", KINDS, folder)


def _td(folder: str | None) -> _Spells:
    return _read("td_rivalries", "styear", "endyear", (), folder)


def _read(table: str, start: str, end: str, kinds: tuple[str, ...], folder: str | None) -> _Spells:
    frame = store.read(table, ("ccode1", "ccode2", start, end, *kinds), folder=folder)
    last = integers(frame[end])
    spell, year = expand(np.maximum(integers(frame[start]), FIRST_YEAR - 1), last)
    return _Spells(
        year,
        integers(frame["ccode1"])[spell],
        integers(frame["ccode2"])[spell],
        frame,
        spell,
        int(last.max()),
    )
