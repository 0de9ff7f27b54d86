"""Rule T20: facts that decide, their defaults, and both answers where they are left open."""

import pytest

from pato.errors import UnknownNameError, UsageError
from pato.report.duties_text import answer_text
from pato.treaties.cascade import who_must_act
from pato.treaties.events import from_compiled, make_event

PACT = """
parties: [{state: USA}, {state: KWT}, {state: UKR}, {state: JPN}]
obligations:
  - {id: defence, article: 5, kind: defence, when: {act: attack}, duty: assist_with_force, subject_to: [request_of_victim]}
  - {id: consult, article: 4, kind: consultation, when: {act: threat, to: [parties]}, duty: consult}
"""


@pytest.fixture
def pact(treaty, system):
    return system(treaty(PACT))


def attack(attacker="IRQ", victim="KWT", place="kuwait-city", date="1990-08-02", **rest):
    return make_event(attacker, victim, "invasion", place=place, date=date, **rest)


def owed(system, event, kind="defence"):
    answer = who_must_act(system, event, cascade=False)
    return {d.state: d.status for d in answer.duties if d.kind == kind and d.role == "victim"}


def notes(system, event):
    return " ".join(who_must_act(system, event, cascade=False).notes)


@pytest.mark.parametrize("intent", ["mistake", "accident"])
def test_a_mistake_is_no_attack_and_consultation_stays(pact, intent):
    assert owed(pact, attack(intent=intent)) == {}
    assert owed(pact, attack(intent=intent), "consultation") != {}
    assert intent in notes(pact, attack(intent=intent))


@pytest.mark.parametrize(
    ("consent", "status"),
    [
        ({"by": "KWT", "status": "given"}, None),
        ({"by": None, "status": "given"}, None),
        ({"by": "KWT", "status": "disputed"}, "disputed"),
        ({"by": "USA", "status": "given"}, "obliged_on_request"),
    ],
)
def test_consent_of_the_government_of_the_land(pact, consent, status):
    assert owed(pact, attack(consent=consent)).get("JPN") == status


@pytest.mark.parametrize(("first", "held"), [(None, True), ("IRQ", True), ("KWT", False), ("USA", False)])
def test_an_answer_to_first_force_is_no_attack_if_proportionate(pact, first, held):
    event = attack(first_force=first)
    assert bool(owed(pact, event)) is held
    assert ("if proportionate" in notes(pact, event)) is not held


def test_who_struck_first_can_be_said_by_the_event_that_is_answered(pact):
    data = {
        "attacker": ["USA"],
        "victim": ["IRQ"],
        "act": "air_strike",
        "date": "1991-01-17",
        "answers": "korea-invasion",
    }
    assert from_compiled(data).first_force == "PRK"
    with pytest.raises(UnknownNameError):
        from_compiled(data | {"answers": "no-such-event"})


def test_a_title_holder_that_takes_back_its_land_leaves_the_duty_disputed(pact, treaty, system):
    other = system(
        treaty(
            "parties: [{state: RUS}, {state: BLR}, {state: IRQ}, {state: SYR}]\nobligations: [{id: d, article: 1, kind: defence, when: {act: attack}, duty: assist_with_force}]\n"
        )
    )
    crimea = make_event("UKR", "RUS", "missile_strike", place="crimea", date="2023-06-01")
    assert set(owed(other, crimea).values()) == {"disputed"}
    assert set(owed(other, crimea._replace(attacker=("USA",))).values()) == {"obliged"}
    islands = make_event("JPN", "RUS", "invasion", place="northern-territories", date="2023-06-01")
    assert set(owed(other, islands).values()) == {"disputed"}
    kuwait = make_event("KWT", "IRQ", "armed_attack", place="kuwait-city", date="1991-01-20")
    assert set(owed(other, kuwait).values()) == {"disputed"}
    elsewhere = make_event("UKR", "RUS", "missile_strike", place="belgorod", date="2023-06-01")
    assert set(owed(other, elsewhere).values()) == {"obliged"}


