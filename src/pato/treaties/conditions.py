"""The conditions of an obligation tried on an event, one step each, and what readings make of them (T1, T4, T10)."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from pato.registry.acts import Act
from pato.registry.dates import contains
from pato.treaties.areas import in_area, target_covered
from pato.treaties.events import Event
from pato.treaties.norms import Instrument, Obligation, Reading, Trigger

FORCEFUL = {"armed_attack", "use_of_force_below_threshold"}


class Step(NamedTuple):
    """One condition: its name in the file, whether it held (None: cannot be told), and in words."""

    condition: str
    held: bool | None
    text: str


def dated(obligation: Obligation | Trigger, date: str) -> bool:
    """Return whether an obligation, exception or reading applies on a date."""
    return contains(date, obligation.start, obligation.end)


def general(instrument: Instrument, obligation: Obligation, event: Event) -> tuple[Step, ...]:
    """Try the conditions that are the same for all debtors: date, act, target, area, attacker, object.

    The first that fails ends the trial, unless readings could reach beyond it: then all are tried.
    """
    steps: list[Step] = []
    for step in _general(instrument, obligation, event):
        steps.append(step)
        if step.held is False and not obligation.readings:
            break
    return tuple(steps)


def _general(instrument: Instrument, obligation: Obligation, event: Event) -> Iterator[Step]:
    when = obligation.when
    yield Step("date", dated(obligation, event.date), f"on {event.date}")
    if event.act.id == "lawful_self_defence":
        yield Step("act", False, "lawful self-defence is no attack (T10)")
    elif when is None:
        yield _standing(obligation, event)
    if when is None:
        return
    if when.act is not None and event.act.id != "lawful_self_defence":
        yield _act(when.act, event.act)
    if when.on is not None:
        yield Step(
            "on", target_covered(when.on, event.on), f"struck: {event.on}; named: {', '.join(when.on)}"
        )
    yield from _attackers(instrument, when, event)
    if when.area is not None:
        yield _area(instrument, when.area, event)
    if when.to is not None:
        yield _object(instrument, when.to, event)


def _attackers(instrument: Instrument, when: Trigger, event: Event) -> Iterator[Step]:
    who = ", ".join(event.attacker)
    if when.by is not None:
        yield Step(
            "by",
            all(when.by.hold(a, event.date) for a in event.attacker),
            f"attacker {who}; named: {', '.join(when.by.names)}",
        )
    if when.not_by is not None:
        yield Step(
            "not_by",
            not any(when.not_by.hold(a, event.date) for a in event.attacker),
            f"attacker {who}; excepted: {', '.join(when.not_by.names)}",
        )
    if when.by_party is not None:
        inside = any(a in instrument.parties_on(event.date) for a in event.attacker)
        yield Step(
            "by_party",
            inside == when.by_party,
            "the attacker is a party" if inside else "the attacker is no party",
        )


def _standing(obligation: Obligation, event: Event) -> Step:
    """Try a duty without a trigger: pledges not to attack are broken by force or its threat, others simply stand."""
    if obligation.kind == "non_aggression":
        broken = event.act.legal_class in {*FORCEFUL, "threat"}
        return Step("act", broken, f"{event.act.id} is {event.act.legal_class.replace('_', ' ')}")
    return Step("standing", True, "a standing duty")


def _act(words: tuple[str, ...], act: Act) -> Step:
    held = any(_act_is(word, act) for word in words)
    return Step("act", held, f"{act.id} is {act.legal_class.replace('_', ' ')}; named: {', '.join(words)}")


def _act_is(word: str, act: Act) -> bool:
    if word == "any":
        return True
    if word in {"attack", "armed_attack"}:
        return act.legal_class == "armed_attack"
    if word == "threat":
        return act.legal_class in {*FORCEFUL, "threat"}
    if word == "below_threshold":
        return act.legal_class == "use_of_force_below_threshold"
    return word == act.id


def _area(instrument: Instrument, name: str, event: Event) -> Step:
    area = instrument.areas[name]
    held = in_area(instrument, area, event.place, event.on, event.date)
    where = event.place.name if event.place else "a place that was not given"
    words = {True: "lies in", False: "lies outside", None: "cannot be placed in or outside"}[held]
    return Step("in", held, f"{where} {words} {name}{f' (Article {area.article})' if area.article else ''}")


def _object(instrument: Instrument, words: tuple[str, ...], event: Event) -> Step:
    """Whose security is touched: states, the parties, or anyone within an area of the file."""
    answers: list[bool | None] = []
    for word in words:
        if word == "parties":
            answers.append(event.victim in instrument.parties_on(event.date))
        elif word in instrument.areas:
            answers.append(in_area(instrument, instrument.areas[word], event.place, event.on, event.date))
        else:
            answers.append(word == event.victim)
    held = True if True in answers else (None if None in answers else False)
    return Step("to", held, f"{event.victim}; named: {', '.join(words)}")


def particular(
    instrument: Instrument, obligation: Obligation, event: Event, debtor: str, creditors: tuple[str, ...]
) -> tuple[Step, ...]:
    """Try what depends on the debtor: suspension, outsiders' security, exceptions."""
    steps = []
    for creditor in creditors:
        if instrument.suspended_towards(debtor, creditor, event.date):
            steps.append(
                Step("suspended", False, f"{debtor} has suspended its duties towards {creditor} (T2)")
            )
    outsider = obligation.kind == "consultation" and event.victim not in creditors
    if outsider and not (obligation.when and obligation.when.to):
        steps.append(Step("to", False, f"{event.victim} is not among those to whom this is owed"))
    for exception in obligation.unless:
        if _matches(instrument, exception, event, debtor, creditors):
            steps.append(Step(f"unless {exception.id}", False, f"exception: {exception.label}"))
    return tuple(steps)


