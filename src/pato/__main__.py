"""Run the program: ``pato``, or ``python -m pato``."""

import os
import sys
from typing import NoReturn

from pato.cli.app import main


def program() -> NoReturn:
    """Run the command line and end the process.

    A quick command, one that needed no numbers' library, leaves its memory to the operating system: taking apart what it
    read would be a twentieth of its time. Everything else ends as Python ends, and so does what is traced or profiled.
    """
    try:
        main()
    except SystemExit as ended:
        watched = sys.gettrace() or sys.getprofile()
        if (
            isinstance(ended.code, int)
            and not watched
            and not {"numpy", "multiprocessing"} & sys.modules.keys()
        ):
            _leave(ended.code)
        raise
    raise AssertionError("main exits")


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
