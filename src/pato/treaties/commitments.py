"""Commitments: who is committed to help whom, in which contingencies and how strongly, as the duties engine answers.

What models read of pacts is still their obligations of defence (`pato.models.pledges`); commitments are to take its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pato.memo import Memo
from pato.treaties.architecture import Architecture
from pato.treaties.contingencies import Contingency, events_of, granting
from pato.treaties.duties import duties_of_event
from pato.treaties.duty import Duty
from pato.treaties.norms import Instrument

KINDS = ("defence", "assistance", "consultation")
"""Kinds of duty that commit a state to a target."""
DUTIES = (
    "assist_with_force",
    "act_to_meet_common_danger",
    "assist_as_deemed_necessary",
    "assist",
    "consult",
)
"""What is owed, from the strongest to the weakest."""
_STATUS_RANK = {"obliged": 0, "obliged_on_request": 1, "obliged_on_decision": 2, "disputed": 3}
_ANSWERED = Memo(200_000)
"""Answers of instruments: architectures share most of them, and an instrument is one object wherever it is held."""
_ASKED = Memo(200_000)


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
        concerned = [i for i in day.instruments if _concerns(i, target, date)]
        for challenger in (c for c in challengers if c != target):
            for contingency in asked:
                for instrument in concerned:
                    found += _of(instrument, contingency, target, challenger, date, granted)
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


def _concerns(instrument: Instrument, target: str, date: str) -> bool:
    """Return whether an instrument owes a target anything that commits."""
    return any(
        o.kind in KINDS and target in instrument.expand(o.owed_to, date) for o in instrument.obligations
    )


def _of(
    instrument: Instrument,
    contingency: Contingency,
    target: str,
    challenger: str,
    date: str,
    granted: tuple[str, ...],
) -> tuple[Commitment, ...]:
    where = contingency.where or {}
    asked = (
        instrument,
        contingency.id,
        target,
        challenger,
        date,
        granted if where.get("granted_to_target") else (),
    )
    return _ANSWERED.get(
        *asked, make=lambda: _answered(instrument, contingency, target, challenger, date, granted)
    )


def _answered(
    instrument: Instrument,
    contingency: Contingency,
    target: str,
    challenger: str,
    date: str,
    granted: tuple[str, ...],
) -> tuple[Commitment, ...]:
    """Return what one instrument commits its parties to; of several duties of one state and kind the strongest."""
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
        _commitment(min(duties, key=_order), target, challenger, contingency.id, len(duties) / len(events))
        for _, duties in sorted(owed.items())
    )


def _commitment(duty: Duty, target: str, challenger: str, contingency: str, share: float) -> Commitment:
    return Commitment(
        duty.state,
        target,
        challenger,
        contingency,
        duty.kind,
        duty.duty,
        duty.status,
        share,
        duty.instrument,
        duty.short,
        duty.article,
        duty.binding,
        duty.subject_to,
        tuple(r.id for r in duty.readings),
        duty.nuclear_umbrella,
    )
