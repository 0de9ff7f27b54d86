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
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from pato.errors import Problem, RunError

_LOCK, _HOLDER = "run.lock", "run.holder.json"


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a run folder for writing.

    Raises
    ------
    RunError
        If another process writes in it.
    """
    holder = folder / _HOLDER
    try:
        lock = FileLock(folder / _LOCK, mode=0o644).acquire(timeout=0)
    except Timeout:
        raise RunError(_taken(folder)) from None
    with lock:
        holder.write_text(json.dumps({"pid": os.getpid(), "host": platform.node()}), encoding="utf-8")
        try:
            yield
        finally:
            holder.unlink(missing_ok=True)


def _taken(folder: Path) -> Problem:
    holder = "another process"
    with contextlib.suppress(OSError, ValueError, KeyError):
        told = json.loads((folder / _HOLDER).read_text(encoding="utf-8"))
        holder = f"process {int(told['pid'])} on {str(told['host'])[:60]}"
    return Problem(
        str(folder),
        f"is being written by {holder}.",
        "Wait until it ends, or choose another folder with -o.",
    )
