"""Rules T1-T11, each alone, on treaties small enough to be judged by eye."""

import pytest

from pato.errors import FileError
from pato.treaties.cascade import who_must_act
from pato.treaties.events import make_event

PACT = """
parties: [{state: USA}, {state: JPN}, {state: AUS, from: 1960-01-01, until: 2000-01-01}]
areas:
  home: {includes: [{territory_of: parties}, {forces_in: sea}]}
  sea: {includes: [{ocean: pacific}]}
obligations:
  - {id: defence, article: 5, kind: defence, when: {act: attack, on: [territory, armed_forces], in: home}, duty: assist_with_force}
  - {id: consult, article: 4, kind: consultation, when: {act: threat, to: [parties]}, duty: consult}
"""


def attack(victim, date="1970-01-01", attacker="CHN", **rest):
    return make_event(attacker, victim, rest.pop("act", "armed_attack"), date=date, **rest)


def owed(answer, kind="defence", round_=0):
    return {(d.state, d.to): d.status for d in answer.duties if d.kind == kind and d.round == round_}


def test_t2_owed_only_between_entry_and_exit(treaty, system):
    pact = system(treaty(PACT))
    for date, debtors in (
        ("1959-12-31", {"USA"}),
        ("1960-01-01", {"USA", "AUS"}),
        ("1999-12-31", {"USA", "AUS"}),
        ("2000-01-01", {"USA"}),
    ):
        assert {state for state, _ in owed(who_must_act(pact, attack("JPN", date)))} == debtors, date
    assert owed(who_must_act(pact, attack("JPN", "1949-12-31"))) == {}, "nothing before entry into force"


def test_t2_a_party_that_left_is_owed_nothing(treaty, system):
    pact = system(treaty(PACT))
    assert owed(who_must_act(pact, attack("AUS", "1999-12-31"))) != {}
    assert owed(who_must_act(pact, attack("AUS", "2000-01-01"))) == {}


def test_t2_suspension_by_one_party_rests_only_its_own_duties(treaty, system):
    body = PACT.replace(
        "{state: JPN}", "{state: JPN, suspended: [{from: 1965-01-01, until: 1975-01-01, by: USA}]}"
    )
    pact = system(treaty(body))
    assert owed(who_must_act(pact, attack("JPN"))) == {("AUS", ("JPN",)): "obliged"}
    assert ("JPN", ("USA",)) in owed(who_must_act(pact, attack("USA"))), (
        "Japan's own duty is another question"
    )
    assert ("USA", ("JPN",)) in owed(who_must_act(pact, attack("JPN", "1975-01-01"))), "the end is open"


def test_t4_disagreeing_readings_leave_the_duty_disputed_and_name_who_holds_them(treaty, system):
    disputed = (
        "duty: assist_with_force, readings: ["
        "{id: in, holds: true, said_by: [USA], about: {place: [senkaku]}, source: {title: s}}, "
        "{id: out, holds: false, said_by: [JPN], about: {place: [senkaku]}, source: {title: s}}]"
    )
    pact = system(treaty(PACT.replace("duty: assist_with_force", disputed)))
    answer = who_must_act(pact, attack("JPN", place="senkaku"))
    duty = next(d for d in answer.duties if d.state == "USA" and d.kind == "defence")
    assert duty.status == "disputed"
    assert [(r.id, r.said_by) for r in duty.readings] == [("in", ("USA",)), ("out", ("JPN",))]
    assert owed(who_must_act(pact, attack("JPN", place="tokyo")))["USA", ("JPN",)] == "obliged", (
        "elsewhere nothing is disputed"
    )


@pytest.mark.parametrize(
    ("said_by", "status"),
    [(["USA", "JPN"], "obliged"), (["USA"], "disputed")],
    ids=["agreed by debtor and creditor: settled", "one side against the text: disputed"],
)
def test_t4_a_reading_can_reach_beyond_the_text(treaty, system, said_by, status):
    body = PACT.replace("{ocean: pacific}", "{ocean: atlantic}").replace(
        "duty: assist_with_force",
        f"duty: assist_with_force, readings: [{{id: wide, holds: true, said_by: {said_by}, about: {{place: [guam]}}, source: {{title: s}}}}]".replace(
            "'", ""
        ),
    )
    event = attack("JPN", on="armed_forces", place="guam")
    assert (
        owed(
            who_must_act(system(treaty(body.replace("territory_of: parties", "territory_of: [AUS]"))), event)
        )["USA", ("JPN",)]
        == status
    )


def test_t6_without_a_place_an_area_cannot_be_told(treaty, system):
    answer = who_must_act(system(treaty(PACT)), attack("JPN", on="armed_forces"))
    assert owed(answer) == {}
    assert any("Cannot be determined" in note for note in answer.notes)


