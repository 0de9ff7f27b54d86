"""Words renamed in the file formats: older studies, weights and runs are read with the current words."""

from collections.abc import Iterable, Iterator
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


def renames(root: Any) -> Iterator[Rename]:
    """Yield the outdated words of a file where their meaning is certain; ``root`` is its first node as ruamel composes it."""
    for name, part in _pairs(root):
        if name.value in {"weights", "factors"}:
            for factor, of in _pairs(part):
                yield from _of_factor(factor.value, of)


def _pairs(node: Any) -> list[tuple[Any, Any]]:
    """Return keys and values of a mapping that are nodes of words; nothing of another node."""
    found = node.value if getattr(node, "id", "") == "mapping" else []
    return [(key, value) for key, value in found if isinstance(key.value, str)]


def _of_factor(factor: str, of: Any) -> Iterator[Rename]:
    for key, levels in _pairs(of):
        yield from _word(factor, key)
        if key.value == "values" and levels.id == "sequence":
            for level in levels.value:
                yield from _word(factor, level)


def _word(factor: str, node: Any) -> Iterator[Rename]:
    # a bare null, or a tilde, is a missing value to YAML
    word = "null" if str(node.tag).endswith(":null") else node.value
    new = _LEVELS.get((factor, word)) if isinstance(word, str) else None
    if new is not None:
        yield Rename(node.start_mark.line, node.start_mark.column, word, new)
