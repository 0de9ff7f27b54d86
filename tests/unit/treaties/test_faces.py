"""Rules T12 to T16, each alone: faces, water and land, hosts, limbs, operative words, scope and intervals of dates."""

import pytest

from pato.registry import places
from pato.treaties.cascade import who_must_act
from pato.treaties.events import make_event
from pato.treaties.faces import faces, in_ocean_area, in_waters, zone_of

HEAD = "format: 2\nid: {id}\ntitle: t\nbinding: treaty\nstatus: in_force\nin_force: {{from: 1950-01-01}}\n"
PACT = """
parties: [{{state: USA}}, {{state: AUS}}, {{state: DNK}}]
areas:
  home: {{article: V, words: "its territory", includes: [{part}]}}
  sea: {{includes: [{{waters: [mediterranean]}}]}}
  lands: {{includes: [{{territory_of: parties}}]}}
obligations:
  - id: defence
    article: 5
    kind: defence
    when: {{act: attack{on}, in: home}}
    words: {{on: "on the territory", act: "an armed attack"}}
    duty: assist_with_force
"""


@pytest.fixture
def pact(treaty, system):
    def make(part="{territory_of: parties}", on=", on: [territory]", more=""):
        return system(treaty(PACT.format(part=part, on=on) + more, head=HEAD))

    return make


def owed(system, event, role="victim"):
    answer = who_must_act(system, event, cascade=False)
    return {d.state: d.status for d in answer.duties if d.kind == "defence" and d.role == role}


def strike(victim="AUS", on="territory", place="sydney", date="2020-01-01", attacker="CHN", **rest):
    return make_event(attacker, victim, on=on, place=place, date=date, **rest)


@pytest.mark.parametrize(
    "on", ["military_base", "troops", "population", "critical_infrastructure", "warship"]
)
def test_t12_what_stands_on_the_land_is_struck_as_the_land(pact, on):
    assert owed(pact(), strike(on=on)) == {"USA": "obliged", "DNK": "obliged"}


@pytest.mark.parametrize("on", ["economy", "political_independence", "space_assets"])
def test_t12_what_stands_nowhere_has_one_face(pact, on):
    assert owed(pact(), strike(on=on)) == {}
    assert len(faces(places.place("sydney"), "AUS", on)) == 1


def test_t12_an_exception_for_the_land_leaves_the_forces_alone(pact):
    unless = "    unless: [{id: no-land, label: not on land, on: [territory]}]\n"
    limb = "{territory_of: parties, on: [territory, armed_forces]}"
    found = pact(limb, ", on: [territory, armed_forces]", unless)
    assert owed(found, strike()) == {}
    assert owed(found, strike(on="troops")) == {"USA": "obliged", "DNK": "obliged"}
    assert owed(found, strike(on="population")) == {}


def test_t12_the_duty_names_the_face_that_carried_it(pact):
    (duty, *_) = who_must_act(pact(), strike(on="military_base"), cascade=False).duties
    assert duty.face == "land_territory"


def test_t13_a_guest_is_covered_only_where_the_article_says_of_any_of_the_parties(pact):
    guest = strike(victim="USA", on="military_base")
    assert owed(pact(), guest) == {}
    assert owed(pact("{territory_of: parties, host: any}"), guest) == {"AUS": "obliged", "DNK": "obliged"}
    assert owed(pact(), guest, "host") == {"USA": "obliged", "DNK": "obliged"}, "the host is a victim too"


def test_t13_its_territory_is_the_victims_own(pact):
    own = pact("{territory_of: victim}", "")
    assert owed(own, strike()) == {"USA": "obliged", "DNK": "obliged"}
    assert owed(own, strike(victim="USA", on="troops")) == {}
    assert owed(own, strike(victim="USA", place="honolulu")) != {}


def test_t13_a_code_is_meant_whatever_its_membership(treaty, system, pact):
    assert owed(pact("{territory_of: [JPN], host: any}"), strike(place="tokyo", on="troops")) != {}
    one = PACT.replace("format: 2", "format: 1").format(part="{territory_of: [JPN]}", on=", on: [territory]")
    later = (
        one.replace("{state: DNK}", "{state: DNK}, {state: JPN, from: 2021-01-01}")
        .replace(', words: "its territory"', "")
        .replace('    words: {on: "on the territory", act: "an armed attack"}\n', "")
        .replace("waters", "ocean")
    )
    assert owed(system(treaty(later)), strike(victim="AUS", place="tokyo")) == {}, (
        "format 1 is read as before"
    )


