"""Commitments: who is committed to help whom, in which contingencies and how strongly, as the duties engine answers.

The engine is the one behind `pato who`; what models make of its answers is `pato.models.commitments`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from pato.memo import Memo
from pato.treaties.access import granting
from pato.treaties.architecture import Architecture
from pato.treaties.contingencies import Contingency, struck_by
from pato.treaties.duties import OTHERS, as_whom, status_of
from pato.treaties.events import Event
from pato.treaties.norms import Instrument, Obligation
from pato.treaties.singled import counted, singled_out
from pato.treaties.tried import KINDS, Asks, Readings, Verdicts, asks_of, keep, roles, verdicts_of

DUTIES = (
    "assist_with_force",
    "act_to_meet_common_danger",
    "assist_as_deemed_necessary",
    "provide_assistance",
    "provide_arms",
    "consult",
)
"""Kinds of commitment, from the strongest to the weakest; duties to maintain capacity or to refrain are not commitments."""
_STATUS_RANK = {"obliged": 0, "obliged_on_request": 1, "obliged_on_decision": 2, "disputed": 3}
_ANSWERED, _TOGETHER, _RULES = Memo(12_000), Memo(6_000), Memo(4096)
"""Answers of instruments: architectures share most of them, and an instrument is one object wherever it is held."""


class Part(NamedTuple):
    """Commitment in some of a contingency's events: the duty, its status, the readings that dispute it with their answers, its conditions, and the share of the events."""

    duty: str
    status: str
    readings: tuple[tuple[str, bool | str], ...]
    conditions: tuple[str, ...]
    standing: bool
    share: float


class Commitment(NamedTuple):
    """Commitment of one state under one instrument in one contingency.

    Attributes
    ----------
    defender, target, challenger, contingency
        Whose commitment to whom, against whom, in which contingency (its id).
    kind, duty, status
        As the duties engine answers (`pato.treaties.duties.Duty`).
    share
        Share of the contingency's events in which it is owed: 1, or less where the gazetteer has places that the text
        covers and places that it does not.
    instrument, short, article, binding
        Its instrument and article, and legal force.
    conditions, readings
        Its conditions, and the ids of the readings that dispute it.
    umbrella
        Whether nuclear protection is promised: ``yes``, ``no``, ``ambiguous`` or None.
    parts
        The same event by event, where the text answers them differently: shares sum to `share`.
    """

    defender: str
    target: str
    challenger: str
    contingency: str
    kind: str
    duty: str
    status: str
    share: float
    instrument: str
    short: str
    article: str
    binding: str
    conditions: tuple[str, ...]
    readings: tuple[str, ...]
    umbrella: str | None
    parts: tuple[Part, ...] = ()


def commitments(
    architecture: Architecture,
    date: str,
    *,
    targets: Sequence[str],
    challengers: Sequence[str],
    asked: Sequence[Contingency],
) -> list[Commitment]:
    """Return every state's commitments to some targets, sorted by target, challenger, contingency and defender.

    Parameters
    ----------
    architecture, date
        The instruments that count, and the day.
    targets, challengers
        ISO codes; a challenger is no target of itself.
    asked
        The contingencies.
    """
    day = architecture.on(date)
    found: list[Commitment] = []
    binding, guests = concerned(day, date), granting(day, date)
    for target in targets:
        granted = guests.get(target, ())
        for challenger in (c for c in challengers if c != target):
            for contingency in asked:
                for instrument in binding.get(target, ()):
                    found += commitments_of(instrument, contingency, target, challenger, date, granted)
    keep(date)
    return found


def strongest(found: Iterable[Commitment]) -> list[Commitment]:
    """Return the strongest commitment of each defender to each target, challenger and contingency.

    A state that is bound by several texts is bound by the one that asks most of it: kind, then status, then duty.
    """
    best: dict[tuple[str, str, str, str], Commitment] = {}
    for one in found:
        key = one.defender, one.target, one.challenger, one.contingency
        if key not in best or _order(one) < _order(best[key]):
            best[key] = one
    return list(best.values())


