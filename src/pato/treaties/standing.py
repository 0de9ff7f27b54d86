"""Relations between states on a date, as tables: gaps of a group, all duties of a state, exposure to wars."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any, NamedTuple

from pato.brief import brief
from pato.errors import Problem, UsageError
from pato.registry import states
from pato.registry.dates import iso_date
from pato.table import Table
from pato.treaties.architecture import Architecture
from pato.treaties.associates import ASSOCIATE
from pato.treaties.coverage import Coverage, around, coverage, within
from pato.treaties.duty import KINDS, STATUSES
from pato.treaties.partial import ATTACKERS, OWED, Partial, attacker, partial_gaps, records
from pato.treaties.relations import Relation, relations
from pato.treaties.thin import World

_CLOSES = OWED | {"coded", "coded_if"}
"""Statuses that close a gap between two states."""
_NOBODY = f"Each of {', '.join(ATTACKERS)} is in the group or did not exist then. Say who attacks: --challenger USA."


@brief("first", "second", "instead")
class Gap(NamedTuple):
    """A pair without a duty of a kind to each other, with what it has instead."""

    first: str
    second: str
    instead: tuple[Relation, ...]


def gaps(
    architecture: Architecture,
    group: Iterable[str],
    date: str,
    *,
    kind: str = "defence",
    world: World | None = None,
) -> list[Gap]:
    """Return the pairs of a group in which neither is known to owe the other a duty of a kind (claim A2).

    A duty that is disputed as a whole does not close a gap, nor does a promise in a political text or a state's own law
    (T7); they are listed among what the pair has instead. One coded by ATOP closes it, with or without conditions.
    """
    day = iso_date(date)
    members = _members(group)
    every = [
        r
        for r in relations(architecture, day, world=world, concerned=members)
        if r.debtor in members and r.creditor in members
    ]
    found = []
    for first, second in combinations(members, 2):
        between = [r for r in every if {r.debtor, r.creditor} == {first, second}]
        if not any(r.kind == kind and r.status in _CLOSES for r in between):
            shown = {"consultation", "access", "assistance", kind}
            found.append(
                Gap(
                    first,
                    second,
                    tuple(r for r in between if r.kind in shown and r.duty != "maintain_capacity"),
                )
            )
    return found


def _members(group: Iterable[str]) -> list[str]:
    found = list(dict.fromkeys(states.state(s).iso3 for s in group))
    if len(found) < 2:
        told = f"names {len(found)} state{'' if len(found) == 1 else 's'}."
        raise UsageError(Problem("group", told, "Name at least two: pato gaps USA JPN AUS."))
    return found


def gaps_table(
    architecture: Architecture,
    group: Iterable[str],
    date: str,
    *,
    kind: str = "defence",
    challenger: str | None = None,
    world: World | None = None,
) -> Table:
    """Return the gaps of a group as a table, with what each pair has instead; partial gaps are in its notes and ``meta``.

    ``challenger`` is who attacks where a gap is in part; see `pato.treaties.partial.attacker` for who does where it is None.
    """
    members = _members(group)
    found = gaps(architecture, members, date, kind=kind, world=world)
    rests = coverage(architecture, iso_date(date), *within(members), world)
    rows = [
        (
            g.first,
            g.second,
            ", ".join(dict.fromkeys(f"{r.short} ({r.kind}{_how(r, kind)})" for r in g.instead)) or None,
        )
        for g in found
    ]
    who = _attacker(members, iso_date(date), challenger)
    in_part = partial_gaps(architecture, members, iso_date(date), who, kind=kind) if who else []
    pairs = len(members) * (len(members) - 1) // 2
    title = f"{len(found)} of {pairs} pairs owe each other no {kind.replace('_', ' ')} under {architecture.id} on {date}{_known(rests) if found else ''}"
    notes = (
        "Consultation and access are listed for information; neither obliges a state to defend another.",
        *_associates(architecture, members, date),
        *(_of_parts(in_part, kind) if who else (f"Partial gaps were not looked for. {_NOBODY}",)),
        rests.sentence(),
    )
    return Table(
        ("first", "second", "what they have instead"),
        rows,
        title=title,
        notes=notes,
        meta={
            "date": date,
            "pairs": pairs,
            "gaps": len(found),
            "in_part": list(records(in_part)),
            "coverage": rests.to_dict(),
        },
    )


def _associates(architecture: Architecture, members: Iterable[str], date: str) -> Iterator[str]:
    """Yield the associates of an instrument among some states."""
    for instrument in architecture.on(iso_date(date)).instruments:
        here = [s for s in instrument.parties_on(iso_date(date), ASSOCIATE) if s in members]
        if here:
            one = "is an associate" if len(here) == 1 else "are associates"
            yield f"{', '.join(here)} {one} of {instrument.short}: the text says for each kind of duty whether it owes it and is owed it."


def partial_table(
    architecture: Architecture,
    group: Iterable[str],
    date: str,
    *,
    kind: str = "defence",
    challenger: str | None = None,
) -> Table:
    """Return the contingencies in which states of a group owe each other a duty, if in some and not in others.

    Raises
    ------
    UsageError
        If fewer than two states are given, or no attacker is left.
    """
    members, day = _members(group), iso_date(date)
    who = _attacker(members, day, challenger)
    if who is None:
        raise UsageError(Problem("challenger", "is not named.", _NOBODY))
    found = partial_gaps(architecture, members, day, who, kind=kind)
    rows = [(p.defender, p.target, p.challenger, p.covered, p.uncovered or None) for p in found]
    notes = (
        "Contingencies of armed attack alone; a share says in how many of a contingency's places the text applies.",
        f"Obligations owed in all of them, or in none, against {who} are not listed.",
        coverage(architecture, day, *within(members), None).sentence(),
    )
    return Table(
        ("defender", "target", "attacker", "covered", "not covered"),
        rows,
        title=f"{_cover(len(found), kind)} some contingencies of an attack by {who} and not others under {architecture.id} on {date}",
        notes=notes,
        meta={"date": date, "challenger": who, "in_part": list(records(found))},
    )


def _attacker(members: list[str], day: str, challenger: str | None) -> str | None:
    if challenger is None:
        return attacker(members, day)
    code = states.state(challenger, date=day).iso3
    if len(members) - (code in members) < 2:
        told = f"{code} is one of the two states: nobody is left to defend the other."
        raise UsageError(Problem("challenger", told, "Name another attacker, or more states."))
    return code


def _cover(number: int, kind: str = "") -> str:
    what = f" of {kind.replace('_', ' ')}" if kind else ""
    return f"{number} obligation{what} covers" if number == 1 else f"{number} obligations{what} cover"


def _of_parts(found: list[Partial], kind: str) -> Iterator[str]:
    """Yield the number of obligations with partial gaps, and the one with the largest."""
    if found:
        one = max(found, key=lambda p: len(p.uncovered))
        open_ = f"not {one.uncovered}" if one.uncovered else "each of them in some places alone"
        yield (
            f"Partial gaps: {_cover(len(found))} some contingencies of an attack by {one.challenger} and not others; --by contingency "
            f"lists {'it' if len(found) == 1 else 'them'}. For example, the {kind.replace('_', ' ')} that {one.defender} owes {one.target}: {one.covered}; {open_}."
        )


def _known(rests: Coverage) -> str:
    return "" if rests.complete else ", as far as is known"


def _how(relation: Relation, kind: str) -> str:
    """Return the status of what a pair has instead, where it is what makes the difference."""
    told = relation.kind == kind or relation.disputed or relation.checked == "coded"
    return f", {relation.status}" if told else ""


def duties_table(architecture: Architecture, state: str, date: str, *, world: World | None = None) -> Table:
    """Return all that a state owes and is owed on a date."""
    code = states.state(state, date=date).iso3
    rests = coverage(architecture, iso_date(date), *around(code), world)
    rows = [
        (
            "owes" if r.debtor == code else "is owed",
            r.creditor if r.debtor == code else r.debtor,
            r.kind,
            r.duty.replace("_", " "),
            r.short,
            r.article,
            r.binding,
            r.limited,
            ", ".join(r.subject_to) or None,
            r.status,
            r.checked,
        )
        for r in relations(architecture, date, world=world, concerned=(code,))
        if code in (r.debtor, r.creditor)
    ]
    columns = (
        "direction",
        "state",
        "kind",
        "duty",
        "instrument",
        "article",
        "binding",
        "area",
        "conditions",
        "status",
        "checked",
    )
    return Table(
        columns,
        sorted(rows, key=lambda r: (r[0] != "owes", KINDS.index(r[2]), r[1], r[-1] == "coded", r[4])),
        title=f"Duties of {code} under {architecture.id} on {date}",
        notes=(rests.sentence(),),
        meta={"date": date, "coverage": rests.to_dict()},
    )


def exposure_table(architecture: Architecture, state: str, date: str, *, world: World | None = None) -> Table:
    """Return a state's exposure to wars: the defence (and offence) duties that it owes, by instrument and terms."""
    code = states.state(state, date=date).iso3
    rests = coverage(architecture, iso_date(date), *around(code), world)
    owed: dict[tuple[Any, ...], list[Relation]] = {}
    for r in relations(architecture, date, kinds=("defence", "offence"), world=world, concerned=(code,)):
        if r.debtor == code:
            terms = r.limited or "", r.subject_to, STATUSES.index(r.status)
            owed.setdefault((r.checked == "coded", r.instrument, r.article, r.kind, *terms), []).append(r)
    rows = [
        (
            found[0].short,
            found[0].article,
            found[0].kind,
            len(found),
            ", ".join(sorted(r.creditor for r in found)),
            found[0].limited,
            ", ".join(found[0].subject_to) or None,
            ", ".join(found[0].readings) or None,
            found[0].status,
            found[0].checked,
        )
        for _, found in sorted(owed.items())
    ]
    columns = (
        "instrument",
        "article",
        "kind",
        "partners",
        "in favour of",
        "area",
        "conditions",
        "readings",
        "status",
        "checked",
    )
    total = len({r.creditor for found in owed.values() for r in found})
    return Table(
        columns,
        rows,
        title=f"{code} owes defence to {total} state{'' if total == 1 else 's'} under {architecture.id} on {date}{_known(rests)}",
        notes=("What is owed, not what will be done.", rests.sentence()),
        meta={"date": date, "coverage": rests.to_dict()},
    )
