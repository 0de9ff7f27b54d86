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


class _Unstyled:
    """A terminal to which no escape code is written: a bar that is broken off leaves no cursor hidden, and any terminal can show it."""

    def __init__(self, terminal: Any) -> None:
        self._terminal = terminal

    def write(self, text: str) -> None:
        self._terminal.write(click.unstyle(text))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._terminal, name)


@contextmanager
def shown(label: str = "Simulating") -> Iterator[Callable[[Progress], None] | None]:
    """Yield a callback that moves a bar on standard error; None where that is no terminal."""
    if loudness.quiet or not sys.stderr.isatty():
        yield None
        return
    bars: list[Any] = []
    # only pato's own text is drawn here
    terminal: Any = _Unstyled(getattr(sys.stderr, "inner", sys.stderr))

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
