"""The theories of deterrence there are: those of the library, and a user's own in ``theories/`` of their folders."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from pato.errors import FileError, Problem, UnknownNameError, unknown
from pato.files import library
from pato.files.discover import own_files
from pato.files.renamed import level_now
from pato.models.risk.theories.row import Theory

KIND, FACTOR = "theory", "deterrence"


def theories() -> Mapping[str, Theory]:
    """Return all theories by id: those that ship by their ids, then the user's own.

    Raises
    ------
    FileError
        With every problem of the user's own.
    """
    own = own_files("theories")
    return _read(tuple((path, os.stat(path).st_mtime_ns) for path in own))  # noqa: PTH116  as the files' room does


def theory(name: str) -> Theory:
    """Return one theory.

    Raises
    ------
    UnknownNameError
        If there is none of that id.
    """
    known = theories()
    now = level_now(FACTOR, name)
    if now not in known:
        raise UnknownNameError(unknown("theory of deterrence", name, known))
    return known[now]


@cache
def _read(own: tuple[tuple[str, int], ...]) -> Mapping[str, Theory]:
    found = {e["data"]["id"]: Theory.of(e["data"], e["file"]) for e in _shipped()}
    problems: list[Problem] = []
    for path, _ in own:
        mine = Theory.of(library.user_file(path, KIND)["data"], path)
        problems += _problems(mine, found)
        found.setdefault(mine.id, mine)
    if problems:
        raise FileError(problems)
    return found


def _shipped() -> list[dict[str, Any]]:
    entries = library.entries(KIND)
    return [entries[name] for name in sorted(entries)]


def _problems(mine: Theory, known: Mapping[str, Theory]) -> Iterator[Problem]:
    """Yield what keeps a user's theory from standing beside others: a name that is taken, or a figure of no known symbol."""
    if mine.id in known:
        told = f"the theory '{mine.id}' is also that of {known[mine.id].file}."
        yield Problem(mine.file, told, "Give it an id of its own.")
    for other in known.values():
        for symbol in mine.ranges:
            if symbol in other.ranges and dict(other.ranges[symbol]) != dict(mine.ranges[symbol]):
                told = f"the range '{symbol}' is another one in {other.file}."
                yield Problem(mine.file, told, "Give it a symbol of its own.")
    try:
        mine.factors()
    except FileError as error:
        yield from error.problems
