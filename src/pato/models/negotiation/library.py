"""The negotiations of the library, and files of the same format that users write."""

from __future__ import annotations

from pathlib import Path

from pato.files import library
from pato.models.negotiation.schema import NegotiationFile


def issues() -> tuple[str, ...]:
    """Return the names of the negotiations of the library."""
    return tuple(sorted(library.entries("negotiation")))


def load_negotiation(name: str | Path) -> NegotiationFile:
    """Return a negotiation by its name in the library, or by the path of a YAML file.

    Raises
    ------
    UnknownNameError
        If the name is not in the library.
    FileError
        With every problem of the file (T8).
    """
    file, _ = library.load(name, "negotiation")
    assert isinstance(file, NegotiationFile)
    return file
