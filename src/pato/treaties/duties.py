"""Who owes what to whom when X does Y to Z: rules T1-T20 applied to one event, each step traced."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from pato.brief import brief
from pato.treaties import conditions
from pato.treaties.architecture import Architecture
from pato.treaties.conditions import Case, Step
from pato.treaties.events import Event
from pato.treaties.faces import faces
from pato.treaties.norms import Instrument, Obligation, Reading
from pato.treaties.verdicts import FORCE, Verdict, verdict

KINDS = ("defence", "offence", "neutrality", "non_aggression", "consultation", "access", "assistance")
STATUSES = (
    *("obliged", "obliged_on_decision", "obliged_on_request", "disputed"),
    *("coded", "coded_if", "expected", "unilateral", "unknown"),
)
"""By force, the strongest first; ``unilateral`` and ``unknown`` stand beside the others."""
BESIDE = {
    "political_declaration": "expected",
    "none": "expected",
    "domestic_law": "unilateral",
}
"""What is no duty in international law, by the force of its instrument (T7): promised, or ordered by the debtor's own law."""
COUNTED = ("obliged", "obliged_on_decision", "obliged_on_request", "disputed")
"""Statuses that count as a duty: they start a cascade."""
ANY = "*"
"""Among the decisions of an event: every body has decided."""
ON_REQUEST = {"request_of_victim", "request_of_partner"}
ON_DECISION = {"collective_decision", "unilateral_decision"}


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
        A word of `STATUSES`; ``coded`` and ``coded_if`` (under conditions) are what ATOP codes and nobody here has read.
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
    against
        The attackers against whom it is owed (T17).
    victim, role
        In whose case it is owed, and whether as the ``victim`` named or as the ``host`` of the land struck (T18).
    face
        As what the thing struck met the article: itself, or the land on which it stands (T12).
    given
        Under which answers to what is left open it is owed; empty: under all (T16, T20).
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
    against: tuple[str, ...] = ()
    victim: str = ""
    role: str = "victim"
    face: str | None = None
    given: tuple[str, ...] = ()

    @property
    def case_by_case(self) -> bool:
        """Whether both sides say that it may be owed and that they will decide (T10)."""
        return self.status == "disputed" and any(r.holds == "case_by_case" for r in self.readings)

    def to_dict(self) -> dict[str, Any]:
        """Return the duty as plain values."""
        readings = [
            {"id": r.id, "holds": r.holds, "said_by": list(r.said_by), "text": r.text, "source": r.source}
            for r in self.readings
        ]
        return {
            name: list(value) if isinstance(value, tuple) else value for name, value in self._asdict().items()
        } | {"readings": readings, "case_by_case": self.case_by_case}


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
    against: str | None = None
    face: str | None = None
    victim: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the trace as plain values; each step names article, operative words, file and line."""
        steps = [
            step._asdict()
            | {"article": step.article or self.article, "file": self.file, "line": step.line or self.line}
            for step in self.steps
        ]
        return self._asdict() | {"steps": steps}


def duties_of_event(
    architecture: Architecture,
    event: Event,
    *,
    kinds: Iterable[str] = KINDS,
    round_: int = 0,
    because: str | None = None,
    role: str = "victim",
) -> tuple[list[Duty], list[Trace]]:
    """Return all duties of some kinds that one event triggers under an architecture, and every rule that was tried.

    Access is not answered here: it follows from who must defend (`access_duties`). Nor is the standing duty to
    maintain one's own capacity, which no event calls.
    """
    duties: list[Duty] = []
    traces: list[Trace] = []
    asked = Asked(event, round_, because, role)
    for instrument in architecture.instruments:
        if not instrument.in_force_on(event.date):
            continue
        for obligation in instrument.obligations:
            if obligation.kind not in kinds:
                continue
            found, tried = _apply(instrument, obligation, asked)
            duties += found
            traces += tried
    return duties, traces


class Asked(NamedTuple):
    """An event as it is asked about: in which round, because of whose fighting, and in which role its victim."""

    event: Event
    round: int = 0
    because: str | None = None
    role: str = "victim"


Best = dict[tuple[str, tuple[str, ...]], dict[str, tuple[Verdict, Case]]]
"""For each debtor with those it owes, the strongest verdict against each attacker, and the case that carried it."""


def _apply(instrument: Instrument, obligation: Obligation, asked: Asked) -> tuple[list[Duty], list[Trace]]:
    """Try an obligation against each attacker by itself (T17), on each face of the event (T12)."""
    if obligation.kind == "access" or obligation.duty == "maintain_capacity":
        return [], []
    best: Best = {}
    traces: list[Trace] = []
    for case in cases(asked.event, by_face=_shows_faces(obligation)):
        pairs = list(_pairs(instrument, obligation, case))
        if not pairs:
            continue
        steps = conditions.general(instrument, obligation, case)
        readable = obligation.readings or instrument.declarations
        if not readable and any(s.held is False for s in steps):
            traces.append(_trace(instrument, obligation, asked.round, None, "fails", steps, case))
            continue
        for debtor, creditors in pairs:
            own = steps + conditions.particular(instrument, obligation, case, debtor, creditors)
            found = verdict(instrument, obligation, case, own, debtor, creditors)
            traces.append(_trace(instrument, obligation, asked.round, debtor, found.outcome, own, case))
            held = best.setdefault((debtor, creditors), {})
            if case.attacker not in held or _force(found) > _force(held[case.attacker][0]):
                held[case.attacker] = found, case
    if not traces:
        nobody = conditions.Step("parties", False, "no state owes this to anyone whom the event concerns")
        return [], [_trace(instrument, obligation, asked.round, None, "not concerned", (nobody,), None)]
    return list(_duties_of(instrument, obligation, asked, best)), traces


def cases(event: Event, *, by_face: bool = True) -> Iterator[Case]:
    """Yield each attacker of an event with each face of what it strikes; those that only lend their soil last."""
    seen = faces(event.place, event.victim, event.on)[: None if by_face else 1]
    author = "group" if event.by_group else "state"
    for attacker in event.attacker:
        yield from (Case(event, attacker, author, face) for face in seen)
    for lender in event.lends:
        yield from (Case(event, lender, "lender", face) for face in seen)


def _shows_faces(obligation: Obligation) -> bool:
    """Return whether an obligation asks what is struck, or where: else all faces are one to it."""
    scopes = (obligation.when, *obligation.unless, *(r.about for r in obligation.readings))
    return any(scope and (scope.on or scope.area or scope.to) for scope in scopes)


def _force(found: Verdict) -> int:
    return FORCE.index(found.outcome)


def _duties_of(instrument: Instrument, obligation: Obligation, asked: Asked, best: Best) -> Iterator[Duty]:
    """Yield a duty for each debtor: one for all attackers against whom it is owed in the same way."""
    for (debtor, creditors), held in best.items():
        alike: dict[tuple[str, tuple[Reading, ...]], list[str]] = {}
        for attacker, (found, _) in held.items():
            if found.outcome in {"holds", "disputed"}:
                alike.setdefault(found, []).append(attacker)
        for (outcome, readings), against in alike.items():
            status = status_of(instrument, obligation, asked.event, outcome)
            face = held[against[0]][1].face
            yield _duty(instrument, obligation, asked, debtor, creditors, status, readings)._replace(
                against=tuple(against), face=face.on
            )


def _trace(
    instrument: Instrument,
    obligation: Obligation,
    round_: int,
    debtor: str | None,
    outcome: str,
    steps: tuple[Step, ...],
    case: Case | None,
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
        case.attacker if case else None,
        case.face.on if case else None,
        case.event.victim if case else None,
    )


def _pairs(
    instrument: Instrument, obligation: Obligation, case: Case
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each debtor with those in whose favour it owes, as the kind of duty has it.

    No attacker, and no state that lends its soil, owes help against the others (T17).
    """
    event = case.event
    debtors = instrument.expand(obligation.owed_by, event.date)
    creditors = instrument.expand(obligation.owed_to, event.date)
    if obligation.kind == "non_aggression":
        # answered by the attacker: it breaks its pledge to the victim
        if case.attacker in debtors and event.victim in creditors:
            yield case.attacker, (event.victim,)
        return
    helpers = [d for d in debtors if d not in event.side and d != event.victim]
    if obligation.kind == "offence":
        if case.attacker in creditors:
            yield from ((d, (case.attacker,)) for d in helpers)
    elif obligation.kind == "neutrality":
        involved = [s for s in (event.victim, *event.side) if s in creditors]
        if involved:
            yield from ((d, tuple(s for s in involved if s != d)) for d in helpers)
    elif obligation.kind == "consultation" and event.victim not in creditors:
        yield from _among_others(helpers, creditors, event)
    elif event.victim in creditors:
        yield from ((d, (event.victim,)) for d in helpers)