@pytest.mark.parametrize(
    ("place", "target", "zone"),
    [
        ("sydney", "warship", "port"),
        ("paris", "warship", "land"),
        ("guam", "warship", None),
        ("guam", "troops", "land"),
        ("reed-bank", "warship", "eez"),
        ("bosporus", "warship", "territorial_sea"),
        ("tasman-sea", "military_aircraft", "high_seas"),
    ],
)
def test_t13_zones_by_kind_of_place_and_target(place, target, zone):
    assert zone_of(places.place(place), target) == zone


def test_t13_what_the_event_says_of_the_zone_goes_first(pact):
    assert owed(pact(), strike(on="warship", zone="high_seas")) == {}
    assert owed(pact(), strike(on="warship", zone="territorial_sea")) != {}
    answer = who_must_act(pact(), strike(on="warship", place="guam", victim="USA"), cascade=False)
    assert any("Taken to lie off Guam" in note for note in answer.notes), "the assumption is told"


@pytest.mark.parametrize(
    ("place", "zone", "inside"),
    [
        ("gulf-of-sidra", "high_seas", True),
        ("tripoli", "territorial_sea", True),
        ("tripoli", "land", False),
        ("tripoli", "port", False),
        ("crete", None, True),
        ("kerch-strait", "high_seas", False),
        ("gulf-of-sidra", "air", True),
        ("tripoli", "air", False),
    ],
)
def test_t13_waters_are_the_sea_itself(place, zone, inside):
    assert in_waters(places.place(place), zone, ("mediterranean",)) is inside


def test_t13_the_black_sea_and_the_baltic_have_names_of_their_own():
    assert in_waters(places.place("kerch-strait"), "high_seas", ("black-sea",))
    assert not in_waters(places.place("nord-stream"), "high_seas", ("atlantic",))
    assert in_waters(places.place("nord-stream"), "high_seas", ("baltic-sea",))


@pytest.mark.parametrize(
    ("place", "inside"),
    [
        ("camp-humphreys", True),
        ("guam", True),
        ("taiwan-strait", True),
        ("ulaanbaatar", False),
        ("diego-garcia", False),
        ("vientiane", False),
        ("paris", False),
        ("perth", False),
    ],
)
def test_t13_an_ocean_area_has_its_coasts_islands_and_basin_states(place, inside):
    assert in_ocean_area(places.place(place), ("pacific",)) is inside


def test_t13_waters_beside_land_are_refused(pact):
    from pato.errors import FileError

    with pytest.raises(FileError, match="'waters' is the sea itself and never anybody's land"):
        pact("{waters: [atlantic], territory_of: parties}")


def test_t14_the_limb_of_forces_lists_what_the_article_lists(pact):
    at_sea = {"place": "gulf-of-sidra", "victim": "USA"}
    plain = pact("{forces_in: sea}", ", on: [armed_forces, merchant_vessel]")
    wider = pact(
        "{forces_in: sea, on: [armed_forces, merchant_vessel]}", ", on: [armed_forces, merchant_vessel]"
    )
    assert owed(plain, strike(on="warship", **at_sea)) != {}
    assert owed(plain, strike(on="merchant_vessel", **at_sea)) == {}
    assert owed(wider, strike(on="merchant_vessel", **at_sea)) != {}
    assert owed(wider, strike(on="troops", place="tripoli", victim="USA")) == {}


def test_t14_without_a_list_the_attack_is_one_against_a_party(pact):
    assert owed(pact("{administered_by: [AUS]}", ""), strike(victim="USA", on="nationals")) != {}


def test_t15_traces_print_the_words_of_the_text_with_article_and_line(pact):
    answer = who_must_act(pact(), strike(place="tokyo"), cascade=False)
    steps = next(t for t in answer.traces if t.obligation == "defence").to_dict()["steps"]
    by_name = {s["condition"]: s for s in steps}
    assert by_name["on"]["words"] == "on the territory"
    assert by_name["on"]["article"] == "5"
    assert (by_name["in"]["words"], by_name["in"]["article"], by_name["in"]["file"]) == (
        "its territory",
        "V",
        "test-pact.yaml",
    )
    assert by_name["in"]["line"] < by_name["on"]["line"]


def test_t15_long_quotations_are_refused(pact):
    from pato.errors import FileError

    with pytest.raises(FileError, match="quotes 26 words"):
        pact('{territory_of: parties, words: "' + "word " * 26 + '"}')


