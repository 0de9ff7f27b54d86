"""Warnings on a file that is valid: traps in a treaty, members outside every area, an id that the library has."""

from __future__ import annotations

from collections.abc import Iterator

from pato.errors import Problem
from pato.files import library
from pato.files.load import load_file
from pato.files.yaml import Document
from pato.registry.names import listed
from pato.treaties.architecture import load_architecture
from pato.treaties.draft import wording
from pato.treaties.schema.treaty import Treaty
from pato.treaties.traps import traps
from pato.treaties.uncovered import uncovered


def warnings(file: str, kind: str, date: str) -> Iterator[Problem]:
    """Yield warnings on a user's file.

    Parameters
    ----------
    file
        Its path; the file is valid.
    kind
        Its kind.
    date
        The day on which areas are asked about.
    """
    value, document = load_file(file, kind=kind)
    identifier = str(getattr(value, "id", ""))
    shipped = library.entries(kind).get(identifier)
    if shipped is not None and not _is_shipped(file, shipped["file"]):
        yield Problem(
            document.where(("id",)),
            f"the library has a {kind} '{identifier}' already ({shipped['file']}).",
            "Give yours an id of its own: commands that take a name mean the library's.",
        )
    if isinstance(value, Treaty):
        yield from (Problem(document.where(path), what, fix) for path, what, fix in traps(value))
    if kind in {"treaty", "architecture"}:
        yield from _outside(file, kind, date, document)


def _outside(file: str, kind: str, date: str, document: Document) -> Iterator[Problem]:
    """Yield members of a treaty, or of what an architecture adds, that are owed help nowhere on their own land."""
    system = load_architecture(file)
    for held in system.instruments:
        # for an architecture only its additions: the rest is in the library
        if kind == "architecture" and not held.assumed:
            continue
        for one in uncovered(held, system.date or date):
            who = wording.capitalised(wording.name(one.state))
            role = {"member": "a party to", "associate": "an associate of"}[one.role]
            quoted = [f"'{name}'" for name in one.areas]
            names = f"area{'s' if len(quoted) > 1 else ''} {listed(quoted)}"
            key = (
                {"member": "parties", "associate": "associates"}[one.role]
                if kind == "architecture"
                else "areas"
            )
            yield Problem(
                document.where((key,)),
                f"{who} is {role} {held.id}, but none of its registered places lies in {names}: no help is owed anywhere on its own territory.",
                "Widen the area, or leave it if that is meant.",
            )


def _is_shipped(file: str, shown: str) -> bool:
    from pathlib import Path

    path = library.path_of(shown)
    return path.exists() and path.resolve() == Path(file).resolve()
