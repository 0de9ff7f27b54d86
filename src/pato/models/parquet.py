"""Tables of many rows as Parquet, whose failures are those of the disk."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from pathlib import Path

import polars as pl


def write_parquet(frame: pl.DataFrame, path: Path, metadata: Mapping[str, str] | None = None) -> None:
    """Write a table.

    Raises
    ------
    OSError
        If the disk does not take it: the library that writes calls this a mistake in the table.
    """
    try:
        frame.write_parquet(path, metadata=dict(metadata) if metadata else None)
    except pl.exceptions.ComputeError as error:
        raise OSError(errno.EIO, "the disk is full or does not take it", str(path)) from error
