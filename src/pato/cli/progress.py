"""Progress of long tasks on the terminal: share done and remaining time (C10)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import click

from pato.cli import loudness

if TYPE_CHECKING:
    from pato.futures import Progress


@contextmanager
def shown(label: str = "Simulating") -> Iterator[Callable[[Progress], None] | None]:
    """Yield a callback that moves a bar on standard error; None where that is no terminal."""
    if loudness.quiet or not sys.stderr.isatty():
        yield None
        return
    bars: list[Any] = []
    terminal = getattr(sys.stderr, "inner", sys.stderr)  # only pato's own text is drawn here

    def told(progress: Progress) -> None:
        if not bars:
            bar = click.progressbar(length=progress.total, label=label, file=terminal, show_pos=True)
            bars.append(bar.__enter__())
        bars[0].update(progress.done - bars[0].pos)

    try:
        yield told
    finally:
        for bar in bars:
            with suppress(OSError):
                bar.render_finish()
