"""What the evaluation processes do: each task takes plain values and returns plain values, or says what is wrong."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from pato.errors import PatoError, Problem
from pato.workbench.asked import Asked

Plain = dict[str, Any]


class Reply(NamedTuple):
    """What a task returns: its answer, or the problems of what was asked."""

    value: Plain | None
    problems: tuple[Problem, ...] = ()


class _Process:
    """What one process holds: the folder, and an engine for each day that was asked about."""

    folder: str | None = None
    engines: dict[str, Any] = {}  # noqa: RUF012  one a process


def start(folder: str | None, warm: Asked | None) -> None:
    """Make a process ready: load everything that the first question needs, and answer it once."""
    import pato.kinds  # noqa: F401  registers every kind of file

    os.environ.setdefault("NUMBA_NUM_THREADS", "1")  # two processes share the processors already
    _Process.folder = folder
    if warm is not None:
        _warmed(warm)


def _warmed(asked: Asked) -> None:
    """Answer the first questions before they are asked: the default design, a smaller one, and one of each clause."""
    from pato.workbench.clauses import changeable, source_of

    work("answer", asked)
    work("answer", asked._replace(parties=asked.parties[:-1]))
    options = changeable(source_of(asked.text, None).read_text(encoding="utf-8")).options
    for clause, found in options.items():
        for option in found:
            work("answer", asked._replace(**{clause: option.value}))


def ready() -> int:
    """Return the process's number: it is asked when a process should have started."""
    return os.getpid()


def work(task: str, *given: Any) -> Reply:
    """Do a task by its name.

    Errors of what was asked come back as problems; anything else is an error of the program.
    """
    try:
        return Reply(_TASKS[task](*given))
    except PatoError as error:
        return Reply(None, tuple(error.problems))


def _engine(date: str) -> Any:
    from pato.workbench.engine import Engine

    held = _Process.engines
    if date not in held:
        for oldest in list(held)[: max(0, len(held) - 1)]:
            del held[oldest]
        held[date] = Engine(date, _Process.folder)
    return held[date]


def _answer(asked: Asked) -> Plain:
    from pato.workbench.answer import answer

    return answer(_engine(asked.date).answer(asked))


def _entry(asked: Asked) -> Plain:
    from pato.workbench.entry import entry

    return entry(_engine(asked.date), asked)


def _figures(asked: Asked) -> Plain:
    from pato.workbench.more import figures

    return figures(_engine(asked.date), asked)


def _options(asked: Asked) -> Plain:
    """Return what can be changed in the treaty, and what the page offers besides."""
    from pato.workbench.clauses import changeable, source_of
    from pato.workbench.designs import treaty_of

    path = source_of(asked.text, _Process.folder)
    options = changeable(path.read_text(encoding="utf-8")).options
    plain = asked._replace(strength="", area="", rule="")
    return {
        "title": treaty_of(plain, _Process.folder).title,
        "clauses": {clause: [option._asdict() for option in found] for clause, found in options.items()},
    }


def _design_files(asked: Asked, name: str) -> Plain:
    from pato.workbench.designs import files_of

    return dict(files_of(asked, name, _Process.folder))


_TASKS: Mapping[str, Callable[..., Plain]] = {
    "answer": _answer,
    "entry": _entry,
    "figures": _figures,
    "options": _options,
    "design_files": _design_files,
}