@pytest.mark.parametrize(
    ("status", "duty", "said"),
    [
        ("not_acted", "obliged_on_request", None),
        ("seized", "obliged_on_request", "changes no duty"),
        ("measures", "obliged_on_request", "measures necessary"),
        ("authorised", "obliged_on_request", "not a duty"),
        ("binding_stop", "disputed", "Articles 25 and 103"),
    ],
)
def test_what_the_council_does(pact, status, duty, said):
    event = attack(council={"status": status, "resolution": "661"})
    assert owed(pact, event)["USA"] == duty
    text = notes(pact, event)
    assert said is None or (said in text and "661" in text)
    (one, *_) = who_must_act(pact, event, cascade=False).duties
    assert ("until_council_measures" in one.subject_to) is (status == "measures")


@pytest.mark.parametrize(
    ("facts", "labels"),
    [
        ({"intent": "unknown"}, ("intent deliberate", "intent mistake")),
        ({"consent": {"status": "unknown"}}, ("no consent", "consent given")),
        ({"first_force": "unknown"}, ("the attacker struck first", "the victim's side struck first")),
        ({"requested": "unknown"}, ("not requested", "requested")),
        (
            {"council": {"status": "unknown"}},
            ("Council not acted", "Council took measures", "Council ordered a stop"),
        ),
    ],
)
def test_what_is_left_open_is_told_both_ways_in_a_column_each(pact, facts, labels):
    answer = who_must_act(pact, attack(**facts), cascade=False)
    assert answer.variants == labels
    text = answer_text(answer, width=200)
    assert all(label in text for label in labels)
    assert any(d.given for d in answer.duties)


def test_what_no_answer_changes_is_said_once(pact):
    answer = who_must_act(pact, attack(intent="unknown"), cascade=False)
    assert {d.given for d in answer.duties if d.kind == "consultation"} == {()}
    assert {d.given for d in answer.duties if d.kind == "defence"} == {("intent deliberate",)}


def test_two_open_facts_give_four_columns(pact):
    answer = who_must_act(pact, attack(intent="unknown", requested="unknown"), cascade=False)
    assert len(answer.variants) == 4
    text = answer_text(answer, width=160)
    assert "A intent deliberate, not requested; B intent deliberate, requested" in text
    assert any(line.split()[:6] == ["who", "owes", "to", "A", "B", "C"] for line in text.splitlines())
    due = {d.status: d.given for d in answer.duties if d.kind == "defence" and d.state == "USA"}
    assert due == {
        "obliged": ("intent deliberate, requested",),
        "obliged_on_request": ("intent deliberate, not requested",),
    }


def test_decisions_can_be_left_open(treaty, system):
    found = system(treaty(PACT.replace("request_of_victim", "collective_decision")))
    answer = who_must_act(found, attack(decided=["unknown"]), cascade=False)
    assert {(d.status, d.given) for d in answer.duties if d.kind == "defence"} == {
        ("obliged_on_decision", ("not decided",)),
        ("obliged", ("decided",)),
    }


def test_defaults_are_told_only_where_another_value_would_change_the_answer(pact):
    told = notes(pact, attack())
    assert all(
        word in told for word in ("--intent", "--consent", "--first-force", "--council", "--requested")
    )
    assert "--requested" not in notes(pact, attack(requested=True))
    assert "--consent" not in notes(pact, attack(consent={"by": "USA", "status": "given"}))
    assert "--council" not in notes(pact, attack(council={"status": "seized"}))
    assert "--first-force" not in notes(pact, attack(first_force="IRQ"))
    assert "another answer would change this" not in notes(pact, attack(intent="mistake"))


def test_a_state_that_struck_first_and_is_no_victim_is_taken_to_be_of_its_side(pact):
    assert "USA, taken to be of the side of KWT, used force first" in notes(pact, attack(first_force="USA"))
    assert "KWT used force first" in notes(pact, attack(first_force="KWT"))


@pytest.mark.parametrize("facts", [{"intent": "rage"}, {"zone": "beach"}, {"council": {"status": "angry"}}])
def test_words_that_are_no_facts_are_refused_with_what_is_allowed(facts):
    with pytest.raises(UnknownNameError):
        attack(**facts)


def test_an_event_needs_an_author_and_two_sides():
    with pytest.raises(UsageError, match="names no author"):
        attack(())
    with pytest.raises(UsageError, match="both attacker and victim"):
        attack(lends="KWT")
