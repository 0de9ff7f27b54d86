"""Commitments: who is committed to help whom, in which contingencies and how strongly, as the duties engine answers.

The engine is the one behind `pato who`; what models make of its answers is `pato.models.commitments`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache, partial
from typing import NamedTuple

from pato.memo import Memo
from pato.registry import states
from pato.treaties.architecture import Architecture
from pato.treaties.contingencies import Contingency, events_of, granting, holders
from pato.treaties.duties import duties_of_event
from pato.treaties.duty import Duty
from pato.treaties.events import Event
from pato.treaties.norms import Instrument, Trigger

KINDS = ("defence", "assistance", "consultation")
"""Kinds of duty that commit a state to a target."""
DUTIES = (
    "assist_with_force",
    "act_to_meet_common_danger",
    "assist_as_deemed_necessary",
    "provide_assistance",
    "provide_arms",
    "consult",
)
"""What is owed, from the strongest to the weakest; duties to keep up one's own strength or to refrain commit to nothing."""
_STATUS_RANK = {"obliged": 0, "obliged_on_request": 1, "obliged_on_decision": 2, "disputed": 3}
_ANSWERED = Memo(40_000)
"""Answers of instruments: architectures share most of them, and an instrument is one object wherever it is held."""
_ASKED = Memo(20_000)
_OWED = Memo(60_000)
_NAMED = Memo(4096)
_ANYBODY = Memo(40_000)


class Part(NamedTuple):
    """What is owed in some of a contingency's events: the duty, its status, the readings that dispute it with what each holds, its conditions, and the share of the events."""

    duty: str
    status: str
    readings: tuple[tuple[str, bool | str], ...]
    conditions: tuple[str, ...]
    standing: bool
    share: float


class Commitment(NamedTuple):
    """What one instrument commits one state to in one contingency.

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
        Where it stands, and with what force in law.
    conditions, readings
        What it is subject to, and the ids of the readings that dispute it.
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
    """Return what every state is committed to for some targets, ordered by target, challenger, contingency and defender.

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
    for target in targets:
        granted = granting(day, target, date)
        concerned = [i for i in day.instruments if concerns(i, target, date)]
        for challenger in (c for c in challengers if c != target):
            for contingency in asked:
                for instrument in concerned:
                    found += commitments_of(instrument, contingency, target, challenger, date, granted)
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


def _order(one: Duty | Commitment) -> tuple[int, int, int]:
    what = DUTIES.index(one.duty) if one.duty in DUTIES else len(DUTIES)
    return KINDS.index(one.kind), _STATUS_RANK.get(one.status, len(_STATUS_RANK)), what


def concerns(instrument: Instrument, target: str, date: str) -> bool:
    """Return whether an instrument owes a target anything that commits."""
    return any(
        o.kind in KINDS and target in instrument.expand(o.owed_to, date) for o in instrument.obligations
    )


def commitments_of(
    instrument: Instrument,
    contingency: Contingency,
    target: str,
    challenger: str,
    date: str,
    granted: tuple[str, ...],
) -> tuple[Commitment, ...]:
    """Return what one instrument commits its parties to in one contingency; of several duties of one state and kind the strongest.

    Parameters
    ----------
    instrument, contingency, target, challenger, date
        What is asked.
    granted
        States that grant the target access to their soil (`pato.treaties.contingencies.granting`).
    """
    who, held = answered_as(instrument, contingency, target, challenger, date, granted)
    found: tuple[Commitment, ...] = _ANSWERED.get(
        instrument,
        contingency.id,
        target,
        who,
        date,
        held,
        make=lambda: _answered(instrument, contingency, target, who, date, held),
    )
    if who == challenger:
        return found
    return tuple(c._replace(challenger=challenger) for c in found if c.defender != challenger)


def answered_as(
    instrument: Instrument,
    contingency: Contingency,
    target: str,
    challenger: str,
    date: str,
    granted: tuple[str, ...],
) -> tuple[str, tuple[str, ...]]:
    """Return as whose attack a challenger's is answered, and the states whose access to their soil counts.

    The challenger itself, or a state that nothing singles out, where nothing singles the challenger out either: everybody owes the
    same then, but for the challenger, which owes nothing.
    """
    held = granted if (contingency.where or {}).get("granted_to_target") else ()
    if challenger in _named(instrument, date) or challenger in holders(contingency, target, date, held):
        return challenger, held
    who = _ANYBODY.get(
        instrument,
        contingency.id,
        target,
        date,
        held,
        make=lambda: anybody((instrument,), (contingency,), target, date, held),
    )
    return who, held


