"""Tasks of the evaluation processes: each takes and returns plain values, or reports what is wrong."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pato.errors import PatoError, Problem
from pato.workbench.asked import GUARANTOR, Asked

Plain = dict[str, Any]
IDLE_SECONDS = 1.0
"""Seconds after a question before work in advance resumes."""


class Reply(NamedTuple):
    """Result of a task: its answer, or the problems of the request."""

    value: Plain | None
    problems: tuple[Problem, ...] = ()


class _Process:
    """State of one process: the folder, and an engine for each requested date."""

    folder: str | None = None
    engines: dict[str, Any] = {}  # noqa: RUF012  one a process
    asked = 0.0


def start(folder: str | None, warm: Asked | None) -> None:
    """Make a process ready: load everything that the first question needs, and answer it once."""
    import pato.kinds  # noqa: F401  registers every kind of file

    if (server := multiprocessing.parent_process()) is not None:
        threading.Thread(target=_end_with, args=(server,), daemon=True).start()
    os.environ.setdefault("NUMBA_NUM_THREADS", "1")  # two processes share the processors already
    _Process.folder = folder
    if warm is not None:
        _warmed(warm)


def _end_with(server: Any) -> None:
    """End when the server does, however it ends: an orphaned process would hold hundreds of megabytes."""
    server.join()
    os._exit(0)


def _warmed(asked: Asked) -> None:
    """Answer the first question before it is asked, then make ready in the background what clauses need."""
    gc.disable()
    work("answer", asked)
    _spare()
    gc.enable()
    threading.Thread(target=_make_ready, args=(asked,), daemon=True).start()


def _spare() -> None:
    """Take what is loaded out of the garbage collector's rounds: going through a million objects would hold a question up for 0.3 s."""
    gc.collect()
    gc.freeze()


def _make_ready(asked: Asked) -> None:
    """Build the models for every possible change of a clause, one after another, while there are no requests."""
    from pato.workbench.clauses import changeable, source_of

    options = changeable(source_of(asked.text, None).read_text(encoding="utf-8")).options
    chosen = [("guarantor", level) for level in GUARANTOR[1:]]
    chosen += [(clause, option.value) for clause, found in options.items() for option in found]
    for clause, value in chosen:
        while time.monotonic() - _Process.asked < IDLE_SECONDS:
            time.sleep(IDLE_SECONDS / 4)
        begun = time.monotonic()
        with contextlib.suppress(PatoError):
            _engine(asked.date).prepare(asked.changed(clause, value))
        time.sleep(time.monotonic() - begun)  # questions have the processor half of the time at least


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
    finally:
        _Process.asked = time.monotonic()


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
    """Return the possible changes of the treaty, and the other choices on the page."""
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
