"""Who owes what to whom when X does Y to Z: rules T1-T20 applied to one event, each step traced."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from pato.memo import Memo
from pato.treaties import conditions
from pato.treaties.architecture import Architecture
from pato.treaties.conditions import Case, Step
from pato.treaties.duty import ANY, BESIDE, KINDS, ON_DECISION, ON_REQUEST, Duty, Trace
from pato.treaties.events import Event
from pato.treaties.faces import Face, faces
from pato.treaties.norms import Instrument, Obligation, Reading
from pato.treaties.verdicts import FORCE, Verdict, verdict


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

    Access is not covered here: it follows from who must defend (`pato.treaties.access`). Nor is the standing duty to
    maintain one's own capacity, which no event triggers.
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


_NAMED = Memo(1024)
OTHERS = ""
"""Any debtor that an obligation does not name."""


class Asked(NamedTuple):
    """An event within a round: the round, the combatant that triggers it, and the role of its victim."""

    event: Event
    round: int = 0
    because: str | None = None
    role: str = "victim"


Best = dict[tuple[str, tuple[str, ...]], dict[str, tuple[Verdict, Case]]]
"""For each debtor with those it owes, the strongest verdict against each attacker, and the case that carried it."""


def _apply(instrument: Instrument, obligation: Obligation, asked: Asked) -> tuple[list[Duty], list[Trace]]:
    """Test an obligation separately against each attacker (T17), on each face of the event (T12)."""
    if obligation.kind == "access" or obligation.duty == "maintain_capacity":
        return [], []
    best: Best = {}
    traces: list[Trace] = []
    for attacker, author in attackers(asked.event):
        pairs = tuple(_pairs(instrument, obligation, asked.event, attacker))
        traces += _faced(instrument, obligation, asked, (attacker, author), pairs, best) if pairs else ()
    if not traces:
        nobody = conditions.Step("parties", False, "no state owes this to anyone whom the event concerns")
        return [], [_trace(instrument, obligation, asked.round, None, "not concerned", (nobody,), None)]
    return list(_duties_of(instrument, obligation, asked, best)), traces


def verdicts_on(instrument: Instrument, obligation: Obligation, event: Event) -> dict[str, Verdict]:
    """Return whether an obligation holds for the victim of an event: for each sort of debtors (`as_whom`), and for `OTHERS`.

    Whether a state is a debtor at all, or on the attacker's side, is not asked here.

    Parameters
    ----------
    instrument, obligation
        An obligation of defence, assistance or consultation in favour of the victim.
    event
        With one attacker.
    """
    best: Best = {}
    alone = (event.victim,)
    sorts = dict.fromkeys((*as_whom(instrument, obligation).values(), OTHERS))
    pairs = tuple((debtor, alone) for debtor in sorts)
    ((attacker, author),) = attackers(event)
    _faced(instrument, obligation, Asked(event), (attacker, author), pairs, best)
    fails = Verdict("fails", ())
    return {d: best[d, alone][attacker][0] if (d, alone) in best else fails for d, _ in pairs}


def strongest(
    instrument: Instrument,
    obligation: Obligation,
    asked: Asked,
    pairs: tuple[tuple[str, tuple[str, ...]], ...],
) -> dict[tuple[str, tuple[str, ...]], Verdict]:
    """Return for each debtor with those it owes the strongest verdict against any attacker of an event."""
    best: Best = {}
    for attacker in attackers(asked.event) if pairs else ():
        _faced(instrument, obligation, asked, attacker, pairs, best)
    fails = Verdict("fails", ())
    return {p: max((v for v, _ in best.get(p, {}).values()), key=_force, default=fails) for p in pairs}


def _faced(
    instrument: Instrument,
    obligation: Obligation,
    asked: Asked,
    attacker: tuple[str, str],
    pairs: tuple[tuple[str, tuple[str, ...]], ...],
    best: Best,
) -> list[Trace]:
    """Try an obligation against one attacker on each face of the event, until it holds for all; the strongest verdicts are kept."""
    traces: list[Trace] = []
    event, who = asked.event, attacker[0]
    all_alike = not _shows_faces(instrument, obligation)
    shown = (Face(event.on),) if all_alike else faces(event.place, event.victim, event.on)
    for face in shown:
        traces += _try(instrument, obligation, asked, Case(event, *attacker, face), pairs, best)
        if traces[-1].outcome == "holds" and all(best[p][who][0].outcome == "holds" for p in pairs):
            break
    return traces


def _try(
    instrument: Instrument,
    obligation: Obligation,
    asked: Asked,
    case: Case,
    pairs: tuple[tuple[str, tuple[str, ...]], ...],
    best: Best,
) -> list[Trace]:
    """Try one case for all who might owe, and keep the verdicts that are stronger than those of other faces."""
    steps = conditions.general(instrument, obligation, case)
    readable = obligation.readings or instrument.declarations
    if not readable and any(s.held is False for s in steps):
        return [_trace(instrument, obligation, asked.round, None, "fails", steps, case)]
    traces = []
    sorts = as_whom(instrument, obligation)
    tried: dict[tuple[str, tuple[str, ...]], tuple[tuple[Step, ...], Verdict]] = {}
    for debtor, creditors in pairs:
        alike = sorts.get(debtor, OTHERS), creditors
        if alike not in tried:
            own = steps + conditions.particular(instrument, obligation, case, debtor, creditors)
            tried[alike] = own, verdict(instrument, obligation, case, own, debtor, creditors)
        own, found = tried[alike]
        traces.append(_trace(instrument, obligation, asked.round, debtor, found.outcome, own, case))
        held = best.setdefault((debtor, creditors), {})
        if case.attacker not in held or _force(found) > _force(held[case.attacker][0]):
            held[case.attacker] = found, case
    return traces


def as_whom(instrument: Instrument, obligation: Obligation) -> Mapping[str, str]:
    """Return for each debtor that a text names in connection with an obligation the first of those that it names in the same places.

    Those owe the same in the same event, and so do all others (`OTHERS`).
    """
    return _NAMED.get(instrument, obligation, make=lambda: _as_whom(instrument, obligation))


def _as_whom(instrument: Instrument, obligation: Obligation) -> Mapping[str, str]:
    named: dict[str, list[int]] = {}
    for number, debtors in enumerate(_named(instrument, obligation)):
        for debtor in dict.fromkeys(debtors):
            named.setdefault(debtor, []).append(number)
    first: dict[tuple[int, ...], str] = {}
    return {debtor: first.setdefault(tuple(where), debtor) for debtor, where in named.items()}


def _named(instrument: Instrument, obligation: Obligation) -> Iterator[tuple[str, ...]]:
    """Yield, place by place of a text, the debtors that are named there and so may owe something else than the rest."""
    for reading in obligation.readings:
        yield reading.said_by
    scopes = (*(r.about for r in obligation.readings), *obligation.unless)
    for one in instrument.declarations:
        yield (one.state,)
        yield one.accepted_by
        scopes += (one.about,)
    for scope in scopes:
        yield scope.owed_by or ()
    for by, *_ in instrument.suspensions:
        yield (by,)


def attackers(event: Event) -> Iterator[tuple[str, str]]:
    """Yield each attacker of an event and how it acts: ``state``, ``group``, or ``lender`` of its soil, those last."""
    author = "group" if event.by_group else "state"
    yield from ((attacker, author) for attacker in event.attacker)
    yield from ((lender, "lender") for lender in event.lends)


def _shows_faces(instrument: Instrument, obligation: Obligation) -> bool:
    """Return whether an obligation depends on the target or place: otherwise all faces are equal to it."""
    declared = (d.about for d in instrument.declarations)
    scopes = (obligation.when, *obligation.unless, *(r.about for r in obligation.readings), *declared)
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
            yield duty_of(instrument, obligation, asked, debtor, creditors, status, readings)._replace(
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
    instrument: Instrument, obligation: Obligation, event: Event, attacker: str
) -> Iterator[tuple[str, tuple[str, ...]]]:
    for debtor, creditors in _bound(instrument, obligation, event, attacker):
        yield debtor, _kept_up(instrument, debtor, creditors, event.date)


def _kept_up(instrument: Instrument, debtor: str, creditors: tuple[str, ...], date: str) -> tuple[str, ...]:
    """Return the creditors towards whom a debtor has not suspended its duties; all of them where it has towards all, which is then told."""
    if not instrument.suspensions or len(creditors) < 2:
        return creditors
    return tuple(c for c in creditors if not instrument.suspended_towards(debtor, c, date)) or creditors


def _bound(
    instrument: Instrument, obligation: Obligation, event: Event, attacker: str
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each debtor with its creditors, according to the kind of duty.

    No attacker, and no state that lends its soil, owes help against the others (T17).
    """
    debtors = instrument.expand(obligation.owed_by, event.date)
    creditors = instrument.expand(obligation.owed_to, event.date)
    if obligation.kind == "non_aggression":
        # answered by the attacker: it breaks its pledge to the victim
        if attacker in debtors and event.victim in creditors:
            yield attacker, (event.victim,)
        return
    helpers = [d for d in debtors if d not in event.side and d != event.victim]
    if obligation.kind == "offence":
        if attacker in creditors:
            yield from ((d, (attacker,)) for d in helpers)
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


