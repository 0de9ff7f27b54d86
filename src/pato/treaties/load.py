"""Load the files that people write about law: treaty, architecture, event and check files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pato.compiled.kinds import KINDS, kind_of
from pato.compiled.problems import validated
from pato.compiled.reader import Document, read_file

if TYPE_CHECKING:
    from pydantic import BaseModel


def load_file(path: str | Path, *, kind: str | None = None, name: str | None = None) -> tuple[BaseModel, Document]:
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
    return value.model_dump(mode="json", by_alias=True, exclude_defaults=True) | {"format": 1}
