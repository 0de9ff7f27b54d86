"""Whole treaty files, with what the duties engine leaves out: standards, chapters, decision rules, sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pato.errors import UnknownNameError, unknown
from pato.files import library

if TYPE_CHECKING:
    from pato.treaties.norms import Instrument
    from pato.treaties.schema.treaty import Treaty


def treaty_text(name: str) -> Treaty:
    """Return a treaty, by the id of a shipped one or the path of a file.

    Raises
    ------
    UnknownNameError
        If it is neither a path nor the id of a shipped treaty.
    FileError
        With every problem of the file (T8).
    """
    from pato.treaties.schema.treaty import Treaty

    if is_path(name):
        return Treaty.model_validate(library.user_file(name, "treaty")["data"])
    known = library.entries("treaty")
    if name not in known:
        raise UnknownNameError(unknown("treaty", name, known))
    return Treaty.model_validate(known[name]["data"])


def is_path(name: str) -> bool:
    """Return whether a word on the command line is the path of a file, not an id."""
    return name.endswith((".yaml", ".yml")) or "/" in name or "\\" in name


def text_of(instrument: Instrument) -> dict[str, Any]:
    """Return the plain form of the file that an instrument of an architecture was made from."""
    shipped = library.entries("treaty").get(instrument.id)
    if shipped is not None and shipped["file"] == instrument.file:
        data: dict[str, Any] = shipped["data"]
    else:
        data = library.user_file(instrument.file, "treaty")["data"]
    return data
