"""Sentences made from the fields of clauses that have no `text:` of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from pato.registry import acts, places, states
from pato.registry.names import listed
from pato.treaties.schema.numbers import said

if TYPE_CHECKING:
    from pato.treaties.schema import areas, base, triggers
    from pato.treaties.schema import treaty as schema

_DUTIES = {
    "assist_with_force": "assist {to} with armed force",
    "assist_as_deemed_necessary": "assist {to} by the action that it deems necessary, armed force included",
    "act_to_meet_common_danger": "act in favour of {to} to meet the common danger",
    "consult": "consult with {to}",
    "refrain": "refrain from the threat or use of force against {to}",
    "remain_neutral": "remain neutral in favour of {to}",
    "grant_access": "grant {to} access to territory, ports, airfields and facilities",
    "deny_access": "deny others, in favour of {to}, the access that this clause is about",
    "provide_arms": "provide arms to {to}",
    "maintain_capacity": "maintain and develop, for itself and with {to}, the capacity to resist armed attack",
    "provide_assistance": "give assistance to {to}",
}
_CONDITIONS = {
    "constitutional_processes": "in accordance with constitutional processes",
    "request_of_victim": "at the request of the state attacked",
    "request_of_partner": "at the request of a Party",
    "collective_decision": "once the Parties have so decided together",
    "unilateral_decision": "once it has so decided itself",
    "prior_consultation": "after consultation beforehand",
    "prior_agreement": "under an agreement made beforehand",
    "own_judgment": "as its own judgment determines",
    "un_security_council_seized": "while the Security Council is informed",
}
_ACT_WORDS = {
    "any": "any act",
    "attack": "an armed attack",
    "threat": "a threat, or a use of force",
    "below_threshold": "force below the threshold of armed attack",
}


_SUBJECTS = {
    "non_aggression": "non-aggression",
    "antidumping": "anti-dumping measures",
    "countervailing": "countervailing measures",
    "sanitary": "sanitary and phytosanitary measures",
    "technical_barriers": "technical barriers to trade",
    "movement_of_capital": "the movement of capital",
    "state_enterprises": "enterprises owned by states",
    "procurement": "public procurement",
}
_COUNTED = {"vessel", "warship", "base", "cable", "satellite", "ship", "feature", "island", "mission"}
"""Targets that a list names in the plural."""
_HEADINGS = {
    "defence": "mutual defence",
    "offence": "joint action",
    "non_aggression": "non-use of force",
}
_WITH_ARTICLE = {
    "United States",
    "United Kingdom",
    "Philippines",
    "Netherlands",
    "Maldives",
    "Bahamas",
    "Gambia",
}


def spoken(word: str) -> str:
    """Return a word of the format in plain English."""
    return word.replace("_", " ").replace("-", " ")


def name(code: str) -> str:
    """Return the name of a state within a sentence, or the meaning of a word for a group of parties."""
    groups = {"parties": "the Parties", "associates": "the Associates", "victim": "the Party attacked"}
    if code in groups:
        return groups[code]
    found = states.state(code).name
    return (
        f"the {found}"
        if found in _WITH_ARTICLE or found.endswith(("Islands", "Republic", "Emirates", "Union"))
        else found
    )


def subject(kind: str) -> str:
    """Return a kind of duty or a policy area within a sentence."""
    return _SUBJECTS.get(kind) or spoken(kind)


def caption(kind: str) -> str:
    """Return a kind of duty or a policy area as a heading."""
    return capitalised(_HEADINGS.get(kind) or subject(kind))


def names(codes: Iterable[str], last: str = "and") -> str:
    """Return the names of states as a list in a sentence."""
    return listed([name(c) for c in codes], last)


def capitalised(text: str) -> str:
    """Return text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def duration(text: str) -> str:
    """Return a notice such as ``1y`` in words.

    >>> duration("1y"), duration("6m")
    ('one year', 'six months')
    """
    return said(text)


_MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905  read as words


def day(date: str) -> str:
    """Return an ISO date, month or year in words.

    >>> day("1951-09-08"), day("1951-09"), day("1951")
    ('8 September 1951', 'September 1951', '1951')
    """
    year, *rest = date.split("-")
    words = [str(int(rest[1]))] if len(rest) == 2 else []
    return " ".join([*words, *([_MONTHS[int(rest[0]) - 1]] if rest else []), year])


def partial(date: Any) -> str:
    """Return a full or partial date as text."""
    return day(date if isinstance(date, str) else str(date.date))


