"""Checks of a registry document as a whole."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from pato.errors import Problem, unknown
from pato.files.yaml import Document, Path_
from pato.registry import schema
from pato.registry.dates import Interval
from pato.registry.names import fold

Read = Sequence[tuple[Document, Any]]


def check(name: str, read: Read, codes: Collection[str] = ()) -> list[Problem]:
    """Return every problem of a document with well-formed entries; places and alliances may name the states in ``codes``."""
    if name in {"places", "alliances"}:
        return list({"places": _places, "alliances": _alliances}[name](read, codes))
    return list({"states": _states, "acts": _acts}[name](read))


def covered(part_of: Mapping[str, Sequence[str]]) -> dict[str, set[str]]:
    """Return for each target everything below it, itself included; a cycle ends where it closes.

    >>> sorted(covered({"forces": [], "ship": ["forces"], "frigate": ["ship"]})["forces"])
    ['forces', 'frigate', 'ship']
    """
    found: dict[str, set[str]] = {id_: {id_} for id_ in part_of}
    for id_ in part_of:
        above, seen = list(part_of[id_]), set()
        while above:
            parent = above.pop()
            if parent not in seen and parent in found:
                seen.add(parent)
                found[parent].add(id_)
                above += part_of[parent]
    return found


def _twice(words: Sequence[tuple[str, str]], kind: str) -> Iterator[Problem]:
    """Report words, given as (word, where), that are used more than once."""
    first: dict[str, str] = {}
    for word, where in words:
        if word in first:
            yield Problem(
                where,
                f"the {kind} '{word}' is already used at {first[word]}.",
                "Choose another, or join the entries.",
            )
        first.setdefault(word, where)


def _overlapping(spells: Sequence[tuple[schema.Dated, str]], what: str) -> Iterator[Problem]:
    """Report spells, given as (spell, where), that have days in common."""
    for i, (one, _) in enumerate(spells):
        for other, where in spells[i + 1 :]:
            if Interval(one.start, one.until).overlaps(Interval(other.start, other.until)):
                yield Problem(
                    where,
                    f"{what} overlaps with the spell from {one.start} until {one.until}.",
                    "Intervals are half-open: end one where the next begins.",
                )


def _states(read: Read) -> Iterator[Problem]:
    by_code: dict[int, list[tuple[schema.Dated, str]]] = {}
    codes = {s.iso3 for _, model in read for s in model.states}
    ids, names = [], []
    for parsed, model in read:
        for i, entry in enumerate(model.states):
            at: Path_ = ("states", i)
            ids.append((entry.iso3, parsed.where((*at, "iso3"))))
            names.append((fold(entry.name), parsed.where((*at, "name"))))
            for field in ("cow", "exists", "capital", "of"):
                spells = [
                    (s, parsed.where((*at, field, j))) for j, s in enumerate(getattr(entry, field) or [])
                ]
                yield from _overlapping(spells, f"this spell of '{field}' of {entry.iso3}")
            for j, spell in enumerate(entry.cow):
                by_code.setdefault(spell.code, []).append((spell, parsed.where((*at, "cow", j))))
                if spell.start is None:
                    yield Problem(
                        parsed.where((*at, "cow", j)), "a COW spell needs its first day.", "Add 'from'."
                    )
            named = [h.state for h in entry.of] + [*(entry.recognised_by or []), *entry.not_recognised_by]
            yield from (unknown("state", c, codes, where=parsed.where(at)) for c in named if c not in codes)
            yield from _kind(entry, parsed.where(at))
        for c in model.iso:
            if c not in codes:
                yield unknown("state", c, codes, where=parsed.where(("iso", c)))
    yield from _twice(ids, "code")
    yield from _twice(names, "name")
    for code, spells in by_code.items():
        yield from _overlapping(spells, f"this spell of COW number {code}")


def _kind(entry: schema.StateEntry, where: str) -> Iterator[Problem]:
    if entry.kind == "territory" and not entry.of:
        yield Problem(where, f"the territory {entry.iso3} belongs to no state.", "Add 'of'.")
    if entry.kind == "state" and not (entry.cow or entry.exists):
        yield Problem(where, f"the state {entry.iso3} has no dates.", "Add 'cow' or 'exists'.")


def _acts(read: Read) -> Iterator[Problem]:
    for group in ("acts", "targets"):
        words = []
        known = {entry.id for _, model in read for entry in getattr(model, group)}
        for parsed, model in read:
            for i, entry in enumerate(getattr(model, group)):
                own = dict.fromkeys(fold(w) for w in (entry.id, entry.name, *entry.aliases))
                words += [(word, parsed.where((group, i))) for word in own]
                for parent in getattr(entry, "part_of", ()):
                    if parent not in known:
                        yield unknown("target", parent, known, where=parsed.where((group, i, "part_of")))
        yield from _twice(words, "word")
    covers = covered({t.id: t.part_of for _, model in read for t in model.targets})
    for parsed, model in read:
        for i, entry in enumerate(model.targets):
            if any(entry.id in covers[below] for below in covers[entry.id] - {entry.id}):
                yield Problem(
                    parsed.where(("targets", i)),
                    f"the target '{entry.id}' is part of itself.",
                    "Remove one 'part_of'.",
                )


def _alliances(read: Read, codes: Collection[str]) -> Iterator[Problem]:
    ids = []
    for parsed, model in read:
        for i, entry in enumerate(model.alliances):
            at: Path_ = ("alliances", i)
            ids.append((entry.id, parsed.where((*at, "id"))))
            named = [p if isinstance(p, str) else p.state for p in entry.parties]
            yield from (
                unknown("state", c, codes, where=parsed.where((*at, "parties")))
                for c in named
                if c not in codes
            )
            yield from _twice([(c, parsed.where((*at, "parties"))) for c in named], "party")
    yield from _twice(ids, "id")


def _places(read: Read, codes: Collection[str]) -> Iterator[Problem]:
    words = []
    for parsed, model in read:
        for i, entry in enumerate(model.places):
            at: Path_ = ("places", i)
            own = dict.fromkeys(fold(w) for w in (entry.id, entry.name, *entry.aliases))
            words += [(word, parsed.where(at)) for word in own]
            yield from (
                unknown("state", code, codes, where=parsed.where((*at, field)))
                for field, code in _states_of(entry)
                if code not in codes
            )
            ends = [t.until for t in entry.history]
            if ends != sorted(set(ends)):
                yield Problem(
                    parsed.where((*at, "history")),
                    "tenures must be in order of their end.",
                    "Sort them by 'until'.",
                )
            if entry.metropolitan and entry.sovereign is None:
                yield Problem(
                    parsed.where((*at, "metropolitan")),
                    "a metropolitan place needs its sovereign.",
                    "Add 'sovereign'.",
                )
    yield from _twice(words, "name")


def _states_of(entry: schema.PlaceEntry) -> Iterator[tuple[str, str]]:
    for field in ("sovereign", "administrator", "eez_of"):
        if getattr(entry, field):
            yield field, getattr(entry, field)
    for field in ("claimed_by", "contested_by", "taken_from"):
        yield from ((field, code) for code in getattr(entry, field))
    for tenure in entry.history:
        yield from (("history", code) for code in (tenure.sovereign, tenure.administrator) if code)