def singled_out(
    instruments: Iterable[Instrument],
    asked: Iterable[Contingency],
    target: str,
    date: str,
    granted: tuple[str, ...],
) -> set[str]:
    """Return the challengers whose attack some instruments may answer in another way than anybody else's.

    Those that a text names, and those that hold, claim or lost a place where the target could be attacked. Against all others
    everybody owes the same, but for the challenger itself, which owes nothing.

    Parameters
    ----------
    instruments, asked, target, date
        What is asked.
    granted
        States that grant the target access to their soil.
    """
    found: set[str] = set()
    for instrument in instruments:
        found |= _named(instrument, date)
    for contingency in asked:
        held = granted if (contingency.where or {}).get("granted_to_target") else ()
        found |= holders(contingency, target, date, held)
    return found


def anybody(
    instruments: Iterable[Instrument],
    asked: Iterable[Contingency],
    target: str,
    date: str,
    granted: tuple[str, ...],
) -> str:
    """Return a state that nothing singles out (`singled_out`), and that is no party: its attack is answered as anybody's is."""
    barred = singled_out(instruments, asked, target, date, granted) | {target}
    for instrument in instruments:
        barred.update(m.state for m in instrument.members)
    return next(code for code in _existing(date) if code not in barred)


@lru_cache(maxsize=8)
def _existing(date: str) -> tuple[str, ...]:
    return tuple(s.iso3 for s in states.states(date))


def _named(instrument: Instrument, date: str) -> frozenset[str]:
    """Return the states whose attack the text answers in another way than anybody else's."""
    return _NAMED.get(instrument, date, make=lambda: frozenset(_attackers_named(instrument, date)))


def _attackers_named(instrument: Instrument, date: str) -> Iterable[str]:
    for scope in _scopes(instrument):
        for attackers in (scope.by, scope.not_by):
            yield from attackers.codes if attackers else ()
        if scope.by_party is not None:
            yield from instrument.parties_on(date)


def _scopes(instrument: Instrument) -> Iterable[Trigger]:
    for obligation in instrument.obligations:
        if obligation.when is not None:
            yield obligation.when
        yield from obligation.unless
        yield from (r.about for r in obligation.readings)
    yield from (d.about for d in instrument.declarations)


def _answered(
    instrument: Instrument,
    contingency: Contingency,
    target: str,
    challenger: str,
    date: str,
    granted: tuple[str, ...],
) -> tuple[Commitment, ...]:
    events = _ASKED.get(
        contingency,
        target,
        challenger,
        date,
        granted,
        make=lambda: tuple(events_of(contingency, target, challenger, date, granted_by=granted)),
    )
    owed: dict[tuple[str, str], list[Duty]] = {}
    for event in events:
        place = event.place.id if event.place else ""
        asked = instrument, event.act.id, event.on, place, event.place_given, target, challenger, date
        zone = (contingency.where or {}).get("zone")
        found: dict[tuple[str, str], Duty] = _OWED.get(
            *asked, zone, make=partial(_owed, instrument, event, target)
        )
        for key, duty in found.items():
            owed.setdefault(key, []).append(duty)
    return tuple(
        _commitment(duties, target, challenger, contingency.id, len(events))
        for _, duties in sorted(owed.items())
    )


def _owed(instrument: Instrument, event: Event, target: str) -> dict[tuple[str, str], Duty]:
    """Return the strongest duty of each state and kind towards a target in one event."""
    alone = Architecture(instrument.id, instrument.title, (instrument,), None, ())
    best: dict[tuple[str, str], Duty] = {}
    for duty in duties_of_event(alone, event, kinds=KINDS)[0]:
        key = duty.state, duty.kind
        if target in duty.to and (key not in best or _order(duty) < _order(best[key])):
            best[key] = duty
    return best


def _commitment(
    duties: Sequence[Duty], target: str, challenger: str, contingency: str, events: int
) -> Commitment:
    duty = min(duties, key=_order)
    alike: dict[tuple[str, str, tuple[tuple[str, bool | str], ...], tuple[str, ...], bool], int] = {}
    for each in duties:
        readings = tuple((r.id, r.holds) for r in each.readings) if each.status == "disputed" else ()
        key = each.duty, each.status, readings, each.subject_to, each.standing
        alike[key] = alike.get(key, 0) + 1
    return Commitment(
        duty.state,
        target,
        challenger,
        contingency,
        duty.kind,
        duty.duty,
        duty.status,
        len(duties) / events,
        duty.instrument,
        duty.short,
        duty.article,
        duty.binding,
        duty.subject_to,
        tuple(r.id for r in duty.readings),
        duty.nuclear_umbrella,
        tuple(Part(*key, count / events) for key, count in alike.items()),
    )
