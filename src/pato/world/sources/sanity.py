"""Reads an owner's file, and refuses what no table may hold: infinite numbers, numbers out of bounds, years that are none, two answers to one question."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pato.errors import DataError, PatoError, Problem
from pato.world.sources.reading import damaged

if TYPE_CHECKING:
    import polars as pl

    from pato.world.sources.base import Column, Source

_YEARS = (1000, 2100)
_YEAR_NAMES = ("year", "Year", "styear", "endyear", "time", "start", "end")
_REPAIR = "Fetch it again from the provider; if the provider's file says so too, correct it in a copy."
_SHOWN = 4


def read(what: Source, path: Path) -> pl.DataFrame:
    """Return the tidy table of an owner's file: parsed, and refused where a number or a key is impossible.

    Raises
    ------
    DataError
        If the file is absent, damaged, not in the owner's format, or holds impossible values.
    """
    assert what.parse is not None
    try:
        frame = what.parse(path)
    except PatoError:
        raise
    # a damaged file can break a decoder in any way: each of them means that the file cannot be read
    except Exception as error:
        told = (str(error).strip().splitlines() or [""])[0][:200]
        raise damaged(path, f"cannot be read as '{what.name}' ({type(error).__name__}: {told}).") from error
    refuse_impossible(path, frame, what)
    return frame


def refuse_impossible(path: Path, frame: pl.DataFrame, what: Source) -> None:
    """Refuse a tidy table that holds what cannot be, all faults at once.

    Raises
    ------
    DataError
        Naming the column, the value and the row's keys.
    """
    described = {c.name: c for c in what.columns}
    problems = [
        problem
        for name in frame.columns
        if name in described and frame[name].dtype.is_numeric()
        for problem in _numbers(path, frame, described[name], what.keys)
    ]
    problems += _conflicts(path, frame, what.keys)
    if problems:
        raise DataError(problems)


def _numbers(path: Path, frame: pl.DataFrame, column: Column, keys: tuple[str, ...]) -> Iterator[Problem]:
    import polars as pl

    values = pl.col(column.name)
    lowest, highest = column.lowest, column.highest
    if column.name in _YEAR_NAMES and lowest is None:
        lowest, highest = _YEARS
    tests = []
    if frame[column.name].dtype.is_float():
        tests.append((values.is_infinite(), "is no finite number"))
    if lowest is not None:
        tests.append((values < lowest, f"is below {lowest:g}, the lowest that can be"))
    if highest is not None:
        tests.append(
            (values.is_finite() & (values > highest), f"is above {highest:g}, the highest that can be")
        )
    for test, told in tests:
        bad = frame.filter(test)
        if bad.height:
            more = f", and {bad.height - 1:,} more" if bad.height > 1 else ""
            row = _row(bad, tuple(k for k in keys if k != column.name))
            yield Problem(
                str(path), f"'{column.name}' is {bad[column.name][0]:g}{row}{more}: it {told}.", _REPAIR
            )


def _conflicts(path: Path, frame: pl.DataFrame, keys: tuple[str, ...]) -> Iterator[Problem]:
    named = [k for k in keys if k in frame.columns]
    if not named or len(named) < len(keys):
        return
    distinct = frame.unique(maintain_order=True)
    again = distinct.filter(distinct.select(named).is_duplicated())
    if not again.height:
        return
    first = again.row(0, named=True)
    twin = next(r for r in again.slice(1).iter_rows(named=True) if all(r[k] == first[k] for k in named))
    apart = [f"'{c}' is {first[c]} and {twin[c]}" for c in frame.columns if first[c] != twin[c]][:_SHOWN]
    groups = again.select(named).unique().height
    more = f" ({groups - 1:,} more rows appear twice)" if groups > 1 else ""
    yield Problem(
        str(path),
        f"tells two things{_row(again, tuple(named))}: {'; '.join(apart)}{more}.",
        "Keep the row that is right.",
    )


def _row(frame: pl.DataFrame, keys: tuple[str, ...]) -> str:
    """Return the first row's keys in words."""
    told = ", ".join(f"{k} {_plain(frame[k][0])}" for k in keys if k in frame.columns)
    return f" for {told}" if told else ""


def _plain(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
