"""The registry's YAML read into plain data, with the line and column of every value.

Only plain data is accepted: maps with text keys, lists and scalars. Dates stay text, because the engine compares
text. Anchors, tags and duplicate keys are refused, so that what a line says does not depend on another.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any, NamedTuple

from pato.errors import FileError, Problem

Location = tuple[str | int, ...]


class Parsed(NamedTuple):
    """A parsed file: its name in messages, its data, and where each value stands (line and column from 1)."""

    name: str
    data: Any
    positions: dict[Location, tuple[int, int]]

    def where(self, path: Location) -> str:
        """Return ``file:line:column`` of a value, or of the nearest thing that contains it."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.positions:
                line, column = self.positions[path[:length]]
                return f"{self.name}:{line}:{column}"
        return self.name


def parse(file: Path, *, name: str) -> Parsed:
    """Parse a YAML 1.2 file.

    Raises
    ------
    FileError
        With every problem found, if the file is not UTF-8, not YAML, or not plain data.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        text = file.read_text(encoding="utf-8")
        node = YAML(typ="rt", pure=True).compose(text)
    except UnicodeDecodeError as error:
        raise FileError(Problem(name, "is not UTF-8 text.", "Save it as UTF-8.")) from error
    except MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else name
        raise FileError(Problem(where, f"is not YAML: {error.problem}.")) from error
    except YAMLError as error:
        raise FileError(Problem(name, f"is not YAML: {error}.")) from error
    reader = _Reader(name)
    data = reader.plain(node, ())
    if reader.problems:
        raise FileError(reader.problems)
    return Parsed(name, data, reader.positions)


class _Reader:
    """Turns composed nodes into plain data and gathers what is wrong."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.positions: dict[Location, tuple[int, int]] = {}
        self.problems: list[Problem] = []

    def plain(self, node: Any, path: Location) -> Any:
        if node is None:
            return None
        self.positions[path] = (node.start_mark.line + 1, node.start_mark.column + 1)
        if node.anchor:
            self._refuse(node, "anchors are not used here.", "Write the value out.")
        kind = type(node).__name__
        if kind == "MappingNode":
            return self._mapping(node, path)
        if kind == "SequenceNode":
            return [self.plain(child, (*path, i)) for i, child in enumerate(node.value)]
        return self._scalar(node)

    def _mapping(self, node: Any, path: Location) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value
            if not isinstance(key, str):
                self._refuse(key_node, "a key must be text.")
                continue
            if key in found:
                self._refuse(key_node, f"the key '{key}' is there twice.", "Remove one of them.")
            found[key] = self.plain(value_node, (*path, key))
        return found

    def _scalar(self, node: Any) -> Any:
        kind = str(node.tag).rsplit(":", 1)[-1]
        text = node.value
        if kind in {"str", "timestamp"}:
            return text
        if kind == "null":
            return None
        if kind == "bool":
            return text.casefold() == "true"
        try:
            number = int(text, 0) if kind == "int" else float(text)
        except ValueError:
            self._refuse(
                node, f"'{text}' is neither text nor a plain number.", "Put it in quotes if it is text."
            )
            return None
        if isinstance(number, float) and not math.isfinite(number):
            self._refuse(node, f"'{text}' is not a finite number.")
        return number

    def _refuse(self, node: Any, what: str, fix: str = "") -> None:
        where = f"{self.name}:{node.start_mark.line + 1}:{node.start_mark.column + 1}"
        self.problems.append(Problem(where, what, fix))
