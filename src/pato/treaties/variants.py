"""Variants of a treaty: each clause left out, or replaced by a neighbouring option, one at a time."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any, NamedTuple

STRENGTHS = ("consult", "assist_as_deemed_necessary", "act_to_meet_common_danger", "assist_with_force")
"""Duties that answer an attack, from the weakest to the strongest."""
RULES = ("consensus", "unanimity", "majority")
_FIRST = "collective_decision"
_PLEDGE_STEP = 0.01
_TEXT = ("articles", "annexes", "preamble", "definitions", "commentary", "final", "parts")
"""Keys that only describe in words what other keys code: no model reads them, and they name the clauses."""


class Variant(NamedTuple):
    """A text in which one clause is another.

    Attributes
    ----------
    clause
        Which: its article where it has one, and its name in the file.
    change
        The change, in words.
    data
        The treaty as plain data.
    """

    clause: str
    change: str
    data: dict[str, Any]


def touched(data: dict[str, Any], variant: Variant) -> set[str]:
    """Return the parts of a treaty's file, by key, in which a variant differs from the unchanged text."""
    bare = _bare(data)
    return {key for key in {*bare, *variant.data} if bare.get(key) != variant.data.get(key)}


def variants(data: dict[str, Any]) -> Iterator[Variant]:
    """Yield a treaty with each of its clauses changed, one at a time, in the order of the file's keys.

    Parameters
    ----------
    data
        The treaty as plain data (`pato.treaties.load.text_of`).
    """
    data = _bare(data)
    yield from _areas(data)
    yield from _obligations(data)
    yield from _decisions(data)
    yield from _lists(data, "standards", "standard")
    yield from _economy(data)
    yield from _burden(data)
    for name in ("withdrawal", "suspension", "accession"):
        if data.get(name):
            yield _without(data, (name,), _named(data[name], name), "left out")


def _bare(data: dict[str, Any]) -> dict[str, Any]:
    """Return a treaty without what only puts it in words."""
    made = {key: value for key, value in data.items() if key not in _TEXT}
    made["classes"] = {
        role: {key: value for key, value in rights.items() if key not in {"parts", "annex"}}
        for role, rights in data.get("classes", {}).items()
    }
    return made if made["classes"] else {key: value for key, value in made.items() if key != "classes"}


def _without_obligation(data: dict[str, Any], i: int, clause: str) -> Variant:
    """Return the text without an obligation, and without laws or declarations of parties that concern only it."""
    found = _without(data, ("obligations", i), clause, "left out")
    gone = data["obligations"][i]["id"]
    for holder, key in (
        (found.data, "domestic_limits"),
        *((p, "declarations") for p in found.data.get("parties", ())),
    ):
        if key in holder:
            holder[key] = list(_about_others(holder[key], gone))
    return found


def _about_others(parts: list[dict[str, Any]], gone: str) -> Iterator[dict[str, Any]]:
    """Yield parts that name obligations, or none for all of a kind, without the name of one; not those that name it alone."""
    for part in parts:
        named = part.get("obligations")
        left = [o for o in named or () if o != gone]
        if not named or left:
            yield part | ({"obligations": left} if named else {})


def _named(part: Any, name: str) -> str:
    article = part.get("article") if isinstance(part, dict) else None
    return f"Article {article}: {name}" if article else name


