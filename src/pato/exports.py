"""Tables as files of other programs: Excel workbooks, Stata data and Parquet, with their labels and notes.

Everything here takes plain columns, so that a table, a panel and the runs of a study are written alike.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from pato.cells import is_missing, printable
from pato.errors import MissingExtraError

if TYPE_CHECKING:
    import pandas as pd

_STATA_NAME, _STATA_LABEL, _SHEET_NAME, _CELL = 32, 80, 31, 32_000
_RESERVED = frozenset(
    "_all _b byte _coef _cons double float if in int long _n _N _pi _pred _rc _skip strL using with".split()  # noqa: SIM905
)


class Sheet(NamedTuple):
    """A table as plain columns.

    Attributes
    ----------
    names, labels
        Names for programs and what they mean, column by column.
    rows
        One sequence of plain values per row; None where a value is unknown.
    about
        Title, notes and provenance, by name.
    """

    names: Sequence[str]
    labels: Sequence[str]
    rows: Sequence[Sequence[Any]]
    about: Mapping[str, Any]


def to_xlsx(sheets: Mapping[str, Sheet]) -> bytes:
    """Return an Excel workbook: a sheet a table, and one that says what they hold.

    Text is stored as text, so that no spreadsheet takes it for a date, a number or a formula.

    Raises
    ------
    MissingExtraError
        If openpyxl is not installed.
    """
    try:
        from openpyxl import Workbook
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Font
    except ImportError as error:
        raise MissingExtraError("openpyxl", "office", "write .csv with --excel") from error
    book = Workbook(write_only=True)
    bold = Font(bold=True)

    def line(page: Any, values: Iterable[Any], font: Any = None) -> None:
        found = []
        for value in values:
            cell = WriteOnlyCell(page, value=_cell(value))
            if isinstance(cell.value, str):
                cell.data_type = "s"
            if font is not None:
                cell.font = font
            found.append(cell)
        page.append(found)

    names = _sheet_names(sheets)
    for name, sheet in zip(names, sheets.values(), strict=True):
        page = book.create_sheet(name)
        page.freeze_panes = "A2"
        line(page, sheet.names, bold)
        for row in sheet.rows:
            line(page, row)
    page = book.create_sheet("about" if "about" not in names else "about these tables")
    for name, sheet in zip(names, sheets.values(), strict=True):
        line(page, (name, sheet.about.get("title", "")), bold)
        for row in _about(sheet):
            line(page, row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _about(sheet: Sheet) -> Iterator[Sequence[Any]]:
    """Yield the metadata of a table: its columns, notes and provenance."""
    yield from (("column", *pair) for pair in zip(sheet.names, sheet.labels, strict=True))
    for key, value in sheet.about.items():
        if key != "title":
            yield from ((key, one) for one in (value if isinstance(value, (list, tuple)) else (value,)))


def _cell(value: Any) -> Any:
    if is_missing(value):
        return None
    if isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, (list, tuple, set, frozenset)):
        value = ", ".join(map(str, value))
    return printable(str(value))[:_CELL]


def _sheet_names(sheets: Iterable[str]) -> list[str]:
    found: list[str] = []
    for number, name in enumerate(sheets, 1):
        short = re.sub(r"[\[\]:*?/\\]", "-", name)[:_SHEET_NAME] or f"table {number}"
        found.append(short if short not in found else f"{short[: _SHEET_NAME - 4]} {number}")
    return found


def frame_of(sheet: Sheet) -> pd.DataFrame:
    """Return the columns for pandas: numbers as numbers, lists as text, labels and notes in ``attrs``."""
    import pandas as pd

    columns = {name: [_cell(row[i]) for row in sheet.rows] for i, name in enumerate(sheet.names)}
    frame = pd.DataFrame({name: _typed(values) for name, values in columns.items()})
    frame.attrs.update(labels=dict(zip(sheet.names, sheet.labels, strict=True)), **sheet.about)
    return frame


def _typed(values: list[Any]) -> Any:
    import pandas as pd

    known = [v for v in values if v is not None]
    if known and all(isinstance(v, bool) for v in known):
        return pd.array(values, dtype="boolean")
    if known and all(isinstance(v, int) and not isinstance(v, bool) for v in known):
        return pd.array(values, dtype="Int64")
    if known and all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in known):
        return pd.Series([float("nan") if v is None else float(v) for v in values], dtype="float64")
    return pd.Series([None if v is None else _word(v) for v in values], dtype="object")


def _word(value: Any) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def to_parquet(frame: pd.DataFrame) -> bytes:
    """Return a Parquet file of a frame; DuckDB, R's arrow, pandas and polars read it."""
    import polars as pl

    stream = io.BytesIO()
    columns = {str(n): frame[n] for n in frame.columns}
    pl.DataFrame({n: _polars(c) for n, c in columns.items()}).write_parquet(stream)
    return stream.getvalue()


