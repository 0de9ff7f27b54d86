"""Words that files used to say and now say otherwise: studies, weights and runs of old are read by the new words."""

from collections.abc import Iterable

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
