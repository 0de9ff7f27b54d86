"""Reads providers' text tables, in whatever encoding, and checks their columns; see `archive` for how files are opened.

Every fault is a `DataError` that names the file, the fault and the repair.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pato.errors import DataError, MissingExtraError, Problem, nearest
from pato.files.delimited import separator_of
from pato.world.sources.archive import REPAIR, content, damaged

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

    from pato.world.sources.base import Column

NULLS = ("", "NA", "N/A", "n/a", "NaN", "nan", ".", "..", "...", "--", "-9", "-9.0", "-9.000000")
"""Providers' codes of a missing value; -9 only if a loader requests it."""
PLAIN_NULLS = tuple(n for n in NULLS if not n.startswith("-9"))
GROUPED = r"^[+-]?\d{1,3}(,\d{3})+(\.\d*)?$"


def text(path: Path, data: bytes, encodings: Sequence[str] = ("utf-8-sig",)) -> str:
    """Return the decoded text of a file.

    Raises
    ------
    DataError
        If it is not in any encoding used by the provider, or is a web page instead of data.
    """
    for encoding in ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else encodings:
        try:
            decoded = data.decode(encoding)
        except UnicodeDecodeError as error:
            problem = error
            continue
        if decoded.lstrip()[:15].lower().startswith(("<!doctype", "<html")):
            raise damaged(
                path,
                "is a web page, not data: the provider's site answered with a form or an error.",
                "Open the provider's page in a browser and save the file by hand.",
            )
        if "\x00" in decoded:
            raise damaged(path, "holds binary data, not text in the provider's encoding.")
        return decoded.replace("\r\n", "\n").replace("\r", "\n")
    allowed = " or ".join(encodings)
    raise damaged(
        path,
        f"is not {allowed} text (byte {problem.start} cannot be read).",
        "Save it as UTF-8, or fetch it again unopened.",
    )


def stata_frame(path: Path, data: bytes) -> pd.DataFrame:
    """Return the table of a Stata file.

    Raises
    ------
    DataError
        If the file is damaged.
    MissingExtraError
        If pandas is not installed.
    """
    try:
        import pandas as pd
    except ImportError as error:
        raise MissingExtraError("pandas", "estimate", "export the file as CSV first") from error
    try:
        return pd.read_stata(io.BytesIO(data), convert_categoricals=False)
    # a damaged file ends in whatever the decoder meets first: all of it means the same
    except Exception as error:
        raise damaged(path, f"is a broken or truncated Stata file ({error}).") from error


def csv_frame(
    path: Path,
    columns: Sequence[Column],
    *,
    member: Callable[[str], bool] | None = None,
    separator: str = ",",
    encodings: Sequence[str] = ("utf-8-sig",),
    nulls: Iterable[str] = PLAIN_NULLS,
) -> pl.DataFrame:
    """Return the wanted columns of a separated text file, typed and named as in the store.

    Columns that the file has beyond these are left out.

    Raises
    ------
    DataError
        For a file that is absent, empty, truncated, in another encoding, or that lacks a column or holds
        something else in it than its kind.
    """
    name, data = content(path, member)
    decoded = text(path, data, encodings)
    del name
    return parsed(path, decoded, columns, separator=separator, nulls=nulls)


def parsed(
    path: Path,
    decoded: str,
    columns: Sequence[Column],
    *,
    separator: str = ",",
    nulls: Iterable[str] = PLAIN_NULLS,
) -> pl.DataFrame:
    """Return the wanted columns of decoded text, see `csv_frame`."""
    frame = raw_frame(path, decoded, separator=separator)
    return typed(path, frame, columns, nulls)


