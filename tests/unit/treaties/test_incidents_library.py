"""The shipped events: what every one of them must say, and what the incidents show together."""

import pytest

from pato.files import library
from pato.registry import states
from pato.treaties.architecture import load_architecture
from pato.treaties.events import load_event
from pato.treaties.incidents import answered

EVENTS = {name: one["data"] for name, one in library.entries("event").items()}
INCIDENTS = {name: data for name, data in EVENTS.items() if data.get("incident")}
MISSION = {
    "ADIZ declaration": "air_zone_declaration",
    "island-building": "island_building",
    "oil rig in an EEZ": "resource_rig_in_eez",
    "naval patrols near claimed islands": "naval_patrol",
    "invasion exercise": "invasion_exercise",
    "border clash": "border_clash",
    "refusal of arbitration": "refusal_of_arbitration",
}


@pytest.mark.parametrize("name", INCIDENTS)
def test_every_incident_has_a_source_a_place_and_a_description(name):
    data = INCIDENTS[name]
    assert data["sources"]
    assert len(data["description"]) > 60
    assert data.get("place") or data["act"] == "economic_coercion"
    assert data["date"] <= "2025-12-31"


@pytest.mark.parametrize("name", EVENTS)
def test_every_event_is_among_states_that_existed_then(name):
    event = load_event(name)
    for code in (*event.attacker, event.victim):
        assert states.state(code).existed_on(event.date)


@pytest.mark.parametrize("name", EVENTS)
def test_no_act_on_territory_stands_at_a_place_that_others_hold(name):
    """An attack on territory at a place that somebody else holds would be asked about the wrong victim."""
    event = load_event(name)
    assert not [note for note in event.notes if "an act on territory there strikes" in note]


@pytest.mark.parametrize("kind", MISSION)
def test_every_kind_of_incident_that_the_documents_name_has_happened(kind):
    assert MISSION[kind] in {data["act"] for data in INCIDENTS.values()}


def test_hypotheses_are_not_counted_as_incidents():
    assert not {"senkaku-attack", "taiwan-blockade", "guam-strike", "korea-invasion"} & INCIDENTS.keys()
    assert all(
        data["description"].startswith("Hypothetical:")
        for name, data in EVENTS.items()
        if name not in INCIDENTS
    )


def test_the_zone_of_2013_lies_over_the_east_china_sea():
    zone = load_event("adiz-2013").place
    assert zone.sea == "east-china-sea"
    assert zone.lat > 28


def test_most_incidents_call_no_defence_but_some_do():
    levels = [incident.level for incident in answered(load_architecture("in-force"))]
    assert len(levels) >= 100
    assert 5 <= sum(level.startswith("defence") for level in levels) < len(levels) / 3
    assert levels.count("nothing") > 10
