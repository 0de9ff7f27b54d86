"""The conditions of an obligation tried on one face of an event and one attacker, one step each (T1, T10, T12, T17)."""

from collections.abc import Iterator
from typing import NamedTuple

from pato.registry.acts import Act
from pato.registry.dates import contains
from pato.registry.places import Place
from pato.treaties.areas import Struck, contains_item, in_area, target_covered
from pato.treaties.events import Event
from pato.treaties.faces import PLACELESS, Face, zone_of
from pato.treaties.norms import ANY_EVENT, Declaration, Instrument, Membership, Obligation, Trigger

FORCEFUL = {"armed_attack", "use_of_force_below_threshold"}


class Case(NamedTuple):
    """One question to an obligation: an event with one of its attackers and one of its faces.

    Attributes
    ----------
    event
        The event; its `attacker` and `on` are still all of them.
    attacker
        The attacker that is tried, or the name of a group.
    author
        ``state``, ``lender`` or ``group``.
    face
        The face of the target to test.
    """

    event: Event
    attacker: str
    author: str
    face: Face

    @property
    def struck(self) -> Struck:
        """The object attacked, as tested against areas."""
        event = self.event
        zone = zone_of(event.place, event.on) if event.place else None
        return Struck(self.face.on, zone, event.victim, self.face.guest)

    def lies_in(self, instrument: Instrument, area: str) -> bool | None:
        """Return whether this face of the event lies in an area of an instrument."""
        where, event = instrument.areas[area], self.event
        return in_area(instrument, where, event.place, self.face.on, event.date, struck=self.struck)

    def words_of(self, instrument: Instrument, area: str) -> str | None:
        """Return the words of the parts of an area in which this face of the event lies; None where it lies in none."""
        event = self.event
        if event.place is None:
            return None
        parts = (
            p.words
            for p in instrument.areas[area].includes
            if p.words and contains_item(instrument, p, event.place, self.struck, event.date)
        )
        return " / ".join(dict.fromkeys(parts)) or None


class Step(NamedTuple):
    """One condition: its name in the file, whether it held (None: unknown), in words, and its place.

    Attributes
    ----------
    words, article, line
        The operative words coded, their article and the line of the file; None or 0 if they are those of the
        obligation.
    """

    condition: str
    held: bool | None
    text: str
    words: str | None = None
    article: str | None = None
    line: int = 0


def dated(obligation: Obligation | Trigger, date: str) -> bool:
    """Return whether an obligation, exception or reading applies on a date."""
    return contains(date, obligation.start, obligation.end)


def grants(obligation: Obligation, date: str) -> bool:
    """Return whether an obligation grants access to territory on a date; one to deny it to others grants nothing."""
    return obligation.kind == "access" and obligation.duty == "grant_access" and dated(obligation, date)


def open_on(dated: Obligation | Membership, date: str) -> Iterator[tuple[str, str]]:
    """Yield the intervals that a date lies in, in which an obligation, or a party's time, began or ended (T16)."""
    return (span for span in dated.open_dates if span[0] <= date < span[1])


def general(instrument: Instrument, obligation: Obligation, case: Case) -> tuple[Step, ...]:
    """Try the conditions that are the same for all debtors: date, scope, act, facts, target, attacker, area, object.

    The first that fails ends the trial, unless readings could reach beyond it: then all are tried.
    """
    readable = bool(obligation.readings or instrument.declarations)
    steps: list[Step] = []
    for step in _general(instrument, obligation, case):
        steps.append(step)
        if step.held is False and not readable:
            break
    return tuple(steps)


def _general(instrument: Instrument, obligation: Obligation, case: Case) -> Iterator[Step]:
    event, when = case.event, trigger_of(obligation)
    yield Step("date", dated(obligation, event.date), f"on {event.date}")
    if instrument.scope and turns_on_attack(obligation) and (step := _scope(instrument, case)):
        yield step
    yield from _facts(obligation, case)
    if event.act.id == "lawful_self_defence":
        yield Step("act", False, "lawful self-defence is no attack")
    elif when is None:
        yield _standing(obligation, event)
    if when is None:
        return
    for step in _called(instrument, when, case):
        words, article = obligation.words.get(step.condition, (step.words, step.article))
        own = step.condition != "in" and not step.line
        yield step._replace(words=words, article=article, line=when.line) if own else step


