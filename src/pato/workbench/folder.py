"""The folder that is served: its files, by paths that stay inside it, saved whole and never over a newer version."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from filelock import FileLock, Timeout

from pato.errors import PatoError, Problem, UsageError
from pato.files import library
from pato.files.storage import write_atomic

ENDINGS = (".yaml", ".yml")
MOST_BYTES = 1_000_000
MOST_FILES = 2000
LOCK = ".pato-workbench.lock"
LOCK_SECONDS = 10
ABSENT = "new"
"""The version of a file that does not exist yet."""
_PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_. -]{0,99}")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?$", re.IGNORECASE)


class ConflictError(PatoError):
    """Somebody has saved a newer version since this one was opened.

    Attributes
    ----------
    current
        The newer text; empty where the file is gone.
    version
        Its version.
    """

    def __init__(self, name: str, current: str, version: str) -> None:
        told = "has been changed since you opened it. Nothing has been overwritten."
        super().__init__(
            Problem(name, told, "Compare both texts, then save yours over it or under another name.")
        )
        self.current, self.version = current, version


class Held(NamedTuple):
    """A file of the folder: its path in it, its text, and the version of that text."""

    name: str
    text: str
    version: str


def version_of(text: bytes) -> str:
    """Return the version of a content: its digest."""
    return hashlib.sha256(text).hexdigest()[:32]


def inside(folder: str | os.PathLike[str], name: str) -> Path:
    """Return the path of a file of the folder.

    Parameters
    ----------
    folder
        The folder that is served.
    name
        Its path in it, with forward slashes.

    Raises
    ------
    UsageError
        If it names anything else: a place outside, a hidden file, a link that leads out, another ending.
    """
    parts = name.split("/")
    if not name.endswith(ENDINGS) or len(parts) > 4 or not all(map(_is_plain, parts)):
        fix = "Name a .yaml file in it, such as treaties/mine.yaml: letters, digits, spaces, dots, dashes."
        raise UsageError(Problem("file", f"'{name[:80]}' is no file of this folder.", fix))
    root = Path(folder).resolve()
    path = root.joinpath(*parts)
    if not path.resolve().is_relative_to(root) or (path.exists() and not stat.S_ISREG(path.stat().st_mode)):
        raise UsageError(Problem("file", f"'{name[:80]}' leads out of this folder.", "Name a file in it."))
    return path


def _is_plain(part: str) -> bool:
    ends_well = not part.endswith((".", " "))
    return bool(_PART.fullmatch(part)) and ends_well and ".." not in part and not _RESERVED.match(part)


def shipped(name: str) -> Held:
    """Return a file of the library, which can be read and not saved.

    Raises
    ------
    UsageError
        If the name is unknown.
    """
    parts = name.split("/")
    path = library.root().joinpath(*parts[1:])
    if parts[0] != "library" or len(parts) != 3 or not all(map(_is_plain, parts)) or not path.is_file():
        raise UsageError(Problem("file", f"'{name[:80]}' is no file of the library.", "See: pato list."))
    content = path.read_bytes()
    return Held(name, content.decode("utf-8"), version_of(content))


def files(folder: str | os.PathLike[str]) -> list[str]:
    """Return the files of the folder, by path in it; folders that begin with a dot and runs are left out."""
    return sorted(_walked(Path(folder).resolve(), "", 0))[:MOST_FILES]


def _walked(root: Path, before: str, depth: int) -> Iterator[str]:
    try:
        entries = sorted(os.scandir(root / before), key=lambda e: e.name)
    except OSError:
        return
    for entry in entries:
        if not _is_plain(entry.name) or entry.is_symlink():
            continue
        name = f"{before}/{entry.name}" if before else entry.name
        if entry.is_dir() and depth < 3 and entry.name != "runs":
            yield from _walked(root, name, depth + 1)
        elif entry.is_file() and name.endswith(ENDINGS):
            yield name


def opened(folder: str | os.PathLike[str], name: str) -> Held:
    """Return a file of the folder.

    Raises
    ------
    UsageError
        If it does not exist, or is not text.
    """
    path = inside(folder, name)
    try:
        with path.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
        text = content.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        told = "is not UTF-8" if isinstance(error, UnicodeDecodeError) else error.strerror or "cannot be read"
        raise UsageError(Problem(name, f"cannot be opened: {told}.", "Choose one of the list.")) from error
    if len(content) > MOST_BYTES:
        raise UsageError(Problem(name, "is larger than 1 MB.", "Open it in another editor."))
    return Held(name, text, version_of(content))


def saved(folder: str | os.PathLike[str], name: str, text: str, version: str) -> Held:
    """Save a file, unless another version was saved since this one was opened.

    Parameters
    ----------
    folder, name
        As in `inside`.
    text
        The new content.
    version
        That of the text from which it was made; `ABSENT` for a new file.

    Raises
    ------
    ConflictError
        If the file has another version now.
    UsageError, PatoError
        If the name is refused, or the disk does not take it; the old file is then untouched.
    """
    path, content = inside(folder, name), text.encode("utf-8")
    if len(content) > MOST_BYTES:
        raise UsageError(Problem(name, "is larger than 1 MB.", "Split it."))
    try:
        with FileLock(Path(folder) / LOCK, timeout=LOCK_SECONDS):
            now = path.read_bytes() if path.exists() else None
            found = ABSENT if now is None else version_of(now)
            if found != version and now != content:
                raise ConflictError(name, "" if now is None else now.decode("utf-8", "replace"), found)
            if now != content:
                write_atomic(path, content)
    except Timeout as error:
        told = "is being saved by another program for a long time."
        raise UsageError(Problem(name, told, "Try again; nothing has been overwritten.")) from error
    except OSError as error:
        raise UsageError(Problem(name, f"cannot be saved: {error.strerror}.", "Check the folder.")) from error
    return Held(name, text, version_of(content))