def duty_of(
    instrument: Instrument,
    obligation: Obligation,
    asked: Asked,
    debtor: str,
    creditors: tuple[str, ...],
    status: str,
    readings: tuple[Reading, ...],
) -> Duty:
    """Return the duty that a debtor owes others under an obligation that holds, or is disputed, in an event."""
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
        given=(
            *_in_doubt(obligation, event.date),
            *_parties_in_doubt(instrument, (debtor, *creditors), event.date),
        ),
    )


def _measures(obligation: Obligation, event: Event) -> tuple[str, ...]:
    """Return Article 51's limit in time if the Council has taken measures (T20)."""
    taken = event.council is not None and event.council.status == "measures"
    return ("until_council_measures",) if taken and obligation.kind == "defence" else ()


def _in_doubt(obligation: Obligation, date: str) -> Iterator[str]:
    """Yield the condition that a date known only as an interval leaves on a duty (T16)."""
    for span in conditions.open_on(obligation, date):
        begun, ended = ("already in force", "began"), ("still in force", "ended")
        yield _if_then(
            f"Article {obligation.article}", *(begun if obligation.start == span[0] else ended), span
        )


def _parties_in_doubt(instrument: Instrument, states: Iterable[str], date: str) -> Iterator[str]:
    """Yield the condition that a party's day of entry or exit, known only as an interval, leaves on a duty (T16)."""
    for member in (m for m in instrument.members if m.state in states):
        for span in conditions.open_on(member, date):
            entered, left = ("already a party", "entered"), ("still a party", "left")
            yield _if_then(member.state, *(entered if member.start == span[0] else left), span)


def _if_then(who: str, was: str, did: str, span: tuple[str, str]) -> str:
    return f"{who} was {was}: it {did} between {span[0]} and {span[1]}"
