"""All that a treaty lays down, clause by clause, in words by which two texts can be compared."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import BaseModel

    from pato.treaties.schema.treaty import Treaty


def clauses(treaty: Treaty) -> dict[str, str]:
    """Return all that a treaty lays down, by clause, each in the same words whatever the file's order of keys.

    Texts, notes, sources and how facts were checked are left out: they do not change obligations.
    """
    found = {
        "binding": treaty.binding,
        "parties": ", ".join(sorted(p.state for p in treaty.parties if p.role == "member")),
    }
    found |= {f"party {p.state}": p.role for p in treaty.parties if p.role != "member"}
    found |= dict(_party_clauses(treaty))
    found |= {f"list {name}": _fields(g) for name, g in treaty.groups.items()}
    found |= {f"choice {name}": c.value for name, c in treaty.choices.items()}
    if treaty.universal:
        found["universal"] = "yes"
    if treaty.applies_to:
        scope = treaty.applies_to
        found["applies to"] = (
            f"not {', '.join(scope.except_) or 'left out'}; disputed {', '.join(scope.disputed) or 'nowhere'}"
        )
    found |= dict(_obligation_clauses(treaty))
    found |= dict(_area_clauses(treaty))
    found |= dict(_governance_clauses(treaty))
    found |= dict(_final_clauses(treaty))
    found |= dict(_economic_clauses(treaty))
    found |= dict(_provision_clauses(treaty))
    found |= {
        f"limit {x.id}": _with(f"{x.state}: {x.label} ({x.effect})", x, {"id", "state", "label", "effect"})
        for x in treaty.domestic_limits
    }
    return found


_WORDS_ALONE = {"article", "words", "text", "note", "source", "why"}
"""Fields that say in words, or whence, and lay nothing down."""


def _fields(clause: BaseModel, leave_out: Collection[str] = ()) -> str:
    """Return the fields of a clause that has no words of its own, as text."""
    plain = clause.model_dump(
        mode="json", by_alias=True, exclude_defaults=True, exclude={*_WORDS_ALONE, *leave_out}
    )
    return "; ".join(f"{key.replace('_', ' ')}: {_value(value)}" for key, value in plain.items())


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return " ".join(
            f"{k.replace('_', ' ')} {_value(v)}" for k, v in value.items() if k not in _WORDS_ALONE
        )
    if isinstance(value, list):
        return ", ".join(map(_value, value))
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _with(said: str, clause: BaseModel, leave_out: Collection[str]) -> str:
    """Return a clause as it is said, and what its other fields add."""
    more = _fields(clause, leave_out)
    return f"{said}; {more}" if more else said


def _party_clauses(treaty: Treaty) -> Iterator[tuple[str, str]]:
    """Yield when a party is bound, and what it has declared."""
    times: dict[str, list[str]] = {}
    for p in treaty.parties:
        if said := _fields(p, {"state", "role", "declarations", "reservation"}):
            times.setdefault(p.state, []).append(said)
        for d in p.declarations:
            said = f"{d.kind}, {d.effect}: {d.text}"
            yield f"declaration of {p.state}, {d.id}", _with(said, d, {"id", "kind", "effect"})
    yield from ((f"party {state}, dates", " / ".join(said)) for state, said in times.items())


def _obligation_clauses(treaty: Treaty) -> Iterator[tuple[str, str]]:
    from pato.treaties.draft import wording

    for o in treaty.obligations:
        head = f"{o.kind} {o.id}"
        yield head, f"{o.duty}: {', '.join(o.owed_by)} to {', '.join(o.owed_to)}"
        if o.when:
            yield f"{head}, when", wording.trigger(o.when)
        if o.subject_to:
            yield f"{head}, subject to", ", ".join(o.subject_to)
        for exception in o.unless:
            scope = wording.exception(exception)
            label = exception.label.rstrip(".")
            yield f"{head}, unless {exception.id}", f"{label} ({scope})." if scope else f"{label}."
        for reading in o.readings:
            said = f"{wording.answer(reading.holds)}: {', '.join(reading.said_by)}"
            yield f"{head}, reading {reading.id}", _with(said, reading, {"id", "holds", "said_by"})
        if o.only:
            yield f"{head}, only", _value(o.only)
        if o.from_ or o.until:
            yield f"{head}, dates", wording.span(o.from_, o.until)
        if o.nuclear_umbrella:
            yield f"{head}, nuclear umbrella", o.nuclear_umbrella


def _area_clauses(treaty: Treaty) -> Iterator[tuple[str, str]]:
    from pato.treaties.draft import wording

    for key, area in treaty.areas.items():
        parts = [wording.area(i) for i in area.includes]
        parts += [f"except {wording.area(i)}" for i in area.excludes]
        yield f"area {key}", "; ".join(parts)


def _governance_clauses(treaty: Treaty) -> Iterator[tuple[str, str]]:
    from pato.treaties.draft import provisions as words

    for s in treaty.standards:
        bound = f"at least {s.at_least:g}" if s.at_least is not None else f"at most {s.at_most:g}"
        yield (
            f"standard {s.id}",
            f"{s.measure} {bound}, sustained {s.sustained_years}y, grace {s.grace_years}y, {s.applies_to}, {s.on_breach}",
        )
    if treaty.standards_rule:
        yield "standards, together", words.standards_rule(treaty.standards_rule)
    if treaty.decisions:
        for matter in ("default", "invocation", "accession", "suspension", "amendment", "budget"):
            if (rule := getattr(treaty.decisions, matter)) is not None:
                yield f"decisions, {matter}", words.rule(rule)
    if treaty.withdrawal:
        w = treaty.withdrawal
        said = f"notice {w.notice or 'none named'}" + (f", not before {w.not_before}" if w.not_before else "")
        yield "withdrawal", _with(said, w, {"notice", "not_before"})
    if treaty.accession:
        a = treaty.accession
        said = f"open to {', '.join(a.open_to) or 'those invited'}"
        said += f", {words.rule(a.invitation)}" if a.invitation else ""
        yield "accession", _with(said, a, {"open_to", "invitation"})


def _final_clauses(treaty: Treaty) -> Iterator[tuple[str, str]]:
    """Yield suspension, classes of members and final clauses by their fields."""
    from pato.treaties.schema.clause_keys import FINAL

    if treaty.suspension:
        yield "suspension", _fields(treaty.suspension)
    for role, member in treaty.classes.items():
        yield f"class {role}", _fields(member)
    for name in FINAL:
        if treaty.final and (clause := getattr(treaty.final, name)):
            yield name.replace("_", " "), _fields(clause) or "yes"
    for part in treaty.parts:
        if part.entry_into_force:
            yield f"entry into force, part {part.id}", _fields(part, {"id", "number", "title", "commentary"})


def _provision_clauses(treaty: Treaty) -> Iterator[tuple[str, str]]:
    for p in treaty.provisions:
        yield f"provision {p.id}, {p.article}", p.text


def _economic_clauses(treaty: Treaty) -> Iterator[tuple[str, str]]:
    from pato.treaties.draft import provisions as words

    if treaty.economy:
        yield "economy", f"{treaty.economy.binding}, {treaty.economy.enforcement}"
        for area in dict.fromkeys(c.area for c in treaty.economy.chapters):
            yield f"chapter {area}", ", ".join(c.depth for c in treaty.economy.chapters if c.area == area)
    if treaty.institutions:
        for body, value in treaty.institutions.model_dump(
            exclude={"note", "article"}, exclude_none=True
        ).items():
            yield f"institutions, {body}", {True: "yes", False: "no"}.get(value, str(value))
    if treaty.burden:
        yield "burden", words.burden(treaty.burden)
