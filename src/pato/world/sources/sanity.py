"""Reads a provider's file, and refuses what no table may hold: infinite numbers, numbers out of bounds, years that are none, two answers to one question."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pato.errors import DataError, PatoError, Problem
from pato.world.sources.archive import damaged

if TYPE_CHECKING:
    import polars as pl

    from pato.world.sources.base import Column, Source

# the earliest year of any table is 1494, when Thompson's first rivalries begin; the latest is a projection of population for 2035
_YEARS = (1400, 2100)
_YEAR_NAMES = ("year", "Year", "styear", "endyear", "time", "start", "end")
# What columns of these names lie between by the providers' codebooks, widened where it costs nothing, wherever a source says nothing else (-9 is
# unknown). Every table at hand lies inside, which a test holds; a number outside is damage and no rare case.
_USUAL: tuple[tuple[str, tuple[float, float]], ...] = (
    (r"ccode[12]?|cown|state|member|gwcode|vdem_cowcode", (0, 99_999)),
    (r"(st|end)(month|mon|day)", (-9, 31)),
    (r"hostlev[12]?", (-9, 5)),
    (r"sidea[12]?|orig[12]?|midonset|midongoing|initiator[12]", (-9, 2)),
    (r"fatality[12]?|outcome[12]?", (-9, 9)),
    (r"batdeath[12]?", (-9, 1e8)),
    (r"cinc|v2x_(?!regime).*|v2xel_frefair|\w+Agree", (-9, 1)),
    (r"(ae)?uds|euds|Q\d+%All|IdealPoint\w*", (-10, 10)),
    (r"atop_\w+|defense|offense|neutral|nonagg|consul|milinst", (0, 9)),
    (r"(def|off|neu|con)co\w+|obvary|secrart|asymm|conwtin|term", (-9, 99)),
    (r"pr|cl", (1, 7)),
    (r"(pr|cl)_full", (-10, 60)),
    (r"entry_force", (1900, 2100)),
)
_LARGEST = 1e18
"""The greatest number of any table is the world's output, 1.8e14 dollars; one beyond ten thousand times that has lost its point, or is no number at all."""
_ISO3 = ("iso3c", "iso3_o", "iso3_d", "iso_o", "iso_d", "exp", "imp")
_CODE = r"^([A-Z][A-Z0-9]{2}|OWID_[A-Z]+)$"
_LONGEST = 400
_REPAIR = "Fetch it again from the provider; if the provider's file says so too, correct it in a copy."
_SHOWN = 4


def read(what: Source, path: Path) -> pl.DataFrame:
    """Return the tidy table of a provider's file: parsed, and refused where a number or a key is impossible.

    Raises
    ------
    DataError
        If the file is absent, damaged, not in the provider's format, or holds impossible values.
    """
    assert what.parse is not None
    try:
        frame = what.parse(path)
    except DataError as error:
        raise DataError([_shortened(p) for p in error.problems]) from error
    except PatoError:
        raise
    # a damaged file can break a decoder in any way: each of them means that the file cannot be read
    except Exception as error:
        told = (str(error).strip().splitlines() or [""])[0][:200]
        raise damaged(path, f"cannot be read as '{what.name}' ({type(error).__name__}: {told}).") from error
    refuse_impossible(path, frame, what)
    # a duplicated line is one record
    return frame.unique(maintain_order=True) if what.keys else frame


def _shortened(problem: Problem) -> Problem:
    """Return a problem that quotes no more of a file than can be read."""
    told = problem.what
    if len(told) <= _LONGEST:
        return problem
    half = _LONGEST // 2
    return Problem(problem.where, f"{told[:half]} … {told[-half:]}", problem.fix)


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
    problems += _codes(path, frame, what)
    problems += _unnamed(path, frame, what)
    problems += _conflicts(path, frame, what.keys)
    if problems:
        raise DataError(problems)


def _numbers(path: Path, frame: pl.DataFrame, column: Column, keys: tuple[str, ...]) -> Iterator[Problem]:
    import polars as pl

    values = pl.col(column.name)
    lowest, highest = column.lowest, column.highest
    if column.name in _YEAR_NAMES and lowest is None:
        lowest, highest = _YEARS
    usual = next((ends for name, ends in _USUAL if re.fullmatch(name, column.name)), (None, None))
    lowest, highest = (
        own if own is not None else end for own, end in zip((lowest, highest), usual, strict=True)
    )
    tests = [
        (values.is_finite() & (values.abs() > _LARGEST), "is greater than anything that is counted")
        if frame[column.name].dtype.is_float()
        else (values.abs() > int(_LARGEST), "is greater than anything that is counted")
    ]
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


def _codes(path: Path, frame: pl.DataFrame, what: Source) -> Iterator[Problem]:
    """Yield values of state codes that are not valid codes."""
    import polars as pl

    for name in (n for n in _ISO3 if n in frame.columns and frame[n].dtype == pl.String):
        bad = frame.filter(pl.col(name).is_not_null() & ~pl.col(name).str.contains(_CODE))
        if bad.height:
            row = _row(bad, tuple(k for k in what.keys if k != name))
            more = f", and {bad.height - 1:,} more" if bad.height > 1 else ""
            yield Problem(
                str(path),
                f"'{name}' is '{_plain(bad[name][0])}'{row}{more}: it is no code of a state.",
                _REPAIR,
            )


def _unnamed(path: Path, frame: pl.DataFrame, what: Source) -> Iterator[Problem]:
    """Yield keys that are missing in a row where the source says that they name it."""
    import polars as pl

    for name in (k for k in what.keys if k in frame.columns):
        bad = frame.filter(pl.col(name).is_null())
        if bad.height:
            row = _row(bad, tuple(k for k in what.keys if k != name))
            yield Problem(
                str(path),
                f"'{name}' is missing{row} ({bad.height:,} rows): nothing says what the row is of.",
                _REPAIR,
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
    return f"{value:g}" if isinstance(value, float) else str(value)[: _LONGEST // 4]
