"""The files that ship, by kind and id, and the user's own beside them: one namespace of ids."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from pato.errors import FileError, PatoError, Problem, UnknownNameError, unknown
from pato.files import cache as twins
from pato.files.kinds import KINDS

if TYPE_CHECKING:
    from pathlib import Path

_HERE = os.path.dirname(__file__)  # noqa: PTH120  pathlib costs start-up time (C9)
FOLDER = os.path.join(os.path.dirname(_HERE), "library")  # noqa: PTH118, PTH120
"""Where the shipped files lie."""
SHIPPED = FOLDER + "/_compiled"


def entries(kind: str) -> Mapping[str, dict[str, Any]]:
    """Return the shipped files of a kind by id: ``{"file": …, "data": …}``."""
    return _groups(kind)["file"]


def norms() -> Mapping[str, dict[str, Any]]:
    """Return the norms of all shipped treaties by id: what the duties engine reads."""
    return _groups("treaty")["norm"]


def spans() -> Mapping[str, Any]:
    """Return ``[from, until]`` of all shipped treaties by id, None for one never in force: known without reading the rest."""
    found: Mapping[str, Any] = _groups("treaty")["index"]["in_force"]
    return found


@cache
def _groups(kind: str) -> dict[str, twins.Records]:
    return twins.load(
        kind,
        lambda: [*files_of(kind), *_schema_files()],
        lambda: _compiled(kind),
        shipped=f"{SHIPPED}/{kind}.jsonl",
    )


def entry(kind: str, identifier: str) -> dict[str, Any]:
    """Return one shipped file of a kind.

    Raises
    ------
    UnknownNameError
        If there is none of that id; the message names the nearest one.
    """
    known = entries(kind)
    if identifier not in known:
        raise UnknownNameError(unknown(kind, identifier, known))
    return known[identifier]


def root() -> Path:
    """Return the folder of the shipped files as a path."""
    from pathlib import Path

    return Path(FOLDER)


def files_of(kind: str) -> list[Path]:
    """Return the shipped YAML files of a kind, sorted by name."""
    return sorted((root() / KINDS[kind].folder).glob("*.yaml"))


def build(folder: Path) -> list[Path]:
    """Write the twins of the whole library into a folder; the wheel's build hook calls this.

    Raises
    ------
    FileError
        With every problem of every file.
    """
    from pato.treaties import incidents

    written = []
    for kind in KINDS:
        written.append(folder / f"{kind}.jsonl")
        twins.write(written[-1], _compiled(kind))
    written.append(folder / "incidents.jsonl")
    twins.write(written[-1], {"counts": incidents.count_all()})
    return written


def user_file(path: str | Path, kind: str) -> dict[str, Any]:
    """Return a user's file compiled, from its twin where its content was compiled before.

    Raises
    ------
    FileError
        With every problem of the file (T8).
    """
    from pathlib import Path

    file = Path(path)
    try:
        content = file.read_bytes()[:4_000_000]
    except OSError as error:
        raise FileError(
            Problem(
                str(path), f"cannot be read: {error.strerror or error}.", "Check the path and its spelling."
            )
        ) from error
    return _one(file, kind, content, str(path))


@cache
def _schema_files() -> list[Path]:
    from pathlib import Path

    above = Path(_HERE).parent
    return sorted(
        [
            *(above / "treaties" / "schema").glob("*.py"),
            above / "treaties" / "compiling.py",
            *(above / "files").glob("*.py"),
            above / "assess" / "schema.py",
            above / "report" / "ledger" / "schema.py",
            above / "models" / "risk" / "theories" / "schema.py",
            *(
                above / "models" / "negotiation" / f"{name}.py"
                for name in ("schema", "switches", "covariates")
            ),
        ]
    )


def _compiled(kind: str) -> dict[str, dict[str, Any]]:
    """Compile all files of a kind, and gather the problems of all of them before giving up (C11)."""
    found: dict[str, dict[str, Any]] = {}
    problems: list[Problem] = []
    for file in files_of(kind):
        name = f"library/{KINDS[kind].folder}/{file.name}"
        try:
            one = _one(file, kind, file.read_bytes(), name)
        except PatoError as error:
            problems += error.problems
            continue
        identifier = one["data"]["id"]
        if identifier in found:
            problems.append(
                Problem(
                    name,
                    f"id '{identifier}' is also that of {found[identifier]['file']}.",
                    "Give each file its own id.",
                )
            )
        found[identifier] = one
    if problems:
        raise FileError(problems)
    groups = {"file": {i: {"file": one["file"], "data": one["data"]} for i, one in found.items()}}
    if kind == "treaty":
        norms_ = {i: one["norm"] for i, one in found.items()}
        dates = {i: [n["start"], n["end"]] if n["start"] else None for i, n in norms_.items()}
        groups |= {"norm": norms_, "index": {"in_force": dates}}
    return groups


def _one(file: Path, kind: str, content: bytes, name: str) -> dict[str, Any]:
    """Return one file compiled; each content is compiled once."""

    def build_one() -> dict[str, dict[str, Any]]:
        from pato.treaties.compiling import compile_file

        return {"one": {name: compile_file(file, kind, name=name)}}

    key = twins.digest(content)[:24]
    found = twins.load(f"{kind}-{key}", _schema_files, build_one)["one"]
    one: dict[str, Any] = found[name] if name in found else build_one()["one"][name]
    return one
