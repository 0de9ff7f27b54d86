"""What the world layer reads of a coded pact: its days, its parties, what files take out of it, and how it is shown."""

import sys
from pathlib import Path

import pytest

from pato.errors import UnknownNameError
from pato.files import cache
from pato.treaties.architecture import load_architecture
from pato.treaties.cascade import who_must_act
from pato.treaties.events import from_compiled, make_event
from pato.treaties.thin import FILE, _concerned, _held, installed, pact_table

sys.path.insert(0, str(Path(__file__).parent))
from thin_pacts import ALLIES, pact, pledge, world

DAY = "1939-09-01"


def test_it_is_read_from_the_store_or_compiled_where_only_the_tables_are(tmp_path, monkeypatch):
    monkeypatch.setenv("PATO_DATA", str(tmp_path))
    assert installed() is None
    assert installed(lambda: None) is None
    groups = {"pact": {"atop-9001": ALLIES}, "index": {"spans": world(ALLIES).spans}}
    made = installed(lambda: groups)
    assert (list(made.pacts), list(made.spans)) == (["atop-9001"], ["atop-9001"])
    cache.write(tmp_path / FILE, groups)
    stored = installed()
    assert stored.spans["atop-9001"] == world(ALLIES).spans["atop-9001"]
    assert stored.pact("atop-9001").id == "atop-9001"
    assert stored.held == _held()
    (tmp_path / FILE).write_bytes(b"broken")
    assert installed() is None


def test_an_alliance_is_shown_as_coded():
    record = ALLIES | {"facts": {"specthrt": 1.0, "term": None, "estmode": 0}}
    directed = pledge(
        "consultation", owed_by=["FRA"], owed_to=["POL", "ROU"], conditions=["coded_location"], act="threat"
    )
    record = record | {"obligations": [*record["obligations"], directed | {"from": "1925-01-01"}]}
    table = pact_table(world(record), "atop-9001")
    assert table.title == "ATOP 9001"
    assert table.records() == [
        {
            "state": "FRA",
            "from": "1921-02-19",
            "until": "1939-09-27",
            "owes the others": "defence; consultation to POL, ROU 1925-01-01/ (coded_location)",
        },
        {"state": "POL", "from": "1921-02-19", "until": "1939-09-27", "owes the others": "defence"},
    ]
    assert table.notes == (
        "Coded by ATOP 5.1, not read; shown and not computed with, as its codebook explains: SPECTHRT 1, ESTMODE 0.",
        "An end that is not given is in force on 31 December 2018; later it is not known.",
    )
    assert table.meta == {"id": "atop-9001"}


def test_an_alliance_that_is_not_coded_is_not_known():
    with pytest.raises(
        UnknownNameError,
        match=r"alliance that ATOP codes 'atop-9002' is not known\. Did you mean 'atop-9001'",
    ):
        pact_table(world(ALLIES), "atop-9002")


def test_a_member_that_owes_nothing_is_shown_with_nothing():
    one = pact("atop-1", [["FRA", DAY, None], ["POL", DAY, None]], pledge(owed_by=["FRA"]))
    assert [r["owes the others"] for r in pact_table(world(one), "atop-1").records()] == ["defence", None]


def test_it_has_the_name_by_which_the_alliance_is_known():
    one = pact("atop-2060", [m[:3] for m in ALLIES["members"]], pledge(), number=2060, end="1939-09-27")
    assert world(one).pact("atop-2060").short == "Franco-Polish alliance (ATOP 2060)"
    assert world(ALLIES).pact("atop-9001").short == "ATOP 9001"


def test_only_pacts_of_those_concerned_are_asked():
    other = pact(
        "atop-2",
        [["BRA", "1930-01-01", None], ["ARG", "1930-01-01", None]],
        pledge(owed_by=["BRA"]),
        number=2,
    )
    layer = world(ALLIES, other)
    assert [p.id for p in layer.on(DAY)] == ["atop-9001", "atop-2"]
    assert [p.id for p in layer.on(DAY, ["POL", "CHN"])] == ["atop-9001"]
    assert layer.on(DAY, []) == ()
    assert [p.id for p in layer.on("1929-01-01")] == ["atop-9001"]
    assert [p.id for p in layer.on("1945-01-01")] == ["atop-2"]
    assert [r.instrument for r in layer.relations(DAY, ["defence"], ["BRA"])] == ["atop-2"]
    found, traces = layer.duties(make_event("DEU", "POL", date=DAY))
    assert {t.instrument for t in traces} == {"atop-9001"}
    assert {d.instrument for d in found} == {"atop-9001"}


def test_those_who_hold_the_land_and_who_lend_it_are_concerned():
    struck = make_event("SUN", "USA", on="stationed_troops", place="seoul", date="1960-01-01")
    assert {"SUN", "USA", "KOR"} <= _concerned(struck)
    group = from_compiled(
        {
            "attacker": [],
            "author": {"group": "isil", "base": "SYR", "link": "none"},
            "victim": "FRA",
            "act": "armed_attack",
            "date": "2015-11-13",
            "lends": ["IRQ"],
        }
    )
    assert _concerned(group) == {"FRA", "IRQ"}


def test_pledges_have_days_of_their_own():
    dated = pledge() | {"from": "1925-01-01", "until": "1930-01-01"}
    both = pact(
        "atop-1",
        [["FRA", "1920-01-01", "1935-01-01"], ["POL", "1922-01-01", None]],
        pledge("consultation"),
        dated,
    )
    layer = world(both)
    assert layer.pair_spans("defence") == {
        ("FRA", "POL"): [("1925-01-01", "1930-01-01")],
        ("POL", "FRA"): [("1925-01-01", "1930-01-01")],
    }
    assert layer.pair_spans("consultation")["FRA", "POL"] == [("1922-01-01", "1935-01-01")]
    for day, owed in (("1924-12-31", 0), ("1925-01-01", 2), ("1929-12-31", 2), ("1930-01-01", 0)):
        assert len(list(layer.relations(day, ["defence"]))) == owed
    assert {r.kind for r in layer.relations("1926-01-01", ["defence"])} == {"defence"}


