"""The words of coverage, one by one: what is counted, named, dated and left out, with an index and counts made here."""

import sys
from pathlib import Path

import pytest

from pato.registry import source
from pato.treaties import coverage as module
from pato.treaties.architecture import Architecture
from pato.treaties.coverage import UNTIL, Coverage, Known, Unknown, around, coverage, within

sys.path.insert(0, str(Path(__file__).parent))
from thin_pacts import pact, pledge, world

EMPTY = Architecture("none", "Nothing that was read", (), None, (), whole=True)
DAY = "1930-06-01"


def entry(parties, number=None, start="1920-05-01", until="1940-05-01", held_as=()):
    return {
        "title": "Pact",
        "from": start,
        "until": until,
        "parties": [[p, None, None] if isinstance(p, str) else p for p in parties],
        "kinds": ["defence"],
        "atop": number,
        "held_as": list(held_as),
    }


@pytest.fixture
def index(monkeypatch):
    """Put other alliances in the place of the shipped index."""
    real = source.load

    def put(**entries):
        monkeypatch.setattr(
            source, "load", lambda name: {"alliances": entries} if name == "alliances" else real(name)
        )
        monkeypatch.setattr(module, "signed", dict)
        monkeypatch.setattr(module, "atop_members", dict)

    return put


def known(system=EMPTY, day=DAY, layer=None, pairs=None):
    return [
        (k.id, k.pair, k.period, k.title, k.kinds, k.atop)
        for k in coverage(system, day, *(pairs or around("FRA")), layer).known_not_held
    ]


def test_an_alliance_that_is_not_held_is_one_a_pair_with_its_period(index):
    index(one=entry(["FRA", "POL", "BEL"], 7))
    assert known() == [
        ("one", "FRA-POL", "1920-1940", "Pact", ("defence",), 7),
        ("one", "FRA-BEL", "1920-1940", "Pact", ("defence",), 7),
    ]


def test_one_without_an_end_is_open(index):
    index(one=entry(["FRA", "POL"], until=None))
    assert [k[2] for k in known()] == ["1920-"]


@pytest.mark.parametrize(
    ("day", "there"),
    [("1920-04-30", False), ("1920-05-01", True), ("1940-04-30", True), ("1940-05-01", False)],
)
def test_it_is_known_from_its_first_day_to_its_last(index, day, there):
    index(one=entry(["FRA", "POL"]))
    assert bool(known(day=day)) is there


@pytest.mark.parametrize(
    ("day", "there"),
    [("1924-12-31", False), ("1925-01-01", True), ("1934-12-31", True), ("1935-01-01", False)],
)
def test_a_party_is_in_it_for_its_own_days(index, day, there):
    index(one=entry([["FRA", "1925-01-01", "1935-01-01"], "POL"]))
    assert bool(known(day=day)) is there


@pytest.mark.parametrize(("day", "there"), [(UNTIL, False), ("2019-01-01", True)])
def test_with_the_layer_it_is_coded_to_the_last_day_and_known_again_after(index, day, there):
    index(one=entry(["FRA", "POL"], 7, until=None))
    assert bool(known(day=day, layer=world())) is there
    index(one=entry(["FRA", "POL"], None, until=None))
    assert known(day=day, layer=world())


def test_a_file_with_its_number_answers_for_its_members_in_their_days(index, monkeypatch):
    index(one=entry(["FRA", "POL", "BEL"], 7), other=entry(["FRA", "POL"], 8))
    monkeypatch.setattr(
        module,
        "atop_members",
        lambda: {"mine": [7, [["FRA", "1925-01-01", "1935-01-01"], ["POL", "1920-01-01", None]]]},
    )
    assert [k[:2] for k in known()] == [("one", "FRA-BEL"), ("other", "FRA-POL")]
    assert ("one", "FRA-POL") in [k[:2] for k in known(day="1924-12-31")]
    assert ("one", "FRA-POL") in [k[:2] for k in known(day="1935-01-01")]


