"""Consistency of a treaty file as a whole: references, dates, and rules T1, T2, T7."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from pato.errors import nearest
from pato.files.kinds import Flaw
from pato.registry import source, states
from pato.treaties.schema import text_checks, words
from pato.treaties.schema.pairs import Pairs, first_day, last_day
from pato.treaties.schema.treaty import Obligation, Party, Treaty
from pato.treaties.schema.triggers import Trigger

Inconsistency = Flaw

_NOT_LAW = {"political_declaration", "none"}


def inconsistencies(treaty: Treaty) -> Iterator[Inconsistency]:
    """Yield every inconsistency of a treaty whose fields are all valid: path in the file, what, repair."""
    yield from _dates(treaty)
    yield from _backwards(treaty)
    yield from _parties(treaty)
    yield from _unique_ids(treaty)
    yield from _areas(treaty)
    for i, obligation in enumerate(treaty.obligations):
        yield from _references(treaty, obligation, ("obligations", i))
        yield from _no_law(treaty, obligation, ("obligations", i, "kind"))
    yield from _contradictions(treaty)
    yield from _limits(treaty)
    yield from _weights(treaty)
    yield from words.of_format_2(treaty)
    yield from words.references(treaty)
    yield from text_checks.text_flaws(treaty)


def _no_law(treaty: Treaty, obligation: Obligation, path: tuple[str | int, ...]) -> Iterator[Inconsistency]:
    """T7: an instrument that is not law creates no defence obligation; in format 2 a declaration's promise counts as 'expected'."""
    promised = treaty.format == 2 and treaty.binding == "political_declaration"
    if treaty.binding in _NOT_LAW and obligation.kind in {"defence", "offence"} and not promised:
        yield (
            path,
            f"a {treaty.binding.replace('_', ' ')} creates no {obligation.kind} duty, whatever its words.",
            "Write kind: consultation or assistance, or correct 'binding'; in format 2 a declaration's promise of defence is allowed and counts as 'expected'.",
        )


def _dates(treaty: Treaty) -> Iterator[Inconsistency]:
    span = treaty.in_force
    if treaty.status in {"in_force", "terminated"} and span is None:
        yield (
            ("status",),
            f"status is '{treaty.status}', but 'in_force' gives no dates.",
            "Add in_force: {from: 1960-06-23}.",
        )
    if treaty.status in {"proposed", "signed"} and span is not None:
        yield (
            ("in_force",),
            f"status is '{treaty.status}', but 'in_force' has dates.",
            "Remove them, or correct the status.",
        )
    if treaty.status == "terminated" and span is not None and span.until is None:
        yield (
            ("in_force",),
            "the instrument is terminated, but 'in_force' has no 'until'.",
            "Add until: DATE.",
        )
    if (
        span is not None
        and isinstance(treaty.signed, str)
        and treaty.binding == "treaty"
        and span.from_ < treaty.signed
    ):
        yield (
            ("signed",),
            f"signed on {treaty.signed}, after it entered into force on {span.from_}.",
            "Correct one of the dates.",
        )


def _backwards(treaty: Treaty) -> Iterator[Inconsistency]:
    """Yield everything that ends before it begins, and so would never hold."""
    for path, one in text_checks.models_in(treaty):
        start, end = getattr(one, "from_", None), getattr(one, "until", None)
        if start and end and last_day(end) <= first_day(start) and not isinstance(one, Party):
            told = f"it ends on {last_day(end)}, not after it begins on {first_day(start)}."
            yield (*path, "until"), told, "Correct one of the dates."


def _parties(treaty: Treaty) -> Iterator[Inconsistency]:
    spans: dict[str, list[tuple[str, str]]] = {}
    for i, party in enumerate(treaty.parties):
        start = first_day(party.from_) if party.from_ else ""
        end = last_day(party.until) if party.until else "9999-12-31"
        if end <= start:
            yield (
                ("parties", i, "until"),
                f"{party.state} leaves on {end}, not after it enters on {start}.",
                "Correct one of the dates.",
            )
        if any(
            start < other_end and other_start < end for other_start, other_end in spans.get(party.state, [])
        ):
            yield (
                ("parties", i, "state"),
                f"{party.state} is listed twice for the same time.",
                "Keep one entry, or give each its own from and until.",
            )
        spans.setdefault(party.state, []).append((start, end))
        yield from _existence(treaty, i)


def _existence(treaty: Treaty, i: int) -> Iterator[Inconsistency]:
    party = treaty.parties[i]
    begun = party.from_ or (treaty.in_force.from_ if treaty.in_force else None)
    if begun is None:
        return
    entry = first_day(begun)
    state = states.state(party.state)
    # a party without a date of its own may have come into being later than the instrument
    later = party.from_ is None and any(
        spell.start is not None and spell.start >= entry for spell in state.exists
    )
    if not state.existed_on(entry) and not later:
        yield (
            ("parties", i, "state"),
            f"{party.state} did not exist on {entry} (registry dates).",
            "Use the historical code (SUN, DDR, CSK, YUG …) or correct the date.",
        )