def _matches(
    instrument: Instrument, scope: Trigger, event: Event, debtor: str, creditors: tuple[str, ...]
) -> bool:
    """Return whether an event lies in the scope of an exception or a reading; a key left out asks for nothing."""
    parties = instrument.parties_on(event.date)
    tests: tuple[tuple[Any, Callable[[], bool]], ...] = (
        (scope.act, lambda: any(_act_is(word, event.act) for word in scope.act or ())),
        (scope.on, lambda: target_covered(scope.on or (), event.on)),
        (scope.place, lambda: event.place is not None and event.place.id in (scope.place or ())),
        (
            scope.area,
            lambda: (
                in_area(instrument, instrument.areas[scope.area or ""], event.place, event.on, event.date)
                is True
            ),
        ),
        (scope.by, lambda: any(scope.by.hold(a, event.date) for a in event.attacker)),  # type: ignore[union-attr]
        (scope.not_by, lambda: not any(scope.not_by.hold(a, event.date) for a in event.attacker)),  # type: ignore[union-attr]
        (scope.by_party, lambda: any(a in parties for a in event.attacker) == scope.by_party),
        (scope.to, lambda: _object(instrument, scope.to or (), event).held is True),
        (scope.owed_by, lambda: debtor in (scope.owed_by or ())),
        (
            scope.owed_to,
            lambda: (
                event.victim in (scope.owed_to or ()) or any(c in (scope.owed_to or ()) for c in creditors)
            ),
        ),
    )
    return dated(scope, event.date) and all(test() for asked, test in tests if asked is not None)


_ADDRESSES = {
    "act": ("act",),
    "on": ("on",),
    "place": ("in", "to"),
    "area": ("in", "to"),
    "by": ("by", "not_by", "by_party"),
    "owed_by": ("suspended",),
    "owed_to": ("suspended", "to"),
}
"""Which conditions a reading can speak to, by the keys of its scope."""


def verdict(
    obligation: Obligation,
    event: Event,
    steps: tuple[Step, ...],
    debtor: str,
    creditors: tuple[str, ...],
    instrument: Instrument,
) -> tuple[str, tuple[Reading, ...]]:
    """Return ``holds``, ``fails``, ``disputed`` or ``undecided``, and the readings that bear on it (T4).

    The text answers first. A reading that says the obligation holds counts where all that fails is what the
    reading speaks to; one that says it does not hold counts where the text says it does. Readings agreed by
    debtor and creditor settle the point; readings that disagree with one another, or one side's reading that
    disagrees with the text, leave it disputed.
    """
    failing = [s for s in steps if s.held is False]
    unknown = [s for s in steps if s.held is None]
    text = False if failing else (None if unknown else True)
    if any(s.condition == "date" for s in failing):
        return "fails", ()
    open_ = [*failing, *unknown]
    readings = tuple(
        r
        for r in obligation.readings
        if _matches(instrument, r.about, event, debtor, creditors)
        and (not r.holds or all(_speaks_to(r, s) for s in open_))
    )
    readings = readings if text is not False or any(r.holds for r in readings) else ()
    answers = {r.holds for r in readings}
    if len(answers) == 2:
        return "disputed", readings
    if len(answers) == 1:
        answer = answers.pop()
        agreed = {debtor, *creditors} <= {who for r in readings for who in r.said_by}
        if text == answer or agreed:
            return ("holds" if answer else "fails"), readings
        return "disputed", readings
    return {True: "holds", False: "fails", None: "undecided"}[text], ()


def _speaks_to(reading: Reading, step: Step) -> bool:
    """Return whether a reading speaks to a condition: it reaches beyond the text only in what its scope names."""
    return any(
        step.condition in conditions
        for key, conditions in _ADDRESSES.items()
        if getattr(reading.about, key) is not None
    )


def limits_of(instrument: Instrument, obligation: Obligation, debtor: str, date: str) -> tuple[str, ...]:
    """Return the limits in the debtor's own law that bear on an obligation on a date."""
    return tuple(
        label
        for state, _, label, obligations, start, end in instrument.limits
        if state == debtor
        and contains(date, start, end)
        and (not obligations or obligation.id in obligations)
    )
