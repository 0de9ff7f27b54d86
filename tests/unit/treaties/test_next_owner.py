"""What a reader who takes over found wrong: each answer here was another one before."""

import pytest

from pato.errors import FileError, UnknownNameError, UsageError
from pato.files.problems import validated
from pato.files.yaml import read_text
from pato.registry import states
from pato.treaties.access import granting
from pato.treaties.architecture import instrument, load_architecture, with_parties
from pato.treaties.cascade import who_must_act
from pato.treaties.conflicts import conflicts
from pato.treaties.cube import duty_cube
from pato.treaties.events import make_event
from pato.treaties.load import norms
from pato.treaties.relations import duty_matrix, relations
from pato.treaties.schema.contingency import Contingency
from pato.treaties.standing import exposure_table, gaps

DAY = "2020-01-01"
PARTIES = "parties: [{state: USA}, {state: JPN}, {state: AUS}]\n"
DEFENCE = "{id: defence, article: 5, kind: defence, when: {act: attack}, duty: assist_with_force%s}"


def pact(treaty, *obligations, more="", of=1):
    """Return an instrument of three states with some obligations."""
    head = f"format: {of}\nid: {{id}}\ntitle: A treaty of the tests\nbinding: treaty\nstatus: in_force\nin_force: {{{{from: 1950-01-01}}}}\n"
    return treaty(f"{PARTIES}{more}obligations:\n" + "".join(f"  - {o}\n" for o in obligations), head=head)


def owed(answer, kind="defence"):
    return {d.state: d.status for d in answer.duties if d.kind == kind and d.round == 0}


@pytest.mark.parametrize(
    ("fields", "grants"),
    [
        ("duty: grant_access", True),
        ("duty: deny_access", False),
        ("duty: grant_access, until: 2019-12-31", False),
        ("duty: grant_access, from: 2020-01-02", False),
    ],
)
def test_access_is_granted_while_it_lasts_and_never_by_a_promise_to_deny_it(treaty, system, fields, grants):
    found = pact(treaty, f"{{id: a, article: 6, kind: access, owed_by: [JPN], owed_to: [USA], {fields}}}")
    assert granting(system(found), DAY).get("USA", ()) == (("JPN",) if grants else ())
    event = make_event("CHN", "USA", date=DAY)
    assert owed(who_must_act(system(found), event), "access") == ({"JPN": "obliged"} if grants else {})


@pytest.mark.parametrize(
    ("parties", "fields", "found"),
    [
        ("suspended: [{from: 2015-01-01, by: JPN, source: {title: s}}]", "", {}),
        ("suspended: [{from: 2015-01-01, by: AUS, source: {title: s}}]", "", {"JPN": "obliged"}),
        ("suspended: [{from: 2015-01-01, until: 2016-01-01, by: JPN, source: {title: s}}]", "", {"JPN": "obliged"}),
        ("note: n", "[{id: ended, holds: false, said_by: [JPN], text: t, source: {title: s}}]", {"JPN": "disputed"}),
        ("note: n", "[{id: ended, holds: false, said_by: [JPN, USA], text: t, source: {title: s}}]", {}),
        ("note: n", "[{id: ended, holds: false, said_by: [JPN], about: {owed_to: [AUS]}, text: t, source: {title: s}}]", {"JPN": "obliged"}),
    ],
)  # fmt: skip
def test_access_that_rests_or_is_disputed_is_not_simply_granted(treaty, system, parties, fields, found):
    head = "format: 1\nid: {id}\ntitle: A treaty of the tests\nbinding: treaty\nstatus: in_force\nin_force: {{from: 1950-01-01}}\n"
    readings = f", readings: {fields}" if fields else ""
    text = f"parties: [{{state: USA, {parties}}}, {{state: JPN}}, {{state: AUS}}]\nobligations:\n"
    access = f"  - {{id: a, article: 6, kind: access, owed_by: [JPN], owed_to: [USA, AUS], duty: grant_access{readings}}}\n"
    whole = system(treaty(text + access, head=head))
    assert owed(who_must_act(whole, make_event("CHN", "USA", date=DAY)), "access") == found
    assert granting(whole, DAY).get("USA", ()) == tuple(found)