def _order(one: Commitment | _Found) -> tuple[int, int, int]:
    what = DUTIES.index(one.duty) if one.duty in DUTIES else len(DUTIES)
    return KINDS.index(one.kind), _STATUS_RANK.get(one.status, len(_STATUS_RANK)), what


class _Found(NamedTuple):
    """Content of an obligation in one event."""

    kind: str
    duty: str
    status: str
    obligation: Obligation
    readings: Readings


class Alike(NamedTuple):
    """States that one instrument commits to the same: their codes, and the commitments, in which defender and challenger are empty."""

    defenders: tuple[str, ...]
    commitments: tuple[Commitment, ...]


def concerned(architecture: Architecture, date: str) -> Mapping[str, tuple[Instrument, ...]]:
    """Return the instruments that owe each state anything that commits."""
    found: dict[str, list[Instrument]] = {}
    for instrument in architecture.instruments:
        for target in _rules(instrument, date):
            found.setdefault(target, []).append(instrument)
    return {target: tuple(instruments) for target, instruments in found.items()}


class Rule(NamedTuple):
    """An obligation that can commit somebody, its debtors, and what it asks."""

    obligation: Obligation
    debtors: tuple[str, ...]
    asks: Asks


def _rules(instrument: Instrument, date: str) -> Mapping[str, tuple[Rule, ...]]:
    """Return the obligations that can commit somebody to each target."""
    return _RULES.get(instrument, date, make=lambda: _made_rules(instrument, date))


def _made_rules(instrument: Instrument, date: str) -> Mapping[str, tuple[Rule, ...]]:
    found: dict[str, tuple[Rule, ...]] = {}
    for obligation in instrument.obligations:
        if obligation.kind in KINDS:
            debtors = instrument.expand(obligation.owed_by, date)
            rule = Rule(obligation, debtors, asks_of(instrument, obligation))
            for target in dict.fromkeys(instrument.expand(obligation.owed_to, date)):
                found[target] = (*found.get(target, ()), rule)
    return found


def commitments_of(
    instrument: Instrument,
    contingency: Contingency,
    target: str,
    challenger: str,
    date: str,
    granted: tuple[str, ...],
) -> tuple[Commitment, ...]:
    """Return the commitments of an instrument's parties in one contingency; the strongest of several duties of one state and kind.

    Parameters
    ----------
    instrument, contingency, target, challenger, date
        The request.
    granted
        States that grant the target access to their soil (`pato.treaties.contingencies.granting`).
    """
    found = (
        one._replace(defender=defender, challenger=challenger)
        for alike in answered(instrument, contingency, target, challenger, date, granted)
        for one in alike.commitments
        for defender in alike.defenders
        if defender != challenger
    )
    return tuple(sorted(found, key=lambda c: (c.defender, c.kind)))


def answered(
    instrument: Instrument,
    contingency: Contingency,
    target: str,
    challenger: str,
    date: str,
    granted: tuple[str, ...],
) -> tuple[Alike, ...]:
    """Return the commitments of states under one instrument in one contingency, grouped by equal content.

    The challenger may be among them: it owes nothing, and the caller must leave it out.

    Parameters
    ----------
    instrument, contingency, target, challenger, date, granted
        As for `commitments_of`.
    """
    held = counted(contingency, granted)
    asked = instrument, contingency, target, challenger, date, held
    sort = singled_out((instrument,), (contingency,), target, date, granted).sort(challenger)
    return _ANSWERED.get(*asked[:3], sort, *asked[4:], make=lambda: tuple(_answered(*asked)))


