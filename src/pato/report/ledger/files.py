"""Read ledger files: those that ship, or a user's own."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pato.errors import UnknownNameError, unknown
from pato.files.problems import validated
from pato.files.yaml import read_file
from pato.report.ledger.schema import Document

FOLDER = Path(__file__).parents[2] / "library" / "ledger"


def documents(names: tuple[str, ...] = ()) -> list[Document]:
    """Return ledgers by the document's id or by path; without names all that ship, the oldest document first.

    Raises
    ------
    FileError, UnknownNameError
        With every problem of a file at its line, or the nearest id.
    """
    known = {path.stem: path for path in FOLDER.glob("*.yaml")}
    if not names:
        return sorted((_read(path) for path in known.values()), key=lambda d: d.date)
    found = []
    for name in names:
        if name in known:
            found.append(_read(known[name]))
        elif name.endswith((".yaml", ".yml")):
            found.append(_read(Path(name)))
        else:
            raise UnknownNameError(unknown("ledger", name, known))
    return found


@cache
def _read(path: Path) -> Document:
    document = validated(Document, read_file(path))
    assert isinstance(document, Document)
    return document
