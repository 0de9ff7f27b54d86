"""The files that ship, by kind and id, and the user's own beside them: one namespace of ids."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from pato import twins
from pato.compiled.kinds import KINDS
from pato.errors import FileError, PatoError, Problem, UnknownNameError, unknown

ROOT = Path(__file__).parent.parent / "library"
SHIPPED = ROOT / "_compiled"
_SCHEMA = Path(__file__).parent / "schema"


@cache
def entries(kind: str) -> dict[str, dict[str, Any]]:
    """Return the shipped files of a kind by id: ``{"file": …, "data": …}``."""
    files = files_of(kind)
    found: dict[str, dict[str, Any]] = twins.load(
        kind, [*files, *_schema_files()], lambda: _compiled(kind, files, "data"), shipped=SHIPPED / f"{kind}.json"
    )
    return found


@cache
def norms() -> dict[str, dict[str, Any]]:
    """Return the norms of all shipped treaties by id: what the duties engine reads."""
    files = files_of("treaty")
    found: dict[str, dict[str, Any]] = twins.load(
        "norm", [*files, *_schema_files()], lambda: _compiled("treaty", files, "norm"), shipped=SHIPPED / "norm.json"
    )
    return found


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


def files_of(kind: str) -> list[Path]:
    """Return the shipped YAML files of a kind, sorted by name."""
    return sorted((ROOT / KINDS[kind].folder).glob("*.yaml"))


def build(folder: Path) -> list[Path]:
    """Write the twins of the whole library into a folder; the wheel's build hook calls this.

    Raises
    ------
    FileError
        With every problem of every file.
    """
    written = []
    for kind in KINDS:
        compiled = _compiled(kind, files_of(kind), None)
        parts = {kind: _part(compiled, "data")} | ({"norm": _part(compiled, "norm")} if kind == "treaty" else {})
        for name, values in parts.items():
            target = folder / f"{name}.json"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(twins.encode(values))
            written.append(target)
    from pato.treaties import incidents

    target = folder / "incidents.json"
    target.write_bytes(twins.encode(incidents.count_all()))
    return [*written, target]


def user_file(path: str | Path, kind: str) -> dict[str, Any]:
    """Return a user's file compiled, from its twin where its content was compiled before.

    Raises
    ------
    FileError
        With every problem of the file (T8).
    """
    file = Path(path)
    try:
        content = file.read_bytes()[:4_000_000]
    except OSError as error:
        raise FileError(Problem(str(path), f"cannot be read: {error.strerror or error}.", "Check the path and its spelling.")) from error
    return _one(file, kind, content, str(path))


def _schema_files() -> list[Path]:
    return sorted([*_SCHEMA.glob("*.py"), Path(__file__).with_name("compiling.py")])


def _compiled(kind: str, files: list[Path], part: str | None) -> dict[str, dict[str, Any]]:
    """Compile all files of a kind, and gather the problems of all of them before giving up (C11)."""
    found: dict[str, dict[str, Any]] = {}
    problems: list[Problem] = []
    for file in files:
        name = f"library/{KINDS[kind].folder}/{file.name}"
        try:
            one = _one(file, kind, file.read_bytes(), name)
        except PatoError as error:
            problems += error.problems
            continue
        identifier = one["data"]["id"]
        if identifier in found:
            problems.append(Problem(name, f"id '{identifier}' is also that of {found[identifier]['file']}.", "Give each file its own id."))
        found[identifier] = one
    if problems:
        raise FileError(problems)
    return found if part is None else _part(found, part)


def _part(found: dict[str, dict[str, Any]], part: str) -> dict[str, dict[str, Any]]:
    if part == "norm":
        return {identifier: one["norm"] for identifier, one in found.items()}
    return {identifier: {"file": one["file"], "data": one["data"]} for identifier, one in found.items()}


def _one(file: Path, kind: str, content: bytes, name: str) -> dict[str, Any]:
    def build_one() -> dict[str, Any]:
        from pato.treaties.compiling import compile_file

        return compile_file(file, kind, name=name)

    key = twins.digest(content + twins.stamp(_schema_files()).encode())[:24]
    found: dict[str, Any] = twins.load(f"{kind}-{key}", (), build_one)
    return found if found["file"] == name else build_one()