OLD = "format: 1\nid: {id}\ntitle: A treaty of the tests\nbinding: treaty\nstatus: in_force\nin_force: {{from: 1925-01-01}}\n"
PACT = "{number}parties: [{{state: FRA}}, {{state: POL}}]\nobligations:\n  - {{id: c, article: 1, kind: consultation, when: {{act: threat}}, duty: consult}}\n"


def test_a_file_that_the_index_names_answers_for_it(index, treaty, system):
    mine = system(treaty(PACT.format(number=""), identifier="mine", head=OLD))._replace(whole=True)
    index(one=entry(["FRA", "POL", "BEL"], held_as=["mine"]), other=entry(["FRA", "POL"], held_as=["theirs"]))
    assert [k[:2] for k in known(mine)] == [("one", "FRA-BEL"), ("other", "FRA-POL")]


def test_a_file_of_the_architecture_with_the_number_answers_for_it(index, treaty, system):
    mine = system(treaty(PACT.format(number="atop_id: 7\n"), identifier="mine", head=OLD))._replace(
        whole=True
    )
    index(one=entry(["FRA", "POL", "BEL"], 7), other=entry(["FRA", "POL"]))
    assert [k[:2] for k in known(mine)] == [("one", "FRA-BEL"), ("other", "FRA-POL")]


def test_instruments_count_that_bind_a_pair_asked_about_also_through_associates(index, treaty, system):
    index()
    body = PACT.format(number="").replace("{state: POL}", "{state: POL, role: associate}")
    mine = system(treaty(body, identifier="mine", head=OLD))._replace(whole=True)
    assert coverage(mine, DAY, *within(["FRA", "POL"]), None).curated == ("mine",)
    assert coverage(mine, DAY, *within(["FRA", "BEL"]), None).curated == ()
    assert coverage(mine, DAY, *around("BEL"), None).curated == ()
    assert coverage(mine, DAY, *within(None), None).curated == ("mine",)
    later = system(treaty(PACT.format(number=""), identifier="mine")._replace(assumed=False))._replace(
        whole=True
    )
    assert coverage(later, DAY, *within(None), None).curated == ()


@pytest.mark.parametrize(("day", "there"), [("2025-09-16", False), ("2025-09-17", True)])
def test_an_instrument_is_signed_from_its_day(index, monkeypatch, day, there):
    index()
    monkeypatch.setattr(
        module,
        "signed",
        lambda: {"mine": ["2025-09-17", ["FRA", "POL"], "Pact"], "old": [None, ["FRA", "POL"], "Other"]},
    )
    found = {u.id: u.why for u in coverage(EMPTY, day, *around("FRA"), None).unknown}
    assert ("mine" in found) is there
    assert found["old"] == "whether Other (old, signed on a day not known) has entered into force"
    assert not {"mine", "old"} & {u.id for u in coverage(EMPTY, day, *within(["FRA", "BEL"]), None).unknown}


def test_what_is_unknown_has_its_words(index):
    index()
    before = coverage(EMPTY, "1814-12-31", *around("FRA"), world())
    assert before.unknown == (Unknown("before-1815", "what bound them before 1815"),)
    after = coverage(EMPTY, "2019-01-01", *around("FRA"), world())
    assert after.unknown == (Unknown("after-2018", "what was made after 2018 and is not in the library"),)
    small = coverage(EMPTY, "1990-01-01", *around("COK"), world())
    assert small.unknown == (
        Unknown("COK", "what bound COK, which was not in the state system that ATOP codes"),
    )


def test_on_the_first_day_that_states_are_counted_an_uncounted_one_is_told(index):
    index()
    assert [u.id for u in coverage(EMPTY, "1816-01-01", *around("JPN"), world()).unknown] == ["JPN"]
    assert not coverage(EMPTY, "1815-12-31", *around("JPN"), world()).unknown