def _unique_ids(treaty: Treaty) -> Iterator[Inconsistency]:
    groups = {
        "obligations": [o.id for o in treaty.obligations],
        "standards": [s.id for s in treaty.standards],
        "provisions": [p.id for p in treaty.provisions],
        "domestic_limits": [d.id for d in treaty.domestic_limits],
    }
    for name, ids in groups.items():
        seen: set[str] = set()
        for i, identifier in enumerate(ids):
            known = len(seen)
            seen.add(identifier)
            if len(seen) == known:
                yield (
                    (name, i, "id"),
                    f"id '{identifier}' stands twice among {name}.",
                    "Give each its own id: answers and readings cite it.",
                )


def _weights(treaty: Treaty) -> Iterator[Inconsistency]:
    rule = treaty.standards_rule
    known = [s.id for s in treaty.standards]
    for name in rule.weights if rule else ():
        if name not in known:
            yield (
                ("standards_rule", "weights", name),
                f"there is no standard '{name}'.",
                f"Name one of: {', '.join(known) or 'none is defined'}.",
            )


def _references(
    treaty: Treaty, obligation: Obligation, path: tuple[str | int, ...]
) -> Iterator[Inconsistency]:
    members = {p.state for p in treaty.parties}
    for i, state in enumerate(obligation.owed_by):
        if state not in {"parties", "associates"} and state not in members:
            yield (
                (*path, "owed_by", i),
                f"{state} owes '{obligation.id}' but is no party.",
                f"Parties: {', '.join(sorted(members))}.",
            )
    if obligation.when:
        yield from _of_trigger(treaty, obligation.when, (*path, "when"))
    for k, exception in enumerate(obligation.unless):
        yield from _of_trigger(treaty, exception, (*path, "unless", k))
    for k, reading in enumerate(obligation.readings):
        yield from _area_named(treaty, reading.about.in_, (*path, "readings", k, "about", "in"))


def _of_trigger(treaty: Treaty, trigger: Trigger, path: tuple[str | int, ...]) -> Iterator[Inconsistency]:
    yield from _area_named(treaty, trigger.in_, (*path, "in"))
    codes = source.load("states")["states"]
    for k, word in enumerate(trigger.to or []):
        if word not in {"parties", "associates"} and word not in treaty.areas and word not in codes:
            hint = nearest(word, [*treaty.areas, "parties", *(p.state for p in treaty.parties)])
            yield (
                (*path, "to", k),
                f"'{word}' is no state, no area of this file and not 'parties'.{f' Did you mean {hint!r}?' if hint else ''}",
                "Name a state, or define the area under 'areas'.",
            )


def _areas(treaty: Treaty) -> Iterator[Inconsistency]:
    for name, area in treaty.areas.items():
        for part in ("includes", "excludes"):
            for k, item in enumerate(getattr(area, part)):
                yield from _area_named(treaty, item.forces_in, ("areas", name, part, k, "forces_in"))


def _area_named(treaty: Treaty, name: str | None, path: tuple[str | int, ...]) -> Iterator[Inconsistency]:
    if name is not None and name not in treaty.areas:
        hint = nearest(name, treaty.areas)
        allowed = ", ".join(treaty.areas) or "none: 'areas' is empty"
        yield (
            path,
            f"area '{name}' is not defined in this file.{f' Did you mean {hint!r}?' if hint else ''}",
            f"Areas of this file: {allowed}.",
        )


MOST_CONTRADICTIONS = 200
"""Largest number of pairs of obligations reported."""


def _contradictions(treaty: Treaty) -> Iterator[Inconsistency]:
    """T1: two rules that answer the same event differently, with neither an exception of the other."""
    standing = [(i, o) for i, o in enumerate(treaty.obligations) if treaty.chosen(o.only)]
    pairs = Pairs([o for _, o in standing], {p.state for p in treaty.parties})
    found = ((i, j) for j in range(len(standing)) for i in pairs.contradicted_by(j))
    for i, j in islice(found, MOST_CONTRADICTIONS):
        a, (place, b) = standing[i][1], standing[j]
        yield (
            ("obligations", place),
            f"'{b.id}' ({b.kind}: {b.duty}) and '{a.id}' ({a.kind}: {a.duty}) answer the same event differently.",
            f"Give one of them an exception ('unless') with id '{a.id}' or '{b.id}', or separate what triggers them.",
        )


def _limits(treaty: Treaty) -> Iterator[Inconsistency]:
    members = {p.state for p in treaty.parties}
    ids = {o.id for o in treaty.obligations}
    for i, limit in enumerate(treaty.domestic_limits):
        if limit.state not in members:
            yield (
                ("domestic_limits", i, "state"),
                f"{limit.state} is no party.",
                f"Parties: {', '.join(sorted(members))}.",
            )
        for k, name in enumerate(limit.obligations):
            if name not in ids:
                hint = nearest(name, ids)
                yield (
                    ("domestic_limits", i, "obligations", k),
                    f"obligation '{name}' is not defined in this file.{f' Did you mean {hint!r}?' if hint else ''}",
                    f"Obligations: {', '.join(sorted(ids))}.",
                )