def test_t7_a_declaration_creates_no_defence(treaty):
    with pytest.raises(
        FileError, match=r"a political declaration creates no defence duty, whatever its words"
    ):
        treaty(
            PACT,
            head="format: 1\nid: {id}\ntitle: t\nbinding: political_declaration\nstatus: in_force\nin_force: {{from: 1950-01-01}}\n",
        )


def test_t1_two_rules_that_contradict_need_an_exception(treaty):
    other = (
        PACT + "  - {id: stay-out, article: 6, kind: neutrality, when: {act: attack}, duty: remain_neutral}\n"
    )
    with pytest.raises(FileError, match=r"answer the same event differently"):
        treaty(other)
    treaty(
        other.replace(
            "duty: remain_neutral",
            "duty: remain_neutral, unless: [{id: defence, label: the other rule goes first}]",
        )
    )


def test_t10_below_the_threshold_there_is_consultation_at_most(treaty, system):
    answer = who_must_act(
        system(treaty(PACT)), attack("JPN", act="ramming", on="public_vessel", place="senkaku")
    )
    assert owed(answer) == {}
    assert owed(answer, "consultation") == {("USA", ("JPN",)): "obliged", ("AUS", ("JPN",)): "obliged"}


def test_t10_lawful_self_defence_triggers_nothing(treaty, system):
    answer = who_must_act(system(treaty(PACT)), attack("JPN", act="lawful_self_defence"))
    assert answer.duties == ()
    assert any("lawful self-defence is no attack" in step.text for t in answer.traces for step in t.steps)


def test_t10_a_request_makes_a_conditional_duty_due(treaty, system):
    pact = system(
        treaty(
            PACT.replace(
                "duty: assist_with_force", "duty: assist_with_force, subject_to: [request_of_victim]"
            )
        )
    )
    assert set(owed(who_must_act(pact, attack("JPN"))).values()) == {"obliged_on_request"}
    assert set(owed(who_must_act(pact, attack("JPN", requested=True))).values()) == {"obliged"}


def test_t10_a_decision_makes_a_conditional_duty_due(treaty, system):
    pact = system(
        treaty(
            PACT.replace(
                "duty: assist_with_force", "duty: assist_with_force, subject_to: [collective_decision]"
            )
        )
    )
    assert set(owed(who_must_act(pact, attack("JPN"))).values()) == {"obliged_on_decision"}
    assert set(owed(who_must_act(pact, attack("JPN", decided=["test-pact"]))).values()) == {"obliged"}


def test_t11_the_cascade_is_apart_and_reaches_those_bound_to_the_helpers(treaty, system):
    first = treaty(
        "parties: [{state: USA}, {state: JPN}]\nobligations: [{id: d, article: 1, kind: defence, when: {act: attack}, duty: assist_with_force}]\n",
        "a",
    )
    second = treaty(
        "parties: [{state: USA}, {state: AUS}]\nobligations: [{id: d, article: 1, kind: defence, when: {act: attack}, duty: assist_with_force}]\n",
        "b",
    )
    answer = who_must_act(system(first, second), attack("JPN", place="tokyo"))
    assert owed(answer) == {("USA", ("JPN",)): "obliged"}
    assert ("AUS", ("USA",)) in owed(answer, round_=1)
    assert who_must_act(system(first, second), attack("JPN"), cascade=False).owed_by("AUS", round_=None) == ()


def test_exceptions_and_their_dates(treaty, system):
    body = PACT.replace(
        "duty: assist_with_force",
        "duty: assist_with_force, unless: [{id: not-taiwan, label: none in the strait, place: [taipei], until: 1980-01-01}]",
    )
    pact = system(treaty(body.replace("territory_of: parties", "ocean: pacific")))
    assert owed(who_must_act(pact, attack("JPN", place="taipei"))) == {}
    assert owed(who_must_act(pact, attack("JPN", "1981-01-01", place="taipei"))) != {}


def test_attacker_filters(treaty, system):
    pact = system(treaty(PACT.replace("{act: attack, on", "{act: attack, by: [CHN, SUN], on")))
    assert owed(who_must_act(pact, attack("JPN"))) != {}
    assert owed(who_must_act(pact, attack("JPN", attacker="PRK"))) == {}


def test_an_attacker_that_is_a_party_owes_no_defence_and_breaks_its_pledge(treaty, system):
    body = PACT + "  - {id: peace, article: 1, kind: non_aggression, duty: refrain}\n"
    answer = who_must_act(system(treaty(body)), attack("JPN", attacker="AUS"))
    assert set(owed(answer)) == {("USA", ("JPN",))}
    assert owed(answer, "non_aggression") == {("AUS", ("JPN",)): "obliged"}


def test_the_trace_cites_file_line_and_the_condition_that_failed(treaty, system):
    answer = who_must_act(
        system(treaty(PACT)), attack("JPN", on="armed_forces", place="baghdad", date="1970-01-01")
    )
    tried = next(t for t in answer.traces if t.obligation == "defence")
    assert (tried.file, tried.line, tried.outcome) == ("test-pact.yaml", 13, "fails")
    assert [s.condition for s in tried.steps if s.held is False] == ["in"]


