"""Places of the chunks of a run: its folder, or any address that fsspec understands (``s3://``, ``gs://``, ``memory://`` …)."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import xarray as xr

from pato.errors import MissingExtraError, Problem, RunError
from pato.files.storage import write_atomic
from pato.futures.chunks import checked_bytes, named
from pato.futures.dims import FUTURE
from pato.futures.netcdf import to_bytes


class Place(Protocol):
    """Somewhere that keeps files by their names."""

    def read(self, name: str) -> bytes | None:
        """Return a file's bytes; None where it is not there."""

    def write(self, name: str, content: bytes) -> None:
        """Write a file."""

    def names(self) -> list[str]:
        """Return the names of all files."""

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""


class Folder:
    """A folder of this machine, or one that several machines see."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self, name: str) -> bytes | None:
        """See `Place`, here and below."""
        try:
            return (self.path / name).read_bytes()
        except OSError:
            return None

    def write(self, name: str, content: bytes) -> None:
        """Write a file atomically."""
        write_atomic(self.path / name, content)

    def names(self) -> list[str]:
        """List the folder."""
        return [p.name for p in self.path.iterdir()] if self.path.is_dir() else []

    def remove(self, name: str) -> None:
        """Unlink the file."""
        (self.path / name).unlink(missing_ok=True)


class Remote:
    """A place that fsspec opens; truncated files are detected by their checksum."""

    def __init__(self, url: str) -> None:
        try:
            import fsspec
        except ImportError as error:
            raise MissingExtraError("fsspec", "cluster") from error
        try:
            self._system, self._root = fsspec.core.url_to_fs(url)
            self._system.makedirs(self._root, exist_ok=True)
        except (ImportError, ValueError, OSError) as error:
            fix = "Give an address that fsspec understands, such as s3://bucket/folder, and install what it needs."
            raise RunError(Problem(url, f"cannot be opened: {error}.", fix)) from error

    def read(self, name: str) -> bytes | None:
        """See `Place`, here and below."""
        try:
            content: bytes = self._system.cat_file(f"{self._root}/{name}")
        except OSError:
            return None
        return content

    def write(self, name: str, content: bytes) -> None:
        """Put the file."""
        self._system.pipe_file(f"{self._root}/{name}", content)

    def names(self) -> list[str]:
        """List the place."""
        self._system.invalidate_cache()
        with contextlib.suppress(OSError):
            return [str(p).rsplit("/", 1)[-1] for p in self._system.ls(self._root, detail=False)]
        return []

    def remove(self, name: str) -> None:
        """Remove the file."""
        with contextlib.suppress(OSError):
            self._system.rm_file(f"{self._root}/{name}")


def place_of(address: str | Path) -> Place:
    """Return the place that a path or an address means; ``file://`` is a path."""
    text = str(address)
    if text.startswith("file://"):
        return Folder(Path(text.removeprefix("file://")))
    return Remote(text) if "://" in text else Folder(Path(text))


def write_to(place: Place, index: int, groups: Mapping[str, xr.Dataset]) -> None:
    """Write a chunk of runs and then its checksum."""
    write_part(place, index, to_bytes(groups, max(group.sizes.get(FUTURE, 0) for group in groups.values())))


def write_part(place: Place, index: int, content: bytes, ending: str = "nc") -> None:
    """Write a part and then its checksum; a crash in between leaves a part that counts as absent."""
    part, checksum = named(index, ending)
    place.write(part, content)
    place.write(checksum, f"{hashlib.sha256(content).hexdigest()}  {part}\n".encode())


def content_at(place: Place, index: int, ending: str = "nc") -> bytes | None:
    """Return the bytes of a part; None where it is absent, or they are not those that were written."""
    part, checksum = named(index, ending)
    return checked_bytes(place.read(checksum), place.read(part))


def whole_bytes(place: Place, index: int, ending: str = "nc") -> bytes:
    """Return the bytes of a part.

    Raises
    ------
    RunError
        If it is absent or damaged.
    """
    content = content_at(place, index, ending)
    if content is None:
        told, fix = "is missing or damaged.", "Go on with --resume: it will be computed again."
        raise RunError(Problem(f"part {named(index, ending)[0]}", told, fix))
    return content


def remove_part(place: Place, index: int, ending: str = "nc") -> None:
    """Remove a part, its checksum first."""
    part, checksum = named(index, ending)
    place.remove(checksum)
    place.remove(part)


def there(place: Place) -> list[str]:
    """Return the names of the files of chunks in a place."""
    return [name for name in place.names() if name.endswith((".nc", ".sha256"))]


def address_of(folder: Path, body: Mapping[str, Any]) -> str | Path:
    """Return the place of a run's chunks: from ``run.json``, else its own folder."""
    return body.get("chunks") or folder / "chunks"