def _polars(column: Any) -> Any:
    import pandas as pd
    import polars as pl

    if isinstance(column.dtype, pd.CategoricalDtype):
        return pl.Series(column.astype(object).tolist(), dtype=pl.String).cast(pl.Categorical)
    if column.dtype == object or str(column.dtype) in {"string", "str"}:
        return pl.Series([None if is_missing(v) else str(v) for v in column], dtype=pl.String)
    if str(column.dtype) in {"boolean", "Int64"}:
        kind = pl.Boolean if str(column.dtype) == "boolean" else pl.Int64
        return pl.Series([None if v is pd.NA else v for v in column.tolist()], dtype=kind)
    return pl.Series(column.to_numpy(), nan_to_null=True)


def to_stata(
    frame: pd.DataFrame,
    *,
    title: str = "",
    labels: Mapping[str, str] | None = None,
    words: Mapping[str, Mapping[float, str]] | None = None,
) -> bytes:
    """Return a Stata file (version 118, Unicode) with its data label, variable labels and value labels.

    Parameters
    ----------
    frame
        Truth values become 0 and 1 with the labels no and yes; categories become numbers with their words as labels.
    title
        The data label, cut to Stata's 80 characters.
    labels
        Meanings of variables, by column; also names changed for Stata.
    words
        Words of the values of other columns, by column.
    """
    import pandas as pd

    named = stata_names([str(n) for n in frame.columns])
    told = {short: (labels or {}).get(old) or old for old, short in named.items()}
    columns: dict[str, Any] = {}
    values = {named[name]: dict(found) for name, found in (words or {}).items()}
    for old, short in named.items():
        column = frame[old]
        kind = str(column.dtype)
        if kind in {"bool", "boolean"}:
            missing = bool(column.isna().any())
            columns[short] = column.astype("float32" if missing else "int8")
            values[short] = {0: "no", 1: "yes"}
        elif kind.lower() in {"int64", "uint32", "uint64"}:
            # Stata's missing value exists for floating point only in what pandas writes
            columns[short] = column.astype("float64") if column.isna().any() else _narrow(column)
        elif isinstance(column.dtype, pd.CategoricalDtype) or pd.api.types.is_numeric_dtype(column):
            columns[short] = column
        else:
            columns[short] = column.map(lambda v: "" if is_missing(v) or v is pd.NA else str(v)).astype(
                object
            )
    made = pd.DataFrame(columns, copy=False)
    long = [n for n in made if made[n].dtype == object and made[n].str.len().max() > 2000]
    stream = io.BytesIO()
    made.to_stata(
        stream,
        write_index=False,
        version=118,
        data_label=title[:_STATA_LABEL] or None,
        variable_labels={n: text[:_STATA_LABEL] for n, text in told.items()},
        value_labels=values or None,
        convert_strl=long or None,
    )
    return stream.getvalue()


def _narrow(column: Any) -> Any:
    """Return whole numbers in Stata's types: its long goes to 2,147,483,620, above which a double is exact."""
    top = float(column.abs().max()) if len(column) else 0.0
    return column.astype("int32" if top < 2_147_483_620 else "float64")


def stata_names(names: Iterable[str]) -> dict[str, str]:
    """Return names that Stata can hold, by the names they are for: letters, digits and underscores, 32 at most, each once.

    >>> stata_names(["gain of members", "gain-of-members", "if", "2023"])
    {'gain of members': 'gain_of_members', 'gain-of-members': 'gain_of_members_2', 'if': 'if_', '2023': '_2023'}
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        base = re.sub(r"[^A-Za-z0-9_]", "_", name) or "v"
        base = f"{base}_" if base in _RESERVED or re.fullmatch(r"str\d+", base) else base
        base = (f"_{base}" if base[0].isdigit() else base)[:_STATA_NAME]
        short, number = base, 2
        while short in taken:
            short = f"{base[: _STATA_NAME - len(str(number)) - 1]}_{number}"
            number += 1
        taken.add(short)
        found[name] = short
    return found
