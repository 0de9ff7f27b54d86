"""Large tables as Parquet, with errors reported as those of the disk."""

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
        If writing to disk fails: the writing library would report a mistake in the table.
    """
    try:
        frame.write_parquet(path, metadata=dict(metadata) if metadata else None)
    except pl.exceptions.ComputeError as error:
        raise OSError(errno.EIO, "the disk is full or does not take it", str(path)) from error