def test_t16_scope_is_said_once_for_the_instrument(pact):
    scope = 'applies_to: {article: "355", words: "shall not apply", except: [faroe], disputed: [greenland], source: {title: s}}\n'
    found = pact(more=scope)
    assert owed(found, strike("DNK", place="faroe")) == {}
    assert owed(found, strike("DNK", place="greenland")) == {"USA": "disputed", "AUS": "disputed"}
    assert owed(found, strike("DNK", place="copenhagen")) == {"USA": "obliged", "AUS": "obliged"}
    answer = who_must_act(found, strike("DNK", place="faroe"), cascade=False)
    step = next(s for t in answer.traces for s in t.steps if s.condition == "applies_to")
    assert (step.words, step.article) == ("shall not apply", "355")


def test_t16_inside_an_interval_both_answers_are_given(pact):
    dates = "    from: {not_before: 2011-08-31, not_after: 2012-12-19}\n"
    found = pact(more=dates)
    assert owed(found, strike(date="2011-08-30")) == {}

    def given(date):
        return {d.given for d in who_must_act(found, strike(date=date), cascade=False).duties}

    (inside,) = given("2011-08-31")
    assert "already in force" in inside[0]
    assert given("2012-12-19") == {()}
    ends = pact(more="    until: {not_before: 2011-08-31, not_after: 2012-12-19}\n")
    (still,) = {d.given for d in who_must_act(ends, strike(date="2012-01-01"), cascade=False).duties}
    assert "still in force" in still[0]
    assert owed(ends, strike(date="2012-12-19")) == {}
    both = pact(more=f"{dates}    until: {{not_before: 2012-01-01, not_after: 2013-01-01}}\n")
    (told,) = {d.given for d in who_must_act(both, strike(date="2012-06-01"), cascade=False).duties}
    assert [t.split(": ")[1] for t in told] == [
        "it began between 2011-08-31 and 2012-12-19",
        "it ended between 2012-01-01 and 2013-01-01",
    ]


def test_t15_the_words_are_those_of_the_part_that_contains_the_place(pact):
    parts = '{territory_of: [AUS], words: "the territory of Australia"}, {territory_of: [USA], words: "of America"}'
    found = pact(parts, "")

    def words(event):
        tried = who_must_act(found, event, cascade=False).traces
        return next(
            s.words for t in tried if t.obligation == "defence" for s in t.steps if s.condition == "in"
        )

    assert words(strike()) == "the territory of Australia"
    assert words(strike(victim="USA", place="washington")) == "of America"
    assert words(strike(place="tokyo")) == "its territory"


def test_t6_without_a_place_the_words_of_the_area_stand(pact):
    found = pact('{territory_of: parties, words: "of a party"}', "")
    answer = who_must_act(found, strike(on="troops", place=None), cascade=False)
    assert any("Cannot be determined" in note for note in answer.notes)


@pytest.mark.parametrize("place", [None, "sydney", "tokyo"])
def test_t12_a_reading_of_satellites_needs_no_place(pact, place):
    said = "    readings: [{id: s, holds: case_by_case, said_by: [USA, AUS], about: {on: [space_assets]}, source: {title: s}}]\n"
    assert owed(pact(more=said), strike(on="space_assets", place=place)) == {
        "USA": "disputed",
        "DNK": "disputed",
    }
    assert owed(pact(), strike(on="space_assets", place=place)) == {}


def test_t14_forces_count_on_the_land_of_a_partner(pact):
    found = pact("{forces_in: lands, on: [armed_forces]}", ", on: [armed_forces]")
    assert owed(found, strike(victim="USA", on="troops")) == {"AUS": "obliged", "DNK": "obliged"}
    assert owed(found, strike(victim="USA", on="troops", place="tokyo")) == {}
    assert owed(found, strike()) == {}, "the limb of forces is none of land"


@pytest.mark.parametrize(
    ("fields", "target", "zone"),
    [
        ({}, "troops", "high_seas"),
        ({"eez_of": "ITA"}, "warship", "eez"),
        ({"sovereign": "ITA"}, "troops", "land"),
        ({"administrator": "ITA"}, "troops", "land"),
        ({"sovereign": "ITA"}, "warship", None),
        ({"sovereign": "ITA", "kind": "city"}, "warship", "port"),
        ({"sovereign": "ITA", "kind": "waters"}, "warship", "territorial_sea"),
        ({"sovereign": "ITA", "zone": "air"}, "warship", "air"),
    ],
)
def test_t13_places_of_the_user_have_zones_too(fields, target, zone):
    there = {"id": "x", "name": "X", "lat": 38.0, "lon": 18.0, "ocean": "mediterranean"} | fields
    assert zone_of(strike(victim="ITA", place=there).place, target) == zone


