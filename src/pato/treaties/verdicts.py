"""Effect of readings, declarations and open questions of law on the conditions of an obligation (T4, T10, T18-T20)."""

from collections.abc import Iterator
from typing import NamedTuple

from pato.registry.dates import contains
from pato.treaties.conditions import (
    ACTS_OF_GROUPS,
    Case,
    Step,
    consenting,
    declarations,
    matches,
    named,
    turns_on_attack,
)
from pato.treaties.events import Event
from pato.treaties.norms import ANY_EVENT, Instrument, Obligation, Reading

FORCE = ("fails", "undecided", "disputed", "holds")
"""Outcomes by force, the weakest first: the stronger of two faces counts (T12)."""


class Verdict(NamedTuple):
    """An outcome (one of `FORCE`), and the readings that bear on it."""

    outcome: str
    readings: tuple[Reading, ...]


_ADDRESSES = {
    "act": ("act", "author"),
    "author": ("author",),
    "on": ("on",),
    "place": ("in", "to", "applies_to"),
    "area": ("in", "to", "applies_to"),
    "by": ("by", "not_by", "by_party"),
    "owed_by": ("suspended",),
    "owed_to": ("suspended", "to"),
}
"""Conditions that a reading can affect, by the keys of its scope."""


def verdict(
    instrument: Instrument,
    obligation: Obligation,
    case: Case,
    steps: tuple[Step, ...],
    debtor: str,
    creditors: tuple[str, ...],
) -> Verdict:
    """Return the result of an obligation's conditions, with the relevant readings.

    The text answers first. A reading that says the obligation holds counts where all that fails is what the
    reading speaks to; one that says it does not hold counts where the text says it does. What debtor and creditor
    (or an organ) agree settles the point; other readings that disagree with one another or with the text leave it
    disputed, as does a reading of ``case_by_case``. What holds is still disputed where the law itself is open (a group
    as author, a state that only lends its soil, a title-holder that retakes land), unless what is agreed speaks to that
    question, or to the occasion.
    """
    failing = [s for s in steps if s.held is False]
    unknown = [s for s in steps if s.held is None]
    text = False if failing else (None if unknown else True)
    if any(s.condition == "date" for s in failing):
        return Verdict("fails", ())
    open_ = [*failing, *unknown]
    found = tuple(
        r
        for r in _readings(instrument, obligation, debtor, creditors)
        if matches(instrument, r.about, case, debtor, creditors)
        and (r.holds is False or all(_speaks_to(r, s) for s in open_))
    )
    found = _heard(found) if text is not False or any(r.holds for r in found) else ()
    settled = _settled(found, {debtor, *creditors})
    answers = set(settled) or {r.holds for r in found}
    if "case_by_case" in answers or len(answers) == 2:
        return Verdict("disputed", found)
    agreed: tuple[Reading, ...] = ()
    if len(answers) == 1:
        answer = answers.pop()
        if not settled and text != answer:
            return Verdict("disputed", found)
        text, agreed = bool(answer), found if settled else ()
    if text is True and (questions := tuple(_open_questions(instrument, obligation, case, agreed))):
        return Verdict("disputed", (*found, *questions))
    return Verdict({True: "holds", False: "fails", None: "undecided"}[text], found)


def as_a_whole(obligation: Obligation, debtor: str, creditor: str, date: str) -> str:
    """Return what readings make of an obligation whatever the event: a word of `FORCE`; what the words say holds without readings."""
    found = _heard(tuple(_of_the_whole(obligation, debtor, creditor, date)))
    settled = _settled(found, {debtor, creditor})
    answers = settled or {r.holds for r in found}
    if "case_by_case" in answers or len(answers) == 2:
        return "disputed"
    if answers == {False}:
        return "fails" if settled else "disputed"
    return "holds"


def _of_the_whole(obligation: Obligation, debtor: str, creditor: str, date: str) -> Iterator[Reading]:
    """Yield the readings that speak of no particular event: of whether this is owed at all."""
    when = obligation.when
    for r in obligation.readings:
        if (
            not any((r.about.on, r.about.place, r.about.by, r.about.not_by, r.about.author))
            and r.about.by_party is None
            and (r.about.act is None or (when is not None and set(r.about.act) <= set(when.act or ())))
            and (r.about.area is None or (when is not None and r.about.area == when.area))
            and (r.about.owed_by is None or debtor in r.about.owed_by)
            and (r.about.owed_to is None or creditor in r.about.owed_to)
            and contains(date, r.about.start, r.about.end)
        ):
            yield r


def _readings(
    instrument: Instrument, obligation: Obligation, debtor: str, creditors: tuple[str, ...]
) -> Iterator[Reading]:
    yield from obligation.readings
    for one in declarations(instrument, obligation, debtor, creditors):
        if one.effect == "interprets" and one.holds is not None:
            yield Reading(one.id, one.holds, (one.state, *one.accepted_by), one.text, one.about, one.source)


