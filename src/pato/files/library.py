"""Shipped files and the user's own, by kind and id, in one namespace of ids."""

from __future__ import annotations

import os
from collections import ChainMap
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from pato.errors import FileError, PatoError, Problem, UnknownNameError, UsageError, unknown
from pato.files import cache as compile_cache
from pato.files import discover
from pato.files.kinds import KINDS
from pato.files.storage import read_bounded
from pato.memo import Memo

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic import BaseModel

    from pato.files.yaml import Document

_HERE = os.path.dirname(__file__)  # noqa: PTH120  pathlib costs start-up time (C9)
FOLDER = os.path.join(os.path.dirname(_HERE), "library")  # noqa: PTH118, PTH120
"""Folder of the shipped files."""
SHIPPED = FOLDER + "/_compiled"
_SHOWN = "library/"
"""Prefix of the names of shipped files."""
_MOST_BYTES = 4_000_000
_COMPILED = Memo(256)
"""Files as compiled in this process, by name and content: models ask for the text of a user's treaty again and again."""
Compiler = Callable[..., dict[str, Any]]


def is_path(name: str | os.PathLike[str]) -> bool:
    """Return whether a word means a file rather than an id: it ends like a file name, or names a folder.

    Raises
    ------
    UsageError
        If it is not text.
    """
    given: Any = name
    if not isinstance(given, str | os.PathLike):
        told = f"found {given!r}, of type {type(given).__name__}."
        raise UsageError(Problem("name", told, "Give an id of the library or the path of a file."))
    text = os.fspath(given)
    return text.endswith((".yaml", ".yml")) or "/" in text or "\\" in text


def entries(kind: str) -> Mapping[str, dict[str, Any]]:
    """Return the files of a kind by id, shipped ones and the user's own: ``{"file": …, "data": …}``."""
    return group(kind, "file")


def group(kind: str, name: str) -> Mapping[str, Any]:
    """Return a group of records made from all files of a kind: ``file``, or one that the kind adds."""
    shipped, own = _shipped(kind)[name], _own(kind, discover.user_folders(), discover.reading())
    return ChainMap(own[name], shipped) if own else shipped  # type: ignore[arg-type]


def entry(kind: str, identifier: str) -> dict[str, Any]:
    """Return one file of a kind by its id.

    Raises
    ------
    UnknownNameError
        If the id is unknown; the message names the nearest one.
    """
    known = entries(kind)
    if identifier not in known:
        raise UnknownNameError(unknown(kind, identifier, known))
    return known[identifier]


def record(name: str | os.PathLike[str], kind: str) -> dict[str, Any]:
    """Return a file of a kind compiled: by its id, or a user's by its path.

    Raises
    ------
    UnknownNameError, FileError
        If the name is unknown, or its file has mistakes.
    """
    return user_file(name, kind) if is_path(name) else entry(kind, str(name))


def load(name: str | os.PathLike[str], kind: str) -> tuple[BaseModel, Document]:
    """Return a file of a kind as its model, with its lines: by its id, or a user's by its path.

    Raises
    ------
    UnknownNameError, FileError
        If the name is unknown, or its file has mistakes.
    """
    from pato.files.load import load_file

    if is_path(name):
        return load_file(os.fspath(name), kind=kind)
    shown = entry(kind, str(name))["file"]
    return load_file(path_of(shown), kind=kind, name=shown)


def path_of(shown: str) -> Path:
    """Return the path of a file from its name as messages show it."""
    from pathlib import Path

    return root().parent / shown if shown.startswith(_SHOWN) else Path(shown)


def root() -> Path:
    """Return the folder of the shipped files as a `pathlib.Path`."""
    from pathlib import Path

    return Path(FOLDER)


def files_of(kind: str) -> list[str]:
    """Return the YAML files of a kind, sorted by name: the shipped ones, then the user's own."""
    return [*_shipped_files(kind), *discover.own_files(KINDS[kind].folder)]


def has_own() -> bool:
    """Return whether the user has files of their own."""
    return bool(discover.user_folders())


def user_file(path: str | os.PathLike[str], kind: str | None = None) -> dict[str, Any]:
    """Return a user's file compiled, from the cache where its content was compiled before.

    Parameters
    ----------
    path
        The file.
    kind
        The required kind; where None it is recognised by the file's keys and stated under ``kind`` in the record.

    Raises
    ------
    FileError
        With every problem of the file (T8).
    """
    name = _own_name(os.fspath(path))
    return _one(read_bounded(name, _MOST_BYTES), kind, name=name)


