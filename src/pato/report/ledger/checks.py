"""Compute what the library has on a statement, and whether it agrees: one function a kind of check."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple

from pato import world
from pato.errors import CoverageError, Problem, UnknownNameError, unknown
from pato.files import library
from pato.models.accession.history import shipped
from pato.report.ledger import schema
from pato.report.outlines import outlines
from pato.treaties.architecture import IN_FORCE, load_architecture
from pato.treaties.load import norms
from pato.treaties.norm_parts import instrument
from pato.treaties.norms import Instrument
from pato.treaties.relations import duty_matrix


class Finding(NamedTuple):
    """The library's result for one check.

    Attributes
    ----------
    found
        In words.
    agrees
        Whether it is what the statement claims.
    """

    found: str
    agrees: bool


def find(check: Any) -> Finding:
    """Return the library's result for a check.

    Raises
    ------
    UnknownNameError, CoverageError
        If it names a treaty, event, figure, key or measure that does not ship, or years without values.
    """
    return _FINDERS[check.kind](check)


def _owes(check: schema.OwesCheck) -> Finding:
    owed = _duties(check.date, check.duty).get((check.debtor, check.creditor), ())
    under = ", ".join(dict.fromkeys(f"{r.short} {r.article}" for r in owed))
    told = (
        f"owes {check.duty.replace('_', ' ')} under {under}"
        if owed
        else f"owes no {check.duty.replace('_', ' ')}"
    )
    return Finding(f"{check.debtor} {told} to {check.creditor} on {check.date}", bool(owed) == check.claims)


@cache
def _duties(date: str, kind: str) -> Mapping[tuple[str, str], Any]:
    return duty_matrix(load_architecture(IN_FORCE, date=date), date, kind).relations


@cache
def _treaty(identifier: str) -> Instrument:
    library.entry("treaty", identifier)
    return instrument(norms()[identifier])


def _members(identifier: str, date: str) -> tuple[str, ...]:
    found = _treaty(identifier)
    return found.parties_on(date) if found.in_force_on(date) else ()


def _parties(check: schema.PartiesCheck) -> Finding:
    members = _members(check.treaty, check.date)
    if check.state is not None:
        inside = check.state in members
        return Finding(
            f"{check.state} {'is' if inside else 'is not'} a party of {check.treaty} on {check.date}",
            inside is check.claims,
        )
    return Finding(
        f"{check.treaty} has {len(members)} parties on {check.date}: {', '.join(members)}",
        len(members) == check.claims,
    )


def _in_force(check: schema.InForceCheck) -> Finding:
    holds = _treaty(check.treaty).in_force_on(check.date)
    return Finding(
        f"{check.treaty} is {'' if holds else 'not '}in force on {check.date}", holds is check.claims
    )


def _record(check: schema.RecordCheck) -> Finding:
    value: Any = library.entry(check.of, check.id)["data"]
    for key in check.path.split("."):
        found = value if isinstance(value, Mapping) else {}
        if key not in found:
            raise UnknownNameError(
                unknown(f"key of {check.of} '{check.id}'", check.path, found, where="path")
            )
        value = found[key]
    return Finding(f"{check.path} of {check.id}: {value}", str(value) == check.claims)


def _applied(check: schema.AppliedCheck) -> Finding:
    accession = library.entry("treaty", check.treaty)["data"].get("accession", {})
    name = world.load().state(check.state).name
    dated = re.search(rf"\b{re.escape(name)} (\d{{4}})", accession.get("note", ""))
    if check.state not in accession.get("open_to", ()) or dated is None:
        return Finding(f"{check.treaty} records no application of {check.state}", agrees=False)
    return Finding(
        f"{check.state} applied to join {check.treaty} in {dated[1]}", int(dated[1]) == check.claims
    )


def _event(check: schema.EventCheck) -> Finding:
    victims = {check.victim} if check.victim else set(_members(check.party_to or "", check.until))
    data = [one["data"] for one in library.entries("event").values() if one["data"].get("incident")]
    known = [
        d["id"]
        for d in data
        if check.attacker in d.get("attacker", ())
        and victims.intersection(d["victim"])
        and d["act"] in check.act
        and check.from_ <= d["date"] < check.until
    ]
    whom = check.victim or f"a party of {check.party_to}"
    told = ", ".join(sorted(known)) or "none"
    acts = " or ".join(a.replace("_", " ") for a in check.act)
    return Finding(
        f"{acts} of {check.attacker} against {whom} from {check.from_} to {check.until}: {told}",
        bool(known) is check.claims,
    )


def _borders(check: schema.BordersCheck) -> Finding:
    group = _members(check.treaty, check.date) if check.treaty else tuple(check.states or ())
    found = [s for s in outlines().bordering(check.state) if s in group]
    whom = f"parties of {check.treaty}" if check.treaty else "of them"
    return Finding(
        f"{check.state} borders {len(found)} {whom} on {check.date}{': ' if found else ''}{', '.join(found)}",
        len(found) == check.claims,
    )


def _figure(check: schema.FigureCheck) -> Finding:
    known = world.load()
    members = [s for s in _members(check.treaty, check.date) if s in known.states]
    found = [s for s in members if known.state(s).value(check.figure) in check.values]
    meaning = known.definitions[check.figure].meaning
    return Finding(
        f"{meaning}, {' or '.join(map(str, check.values))}: {len(found)} of {len(members)} parties of {check.treaty} ({', '.join(found)})",
        len(found) >= check.claims_at_least,
    )


def _fell(check: schema.TrendCheck) -> Finding:
    first, last = check.years
    pairs = {
        state: (points[first].value, points[last].value)
        for (state, measure), points in shipped().items()
        if measure == check.measure and first in points and last in points and check.state in {None, state}
    }
    if not pairs:
        measures = {measure for _, measure in shipped()}
        if check.measure not in measures:
            raise UnknownNameError(unknown("measure", check.measure, measures, where="measure"))
        whose = check.state or "any state"
        fix = "Choose years in which both values are known."
        raise CoverageError(
            Problem("years", f"{check.measure} of {whose} has no values of {first} and {last}.", fix)
        )
    before, after = (sum(p[i] for p in pairs.values()) / len(pairs) for i in (0, 1))
    down = sum(b < a for a, b in pairs.values())
    whose = check.state or f"the mean of {len(pairs)} states, {down} of which fell"
    return Finding(
        f"{check.measure} of {whose}: {before:.3f} in {first}, {after:.3f} in {last}",
        (after < before) is check.claims,
    )


def _new_pact(check: schema.NewPactCheck) -> Finding:
    found = []
    for identifier, data in norms().items():
        start = data["start"]
        if data["status"] != "proposed" and start and check.from_ <= start < check.until:
            pact = _treaty(identifier)
            parties = pact.parties_on(start)
            if (
                check.party in parties
                and len(parties) >= check.least_parties
                and any(o.kind == "defence" for o in pact.obligations)
            ):
                found.append(identifier)
    told = ", ".join(found) or "none"
    return Finding(
        f"pacts of {check.party} with a defence obligation and {check.least_parties} parties or more that began from {check.from_} to {check.until}: {told}",
        bool(found) is check.claims,
    )


_FINDERS: Mapping[str, Callable[[Any], Finding]] = {
    "owes": _owes,
    "parties": _parties,
    "in_force": _in_force,
    "record": _record,
    "applied": _applied,
    "event": _event,
    "borders": _borders,
    "figure": _figure,
    "fell": _fell,
    "new_pact": _new_pact,
}