def _changed(data: dict[str, Any], path: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    made = copy.deepcopy(data)
    at: Any = made
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return made


def _without(data: dict[str, Any], path: tuple[str | int, ...], clause: str, change: str) -> Variant:
    made = copy.deepcopy(data)
    at: Any = made
    for step in path[:-1]:
        at = at[step]
    del at[path[-1]]
    return Variant(clause, change, made)


def _areas(data: dict[str, Any]) -> Iterator[Variant]:
    for name, area in data.get("areas", {}).items():
        clause = _named(area, f"area {name}")
        for side in ("includes", "excludes"):
            items = area.get(side) or []
            for i, item in enumerate(items):
                if side == "excludes" or len(items) > 1:
                    told = _short(item)
                    change = f"without {told}" if side == "includes" else f"no longer leaves out {told}"
                    yield _without(data, ("areas", name, side, i), clause, change)


def _short(item: dict[str, Any]) -> str:
    words = item.get("words")
    said = words.get("text") if isinstance(words, dict) else words
    if said:
        return f"“{said}”"
    parts = [
        f"{key.replace('_', ' ')} {', '.join(map(str, v)) if isinstance(v, list) else v}"
        for key, v in item.items()
        if key not in {"words", "note", "line"}
    ]
    return "; ".join(parts)


def _obligations(data: dict[str, Any]) -> Iterator[Variant]:
    for i, obligation in enumerate(data.get("obligations", ())):
        clause = f"Article {obligation['article']}: {obligation['id']}"
        if len(data["obligations"]) > 1:
            yield _without_obligation(data, i, clause)
        yield from _duty(data, i, obligation, clause)
        yield from _conditions(data, i, obligation, clause)
        for key, what in (("unless", "exception"), ("readings", "reading")):
            for j, part in enumerate(obligation.get(key, ())):
                yield _without(data, ("obligations", i, key, j), clause, f"without the {what} {part['id']}")
        if (obligation.get("when") or {}).get("in"):
            yield _without(data, ("obligations", i, "when", "in"), clause, "in any area")


def _duty(data: dict[str, Any], i: int, obligation: dict[str, Any], clause: str) -> Iterator[Variant]:
    if obligation["kind"] != "defence" or obligation["duty"] not in STRENGTHS:
        return
    at = STRENGTHS.index(obligation["duty"])
    for near in (at - 1, at + 1):
        if 0 <= near < len(STRENGTHS):
            duty = STRENGTHS[near]
            made = _changed(data, ("obligations", i, "duty"), duty)
            if duty == "consult":
                made["obligations"][i]["kind"] = "consultation"
            (made["obligations"][i].get("words") or {}).pop("duty", None)
            yield Variant(clause, f"duty: {duty.replace('_', ' ')}", made)


def _conditions(data: dict[str, Any], i: int, obligation: dict[str, Any], clause: str) -> Iterator[Variant]:
    held = list(obligation.get("subject_to", ()))
    for condition in held:
        left = [c for c in held if c != condition]
        change = f"not subject to {condition.replace('_', ' ')}"
        yield Variant(clause, change, _changed(data, ("obligations", i, "subject_to"), left))
    if obligation["kind"] == "defence" and _FIRST not in held and data.get("decisions"):
        made = _changed(data, ("obligations", i, "subject_to"), [*held, _FIRST])
        yield Variant(clause, "after a collective decision", made)


def _decisions(data: dict[str, Any]) -> Iterator[Variant]:
    for matter, rule in (data.get("decisions") or {}).items():
        if not isinstance(rule, dict) or "rule" not in rule:
            continue
        clause = _named(rule, f"decisions on {matter}" if matter != "default" else "decisions")
        for other in RULES:
            if other != rule["rule"]:
                new = {"rule": other} | ({"article": rule["article"]} if rule.get("article") else {})
                yield Variant(clause, f"by {other}", _changed(data, ("decisions", matter), new))


def _lists(data: dict[str, Any], key: str, noun: str) -> Iterator[Variant]:
    for i, part in enumerate(data.get(key) or ()):
        yield _without(data, (key, i), _named(part, f"{noun} {part['id']}"), "left out")


def _economy(data: dict[str, Any]) -> Iterator[Variant]:
    economy = data.get("economy")
    if not economy:
        return
    yield _without(data, ("economy",), "economic chapters", "all left out")
    chapters = economy.get("chapters") or []
    for i, chapter in enumerate(chapters if len(chapters) > 1 else ()):
        name = f"chapter on {chapter['area'].replace('_', ' ')}"
        yield _without(data, ("economy", "chapters", i), _named(chapter, name), "left out")


def _burden(data: dict[str, Any]) -> Iterator[Variant]:
    burden = data.get("burden")
    if not burden:
        return
    clause = _named(burden, "burden")
    yield _without(data, ("burden",), clause, "left out")
    pledge = burden.get("pledge_gdp_share")
    if pledge is not None:
        more = round(pledge + _PLEDGE_STEP, 4)
        made = _changed(data, ("burden", "pledge_gdp_share"), more)
        yield Variant(clause, f"pledge of {more:.1%} of GDP", made)
    if burden.get("common_budget"):
        made = _changed(data, ("burden", "common_budget"), value=False)
        yield Variant(clause, "no common budget", made)
