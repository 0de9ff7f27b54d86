"""Chunks: ranges of futures, each one file beside its checksum, written whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import xarray as xr

from pato.errors import Problem, RunError
from pato.files.storage import write_atomic
from pato.futures.dims import FUTURE
from pato.futures.netcdf import to_bytes


def _checksum_path(path: Path) -> Path:
    return path.with_suffix(".sha256")


def hash_of_file(path: Path) -> str:
    """Return the SHA-256 of a file, read in pieces."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_chunk(path: Path, groups: Mapping[str, xr.Dataset]) -> None:
    """Write a chunk and then its checksum; a crash in between leaves a chunk that counts as absent."""
    content = to_bytes(groups, max(group.sizes.get(FUTURE, 0) for group in groups.values()))
    write_atomic(path, content)
    write_atomic(_checksum_path(path), f"{hashlib.sha256(content).hexdigest()}  {path.name}\n")


def is_intact(path: Path) -> bool:
    """Tell whether a chunk is there and its bytes are those that were written."""
    return _intact(path) is not None


def _intact(path: Path) -> bytes | None:
    """Return the bytes of a chunk; None where it is absent, or they are not those that were written."""
    try:
        told, content = _checksum_path(path).read_text(encoding="ascii").split(), path.read_bytes()
    except (OSError, ValueError):
        return None
    return content if told and told[0] == hashlib.sha256(content).hexdigest() else None


def chunk_bytes(path: Path) -> bytes:
    """Return what `write_chunk` wrote.

    Raises
    ------
    RunError
        If the chunk is absent or damaged.
    """
    content = _intact(path)
    if content is None:
        raise RunError(
            Problem(str(path), "is missing or damaged.", "Go on with --resume: it will be computed again.")
        )
    return content
