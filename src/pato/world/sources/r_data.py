"""Reads tables that providers publish as R data (``.rda``), or as CSV written from it."""

from __future__ import annotations

import datetime as dt
import io
import math
import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pato.errors import MissingExtraError
from pato.world.sources.archive import content, damaged
from pato.world.sources.reading import PLAIN_NULLS, parsed, text, typed

if TYPE_CHECKING:
    import polars as pl

    from pato.world.sources.base import Column

_COMPRESSED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"RDX2", b"RDX3", b"RDA2", b"RDA3")
_EPOCH = dt.date(1970, 1, 1).toordinal()


def table(path: Path, columns: Sequence[Column], *, nulls: Iterable[str] = PLAIN_NULLS) -> pl.DataFrame:
    """Return the wanted columns of the one table in an R data file; of a CSV file, or a zip with one, the same.

    Parameters
    ----------
    path
        The file.
    columns
        Wanted columns, see `reading.typed`.
    nulls
        Codes of a missing value.

    Raises
    ------
    DataError
        If the file is absent, empty, broken, no table, or lacks a column.
    MissingExtraError
        If it is R data and rdata is not installed.
    """
    name, data = content(path, lambda inside: inside.lower().endswith((".csv", ".rda")))
    if not data.startswith(_COMPRESSED) and not name.lower().endswith((".rda", ".rdata")):
        return parsed(path, text(path, data, ("utf-8-sig", "latin-1")), columns, nulls=nulls)
    return typed(path, _as_text(path, _only_table(path, data), columns), columns, nulls)


def _only_table(path: Path, data: bytes) -> Any:
    """Return the one data frame that an R data file holds."""
    try:
        import rdata
    except ImportError as error:
        raise MissingExtraError("rdata", "estimate", "write the table as CSV from R") from error
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the classes of a tibble are those of a data frame
            found = rdata.conversion.convert(rdata.parser.parse_file(io.BytesIO(data)))
    # a damaged file ends in whatever the decoder meets first: all of it means the same
    except Exception as error:
        raise damaged(path, f"is no readable R data ({_first_line(error)}).") from error
    tables = [v for v in found.values() if hasattr(v, "columns")] if isinstance(found, dict) else []
    if len(tables) != 1:
        raise damaged(path, f"holds {len(tables)} tables, where one is meant.")
    return tables[0]


def _as_text(path: Path, frame: Any, columns: Sequence[Column]) -> pl.DataFrame:
    """Return a pandas table as text, so that it is checked like every other file."""
    import polars as pl

    dates = {c.header for c in columns if c.kind == "date"}
    try:
        return pl.DataFrame(
            {
                str(name): pl.Series([_written(v, date=name in dates) for v in frame[name]], dtype=pl.String)
                for name in frame.columns
            }
        )
    except (TypeError, ValueError, OverflowError) as error:
        raise damaged(path, f"is no plain table ({_first_line(error)}).") from error


def _written(value: Any, *, date: bool) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, str):
        return value
    try:
        number = float(value)
    except (TypeError, ValueError):
        return ""  # R's NA of any type
    if math.isnan(number):
        return ""
    if date and math.isfinite(number):
        return dt.date.fromordinal(_EPOCH + int(number)).isoformat()
    return repr(int(number)) if number.is_integer() else repr(number)


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