def test_an_alliance_open_at_the_end_is_unknown_later_for_pairs_that_no_file_speaks_for(index):
    index()
    members = [[s, "1990-01-01", None] for s in ("FRA", "POL", "BEL")]
    open_ = pact("atop-7", members, pledge(), number=7)
    ended = pact("atop-8", members, pledge(), number=8, end="2010-01-01")

    def unknown(pairs, held=None):
        return [u.id for u in coverage(EMPTY, "2026-01-01", *pairs, world(open_, ended, held=held)).unknown]

    assert unknown(around("FRA")) == ["atop-7", "after-2018"]
    assert coverage(EMPTY, "2026-01-01", *around("FRA"), world(open_)).unknown[0].why == module._STILL
    assert unknown(within(["FRA", "POL"])) == ["atop-7", "after-2018"]
    assert unknown(within(["FRA", "DEU"])) == ["after-2018"]
    then = {7: [[["FRA", "1990-01-01", "2020-01-01"], ["POL", "1990-01-01", None]]]}
    assert unknown(within(["FRA", "POL"]), then) == ["after-2018"], "the file tells how it ended"
    now = {7: [[["FRA", "2021-01-01", None], ["POL", "2021-01-01", None]]]}
    assert unknown(within(["FRA", "POL"]), now) == ["after-2018"]
    assert unknown(within(["FRA", "BEL"]), now) == ["atop-7", "after-2018"]
    assert unknown(within(["BEL", "POL"]), now) == ["atop-7", "after-2018"]


def test_one_that_the_index_knows_is_not_told_twice(index):
    index(one=entry(["FRA", "POL"], 7, until=None))
    layer = world(
        pact("atop-7", [["FRA", "1990-01-01", None], ["POL", "1990-01-01", None]], pledge(), number=7)
    )
    found = coverage(EMPTY, "2026-01-01", *around("FRA"), layer)
    assert [k.id for k in found.known_not_held] == ["one"]
    assert [u.id for u in found.unknown] == ["after-2018"]


def test_pledges_that_vary_are_unknown_only_for_those_whose_do(index):
    index()
    members = [[s, "1925-01-01", None] for s in ("FRA", "GBR", "BEL")]
    layer = world(pact("atop-1", members) | {"varies": ["FRA"]})
    assert coverage(EMPTY, DAY, *within(["FRA", "GBR"]), layer).unknown[0].id == "atop-1"
    assert not coverage(EMPTY, DAY, *within(["BEL", "GBR"]), layer).unknown


@pytest.mark.parametrize(
    ("year", "states", "said"),
    [
        (
            "1935-06-01",
            ["FRA"],
            "of 5 directed defence obligations to states of Europe that ATOP 5.1 codes for 1935 the library holds 2; ",
        ),
        ("1939-12-31", ["FRA"], "for 1935"),
        (
            "1934-12-31",
            ["FRA"],
            "of 3 directed defence obligations to states of Europe that ATOP 5.1 codes for 1930 the library holds 3",
        ),
        ("1800-01-01", ["FRA"], None),
        (
            "1935-06-01",
            ["FRA", "JPN"],
            "of 12 directed defence obligations to states of East Asia, Europe that",
        ),
        ("1935-06-01", ["FRA", "JPN", "USA", "AUS"], "of 14 directed defence obligations that ATOP"),
        ("1935-06-01", ["FRA", "JPN", "USA"], "to states of East Asia, Europe, North America that"),
        ("1935-06-01", None, "of 14 directed defence obligations that ATOP"),
    ],
)
def test_without_the_data_it_is_said_how_much_is_held(index, monkeypatch, year, states, said):
    index()
    counts = {
        "1930": {"europe": [3, 3]},
        "1935": {"europe": [5, 2], "east_asia": [7, 0], "north_america": [1, 1], "oceania": [1, 1]},
    }
    monkeypatch.setattr(module, "_shares", lambda: {"years": counts})
    pairs = around(*states) if states else within(None)
    found = [u.why for u in coverage(EMPTY, year, *pairs, None).unknown if u.id == "not-held"]
    if said is None:
        assert not found
    else:
        assert said in found[0]
        assert found[0].startswith("what else existed (of ")
        assert found[0].endswith("; 'pato data add atop' brings in the rest, as coded)") is (
            year != "1934-12-31"
        )


