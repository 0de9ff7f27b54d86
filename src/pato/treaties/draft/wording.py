"""Sentences made from the fields of clauses that have no `text:` of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from pato.registry import acts, places, states
from pato.registry.names import listed

if TYPE_CHECKING:
    from pato.treaties.schema import areas, base, provisions, triggers
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
_RULES = {
    "consensus": "by consensus",
    "unanimity": "by unanimity",
    "unanimity_minus_accused": "by unanimity without the vote of the Party concerned",
    "majority": "by a simple majority",
    "none": "by no rule that the instrument sets",
}
_DEPTHS = {
    "deep": "binding commitments in depth",
    "medium": "binding commitments of medium depth",
    "shallow": "shallow commitments",
    "aspirational": "aims without commitments",
}
_BREACHES = {
    "suspend": "a breach leads to suspension",
    "monitor": "a breach leads to monitoring",
    "expel": "a breach leads to expulsion",
    "none": "a breach has no set consequence",
}
_BURDENS = {
    "gni_share": "Costs are shared in proportion to national income",
    "equal": "Costs are shared equally",
    "pledge": "Each Party spends what it has pledged",
    "costs_lie_where_they_fall": "Each Party bears the costs that fall to it",
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
    """Return a word of the format as people say it."""
    return word.replace("_", " ").replace("-", " ")


def name(code: str) -> str:
    """Return the name of a state as a sentence has it, or what a word for a group of parties means."""
    groups = {"parties": "the Parties", "associates": "the Associates", "victim": "the Party attacked"}
    if code in groups:
        return groups[code]
    found = states.state(code).name
    return (
        f"the {found}"
        if found in _WITH_ARTICLE or found.endswith(("Islands", "Republic", "Emirates", "Union"))
        else found
    )


def caption(kind: str) -> str:
    """Return a kind of duty or a policy area as a heading."""
    return capitalised(_SUBJECTS.get(kind) or spoken(kind))


def names(codes: Iterable[str], last: str = "and") -> str:
    """Return the names of states as a list in a sentence."""
    return listed([name(c) for c in codes], last)


def capitalised(text: str) -> str:
    """Return text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def duration(text: str) -> str:
    """Return a notice such as ``1y`` in words.

    >>> duration("1y"), duration("6m")
    ('one year', '6 months')
    """
    number, unit = int(text[:-1]), {"y": "year", "m": "month", "d": "day"}[text[-1]]
    return f"one {unit}" if number == 1 else f"{number} {unit}s"


def partial(date: Any) -> str:
    """Return a full or partial date as text."""
    return date if isinstance(date, str) else str(date.date)


def obligation(clause: schema.Obligation) -> str:
    """Return what an obligation says: its own text, or a sentence from its fields."""
    if clause.text:
        return " ".join(clause.text.split())
    each = clause.owed_by == ["parties"] and clause.owed_to == ["parties"]
    subject = "each Party" if each else names(clause.owed_by)
    creditor = "every other Party" if each else names(clause.owed_to)
    verb = "shall " + _DUTIES[clause.duty].format(to=creditor)
    parts = [f"{subject} {verb}"]
    if clause.when:
        parts.append(trigger(clause.when))
    if clause.subject_to:
        parts.append(listed([_CONDITIONS[c] for c in clause.subject_to]))
    return capitalised(", ".join(p for p in parts if p)) + "."


def trigger(when: triggers.Trigger) -> str:
    """Return what calls an obligation, as a subordinate clause; empty where nothing is said."""
    parts = []
    if when.act or when.on:
        parts.append(listed([_act(a) for a in when.act or ["any"]], "or"))
    if when.on:
        parts.append("on " + listed([acts.target(t).name.lower() for t in when.on], "or"))
    if when.to:
        parts.append("touching " + listed([_object(w) for w in when.to], "or"))
    if when.by:
        parts.append("by " + attackers(when.by))
    if when.by_party is not None:
        parts.append("by a Party" if when.by_party else "by a state that is no Party")
    if when.not_by:
        parts.append("by a state other than " + attackers(when.not_by))
    if when.external:
        parts.append("from outside")
    if when.in_:
        parts.append(f"in the {spoken(when.in_)}")
    return (
        "in the event of " + " ".join(parts if when.act or when.on else ["what happens", *parts])
        if parts
        else ""
    )


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


def answer(holds: bool | str) -> str:  # noqa: FBT001  a reading's own value
    """Return what a reading says of the events that it is about."""
    if isinstance(holds, bool):
        return "it applies" if holds else "it does not apply"
    return "case by case"


def _act(word: str) -> str:
    return _ACT_WORDS.get(word) or acts.act(word).name.lower()


def _object(word: str) -> str:
    codes = {s.iso3 for s in states.states(kind=None)}
    return name(word) if word in codes or word == "parties" else f"the {spoken(word)}"


def exception(clause: triggers.ExceptionClause) -> str:
    """Return a labelled exception, with what it covers."""
    scope = [trigger(clause)]
    if clause.victim:
        scope.append("for the benefit of " + names(clause.victim))
    if clause.place:
        scope.append("at " + listed([places.place(p).name for p in clause.place], "or"))
    scope.append(span(clause.from_, clause.until))
    said = "; ".join(s for s in scope if s)
    return f"Except: {clause.label.rstrip('.')}" + (f" ({said})." if said else ".")


def span(start: Any, end: Any) -> str:
    """Return a half-open span of dates (or of intervals of dates) in words; empty where it is open on both sides."""
    start, end = (
        day if day is None or isinstance(day, str) else f"a day from {day.not_before} to {day.not_after}"
        for day in (start, end)
    )
    if start and end:
        return f"from {start} until {end}"
    return f"from {start}" if start else (f"until {end}" if end else "")


