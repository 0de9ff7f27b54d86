"""Put a panel together: the rows of a unit, then one group of covariates after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol, cast

import numpy as np
import polars as pl

from pato.errors import CoverageError, PatoError, Problem, UsageError, unknown
from pato.estimate.panel.columns import DyadColumn, StateColumn
from pato.estimate.panel.system import FIRST_YEAR, DyadRows, System, directed_rows, read_system
from pato.files import discover

UNITS = ("state-year", "dyad-year", "directed-dyad-year")
"""Units of analysis."""
LAST_YEAR = 2100
"""Largest year accepted; later ones are taken as typing errors."""
_GROUPS = "pato.estimate.panel.groups"


class Group(Protocol):
    """A module of ``groups/``: a docstring and two functions."""

    __doc__: str | None

    def state_columns(self, system: System, folder: str | None) -> Iterator[StateColumn]:
        """Yield covariates of states."""

    def dyad_columns(self, rows: DyadRows, folder: str | None) -> Iterator[DyadColumn]:
        """Yield covariates of directed pairs."""


def group_names() -> tuple[str, ...]:
    """Return the groups of covariates: the modules in ``groups/``, and the user's own."""
    return tuple(discover.find(_GROUPS))


def build_panel(
    unit: str,
    years: tuple[int, int],
    with_: Sequence[str] = (),
    store: str | None = None,
) -> pl.DataFrame:
    """Build a panel of the COW state system.

    Parameters
    ----------
    unit
        ``state-year``, ``dyad-year`` (lower code first) or ``directed-dyad-year``.
    years
        First and last year, both included.
    with_
        Groups of covariates, see `group_names`.
    store
        Folder of the data store, `pato.files.storage.data_dir()` by default.

    Returns
    -------
    polars.DataFrame
        One row per unit, ordered by year and codes; null is unknown or outside coverage, never zero.

    Raises
    ------
    UsageError, UnknownNameError, CoverageError
        For a unit, group or span of years that does not exist.
    DataError
        If the store lacks a table or a column.
    """
    _check(unit, years, with_)
    system = read_system(years[1], store)
    known = discover.find(_GROUPS)
    modules = [cast("Group", known[name].load()) for name in dict.fromkeys(with_)]
    if unit == "state-year":
        return _state_years(system, years, modules, store)
    return _dyad_years(directed_rows(system, *years), modules, store, directed=unit == "directed-dyad-year")


def _check(unit: str, years: tuple[int, int], groups: Sequence[str]) -> None:
    problems = []
    if unit not in UNITS:
        problems.append(unknown("unit", unit, UNITS, where="--unit"))
    problems += [unknown("group", g, group_names(), where="--with") for g in groups if g not in group_names()]
    if problems:
        raise UsageError(problems)
    first, last = years
    if first > last:
        raise UsageError(
            Problem(
                "--years",
                f"{first}-{last} is an empty window.",
                "Write the earlier year first, as in 1816-2019.",
            )
        )
    if first < FIRST_YEAR or last > LAST_YEAR:
        what = (
            f"{first}-{last} is outside {FIRST_YEAR}-{LAST_YEAR}: the list of states begins in {FIRST_YEAR}."
        )
        raise CoverageError(Problem("--years", what, "Choose years inside it."))


def _state_years(
    system: System, years: tuple[int, int], modules: Sequence[Group], store: str | None
) -> pl.DataFrame:
    when, who = np.nonzero(system.present)
    inside = when >= years[0] - FIRST_YEAR
    when, who = when[inside], who[inside]
    series = [
        pl.Series("ccode", system.codes[who].astype(np.int16)),
        pl.Series("year", (when + FIRST_YEAR).astype(np.int16)),
        pl.Series("system_carried", (when + FIRST_YEAR > system.covered_to).astype(np.int8)),
    ]
    flat = pl.Series((when * system.shape[1] + who).astype(np.uint32))
    for module in modules:
        series += [column.series().gather(flat) for column in module.state_columns(system, store)]
    return _frame(series)


def _dyad_years(
    rows: DyadRows, modules: Sequence[Group], store: str | None, *, directed: bool
) -> pl.DataFrame:
    system = rows.system
    keep = None if directed else pl.Series(np.flatnonzero(rows.side1 < rows.side2).astype(np.uint32))
    mirror = None if directed else pl.Series(rows.mirror[rows.side1 < rows.side2].astype(np.uint32))
    # polars gathers by unsigned 32-bit positions; other types would be converted for every column
    flat = [
        pl.Series((rows.year.astype(np.uint32) * np.uint32(system.shape[1])) + side.astype(np.uint32))
        for side in (rows.side1, rows.side2)
    ]

    def of_state(column: StateColumn) -> Iterator[pl.Series]:
        values = column.series()
        for number, index in enumerate(flat, start=1):
            yield _picked(values.gather(index), keep).alias(column.side(number))

    def of_pair(column: DyadColumn) -> Iterator[pl.Series]:
        values = column.series()
        if directed or not column.directed:
            yield _picked(values, keep)
        else:
            yield _picked(values, keep).alias(f"{column.name}_12")
            yield _picked(values, mirror).alias(f"{column.name}_21")

    series = [_picked(s, keep) for s in _identifiers(rows)]
    for module in modules:
        for state_column in module.state_columns(system, store):
            if state_column.spread:
                series += of_state(state_column)
        for column in module.dyad_columns(rows, store):
            series += of_pair(column)
    return _frame(series)


def _identifiers(rows: DyadRows) -> Iterator[pl.Series]:
    system = rows.system
    year = rows.year.astype(np.int16) + np.int16(FIRST_YEAR)
    yield pl.Series("ccode1", system.codes.astype(np.int16)[rows.side1])
    yield pl.Series("ccode2", system.codes.astype(np.int16)[rows.side2])
    yield pl.Series("year", year)
    yield pl.Series("system_carried", (year > system.covered_to).astype(np.int8))


def _picked(series: pl.Series, index: pl.Series | None) -> pl.Series:
    return series if index is None else series.gather(index)


def _frame(series: list[pl.Series]) -> pl.DataFrame:
    names = [s.name for s in series]
    doubled = sorted({n for n in names if names.count(n) > 1})
    if doubled:
        raise PatoError(
            Problem(
                "panel",
                f"two groups give a column of the same name: {', '.join(doubled)}.",
                "Rename one of them.",
            )
        )
    return pl.DataFrame(series)