def trigger_of(obligation: Obligation) -> Trigger | None:
    """Return what triggers an obligation; a duty to fight that names no act is triggered by an attack alone (T10)."""
    when = obligation.when
    if obligation.kind not in {"defence", "offence"} or (when is not None and when.act is not None):
        return when
    return (when or ANY_EVENT)._replace(act=("attack",))


def _called(instrument: Instrument, when: Trigger, case: Case) -> Iterator[Step]:
    """Try what the trigger says; the words of the article are added to each step by its key."""
    if when.act is not None and case.event.act.id != "lawful_self_defence":
        yield _act(when.act, case)
    if when.on is not None:
        struck = f"struck: {case.face.on}; named: {', '.join(when.on)}"
        yield Step("on", target_covered(when.on, case.face.on), struck)
    yield from _attackers(instrument, when, case)
    if when.area is not None:
        yield _area(instrument, when.area, case)
    if when.to is not None:
        yield _object(instrument, when.to, case)


def _scope(instrument: Instrument, case: Case) -> Step | None:
    """Test the scope of the instrument (T16); disputed parts of it are left to the readings."""
    scope = instrument.scope
    if scope is None or not named(instrument, scope.excepted, case):
        return None
    where = case.event.place.name if case.event.place else "the place"
    text = f"the instrument does not apply to {where}"
    return Step("applies_to", False, text, scope.words, scope.article, scope.line)


def named(instrument: Instrument, words: tuple[str, ...], case: Case) -> bool:
    """Return whether a place of an event is among places and areas of a file."""
    place = case.event.place
    return place is not None and any(
        case.lies_in(instrument, word) is True if word in instrument.areas else word == place.id
        for word in words
    )


def turns_on_attack(obligation: Obligation) -> bool:
    """Return whether an obligation is triggered (or a pledge broken) by force, so that the facts of T20 decide it."""
    if obligation.kind in {"defence", "offence", "non_aggression"}:
        return True
    acts = obligation.when.act if obligation.when else None
    return obligation.kind == "assistance" and bool(acts) and "any" not in (acts or ())


def _facts(obligation: Obligation, case: Case) -> Iterator[Step]:
    """Try the facts that decide whether force is an attack (T20)."""
    event = case.event
    if not turns_on_attack(obligation):
        return
    if event.intent in {"mistake", "accident"}:
        yield Step(
            "intent",
            False,
            f"a{'n' if event.intent == 'accident' else ''} {event.intent} is no armed attack",
        )
    consent = event.consent
    if consent and consent.status == "given" and consenting(event) == event.victim:
        text = f"{event.victim} consented: no attack on it while the consent lasts and within its terms"
        yield Step("consent", False, text)
    if answered(event):
        text = f"an answer to the first force of {event.first_force}: if proportionate and necessary it is no attack"
        yield Step("first_force", False, text)


def consenting(event: Event) -> str | None:
    """Return the government that must consent: the one named, or that of the land."""
    if event.consent and event.consent.by:
        return event.consent.by
    place = event.place
    return (place.administrator or place.sovereign) if place else event.victim


def answered(event: Event) -> bool:
    """Return whether the act answers force that the side of the victim used first (T20)."""
    first = event.first_force
    return first not in {None, "unknown"} and first not in event.side and event.act.is_armed_attack


