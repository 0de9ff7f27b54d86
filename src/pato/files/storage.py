"""Where files go, and how they are written so that a crash leaves the old one or the new one.

Nothing here imports more than the standard library's light modules: quick commands use it (C9).
"""

from __future__ import annotations

import contextlib
import os
import sys
from _thread import get_ident
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pato.errors import PatoError, Problem

if TYPE_CHECKING:
    from pathlib import Path


def cache_folder() -> str:
    """Return the folder for things that can be rebuilt (``PATO_CACHE`` overrides it)."""
    return _user_folder("PATO_CACHE", "XDG_CACHE_HOME", ".cache", "Library/Caches", "cache")


def data_folder() -> str:
    """Return the folder of the owners' data sets (``PATO_DATA`` overrides it)."""
    return _user_folder("PATO_DATA", "XDG_DATA_HOME", ".local/share", "Library/Application Support", "data")


def data_dir() -> Path:
    """Return the same as a path."""
    from pathlib import Path

    return Path(data_folder())


def _user_folder(own: str, xdg: str, unix: str, mac: str, windows: str) -> str:
    if value := os.environ.get(own):
        return value
    home = os.path.expanduser("~")  # noqa: PTH111  pathlib costs start-up time (C9)
    if sys.platform == "win32":
        return f"{os.environ.get('LOCALAPPDATA') or home + '/AppData/Local'}/pato/{windows}"
    if value := os.environ.get(xdg):
        return f"{value}/pato"
    return f"{home}/{mac if sys.platform == 'darwin' else unix}/pato"


def write_atomic(path: str | os.PathLike[str], content: bytes | str, *, durable: bool = True) -> None:
    """Write a file whole or not at all: a temporary file beside it, fsync, rename.

    Parameters
    ----------
    path
        The file to write; its folder is made if it does not exist.
    content
        Bytes, or text that is written as UTF-8.
    durable
        Whether to wait until the disk has it. What can be made again, and is checked before it is used, need not wait.

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
    """Yield a temporary file beside a target, which takes the target's place when it has been written; see `write_atomic`.

    Raises
    ------
    PatoError
        If the folder cannot be written or the disk is full; the old file, if any, is then untouched and no temporary one left.
    """
    from pathlib import Path

    target = Path(path)
    temporary = target.with_name(f".{target.name}.{os.getpid()}-{get_ident()}.tmp")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        yield temporary
        if durable:
            with temporary.open("rb+") as stream:
                os.fsync(stream.fileno())
            replace(temporary, target)
        else:
            temporary.replace(target)
    except OSError as error:
        raise PatoError(
            Problem(
                str(target),
                f"cannot be written: {error.strerror or error}.",
                "Choose another place with -o, or free some space; nothing that was there has been changed.",
            )
        ) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


def replace(temporary: Path, target: Path) -> None:
    """Rename a finished temporary file onto its target and make the rename durable."""
    temporary.replace(target)
    if sys.platform != "win32":
        descriptor = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
