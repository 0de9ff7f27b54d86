"""What the library ships of estimates: read without any computing."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from pato.errors import DataError, Problem, UnknownNameError, unknown


def stored_names() -> list[str]:
    """Return the names of all estimates in the library."""
    folder = files("pato") / "library" / "estimates"
    return sorted(f.name.removesuffix(".json") for f in folder.iterdir() if f.name.endswith(".json"))


def stored(name: str) -> dict[str, Any]:
    """Return an estimate as it ships.

    Raises
    ------
    UnknownNameError
        If the library has none of that name.
    DataError
        If its file is damaged.
    """
    if name not in stored_names():
        raise UnknownNameError(unknown("estimate", name, stored_names()))
    source = files("pato") / "library" / "estimates" / f"{name}.json"
    try:
        found: dict[str, Any] = json.loads(source.read_text(encoding="utf-8"))
    except ValueError as error:
        told = Problem(f"estimate '{name}'", f"is damaged: {error}.", "Install pato again, or refit it.")
        raise DataError(told) from error
    return found


def as_text(estimate: dict[str, Any]) -> str:
    """Return an estimate as the text that is stored: lists of numbers on one line, the same for the same values."""
    import re

    text = json.dumps(estimate, indent=1, ensure_ascii=False)
    flat = re.compile(r"\[\s+([^\[\]{}\"]*?)\s+\]")
    return flat.sub(lambda m: "[" + re.sub(r"\s+", " ", m.group(1)) + "]", text) + "\n"
