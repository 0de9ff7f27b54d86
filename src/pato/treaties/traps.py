"""Traps of drafting: what a treaty file says that will not do what its authors probably mean. Warnings, no mistakes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pato.registry.names import listed

if TYPE_CHECKING:
    from pato.treaties.schema.treaty import Obligation, Treaty

Path_ = tuple[str | int, ...]
Found = tuple[Path_, str, str]

_BINDING_WORDS = re.compile(
    r"\b(shall|must|may not|may only|cannot|unless|not (?:before|sooner|within|for)|only (?:if|when|after|with)"
    r"|(?:is|are) (?:barred|bound|required|excluded|entitled)|can (?:join|leave|withdraw|vote))\b",
    re.IGNORECASE,
)
_PROMISES = {
    "defence": (
        re.compile(
            r"\b(?:assist|come to the (?:aid|assistance) of|defend)\b.{0,60}\b(?:attack|Party|Parties)",
            re.IGNORECASE,
        ),
        {"defence", "assistance"},
    ),
    "consultation": (
        re.compile(r"\b(?:shall|will|undertake to|agree to) consult\b|\bParties consult\b", re.IGNORECASE),
        {"consultation"},
    ),
    "access": (
        re.compile(r"\bgrants? (?:one another|each other|the forces|access)\b", re.IGNORECASE),
        {"access"},
    ),
    "non-use of force": (re.compile(r"\brefrain\b.{0,80}\bforce\b", re.IGNORECASE), {"non_aggression"}),
    "neutrality": (re.compile(r"\bremain neutral\b", re.IGNORECASE), {"neutrality"}),
}
_NUMBERS = re.compile(r"\bArticles? ((?:[0-9]+|[IVXLC]+)(?:(?:, | and | to )(?:[0-9]+|[IVXLC]+))*)")
_ASSOCIATE = re.compile(r"\bAssociates?\b")


def traps(treaty: Treaty) -> Iterator[Found]:
    """Yield the traps of a treaty file: path in the file, what, repair."""
    yield from _law_in_notes(treaty)
    yield from _classes(treaty)
    yield from _promises(treaty)
    yield from _associates_promised(treaty)
    yield from _unused_rules(treaty)
    yield from _stationed_forces(treaty)


def _law_in_notes(treaty: Treaty) -> Iterator[Found]:
    """Yield law in notes: a condition in a note has no effect; if the treaty text exists, it binds, not the file."""
    if treaty.status != "proposed":
        return
    for path, note in _notes(treaty):
        if found := _BINDING_WORDS.search(note):
            yield (
                path,
                f'this note speaks as law ("{found[0]}"), but a condition in a note has no effect.',
                "Write it as a field, as the text of an article, or as a provision; keep the note for remarks.",
            )


def _notes(treaty: Treaty) -> Iterator[tuple[Path_, str]]:
    for name in ("withdrawal", "accession", "standards_rule", "institutions", "burden", "economy"):
        clause = getattr(treaty, name)
        if clause is not None and clause.note:
            yield (name, "note"), clause.note
    lists: tuple[tuple[str, list[Obligation]], ...] = (("obligations", treaty.obligations),)
    for name in ("standards", "provisions"):
        lists += ((name, getattr(treaty, name)),)
    for name, clauses in lists:
        yield from (((name, i, "note"), c.note) for i, c in enumerate(clauses) if c.note)
    yield from ((("areas", key, "note"), a.note) for key, a in treaty.areas.items() if a.note)
    if treaty.economy:
        chapters = enumerate(treaty.economy.chapters)
        yield from ((("economy", "chapters", i, "note"), c.note) for i, c in chapters if c.note)


def _classes(treaty: Treaty) -> Iterator[Found]:
    """Yield classes of member that clauses name and no member has."""
    roles = {p.role for p in treaty.parties}
    if "associate" in roles or "associate" in treaty.classes:
        return
    paths: list[tuple[Path_, str]] = [
        (("obligations", i, key), f"obligation '{o.id}'")
        for i, o in enumerate(treaty.obligations)
        for key in ("owed_by", "owed_to")
        if "associates" in getattr(o, key)
    ]
    paths += [
        (("areas", name, part, k), f"area '{name}'")
        for name, area in treaty.areas.items()
        for part in ("includes", "excludes")
        for k, item in enumerate(getattr(area, part))
        if any("associates" in (held or ()) for held in (item.territory_of, item.administered_by))
    ]
    if paths:
        clauses = listed(dict.fromkeys(name for _, name in paths))
        yield (
            paths[0][0],
            f"{clauses} name associates, but this file has none.",
            "Give a party role: associate, describe the class under 'classes', or leave the word out; an architecture can set associates too.",
        )


def _promises(treaty: Treaty) -> Iterator[Found]:
    """Yield articles with promises that no obligation of the article codes."""
    from pato.treaties.draft.numbering import base_number

    coded: dict[str, set[str]] = {}
    by_id = {f"obligation:{o.id}": o.kind for o in treaty.obligations}
    for o in treaty.obligations:
        coded.setdefault(base_number(o.article), set()).add(o.kind)
    for path, article, text, clauses in _texts(treaty):
        kinds = coded.get(base_number(article), set()) | {by_id[k] for k in clauses if k in by_id}
        for what, (words, needed) in _PROMISES.items():
            if words.search(text) and not kinds & needed:
                yield (
                    path,
                    f"Article {article} speaks of {what}, and no obligation at this article codes it: no answer will count it.",
                    f"Add an obligation of kind {listed(sorted(needed), 'or')} with this article, or name it under 'clauses'.",
                )
                break


def _texts(treaty: Treaty) -> Iterator[tuple[Path_, str, str, list[str]]]:
    """Yield the authors' written text: path, article, text, keys of the clauses that it names."""
    from pato.treaties.schema.clause_keys import keys_named

    for i, p in enumerate(treaty.provisions):
        yield ("provisions", i, "text"), p.article, p.text, []
    for i, article in enumerate(treaty.articles):
        for k, paragraph in enumerate(article.paragraphs):
            names = [*paragraph.clauses, *(n for point in paragraph.points for n in point.clauses)]
            keys = [key for name in names for key in keys_named(treaty, name)]
            text = " ".join([paragraph.text or "", *(p.text for p in paragraph.points)])
            yield ("articles", i, "paragraphs", k), article.number, text, keys


