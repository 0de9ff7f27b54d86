"""The world layer beneath the library: what ranks above it, what it says, and what it must not do."""

import sys
from pathlib import Path

import pytest

from pato.treaties.architecture import load_architecture
from pato.treaties.cascade import who_must_act
from pato.treaties.conflicts import conflicts
from pato.treaties.cube import duty_cube, duty_spans
from pato.treaties.events import make_event
from pato.treaties.relations import duty_matrix
from pato.treaties.standing import duties_table, exposure_table, gaps, gaps_table
from pato.treaties.thin import _held

sys.path.insert(0, str(Path(__file__).parent))
from thin_pacts import ALLIES, pact, pledge, world

DAY = "1939-09-01"


@pytest.fixture(scope="module")
def system():
    return load_architecture("in-force")


def duties(layer, attacker="DEU", victim="POL", date=DAY, **more):
    return who_must_act("in-force", make_event(attacker, victim, date=date, **more), world=layer).duties


def test_a_coded_pledge_is_a_duty_of_its_own_status():
    (duty,) = duties(world(ALLIES))
    assert (duty.state, duty.to, duty.kind, duty.status, duty.checked) == (
        "FRA",
        ("POL",),
        "defence",
        "coded",
        "coded",
    )
    assert (duty.article, duty.duty, duty.file, duty.line) == (
        "as coded",
        "assist_as_coded",
        "atop51_member_level",
        2,
    )


def test_coded_conditions_are_named_and_never_guessed():
    conditional = pact(
        "atop-1",
        ALLIES["members"] and [m[:3] for m in ALLIES["members"]],
        pledge(conditions=["coded_adversary"]),
        end="1939-09-27",
    )
    (duty,) = duties(world(conditional))
    assert (duty.status, duty.subject_to) == ("coded_if", ("coded_adversary",))


def test_a_request_that_the_event_says_was_made_still_leaves_the_coding_a_coding():
    asked = pact(
        "atop-1",
        [["FRA", "1921-01-01", None], ["POL", "1921-01-01", None]],
        pledge(conditions=["request_of_partner"]),
    )
    assert {d.status for d in duties(world(asked), requested=True)} == {"coded_if"}


@pytest.mark.parametrize("act", ["border_clash", "lawful_self_defence"])
def test_what_is_no_armed_attack_calls_no_coded_defence(act):
    assert duties(world(ALLIES), act=act) == ()


def test_outside_its_days_it_says_nothing():
    assert duties(world(ALLIES), date="1939-09-28") == ()
    assert duties(world(ALLIES), date="1921-02-18") == ()


def test_after_2018_it_is_unknown_never_in_force():
    still = pact(
        "atop-1", [["IRN", "1990-01-01", None], ["SYR", "1990-01-01", None]], pledge(owed_by=("IRN", "SYR"))
    )
    assert [d.state for d in duties(world(still), "TUR", "SYR", "2018-12-31")] == ["IRN"]
    answer = who_must_act("in-force", make_event("TUR", "SYR", date="2019-01-01"), world=world(still))
    assert not [d for d in answer.duties if d.checked == "coded"]
    assert "atop-1" in {u.id for u in answer.coverage.unknown}


def test_a_curated_file_speaks_for_its_own_members_and_its_own_span_only():
    long = pact(
        "atop-1",
        [[s, "1920-01-01", None] for s in ("FRA", "POL", "ROU")],
        pledge(owed_by=("FRA", "POL", "ROU")),
    )
    layer = world(long, held={9001: [[["FRA", "1925-01-01", "1935-01-01"], ["POL", "1925-01-01", None]]]})

    def owed(date):
        return {(r.debtor, r.creditor) for r in layer.relations(date, ["defence"])}

    others = {("FRA", "ROU"), ("ROU", "FRA"), ("POL", "ROU"), ("ROU", "POL")}
    assert owed("1924-12-31") == others | {("FRA", "POL"), ("POL", "FRA")}
    assert owed("1925-01-01") == owed("1934-12-31") == others
    assert owed("1935-01-01") == others | {("FRA", "POL"), ("POL", "FRA")}


def test_spans_leave_out_what_a_curated_file_has_and_agree_with_every_day():
    long = pact("atop-1", [[s, "1920-01-01", None] for s in ("FRA", "POL")], pledge())
    layer = world(long, held={9001: [[["FRA", "1925-01-01", "1935-01-01"], ["POL", "1925-01-01", None]]]})
    assert layer.pair_spans("defence")["FRA", "POL"] == [
        ("1920-01-01", "1925-01-01"),
        ("1935-01-01", "2019-01-01"),
    ]


