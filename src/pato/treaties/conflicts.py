"""Where instruments, or a text and its makers' purpose, conflict with each other: duties, standards, votes, areas, recognition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from pato.registry import places, states
from pato.registry.dates import iso_date
from pato.shares import exact
from pato.table import Table
from pato.treaties.architecture import Architecture
from pato.treaties.areas import Struck, in_area, target_covered
from pato.treaties.faces import zone_of
from pato.treaties.incompatible import (
    EXAMPLES,
    KINDS,
    SEVERITIES,
    Conflict,
    Owed,
    incompatible,
    owed_by,
    some,
)
from pato.treaties.load import text_of
from pato.treaties.norms import Instrument, Obligation

Measures = Mapping[tuple[str, str], float | None]
"""Figures by (state, measure); None, or no entry: not known, which is not passed and not failed (T6)."""


def conflicts(architecture: Architecture, date: str, measures: Measures | None = None) -> list[Conflict]:
    """Return everything in an architecture that conflicts with something else on a date.

    Parameters
    ----------
    architecture
        The instruments that count.
    date
        ISO date.
    measures
        Figures to try standards with. Without them every standard is reported as unknown.

    Notes
    -----
    A defence duty is no conflict with a pledge of non-aggression as such: to defend the victim of an attack is
    lawful self-defence under Article 51 of the Charter, also against a state to which one has pledged not to attack it.
    Pledges of universal instruments are therefore left out (T11), pledges inside an alliance with the same state too;
    other pledges are a ``tension``. A ``conflict`` is a duty to join an attack, or to fight a state towards which one
    has pledged neutrality whatever it does.
    """
    day = iso_date(date)
    held = architecture.on(day).instruments
    found = [*incompatible(held, day)]
    for instrument in held:
        text = text_of(instrument)
        found += _standards(instrument, text, day, measures or {})
        found += _decisions(instrument, text, day)
        found += _areas(instrument, day)
        found += _recognition(instrument, text, day)
    return sorted(
        found, key=lambda c: (KINDS.index(c.kind), SEVERITIES.index(c.severity), c.instruments, c.states)
    )


def incompatible_duties(architecture: Architecture, date: str) -> list[Conflict]:
    """Return the duties of an architecture that conflict with one another on a date: what `conflicts` begins with, and quick."""
    day = iso_date(date)
    return list(incompatible(architecture.on(day).instruments, day))


def conflicts_table(architecture: Architecture, date: str, measures: Measures | None = None) -> Table:
    """Return the findings as a table."""
    found = conflicts(architecture, date, measures)
    rows = [
        (
            c.kind,
            c.severity,
            ", ".join(c.states),
            ", ".join(c.instruments),
            ", ".join(c.articles),
            c.text,
            ", ".join(c.sources),
        )
        for c in found
    ]
    hard = sum(c.severity == "conflict" for c in found)
    said = f"{len(found)} finding{'' if len(found) == 1 else 's'} in {architecture.id} on {date}"
    title = f"{said}, {hard} of them {'a conflict' if hard == 1 else 'conflicts'}"
    notes = (
        "A pledge not to attack and a duty to defend can both be kept (Article 51): such pairs are tensions, not conflicts.",
    )
    return Table(
        ("kind", "severity", "states", "instruments", "articles", "finding", "sources"),
        rows,
        title=title,
        notes=notes,
        meta={"date": date},
    )


def measures_needed(architecture: Architecture, date: str) -> set[tuple[str, str]]:
    """Return the data, by state and measure, required by the standards of an architecture on a date."""
    needed = set()
    for instrument in architecture.on(date).instruments:
        for standard in text_of(instrument).get("standards", []):
            needed |= {(party, standard["measure"]) for party in instrument.parties_on(date)}
    return needed


# (b) standards


def _standards(
    instrument: Instrument, text: dict[str, Any], date: str, measures: Measures
) -> Iterator[Conflict]:
    parties = instrument.parties_on(date)
    asked = [
        s
        for s in text.get("standards", [])
        if instrument.assumed or s.get("applies_to", "both") != "accession"
    ]
    together = {p: _together(text.get("standards_rule"), asked, p, measures) for p in parties}
    for standard in asked:
        figures = {p: measures.get((p, standard["measure"])) for p in parties}
        met = {p: _met(standard, value) for p, value in figures.items()}
        # where not all must be met, what fails one alone breaks nothing
        failing = [p for p in parties if met[p] is False and together[p] in {False, "each"}]
        unknown = [p for p in parties if met[p] is None and together[p] in {None, "each"}]
        bound = (
            f"at least {standard['at_least']:g}"
            if "at_least" in standard
            else f"at most {standard['at_most']:g}"
        )
        head = f"Standard '{standard['id']}' asks for {standard['measure']} {bound}"
        where = ((instrument.id,), (standard["article"],))
        if failing:
            values = ", ".join(f"{p} {figures[p]:.3g}" for p in failing)
            what = (
                f"{head}; below it by the latest data: {values}."
                if "at_least" in standard
                else f"{head}; above it: {values}."
            )
            yield Conflict("standard", "conflict", tuple(failing), *where, what, (instrument.file,))
        if unknown:
            yield Conflict(
                "standard",
                "unknown",
                tuple(unknown),
                *where,
                f"{head}; no value for {some(unknown)}: not known to pass.",
                (instrument.file,),
            )


def _met(standard: dict[str, Any], value: float | None) -> bool | None:
    if value is None:
        return None
    return bool(value >= standard["at_least"] if "at_least" in standard else value <= standard["at_most"])


def _together(
    rule: dict[str, Any] | None, standards: list[dict[str, Any]], party: str, measures: Measures
) -> bool | str | None:
    """Return whether a party meets standards that are combined, None where data are missing; ``each`` where each must be met."""
    combine = (rule or {}).get("combine", "all")
    if combine == "all":
        return "each"
    weights = {s["id"]: Fraction(str((rule or {}).get("weights", {}).get(s["id"], 1))) for s in standards}
    met = {s["id"]: _met(s, measures.get((party, s["measure"]))) for s in standards}
    sure = sum(w for name, w in weights.items() if met[name])
    possible = sure + sum(w for name, w in weights.items() if met[name] is None)
    if combine == "any":
        return True if sure else (None if possible else False)
    needed = exact((rule or {})["share"]) * sum(weights.values())
    return True if sure >= needed else (None if possible >= needed else False)


# (c) decisions

_BLOCKED = {"consensus", "unanimity"}


def _decisions(instrument: Instrument, text: dict[str, Any], date: str) -> Iterator[Conflict]:
    rules = text.get("decisions")
    if rules is None or len(instrument.parties_on(date)) < 3:
        return
    decided = any(o.subject_to and "collective_decision" in o.subject_to for o in instrument.obligations)
    sanctions = any(s.get("on_breach") in {"suspend", "expel"} for s in text.get("standards", []))
    for matter, needed in (("invocation", decided), ("suspension", sanctions)):
        rule = rules.get(matter) or (rules["default"] if needed else None)
        if rule is not None and rule["rule"] in _BLOCKED:
            subject = "that a duty is invoked" if matter == "invocation" else "the suspension of a party"
            what = (
                f"{subject[:1].upper()}{subject[1:]} is decided by {rule['rule']}: a party that is itself the aggressor, or stands with it, can block it. "
                "Remedy: unanimity without the party concerned (unanimity_minus_accused)."
            )
            article = rule.get("article") or rules.get("article") or "decisions"
            yield Conflict(
                "blockable_decision", "gap", (), (instrument.id,), (article,), what, (instrument.file,)
            )


# (d) areas


def _areas(instrument: Instrument, date: str) -> Iterator[Conflict]:
    defences = [d for d in owed_by((instrument,), date, ("defence",)) if _on_territory(d.obligation)]
    cut_out = instrument.scope.excepted if instrument.scope else ()
    if not cut_out and not any(d.obligation.when and d.obligation.when.area for d in defences):
        return
    gazetteer = [p.at(date) for p in places.places()]
    for party in instrument.parties_on(date):
        owed = [d for d in defences if party in d.creditors and set(d.debtors) - {party}]
        own = [p for p in gazetteer if party in {p.sovereign, p.administrator} and p.kind != "waters"]
        outside = [p for p in own if all(_lies_in(d, p, party, date) is False for d in owed)]
        if owed and outside:
            found = _left_out(instrument, party, owed, own, outside)
            scope = instrument.scope
            if scope and any(_is_excepted(instrument, p, party, date) for p in outside):
                found = found._replace(articles=(*found.articles, scope.article or "applies_to"))
            yield found


def _on_territory(obligation: Obligation) -> bool:
    when = obligation.when
    return when is None or when.on is None or target_covered(when.on, "territory")


def _lies_in(owed: Owed, place: places.Place, party: str, date: str) -> bool | None:
    instrument, when = owed.instrument, owed.obligation.when
    if _is_excepted(instrument, place, party, date):
        return False
    return True if when is None or when.area is None else _in(instrument, when.area, place, party, date)


def _is_excepted(instrument: Instrument, place: places.Place, party: str, date: str) -> bool:
    """Return whether the instrument as a whole does not apply to a party's place (T16)."""
    excepted = instrument.scope.excepted if instrument.scope else ()
    return any(
        _in(instrument, word, place, party, date) is True if word in instrument.areas else word == place.id
        for word in excepted
    )


