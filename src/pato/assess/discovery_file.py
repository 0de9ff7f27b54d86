"""Scenario discovery on any table: rows of a CSV file, a condition on one column, boxes over the others."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl

from pato.assess.discovery import prim
from pato.assess.discovery_table import boxes_of
from pato.assess.inputs import Input
from pato.errors import FileError, Problem, UsageError, unknown
from pato.files.delimited import decode, read_lines
from pato.kernels.arrays import BoolArray
from pato.table import Table

FORMS = "'COLUMN above 0.5', 'COLUMN below 0.5', 'COLUMN is WORD'"
_LIMIT = re.compile(r"\s+(?:is\s+)?(?P<side>above|below|is|>|<|=)\s*(?P<limit>.+)")
_HEAD = 200
"""Lines by which it is seen how a file separates its cells and writes its numbers."""
_SIDES = {">": "above", "<": "below", "=": "is"}


def boxes_of_file(
    path: str | os.PathLike[str],
    when: str,
    inputs: Sequence[str] = (),
    *,
    density: float = 0.8,
    mass_min: float = 0.05,
    resamples: int = 10,
) -> Table:
    """Return the boxes of rows of a CSV file in which a condition mostly holds.

    Parameters
    ----------
    path
        The file; its first line names the columns.
    when
        ``COLUMN above NUMBER``, ``COLUMN below NUMBER`` or ``COLUMN is WORD``.
    inputs
        Columns searched for boxes; by default all but the condition's.
    density, mass_min, resamples
        As `pato.assess.discovery.discover` takes them.

    Raises
    ------
    FileError
        If the file cannot be read as a table.
    UsageError, UnknownNameError
        If the condition or a column is invalid, or required cells are empty.
    MissingExtraError
        If ema_workbench is not installed.
    """
    prim()  # fail before computing anything if the extra is missing
    frame, first = _read(os.fspath(path))
    column, cases, words = _cases(frame, when)
    if wrong := [
        unknown("column", name, frame.columns, where="--inputs") for name in inputs if name not in frame
    ]:
        raise UsageError(wrong)
    named = list(dict.fromkeys(inputs)) or [name for name in frame.columns if name != column]
    if column in named:
        raise UsageError(
            Problem("--inputs", f"names '{column}', which the condition is about.", "Leave it out.")
        )
    _refuse_gaps(frame, [column, *named], first)
    found = [_input(frame[name]) for name in named]
    return boxes_of(cases, found, words, density=density, mass_min=mass_min, resamples=resamples, unit="rows")


def _read(path: str) -> tuple[pl.DataFrame, int]:
    """Return the table of a file as spreadsheets write it, and the line of its first row; columns without a name and without values are left out."""
    try:
        text = decode(Path(path).read_bytes(), path).lstrip("\ufeff")
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        told = lines[0].lower().startswith("sep=")
        head = read_lines("\n".join(lines[:_HEAD]), path)
        frame = pl.read_csv(
            "\n".join(lines[told:]).encode(),
            separator=head.separator,
            decimal_comma=head.decimal_comma,
            infer_schema_length=None,
        )
    except (OSError, pl.exceptions.PolarsError) as error:
        what = f"is no table: {str(error).splitlines()[0].rstrip('.')}."
        raise FileError(Problem(path, what, "Give a CSV file whose first line names the columns.")) from error
    if frame.is_empty():
        raise FileError(Problem(path, "has no rows below its first line."))
    return _named(frame, head.rows[0][1], path), 2 + told


def _named(frame: pl.DataFrame, names: list[str], path: str) -> pl.DataFrame:
    """Return a table under the names in its first line, each of which must be there once."""
    kept, problems = [], []
    for i, (name, series) in enumerate(zip(names, frame, strict=False)):
        if name and name in names[:i]:
            told = f"the name '{name}' stands over columns {names.index(name) + 1} and {i + 1}."
            problems.append(Problem(f"{path}:1", told, "Give each column its own name."))
        elif name:
            kept.append(series.alias(name))
        elif series.null_count() < len(series):
            problems.append(Problem(f"{path}:1", f"column {i + 1} has no name.", "Name it, or remove it."))
    if problems:
        raise FileError(problems)
    return pl.DataFrame(kept)


def _cases(frame: pl.DataFrame, when: str) -> tuple[str, BoolArray, str]:
    """Return a condition's column, where it holds, and its words; column names may contain blanks, so the longest match counts."""
    text = when.strip()
    for name in sorted(frame.columns, key=len, reverse=True):
        found = _LIMIT.fullmatch(text.removeprefix(name)) if text.startswith(name) else None
        if found is not None:
            side = _SIDES.get(found["side"], found["side"])
            return (
                name,
                _holds(frame[name], side, found["limit"].strip()),
                f"{name} {side} {found['limit'].strip()}",
            )
    told = f"is no condition on a column of the table ({', '.join(frame.columns[:8])}{', …' if len(frame.columns) > 8 else ''})."
    raise UsageError(Problem(f"'{when}'", told, f"Write one of {FORMS}."))


def _holds(column: pl.Series, side: str, limit: str) -> BoolArray:
    numbers = column.dtype.is_numeric()
    try:
        number = float(limit)
    except ValueError:
        number = float("nan")
    if side == "is":
        same = column == number if numbers else column.cast(pl.String) == limit
        return same.fill_null(value=False).to_numpy().astype(bool)
    if not numbers or np.isnan(number):
        told = f"'{column.name}' {side} '{limit}' compares no numbers."
        raise UsageError(Problem("--when", told, f"Write one of {FORMS}."))
    found = column > number if side == "above" else column < number
    return found.fill_null(value=False).to_numpy().astype(bool)


def _refuse_gaps(frame: pl.DataFrame, names: Sequence[str], first: int) -> None:
    """Reject columns with empty or infinite cells: a box would place them somewhere; ``first`` is the line of the first row."""
    problems = []
    for name in names:
        column = frame[name]
        gap = column.is_null()
        if column.dtype.is_float():
            gap = gap | ~column.is_finite().fill_null(value=False)
        if count := int(gap.sum()):
            kind = "empty cell" if count == column.null_count() else "empty or infinite cell"
            told = (
                f"has {count} {kind}{'s' * (count > 1)}, the first in line {int(gap.arg_max() or 0) + first}."
            )
            problems.append(
                Problem(f"column '{name}'", told, "Fill them, or name other columns with --inputs.")
            )
    if problems:
        raise UsageError(problems)


def _input(column: pl.Series) -> Input:
    if column.dtype.is_numeric():
        return Input(column.name, column.name, column.cast(pl.Float64).to_numpy())
    words = column.cast(pl.String)
    levels = tuple(sorted(words.unique().to_list()))
    codes = np.array([levels.index(word) for word in words.to_list()])
    return Input(column.name, column.name, codes, levels)