def obligation(clause: schema.Obligation) -> str:
    """Return the text of an obligation: its own, or a sentence from its fields."""
    if clause.text:
        return " ".join(clause.text.split())
    every = _each(clause.owed_by) if clause.owed_by == clause.owed_to else None
    subject = f"each {every}" if every else names(clause.owed_by)
    creditor = f"every other {every}" if every else names(clause.owed_to)
    verb = "shall " + _DUTIES[clause.duty].format(to=creditor)
    parts = [f"{subject} {verb}"]
    if clause.when:
        parts.append(trigger(clause.when))
    if clause.subject_to:
        parts.append(listed([_CONDITIONS[c] for c in clause.subject_to]))
    return capitalised(", ".join(p for p in parts if p)) + "."


def _each(codes: list[str]) -> str | None:
    """Return the name of one of a group of members that is named only by words."""
    return {("parties",): "Party", ("parties", "associates"): "Party or Associate"}.get(tuple(codes))


def condition(word: str) -> str:
    """Return a condition of an obligation in words."""
    return _CONDITIONS[word]


def duty(term: str) -> str:
    """Return the content of a duty in words, without the debtor: "assist with armed force"."""
    to = "the other" if "{to}" in _DUTIES[term] else ""
    return capitalised(_DUTIES[term].format(to=to))


def trigger(when: triggers.Trigger) -> str:
    """Return the trigger of an obligation, as a subordinate clause; empty if there is none."""
    parts = []
    if when.act or when.on:
        parts.append(listed([_act(a) for a in when.act or ["any"]], "or"))
    if when.on:
        parts.append("on " + listed([target(t) for t in when.on], "or"))
    if when.to:
        parts.append("touching " + listed([_object(w) for w in when.to], "or"))
    if when.by:
        parts.append("by " + attackers(when.by))
    if when.by_party is not None or when.not_by:
        others = f" other than {attackers(when.not_by)}" if when.not_by else ""
        outside = " that is no Party" if when.by_party is False else ""
        parts.append(f"by a {'Party' if when.by_party else 'state'}{others}{outside}")
    if when.external:
        parts.append("from outside")
    if when.in_:
        parts.append(f"in {area_name(when.in_)}")
    return (
        "in the event of " + " ".join(parts if when.act or when.on else ["an act", *parts]) if parts else ""
    )


def triggered(clause: schema.Obligation) -> str:
    """Return when an obligation is owed, for a table; a duty to fight that names no trigger is owed after an attack."""
    if clause.when:
        return trigger(clause.when)
    fights = clause.kind in {"defence", "offence"}
    return f"in the event of {_ACT_WORDS['attack']}" if fights else "always"


def attackers(by: Iterable[Any]) -> str:
    """Return states and named lists of states in words."""
    said = [
        name(word)
        if isinstance(word, str)
        else (
            f"a state of the list '{spoken(word.group)}'"
            if word.group
            else f"a state allied with {names(word.allied_with)}"
        )
        for word in by
    ]
    return listed(said, "or")


def speaker(said_by: str) -> str:
    """Return the holder of a reading: a state by name, anything else as written."""
    return name(said_by) if len(said_by) == 3 and said_by.isupper() and _is_state(said_by) else said_by


def _is_state(code: str) -> bool:
    return any(s.iso3 == code for s in states.states(kind=None))


def answer(holds: bool | str) -> str:  # noqa: FBT001  a reading's own value
    """Return a reading's statement on its events."""
    if isinstance(holds, bool):
        return "it applies" if holds else "it does not apply"
    return "case by case"


def _act(word: str) -> str:
    return _ACT_WORDS.get(word) or acts.act(word).name.lower()


def _object(word: str) -> str:
    codes = {s.iso3 for s in states.states(kind=None)}
    return name(word) if word in codes or word in {"parties", "associates"} else area_name(word)


def exception(clause: triggers.ExceptionClause) -> str:
    """Return the scope of a labelled exception, in words; empty if its label is sufficient."""
    scope = [trigger(clause)]
    if clause.victim:
        scope.append("for the benefit of " + names(clause.victim))
    if clause.place:
        scope.append("at " + listed([places.place(p).name for p in clause.place], "or"))
    scope.append(span(clause.from_, clause.until))
    return "; ".join(s for s in scope if s)


def span(start: Any, end: Any) -> str:
    """Return a half-open span of dates (or of intervals of dates) in words; empty where it is open on both sides."""
    start, end = (
        one
        if one is None
        else day(one)
        if isinstance(one, str)
        else f"a day from {day(one.not_before)} to {day(one.not_after)}"
        for one in (start, end)
    )
    if start and end:
        return f"from {start} until {end}"
    return f"from {start}" if start else (f"until {end}" if end else "")


