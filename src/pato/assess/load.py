"""Read study and claim files: by path, with errors at their lines, or shipped ones by id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pato.assess.schema import Claim, ClaimSet, Study
from pato.brief import brief
from pato.errors import Problem, UsageError
from pato.files import library
from pato.files.problems import validated
from pato.files.yaml import Document, read_file
from pato.futures.processes import entry_point

FUNCTION = entry_point("pato.assess.run:evaluate")
"""Function that evaluates the futures of a study, in this process and in others."""


@brief("study", "folder")
class StudyFile(NamedTuple):
    """A study and its origin.

    Attributes
    ----------
    study
        The study as read.
    document
        The file with its lines; None for one that was made from a command's options.
    folder
        Folder to which paths in the study are relative.
    """

    study: Study
    document: Document | None
    folder: Path

    def problem(self, path: tuple[str | int, ...], problem: Problem) -> Problem:
        """Return a problem at the place in the file that it concerns."""
        where = self.document.where(path) if self.document else problem.where
        return Problem(where, problem.what, problem.fix)


def load_study(name: str) -> StudyFile:
    """Return a study by path or id.

    Raises
    ------
    FileError, UnknownNameError
        With every problem of the file at its line, or the nearest id.
    """
    if library.is_path(name):
        document = read_file(name)
        study = validated(Study, document)
        assert isinstance(study, Study)
        return StudyFile(study, document, Path(name).parent)
    return StudyFile(Study.model_validate(library.entry("study", name)["data"]), None, Path())


def from_options(what: Sequence[str], options: Mapping[str, Any]) -> StudyFile:
    """Return the study given by a command's arguments: one study file or id, or architectures.

    Parameters
    ----------
    what
        One study, or architectures by name or path.
    options
        Fields of the study that the command sets; None leaves them as they are.

    Raises
    ------
    UsageError
        If a study is named together with something else.
    """
    given = {name: value for name, value in options.items() if value is not None}
    studies = [name for name in what if _is_study(name)]
    if studies and len(what) > 1:
        raise UsageError(
            Problem(
                studies[0],
                "is a study; it names its architectures itself.",
                "Give one study, or architectures.",
            )
        )
    if studies:
        found = load_study(studies[0])
        return found._replace(study=_checked(found.study.model_dump(mode="json", by_alias=True) | given))
    return StudyFile(
        _checked({"format": 1, "id": "compare", "architectures": list(what)} | given), None, Path()
    )


def _checked(data: dict[str, Any]) -> Study:
    """Return the study made from a command's options, or say which option is wrong."""
    study = validated(Study, Document("command line", data, {}, {}))
    assert isinstance(study, Study)
    return study


def _is_study(name: str) -> bool:
    if library.is_path(name):
        return bool(library.user_file(name)["kind"] == "study")
    return name in library.entries("study")


def load_claims(names: Sequence[str] = ()) -> list[Claim]:
    """Return claims by path or id; without names the single claims of the library, in the order of their ids.

    A set of claims, those of one document, is named as a whole and gives all of them.

    Raises
    ------
    FileError, UnknownNameError
        As `load_study`.
    """
    if not names:
        return [Claim.model_validate(e["data"]) for _, e in sorted(library.entries("claim").items())]
    return [claim for name in names for claim in _claims(name)]


def _claims(name: str) -> tuple[Claim, ...]:
    if library.is_path(name):
        kind = "claims" if library.user_file(name)["kind"] == "claims" else "claim"
    else:
        kind = "claims" if name in library.entries("claims") else "claim"
    found, _ = library.load(name, kind)
    if isinstance(found, ClaimSet):
        return tuple(found.claims)
    assert isinstance(found, Claim)
    return (found,)
