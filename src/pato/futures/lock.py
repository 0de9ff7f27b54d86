"""One writer at a time in a run folder.

The lock is the operating system's on an open file, so it ends with the process that holds it, however that
process ends: a lock left by a killed run never has to be recognised as stale, and a process id that another
program has since been given is never mistaken for the writer. Spawned workers do not inherit it.
"""

from __future__ import annotations

import contextlib
import json
import os
import platform
import sys
from collections.abc import Iterator
from pathlib import Path

from pato.errors import Problem, RunError

NAME = "run.lock"
_FAR = 1 << 20  # Windows locks bytes, and locked ones cannot be read: lock one beyond the text


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a run folder for writing.

    Raises
    ------
    RunError
        If another process writes in it.
    """
    path = folder / NAME
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            _acquire(descriptor)
        except OSError:
            raise RunError(_taken(path)) from None
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, json.dumps({"pid": os.getpid(), "host": platform.node()}).encode())
        try:
            yield
        finally:
            os.ftruncate(descriptor, 0)
            _release(descriptor)
    finally:
        os.close(descriptor)


def _taken(path: Path) -> Problem:
    holder = "another process"
    with contextlib.suppress(OSError, ValueError, KeyError):
        told = json.loads(path.read_text(encoding="utf-8"))
        holder = f"process {int(told['pid'])} on {str(told['host'])[:60]}"
    return Problem(
        str(path.parent),
        f"is being written by {holder}.",
        "Wait until it ends, or choose another folder with -o.",
    )


if sys.platform == "win32":  # pragma: no cover - each branch runs on its own platform
    import msvcrt

    def _acquire(descriptor: int) -> None:
        os.lseek(descriptor, _FAR, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

    def _release(descriptor: int) -> None:
        os.lseek(descriptor, _FAR, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _acquire(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _release(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)