def _attackers(instrument: Instrument, when: Trigger, case: Case) -> Iterator[Step]:
    who, date = case.attacker, case.event.date
    if when.by is not None:
        yield Step("by", when.by.hold(who, date), f"attacker {who}; named: {', '.join(when.by.names)}")
    if when.not_by is not None:
        text = f"attacker {who}; excepted: {', '.join(when.not_by.names)}"
        yield Step("not_by", not when.not_by.hold(who, date), text)
    if when.by_party is not None:
        inside = who in instrument.parties_on(date)
        text = "the attacker is a party" if inside else "the attacker is no party"
        yield Step("by_party", inside == when.by_party, text)
    author = case.event.author
    if author is not None and author.home_grown and not _names(when.act or (), case.event.act):
        yield Step("author", False, "comes from within: an armed attack comes from outside a state")
    if when.external and author is not None:
        text = "comes from within" if author.home_grown else "comes from outside"
        yield Step("external", not author.home_grown, text)


def _standing(obligation: Obligation, event: Event) -> Step:
    """Test a duty without a trigger: pledges not to attack are broken by force or its threat, others apply at all times."""
    if obligation.kind == "non_aggression":
        broken = event.act.legal_class in {*FORCEFUL, "threat"}
        return Step("act", broken, f"{event.act.id} is {event.act.legal_class.replace('_', ' ')}")
    return Step("standing", True, "a standing duty")


def _act(words: tuple[str, ...], case: Case) -> Step:
    act, author = case.event.act, case.event.author
    if author and act.id in ACTS_OF_GROUPS and {"attack", "armed_attack"} & set(words):
        whose = f"the group is {author.link} by {author.base}"
        text = f"{act.id} by a group; {whose if case.author == 'state' else 'no state is its author'}"
        return Step("act", True, text)
    held = any(act_is(word, act) for word in words)
    return Step("act", held, f"{act.id} is {act.legal_class.replace('_', ' ')}; named: {', '.join(words)}")


def _names(words: tuple[str, ...], act: Act) -> bool:
    """Return whether a trigger means an act by another word than that for an attack."""
    attack = {"attack", "armed_attack"}
    return not attack & set(words) or any(act_is(word, act) for word in words if word not in attack)


ACTS_OF_GROUPS = {"terrorist_attack", "armed_insurgency_support"}
"""Acts that are an armed attack if their author can commit one (T19)."""


def act_is(word: str, act: Act) -> bool:
    """Return whether an act is covered by a word of a trigger or scope."""
    if word == "any":
        return True
    if word in {"attack", "armed_attack"}:
        return act.legal_class == "armed_attack"
    if word == "threat":
        return act.legal_class in {*FORCEFUL, "threat"}
    if word == "below_threshold":
        return act.legal_class == "use_of_force_below_threshold"
    return word == act.id


def _area(instrument: Instrument, name: str, case: Case) -> Step:
    area = instrument.areas[name]
    held = case.lies_in(instrument, name)
    place = case.event.place
    where = place.name if place else "a place that was not given"
    words = {True: "lies in", False: "lies outside", None: "cannot be placed in or outside"}[held]
    text = f"{where} {words} {name}{f' (Article {area.article})' if area.article else ''}"
    condition = "in"
    if held is not True and case.face.on in PLACELESS:
        # a target without a place lies in no area: a reading of the targets covers it
        condition, text = "on", f"{case.face.on} stand in no place that {name} could name"
    elif held is False and case._replace(face=Face("territory")).lies_in(instrument, name):
        condition, text = "on", f"{where} lies in {name}, which does not name {case.face.on} there"
    return Step(condition, held, text, case.words_of(instrument, name) or area.words, area.article, area.line)


def _object(instrument: Instrument, words: tuple[str, ...], case: Case) -> Step:
    """Return whether the security of those named is touched: states, the parties, or anyone within an area of the file."""
    event = case.event
    answers: list[bool | None] = []
    for word in words:
        if word in {"parties", "associates"}:
            role = "member" if word == "parties" else "associate"
            answers.append(event.victim in instrument.parties_on(event.date, role))
        elif word in instrument.areas:
            answers.append(case.lies_in(instrument, word))
        else:
            answers.append(word == event.victim)
    held = True if True in answers else (None if None in answers else False)
    return Step("to", held, f"{event.victim}; named: {', '.join(words)}")