def area(item: areas.AreaItem) -> str:
    """Return one part of an area in words."""
    parts = [_owned(item), *_located(item)]
    if item.on and not item.forces_in:
        parts.append("as to " + listed([acts.target(t).name.lower() for t in item.on]))
    parts.append(span(item.from_, item.until))
    said = ", ".join(p for p in parts if p)
    return capitalised(said) + (f" ({item.note.rstrip('.')})" if item.note else "")


def _owned(item: areas.AreaItem) -> str:
    parts = []
    if item.territory_of:
        parts.append(f"territory of {names(item.territory_of)}")
    if item.administered_by:
        parts.append(f"territories under the administration of {names(item.administered_by)}")
    if item.island_of_in:
        owner = (
            f" under the jurisdiction of {names(item.island_of_in.state)}" if item.island_of_in.state else ""
        )
        parts.append(f"islands in the {_proper(item.island_of_in.ocean)} Ocean{owner}")
    if item.forces_in:
        what = (
            listed([acts.target(t).name.lower() for t in item.on])
            if item.on
            else "forces, public vessels and aircraft"
        )
        parts.append(f"{what} in the {spoken(item.forces_in)}")
    if item.metropolitan is not None:
        parts.append("metropolitan territory" if item.metropolitan else "territory other than metropolitan")
    if item.island is not None:
        parts.append("islands" if item.island else "mainland")
    if item.host:
        parts.append("whoever of the Parties is struck there")
    return ", ".join(parts)


def _named(item: areas.AreaItem) -> Iterator[str]:
    if item.place:
        yield listed([places.place(p).name for p in item.place])
    if item.region:
        yield "in " + listed([_proper(r) for r in item.region], "or")
    if item.ocean:
        ocean = " Ocean" if item.ocean != ["mediterranean"] else ""
        yield "in the " + listed([_proper(o) for o in item.ocean], "or") + ocean
    if item.sea:
        yield "in the " + listed([_proper(s) for s in item.sea], "or")
    if item.waters:
        yield "in or over the waters of the " + listed([_proper(s) for s in item.waters], "or")
    if item.zone:
        yield "in the zone " + listed([spoken(z) for z in item.zone], "or")


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


def rule(value: provisions.Rule) -> str:
    """Return a decision rule in words.

    A weighting by state is spelled out.
    """
    if value.rule != "qualified_majority":
        return _RULES[value.rule]
    text = f"by a majority of {100 * (value.share or 0):.4g} percent of the votes"
    if isinstance(value.weights, dict):
        weights = listed([f"{name(state)} {weight:g}" for state, weight in value.weights.items()])
        return f"{text}, with the weights {weights}"
    return text + (f", weighted by {value.weights}" if value.weights and value.weights != "equal" else "")


def standards_rule(value: provisions.StandardsRule) -> str:
    """Return how standards count together in words."""
    if value.combine == "all":
        return "All standards must be met."
    if value.combine == "any":
        return "One of the standards must be met."
    weights = listed([f"{identifier} {weight:g}" for identifier, weight in value.weights.items()])
    text = f"Standards that carry {100 * (value.share or 0):.4g} percent of the weights must be met"
    return f"{text}, with the weights {weights}." if weights else f"{text}, each counting alike."


def standard(clause: provisions.Standard) -> str:
    """Return a governance standard in words."""
    bound = f"{clause.at_least:g} or more" if clause.at_least is not None else f"{clause.at_most:g} or less"
    when = {
        "accession": "On accession",
        "membership": "While it is a member",
        "both": "On accession and while it is a member",
    }[clause.applies_to]
    parts = [f"{when}, a Party keeps the measure {clause.measure} at {bound}"]
    if clause.sustained_years:
        parts.append(f"sustained over {clause.sustained_years} years")
    if clause.grace_years:
        parts.append(f"with {clause.grace_years} years of grace")
    sentence = f"{', '.join(parts)}; {_BREACHES[clause.on_breach]}."
    return f"{clause.text.strip()} {sentence}" if clause.text else sentence


def chapter(clause: provisions.Chapter) -> str:
    """Return an economic chapter in words."""
    depth = f"{capitalised(_DEPTHS[clause.depth])}."
    return (
        f"{clause.text.strip()} {depth}"
        if clause.text
        else f"The Parties take on {_DEPTHS[clause.depth]} on {_SUBJECTS.get(clause.area) or spoken(clause.area)}."
    )


def burden(clause: provisions.Burden) -> str:
    """Return how costs are shared, in words."""
    pledge = (
        f": {100 * clause.pledge_gdp_share:.4g} percent of its gross domestic product a year"
        if clause.pledge_gdp_share is not None
        else ""
    )
    budget = {True: " There is a common budget.", False: " There is no common budget.", None: ""}[
        clause.common_budget
    ]
    return f"{_BURDENS[clause.rule]}{pledge}.{budget}"


def institutions(clause: provisions.Institutions) -> str:
    """Return the bodies that there are, and those that there are not, in words."""
    bodies = {
        "council": "a council",
        "secretariat": "a secretariat",
        "joint_command": "a joint command",
        "exercises": "common exercises",
        "parliamentary_assembly": "a parliamentary assembly",
        "court_or_panel": "a court or panels",
    }
    has = [text for key, text in bodies.items() if getattr(clause, key) is True]
    lacks = [text for key, text in bodies.items() if getattr(clause, key) is False]
    parts = [
        f"The Parties have {listed(has)}." if has else "",
        f"There is no {listed([t.removeprefix('a ') for t in lacks], 'and no')}." if lacks else "",
    ]
    seat = f"The headquarters is at {clause.headquarters}." if clause.headquarters else ""
    return " ".join(p for p in (*parts, seat) if p)


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