@pytest.mark.parametrize(
    ("fields", "attacker", "found"),
    [
        ("unless: [{id: friends, label: friends, by: [CHN]}]", "CHN", {}),
        ("unless: [{id: friends, label: friends, by: [CHN]}]", "RUS", {"JPN": "obliged"}),
        ("unless: [{id: friends, label: friends, by: [CHN]}]", ["CHN", "RUS"], {"JPN": "obliged"}),
        ("when: {act: attack, by: [PRK]}", "CHN", {}),
        ("when: {act: attack, by: [PRK]}", "PRK", {"JPN": "obliged"}),
        ("readings: [{id: r, holds: false, said_by: [JPN], about: {by: [CHN]}, text: t, source: {title: s}}]", "CHN", {"JPN": "disputed"}),
        ("readings: [{id: r, holds: false, said_by: [JPN], about: {by: [CHN]}, text: t, source: {title: s}}]", "RUS", {"JPN": "obliged"}),
    ],
)  # fmt: skip
def test_access_in_a_war_follows_what_triggers_it_and_excepts_from_it(
    treaty, system, fields, attacker, found
):
    text = (
        f"{{id: a, article: 6, kind: access, owed_by: [JPN], owed_to: [USA], duty: grant_access, {fields}}}"
    )
    answer = who_must_act(system(pact(treaty, text)), make_event(attacker, "USA", date=DAY))
    assert owed(answer, "access") == found


PLACED = ", readings: [{id: covered, holds: true, said_by: [USA, JPN], about: {place: [senkaku]%s}, source: {title: s}}]"


@pytest.mark.parametrize(
    ("facts", "about", "status"),
    [
        ({}, "", "obliged"),
        ({"council": {"status": "binding_stop"}}, "", "disputed"),
        ({"council": {"status": "binding_stop"}}, ", from: 2019-12-31, until: 2020-01-02", "obliged"),
        ({"consent": {"status": "disputed"}}, "", "disputed"),
        ({"attacker": (), "author": {"group": "g"}, "act": "terrorist_attack"}, "", "disputed"),
        ({"attacker": (), "author": {"group": "g"}, "act": "terrorist_attack"}, ", author: group", "obliged"),
        ({"attacker": (), "author": {"group": "g"}, "act": "terrorist_attack"}, ", act: terrorist_attack", "obliged"),
    ],
)  # fmt: skip
def test_what_is_agreed_on_a_place_leaves_open_what_it_does_not_speak_to(
    treaty, system, facts, about, status
):
    found = system(pact(treaty, DEFENCE % PLACED % about, of=2))
    given = {"attacker": "CHN", "victim": "JPN", "place": "senkaku", "date": DAY, **facts}
    assert owed(who_must_act(found, make_event(**given)))["USA"] == status


def test_a_declaration_on_one_face_leaves_the_other(treaty, system):
    said = (
        "{id: d, kind: reservation, effect: excludes, about: {on: armed_forces}, text: t, source: {title: s}}"
    )
    parties = PARTIES.replace("{state: USA}", f"{{state: USA, declarations: [{said}]}}")
    found = treaty(
        f"{parties}obligations:\n  - {DEFENCE % ''}\n",
        head="format: 2\nid: {id}\ntitle: T\nbinding: treaty\nstatus: in_force\nin_force: {{from: 1950-01-01}}\n",
    )
    on_land = make_event("CHN", "JPN", on="armed_forces", place="tokyo", date=DAY)
    at_sea = make_event("CHN", "JPN", on="armed_forces", place="east-china-sea", date=DAY)
    assert owed(who_must_act(system(found), on_land)) == {"USA": "obliged", "AUS": "obliged"}
    assert owed(who_must_act(system(found), at_sea)) == {"AUS": "obliged"}


@pytest.mark.parametrize("when", ["", ", when: {in: home}"])
@pytest.mark.parametrize(
    ("act", "owes"),
    [("armed_attack", True), ("air_strike", True), ("economic_coercion", False), ("border_clash", False)],
)
def test_a_duty_to_fight_that_names_no_act_is_called_by_an_attack_alone(treaty, system, when, act, owes):
    found = pact(
        treaty,
        f"{{id: d, article: 5, kind: defence{when}, duty: assist_with_force}}",
        "{id: c, article: 4, kind: consultation, duty: consult}",
        more="areas: {home: {includes: [{territory_of: parties}]}}\n",
    )
    answer = who_must_act(system(found), make_event("CHN", "JPN", act, place="tokyo", date=DAY))
    assert owed(answer) == ({"USA": "obliged", "AUS": "obliged"} if owes else {})
    assert owed(answer, "consultation") == {"USA": "obliged", "AUS": "obliged"}, "others apply at all times"


VOID = ", readings: [{id: lapsed, holds: false, said_by: [%s], source: {title: s}}]"


