"""The negotiations that ship, and files of the same format that users write."""

from __future__ import annotations

from pathlib import Path

from pato.errors import UnknownNameError, unknown
from pato.files.problems import validated
from pato.files.yaml import read_file
from pato.models.negotiation.schema import NegotiationFile

FOLDER = Path(__file__).parents[2] / "library" / "negotiations"


def issues() -> tuple[str, ...]:
    """Return the names of the negotiations that ship."""
    return tuple(sorted(p.stem for p in FOLDER.glob("*.yaml")))


def load_negotiation(name: str | Path) -> NegotiationFile:
    """Return a negotiation by its name in the library, or by the path of a YAML file.

    Raises
    ------
    UnknownNameError
        If the library has none of that name.
    FileError
        With every problem of the file (T8).
    """
    path = Path(name)
    if path.suffix not in {".yaml", ".yml"}:
        if str(name) not in issues():
            raise UnknownNameError(unknown("issue", str(name), issues(), where="--issue"))
        path = FOLDER / f"{name}.yaml"
    file = validated(
        NegotiationFile,
        read_file(path, name=f"library/negotiations/{path.name}" if path.parent == FOLDER else None),
    )
    assert isinstance(file, NegotiationFile)
    return file