def test_a_pledge_to_some_is_owed_to_them_alone():
    one = pact(
        "atop-1",
        [[s, "1920-01-01", None] for s in ("FRA", "POL", "BEL")],
        pledge(owed_by=["FRA"], owed_to=["POL"]),
    )
    assert list(world(one).pair_spans("defence")) == [("FRA", "POL")]


def test_a_member_that_has_left_is_owed_nothing_when_another_comes():
    one = pact("atop-1", [["FRA", "1920-01-01", "1930-01-01"], ["POL", "1930-01-01", None]], pledge())
    assert world(one).pair_spans("defence") == {}


@pytest.mark.parametrize(
    ("files", "left"),
    [
        (
            [[["FRA", "1925-01-01", None], ["POL", None, "1930-01-01"]]],
            [("1920-01-01", "1925-01-01"), ("1930-01-01", "2019-01-01")],
        ),
        (
            [[["FRA", "1925-01-01", "1926-01-01"], ["POL", "1927-01-01", None]]],
            [("1920-01-01", "2019-01-01")],
        ),
        (
            [[["FRA", "1925-01-01", "1926-01-01"], ["POL", "1926-01-01", None]]],
            [("1920-01-01", "2019-01-01")],
        ),
        ([[["FRA", None, None], ["POL", None, None]]], None),
        (
            [
                [["FRA", "1920-01-01", "1925-01-01"], ["POL", None, None]],
                [["FRA", "1930-01-01", None], ["POL", None, None]],
            ],
            [("1925-01-01", "1930-01-01")],
        ),
        ([[["FRA", "1925-01-01", None]], [["POL", "1925-01-01", None]]], [("1920-01-01", "2019-01-01")]),
        ([[["FRA", None, None], ["FRA", None, None], ["BEL", None, None]]], [("1920-01-01", "2019-01-01")]),
    ],
)
def test_what_files_have_is_taken_out_of_the_spans(files, left):
    one = pact(
        "atop-1",
        [["FRA", "1920-01-01", None], ["POL", "1920-01-01", None]],
        pledge(owed_by=["FRA"]),
        number=7,
    )
    assert world(one, held={7: files}).pair_spans("defence").get(("FRA", "POL")) == left


def test_a_file_takes_a_duty_only_from_those_for_whom_it_speaks():
    one = pact(
        "atop-1",
        [[s, "1920-01-01", None] for s in ("FRA", "POL", "BEL")],
        pledge("neutrality", owed_by=["FRA"]) | {"duty": "remain_neutral"},
        number=7,
    )
    event = make_event("BEL", "POL", date="1930-01-01")
    (free,) = world(one).duties(event)[0]
    assert set(free.to) == {"POL", "BEL"}
    (left,) = world(one, held={7: [[["FRA", None, None], ["POL", None, None]]]}).duties(event)[0]
    assert left.to == ("BEL",)
    assert world(one, held={7: [[["FRA", None, "1930-01-01"], ["POL", None, None]]]}).duties(event)[0] == [
        free
    ]


def test_duties_of_the_host_are_told_apart_and_what_the_facts_dispute_stays_disputed():
    one = pact("atop-1", [["FRA", "1950-01-01", None], ["KOR", "1950-01-01", None]], pledge(owed_by=["FRA"]))
    event = make_event("CHN", "USA", on="stationed_troops", place="seoul", date="2018-06-01")
    found = who_must_act("in-force", event, world=world(one)).duties
    assert {(d.state, d.role) for d in found if d.checked == "coded"} == {("FRA", "host")}
    stopped = from_compiled(
        event_data("RUS", "UKR") | {"council": {"status": "binding_stop", "resolution": "1"}}
    )
    pair = pact("atop-1", [["FRA", "1950-01-01", None], ["UKR", "1992-01-01", None]], pledge(owed_by=["FRA"]))
    (duty,) = world(pair).duties(stopped)[0]
    assert duty.status == "disputed"
    measures = from_compiled(
        event_data("RUS", "UKR") | {"council": {"status": "measures", "resolution": "1"}}
    )
    (duty,) = world(pair).duties(measures)[0]
    assert (duty.status, duty.subject_to) == ("coded", ("until_council_measures",))


def event_data(attacker, victim):
    return {
        "attacker": [attacker],
        "victim": [victim],
        "act": "armed_attack",
        "on": "territory",
        "date": "2018-06-01",
    }


def test_a_user_file_joins_others_with_its_number_and_leaves_them_as_they_are(treaty):
    body = "atop_id: 9001\nparties: [{state: FRA}, {state: POL}]\nobligations:\n  - {id: c, article: 1, kind: consultation, when: {act: threat}, duty: consult}\n"
    own, plain = (
        treaty(body, identifier="own"),
        treaty(body.replace("atop_id: 9001\n", ""), identifier="plain"),
    )
    base = load_architecture("nato-2024")
    layer = world(ALLIES, held={9001: [[["BEL", None, None]]]})
    beneath = layer.beneath(base._replace(instruments=(own, plain)))
    assert beneath.held == {
        9001: [[["BEL", None, None]], [["FRA", "1950-01-01", None], ["POL", "1950-01-01", None]]]
    }
    assert layer.held == {9001: [[["BEL", None, None]]]}
    assert layer.beneath(base._replace(instruments=(plain,))) is layer
