"""Run the program: ``pato``, or ``python -m pato``."""

import os
import sys
from typing import NoReturn

from pato.cli.app import main
from pato.files.discover import OWN


def program() -> NoReturn:
    """Run the command line and end the process.

    A quick command, one that needed no numbers' library, leaves its memory to the operating system: taking apart what it
    read would be a twentieth of its time. Everything else ends as Python ends, and so does what is traced or profiled.
    """
    try:
        main()
    except SystemExit as ended:
        if isinstance(ended.code, int) and not _has_more_to_do():
            _leave(ended.code)
        raise
    raise AssertionError("main exits")


def _has_more_to_do() -> bool:
    """Return whether something may wait for the end: a profiler, a numbers' library, or a user's own command."""
    modules = sys.modules.keys()
    return bool(
        sys.gettrace()
        or sys.getprofile()
        or {"numpy", "multiprocessing"} & modules
        or any(name.startswith(OWN) for name in modules)
    )


def _leave(status: int) -> None:
    """End the process at once where all that waits could be written; return where it could not."""
    import threading

    if threading.active_count() > 1:
        return
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except (OSError, ValueError):
            return
    os._exit(status)


if __name__ == "__main__":
    program()