@pytest.mark.parametrize(
    ("said_by", "status"), [("USA", "disputed"), ("JPN", "disputed"), ("USA, JPN", None), ("AUS", "disputed")]
)
def test_the_matrix_and_an_event_say_the_same_of_readings_on_the_whole(treaty, system, said_by, status):
    found = system(pact(treaty, DEFENCE % VOID % said_by))
    answer = owed(who_must_act(found, make_event("CHN", "JPN", date=DAY)))
    standing = {r.debtor: r.status for r in relations(found, DAY) if r.creditor == "JPN"}
    assert answer.get("USA") == standing.get("USA") == status
    assert ("USA", "JPN") not in duty_matrix(found, DAY).relations or status == "disputed"


@pytest.mark.parametrize(
    ("binding", "kind", "gap"),
    [
        ("treaty", "defence", False),
        ("domestic_law", "defence", True),
        ("treaty", "consultation", False),
        ("political_declaration", "consultation", True),
    ],
)
def test_a_promise_or_a_law_of_the_debtor_closes_no_gap(treaty, system, binding, kind, gap):
    duty = {"defence": "assist_with_force", "consultation": "consult"}[kind]
    found = treaty(
        f"{PARTIES}obligations: [{{id: o, article: 1, kind: {kind}, when: {{act: attack}}, duty: {duty}}}]\n",
        head=f"format: 1\nid: {{id}}\ntitle: T\nbinding: {binding}\nstatus: in_force\nin_force: {{{{from: 1950-01-01}}}}\n",
    )
    assert bool(gaps(system(found), ["USA", "JPN"], DAY, kind=kind)) is gap


def test_exposure_has_a_row_for_each_status(treaty, system):
    lapsed = VOID.replace("source", "about: {owed_to: [JPN]}, source") % "USA"
    rows = exposure_table(system(pact(treaty, DEFENCE % lapsed)), "USA", DAY).records()
    assert {r["in favour of"]: r["status"] for r in rows} == {"AUS": "obliged", "JPN": "disputed"}


@pytest.mark.parametrize(
    ("attacker", "facts", "words"),
    [
        ("CHN", {"act": "unrest"}, "names two authors: CHN and unrest"),
        ("CHN", {"author": {"group": "isil", "base": "SYR"}}, "names two authors: CHN and isil"),
        ("SYR", {"author": {"group": "isil", "base": "SYR"}}, ""),
    ],
)
def test_an_event_has_one_author(attacker, facts, words):
    given = {"attacker": attacker, "victim": "JPN", "date": DAY, **facts}
    if not words:
        assert make_event(**given).attacker == ("isil",)
        return
    with pytest.raises(UsageError, match=words):
        make_event(**given)


def test_a_body_that_no_treaty_has_decides_nothing(treaty, system):
    found = system(pact(treaty, DEFENCE % ", subject_to: collective_decision"))
    assert (
        owed(who_must_act(found, make_event("CHN", "JPN", date=DAY, decided="test-pact")))["USA"] == "obliged"
    )
    assert (
        owed(who_must_act(found, make_event("CHN", "JPN", date=DAY, decided="nato")))["USA"]
        == "obliged_on_decision"
    )
    with pytest.raises(UnknownNameError, match="Did you mean 'test-pact'"):
        who_must_act(found, make_event("CHN", "JPN", date=DAY, decided="tset-pact"))


BOTH = {("USA", "a"): 0.9, ("USA", "b"): 0.1, ("JPN", "a"): 0.1, ("JPN", "b"): 0.1, ("AUS", "b"): 0.1}


@pytest.mark.parametrize(
    ("rule", "failing", "unknown"),
    [
        ("", {"USA", "JPN", "AUS"}, {"AUS"}),
        ("standards_rule: {combine: all}\n", {"USA", "JPN", "AUS"}, {"AUS"}),
        ("standards_rule: {combine: any}\n", {"JPN"}, {"AUS"}),
        ("standards_rule: {combine: weighted, share: 3/4, weights: {b: 3}}\n", {"USA", "JPN", "AUS"}, set()),
        ("standards_rule: {combine: weighted, share: 3/4, weights: {a: 3}}\n", {"JPN"}, {"AUS"}),
    ],
)
def test_standards_are_broken_as_their_rule_combines_them(tmp_path, rule, failing, unknown):
    file = tmp_path / "pact.yaml"
    standards = "standards:\n" + "".join(
        f"  - {{id: {s}, article: 2, measure: {s}, at_least: 0.5}}\n" for s in "ab"
    )
    head = "format: 2\nid: mine\ntitle: T\nbinding: treaty\nstatus: proposed\n"
    file.write_text(head + PARTIES + standards + rule, encoding="utf-8")
    found = [c for c in conflicts(load_architecture(file), DAY, BOTH) if c.kind == "standard"]
    assert {s for c in found if c.severity == "conflict" for s in c.states} == failing
    assert {s for c in found if c.severity == "unknown" for s in c.states} == unknown


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("{kinds: [island]}", "in no way"),
        ("{places: [senkaku], kinds: [island]}", "kinds of them too"),
        ("{places: [senkaku], held_by_target: true}", "in several ways"),
        ("{held_by_target: true, kinds: [island]}", ""),
        ("{places: [senkaku], zone: eez}", ""),
    ],
)
def test_a_contingency_says_where_in_one_way(where, words):
    head = "format: 1\nid: c\ntitle: C\nact: armed_attack\non: [territory]\nweight: {low: 0, high: 1, source: s}\n"
    document = read_text(f"{head}where: {where}\n", name="c.yaml")
    if not words:
        validated(Contingency, document)
        return
    with pytest.raises(FileError, match=words):
        validated(Contingency, document)


