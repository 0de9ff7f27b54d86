"""Clauses of a treaty that the page can change: the strength of the defence obligation, its area, and who decides first.

A changed text is the same file with a few characters exchanged, so that the saved file reads as its drafter would
have written it and works in every command. Only changes that a text allows are offered.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from pato.errors import FileError, PatoError, Problem, UsageError, unknown
from pato.files import library
from pato.files.cache import digest
from pato.files.storage import cache_folder, write_atomic

STRENGTHS = {
    "assist_with_force": "use of force is named",
    "act_to_meet_common_danger": "act to meet the common danger",
    "assist_as_deemed_necessary": "act as each deems necessary",
}
RULES = {
    "consensus": "consensus of all first",
    "unanimity_minus_accused": "all but the party concerned decide first",
    "two-thirds": "two thirds decide first",
    "majority": "a majority decides first",
}
ANYWHERE = "anywhere"
_FIRST = "collective_decision"


class Option(NamedTuple):
    """One way in which a clause may be: its value in the address, and its words."""

    value: str
    label: str


class Edit(NamedTuple):
    """Characters of a text that are exchanged, from `start` to `stop`."""

    start: int
    stop: int
    new: str


class Changeable(NamedTuple):
    """Possible changes of a text: the edits for each option, by clause and value."""

    options: Mapping[str, tuple[Option, ...]]
    edits: Mapping[tuple[str, str], tuple[Edit, ...]]


def source_of(text: str, folder: str | None) -> Path:
    """Return the file of a treaty: of the library by id, or of the folder by its path in it.

    Raises
    ------
    UsageError
        For a path outside the folder.
    UnknownNameError
        If the id is unknown.
    """
    if not library.is_path(text):
        return library.path_of(library.entry("treaty", text)["file"])
    from pato.workbench.folder import inside

    if folder is None:
        raise UsageError(Problem("text", "names a file, and no folder is served."))
    return inside(folder, text)


@lru_cache(maxsize=32)
def changeable(content: str) -> Changeable:
    """Return the possible changes of a treaty's text.

    Raises
    ------
    FileError
        If it cannot be read.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        root = YAML(typ="safe", pure=True).compose(content)
    except YAMLError as error:
        raise FileError(Problem("text", f"cannot be read: {str(error).splitlines()[0]}.")) from error
    edits: dict[tuple[str, str], tuple[Edit, ...]] = {}
    labels: dict[str, list[Option]] = {"strength": [], "area": [], "rule": []}
    for clause, option, found in (*_strengths(root), *_areas(content, root), *_rules(root)):
        labels[clause].append(option)
        edits[clause, option.value] = tuple(found)
    return Changeable({name: tuple(found) for name, found in labels.items()}, edits)


def text_with(content: str, chosen: Mapping[str, str]) -> str:
    """Return a treaty's text with other clauses.

    Parameters
    ----------
    content
        The text.
    chosen
        Values by clause; an empty one leaves the clause unchanged.

    Raises
    ------
    UsageError
        If the text has no such option.
    """
    found = changeable(content)
    edits: list[Edit] = []
    for clause, value in chosen.items():
        if not value:
            continue
        if (clause, value) not in found.edits:
            known = [o.value for o in found.options.get(clause, ())]
            raise UsageError(unknown(f"option of {clause}", value[:40], known, where=clause))
        edits += found.edits[clause, value]
    for edit in sorted(edits, reverse=True):
        content = content[: edit.start] + edit.new + content[edit.stop :]
    return content


def written(content: str) -> str:
    """Write a changed text into the cache under the digest of its content, and return its path."""
    wanted = content.encode()
    path = os.path.join(cache_folder(), "workbench", f"{digest(wanted)[:24]}.yaml")  # noqa: PTH118
    try:
        same = Path(path).read_bytes() == wanted
    except OSError:
        same = False
    if not same:  # not there, or not written to the end when a machine went down
        write_atomic(path, content, durable=False)
    return path


def works(content: str) -> bool:
    """Return whether a text is a treaty without mistakes."""
    try:
        library.user_file(written(content), "treaty")
    except PatoError:
        return False
    return True


Found = tuple[str, Option, list[Edit]]


def _strengths(root: Any) -> Iterator[Found]:
    nodes = [n for o in _defences(root) if (n := _get(o, "duty")) is not None and n.value in STRENGTHS]
    now = {n.value for n in nodes}
    for value, label in STRENGTHS.items():
        if nodes and now != {value}:
            yield "strength", Option(value, label), [_replaced(n, value) for n in nodes]


def _areas(content: str, root: Any) -> Iterator[Found]:
    limits = [(w, n) for o in _defences(root) if (w := _get(o, "when")) and (n := _get(w, "in"))]
    names = {n.value for _, n in limits}
    if len(names) != 1 or any(not w.flow_style for w, _ in limits):
        return
    includes = _get(_get(_get(root, "areas"), names.pop()), "includes")
    if includes is None or includes.flow_style or len(includes.value) < 2:
        return
    for at, item in enumerate(includes.value):
        words = _get(item, "words")
        told = words.value if words is not None else _flow(item)
        yield "area", Option(f"without-{at + 1}", f"without “{told}”"), [_line_of(content, item)]


def _rules(root: Any) -> Iterator[Found]:
    decisions = _get(root, "decisions")
    invocation = _get(decisions, "invocation") if decisions is not None else None
    subjects = [n for o in _defences(root) if (n := _get(o, "subject_to")) is not None and n.flow_style]
    if invocation is None or not subjects or getattr(invocation, "flow_style", None) is False:
        return
    first = []
    for node in subjects:
        held = [v.value for v in node.value]
        asked = held if _FIRST in held else [_FIRST, *held]
        first.append(Edit(node.start_mark.index, node.end_mark.index, f"[{', '.join(asked)}]"))
    article = _get(invocation, "article") if invocation.id == "mapping" else None
    at = f', article: "{article.value}"' if article is not None else ""
    for value, label in RULES.items():
        rule = "qualified_majority, share: 2/3" if value == "two-thirds" else value
        yield "rule", Option(value, label), [_replaced(invocation, f"{{rule: {rule}{at}}}"), *first]


def _defences(root: Any) -> list[Any]:
    obligations = _get(root, "obligations")
    items = obligations.value if obligations is not None and obligations.id == "sequence" else []
    return [o for o in items if (kind := _get(o, "kind")) is not None and kind.value == "defence"]


def _get(node: Any, key: str) -> Any:
    if node is None or node.id != "mapping":
        return None
    return next((v for k, v in node.value if k.value == key), None)


def _replaced(node: Any, new: str) -> Edit:
    return Edit(node.start_mark.index, node.end_mark.index, new)


def _line_of(content: str, item: Any) -> Edit:
    """Return the edit that takes an item of a list out, with its line or lines."""
    start = content.rfind("\n", 0, item.start_mark.index) + 1
    stop = content.find("\n", item.end_mark.index)
    return Edit(start, len(content) if stop < 0 else stop + 1, "")


def _flow(node: Any) -> str:
    """Return a short node in words."""
    if node.id == "mapping":
        return ", ".join(f"{k.value} {_flow(v)}" for k, v in node.value)
    if node.id == "sequence":
        return " ".join(_flow(v) for v in node.value)
    return str(node.value).replace("_", " ")
