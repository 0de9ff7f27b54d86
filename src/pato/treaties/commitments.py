"""Commitments: who is committed to help whom, in which contingencies and how strongly, as the duties engine answers.

The engine is the one behind `pato who`; what models make of its answers is `pato.models.commitments`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pato.memo import Memo
from pato.treaties.architecture import Architecture
from pato.registry import states
from pato.treaties.contingencies import Contingency, events_of, granting, holders
from pato.treaties.duties import duties_of_event
from pato.treaties.duty import Duty
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
_ANSWERED = Memo(400_000)
"""Answers of instruments: architectures share most of them, and an instrument is one object wherever it is held."""
_ASKED = Memo(200_000)
_NAMED = Memo(4096)
_STRANGERS = Memo(4096)


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
    where = contingency.where or {}
    held = granted if where.get("granted_to_target") else ()
    who = challenger
    if challenger not in _named(instrument, date) and challenger not in holders(
        contingency, target, date, held
    ):
        # the text and the places single this challenger out in nothing: it is answered as any other would be
        who = _anybody(instrument, contingency, target, date, held)
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


def _anybody(
    instrument: Instrument, contingency: Contingency, target: str, date: str, granted: tuple[str, ...]
) -> str:
    """Return a state that neither the instrument nor the places of a contingency single out: no party, nowhere named."""
    places_of = holders(contingency, target, date, granted)
    strangers: tuple[str, ...] = _STRANGERS.get(
        instrument, date, make=lambda: tuple(_strangers(instrument, date))
    )
    return next(s for s in strangers if s != target and s not in places_of)


def _strangers(instrument: Instrument, date: str) -> Iterable[str]:
    known = {*_named(instrument, date), *(m.state for m in instrument.members)}
    yield from (s.iso3 for s in states.states(date) if s.iso3 not in known)


def _named(instrument: Instrument, date: str) -> frozenset[str]:
    """Return the states whose attack the text answers in another way than anybody else's."""
    return _NAMED.get(instrument, date, make=lambda: frozenset(_singled_out(instrument, date)))


def _singled_out(instrument: Instrument, date: str) -> Iterable[str]:
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
    alone = Architecture(instrument.id, instrument.title, (instrument,), None, ())
    owed: dict[tuple[str, str], list[Duty]] = {}
    for event in events:
        best: dict[tuple[str, str], Duty] = {}
        for duty in duties_of_event(alone, event, kinds=KINDS)[0]:
            key = duty.state, duty.kind
            if target in duty.to and (key not in best or _order(duty) < _order(best[key])):
                best[key] = duty
        for key, duty in best.items():
            owed.setdefault(key, []).append(duty)
    return tuple(
        _commitment(duties, target, challenger, contingency.id, len(events))
        for _, duties in sorted(owed.items())
    )


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