def _in(instrument: Instrument, area: str, place: places.Place, party: str, date: str) -> bool | None:
    struck = Struck("territory", zone_of(place, "territory"), party)
    return in_area(instrument, instrument.areas[area], place, "territory", date, struck=struck)


def _left_out(
    instrument: Instrument,
    party: str,
    owed: list[Owed],
    own: list[places.Place],
    outside: list[places.Place],
) -> Conflict:
    severity = "by_design" if len(outside) == len(own) else "gap"
    # islands and outlying places first: they are what drafters forget
    ranked = sorted(outside, key=lambda p: (p.kind not in {"territory", "base", "capital"}, p.id))
    shown = ", ".join(p.name for p in ranked[:EXAMPLES])
    more = f" and {len(outside) - EXAMPLES} more" if len(outside) > EXAMPLES else ""
    purpose = " The duty is one-sided: nothing of it is covered." if severity == "by_design" else ""
    text = f"An attack on {len(outside)} of {len(own)} registered places of {party} triggers no defence obligation: {shown}{more}.{purpose}"
    articles = tuple(
        dict.fromkeys(
            instrument.areas[d.obligation.when.area].article or d.obligation.article
            for d in owed
            if d.obligation.when and d.obligation.when.area
        )
    )
    return Conflict(
        "area_leaves_out", severity, (party,), (instrument.id,), articles, text, tuple(d.line for d in owed)
    )


# (e) recognition


def _recognition(instrument: Instrument, text: dict[str, Any], date: str) -> Iterator[Conflict]:
    """Yield parties of a proposed text that others do not recognise; where a text is in force, its file must say so."""
    own = {p["state"]: p["recognised_by"] for p in text["parties"] if p.get("recognised_by") is not None}
    parties = instrument.parties_on(date)
    for party in parties:
        if not instrument.assumed and party not in own:
            continue
        others = [p for p in parties if p != party and not _recognises(p, party, own.get(party))]
        if others:
            what = (
                f"{party} is not recognised as a state by {some(others)}: they cannot sign with it. "
                "Remedy: bind it as an associate, by an instrument of its own."
            )
            yield Conflict(
                "recognition",
                "conflict",
                (party, *others),
                (instrument.id,),
                ("parties",),
                what,
                (instrument.file,),
            )


def _recognises(state: str, party: str, listed: list[str] | None) -> bool:
    known = states.state(party)
    if listed is not None:
        return state in listed
    if known.recognised_by is not None:
        return state in known.recognised_by
    return state not in known.not_recognised_by