def area(item: areas.AreaItem) -> str:
    """Return one part of an area in words."""
    held, located = _owned(item), [*_located(item)]
    if item.host:
        located.append("whichever Party is attacked there")
    if item.on and item.on != ["territory"] and not item.forces_in:
        located.append("as regards " + listed([target(t) for t in item.on]))
    located.append(span(item.from_, item.until))
    where = [p for p in located if p]
    if not held and not item.place:
        # a region or an ocean alone: all that lies there
        held, where = f"{_quality(item)}places {where[0]}".strip(), where[1:]
    return ", ".join(p for p in (held, *where) if p)


def _quality(item: areas.AreaItem) -> str:
    """Return the kind of land, before the noun: "metropolitan ", "mainland "."""
    parts = []
    if item.metropolitan is not None:
        parts.append("metropolitan" if item.metropolitan else "non-metropolitan")
    if item.island is not None:
        parts.append("island" if item.island else "mainland")
    return " ".join(parts) + " " if parts else ""


def target(word: str) -> str:
    """Return a target in the plural, for lists in a text.

    >>> target("public_vessel"), target("armed_forces"), target("military_base")
    ('public vessels', 'armed forces', 'military bases')
    """
    name_ = acts.target(word).name.lower()
    return f"{name_}s" if name_.rsplit(" ", 1)[-1] in _COUNTED else name_


def area_name(key: str) -> str:
    """Return the name of an area: "the treaty area", or its name in quotation marks.

    >>> area_name("treaty-area"), area_name("outside-the-pacific"), area_name("article-6")
    ('the treaty area', 'the area "Outside the Pacific"', 'the area of Article 6')
    """
    if "area" in key.split("-"):
        return f"the {spoken(key)}"
    if key.startswith("article-"):
        return f"the area of Article {key.removeprefix('article-')}"
    words = [w if w in {"of", "the", "and", "in"} else w.capitalize() for w in key.split("-")]
    return f'the area "{" ".join(words).replace("Indo Pacific", "Indo-Pacific")}"'


def _owned(item: areas.AreaItem) -> str:
    """Return the state to which land or forces belong, with the kind of land; empty if only a place, region or sea is given."""
    parts = []
    if item.territory_of:
        parts.append(f"{_quality(item)}territory of {names(item.territory_of)}")
    if item.administered_by:
        parts.append(f"{_quality(item)}territories under the administration of {names(item.administered_by)}")
    if item.island_of_in:
        owner = (
            f" under the jurisdiction of {names(item.island_of_in.state)}" if item.island_of_in.state else ""
        )
        parts.append(f"islands in the {_proper(item.island_of_in.ocean)} Ocean{owner}")
    if item.forces_in:
        what = listed([target(t) for t in item.on]) if item.on else "forces, public vessels and aircraft"
        parts.append(f"{what} in {area_name(item.forces_in)}")
    return ", ".join(parts)


def _named(item: areas.AreaItem) -> Iterator[str]:
    if item.place:
        yield listed([places.place(p).name for p in item.place])
    if item.region:
        yield "in " + listed([_region(r) for r in item.region], "or")
    if item.ocean:
        ocean = " Ocean" if item.ocean != ["mediterranean"] else ""
        yield "in the " + listed([_proper(o) for o in item.ocean], "or") + ocean
    if item.sea:
        yield "in the " + listed([_proper(s) for s in item.sea], "or")
    if item.waters:
        yield "in or over the waters of the " + listed([_proper(s) for s in item.waters], "or")
    if item.zone:
        yield "in the zone " + listed([spoken(z) for z in item.zone], "or")


def _region(word: str) -> str:
    said = _proper(word).replace("Sub Saharan", "Sub-Saharan")
    return f"the {said}" if word in {"caribbean", "middle_east"} else said


def _located(item: areas.AreaItem) -> list[str]:
    parts = [*_named(item)]
    if item.north_of is not None:
        parts.append(f"north of latitude {item.north_of:g}°")
    if item.south_of is not None:
        parts.append(f"south of latitude {item.south_of:g}°")
    if item.polygon:
        corners = "; ".join(f"{p.lat:g}°, {p.lon:g}°" for p in item.polygon)
        parts.append(f"within the lines that join the points (latitude, longitude) {corners}")
    if item.point and item.radius_km:
        parts.append(
            f"within {item.radius_km:g} kilometres of the point {item.point.lat:g}°, {item.point.lon:g}°"
        )
    return parts


def _proper(word: str) -> str:
    return " ".join(part.capitalize() for part in spoken(word).split())


def source(value: base.Source) -> str:
    """Return a source as a citation."""
    parts = [value.title]
    if value.article:
        parts.append(f"Article {value.article}")
    if value.date and value.date not in value.title:
        parts.append(value.date)
    return (
        ", ".join(parts) + (f". {value.note}" if value.note else "") + (f", {value.url}" if value.url else "")
    )
