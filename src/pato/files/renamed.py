"""Words renamed in the file formats: older studies, weights and runs are read with the current words."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

_LEVELS = {("deterrence", "null"): "no_effect"}
"""Levels of factors. ``null`` reads as missing in most tools that read tables."""


def level_now(factor: str, level: str) -> str:
    """Return the current name of a factor's level.

    >>> level_now("deterrence", "null")
    'no_effect'
    """
    return _LEVELS.get((factor, level), level)


def levels_now(factor: str, levels: Iterable[str]) -> list[str]:
    """Return the current names of some of a factor's levels."""
    return [level_now(factor, level) for level in levels]


def source_now(factor: str, source: str) -> str:
    """Return the source text of a factor, which lists its levels as ``LEVEL: what it is``, with current level names."""
    for (of, old), new in _LEVELS.items():
        if of == factor:
            source = source.replace(f"{old}: ", f"{new}: ")
    return source


class Rename(NamedTuple):
    """An outdated word in a file: its place (line and column from 0), and the current word."""

    line: int
    column: int
    old: str
    new: str


def renames(data: Any) -> Iterator[Rename]:
    """Yield the outdated words of a file that ruamel read with line numbers, where their meaning is certain."""
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
    placed: Any = of  # with line numbers
    for old in of:
        # YAML reads a bare null as a missing value
        word = "null" if old is None else str(old)
        if (factor, word) in _LEVELS:
            yield _at(placed.lc.key(old), word, _LEVELS[factor, word])
    levels: Any = of.get("values")
    for i, old in enumerate(levels if isinstance(levels, list) else ()):
        word = "null" if old is None else str(old)
        if (factor, word) in _LEVELS:
            yield _at(levels.lc.item(i), word, _LEVELS[factor, word])