def test_t16_both_sides_of_an_argued_scope_are_named(pact):
    scope = 'applies_to: {article: "355", disputed: [greenland], source: {title: s}}\n'
    (duty, *_) = who_must_act(pact(more=scope), strike("DNK", place="greenland"), cascade=False).duties
    assert {r.id: r.holds for r in duty.readings} == {"scope-reaches-it": True, "scope-leaves-it-out": False}


def test_open_questions_of_law_are_told_on_both_sides():
    from pato.treaties import verdicts

    for both in (verdicts.LENDING, verdicts.GROUPS, verdicts.TITLE, verdicts.CONSENT, verdicts.COUNCIL):
        assert [r.holds for r in both] == [True, False]
        assert all(r.source for r in both)


def test_t12_a_face_that_is_owed_help_needs_no_other(pact):
    on = ", on: [territory, armed_forces]"
    answer = who_must_act(pact(on=on), strike(on="military_base"), cascade=False)
    tried = [t.face for t in answer.traces if t.obligation == "defence" and t.victim == "AUS"]
    assert tried == ["military_base", "military_base"], "one trace for each debtor"
    own = who_must_act(pact(on=on), strike(on="population"), cascade=False)
    assert {t.face for t in own.traces if t.obligation == "defence"} == {"population", "land_territory"}


def test_a_party_that_entered_on_a_day_not_known_is_answered_both_ways(treaty, system):
    """Within the interval the duty is owed if it was a party already; before it is none, after it is one (T16)."""
    body = (
        "parties:\n  - {state: AUS}\n  - {state: JPN, from: {not_before: 1960-01-01, not_after: 1961-01-01}}\n"
        "  - {state: NZL, until: {not_before: 1970-01-01, not_after: 1971-01-01}}\n"
        "obligations:\n  - {id: d, article: 1, kind: defence, duty: assist_with_force, when: {act: attack}}\n"
    )
    one = system(treaty(body, head=HEAD))

    def owed(victim, date):
        answer = who_must_act(one, make_event("SUN", victim, date=date), cascade=False)
        return {d.state: d.given for d in answer.duties if d.kind == "defence"}

    assert owed("AUS", "1959-12-31") == {"NZL": ()}
    entered = "JPN was already a party: it entered between 1960-01-01 and 1961-01-01"
    assert owed("AUS", "1960-06-01") == {"NZL": (), "JPN": (entered,)}
    assert owed("JPN", "1960-06-01") == {"AUS": (entered,), "NZL": (entered,)}
    assert owed("AUS", "1961-01-01") == {"NZL": (), "JPN": ()}
    left = "NZL was still a party: it left between 1970-01-01 and 1971-01-01"
    assert owed("AUS", "1970-06-01") == {"JPN": (), "NZL": (left,)}
    assert owed("AUS", "1971-01-01") == {"JPN": ()}


def test_intervals_of_parties_are_words_of_format_2_and_run_forward():
    from pato.errors import FileError
    from pato.files.problems import validated
    from pato.files.yaml import read_text
    from pato.treaties.schema.consistency import inconsistencies
    from pato.treaties.schema.treaty import Treaty

    def told(of, party):
        text = f"format: {of}\nid: p\ntitle: P\nbinding: treaty\nstatus: proposed\nparties: [{{state: AUS}}, {party}]\n"
        with pytest.raises(FileError) as caught:
            validated(Treaty, read_text(text, name="p.yaml"), inconsistencies)
        return str(caught.value)

    spell = "{state: JPN, from: {not_before: 1960-01-01, not_after: 1961-01-01}}"
    assert "'not_before' is a word of format 2" in told(1, spell)
    backward = spell.replace("not_after: 1961-01-01", "not_after: 1959-01-01")
    assert "before it begins" in told(2, backward)
    leaves = spell.replace("}}", "}, until: {not_before: 1950-01-01, not_after: 1955-01-01}}")
    assert "leaves on 1955-01-01, not after it enters on 1960-01-01" in told(2, leaves)