def particular(
    instrument: Instrument, obligation: Obligation, case: Case, debtor: str, creditors: tuple[str, ...]
) -> tuple[Step, ...]:
    """Try what depends on the debtor: suspension, outsiders' security, exceptions, declarations."""
    event = case.event
    steps = []
    for creditor in creditors:
        if instrument.suspended_towards(debtor, creditor, event.date):
            steps.append(Step("suspended", False, f"{debtor} has suspended its duties towards {creditor}"))
    outsider = obligation.kind == "consultation" and event.victim not in creditors
    if outsider and not (obligation.when and obligation.when.to):
        steps.append(Step("to", False, f"{event.victim} is not among those to whom this is owed"))
    for exception in obligation.unless:
        if matches(instrument, exception, case, debtor, creditors):
            text = f"exception: {exception.label}"
            steps.append(Step(f"unless {exception.id}", False, text, exception.words, line=exception.line))
    for one in declarations(instrument, obligation, debtor, creditors):
        if one.effect != "interprets" and matches(instrument, one.about, case, debtor, creditors):
            text = f"{one.kind} of {one.state}: {one.text}"
            steps.append(Step(f"declaration {one.id}", False, text, one.words, line=one.line))
    return tuple(steps)


def declarations(
    instrument: Instrument, obligation: Obligation, debtor: str, creditors: tuple[str, ...]
) -> Iterator[Declaration]:
    """Yield the declarations that bear on what one state owes others: its own, and reservations of those owed."""
    for one in instrument.declarations:
        about = obligation.id in one.obligations if one.obligations else obligation.kind == "defence"
        own = one.state == debtor or (one.kind == "reservation" and one.state in creditors)
        if about and (own or one.effect == "interprets"):
            yield one


def matches(
    instrument: Instrument, scope: Trigger, case: Case, debtor: str, creditors: tuple[str, ...]
) -> bool:
    """Return whether a case lies in the scope of an exception, a declaration or a reading; omitted keys do not restrict it."""
    event, who = case.event, case.attacker
    # tested hundreds of times for one answer: only keys present are tested, the quickest first
    return not (
        (scope.by is not None and not scope.by.hold(who, event.date))
        or (scope.not_by is not None and scope.not_by.hold(who, event.date))
        or (scope.author is not None and case.author not in scope.author)
        or (scope.owed_by is not None and debtor not in scope.owed_by)
        or (
            scope.owed_to is not None
            and event.victim not in scope.owed_to
            and not set(creditors) & set(scope.owed_to)
        )
        or (scope.place is not None and (event.place is None or event.place.id not in scope.place))
        or (scope.external is not None and event.author is not None and event.author.home_grown)
        or (scope.act is not None and not any(act_is(word, event.act) for word in scope.act))
        or (scope.by_party is not None and (who in instrument.parties_on(event.date)) != scope.by_party)
        or (
            scope.title_disputed is not None
            and title_disputed(event.place, who, event.victim) != scope.title_disputed
        )
        or (scope.on is not None and not target_covered(scope.on, case.face.on))
        or not dated(scope, event.date)
        or (scope.area is not None and case.lies_in(instrument, scope.area) is not True)
        or (scope.to is not None and _object(instrument, scope.to, case).held is not True)
    )


def title_disputed(place: Place | None, attacker: str, victim: str) -> bool:
    """Return whether two states dispute the title to a place with one another: each holds or claims it."""
    if place is None:
        return False
    concerned = {place.administrator or place.sovereign, *place.claimed_by, *place.contested_by}
    return attacker in concerned and victim in concerned and bool(place.claimed_by or place.contested_by)


def limits_of(instrument: Instrument, obligation: Obligation, debtor: str, date: str) -> tuple[str, ...]:
    """Return the limits in the debtor's own law that bear on an obligation on a date."""
    return tuple(
        label
        for state, _, label, obligations, start, end in instrument.limits
        if state == debtor
        and contains(date, start, end)
        and (not obligations or obligation.id in obligations)
    )
