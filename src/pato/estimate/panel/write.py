"""Write a panel whole or not at all, as Parquet, CSV or Stata."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl

from pato.errors import MissingExtraError, Problem, UsageError
from pato.files.storage import write_atomic

FORMATS = (".parquet", ".csv", ".dta")
_STATA_NAME = 32


def write_panel(frame: pl.DataFrame, path: str | Path) -> None:
    """Write a panel in the format that the file's ending names.

    Raises
    ------
    UsageError
        For another ending, or a column whose name Stata cannot hold.
    MissingExtraError
        For Stata files without pandas.
    """
    target = Path(path)
    ending = check_ending(target)
    stream = io.BytesIO()
    if ending == ".parquet":
        frame.write_parquet(stream)
    elif ending == ".csv":
        frame.write_csv(stream)
    else:
        _write_stata(frame, stream)
    write_atomic(target, stream.getvalue())


def check_ending(path: str | Path) -> str:
    """Return the ending of a file name, in lower case.

    Raises
    ------
    UsageError
        If a panel cannot be written in that format.
    """
    ending = Path(path).suffix.lower()
    if ending not in FORMATS:
        raise UsageError(
            Problem("-o", f"'{Path(path).name}' has no known ending.", f"Allowed: {', '.join(FORMATS)}.")
        )
    return ending


def _write_stata(frame: pl.DataFrame, stream: io.BytesIO) -> None:
    try:
        import pandas as pd
    except ImportError as error:
        raise MissingExtraError("pandas", "estimate", "write .parquet or .csv") from error
    long = [name for name in frame.columns if len(name) > _STATA_NAME]
    if long:
        raise UsageError(
            Problem("-o", f"Stata's names have at most {_STATA_NAME} letters: {', '.join(long)}.")
        )
    # Stata's missing value exists for floating point only in what pandas writes
    columns = {
        s.name: (
            s if s.null_count() == 0 else s.cast(pl.Float64 if s.dtype == pl.Float64 else pl.Float32)
        ).to_numpy()
        for s in frame.get_columns()
    }
    pd.DataFrame(columns, copy=False).to_stata(stream, write_index=False, version=118)
