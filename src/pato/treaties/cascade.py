"""The whole answer to an event: what it triggers itself, and what follows if those who must fight do (T11)."""

import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from pato.brief import brief
from pato.table import Table
from pato.treaties.access import access_duties
from pato.treaties.architecture import Architecture, load_architecture
from pato.treaties.duties import duties_of_event
from pato.treaties.duty import COUNTED, KINDS, STATUSES, Duty, Trace
from pato.treaties.events import Event
from pato.treaties.facts import notes as facts_notes
from pato.treaties.facts import of_each_victim, refuse_unknown_bodies, variants
from pato.treaties.verdicts import FORCE

if TYPE_CHECKING:
    from pato.treaties.coverage import Coverage, World

MAX_ROUNDS = 60
"""More rounds than there can be: each adds a state that fights."""


@brief("event", "architecture", "duties", "traces")
class Answer(NamedTuple):
    """The state that must act.

    Attributes
    ----------
    event, architecture
        The question.
    duties
        By round, kind and state.
    traces
        Every rule that was tried (T5).
    notes
        Assumptions, and how to read the answer.
    variants
        The answers to the event's open questions, in words; empty if there are none (T20).
    system, world
        The question: the instruments in force on the date, and the world layer beneath them.
    """

    event: Event
    architecture: str
    duties: tuple[Duty, ...]
    traces: tuple[Trace, ...]
    notes: tuple[str, ...]
    system: Architecture
    world: "World | None" = None
    variants: tuple[str, ...] = ()

    @property
    def coverage(self) -> "Coverage":
        """Instruments examined, and what remains unknown (T6)."""
        from pato.treaties.coverage import around, coverage

        event = self.event
        attackers = event.lends if event.by_group else event.side
        return coverage(self.system, event.date, *around(*event.all_victims, *attackers), self.world)

    def owed_by(self, state: str, *, round_: int | None = 0, role: str = "victim") -> tuple[Duty, ...]:
        """Return the duties of one state towards those struck (or the host), of one round or (None) of all."""
        return tuple(
            d
            for d in self.duties
            if d.state == state and d.role == role and (round_ is None or d.round == round_)
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as plain values."""
        return {
            "event": self.event.to_dict(),
            "architecture": self.architecture,
            "duties": [d.to_dict() for d in self.duties],
            "notes": list(self.notes),
            "variants": list(self.variants),
            "coverage": self.coverage.to_dict(),
        }

    def to_table(self) -> Table:
        """Return one row per duty."""
        rows = [
            (
                d.round,
                d.state,
                d.kind,
                ", ".join(d.to),
                ", ".join(d.against),
                "case_by_case" if d.case_by_case else d.status,
                d.short,
                d.article,
                _condition(d),
                _readings(d),
                d.because,
                d.role,
                ", ".join(d.given) or None,
                d.checked,
            )
            for d in self.duties
        ]
        rests = self.coverage
        columns = (
            "round",
            "state",
            "kind",
            "to",
            "against",
            "status",
            "instrument",
            "article",
            "conditions",
            "readings",
            "because",
            "role",
            "if",
            "checked",
        )
        return Table(
            columns,
            rows,
            title=headline(self.event),
            notes=(*self.notes, rests.sentence()),
            meta=self.event.to_dict() | {"coverage": rests.to_dict()},
        )

    def _repr_html_(self) -> str:
        return self.to_table().to_html()

    def save(self, path: "str | os.PathLike[str]") -> Any:
        """Write one row per duty to a file; its ending sets the format."""
        return self.to_table().save(path)

    def to_pandas(self) -> Any:
        """Return a `pandas.DataFrame`, one row per duty."""
        return self.to_table().to_pandas()


def who_must_act(
    architecture: Architecture | str,
    event: Event,
    *,
    escalation: tuple[str, ...] = ("forces",),
    cascade: bool = True,
    world: "World | None" = None,
) -> Answer:
    """Return the duties under an event, and the cascade up to a fixed point.

    Parameters
    ----------
    architecture
        The instruments that count, or their name.
    event
        The event.
    escalation
        How those who fight are struck in turn: ``forces`` (at the place of the event), ``territory`` (at home).
    cascade
        False for round 0 alone.
    world
        The world layer (`pato.treaties.thin.installed`), asked beneath an architecture that rests on all that is in force:
        it adds what ATOP codes to round 0, and starts no cascade.

    Notes
    -----
    A state fights in the cascade if it has a defence duty of any status, disputed ones too: the cascade shows
    what *could* follow, and its duties carry the same statuses. Counter-force in lawful self-defence triggers
    nothing for the attacker's allies (T10).
    """
    loaded = load_architecture(architecture) if isinstance(architecture, str) else architecture
    system = loaded.on(event.date)
    refuse_unknown_bodies(event, [i.id for i in loaded.instruments])
    asked = variants(event)
    layer = world.beneath(system) if world is not None and system.whole else None
    answers = [_answered(system, one, escalation, cascade=cascade, layer=layer) for _, one in asked]
    labels = tuple(label for label, _ in asked) if len(asked) > 1 else ()
    duties = _by_variant([found for found, _ in answers], labels)
    traces = [t for _, tried in answers for t in tried]
    notes = (
        *event.notes,
        *_undecided(traces),
        *facts_notes(event, duties),
        *_remarks(event, system, duties),
    )
    return Answer(
        event, system.id, tuple(sorted(duties, key=_order)), tuple(traces), notes, system, world, labels
    )


def _answered(
    system: Architecture, event: Event, escalation: tuple[str, ...], *, cascade: bool, layer: "World | None"
) -> tuple[list[Duty], list[Trace]]:
    """Return the duties triggered by one event without open facts, separately for each victim and for the host (T18)."""
    duties: list[Duty] = []
    traces: list[Trace] = []
    for role, struck in of_each_victim(event):
        found, tried = duties_of_event(system, struck, role=role)
        duties += found
        traces += tried
        if layer is not None:
            coded, tried = layer.duties(struck, role=role)
            duties += coded
            traces += tried
        if role == "host":
            continue
        fighting = dict.fromkeys(d.state for d in found if d.kind == "defence" and d.status in COUNTED)
        duties += access_duties(system, struck, fighting)
        if cascade:
            more, tried = _cascade(system, struck, list(fighting), escalation)
            duties += more
            traces += tried
    return _merged(duties), traces


def _by_variant(answers: list[list[Duty]], labels: tuple[str, ...]) -> list[Duty]:
    """Return the duties of all variants: those owed in some of them only say in which (T20)."""
    if not labels:
        return answers[0]
    where: dict[Duty, list[str]] = {}
    for label, duties in zip(labels, answers, strict=True):
        for duty in duties:
            where.setdefault(duty, []).append(label)
    return [
        duty if len(found) == len(labels) else duty._replace(given=(*duty.given, *found))
        for duty, found in where.items()
    ]


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
                joined.update(
                    dict.fromkeys(d.state for d in found if d.kind == "defence" and d.status in COUNTED)
                )
        wave = [s for s in joined if s not in seen]
        seen.update(wave)
    return duties, traces


def _counter_blows(event: Event, state: str, escalation: tuple[str, ...]) -> list[Event]:
    from pato.registry import acts
    from pato.treaties.events import with_victim

    struck = event._replace(
        victim=state,
        act=acts.act("armed_attack"),
        on="armed_forces",
        requested=False,
        decided=(),
        consent=None,
        first_force=None,
    )
    blows = [struck] if "forces" in escalation else []
    if "territory" in escalation:
        blows.append(with_victim(struck._replace(on="territory", place_given=False), state))
    return blows


def _merged(duties: list[Duty]) -> list[Duty]:
    """Keep one of several duties that differ only in the combatant that triggers them, or that occurred in an earlier round."""
    first: dict[tuple[Any, ...], list[Duty]] = {}
    for duty in sorted(duties, key=lambda d: (d.round, *_order(d))):
        key = (duty.state, duty.to, duty.kind, duty.instrument, duty.article, duty.duty)
        kept = first.setdefault(key, [])
        # duties triggered directly may differ by victim, role and attacker (T17, T18); later rounds repeat them
        if not kept or (
            duty.round == 0
            and all((k.victim, k.role, k.against) != (duty.victim, duty.role, duty.against) for k in kept)
        ):
            kept.append(duty)
    return sorted((duty for kept in first.values() for duty in kept), key=_order)


def _order(duty: Duty) -> tuple[Any, ...]:
    """Sort duties by role, round, source (read before only coded), kind and state."""
    return (
        *(duty.role != "victim", duty.round, duty.checked == "coded"),
        *(KINDS.index(duty.kind), duty.state, duty.instrument),
        *(duty.article, duty.to, STATUSES.index(duty.status), duty.against),
    )


def _undecided(traces: list[Trace]) -> list[str]:
    """List the rules that cannot be answered, and why: unknown does not mean no (T6). The stronger face of an event counts (T12)."""
    best: dict[tuple[object, ...], Trace] = {}
    for t in traces:
        key = (t.instrument, t.obligation, t.debtor, t.against, t.victim, t.round)
        if t.outcome in FORCE and (
            key not in best or FORCE.index(t.outcome) > FORCE.index(best[key].outcome)
        ):
            best[key] = t
    open_ = {
        (t.instrument, t.article): next(s.text for s in t.steps if s.held is None)
        for t in best.values()
        if t.outcome == "undecided"
    }
    return [
        f"Cannot be determined: {name}, Article {article}: {text}."
        for (name, article), text in sorted(open_.items())
    ]


def _sentence_case(words: str) -> str:
    return words[:1].upper() + words[1:]


def _remarks(event: Event, system: Architecture, duties: list[Duty]) -> list[str]:
    remarks = ["A duty says what is owed, not that it will be honoured."]
    sent = event.author is not None and event.author.link in {"sent", "controlled"}
    if event.act.legal_class == "use_of_force_below_threshold" and not sent:
        remarks.append(
            f"{_sentence_case(event.act.name)} is force below the threshold of armed attack: it calls for consultation at most, unless a reading says more. {event.act.threshold}"
        )
    elif not event.act.is_force and event.act.legal_class != "threat":
        owed = any(d.kind == "defence" and d.round == 0 for d in duties)
        but = (
            "a defence obligation answers it only where a reading says so"
            if owed
            else "no defence obligation answers it"
        )
        remarks.append(f"{_sentence_case(event.act.name)} is neither force nor a threat of it: {but}.")
    if assumed := [i.id for i in system.instruments if i.assumed]:
        remarks.append(f"Taken as in force, though it is not: {', '.join(assumed)}.")
    if any(d.status == "expected" for d in duties):
        remarks.append(
            "'expected' is promised in a political text: it binds in politics, not in law, and counts as no duty."
        )
    if any(d.status == "unilateral" for d in duties):
        remarks.append(
            "'unilateral' is the debtor's own law or order: repealable, and owed to nobody in international law."
        )
    if any(d.case_by_case for d in duties):
        remarks.append(
            "'case by case': both sides say that it may be covered and that they will decide; a study gives it a weight."
        )
    if any(d.status == "disputed" for d in duties):
        remarks.append("'disputed' names the readings and who holds them; a study gives them weights.")
    if any(d.checked == "recalled" for d in duties):
        remarks.append(
            "'recalled' facts were written from memory of public texts: check them before you rely on them."
        )
    return remarks


def headline(event: Event, spell: Callable[[str], str] = str) -> str:
    """Return the event in one sentence; several victims without a place are each struck at home.

    Parameters
    ----------
    event
        The event.
    spell
        Function from a state's code to its name; by default the code itself.
    """
    apart = len(event.all_victims) > 1 and not event.place_given
    where = ", each at home" if apart else f" at {event.place.name}" if event.place else ""
    soil = f" (soil lent by {_spelt(event.lends, spell)})" if event.lends else ""
    what = f"{event.act.name.lower()} on {event.on.replace('_', ' ')}{where}, {event.date}"
    return f"{_spelt(event.attacker, spell)}{soil} against {_spelt(event.all_victims, spell)}: {what}"


def _spelt(codes: Iterable[str], spell: Callable[[str], str]) -> str:
    return ", ".join(map(spell, codes))


def _condition(duty: Duty) -> str | None:
    return "; ".join(word.replace("_", " ") for word in duty.subject_to) or None


def says(holds: bool | str) -> str:  # noqa: FBT001  a reading's own value
    """Return the answer of a reading: yes, no, or case by case (T10)."""
    if isinstance(holds, bool):
        return "holds" if holds else "does not hold"
    return "case by case"


def _readings(duty: Duty) -> str | None:
    parts = [f"{r.id}: {says(r.holds)} ({', '.join(r.said_by)})" for r in duty.readings]
    return "; ".join(parts) or None