def compiled(kind: str) -> dict[str, dict[str, Any]]:
    """Compile all shipped files of a kind, without looking at any cache.

    Raises
    ------
    FileError
        With every problem of every file (C11).
    """
    from pato.files.load import compile_file

    return _groups(kind, _gathered(kind, _shipped_files(kind), compile_file))


@cache
def _shipped(kind: str) -> dict[str, compile_cache.Records]:
    return compile_cache.load(
        kind,
        lambda: [*_shipped_files(kind), *_sources(kind)],
        lambda: _groups(kind, _gathered(kind, _shipped_files(kind), _one)),
        shipped=f"{SHIPPED}/{kind}.jsonl",
    )


@lru_cache(64)
def _own(kind: str, folders: tuple[str, ...], number: int) -> dict[str, Any]:
    """Return the groups of records of the user's own files; empty where there are none."""
    del folders, number  # key of the cached result
    paths = discover.own_files(KINDS[kind].folder)
    if not paths:
        return {}
    taken = {i: one["file"] for i, one in _shipped(kind)["file"].items()}
    return _groups(kind, _gathered(kind, paths, _one, taken))


def _shipped_files(kind: str) -> list[str]:
    folder = os.path.join(FOLDER, KINDS[kind].folder)  # noqa: PTH118  no pathlib here
    return sorted(path for _, path in discover.files_in(folder, ".yaml"))


def _gathered(
    kind: str, files: Iterable[str | Path], compile_one: Compiler, taken: Mapping[str, str] | None = None
) -> dict[str, dict[str, Any]]:
    """Return compiled files by id; the problems of all files are collected before raising (C11)."""
    found: dict[str, dict[str, Any]] = {}
    problems: list[Problem] = []
    names = dict(taken or {})
    for file in files:
        name = _name(str(file), kind)
        try:
            one = compile_one(read_bounded(file, _MOST_BYTES, name=name), kind, name=name)
        except PatoError as error:
            problems += error.problems
            continue
        identifier = one["data"]["id"]
        if identifier in names:
            told = f"id '{identifier}' is also that of {names[identifier]}."
            problems.append(Problem(name, told, "Give each file its own id."))
        names[identifier] = name
        found[identifier] = one
    if problems:
        raise FileError(problems)
    return found


def _name(path: str, kind: str) -> str:
    """Return the name of a file as messages show it: that of a shipped one begins with ``library/``."""
    if path.startswith(FOLDER + os.sep):
        return f"{_SHOWN}{KINDS[kind].folder}/{os.path.basename(path)}"  # noqa: PTH119  no pathlib here
    return _own_name(path)


def _own_name(path: str) -> str:
    """Return the name of a user's file; one in a folder called as that of the shipped ones is not taken for one of them."""
    return f"./{path}" if path.startswith(_SHOWN) else path


def _groups(kind: str, found: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """Return the groups of records that are made from compiled files."""
    files = {i: {"file": one["file"], "data": one["data"]} for i, one in found.items()}
    more = KINDS[kind].groups
    return {"file": files} | (more(found) if more else {})


def _sources(kind: str | None) -> list[str]:
    """Return the Python files that define a kind, or all kinds, and those that read files."""
    kinds = [KINDS[kind]] if kind else list(KINDS.values())
    here = sorted(e.path for e in os.scandir(_HERE) if e.name.endswith(".py"))
    return [*sorted({s for k in kinds for s in k.source_files()}), *here]


def _one(content: bytes, kind: str | None, *, name: str) -> dict[str, Any]:
    """Return one file compiled; each name and content is compiled once, whatever kind is asked for."""

    def compile_one() -> dict[str, Any]:
        from pato.files.load import compile_file

        return compile_file(content, kind, name=name)

    # the name is compiled too: of a copy under another name messages speak of the copy
    key = compile_cache.digest(os.fsencode(name) + b"\0" + content)[:24]

    def stored() -> dict[str, Any]:
        found = compile_cache.load(
            f"{kind or 'any'}-{key}", lambda: _sources(kind), lambda: {"one": {name: compile_one()}}
        )
        one: dict[str, Any] = found["one"][name]
        return one

    one = _COMPILED.get(key, make=stored)
    return one if kind in {None, one["kind"]} else compile_one()
