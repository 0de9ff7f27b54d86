"""Words of format 2: rejected in files of format 1, suggested where a file could say more with them (T12-T16)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from pato.errors import nearest
from pato.registry import source
from pato.treaties.schema import areas, base, triggers

if TYPE_CHECKING:
    from pato.treaties.schema.treaty import Obligation, Treaty

Path_ = tuple[str | int, ...]
Found = tuple[Path_, str, str]
OCEANS = ("pacific", "atlantic", "indian", "arctic", "mediterranean")
_NEW: dict[str, set[str]] = {
    "Treaty": {
        *("groups", "applies_to", "numbers", "choices", "definitions", "parts", "articles", "annexes"),
        *("classes", "suspension", "final", "commentary"),
    },
    "Rule": {"also"},
    "Withdrawal": {"bar_years", "not_while_under_attack"},
    "Accession": {"entities", "depositary"},
    "Party": {"declarations"},
    "Obligation": {"words"},
    "Area": {"words"},
    "AreaItem": {"words", "host", "waters", "zone"},
    "Trigger": {"external"},
    "ExceptionClause": {"external", "words"},
    "Reading": {"authority"},
    "ReadingScope": {"author", "not_by", "by_party"},
}
"""Fields that format 1 does not have, by model."""


def of_format_2(treaty: Treaty) -> Iterator[Found]:
    """Yield every word of format 2 in a file of format 1: such a file is read as before, so it would mislead."""
    if treaty.format == 1:
        for path, word in _new_words(treaty, ()):
            yield path, f"'{word}' is a word of format 2.", "Write format: 2 at the top of the file."


def _new_words(value: Any, path: Path_) -> Iterator[tuple[Path_, str]]:
    if isinstance(value, base.DateInterval):
        yield path, "not_before"
    elif isinstance(value, triggers.Named):
        yield path, "group" if value.group else "allied_with"
    elif isinstance(value, BaseModel):
        yield from _new_fields(value, path)
    elif isinstance(value, (list, dict)):
        if path and path[-1] in _HOLDERS and "victim" in value:
            yield path, "victim"
        for key, one in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _new_words(one, (*path, key))


def _new_fields(value: BaseModel, path: Path_) -> Iterator[tuple[Path_, str]]:
    new = _NEW.get(type(value).__name__, set())
    for name, field in type(value).model_fields.items():
        inner, key = getattr(value, name), field.alias or name
        if name in new and inner not in (None, [], {}) and inner != field.default:
            yield (*path, key), key
        elif inner == "case_by_case":
            yield (*path, key), "case_by_case"
        else:
            yield from _new_words(inner, (*path, key))


_HOLDERS = ("territory_of", "administered_by")


def references(treaty: Treaty) -> Iterator[Found]:
    """Yield undefined names of groups, waters, places and obligations used by the words of format 2."""
    for i, obligation in enumerate(treaty.obligations):
        scopes: list[tuple[Any, Path_]] = [
            (obligation.when, ("when",)),
            *((e, ("unless", k)) for k, e in enumerate(obligation.unless)),
        ]
        scopes += [(r.about, ("readings", k, "about")) for k, r in enumerate(obligation.readings)]
        for scope, at in scopes:
            yield from _lists_named(treaty, scope, ("obligations", i, *at))
    for i, party in enumerate(treaty.parties):
        for k, declaration in enumerate(party.declarations):
            at_ = ("parties", i, "declarations", k)
            yield from _lists_named(treaty, declaration.about, (*at_, "about"))
            yield from _one_of(declaration.about.in_, treaty.areas, "area", (*at_, "about", "in"))
            for n, name in enumerate(declaration.obligations):
                yield from _one_of(
                    name, [o.id for o in treaty.obligations], "obligation", (*at_, "obligations", n)
                )
    if treaty.applies_to:
        known = {**source.load("places")["places"], **treaty.areas}
        for key, names in (("except", treaty.applies_to.except_), ("disputed", treaty.applies_to.disputed)):
            for n, name in enumerate(names):
                yield from _one_of(name, known, "place or area of this file", ("applies_to", key, n))
    if treaty.format == 2:
        yield from _waters(treaty)


def _lists_named(treaty: Treaty, scope: Any, path: Path_) -> Iterator[Found]:
    for key in ("by", "not_by"):
        for n, word in enumerate(getattr(scope, key, None) or ()):
            if isinstance(word, triggers.Named):
                at = (*path, key, n)
                if word.group:
                    yield from _one_of(word.group, treaty.groups, "group", at)
                elif not any(
                    set(g.allied_with or ()) & set(word.allied_with or ()) for g in treaty.groups.values()
                ):
                    yield (
                        at,
                        f"no list of this file says allied_with: {', '.join(word.allied_with or ())}.",
                        "Add one under 'groups', with members, dates and source.",
                    )


def _one_of(name: str | None, known: Any, what: str, path: Path_) -> Iterator[Found]:
    if name is not None and name not in known:
        hint = nearest(name, known)
        few = ", ".join(known) if len(known) <= 40 else "pato list --places"
        yield (
            path,
            f"'{name}' is no {what}.{f' Did you mean {hint!r}?' if hint else ''}",
            f"Known: {few or 'none'}.",
        )


def _waters(treaty: Treaty) -> Iterator[Found]:
    seas = {str(p["sea"]) for p in source.load("places")["places"].values() if p["sea"]}
    for name, area in treaty.areas.items():
        for part in ("includes", "excludes"):
            for k, item in enumerate(getattr(area, part)):
                at = ("areas", name, part, k)
                for n, word in enumerate(item.waters or ()):
                    yield from _one_of(word, [*OCEANS, *sorted(seas)], "ocean or sea", (*at, "waters", n))
                for n, word in enumerate(item.ocean or ()):
                    yield from _one_of(word, OCEANS, "ocean", (*at, "ocean", n))


def advice(treaty: Treaty) -> Iterator[Found]:
    """Yield what the file should say with the words of format 2: not mistakes, but important omissions (T15)."""
    if treaty.format == 1:
        yield from _better_said(treaty)
        return
    for name, area in treaty.areas.items():
        if not area.words and not all(item.words for item in area.includes):
            yield (
                ("areas", name),
                f"area '{name}' quotes no words of the text.",
                'Add words: "on its territory".',
            )
    for key, group in treaty.groups.items():
        if not group.words:
            yield ("groups", key), f"the list '{key}' quotes no words of the text.", "Add words."
    for i, obligation in enumerate(treaty.obligations):
        for part in _unquoted(obligation):
            yield (
                ("obligations", i),
                f"'{obligation.id}' codes '{part}' but quotes no words for it.",
                f'Add words: {{{part}: "…"}}.',
            )
        for k, exception in enumerate(obligation.unless):
            if not exception.words:
                yield (
                    ("obligations", i, "unless", k),
                    f"exception '{exception.id}' quotes no words.",
                    "Add words.",
                )


def _unquoted(obligation: Obligation) -> Iterator[str]:
    when = obligation.when
    coded = {
        "on": when and when.on,
        "by": when and when.by,
        "not_by": when and when.not_by,
        "by_party": when and when.by_party is not None,
        "external": when and when.external,
        "subject_to": obligation.subject_to,
    }
    yield from (part for part, value in coded.items() if value and part not in obligation.words)


def _better_said(treaty: Treaty) -> Iterator[Found]:
    """Yield parts of a format 1 file that are coarser than format 2 allows."""
    for name, area in treaty.areas.items():
        for part in ("includes", "excludes"):
            for k, item in enumerate(getattr(area, part)):
                yield from _better_part(item, ("areas", name, part, k))
    for i, obligation in enumerate(treaty.obligations):
        when = obligation.when
        if obligation.kind == "defence" and when and when.on:
            yield (
                ("obligations", i, "when", "on"),
                f"'{obligation.id}' lists targets.",
                "In format 2 list only what the article lists; what stands on land is on the land.",
            )
    for i, party in enumerate(treaty.parties):
        if party.reservation:
            yield (
                ("parties", i, "reservation"),
                f"{party.state}'s reservation is text that no answer uses.",
                "In format 2 write it under 'declarations', with its effect.",
            )
    if treaty.areas or any(o.when for o in treaty.obligations):
        yield (
            ("format",),
            "the file quotes no operative words.",
            "Write format: 2 and add 'words' to areas and obligations.",
        )


def _better_part(item: areas.AreaItem, path: Path_) -> Iterator[Found]:
    if item.ocean and not item.on:
        yield (
            (*path, "ocean"),
            "'ocean' takes in every coast of it.",
            "In format 2 write waters: for the sea itself, ocean: for the area with coasts, islands and basin states.",
        )
    if item.on and (item.territory_of or item.administered_by or item.island_of_in):
        yield (
            (*path, "on"),
            "targets on land are listed one by one.",
            "In format 2 land covers what stands on it: drop 'on', add host: any where the article says 'of any of the Parties'.",
        )
