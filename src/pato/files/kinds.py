"""The kinds of file that people write: their model, their folder, and how a file shows its kind.

Each kind is registered by the package that defines its model, when that package is imported, so that this module names
none of them. Registering costs little: the model itself is imported only when a file is compiled (C9).
"""

import os
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from pato.errors import FileError, Problem

if TYPE_CHECKING:
    from pydantic import BaseModel

    from pato.files.yaml import Document

Records = dict[str, dict[str, Any]]
Flaw = tuple[tuple[str | int, ...], str, str]
"""The path in a file, what is wrong there, and the repair."""


class Kind(NamedTuple):
    """One kind of file.

    Attributes
    ----------
    name
        The word for it in commands: ``pato new KIND``.
    folder
        Its folder in the library, and in the user's own folders.
    marks
        Keys that only files of this kind have at the top.
    model
        Imports and returns its pydantic model, the single definition of the format.
    sources
        The Python files, or folders of them, that define the format: a compiled file is made anew when they change.
    rank
        Place in lists; where files of several kinds have one name, the kind of the lowest rank is meant.
    whole
        Yields the inconsistencies of a valid object that no single field shows; a model may do so itself, see
        `problems.validated`.
    also
        Additional content of a compiled file, made from the object and the document; none by default.
    groups
        Groups of records of the whole library, made from all compiled files by id; none by default.
    """

    name: str
    folder: str
    marks: tuple[str, ...]
    model: Callable[[], "type[BaseModel]"]
    sources: tuple[str, ...]
    rank: int
    whole: Callable[[Any], Iterable[Flaw]] | None = None
    also: Callable[[Any, "Document"], dict[str, Any]] | None = None
    groups: Callable[[Mapping[str, dict[str, Any]]], dict[str, Records]] | None = None

    def source_files(self) -> list[str]:
        """Return the Python files that define the format."""
        found: list[str] = []
        for source in self.sources:
            if source.endswith(".py"):
                found.append(source)
            else:
                found += sorted(e.path for e in os.scandir(source) if e.name.endswith(".py"))
        return found


KINDS: dict[str, Kind] = {}
"""The kinds registered so far, by name and in the order of their ranks. `pato.kinds` registers all of them."""


def register(kind: Kind) -> Kind:
    """Add a kind of file and return it."""
    known = [*(k for k in KINDS.values() if k.name != kind.name), kind]
    KINDS.clear()
    KINDS.update({k.name: k for k in sorted(known, key=lambda k: k.rank)})
    return kind


def kind_of(document: "Document") -> Kind:
    """Return the kind of a file, recognised by its top-level keys.

    Raises
    ------
    FileError
        If the keys fit no kind or several; the message names the keys of each kind.
    """
    data: Any = document.data
    keys = set(data) if isinstance(data, dict) else set()
    scores = {name: len(keys.intersection(kind.marks)) for name, kind in KINDS.items()}
    best = max(scores.values())
    fits = [name for name, score in scores.items() if score == best]
    if best and len(fits) == 1:
        return KINDS[fits[0]]
    marks = "; ".join(f"{name}: {', '.join(kind.marks)}" for name, kind in KINDS.items())
    raise FileError(
        Problem(
            document.where(()),
            "cannot tell what kind of file this is.",
            f"Each has keys of its own: {marks}.",
        )
    )
