"""Layer between commands and the terminal: harmless text, and messages for everything that goes wrong.

pato never answers with a traceback. Errors of the operating system are reported in a sentence; a bug of pato's own
gets a number, and a file with the details that maintainers need.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from pato.errors import INTERNAL, USAGE, PatoError, Problem, harmless
from pato.files import discover, storage

_ALONE = re.compile("\r(?!\n)")


class Harmless:
    """A text stream that removes control sequences of terminals; pato's own drawing goes to ``inner``."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner

    def write(self, text: str) -> int:
        """Write text with its line endings unchanged."""
        if text.isprintable():
            self.inner.write(text)
        else:
            lines = (harmless(line) for line in _ALONE.sub("\ufffd", text).split("\r\n"))
            self.inner.write("\r\n".join(lines))
        return len(text)

    def writelines(self, lines: Any) -> None:
        """Write lines."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


@contextmanager
def harmless_streams() -> Iterator[None]:
    """Make standard output and standard error accept any character, and pass only harmless text."""
    before = sys.stdout, sys.stderr
    for stream in before:
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    # a stream is None where it was closed before the program began: what is written there goes nowhere
    nowhere = open(os.devnull, "w", encoding="utf-8") if None in before else None  # noqa: SIM115, PTH123  no pathlib for a quick command
    sys.stdout, sys.stderr = (Harmless(nowhere if s is None else s) for s in before)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before
        if nowhere:
            nowhere.close()
        if not _flushes():
            _abandon_output()


def flushed(status: int) -> int:
    """Write out what waits; return the exit status, another one where it cannot be written."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        return status  # the reader has closed the pipe
    except OSError as error:
        return said(error)
    return status


def _flushes() -> bool:
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except (OSError, ValueError):
        return False
    return True


def _abandon_output() -> None:
    """Send what could not be written nowhere, so that the interpreter does not try again as it ends."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def said(error: Exception) -> int:
    """Report what went wrong in words, without a traceback, and return the exit status."""
    if isinstance(error, OSError) and error.strerror:
        _say(_of_the_system(error))
        return USAGE
    if isinstance(error, MemoryError):
        fix = "Ask for fewer --futures or --workers, or fewer states."
        _say(Problem("", "There is not enough memory for this.", fix))
        return USAGE
    if own := _own_file(error):
        told = f"raised {type(error).__name__}: {_first_line(error)}"
        _say(Problem(own, told, "Mend the file, or remove it; --debug shows where it happened."))
        return USAGE
    _say(_reported(error))
    return INTERNAL


def _say(problem: Problem) -> None:
    with suppress(OSError, ValueError, AttributeError):  # nowhere left to report it
        sys.stderr.write(f"{problem}\n")


def _of_the_system(error: OSError) -> Problem:
    """Describe what the operating system refused: of a file, or of the output where no file is named."""
    if error.filename is None:
        fix = "Free some space or write elsewhere; what was finished before has been kept."
        return Problem("", f"The output cannot be written: {error.strerror}.", fix)
    fix = "Check that it exists, that you may use it, and that there is space left."
    return Problem(str(error.filename), f"cannot be read or written: {error.strerror}.", fix)


def _own_file(error: Exception) -> str | None:
    """Return the user's own Python file in which an error arose; None where it arose in none."""
    with suppress(PatoError):
        folders = tuple(os.path.abspath(folder) + os.sep for folder in discover.user_folders())  # noqa: PTH100
        trace = error.__traceback__
        while trace is not None:
            file = os.path.abspath(trace.tb_frame.f_code.co_filename)  # noqa: PTH100
            if folders and file.startswith(folders):
                return file
            trace = trace.tb_next
    return None


def _first_line(error: Exception) -> str:
    lines = str(error).splitlines()
    return (lines[0][:200] if lines else "without a word").rstrip(".") + "."


def _reported(error: Exception) -> Problem:
    """Keep what the maintainers need in a file and describe a mistake of pato's own."""
    import platform
    import traceback
    from datetime import datetime
    from zlib import crc32

    from pato import __version__

    trace = "".join(traceback.format_exception(error))
    number = f"{datetime.now().astimezone():%Y%m%d-%H%M%S}-{crc32(trace.encode('utf-8', 'replace')):08x}"
    lines = [
        f"report {number}",
        f"pato {__version__}, Python {platform.python_version()}, {platform.platform()}",
        f"arguments: {sys.argv[1:]!r}",
        f"folder: {os.getcwd()}",  # noqa: PTH109
        "",
        trace,
    ]
    told = f"pato made a mistake of its own (report {number}): {type(error).__name__}: {_first_line(error)}"
    path = f"{storage.cache_folder()}/failures/{number}.log"
    storage.prune(os.path.dirname(path), most_bytes=5_000_000, oldest_days=365)  # noqa: PTH120
    try:
        storage.write_atomic(path, "\n".join(lines).encode("utf-8", "backslashreplace"))
    except PatoError:
        return Problem(
            "", told, "Its file could not be written; run the command with --debug and send what it prints."
        )
    fix = f"Send {path} to the maintainers: it holds the command and where it happened. What was finished has been kept."
    return Problem("", told, fix)
