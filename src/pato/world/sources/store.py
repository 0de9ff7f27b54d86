"""The data store: a folder of tables as their providers name them, read through one function.

The folder is `pato.files.storage.data_dir()` (``PATO_DATA`` overrides it). A table is ``NAME.parquet`` or
``NAME.csv`` with the provider's original variable names.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pato.errors import DataError, Problem, nearest
from pato.files.storage import data_dir, hash_of_file

if TYPE_CHECKING:
    import polars as pl

ENDINGS = (".parquet", ".csv")


def read(
    table: str, columns: Sequence[str] | None = None, *, folder: str | os.PathLike[str] | None = None
) -> pl.DataFrame:
    """Read one table of the store.

    Parameters
    ----------
    table
        Its name, without ending (``cow_states``).
    columns
        The provider's variables that are needed, all by default.
    folder
        The store, `pato.files.storage.data_dir()` by default.

    Raises
    ------
    DataError
        If the table is absent, cannot be read, or lacks a column; the message names the table, the folder
        and the command that repairs it.
    """
    import polars as pl

    file = path_of(table, folder=folder)
    try:
        if file.suffix == ".csv":
            frame = pl.read_csv(file, infer_schema_length=None)
        else:
            frame = pl.read_parquet(file)
    except (OSError, pl.exceptions.PolarsError) as error:
        first_line = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise DataError(
            _repair(table, file, f"cannot be read ({first_line}): the file is damaged or truncated.")
        ) from error
    if columns is None:
        return frame
    lacking = [c for c in columns if c not in frame.columns]
    if lacking:
        raise DataError([_lacking(table, file, name, frame.columns) for name in lacking])
    return frame.select(columns)


def path_of(table: str, *, folder: str | os.PathLike[str] | None = None) -> Path:
    """Return the file of a table.

    Raises
    ------
    DataError
        If the store has no such table.
    """
    if (found := _found(table, folder)) is not None:
        return found
    raise DataError(
        Problem(
            f"table '{table}'",
            f"is not in the data store {folder if folder is not None else data_dir()}.",
            f"Fetch it with: pato data get {table} (or: pato data add {table} FILE), or set PATO_DATA to a folder that has it.",
        )
    )


def has(table: str, *, folder: str | os.PathLike[str] | None = None) -> bool:
    """Return whether the store has a table, in whatever state."""
    return _found(table, folder) is not None


def _found(table: str, folder: str | os.PathLike[str] | None) -> Path | None:
    store = Path(folder) if folder is not None else data_dir()
    return next((f for e in ENDINGS if (f := store / f"{table}{e}").is_file()), None)


def checksum(table: str, *, folder: str | os.PathLike[str] | None = None) -> str:
    """Return the SHA-256 of a table's file, in hexadecimal.

    Raises
    ------
    DataError
        If the store has no such table.
    """
    return hash_of_file(path_of(table, folder=folder))


def _repair(table: str, file: Path, what: str) -> Problem:
    return Problem(
        f"table '{table}' ({file})",
        what,
        f"Fetch it again with: pato data get {table} (or: pato data add {table} FILE).",
    )


def _lacking(table: str, file: Path, name: str, present: Sequence[str]) -> Problem:
    hint = nearest(name, present)
    meant = f" (it has '{hint}')" if hint else ""
    return _repair(table, file, f"lacks the column '{name}'{meant}.")