def _associates_promised(treaty: Treaty) -> Iterator[Found]:
    """Yield texts that include associates in articles with obligations that exclude them."""
    from pato.treaties.draft.numbering import base_number

    member = treaty.classes.get("associate")
    word = re.compile(rf"\b{re.escape(member.name)}s?\b") if member else _ASSOCIATE
    given = {f"obligation:{o.id}" for o in treaty.obligations if "associates" in (*o.owed_by, *o.owed_to)}
    for path, article, text, clauses in _texts(treaty):
        if (
            given.intersection(clauses)
            or not word.search(text)
            or not re.search(r"\b(?:take part|takes part|applies|apply|extend)", text)
        ):
            continue
        for number in _numbers(text):
            here = [o for o in treaty.obligations if base_number(o.article) == number]
            if here and not any("associates" in (*o.owed_by, *o.owed_to) for o in here):
                yield (
                    path,
                    f"Article {article} gives associates a part in Article {number}, but its obligations name the Parties alone: {', '.join(o.id for o in here)}.",
                    "Write owed_by: [parties, associates] (and owed_to) there, or take the article out of the list.",
                )


def _numbers(text: str) -> Iterator[str]:
    for found in _NUMBERS.finditer(text):
        parts = re.split(r"(, | and | to )", found[1])
        for i, part in enumerate(parts):
            if i % 2:
                continue
            if i and parts[i - 1] == " to " and part.isdigit() and parts[i - 2].isdigit():
                yield from map(str, range(int(parts[i - 2]) + 1, int(part)))
            yield part


def _unused_rules(treaty: Treaty) -> Iterator[Found]:
    """Yield decision rules that no clause uses."""
    decisions = treaty.decisions
    if decisions is None:
        return
    used = {
        "invocation": any("collective_decision" in o.subject_to for o in treaty.obligations),
        "suspension": treaty.suspension is not None
        or any(s.on_breach in {"suspend", "expel"} for s in treaty.standards),
        "accession": treaty.accession is not None,
        "budget": bool(treaty.burden and treaty.burden.common_budget),
    }
    repairs = {
        "invocation": "Add subject_to: collective_decision to the obligation that it is about, or remove the rule.",
        "suspension": "Add 'suspension', or a standard with on_breach: suspend, or remove the rule.",
        "accession": "Add 'accession', or remove the rule.",
        "budget": "Add burden: {common_budget: true, …}, or remove the rule.",
    }
    for matter, is_used in used.items():
        if getattr(decisions, matter) is not None and not is_used:
            yield (
                ("decisions", matter),
                f"the rule on {matter} is used by no clause of this file.",
                repairs[matter],
            )


def _stationed_forces(treaty: Treaty) -> Iterator[Found]:
    """Yield areas of defence that leave out the forces that the parties station with one another."""
    access = next((o for o in treaty.obligations if o.duty == "grant_access"), None)
    if access is None:
        return
    for name in dict.fromkeys(
        o.when.in_ for o in treaty.obligations if o.kind == "defence" and o.when and o.when.in_
    ):
        area = treaty.areas.get(name)
        if area and not any(i.forces_in or i.host or "armed_forces" in (i.on or ()) for i in area.includes):
            yield (
                ("areas", name),
                f"forces that are stationed under '{access.id}' (Article {access.article}) lie in no part of area '{name}'.",
                "Add a part with forces_in, or host: any where the land of a Party covers guests' forces too.",
            )
