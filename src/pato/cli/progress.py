"""Progress of long tasks on the terminal: what is done, and the time left (C10)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pato.api.longer import duration

if TYPE_CHECKING:
    from pato.futures import Progress


@contextmanager
def shown(*, as_share: bool = False) -> Iterator[Callable[[Progress], None] | None]:
    """Yield a callback that rewrites one line on standard error, in futures or as a share; None where that is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    terminal = getattr(sys.stderr, "inner", sys.stderr)  # what is drawn here is no text of anybody's
    try:
        yield lambda progress: print(
            f"\r\x1b[K{_line(progress, as_share=as_share)}", end="", file=terminal, flush=True
        )
    finally:
        print("\r\x1b[K", end="", file=terminal, flush=True)


def _line(progress: Progress, *, as_share: bool) -> str:
    whole = f"{progress.done / progress.total:.0%}"
    done = whole if as_share else f"{progress.done:,} of {progress.total:,} futures"
    return (
        f"{done}, {duration(progress.seconds_left)} left"
        if progress.seconds_left is not None
        else f"{done} ..."
    )
