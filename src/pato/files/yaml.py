"""Read YAML 1.2 into plain values, each with its line and column (T8).

The parser is ruamel.yaml's. The tree is built here from its events, because the contents of a hostile or broken file
must be refused before they are built: aliases (which explode when expanded), tags, duplicate keys, unbounded depth,
endless files. All such mistakes of a file are reported at once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pato.errors import FileError, Problem, harmless
from pato.files.storage import read_bounded

MAX_BYTES = 500_000
"""Largest file accepted, in bytes: about ten seconds of parsing, thirty times the longest treaty of the library."""
MAX_DEPTH = 24
"""Deepest nesting accepted."""
MOST_PROBLEMS = 500
"""Number of mistakes after which reading stops: a file with more is of another kind, or hostile."""

Path_ = tuple[str | int, ...]

_INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False, "True": True, "False": False}


@dataclass(frozen=True, slots=True)
class Document:
    """A file as plain values, with the position of each.

    Attributes
    ----------
    name
        The file's name as messages show it.
    data
        Mappings, lists, strings, numbers, booleans and None. Dates stay text.
    positions
        Line and column, counted from 1, of every value by its path of keys and indices.
    keys
        The same for the keys of mappings.
    """

    name: str
    data: Any
    positions: dict[Path_, tuple[int, int]]
    keys: dict[Path_, tuple[int, int]]

    def at(self, path: Path_) -> Any:
        """Return the value at an existing path."""
        value = self.data
        for step in path:
            value = value[step]
        return value

    def line(self, path: Path_) -> int:
        """Return the line of the value at a path, or of its nearest ancestor in the file."""
        return self._nearest(path)[0]

    def where(self, path: Path_, *, key: bool = False) -> str:
        """Return ``file:line:column`` of the value (or key) at a path, or of its nearest ancestor."""
        found = self.keys.get(tuple(path)) if key else None
        line, column = found or self._nearest(path)
        return f"{self.name}:{line}:{column}"

    def _nearest(self, path: Path_) -> tuple[int, int]:
        for length in range(len(path), -1, -1):
            if found := self.positions.get(tuple(path[:length])):
                return found
        return 1, 1


def read_file(path: str | Path, *, name: str | None = None) -> Document:
    """Read a YAML file.

    Parameters
    ----------
    path
        The file.
    name
        The name that messages show instead of the path.

    Raises
    ------
    FileError
        If the file is missing, too large, not UTF-8, not YAML, or uses a refused feature.
    """
    shown = name or str(path)
    return read_bytes(read_bounded(path, MAX_BYTES + 1, name=shown), name=shown)


def read_bytes(raw: bytes, *, name: str) -> Document:
    """Read a YAML file from memory; see `read_file`."""
    if len(raw) > MAX_BYTES:
        raise FileError(
            Problem(
                name,
                f"is larger than {MAX_BYTES // 1000} kB, which no file of this kind needs.",
                "Is it the right file?",
            )
        )
    return read_text(_decoded(raw, name), name=name)


def _decoded(raw: bytes, name: str) -> str:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise FileError(
            Problem(
                f"{name}:{line}",
                f"byte {raw[error.start]:#04x} is not UTF-8.",
                "Save the file with the encoding UTF-8.",
            )
        ) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise FileError(
            Problem(
                f"{name}:{line}", "holds a NUL character: this is not a text file.", "Is it the right file?"
            )
        )
    return text


def read_text(text: str, *, name: str = "<text>") -> Document:
    """Read YAML from text; see `read_file`."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    yaml = YAML(typ="safe", pure=True)  # the round-trip parser keeps comments, and fails where two meet
    yaml.version = (1, 2)
    builder = _Builder(name)
    try:
        for event in yaml.parse(text):
            builder.feed(event)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else name
        detail = " ".join(part for part in (error.problem, error.context) if part)
        builder.problems.append(
            Problem(
                where,
                f"this is not YAML: {detail}.",
                "Check the indentation, the colons and the quotes there.",
            )
        )
    except _HopelessError:
        pass
    except (YAMLError, RecursionError, ValueError) as error:
        builder.problems.append(
            Problem(
                name,
                f"this is not YAML: {str(error).splitlines()[0]}.",
                "Check the characters that your editor hides.",
            )
        )
    if builder.problems:
        raise FileError(builder.problems)
    if not builder.started:
        raise FileError(Problem(name, "is empty.", "Start from a template: pato new KIND."))
    return Document(name, builder.root, builder.positions, builder.keys)


class _HopelessError(Exception):
    """Stops reading a file that is nested too deeply or has too many mistakes; the problems have been recorded."""


