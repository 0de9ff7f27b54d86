"""Write a panel atomically, as Parquet, CSV or Stata."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl

from pato.errors import Problem, UsageError
from pato.estimate.panel.labels import VALUES, label
from pato.files.storage import write_atomic

FORMATS = (".parquet", ".csv", ".dta")
_STATA_NAME = 32


def write_panel(frame: pl.DataFrame, path: str | Path) -> None:
    """Write a panel in the format that the file's ending names.

    Raises
    ------
    UsageError
        For another ending, or a column name that is invalid in Stata.
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
    from pato.exports import to_stata

    long = [name for name in frame.columns if len(name) > _STATA_NAME]
    if long:
        raise UsageError(
            Problem("-o", f"Stata's names have at most {_STATA_NAME} letters: {', '.join(long)}.")
        )
    import pandas as pd

    # Stata's missing value exists for floating point only in what pandas writes
    columns = {
        s.name: (
            s if s.null_count() == 0 else s.cast(pl.Float64 if s.dtype == pl.Float64 else pl.Float32)
        ).to_numpy()
        for s in frame.get_columns()
    }
    span = frame["year"].to_list()
    years = f"{min(span)}-{max(span)}" if span else "no years"
    title = f"Panel of the COW state system, {years}, {frame.height:,} rows (pato)"
    labels = {name: label(name) for name in frame.columns}
    indicators = [s.name for s in frame.get_columns() if s.dtype == pl.Int8 and s.name not in VALUES]
    words: dict[str, dict[float, str]] = {name: {0: "no", 1: "yes"} for name in indicators}
    words |= {name: dict(found) for name, found in VALUES.items() if name in frame.columns}
    stream.write(to_stata(pd.DataFrame(columns, copy=False), title=title, labels=labels, words=words))
