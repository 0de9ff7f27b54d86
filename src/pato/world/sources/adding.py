"""Changes of the data store: one at a time, and each atomic.

Changes are first written to a folder next to the tables, including ``status.json``. A list of moves is its last file:
without it nothing has happened, and with it the next process finishes the moves, which need no disk space.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from pato.errors import DataError, PatoError, Problem
from pato.files.storage import replace, write_atomic

_STAGED, _MOVES, _LOCK = ".adding", "moves.json", ".adding.lock"
_WAIT_S = 120.0


@contextmanager
def changing(store: Path) -> Iterator[Path]:
    """Yield a folder with the store's contents; changes there are applied to the store atomically.

    Raises
    ------
    DataError
        If another process has been changing the store for two minutes, or the store cannot be written; nothing has then
        been changed, unless the last moves failed: the next change finishes them.
    """
    staged = store / _STAGED
    try:
        store.mkdir(parents=True, exist_ok=True)
        with FileLock(store / _LOCK, timeout=_WAIT_S, mode=0o644):
            finish(store)
            try:
                _mirror(store, staged)
                yield staged
                _commit(store, staged)
            except BaseException:
                shutil.rmtree(staged, ignore_errors=True)
                raise
            _move(store, staged)
    except Timeout:
        fix = "Wait until it ends, then add the file again."
        raise DataError(Problem(str(store), "is being changed by another process.", fix)) from None
    except OSError as error:
        fix = "Free some space or set PATO_DATA to another folder; nothing in the store has been changed."
        if is_unfinished(store):
            fix = "Let it be written again: part of the change is made, and the next 'pato data' command finishes it."
        raise DataError(Problem(str(store), f"cannot be written: {error.strerror or error}.", fix)) from error


def finish(store: Path) -> None:
    """Finish a change that a process had begun to move when it was killed, and forget one that was not that far."""
    staged = store / _STAGED
    if (staged / _MOVES).exists():
        _move(store, staged)
    elif staged.exists():
        shutil.rmtree(staged, ignore_errors=True)


def is_unfinished(store: Path) -> bool:
    """Return whether a killed process has left a change that only has to be moved."""
    return (store / _STAGED / _MOVES).exists()


def _mirror(store: Path, staged: Path) -> None:
    """Fill the folder with the store's files, without copying them where the system has links."""
    staged.mkdir()
    for file in store.iterdir():
        if file.is_file() and not file.name.startswith("."):
            try:
                os.link(file, staged / file.name)
            except OSError:
                shutil.copy2(file, staged / file.name)


def _commit(store: Path, staged: Path) -> None:
    changed = [
        file.name
        for file in sorted(staged.iterdir())
        if not (store / file.name).exists() or not file.samefile(store / file.name)
    ]
    write_atomic(staged / _MOVES, json.dumps(changed))


def _move(store: Path, staged: Path) -> None:
    """Do the moves of a list; those that were done before are not there any more."""
    try:
        names = json.loads((staged / _MOVES).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise PatoError(
            Problem(str(staged), f"cannot be read ({error}).", "Remove it and add the file again.")
        ) from error
    for name in names:
        if (staged / name).exists():
            replace(staged / name, store / name)
    (staged / _MOVES).unlink()
    shutil.rmtree(staged, ignore_errors=True)
