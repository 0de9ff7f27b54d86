"""Places of files, and atomic writing: a crash leaves either the old file or the new one.

Nothing here imports more than the standard library's light modules: quick commands use it (C9).
"""

from __future__ import annotations

import contextlib
import os
import sys
from _thread import get_ident
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pato.errors import FileError, PatoError, Problem

if TYPE_CHECKING:
    from pathlib import Path


def cache_folder() -> str:
    """Return the cache folder, for files that can be rebuilt (``PATO_CACHE`` overrides it)."""
    return _user_folder("PATO_CACHE", "XDG_CACHE_HOME", ".cache", "Library/Caches", "cache")


def data_folder() -> str:
    """Return the folder of the providers' data sets (``PATO_DATA`` overrides it)."""
    return _user_folder("PATO_DATA", "XDG_DATA_HOME", ".local/share", "Library/Application Support", "data")


def data_dir() -> Path:
    """Return the folder of data sets as a `pathlib.Path`."""
    from pathlib import Path

    return Path(data_folder())


def hash_of_file(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal, read in pieces."""
    import hashlib

    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _user_folder(own: str, xdg: str, unix: str, mac: str, windows: str) -> str:
    if value := os.environ.get(own):
        return value
    home = os.path.expanduser("~")  # noqa: PTH111  pathlib costs start-up time (C9)
    if sys.platform == "win32":
        return f"{os.environ.get('LOCALAPPDATA') or home + '/AppData/Local'}/pato/{windows}"
    if value := os.environ.get(xdg):
        return f"{value}/pato"
    return f"{home}/{mac if sys.platform == 'darwin' else unix}/pato"


def prune(folder: str, *, most_bytes: int, oldest_days: float) -> None:
    """Remove old entries from a cache folder, then the oldest ones until the rest is small enough.

    Parameters
    ----------
    folder
        Each file or folder in it is kept or removed as a whole.
    most_bytes
        Largest total size in bytes.
    oldest_days
        Greatest age in days since the last modification.
    """
    import time

    held = sorted((_age_and_size(entry) for entry in _entries(folder)), reverse=True)
    left = sum(size for _, size, _ in held)
    for changed, size, path in reversed(held):
        if left <= most_bytes and time.time() - changed < oldest_days * 86_400:
            return
        _remove(path)
        left -= size


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        return list(os.scandir(folder))
    except OSError:
        return []


def _age_and_size(entry: os.DirEntry[str]) -> tuple[float, int, str]:
    """Return the modification time, size and path of a cache entry."""
    try:
        status = entry.stat(follow_symlinks=False)
        changed, size = status.st_mtime, status.st_size
        if entry.is_dir(follow_symlinks=False):
            inner = [_age_and_size(e) for e in _entries(entry.path)]
            changed, size = max([changed, *(t for t, _, _ in inner)]), sum(s for _, s, _ in inner)
    except OSError:
        return 0.0, 0, entry.path
    return changed, size, entry.path


def _remove(path: str) -> None:
    if os.path.isdir(path) and not os.path.islink(path):  # noqa: PTH112, PTH114  no pathlib here
        import shutil

        shutil.rmtree(path, ignore_errors=True)
        return
    with contextlib.suppress(OSError):
        os.unlink(path)  # noqa: PTH108  as above


_CAME: dict[str, bytes] = {}
"""Content read from pipes, kept for the next reader: a pipe yields its content only once."""
_PATIENCE = 5.0
"""Seconds that a named pipe may stay silent when it is first read."""
_SILENT: set[str] = set()


def read_bounded(path: str | os.PathLike[str], most: int, *, name: str = "") -> bytes:
    """Return the bytes of a file that a person wrote, ``/dev/stdin`` and ``<(…)`` among them.

    Parameters
    ----------
    path
        The file.
    most
        Largest number of bytes to read.
    name
        The name that messages show instead of the path.

    Raises
    ------
    FileError
        If it cannot be read, or is a named pipe without a writer.
    """
    text = os.fspath(path)
    shown = name or text
    try:
        if text in _CAME:
            return _CAME[text]
        with open(_opened(text, shown), "rb") as stream:  # noqa: PTH123  no pathlib here
            found = stream.read(most)
        if not is_regular(text):
            _CAME[text] = found
    except OSError as error:
        fix = "Check the path and its spelling."
        raise FileError(Problem(shown, f"cannot be read: {error.strerror or error}.", fix)) from error
    return found


def is_regular(path: str | os.PathLike[str]) -> bool:
    """Return whether a path is a file that can be read again, not a pipe or device."""
    return os.stat(path).st_mode & 0o170000 == 0o100000  # noqa: PTH116  no pathlib here


def _is_named_pipe(path: str) -> bool:
    return os.stat(path).st_mode & 0o170000 == 0o010000 and not path.startswith(("/dev/", "/proc/"))  # noqa: PTH116


def _opened(path: str, shown: str) -> int | str:
    """Return what to open: the path, or a descriptor of a named pipe that has a writer."""
    if not _is_named_pipe(path):
        return path
    from select import select

    pipe = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    if not select([pipe], [], [], 0.0 if path in _SILENT else _PATIENCE)[0]:
        os.close(pipe)
        _SILENT.add(path)
        told = f"is a pipe, and nothing was written into it for {_PATIENCE:g} s."
        raise FileError(Problem(shown, told, "Start what writes into it first, or give a file."))
    os.set_blocking(pipe, True)
    return pipe


def write_atomic(path: str | os.PathLike[str], content: bytes | str, *, durable: bool = True) -> None:
    """Write a file atomically: temporary file in the same folder, fsync, rename. A device or pipe is written directly.

    Parameters
    ----------
    path
        The file to write; its folder is made if it does not exist.
    content
        Bytes, or text that is written as UTF-8.
    durable
        Whether to wait until the data are on disk; not needed for files that can be rebuilt and are checked before
        use.

    Raises
    ------
    PatoError
        If the folder cannot be written or the disk is full. The old file, if any, is then untouched.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    with whole(path, durable=durable) as temporary, temporary.open("wb") as stream:
        stream.write(data)


@contextlib.contextmanager
def whole(path: str | os.PathLike[str], *, durable: bool = True) -> Iterator[Path]:
    """Yield a temporary file in the target's folder that replaces the target once written; see `write_atomic`.

    Raises
    ------
    PatoError
        If the folder cannot be written or the disk is full; the old file stays untouched and no temporary file is
        left.
    """
    from pathlib import Path

    target = Path(path)
    if target.exists() and not target.is_file():
        with _through(target):
            yield target
        return
    temporary = target.with_name(f".{target.name}.{os.getpid()}-{get_ident()}.tmp")
    try:
        with _through(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            yield temporary
            if durable:
                with temporary.open("rb+") as stream:
                    os.fsync(stream.fileno())
                replace(temporary, target)
            else:
                temporary.replace(target)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


def remove_left_overs(folder: Path) -> None:
    """Remove the temporary files of `whole` that a killed process left in a folder and in the folders within it."""
    import re

    for level in (".*.tmp", "*/.*.tmp"):
        for path in folder.glob(level):
            if re.fullmatch(r"\..+\.\d+(-\d+)?\.tmp", path.name):
                with contextlib.suppress(OSError):
                    path.unlink()


@contextlib.contextmanager
def _through(target: Path) -> Iterator[None]:
    """Turn errors of the operating system within the context into a message about the target."""
    try:
        yield
    except OSError as error:
        raise PatoError(
            Problem(
                str(target),
                f"cannot be written: {error.strerror or error}.",
                "Choose another place with -o, or free some space; nothing that was there has been changed.",
            )
        ) from error


def replace(temporary: Path, target: Path) -> None:
    """Rename a finished temporary file onto its target and make the rename durable."""
    temporary.replace(target)
    if sys.platform != "win32":
        descriptor = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