def raw_frame(path: Path, decoded: str, *, separator: str = ",") -> pl.DataFrame:
    """Return all columns of decoded text as text; a last line that breaks off is an error.

    A copy that a spreadsheet saved with semicolons and decimal commas is read as what it was.
    """
    import polars as pl

    wanted = separator
    if separator not in decoded.partition("\n")[0]:
        separator = separator_of(decoded)
    decoded = _without_blank_end(decoded, separator)
    _whole_last_line(path, decoded, separator)
    try:
        frame = pl.read_csv(
            io.StringIO(decoded),
            separator=separator,
            infer_schema=False,
        )
    except pl.exceptions.PolarsError as error:
        first = str(error).strip().splitlines()[0]
        raise damaged(path, f"cannot be read as a table: {first}.") from error
    frame = renamed(path, frame, lambda column: column.strip().strip('"'))
    if not frame.height:
        raise damaged(path, "has a header and no rows: it is truncated.")
    blank = frame.select(pl.all_horizontal(pl.all().is_null())).to_series()
    if blank.any():
        raise damaged(path, f"has no values in line {int(blank.arg_true()[0]) + 2}: rows may be lost there.")
    return frame if separator == wanted else _with_points(path, frame)


def renamed(path: Path, frame: pl.DataFrame, name: Callable[[str], str]) -> pl.DataFrame:
    """Return a table with its columns named anew; two with one name are an error, columns without a name are none."""
    names = [name(column) or column for column in frame.columns]
    if twice := [n for i, n in enumerate(names) if n in names[:i]]:
        raise damaged(path, f"has the column '{twice[0]}' twice.")
    return frame.rename(dict(zip(frame.columns, names, strict=True)))


def _without_blank_end(decoded: str, separator: str) -> str:
    """Return text without trailing lines that are empty or contain only separators, as left by spreadsheets."""
    rest = decoded.rstrip("\n")
    while "\n" in rest and not rest.rpartition("\n")[2].strip(f"{separator} "):
        rest = rest.rpartition("\n")[0].rstrip("\n")
    return f"{rest}\n"


def _with_points(path: Path, frame: pl.DataFrame) -> pl.DataFrame:
    """Return text with decimal points for decimal commas; where there are some, a point can only group thousands."""
    import polars as pl

    cells = pl.all().str.strip_chars()
    comma = frame.select(cells.str.contains(r"^[+-]?(\d+|\d{1,3}(\.\d{3})+),\d+$").fill_null(value=False))
    if not any(column.any() for column in comma):
        return frame
    both = frame.select(cells.str.contains(r"^[+-]?\d{1,3}(\.\d{3})+$").fill_null(value=False))
    odd = next((column for column in both if column.any()), None)
    if odd is not None:
        line = int(odd.arg_true()[0])
        told = f"column '{odd.name}', line {line + 2}: '{frame[odd.name][line]}' can be read in two ways, since other cells have decimal commas."
        raise damaged(path, told, "Write numbers without points for thousands.")
    pointed = frame.select(cells.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True))
    return pl.DataFrame([pointed[c.name].zip_with(c, frame[c.name]) for c in comma])


def _whole_last_line(path: Path, decoded: str, separator: str) -> None:
    lines = decoded.rstrip("\r\n")
    try:
        width, have = (
            len(next(csv.reader([line], delimiter=separator), []))
            for line in (lines.partition("\n")[0], lines.rpartition("\n")[2])
        )
    except csv.Error as error:
        raise damaged(path, f"cannot be read as a table: {error}.") from error
    if have < width or lines.rpartition("\n")[2].count('"') % 2:
        line = lines.count("\n") + 1
        raise damaged(
            path, f"breaks off in line {line}, which has {have} of {width} columns: it is truncated."
        )


def check_columns(path: Path, present: Sequence[str], columns: Sequence[Column]) -> None:
    """Reject a table that lacks a column, naming each missing one and the existing ones.

    Raises
    ------
    DataError
        With one problem a missing column.
    """
    problems = []
    for column in columns:
        if column.header in present or not column.required:
            continue
        hint = nearest(column.header, [p for p in present if p not in {c.header for c in columns}])
        instead = f" It has '{hint}', which may be its new name." if hint else ""
        what = f"has no column '{column.header}'.{instead} Columns: {', '.join(present[:20])}{' …' if len(present) > 20 else ''}."
        problems.append(
            Problem(
                str(path),
                what,
                "Fetch the version named in 'pato data list', or rename the column in a copy of the file.",
            )
        )
    if problems:
        raise DataError(problems)