def _among_others(
    helpers: list[str], creditors: Iterable[str], event: Event
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Parties that consult one another about an outsider's security, where the text says so (`to:` an area)."""
    others = [c for c in creditors if c not in event.side]
    yield from ((d, tuple(c for c in others if c != d)) for d in helpers if any(c != d for c in others))


def status_of(instrument: Instrument, obligation: Obligation, event: Event, outcome: str) -> str:
    """Return the status of a duty that holds or is disputed."""
    if outcome == "disputed":
        return "disputed"
    if instrument.binding in BESIDE:
        return BESIDE[instrument.binding]
    asked = set(obligation.subject_to)
    decided = instrument.id in event.decided or ANY in event.decided
    if asked & ON_DECISION and not decided:
        return "obliged_on_decision"
    if asked & ON_REQUEST and not event.requested:
        return "obliged_on_request"
    return "obliged"


def _duty(
    instrument: Instrument,
    obligation: Obligation,
    asked: Asked,
    debtor: str,
    creditors: tuple[str, ...],
    status: str,
    readings: tuple[Reading, ...],
) -> Duty:
    event = asked.event
    return Duty(
        state=debtor,
        to=creditors,
        kind=obligation.kind,
        duty=obligation.duty,
        status=status,
        round=asked.round,
        instrument=instrument.id,
        short=instrument.short,
        article=obligation.article,
        binding=instrument.binding,
        subject_to=(*obligation.subject_to, *_measures(obligation, event)),
        readings=readings,
        limits=conditions.limits_of(instrument, obligation, debtor, event.date),
        nuclear_umbrella=obligation.nuclear_umbrella,
        standing=obligation.when is None and obligation.kind in {"access", "assistance"},
        because=asked.because,
        note=obligation.note,
        file=instrument.file,
        line=obligation.line,
        checked=obligation.checked,
        victim=event.victim,
        role=asked.role,
        given=_in_doubt(obligation, event.date),
    )


def _measures(obligation: Obligation, event: Event) -> tuple[str, ...]:
    """Return Article 51's limit in time where the Council has taken measures (T20)."""
    taken = event.council is not None and event.council.status == "measures"
    return ("until_council_measures",) if taken and obligation.kind == "defence" else ()


def _in_doubt(obligation: Obligation, date: str) -> tuple[str, ...]:
    """Return the condition that a date known only as an interval leaves on a duty (T16)."""
    span = conditions.open_date(obligation, date)
    if span is None:
        return ()
    begins = obligation.start == span[0]
    what = "already in force" if begins else "still in force"
    return (
        f"Article {obligation.article} was {what}: it {'began' if begins else 'ended'} from {span[0]} to {span[1]}",
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
                if served and debtor not in event.side:
                    status = status_of(instrument, obligation, event, "holds")
                    asked = Asked(event, round_)
                    found.append(_duty(instrument, obligation, asked, debtor, served, status, ()))
    return found
