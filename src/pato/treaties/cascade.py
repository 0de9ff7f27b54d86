"""The whole answer to an event: what it triggers itself, and what follows if those who must fight do (T11)."""

from typing import Any, NamedTuple

from pato.brief import brief
from pato.table import Table
from pato.treaties.architecture import Architecture, load_architecture
from pato.treaties.duties import KINDS, Duty, Trace, access_duties, duties_of_event
from pato.treaties.events import Event

MAX_ROUNDS = 60
"""More rounds than there can be: each adds a state that fights."""


@brief("event", "architecture", "duties", "traces")
class Answer(NamedTuple):
    """Who must act.

    Attributes
    ----------
    event, architecture
        What was asked.
    duties
        By round, kind and state.
    traces
        Every rule that was tried (T5).
    notes
        What was assumed, and how to read the answer.
    """

    event: Event
    architecture: str
    duties: tuple[Duty, ...]
    traces: tuple[Trace, ...]
    notes: tuple[str, ...]

    def owed_by(self, state: str, *, round_: int | None = 0) -> tuple[Duty, ...]:
        """Return the duties of one state, of one round or (None) of all."""
        return tuple(d for d in self.duties if d.state == state and (round_ is None or d.round == round_))

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as plain values."""
        return {
            "event": self.event.to_dict(),
            "architecture": self.architecture,
            "duties": [d.to_dict() for d in self.duties],
            "notes": list(self.notes),
        }

    def to_table(self) -> Table:
        """Return one row a duty."""
        rows = [
            (
                d.round,
                d.state,
                d.kind,
                ", ".join(d.to),
                d.status,
                d.short,
                d.article,
                _condition(d),
                _readings(d),
                d.because,
                d.checked,
            )
            for d in self.duties
        ]
        columns = (
            "round",
            "state",
            "kind",
            "to",
            "status",
            "instrument",
            "article",
            "conditions",
            "readings",
            "because",
            "checked",
        )
        return Table(columns, rows, title=headline(self.event), notes=self.notes, meta=self.event.to_dict())

    def to_pandas(self) -> Any:
        """Return a `pandas.DataFrame`, one row a duty."""
        return self.to_table().to_pandas()


def who_must_act(
    architecture: Architecture | str,
    event: Event,
    *,
    escalation: tuple[str, ...] = ("forces",),
    cascade: bool = True,
) -> Answer:
    """Return who owes what when an event happens, and the cascade up to a fixed point.

    Parameters
    ----------
    architecture
        The instruments that count, or their name.
    event
        What happens.
    escalation
        How those who fight are struck in turn: ``forces`` (at the place of the event), ``territory`` (at home).
    cascade
        False for round 0 alone.

    Notes
    -----
    A state fights in the cascade if it has a defence duty of any status, disputed ones too: the cascade shows
    what *could* follow, and its duties carry the same statuses. Counter-force in lawful self-defence triggers
    nothing for the attacker's allies (T10).
    """
    system = (load_architecture(architecture) if isinstance(architecture, str) else architecture).on(
        event.date
    )
    duties, traces = duties_of_event(system, event)
    fighting = dict.fromkeys(d.state for d in duties if d.kind == "defence")
    duties += access_duties(system, event, fighting)
    if cascade:
        more, tried = _cascade(system, event, list(fighting), escalation)
        duties += more
        traces += tried
    notes = (*event.notes, *_undecided(traces), *_remarks(event, system, duties))
    return Answer(event, system.id, tuple(sorted(_merged(duties), key=_order)), tuple(traces), notes)


def _cascade(
    system: Architecture, event: Event, fighting: list[str], escalation: tuple[str, ...]
) -> tuple[list[Duty], list[Trace]]:
    seen = {event.victim, *fighting}
    duties: list[Duty] = []
    traces: list[Trace] = []
    wave, round_ = fighting, 0
    while wave and round_ < MAX_ROUNDS:
        round_ += 1
        joined: dict[str, None] = {}
        for state in wave:
            for struck in _counter_blows(event, state, escalation):
                found, tried = duties_of_event(
                    system, struck, kinds=("defence", "offence"), round_=round_, because=state
                )
                duties += found
                traces += tried
                joined.update(dict.fromkeys(d.state for d in found if d.kind == "defence"))
        wave = [s for s in joined if s not in seen]
        seen.update(wave)
    return duties, traces


def _counter_blows(event: Event, state: str, escalation: tuple[str, ...]) -> list[Event]:
    from pato.registry import acts
    from pato.treaties.events import make_event

    blows = []
    if "forces" in escalation:
        blows.append(
            event._replace(
                victim=state, act=acts.act("armed_attack"), on="armed_forces", requested=False, decided=()
            )
        )
    if "territory" in escalation:
        blows.append(make_event(event.attacker, state, "armed_attack", date=event.date))
    return blows


def _merged(duties: list[Duty]) -> list[Duty]:
    """Keep one of duties that differ only in whose fighting triggers them, or that an earlier round already has."""
    first: dict[tuple[Any, ...], Duty] = {}
    for duty in sorted(duties, key=_order):
        key = (duty.state, duty.to, duty.kind, duty.instrument, duty.article, duty.duty)
        first.setdefault(key, duty)
    return list(first.values())


def _order(duty: Duty) -> tuple[Any, ...]:
    return (duty.round, KINDS.index(duty.kind), duty.state, duty.instrument, duty.article, duty.to)


def _undecided(traces: list[Trace]) -> list[str]:
    """Say which rules cannot be answered, and why: unknown is not no (T6)."""
    open_ = {
        (t.instrument, t.article): next(s.text for s in t.steps if s.held is None)
        for t in traces
        if t.outcome == "undecided"
    }
    return [
        f"Cannot be told (T6): {name}, Article {article}: {text}."
        for (name, article), text in sorted(open_.items())
    ]


def _remarks(event: Event, system: Architecture, duties: list[Duty]) -> list[str]:
    remarks = ["A duty says what is owed, not that it will be honoured (T3)."]
    if event.act.legal_class == "use_of_force_below_threshold":
        remarks.append(
            f"{event.act.name} is force below the threshold of armed attack: it calls for consultation at most, unless a reading says more (T10). {event.act.threshold}"
        )
    elif not event.act.is_force and event.act.legal_class != "threat":
        remarks.append(
            f"{event.act.name} is neither force nor a threat of it: no duty of defence answers it (T10)."
        )
    if assumed := [i.id for i in system.instruments if i.assumed]:
        remarks.append(f"Taken as in force, though it is not: {', '.join(assumed)}.")
    if any(d.binding in {"political_declaration", "none"} for d in duties):
        remarks.append("Duties from political declarations bind in politics, not in law (T7).")
    if any(d.status == "disputed" for d in duties):
        remarks.append("'disputed' names the readings and who holds them; a study gives them weights (T4).")
    if any(d.checked == "recalled" for d in duties):
        remarks.append(
            "'recalled' facts were written from memory of public texts: check them before you rely on them."
        )
    return remarks


def headline(event: Event) -> str:
    """Return the event in one sentence."""
    where = f" at {event.place.name}" if event.place else ""
    return f"{', '.join(event.attacker)} against {event.victim}: {event.act.name.lower()} on {event.on.replace('_', ' ')}{where}, {event.date}"


def _condition(duty: Duty) -> str | None:
    return "; ".join(word.replace("_", " ") for word in duty.subject_to) or None


def _readings(duty: Duty) -> str | None:
    parts = [
        f"{r.id}: {'holds' if r.holds else 'does not hold'} ({', '.join(r.said_by)})" for r in duty.readings
    ]
    return "; ".join(parts) or None
