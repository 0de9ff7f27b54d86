"""Events say what they were made from, where they are taken to happen, and what is wrong with the words of an author."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pato.errors import PatoError, UnknownNameError, UsageError
from pato.files import library
from pato.registry import acts, places
from pato.treaties.events import (
    CONSENTS,
    COUNCILS,
    INTENTS,
    LINKS,
    ZONES,
    from_compiled,
    make_event,
    with_victim,
)

DAY = "2020-06-01"
STATES = ("USA", "JPN", "CHN", "RUS", "SYR", "FRA", "TUR")
PLACES = ("tokyo", "guam", "senkaku", "paris", "incirlik", "bosporus", "sicily", "hong-kong")
ACTS = ("armed_attack", "air_strike", "naval_attack", "cyber_attack", "ultimatum", "terrorist_attack")
TARGETS = ("territory", "armed_forces", "warship", "population", "information_systems", "space_assets")


@st.composite
def asked(draw):
    """Return what an author may say of an event, whole or in part."""
    sides = draw(st.lists(st.sampled_from(STATES), min_size=4, max_size=5, unique=True))
    group = st.fixed_dictionaries(
        {"group": st.just("a-band"), "base": st.just(sides[3]), "link": st.sampled_from(LINKS)},
        optional={"home_grown": st.just(True)},
    )
    facts = {
        "zone": st.sampled_from(ZONES),
        "lends": st.just([sides[2]]),
        "intent": st.sampled_from(INTENTS),
        "consent": st.fixed_dictionaries(
            {"by": st.sampled_from([None, "JPN"]), "status": st.sampled_from(CONSENTS)}
        ),
        "first_force": st.sampled_from(["unknown", *sides[:2]]),
        "council": st.fixed_dictionaries(
            {"status": st.sampled_from(COUNCILS)},
            optional={"resolution": st.just("678"), "date": st.just("1990-11-29")},
        ),
        "requested": st.sampled_from([True, False, "unknown"]),
        "decided": st.sampled_from([["nato"], ["unknown"], ["nato", "rio-treaty"]]),
        "author": group,
    }
    chosen = draw(st.fixed_dictionaries({}, optional=facts))
    said = {
        "attacker": [] if "author" in chosen else [sides[0]],
        "victim": sides[1:2] if draw(st.booleans()) else [sides[1], *sides[4:]],
        "act": draw(st.sampled_from(ACTS)),
        "on": draw(st.sampled_from(TARGETS)),
        "place": draw(st.sampled_from(PLACES)),
        "date": DAY,
    }
    return said | chosen


@settings(max_examples=60)
@given(asked())
def test_an_event_is_read_back_from_its_own_fields(said):
    event = from_compiled(said)
    plain = event.to_dict()
    assert from_compiled(plain) == event
    for key, value in said.items():
        if key == "victim":
            assert plain[key] == (value if len(value) > 1 else value[0])
        elif key in {"attacker", "author"}:
            continue
        elif key == "consent":
            assert plain[key] == {"by": None, **value}
        elif key == "council":
            assert plain[key] == {"resolution": None, "date": None, **value}
        elif key != "intent" or value != "deliberate":
            assert plain[key] == value, key
    assert ("intent" in plain) == (said.get("intent", "deliberate") != "deliberate")
    if author := said.get("author"):
        state = author["link"] in {"sent", "controlled"}
        assert plain["author"] == {"home_grown": False, **author}
        assert event.by_group is not state
        assert event.attacker == ((author["base"],) if state else ("a-band",))
        assert plain["attacker"] == ([author["base"]] if state else [])
    else:
        assert plain["attacker"] == said["attacker"]
    assert event.side == (*event.attacker, *said.get("lends", ()))


def test_every_event_of_the_library_is_read_back():
    for name, one in library.entries("event").items():
        event = from_compiled(one["data"])
        assert (event.id, event.title) == (name, one["data"]["title"])
        if event.place_given and isinstance(one["data"].get("place"), str):
            assert from_compiled(event.to_dict() | {"title": event.title}) == event, name


@pytest.mark.parametrize(
    ("where", "place", "notes"),
    [
        ({}, ("tokyo", "JPN"), ["No place was given: taken as the metropolitan territory of JPN (Tokyo)."]),
        ({"on": "airspace"}, ("tokyo", "JPN"), ["No place was given: taken as the metropolitan territory of JPN (Tokyo)."]),
        ({"on": "space_assets"}, None, ["No place was given: obligations that hold only in an area are left undecided."]),
        ({"on": "warship"}, None, ["No place was given: obligations that hold only in an area are left undecided."]),
        ({"place": "guam"}, ("guam", "USA"), ["Guam is held by USA, not by JPN: an act on territory there strikes USA."]),
        ({"place": "guam", "on": "armed_forces"}, ("guam", "USA"), []),
        ({"place": "senkaku"}, ("senkaku", "JPN"), []),
        ({"place": "guam", "on": "warship"}, ("guam", "USA"), ["Taken to lie off Guam, in its waters and not in a port: the land is not struck. Another zone: --zone port, territorial_sea, eez or high_seas."]),
        ({"place": "guam", "on": "warship", "zone": "port"}, ("guam", "USA"), []),
        ({"victim": ["JPN", "USA"]}, ("tokyo", "JPN"), ["No place was given: each is taken as struck on its metropolitan territory."]),
    ],
)  # fmt: skip
def test_where_an_event_is_taken_to_happen(where, place, notes):
    event = make_event("CHN", where.pop("victim", "JPN"), date=DAY, **where)
    found = event.place and (event.place.id, event.place.administrator)
    assert (found, list(event.notes)) == (place, notes)
    assert event.place_given == ("place" in where)


def test_every_state_has_a_capital_that_stands_for_its_land():
    """A capital of the gazetteer where there is one, else one described by what the registry of states says."""
    made = make_event("USA", "SUN", date="1960-06-01").place
    assert (made.id, made.name, made.sovereign, made.administrator) == ("sun-capital", "Moscow", "SUN", "SUN")
    assert (made.region, made.metropolitan, made.island, made.kind) == ("europe", True, False, "place")
    assert (made.aliases, made.claimed_by, made.history, made.zone) == ((), (), (), None)
    assert 55 < made.lat < 56
    known = {p.id: p for p in places.places() if p.kind == "capital"}
    event = make_event("CHN", "USA", date=DAY)
    assert event.place == known["washington"]
    assert make_event("CHN", "DEU", date="1960-06-01").place.name == "Bonn"
    assert with_victim(event, "JPN").place == known["tokyo"]
    assert with_victim(make_event("CHN", "USA", date=DAY, place="guam"), "JPN").place.id == "guam"


def test_a_place_of_ones_own_is_what_its_fields_say():
    fields = {"id": "x", "name": "X", "lat": 1.0, "lon": 2.0, "sovereign": "JPN", "claimed_by": ["CHN"]}
    place = make_event("CHN", "JPN", date=DAY, place=fields | {"island": True, "ocean": "pacific"}).place
    assert (place.sovereign, place.administrator, place.claimed_by) == ("JPN", "JPN", ("CHN",))
    assert (place.island, place.ocean, place.sea, place.kind) == (True, "pacific", None, "place")
    assert (place.metropolitan, place.by_agreement, place.checked, place.note) == (
        False,
        False,
        "recalled",
        "",
    )
    held = make_event("CHN", "JPN", date=DAY, place=fields | {"administrator": "USA"}).place
    assert (held.sovereign, held.administrator) == ("JPN", "USA")


@pytest.mark.parametrize(
    ("said", "error", "words"),
    [
        ({"victim": "CHN"}, UsageError, "CHN is both attacker and victim."),
        ({"lends": "JPN"}, UsageError, "JPN is both attacker and victim."),
        ({"victim": []}, UsageError, "the event names no victim."),
        ({"attacker": []}, UsageError, "the event names no author. Give an attacker, or a group that is no state"),
        ({"attacker": 5}, UsageError, "found 5, of type int. Give a code or name, or a list of them."),
        ({"attacker": [5]}, UsageError, "found [5], of type list."),
        ({"intent": "mistaken"}, UnknownNameError, "Did you mean 'mistake'"),
        ({"zone": "ports"}, UnknownNameError, "Did you mean 'port'"),
        ({"council": {"status": "measure"}}, UnknownNameError, "Did you mean 'measures'"),
        ({"consent": {"status": "givn"}}, UnknownNameError, "Did you mean 'given'"),
        ({"author": {"link": "harbored"}}, UnknownNameError, "Did you mean 'harboured'"),
        ({"author": {"link": "harboured"}}, UsageError, "link 'harboured' needs the state that did it. Name it: --base SYR, or base: SYR."),
        ({"first_force": "Japn"}, UnknownNameError, "Japn"),
        ({"act": "armed_atack"}, UnknownNameError, "Did you mean 'armed_attack'"),
        ({"on": "teritory"}, UnknownNameError, "Did you mean 'territory'"),
        ({"date": "2020-6-1"}, PatoError, "2020-6-1"),
        ({"attacker": "SUN"}, PatoError, "Soviet Union"),
    ],
)  # fmt: skip
def test_wrong_words_of_an_event_are_told(said, error, words):
    asked_ = {"attacker": "CHN", "victim": "JPN", "date": DAY, "place": "tokyo"} | said
    with pytest.raises(error) as caught:
        make_event(asked_.pop("attacker"), asked_.pop("victim"), asked_.pop("act", "armed_attack"), **asked_)
    assert words in str(caught.value)


def test_unrest_is_the_victims_own_people_and_an_unnamed_group_has_a_name():
    unrest = make_event([], "TUR", "unrest", date=DAY)
    assert (unrest.author.group, unrest.author.home_grown, unrest.by_group) == ("unrest", True, True)
    assert unrest.attacker == ("unrest",)
    unnamed = make_event([], "TUR", "terrorist_attack", date=DAY, author={"base": "Syria"})
    assert unnamed.author == ("unnamed-group", "SYR", "none", False)
    assert acts.act("unrest") == unrest.act
