"""Treaties of the library or of a user's file: their whole text, their norms, and when they are in force."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pato.files import library

if TYPE_CHECKING:
    from pathlib import Path

    from pato.treaties.norms import Instrument
    from pato.treaties.schema.treaty import Treaty


def norms() -> Mapping[str, dict[str, Any]]:
    """Return the norms of all treaties of the library by id: what the duties engine reads."""
    return library.group("treaty", "norm")


def spans() -> Mapping[str, Any]:
    """Return ``[from, until]`` of all treaties of the library by id, None for one never in force: known without reading the rest."""
    return library.group("treaty", "in_force")


def atop_members() -> Mapping[str, Any]:
    """Return of each treaty with a number in the ATOP data the number, and its members with the days on which they were bound."""
    return library.group("treaty", "atop")


def signed() -> Mapping[str, Any]:
    """Return ``[day, states, short name]`` of each treaty that was signed and is not known to be in force."""
    return library.group("treaty", "signed")


def load_treaty(name: str | Path) -> Treaty:
    """Return a treaty by the id of one in the library, or from a file.

    Raises
    ------
    UnknownNameError, FileError
        If the name is unknown, or its file has mistakes.
    """
    from pato.treaties.schema.treaty import Treaty

    return Treaty.model_validate(library.record(name, "treaty")["data"])


def text_of(instrument: Instrument) -> dict[str, Any]:
    """Return the plain form of the file that an instrument of an architecture was made from."""
    shipped = library.entries("treaty").get(instrument.id)
    if shipped is not None and shipped["file"] == instrument.file:
        data: dict[str, Any] = shipped["data"]
    else:
        data = library.user_file(instrument.file, "treaty")["data"]
    return data


def membership(norm: dict[str, Any]) -> list[list[Any]]:
    """Return ``[state, from, until]`` of each member of a treaty: the days on which it was bound, None for an open end."""
    return [
        [m[0], max(filter(None, (norm["start"], m[1]))), min(filter(None, (norm["end"], m[2])), default=None)]
        for m in norm["members"]
    ]
