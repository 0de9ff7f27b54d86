"""Who owes what to whom when X does Y to Z: rules T1-T11 applied to one event, each step traced."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from pato.brief import brief
from pato.treaties import conditions
from pato.treaties.architecture import Architecture
from pato.treaties.conditions import Step
from pato.treaties.events import Event
from pato.treaties.norms import Instrument, Obligation, Reading

KINDS = ("defence", "offence", "neutrality", "non_aggression", "consultation", "access", "assistance")
STATUSES = ("obliged", "obliged_on_request", "obliged_on_decision", "disputed")
_ON_REQUEST = {"request_of_victim", "request_of_partner"}
_ON_DECISION = {"collective_decision", "unilateral_decision"}


@brief("state", "kind", "to", "status", "instrument", "article", "round")
class Duty(NamedTuple):
    """One duty of one state in one event. It says what is owed, not what will be done (T3).

    Attributes
    ----------
    state
        Who owes.
    to
        In whose favour.
    kind, duty
        ATOP's kind (with access and assistance), and what exactly is owed.
    status
        ``obliged``, ``obliged_on_request``, ``obliged_on_decision`` or ``disputed``.
    round
        0 for what the event itself triggers, 1 and more for the cascade (T11).
    instrument, short, article, binding
        Where it stands (id and short name), and with what force in law.
    subject_to
        Conditions that qualify it.
    readings
        The readings that apply, and who holds each (T4).
    limits
        Limits in the debtor's own law.
    nuclear_umbrella
        ``yes``, ``no``, ``ambiguous`` or None: as the file says.
    standing
        Whether it stands whatever happens, and is not called by the event.
    because
        For the cascade: whose fighting triggers it.
    note, file, line, checked
        The file's own remark, where the obligation stands, and how it was checked (T5).
    """

    state: str
    to: tuple[str, ...]
    kind: str
    duty: str
    status: str
    round: int
    instrument: str
    short: str
    article: str
    binding: str
    subject_to: tuple[str, ...]
    readings: tuple[Reading, ...]
    limits: tuple[str, ...]
    nuclear_umbrella: str | None
    standing: bool
    because: str | None
    note: str | None
    file: str
    line: int
    checked: str

    def to_dict(self) -> dict[str, Any]:
        """Return the duty as plain values."""
        readings = [
            {"id": r.id, "holds": r.holds, "said_by": list(r.said_by), "text": r.text, "source": r.source}
            for r in self.readings
        ]
        return {
            name: list(value) if isinstance(value, tuple) else value for name, value in self._asdict().items()
        } | {"readings": readings}


class Trace(NamedTuple):
    """One rule that was tried for one event, and the first condition that failed, if any (T5)."""

    round: int
    instrument: str
    obligation: str
    article: str
    file: str
    line: int
    debtor: str | None
    outcome: str
    steps: tuple[Step, ...]


def duties_of_event(
    architecture: Architecture,
    event: Event,
    *,
    kinds: Iterable[str] = KINDS,
    round_: int = 0,
    because: str | None = None,
) -> tuple[list[Duty], list[Trace]]:
    """Return all duties of some kinds that one event triggers under an architecture, and every rule that was tried.

    Access is not answered here: it follows from who must defend (`access_duties`). Nor is the standing duty to
    maintain one's own capacity, which no event calls.
    """
    duties: list[Duty] = []
    traces: list[Trace] = []
    for instrument in architecture.instruments:
        if not instrument.in_force_on(event.date):
            continue
        for obligation in instrument.obligations:
            if obligation.kind not in kinds:
                continue
            found, tried = _apply(instrument, obligation, event, round_, because)
            duties += found
            traces += tried
    return duties, traces


def _apply(
    instrument: Instrument, obligation: Obligation, event: Event, round_: int, because: str | None
) -> tuple[list[Duty], list[Trace]]:
    if obligation.kind == "access" or obligation.duty == "maintain_capacity":
        return [], []
    pairs = list(_pairs(instrument, obligation, event))
    if not pairs:
        nobody = conditions.Step("parties", False, "no state owes this to anyone whom the event concerns")
        return [], [_trace(instrument, obligation, round_, None, "not concerned", (nobody,))]
    steps = conditions.general(instrument, obligation, event)
    if not obligation.readings and steps[-1].held is False:
        return [], [_trace(instrument, obligation, round_, None, "fails", steps)]
    duties, traces = [], []
    for debtor, creditors in pairs:
        own = steps + conditions.particular(instrument, obligation, event, debtor, creditors)
        outcome, readings = conditions.verdict(obligation, event, own, debtor, creditors, instrument)
        traces.append(_trace(instrument, obligation, round_, debtor, outcome, own))
        if outcome in {"holds", "disputed"}:
            status = _status(obligation, event, instrument, outcome)
            duties.append(
                _duty(instrument, obligation, event, debtor, creditors, status, readings, round_, because)
            )
    return duties, traces


def _trace(
    instrument: Instrument,
    obligation: Obligation,
    round_: int,
    debtor: str | None,
    outcome: str,
    steps: tuple[Step, ...],
) -> Trace:
    return Trace(
        round_,
        instrument.id,
        obligation.id,
        obligation.article,
        instrument.file,
        obligation.line,
        debtor,
        outcome,
        steps,
    )


def _pairs(
    instrument: Instrument, obligation: Obligation, event: Event
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each debtor with those in whose favour it owes, as the kind of duty has it."""
    debtors = instrument.expand(obligation.owed_by, event.date)
    creditors = instrument.expand(obligation.owed_to, event.date)
    if obligation.kind == "non_aggression":
        # answered by the attacker: it breaks its pledge to the victim
        yield from (
            (a, (event.victim,)) for a in event.attacker if a in debtors and event.victim in creditors
        )
        return
    helpers = [d for d in debtors if d not in event.attacker and d != event.victim]
    if obligation.kind == "offence":
        favoured = [a for a in event.attacker if a in creditors]
        yield from ((d, tuple(favoured)) for d in helpers if favoured)
    elif obligation.kind == "neutrality":
        involved = [s for s in (event.victim, *event.attacker) if s in creditors]
        yield from (
            (d, tuple(s for s in involved if s != d))
            for d in debtors
            if d not in (event.victim, *event.attacker) and involved
        )
    elif obligation.kind == "consultation" and event.victim not in creditors:
        yield from _among_others(helpers, creditors, event)
    else:
        yield from ((d, (event.victim,)) for d in helpers if event.victim in creditors)


