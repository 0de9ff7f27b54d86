"""Spells into years, and years onto the rows of a panel."""

from __future__ import annotations

import numpy as np
import polars as pl

from pato.estimate.panel.system import DyadRows
from pato.kernels.arrays import AnyArray, Int16Array, IntArray


def expand(first: AnyArray, last: AnyArray) -> tuple[IntArray, IntArray]:
    """Expand spells, both ends included, into years.

    Returns
    -------
    tuple
        The number of the spell and the year, each of shape (spell-year,).
    """
    first, last = np.asarray(first, np.int64), np.asarray(last, np.int64)
    length = np.maximum(last - first + 1, 0)
    spell = np.repeat(np.arange(len(first)), length)
    start = np.cumsum(length) - length
    return spell, np.arange(int(length.sum())) - start[spell] + first[spell]


def integers(series: pl.Series) -> IntArray:
    """Return a column of whole numbers, which providers often store as floating point."""
    return series.cast(pl.Int64).to_numpy()


def rows_both_ways(
    rows: DyadRows, years: IntArray, code1: IntArray, code2: IntArray
) -> tuple[IntArray, IntArray]:
    """Return the rows of pairs in both directions, and which record each comes from."""
    side1, side2 = rows.system.index(code1), rows.system.index(code2)
    found = np.concatenate([rows.of(years, side1, side2), rows.of(years, side2, side1)])
    record = np.tile(np.arange(len(years)), 2)
    return found[found >= 0], record[found >= 0]


def rows_one_way(
    rows: DyadRows, years: IntArray, code1: IntArray, code2: IntArray
) -> tuple[IntArray, IntArray]:
    """Return the rows of directed pairs, and which record each comes from."""
    found = rows.of(years, rows.system.index(code1), rows.system.index(code2))
    return found[found >= 0], np.flatnonzero(found >= 0)


def calendar_years(rows: DyadRows) -> Int16Array:
    """Return the calendar year of each row."""
    return rows.year + np.int16(1816)