def test_the_sentence_counts_and_names():
    few = tuple(Known(f"k{i}", "FRA-POL", "1920-1940", f"Pact {i}", ("defence",), None) for i in range(5))
    assert Coverage(DAY, (), (), (), ()).sentence() == (
        "Coverage: no instruments of the library bound these states on 1930-06-01; that is all that is known to have bound them."
    )
    assert Coverage(DAY, ("a",), ("b",), (), ()).sentence() == (
        "Coverage: 1 instrument of the library bound these states on 1930-06-01, and 1 alliance (b) coded by ATOP and not read here; "
        "that is all that is known to have bound them."
    )
    assert "2 instruments of" in Coverage(DAY, ("a", "b"), (), (), ()).sentence()
    assert "5 alliances (a, b, c, d, …) coded by" in Coverage(DAY, (), tuple("abcde"), (), ()).sentence()
    assert "4 alliances (a, b, c, d) coded by" in Coverage(DAY, (), tuple("abcd"), (), ()).sentence()
    assert (
        Coverage(DAY, (), (), few[:1], ())
        .sentence()
        .endswith("; known to exist and not held: Pact 0 (FRA-POL, 1920-1940).")
    )
    assert (
        Coverage(DAY, (), (), few[:4], ())
        .sentence()
        .endswith("Pact 2 (FRA-POL, 1920-1940), Pact 3 (FRA-POL, 1920-1940).")
    )
    assert Coverage(DAY, (), (), few, ()).sentence().endswith("Pact 3 (FRA-POL, 1920-1940) and 1 more.")
    unknown = (Unknown("u", "what is in u"), Unknown("v", "what is in v"))
    assert (
        Coverage(DAY, (), (), few[:1], unknown)
        .sentence()
        .endswith("(FRA-POL, 1920-1940); not known: what is in u; what is in v.")
    )


def test_pairs_of_one_alliance_are_told_together():
    pairs = tuple(Known("k", pair, "1920-", "Pact", ("defence",), None) for pair in ("A-B", "A-C", "A-D"))
    assert "Pact (A-B, 1920-)" in Coverage(DAY, (), (), pairs[:1], ()).sentence()
    assert "Pact (A-B, A-C, 1920-)" in Coverage(DAY, (), (), pairs[:2], ()).sentence()
    assert "Pact (A-B, A-C, …, 1920-)" in Coverage(DAY, (), (), pairs, ()).sentence()


def test_alliances_open_at_the_end_are_told_in_one_go():
    still = tuple(Unknown(i, module._STILL) for i in ("atop-1", "atop-2"))
    assert (
        Coverage(DAY, (), (), (), (*still, Unknown("u", "what is in u")))
        .sentence()
        .endswith(
            "not known: what is in u; whether 2 alliances in force at the end of 2018 by ATOP's coding (atop-1, atop-2) still bound them."
        )
    )


def test_the_plain_form_is_that_of_the_design():
    one = Known("k", "A-B", "1920-", "Pact", ("defence",), 7)
    found = Coverage(DAY, ("a",), ("b",), (one,), (Unknown("u", "why"),))
    assert found.to_dict() == {
        "curated": ["a"],
        "coded": ["b"],
        "known_not_held": [
            {"id": "k", "pair": "A-B", "period": "1920-", "title": "Pact", "kinds": ["defence"], "atop": 7}
        ],
        "unknown": [{"id": "u", "why": "why"}],
        "until": "2018-12-31",
        "sentence": found.sentence(),
    }


def test_an_architecture_of_its_own_names_its_instruments_and_nothing_coded(index, treaty, system):
    index(one=entry(["FRA", "POL"]))
    mine = system(treaty(PACT.format(number=""), identifier="mine", head=OLD), identifier="small")
    found = coverage(
        mine,
        DAY,
        *around("FRA"),
        world(pact("atop-7", [["FRA", DAY, None], ["POL", DAY, None]], pledge(), number=7)),
    )
    why = "what binds them beside small, the only instruments asked"
    assert found == Coverage(DAY, ("mine",), (), (), (Unknown("other-instruments", why),))
