"""Read, check and compile one file of any kind. Imported only to parse a file, since it loads pydantic and ruamel (C9)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pato.files.kinds import KINDS, kind_of
from pato.files.problems import validated
from pato.files.yaml import Document, read_bytes, read_file

if TYPE_CHECKING:
    from pydantic import BaseModel


def load_file(
    path: str | Path, *, kind: str | None = None, name: str | None = None
) -> tuple[BaseModel, Document]:
    """Read and validate one file of any kind.

    Parameters
    ----------
    path
        The file.
    kind
        The required kind (``treaty``, ``event`` …); recognised by the file's keys where None.
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
    return _checked(read_file(path, name=name), kind)


def _checked(document: Document, kind: str | None) -> tuple[BaseModel, Document]:
    chosen = KINDS[kind] if kind else kind_of(document)
    return validated(chosen.model(), document, chosen.whole), document


def dump(value: BaseModel) -> dict[str, Any]:
    """Return the shortest plain form from which the same object can be loaded."""
    plain = value.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return plain | {"format": getattr(value, "format", 1)}


def compile_file(content: bytes, kind: str | None, *, name: str) -> dict[str, Any]:
    """Return one file as plain JSON: its name, its kind, its data, and what its kind adds to them.

    Parameters
    ----------
    content
        The bytes of the file, so that the compiled content is the one whose digest the cache holds.
    kind
        The kind it must be; its keys show it where None.
    name
        The name that messages show.
    """
    document = read_bytes(content, name=name)
    chosen = KINDS[kind] if kind else kind_of(document)
    value = validated(chosen.model(), document, chosen.whole)
    compiled = {"file": document.name, "kind": chosen.name, "data": dump(value)}
    return compiled | (chosen.also(value, document) if chosen.also else {})
