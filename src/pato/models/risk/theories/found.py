"""The assumptions about deterrence there are: those of the library, and a user's own in ``theories/`` of their folders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from pato.errors import FileError, Problem, UnknownNameError, unknown
from pato.files import library
from pato.files.discover import reading, user_folders
from pato.files.renamed import level_now
from pato.models.risk.theories.row import Theory, known_symbols

KIND, FACTOR = "theory", "deterrence"


def theories() -> Mapping[str, Theory]:
    """Return all theories by id: those that ship, then the user's own, each by their ids.

    Raises
    ------
    FileError
        With every problem of the user's own.
    """
    return _read(user_folders(), reading())


def theory(name: str) -> Theory:
    """Return one theory.

    Raises
    ------
    UnknownNameError
        If the id is unknown.
    """
    known = theories()
    now = level_now(FACTOR, name)
    if now not in known:
        raise UnknownNameError(unknown("assumption about deterrence", name, known))
    return known[now]


@lru_cache(4)
def _read(folders: tuple[str, ...], number: int) -> Mapping[str, Theory]:
    del folders, number  # what the result is remembered by
    every = (Theory.of(e["data"], e["file"]) for e in library.entries(KIND).values())
    found = {t.id: t for t in sorted(every, key=lambda t: (t.is_own, t.id))}
    own = [t for t in found.values() if t.is_own]
    if problems := [p for i, t in enumerate(own) for p in _problems(t, own[:i])]:
        raise FileError(problems)
    return found


def _problems(mine: Theory, others: list[Theory]) -> Iterator[Problem]:
    """Yield conflicts of a user's theory with others: a range defined differently there, or an unknown symbol."""
    for symbol in mine.ranges:
        if symbol in known_symbols():
            told = f"the range '{symbol}' is one of the assumptions that ship with pato."
            yield Problem(
                mine.file, told, "Name it without giving it anew, or give yours a symbol of its own."
            )
    for other in others:
        for symbol in mine.ranges:
            if symbol in other.ranges and dict(other.ranges[symbol]) != dict(mine.ranges[symbol]):
                told = f"the range '{symbol}' is another one in {other.file}."
                yield Problem(mine.file, told, "Give it a symbol of its own.")
    try:
        mine.factors()
    except FileError as error:
        yield from error.problems