def _answered(
    instrument: Instrument,
    contingency: Contingency,
    target: str,
    challenger: str,
    date: str,
    granted: tuple[str, ...],
) -> Iterator[Alike]:
    if not instrument.in_force_on(date):
        return
    rules = [r for r in _rules(instrument, date).get(target, ()) if r.obligation.duty != "maintain_capacity"]
    events = tuple(struck_by(contingency, target, challenger, date, granted))
    known = roles(instrument, date)
    tried = [[verdicts_of(instrument, r.obligation, r.asks, known, e) for e in events] for r in rules]
    named = [as_whom(instrument, r.obligation) for r in rules]
    alike: dict[tuple[str | None, ...], list[str]] = {}
    for debtor in dict.fromkeys(d for r in rules for d in r.debtors if d != target):
        sort = tuple(
            sorts.get(debtor, OTHERS) if debtor in rule.debtors else None
            for rule, sorts in zip(rules, named, strict=True)
        )
        alike.setdefault(sort, []).append(debtor)
    # verdicts are shared objects: equal ones are combined once, whatever the parties
    told = instrument.id, instrument.short, instrument.binding, contingency.id, target
    same = tuple(id(verdicts) for row in tried for verdicts in row)
    texts = [rule.obligation for rule in rules]
    for sort, debtors in alike.items():
        made = _TOGETHER.get(
            *(told, sort, same, len(events), *texts),
            make=partial(_together, instrument, contingency.id, target, rules, events, tried, sort),
        )
        if made:
            yield Alike(tuple(debtors), made)


def _together(
    instrument: Instrument,
    contingency: str,
    target: str,
    rules: Sequence[Rule],
    events: Sequence[Event],
    tried: Sequence[Sequence[Verdicts]],
    sort: Sequence[str | None],
) -> tuple[Commitment, ...]:
    """Return the commitments of debtors of one sort, one per kind of duty."""
    owed: dict[str, list[_Found]] = {}
    for number, event in enumerate(events):
        possible = _found(instrument, rules, event, [row[number] for row in tried], sort)
        for kind, one in _strongest_of_kinds(possible).items():
            owed.setdefault(kind, []).append(one)
    return tuple(_commitment(instrument, owed[k], target, contingency, len(events)) for k in sorted(owed))


def _found(
    instrument: Instrument,
    rules: Sequence[Rule],
    event: Event,
    verdicts: Sequence[Verdicts],
    sort: Sequence[str | None],
) -> Iterator[_Found]:
    for (obligation, _, _), found, who in zip(rules, verdicts, sort, strict=True):
        if who is None:
            continue
        outcome, readings = found[who]
        if outcome in {"holds", "disputed"}:
            status = status_of(instrument, obligation, event, outcome)
            yield _Found(obligation.kind, obligation.duty, status, obligation, readings)


def _strongest_of_kinds(found: Iterable[_Found]) -> dict[str, _Found]:
    best: dict[str, _Found] = {}
    for one in found:
        if one.kind not in best or _order(one) < _order(best[one.kind]):
            best[one.kind] = one
    return best


def _commitment(
    instrument: Instrument, found: Sequence[_Found], target: str, contingency: str, events: int
) -> Commitment:
    strongest = min(found, key=_order)
    alike: dict[tuple[str, str, Readings, tuple[str, ...], bool], int] = {}
    for each in found:
        readings = each.readings if each.status == "disputed" else ()
        standing = each.obligation.when is None and each.kind == "assistance"
        key = each.duty, each.status, readings, each.obligation.subject_to, standing
        alike[key] = alike.get(key, 0) + 1
    obligation = strongest.obligation
    return Commitment(
        "",
        target,
        "",
        contingency,
        strongest.kind,
        strongest.duty,
        strongest.status,
        len(found) / events,
        instrument.id,
        instrument.short,
        obligation.article,
        instrument.binding,
        obligation.subject_to,
        tuple(name for name, _ in strongest.readings),
        obligation.nuclear_umbrella,
        tuple(Part(*key, count / events) for key, count in alike.items()),
    )