def test_an_instrument_that_an_architecture_drops_is_not_brought_back(system):
    nato = pact(
        "atop-3180",
        [[s, "1949-04-04", None] for s in ("USA", "GBR")],
        pledge(owed_by=("USA", "GBR")),
        number=3180,
    )
    layer = world(nato, held=_held())
    without = system._replace(instruments=tuple(i for i in system.instruments if i.id != "nato"))
    assert not list(layer.beneath(without).relations("1990-01-01", ["defence"]))


def test_a_file_of_the_user_with_the_number_replaces_it_too(treaty):
    body = "atop_id: 9001\nparties: [{state: FRA}, {state: POL}]\nobligations:\n  - {id: c, article: 1, kind: consultation, when: {act: threat}, duty: consult}\n"
    own = treaty(
        body,
        head="format: 1\nid: {id}\ntitle: A treaty of the tests\nbinding: treaty\nstatus: terminated\nin_force: {{from: 1930-01-01, until: 1939-09-27}}\n",
    )
    base = load_architecture("in-force")
    mine = base._replace(instruments=(*base.instruments, own))
    layer = world(ALLIES).beneath(mine)
    assert [r.kind for r in layer.relations("1929-12-31", ["defence"])] == ["defence"] * 2
    assert not list(layer.relations("1930-01-01", ["defence"]))


def test_it_starts_no_cascade_and_calls_no_access():
    chain = pact(
        "atop-2",
        [["FRA", "1930-01-01", None], ["TUR", "1930-01-01", None]],
        pledge(owed_by=("FRA", "TUR")),
        number=9002,
    )
    found = duties(world(ALLIES, chain))
    assert {d.state for d in found} == {"FRA"}, "Turkey owes France, which fights by ATOP's coding alone"
    assert {d.round for d in found} == {0}


def test_it_enters_no_conflicts(system):
    before = conflicts(system, DAY)
    duties(world(ALLIES))
    assert conflicts(system, DAY) == before


def test_what_was_read_comes_before_what_is_only_coded():
    more = pact(
        "atop-1", [["AUS", "1951-09-01", None], ["JPN", "1951-09-01", None]], pledge(owed_by=("AUS", "JPN"))
    )
    found = duties(world(more), "CHN", "JPN", "2018-06-01")
    coded = [d.checked == "coded" for d in found if d.round == 0]
    assert coded == sorted(coded)
    assert any(coded)
    assert not all(coded)


def test_an_architecture_that_is_not_all_that_is_in_force_has_no_layer_beneath_it():
    event = make_event("DEU", "POL", date=DAY)
    assert who_must_act("nato-2024", event, world=world(ALLIES)).duties == ()
    assert not duty_matrix(load_architecture("rivals-side"), DAY, world=world(ALLIES)).relations


def test_the_matrix_marks_it_and_its_edges_name_it(system):
    matrix = duty_matrix(system, DAY, group=["FRA", "POL", "DEU"], world=world(ALLIES))
    assert matrix.owes("FRA", "POL")
    assert matrix.to_table().records()[0]["POL"] == "ATOP 9001="
    (edge, _) = matrix.to_edges().records()
    assert (edge["status"], edge["checked"]) == ("coded", "coded")
    graph = matrix.to_networkx()
    assert graph.edges["FRA", "POL", "FRA-POL-0"] == {
        "instrument": "atop-9001",
        "article": "as coded",
        "duty": "assist_as_coded",
        "binding": "treaty",
        "limited_to_area": False,
        "disputed": False,
        "status": "coded",
        "checked": "coded",
    }


def test_gaps_exposure_and_duties_ask_it_too(system):
    layer = world(ALLIES)
    assert [(g.first, g.second) for g in gaps(system, ["FRA", "POL", "DEU"], DAY, world=layer)] == [
        ("FRA", "DEU"),
        ("POL", "DEU"),
    ]
    assert len(gaps(system, ["FRA", "POL", "DEU"], DAY)) == 3
    assert exposure_table(system, "FRA", DAY, world=layer).records()[0]["in favour of"] == "POL"
    assert duties_table(system, "FRA", DAY, world=layer).records()[0]["status"] == "coded"
    assert gaps_table(system, ["FRA", "DEU"], DAY, world=layer).meta["coverage"]["coded"] == []


def test_the_cube_has_it_only_where_it_is_asked(system):
    dates, group = ["1930-01-01", DAY, "1939-09-27"], ["FRA", "POL"]
    assert duty_cube(system, dates, group, world=world(ALLIES))[:, 0, 1].tolist() == [True, True, False]
    assert not duty_cube(system, dates, group).any()
    assert duty_spans(system, world=world(ALLIES)).pairs["FRA", "POL"][0] == ("1921-02-19", "1939-09-27")
