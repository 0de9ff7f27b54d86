"""Tasks of the evaluation processes: each takes and returns plain values, or reports what is wrong."""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pato.errors import PatoError, Problem
from pato.workbench.asked import GUARANTOR, Asked

Plain = dict[str, Any]
UNUSED = ("pyarrow", "dask")
"""Packages that pandas and xarray load wherever they are installed, and that no task needs: 55 MB a process."""


class Reply(NamedTuple):
    """Result of a task: its answer, or the problems of the request."""

    value: Plain | None
    problems: tuple[Problem, ...] = ()


class _Process:
    """State of one process: the folder, an engine for each requested date, and the reading of the user's own files that they are of."""

    folder: str | None = None
    reading = 0
    engines: dict[str, Any] = {}  # noqa: RUF012  one a process


def start(folder: str | None, warm: Asked | None) -> None:
    """Make a process ready: load everything that the first question needs, and answer it once."""
    if (server := multiprocessing.parent_process()) is not None:
        # as if they were not installed
        sys.modules |= dict.fromkeys(UNUSED)  # type: ignore[arg-type]
        threading.Thread(target=_end_with, args=(server,), daemon=True).start()
    import pato.kinds  # noqa: F401  registers every kind of file

    os.environ.setdefault("NUMBA_NUM_THREADS", "1")  # two processes share the processors already
    _Process.folder, _Process.engines = folder, {}
    if warm is not None:
        _warmed(warm)


def _end_with(server: Any) -> None:
    """End when the server does, however it ends: an orphaned process would hold hundreds of megabytes."""
    server.join()
    os._exit(0)


def _warmed(asked: Asked) -> None:
    """Answer the first question before it is asked, then each with another clause: the law reads every text that the page offers now, not when a reader waits."""
    gc.disable()
    try:
        options = work("options", asked.text).value
        chosen = [("guarantor", level) for level in GUARANTOR[1:]]
        if options is not None:
            chosen += [(clause, o["value"]) for clause, found in options["clauses"].items() for o in found]
        for one in (asked, *(asked.changed(clause, value) for clause, value in chosen)):
            work("answer", one)
            work("accepting", one)
        # what is loaded stays: going through a million objects again would hold a question up for 0.3 s
        gc.collect()
        gc.freeze()
    finally:
        gc.enable()


def ready() -> int:
    """Return the process's number: it is asked when a process should have started."""
    return os.getpid()


def work(task: str, *given: Any) -> Reply:
    """Do a task by its name.

    Errors of what was asked come back as problems; anything else is an error of the program.
    """
    from pato.files.discover import look_again, reading

    try:
        look_again()
        if reading() != _Process.reading:
            _Process.engines, _Process.reading = {}, reading()  # made of files that were edited since
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


def _accepting(asked: Asked) -> Plain:
    from pato.workbench.accepting import accepting

    return accepting(asked, _engine(asked.date).standing(asked))


def _entry(asked: Asked) -> Plain:
    from pato.workbench.entry import entry

    return entry(_engine(asked.date), asked)


def _figures(asked: Asked) -> Plain:
    from pato.workbench.more import figures

    return figures(_engine(asked.date), asked)


def _options(text: str) -> Plain:
    """Return the possible changes of a treaty, and its title."""
    from pato.workbench.clauses import changeable, source_of
    from pato.workbench.designs import treaty_of

    path = source_of(text, _Process.folder)
    options = changeable(path.read_text(encoding="utf-8")).options
    return {
        "title": treaty_of(Asked(text=text), _Process.folder).title,
        "clauses": {clause: [option._asdict() for option in found] for clause, found in options.items()},
    }


def _design_files(asked: Asked, name: str) -> Plain:
    from pato.workbench.designs import files_of

    return dict(files_of(asked, name, _Process.folder))


def _event(asked: Asked, happening: Any) -> Plain:
    from pato.workbench.happening import happens

    return happens(_engine(asked.date), asked, happening)


def _choices(date: str) -> Plain:
    from pato.workbench.happening import choices

    return choices(date)


def _card(asked: Asked, happening: Any, fmt: str) -> Plain:
    """Return the exercise card: its paragraphs, or a Word file."""
    from pato.report.legal_memo import docx
    from pato.workbench.card import card

    blocks = card(_event(asked, happening))
    return {"blocks": [b._asdict() for b in blocks]} if fmt == "html" else {"file": docx(blocks)}


def _memo(asked: Asked, happening: Any, fmt: str) -> Plain:
    from pato.report import legal_memo
    from pato.workbench.happening import answered

    answer, system = answered(asked, happening, _Process.folder)
    blocks = legal_memo.memo(answer, system)
    return {"file": legal_memo.docx(blocks) if fmt == "docx" else legal_memo.markdown(blocks).encode()}


def _check(name: str, text: str) -> Plain:
    from pato.workbench.texts import checked

    return checked(name, text)


def _judge(path: str, name: str) -> Plain:
    from pato.workbench.texts import judged

    return judged(path, name)


def _beside(name: str, text: str) -> Plain:
    from pato.workbench.texts import beside

    return beside(name, text)


def _clauses(name: str, text: str) -> Plain:
    from pato.workbench.texts import clause_table

    return clause_table(name, text)


def _draft(name: str, text: str, fmt: str) -> Plain:
    """Return a treaty as a readable text, as the bytes of a file."""
    from pato.api.law import draft
    from pato.workbench.clauses import written

    del name
    made = draft(written(text), fmt)
    return {"file": made.encode() if isinstance(made, str) else made}


def _words(kind: str) -> Plain:
    from pato.workbench.texts import words

    return words(kind)


def _memberships(asked: Asked, search: Any) -> Plain:
    from pato.workbench.memberships import memberships

    return memberships(_engine(asked.date), asked, search)


def _records(asked: Asked) -> Plain:
    from pato.workbench.records import records

    return records(_engine(asked.date), asked)


def _brief(place: str) -> Plain:
    from pato.workbench.jobs import brief

    return brief(Path(place))


def _discover(place: str, metric: str, worse: bool) -> Plain:  # noqa: FBT001  a task takes plain values
    from pato.workbench.jobs import discovered

    return discovered(Path(place), metric, worse=worse)


def _coordinates(place: str, metric: str) -> Plain:
    from pato.workbench.expert import coordinates

    return coordinates(Path(place), metric)


_TASKS: Mapping[str, Callable[..., Plain]] = {
    "answer": _answer,
    "accepting": _accepting,
    "entry": _entry,
    "figures": _figures,
    "options": _options,
    "design_files": _design_files,
    "event": _event,
    "choices": _choices,
    "card": _card,
    "memo": _memo,
    "memberships": _memberships,
    "records": _records,
    "brief": _brief,
    "discover": _discover,
    "coordinates": _coordinates,
    "check": _check,
    "judge": _judge,
    "beside": _beside,
    "clauses": _clauses,
    "draft": _draft,
    "words": _words,
}
