"""Events by name or from a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pato.errors import UnknownNameError, unknown
from pato.files import library
from pato.treaties.events import Event, from_compiled

if TYPE_CHECKING:
    from pathlib import Path


def load_event(name: str | Path, *, date: str | None = None, place: str | None = None) -> Event:
    """Return a shipped event by its id, or the event of a file.

    Parameters
    ----------
    name
        Id of a shipped event, or path of an event file.
    date, place
        Ask about another day or place than the file's.

    Raises
    ------
    UnknownNameError, FileError
        If there is no such event, or its file has mistakes.
    """
    text = str(name)
    if text.endswith((".yaml", ".yml")) or "/" in text:
        return from_compiled(library.user_file(text, "event")["data"], date=date, place=place)
    known = library.entries("event")
    if text not in known:
        raise UnknownNameError(unknown("event", text, known))
    return from_compiled(known[text]["data"], date=date, place=place)
