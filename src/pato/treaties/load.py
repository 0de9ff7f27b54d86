"""Load the files that people write about law: treaty, architecture, event and check files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pato.files.kinds import KINDS, kind_of
from pato.files.problems import validated
from pato.files.yaml import Document, read_file

if TYPE_CHECKING:
    from pydantic import BaseModel

    from pato.treaties.schema.treaty import Treaty


def load_file(
    path: str | Path, *, kind: str | None = None, name: str | None = None
) -> tuple[BaseModel, Document]:
    """Read and validate one file of any kind.

    Parameters
    ----------
    path
        The file.
    kind
        The kind it must be (``treaty``, ``event`` …); told from its keys where None.
    name
        The name that messages show instead of the path.

    Returns
    -------
    tuple
        The frozen pydantic object and the document with its lines.

    Raises
    ------
    FileError
        With every problem of the file, each at ``file:line:column`` (T8).
    """
    document = read_file(path, name=name)
    chosen = KINDS[kind] if kind else kind_of(document)
    return validated(chosen.load_model(), document), document


def dump(value: BaseModel) -> dict[str, Any]:
    """Return the shortest plain form of an object that loads to the same object."""
    plain = value.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return plain | {"format": getattr(value, "format", 1)}


def load_treaty(name: str | Path) -> Treaty:
    """Return a treaty by the id of a shipped one, or from a file.

    Raises
    ------
    UnknownNameError, FileError
        If there is none of that name, or its file has mistakes.
    """
    return load_named(name, "treaty")[0]  # type: ignore[return-value]


def load_named(name: str | Path, kind: str) -> tuple[BaseModel, Document]:
    """Return a shipped file of a kind by its id, or a user's by its path, with its lines."""
    from pato.files import library

    text = str(name)
    if text.endswith((".yaml", ".yml")) or "/" in text:
        return load_file(name, kind=kind)
    shown = library.entry(kind, text)["file"]
    return load_file(library.root().parent / shown, kind=kind, name=shown)