def _among_others(
    helpers: list[str], creditors: Iterable[str], event: Event
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Parties that consult one another about an outsider's security, where the text says so (`to:` an area)."""
    others = [c for c in creditors if c not in event.attacker]
    yield from ((d, tuple(c for c in others if c != d)) for d in helpers if any(c != d for c in others))


def _status(obligation: Obligation, event: Event, instrument: Instrument, outcome: str) -> str:
    if outcome == "disputed":
        return "disputed"
    asked = set(obligation.subject_to)
    if asked & _ON_DECISION and instrument.id not in event.decided:
        return "obliged_on_decision"
    if asked & _ON_REQUEST and not event.requested:
        return "obliged_on_request"
    return "obliged"


def _duty(
    instrument: Instrument,
    obligation: Obligation,
    event: Event,
    debtor: str,
    creditors: tuple[str, ...],
    status: str,
    readings: tuple[Reading, ...],
    round_: int,
    because: str | None,
) -> Duty:
    return Duty(
        state=debtor,
        to=creditors,
        kind=obligation.kind,
        duty=obligation.duty,
        status=status,
        round=round_,
        instrument=instrument.id,
        short=instrument.short,
        article=obligation.article,
        binding=instrument.binding,
        subject_to=obligation.subject_to,
        readings=readings,
        limits=conditions.limits_of(instrument, obligation, debtor, event.date),
        nuclear_umbrella=obligation.nuclear_umbrella,
        standing=obligation.when is None and obligation.kind in {"access", "assistance"},
        because=because,
        note=obligation.note,
        file=instrument.file,
        line=obligation.line,
        checked=obligation.checked,
    )


def access_duties(
    architecture: Architecture, event: Event, fighting: Iterable[str], *, round_: int = 0
) -> list[Duty]:
    """Return the standing duties to grant bases or passage that serve those who must defend the victim."""
    defenders = dict.fromkeys([*fighting, event.victim])
    found = []
    for instrument in architecture.instruments:
        for obligation in instrument.obligations if instrument.in_force_on(event.date) else ():
            if (
                obligation.kind != "access"
                or obligation.duty != "grant_access"
                or not conditions.dated(obligation, event.date)
            ):
                continue
            debtors = instrument.expand(obligation.owed_by, event.date)
            creditors = instrument.expand(obligation.owed_to, event.date)
            for debtor in debtors:
                served = tuple(c for c in creditors if c in defenders and c != debtor)
                if served and debtor not in event.attacker:
                    status = _status(obligation, event, instrument, "holds")
                    found.append(
                        _duty(instrument, obligation, event, debtor, served, status, (), round_, None)
                    )
    return found