def test_a_number_of_the_correlates_of_war_is_a_number():
    assert states.state("cow:900").iso3 == "AUS"
    with pytest.raises(UnknownNameError):
        states.state("cow:AUS")


@pytest.mark.parametrize(
    ("by", "found"), [("JPN", {"JPN": ("AUS",), "AUS": ("USA", "JPN"), "USA": ("JPN", "AUS")}), ("AUS", {"AUS": ("JPN",)})]
)  # fmt: skip
def test_a_suspension_towards_one_leaves_what_is_owed_to_the_others(treaty, system, by, found):
    """Consultation about an outsider is owed to several: what one has suspended towards another it still owes to the rest."""
    head = "format: 1\nid: {id}\ntitle: A treaty of the tests\nbinding: treaty\nstatus: in_force\nin_force: {{from: 1950-01-01}}\n"
    text = (
        f"parties: [{{state: USA, suspended: [{{from: 2015-01-01, by: {by}, source: {{title: s}}}}]}}, {{state: JPN}}, {{state: AUS}}]\n"
        "areas:\n  sea: {includes: [{territory_of: PHL}]}\n"
        "obligations:\n  - {id: a, article: 4, kind: consultation, when: {act: any, to: [sea]}, duty: consult}\n"
    )
    answer = who_must_act(system(treaty(text, head=head)), make_event("CHN", "PHL", date=DAY))
    owed_to = {d.state: d.to for d in answer.duties if d.kind == "consultation"}
    assert {state: owed_to[state] for state in found} == found


def test_a_state_that_is_gone_owes_and_is_owed_nothing(treaty, system):
    text = "parties: [{state: SUN}, {state: MNG}, {state: CHN}]\nobligations:\n" + f"  - {DEFENCE % ''}\n"
    found = system(treaty(text, head="format: 2\nid: {id}\ntitle: A treaty of the tests\nbinding: treaty\nstatus: in_force\nin_force: {{from: 1950-01-01}}\n"))  # fmt: skip
    assert ("CHN", "SUN") in duty_matrix(found, "1991-12-25").relations
    assert set(duty_matrix(found, "1991-12-26").relations) == {("CHN", "MNG"), ("MNG", "CHN")}
    days = ["1991-12-25", "1991-12-26"]
    assert duty_cube(found, days, ["CHN", "MNG", "SUN"]).sum((1, 2)).tolist() == [6, 2]


@pytest.mark.parametrize(
    ("name", "state", "day", "is_party"),
    [
        ("csto", "UZB", "2010-01-01", True),
        ("csto", "UZB", "2003-01-01", False),
        ("csto", "UZB", "2026-01-01", True),
        ("csto", "UZB", "1996-01-01", True),
        ("rio-treaty", "MEX", "2026-01-01", True),
        ("rio-treaty", "VEN", "2017-01-01", False),
        ("nato", "FIN", "2020-01-01", False),
    ],
)
def test_a_state_that_left_is_a_party_again_where_it_is_named_and_keeps_its_other_times(
    name, state, day, is_party
):
    found = instrument(norms()[name])
    others = [m.state for m in found.members if m.state != state][:3]
    assert (state in with_parties(found, [*others, state]).parties_on(day)) is is_party


def test_places_to_which_the_whole_treaty_does_not_apply_are_left_out_of_its_defence():
    found = conflicts(load_architecture("teu-42-7"), "2025-06-30")
    (danish,) = [c for c in found if c.kind == "area_leaves_out" and c.states == ("DNK",)]
    assert "1 of" in danish.text
    assert "Faroe" in danish.text
    assert danish.articles == ("42(7)", "TEU 52; TFEU 355")
