"""Shipped estimates: the plain values that `pato fit` writes, read without computing anything."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from pato.errors import DataError, Problem, UnknownNameError, unknown
from pato.files import library

_FOLDER = "estimates"
_FLAT = re.compile(r"\[\s+([^\[\]{}\"]*?)\s+\]")


@cache
def stored_names() -> tuple[str, ...]:
    """Return the names of all estimates in the library."""
    return tuple(sorted(f.stem for f in (library.root() / _FOLDER).glob("*.json")))


def find(name: str) -> dict[str, Any] | None:
    """Return a shipped estimate, or None for an unknown name. The object is shared between callers: do not change it.

    Raises
    ------
    DataError
        If its file is damaged.
    """
    return _read(name) if name in stored_names() else None


def stored(name: str) -> dict[str, Any]:
    """Return a shipped estimate, as `find` does.

    Raises
    ------
    UnknownNameError
        If the name is not in the library.
    DataError
        If its file is damaged.
    """
    found = find(name)
    if found is None:
        raise UnknownNameError(unknown("estimate", name, stored_names()))
    return found


def damaged(name: str, why: str) -> DataError:
    """Return the error for an estimate with the wrong content."""
    return DataError(
        Problem(f"estimate '{name}'", f"is damaged: {why}.", f"Make it again with: pato fit {name}")
    )


@cache
def _read(name: str) -> dict[str, Any]:
    try:
        text = (library.root() / _FOLDER / f"{name}.json").read_text(encoding="utf-8")
        found: dict[str, Any] = json.loads(text)
    except (OSError, ValueError) as error:
        raise damaged(name, str(error)) from error
    return found


def as_text(estimate: dict[str, Any]) -> str:
    """Return an estimate as stored text: lists of numbers on one line, identical for identical values."""
    text = json.dumps(estimate, indent=1, ensure_ascii=False)
    return _FLAT.sub(lambda m: "[" + re.sub(r"\s+", " ", m.group(1)) + "]", text) + "\n"