def test_a_test_or_a_manoeuvre_breaks_a_pledge_only_if_it_threatens_with_force(treaty, system):
    from pato.report.duties_text import answer_text

    body = PACT + "  - {id: peace, article: 1, kind: non_aggression, duty: refrain}\n"
    pact = system(treaty(body))
    said = {
        act: next(
            line
            for line in answer_text(who_must_act(pact, attack("JPN", attacker="AUS", act=act))).splitlines()
            if "Pledges" in line
        )
        for act in ("armed_attack", "ramming", "ultimatum", "nuclear_test", "unsafe_intercept")
    }
    hedged = {act for act, line in said.items() if "if it is a threat of force" in line}
    assert hedged == {"nuclear_test", "unsafe_intercept"}


@pytest.mark.parametrize(
    ("ends", "begins", "meets"),
    [("1980-01-01", "1980-01-01", False), ("1980-01-02", "1980-01-01", True), (None, "1980-01-01", True)],
)
def test_t1_rules_that_follow_one_another_do_not_contradict(treaty, ends, begins, meets):
    until = f", until: {ends}" if ends else ""
    body = PACT.replace("duty: assist_with_force", f"duty: assist_with_force{until}")
    # in both orders: which of the two stands first in the file changes nothing
    rest = f"  - {{id: stay-out, article: 6, kind: neutrality, when: {{act: attack}}, duty: remain_neutral, from: {begins}}}\n"
    head, first, second = body.rpartition("  - {id: consult")
    for text in (body + rest, head + rest + first + second):
        if meets:
            with pytest.raises(FileError, match=r"answer the same event differently"):
                treaty(text)
        else:
            treaty(text)


def test_t1_a_standing_rule_contradicts_what_any_event_calls(treaty):
    with pytest.raises(FileError, match=r"answer the same event differently"):
        treaty(PACT + "  - {id: stay-out, article: 6, kind: neutrality, duty: remain_neutral}\n")


def test_t1_rules_between_others_do_not_contradict(treaty):
    treaty(
        PACT.replace("kind: defence,", "kind: defence, owed_by: [USA], owed_to: [JPN],")
        + "  - {id: stay-out, article: 6, kind: neutrality, owed_by: [AUS], when: {act: attack}, duty: remain_neutral}\n"
    )


def test_an_exception_for_one_victim_spares_the_others(treaty, system):
    body = PACT.replace(
        "duty: assist_with_force",
        "duty: assist_with_force, unless: [{id: x, label: not Japan, victim: [JPN]}]",
    )
    pact = system(treaty(body))
    assert owed(who_must_act(pact, attack("JPN"))) == {}
    assert owed(who_must_act(pact, attack("USA", place="washington"))) != {}


def test_a_pledge_of_peace_is_broken_by_force_or_its_threat_alone(treaty, system):
    pact = system(treaty(PACT + "  - {id: peace, article: 1, kind: non_aggression, duty: refrain}\n"))
    broken = {
        act: bool(owed(who_must_act(pact, attack("JPN", attacker="AUS", act=act)), "non_aggression"))
        for act in ("armed_attack", "ramming", "ultimatum", "economic_coercion", "island_building")
    }
    assert broken == {
        "armed_attack": True,
        "ramming": True,
        "ultimatum": True,
        "economic_coercion": False,
        "island_building": False,
    }


def test_consultation_about_one_state_is_about_that_state(treaty, system):
    pact = system(treaty(PACT.replace("to: [parties]", "to: [JPN]")))
    assert owed(who_must_act(pact, attack("JPN", act="ultimatum")), "consultation") != {}
    assert owed(who_must_act(pact, attack("USA", act="ultimatum", place="washington")), "consultation") == {}


def test_only_what_no_event_calls_is_standing(treaty, system):
    body = (
        PACT
        + "  - {id: arms, article: 7, kind: assistance, duty: provide_arms}\n"
        + "  - {id: aid, article: 8, kind: assistance, when: {act: attack}, duty: provide_assistance}\n"
        + "  - {id: peace, article: 1, kind: non_aggression, duty: refrain}\n"
    )
    answer = who_must_act(system(treaty(body)), attack("JPN", attacker="AUS"), cascade=False)
    assert {(d.article, d.standing) for d in answer.duties} == {
        ("5", False),
        ("4", False),
        ("7", True),
        ("8", False),
        ("1", False),
    }


def test_a_reading_for_one_creditor_leaves_the_others_alone(treaty, system):
    reading = "duty: assist_with_force, readings: [{id: r, holds: false, said_by: [AUS], about: {owed_to: [JPN]}, source: {title: s}}]"
    pact = system(treaty(PACT.replace("duty: assist_with_force", reading)))
    assert set(owed(who_must_act(pact, attack("JPN"))).values()) == {"disputed"}
    assert set(owed(who_must_act(pact, attack("USA", place="washington"))).values()) == {"obliged"}
