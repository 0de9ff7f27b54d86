"""Read ledger files: those of the library, or a user's own."""

from __future__ import annotations

from functools import cache

from pato.files import library
from pato.report.ledger.schema import Document


def documents(names: tuple[str, ...] = ()) -> list[Document]:
    """Return ledgers by the document's id or by path; without names all of the library, the oldest document first.

    Raises
    ------
    FileError, UnknownNameError
        With every problem of a file at its line, or the nearest id.
    """
    if not names:
        return sorted((_shipped(name) for name in library.entries("ledger")), key=lambda d: d.date)
    return [_read(name) if library.is_path(name) else _shipped(name) for name in names]


@cache
def _shipped(name: str) -> Document:
    return _read(name)


def _read(name: str) -> Document:
    document, _ = library.load(name, "ledger")
    assert isinstance(document, Document)
    return document