def typed(
    path: Path, frame: pl.DataFrame, columns: Sequence[Column], nulls: Iterable[str] = PLAIN_NULLS
) -> pl.DataFrame:
    """Return the wanted columns of a table of text, each with its type; missing values are null.

    Raises
    ------
    DataError
        For a missing column, or a value that is not of its kind (the first such line is named).
    """
    import polars as pl

    check_columns(path, frame.columns, columns)
    missing = list(nulls)
    there = [c for c in columns if c.header in frame.columns]
    stripped = frame.select(pl.col(c.header).str.strip_chars().alias(c.name) for c in there)
    blank = stripped.with_columns(pl.when(pl.all().is_in(missing)).then(None).otherwise(pl.all()).name.keep())
    problems, out = [], []
    for column in there:
        values = blank[column.name]
        converted = _converted(values, column.kind)
        if bad := _first_bad(values, converted):
            line, value = bad
            problems.append(
                Problem(
                    f"{path}:{line}",
                    f"column '{column.header}' should hold {_KINDS[column.kind]}, found '{value}'.",
                    REPAIR,
                )
            )
        out.append(converted)
    if problems:
        raise DataError(problems)
    return pl.DataFrame(out)


_KINDS = {
    "integer": "whole numbers",
    "number": "numbers",
    "text": "text",
    "date": "dates (YYYY-MM-DD)",
    "flag": "true or false",
}


def _converted(values: pl.Series, kind: str) -> pl.Series:
    import polars as pl

    if kind == "number":
        return finite(values)
    if kind == "integer":
        numbers = finite(values)
        return numbers.set(numbers != numbers.round(), None).cast(pl.Int64, strict=False)
    if kind == "date":
        return values.str.to_date("%Y-%m-%d", strict=False)
    if kind == "flag":
        return values.str.to_lowercase().replace_strict(
            {"true": True, "t": True, "1": True, "false": False, "f": False, "0": False},
            default=None,
            return_dtype=pl.Boolean,
        )
    return values


def finite(values: pl.Series) -> pl.Series:
    """Return numbers, null for other text; a comma is accepted only as an unambiguous thousands separator ("1,234", not "1,5")."""
    import polars as pl

    grouped = values.str.contains(GROUPED).fill_null(value=False)
    numbers = values.str.replace_all(",", "").zip_with(grouped, values).cast(pl.Float64, strict=False)
    return numbers.set(numbers.is_infinite() | numbers.is_nan(), None)


def long_numbers(path: Path, frame: pl.DataFrame, keys: Sequence[str]) -> pl.Series:
    """Return the text column ``value`` of a long table as numbers, null where the provider marks a missing one.

    Raises
    ------
    DataError
        Naming the first value that is neither, and its keys.
    """
    import polars as pl

    bare = frame["value"].str.strip_chars()
    bare = bare.set(bare.is_in(list(PLAIN_NULLS)).fill_null(value=False), None)
    numbers = finite(bare)
    wrong = (bare.is_not_null() & numbers.is_null()).arg_true()
    if len(wrong):
        at = int(wrong[0])
        named = " ".join(str(frame[k][at]) for k in keys)
        raise damaged(path, f"{named}: '{bare[at][:40]}' is no number.")
    return numbers.cast(pl.Float64)


def _first_bad(values: pl.Series, converted: pl.Series) -> tuple[int, str] | None:
    bad = (values.is_not_null() & converted.is_null()).arg_true()
    return (int(bad[0]) + 2, str(values[int(bad[0])])) if len(bad) else None