def _heard(readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """Leave out scholars and data sets where somebody else speaks (T4)."""
    others = tuple(r for r in readings if r.authority not in {"scholar", "data_set"})
    return others or readings


def _settled(readings: tuple[Reading, ...], both: set[str]) -> set[bool | str]:
    """Return the answers that an organ or court gives, or that debtor and creditors share, in one reading or several."""
    said: dict[bool | str, set[str]] = {}
    for reading in readings:
        said.setdefault(reading.holds, set()).update(
            both if reading.authority in {"organ", "court"} else reading.said_by
        )
    return {answer for answer, who in said.items() if both <= who}


def _speaks_to(reading: Reading, step: Step) -> bool:
    """Return whether a reading speaks to a condition: it reaches beyond the text only in what its scope names.

    One that names lawful self-defence says that the duty holds against an answer to first force too.
    """
    if step.condition == "first_force":
        return "lawful_self_defence" in (reading.about.act or ())
    return any(
        step.condition in conditions
        for key, conditions in _ADDRESSES.items()
        if getattr(reading.about, key) is not None
    )


def _open_questions(
    instrument: Instrument, obligation: Obligation, case: Case, agreed: tuple[Reading, ...]
) -> Iterator[Reading]:
    """Yield the standing readings on both sides of what the law itself leaves open, but for what the parties agreed on."""
    event = case.event
    scope = instrument.scope
    # an answer for one occasion, from a day to a day, was given with all its facts in view
    if not turns_on_attack(obligation) or any(r.about.start and r.about.end for r in agreed):
        return
    of_place = any(r.about.place or r.about.area for r in agreed)
    of_author = any(r.about.author or ACTS_OF_GROUPS.intersection(r.about.act or ()) for r in agreed)
    if scope and not of_place and named(instrument, scope.disputed, case):
        yield _standing("scope-reaches-it", True, f"the words of Article {obligation.article}", scope.source)
        yield _standing("scope-leaves-it-out", False, scope.article or "the scope", scope.source)
    if case.author == "lender" and not of_author:
        yield from LENDING
    elif case.author == "group" and not of_author and _may_be_called_by_groups(obligation, event):
        yield from GROUPS
    if not of_place and takes_back(event, case.attacker):
        yield from TITLE
    consent = event.consent
    if consent and consent.status == "disputed" and consenting(event) == event.victim:
        yield from CONSENT
    if event.council and event.council.status == "binding_stop" and obligation.kind == "defence":
        yield from COUNCIL


def _may_be_called_by_groups(obligation: Obligation, event: Event) -> bool:
    """Return whether it is open if a group's act calls an obligation; an article that covers the victim's own group names it."""
    within = event.author is not None and event.author.home_grown
    return obligation.kind != "non_aggression" and not within


def takes_back(event: Event, attacker: str) -> bool:
    """Return whether a state uses force on land that it holds title to, against the state that took it by force.

    Territory held by lease or treaty was not taken: Guantánamo, the Canal Zone until 1979.
    """
    place = event.place
    if place is None or not event.act.is_armed_attack or place.administrator != event.victim:
        return False
    if attacker == event.victim:
        return False
    return (attacker == place.sovereign and not place.by_agreement) or attacker in place.taken_from


def _standing(identifier: str, holds: bool, who: str, source: str) -> Reading:  # noqa: FBT001  a reading's own value
    return Reading(identifier, holds, (who,), None, ANY_EVENT, source)


LENDING = (
    _standing(
        "lending-is-attack",
        True,
        "Definition of Aggression, Article 3(f)",
        "General Assembly Resolution 3314 (XXIX), 14 December 1974, Article 3(f)",
    ),
    _standing(
        "lending-is-no-armed-attack",
        False,
        "those who read 'armed attack' more narrowly than aggression",
        "International Court of Justice, Nicaragua, judgment of 27 June 1986, paragraphs 195 and 247",
    ),
)
GROUPS = (
    _standing(
        "group-can-attack",
        True,
        "NATO and the OAS in 2001, the EU in 2015, the Security Council",
        "North Atlantic Council, 12 September 2001; OAS, 21 September 2001; EU Council, 17 November 2015; Security Council Resolutions 1368 and 1373 (2001)",
    ),
    _standing(
        "state-needed",
        False,
        "the International Court of Justice",
        "Wall, advisory opinion of 9 July 2004, paragraph 139; Armed Activities, judgment of 19 December 2005, paragraphs 146-147",
    ),
)
TITLE = (
    _standing(
        "possession-is-protected",
        True,
        "those who hold that no state may take back land by force",
        "General Assembly Resolution 2625 (XXV), 24 October 1970, first principle; Eritrea-Ethiopia Claims Commission, Jus ad Bellum, 19 December 2005, paragraph 10",
    ),
    _standing(
        "title-holder-defends",
        False,
        "those who hold that force against an occupation goes on being self-defence",
        "Charter of the United Nations, Article 51; Security Council Resolutions 662 and 678 (1990)",
    ),
)
CONSENT = (
    _standing(
        "consent-is-void",
        True,
        "those who contest the consent",
        "International Law Commission, Articles on State Responsibility (2001), Article 20: valid consent",
    ),
    _standing(
        "consent-is-valid",
        False,
        "those who rely on the consent",
        "International Law Commission, Articles on State Responsibility (2001), Article 20",
    ),
)
COUNCIL = (
    _standing(
        "defence-goes-on",
        True,
        "those who hold that self-defence lasts until the Council's measures work",
        "Charter of the United Nations, Article 51",
    ),
    _standing(
        "council-has-stopped-it",
        False,
        "those who hold that a binding demand ends the right and the duty",
        "Charter of the United Nations, Articles 25 and 103",
    ),
)
