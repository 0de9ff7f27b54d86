"""Checks of the keys of a table of the store: each known, plausible, and unique."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from pato.errors import DataError, Problem
from pato.kernels.arrays import IntArray, WholeArray

_YEARS = (1000, 2100)
_SHOWN = 5
_BASE = 10_000


def checked(
    frame: pl.DataFrame, codes: Sequence[str], year: str, table: str, known: WholeArray
) -> pl.DataFrame:
    """Return a table unchanged if its keys can be relied on.

    Parameters
    ----------
    frame
        The table.
    codes, year
        Its columns of COW codes, and of the year.
    table
        Its name, for messages.
    known
        Codes of the states that ever were in the system.

    Raises
    ------
    DataError
        If a key is unknown, a year impossible, a code no state's, or two rows have the same key; all of them at once.
    """
    keys = [*codes, year]
    empty = [name for name in keys if frame[name].null_count()]
    if empty:
        told = f"{', '.join(empty)} unknown in {max(frame[n].null_count() for n in empty):,} rows."
        raise DataError(Problem(f"table '{table}'", told, "Complete or delete these rows."))
    found = {name: frame[name].cast(pl.Int64).to_numpy() for name in keys}
    problems = [p for name in codes for p in _codes(table, name, found[name], known)]
    odd = np.unique(found[year][(found[year] < _YEARS[0]) | (found[year] > _YEARS[1])])
    if len(odd):
        fix = f"Years lie between {_YEARS[0]} and {_YEARS[1]}."
        problems.append(Problem(f"table '{table}'", f"{year} {_listed(odd)} is no year.", fix))
    problems += _doubled(table, found)
    if problems:
        raise DataError(problems)
    return frame


def _codes(table: str, name: str, found: IntArray, known: WholeArray) -> list[Problem]:
    strange = np.setdiff1d(found, known)
    if not len(strange):
        return []
    fix = "Use Correlates of War codes (cow_states), not Gleditsch and Ward's or the United Nations'."
    return [Problem(f"table '{table}'", f"{name} {_listed(strange)} is no state's code.", fix)]


def _doubled(table: str, found: dict[str, IntArray]) -> list[Problem]:
    packed = np.zeros(len(next(iter(found.values()))), np.int64)
    for values in found.values():
        packed = packed * _BASE + values
    ordered = np.sort(packed)
    again = ordered[1:][ordered[1:] == ordered[:-1]]
    if not len(again):
        return []
    row = int(np.flatnonzero(packed == again[0])[0])
    which = ", ".join(f"{name} {values[row]}" for name, values in found.items())
    told = f"several rows for {which}{f', and {len(again) - 1} more' if len(again) > 1 else ''}."
    return [Problem(f"table '{table}'", told, "Keep one row of each.")]


def _listed(values: WholeArray) -> str:
    more = f" and {len(values) - _SHOWN} more" if len(values) > _SHOWN else ""
    return ", ".join(map(str, values[:_SHOWN])) + more