class _Builder:
    """Builds values and positions from the parser's events, and collects refused features."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.positions: dict[Path_, tuple[int, int]] = {}
        self.keys: dict[Path_, tuple[int, int]] = {}
        self.root: Any = None
        self.started = False
        self._stack: list[Any] = []
        self._path: list[str | int] = []
        self._keys: list[str | None] = []
        self._stand_ins: list[str | None] = []
        self._colon = (1, 1)

    def feed(self, event: Any) -> None:
        handler = getattr(self, "_on_" + type(event).__name__, None)
        if handler is not None:
            handler(event)

    def _on_DocumentStartEvent(self, event: Any) -> None:  # noqa: N802
        if self.started:
            self._refuse(
                event, "a second document begins here.", "Keep one document a file: remove the line '---'."
            )

    def _on_AliasEvent(self, event: Any) -> None:  # noqa: N802
        self._refuse(
            event, f"alias '*{event.anchor}' is not allowed.", "Write the value out where it is needed."
        )
        self._place(event, None)

    def _on_ScalarEvent(self, event: Any) -> None:  # noqa: N802
        self._check_tag(event)
        self._check_characters(event)
        if self._stack and isinstance(self._stack[-1], dict) and self._keys[-1] is None:
            self._on_key(event)
            return
        self._place(event, scalar(event.value, plain=event.style is None))

    def _on_key(self, event: Any) -> None:
        key = str(event.value)
        if key in self._stack[-1]:
            first = self.keys.get((*self._path, key), _position(event))[
                0
            ]  # an empty key may not have been written
            self._refuse(event, f"key '{key}' stands twice (first in line {first}).", "Keep one of them.")
        self._keys[-1] = key
        self._colon = event.end_mark.line + 1, event.end_mark.column + 2
        self.keys.setdefault((*self._path, key), _position(event))

    def _on_MappingStartEvent(self, event: Any) -> None:  # noqa: N802
        self._open(event, {})

    def _on_SequenceStartEvent(self, event: Any) -> None:  # noqa: N802
        self._open(event, [])

    def _on_MappingEndEvent(self, event: Any) -> None:  # noqa: N802
        self._close(event)

    def _on_SequenceEndEvent(self, event: Any) -> None:  # noqa: N802
        self._close(event)

    def _open(self, event: Any, container: Any) -> None:
        self._check_tag(event)
        if len(self._stack) >= MAX_DEPTH:
            self._refuse(
                event, f"is nested more than {MAX_DEPTH} levels deep.", "No file of this kind needs that."
            )
            raise _HopelessError
        stand_in = None
        if self._stack and isinstance(self._stack[-1], dict) and self._keys[-1] is None:
            self._refuse(event, "a mapping or list cannot be a key.", "Write a plain word before the colon.")
            stand_in = f"<line {event.start_mark.line + 1}>"
            step: str | int | None = stand_in
        else:
            step = self._place(event, container)
        self._stand_ins.append(stand_in)
        self._stack.append(container)
        self._keys.append(None)
        if step is not None:
            self._path.append(step)

    def _close(self, event: Any) -> None:
        del event
        self._stack.pop()
        self._keys.pop()
        if self._path:
            self._path.pop()
        # a refused key still counts as a key, so that its value is read as a value
        if (stand_in := self._stand_ins.pop()) is not None:
            self._keys[-1] = stand_in

    def _place(self, event: Any, value: Any) -> str | int | None:
        if not self._stack:
            if not self.started:
                self.root, self.started = value, True
                self.positions[()] = _position(event)
            return None
        parent = self._stack[-1]
        if isinstance(parent, list):
            step: str | int = len(parent)
            parent.append(value)
            self.positions[(*self._path, step)] = _position(event)
            return step
        step = self._keys[-1] or ""
        self._keys[-1] = None
        parent.setdefault(step, value)
        # the parser finds what was left out at the next token, lines below
        left_out = getattr(event, "value", None) == "" and event.style is None
        self.positions.setdefault((*self._path, step), self._colon if left_out else _position(event))
        return step

    def _check_tag(self, event: Any) -> None:
        if getattr(event, "anchor", None):
            self._refuse(
                event, f"anchor '&{event.anchor}' is not allowed.", "Write the value out where it is needed."
            )
        tag = getattr(event, "tag", None)
        if tag is not None and str(tag) not in {"!", "tag:yaml.org,2002:str"}:
            self._refuse(event, f"tag '{tag}' is not allowed.", "Remove it: plain values are enough.")

    def _check_characters(self, event: Any) -> None:
        text = event.value
        if text.isprintable():
            return
        bad = sorted({c for c, kept in zip(text, harmless(text), strict=True) if c != kept})
        if bad:
            codes = ", ".join(f"U+{ord(c):04X}" for c in bad[:5])
            self._refuse(
                event,
                f"holds characters that cannot be seen and drive terminals and other programs ({codes}).",
                "Remove them, or write the text again.",
            )

    def _refuse(self, event: Any, what: str, fix: str) -> None:
        line, column = _position(event)
        self.problems.append(Problem(f"{self.name}:{line}:{column}", what, fix))
        if len(self.problems) >= MOST_PROBLEMS:
            self.problems.append(
                Problem(
                    self.name,
                    f"has {MOST_PROBLEMS} mistakes up to line {line}; the rest was not read.",
                    "Is it the right file?",
                )
            )
            raise _HopelessError


def _position(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


def scalar(text: str, *, plain: bool) -> Any:
    """Return the value of a scalar under YAML 1.2's core schema; dates and quoted text stay text.

    >>> scalar("NO", plain=True), scalar("0.5", plain=True), scalar("1951-09-01", plain=True)
    ('NO', 0.5, '1951-09-01')
    """
    if not plain:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.match(text) and len(text) < 19:
        return int(text)
    if _FLOAT.match(text) and len(text) < 40:
        return float(text)
    return text
