"""Words that files used to say and now say otherwise: studies, weights and runs of old are read by the new words."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

_LEVELS = {("deterrence", "null"): "no_effect"}
"""Levels of factors. ``null`` reads as missing in most tools that read tables."""


def level_now(factor: str, level: str) -> str:
    """Return what a level of a factor is called now.

    >>> level_now("deterrence", "null")
    'no_effect'
    """
    return _LEVELS.get((factor, level), level)


def levels_now(factor: str, levels: Iterable[str]) -> list[str]:
    """Return what some levels of a factor are called now."""
    return [level_now(factor, level) for level in levels]


def source_now(factor: str, source: str) -> str:
    """Return the source of a factor, which lists its levels as ``LEVEL: what it is``, with the levels of now."""
    for (of, old), new in _LEVELS.items():
        if of == factor:
            source = source.replace(f"{old}: ", f"{new}: ")
    return source


class Rename(NamedTuple):
    """A word of old in a file: where it stands (line and column from 0), and the word of now."""

    line: int
    column: int
    old: str
    new: str


def renames(data: Any) -> Iterator[Rename]:
    """Yield the words of old in a file that ruamel read with its lines, in the places where their meaning is certain."""
    if not isinstance(data, Mapping):
        return
    for part in ("weights", "factors"):
        for factor, of in (data.get(part) or {}).items():
            yield from _of_factor(str(factor), of)


def _at(place: tuple[int, int], old: str, new: str) -> Rename:
    return Rename(place[0], place[1], old, new)


def _of_factor(factor: str, of: Any) -> Iterator[Rename]:
    if not isinstance(of, Mapping):
        return
    placed: Any = of  # with its lines
    for old in of:
        # YAML reads a bare null as no value at all
        word = "null" if old is None else str(old)
        if (factor, word) in _LEVELS:
            yield _at(placed.lc.key(old), word, _LEVELS[factor, word])
    levels: Any = of.get("values")
    for i, old in enumerate(levels if isinstance(levels, list) else ()):
        word = "null" if old is None else str(old)
        if (factor, word) in _LEVELS:
            yield _at(levels.lc.item(i), word, _LEVELS[factor, word])
