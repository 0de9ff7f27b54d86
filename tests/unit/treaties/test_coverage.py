"""Silence is never "nobody" (T6): every answer says what it rests on, and says "no state" only where nothing is left."""

import json
import re
import sys
from pathlib import Path

import pytest

from pato.report.duties_text import answer_text
from pato.treaties.architecture import load_architecture
from pato.treaties.cascade import who_must_act
from pato.treaties.coverage import around, coverage, within
from pato.treaties.events import make_event
from pato.treaties.relations import duty_matrix
from pato.treaties.standing import duties_table, exposure_table, gaps_table
from pato.treaties.thin import _held

sys.path.insert(0, str(Path(__file__).parent))
from thin_pacts import ALLIES, pact, pledge, world

NOBODY = "No state owes anything"


@pytest.fixture(scope="module")
def system():
    return load_architecture("in-force")


def asked(attacker, victim, date, layer=None, architecture="in-force"):
    return who_must_act(architecture, make_event(attacker, victim, date=date), world=layer)


@pytest.mark.parametrize(
    ("attacker", "victim", "date", "known"),
    [
        ("DEU", "POL", "1939-09-01", {"franco-polish-1921": "FRA-POL", "anglo-polish-1939": "GBR-POL"}),
        ("DEU", "FRA", "1914-08-03", {"franco-russian-1893": "FRA-RUS"}),
        ("RUS", "JPN", "1904-02-08", {"anglo-japanese-1902": "GBR-JPN"}),
    ],
)
def test_the_wars_that_were_answered_with_nobody_name_what_is_not_held(attacker, victim, date, known):
    answer = asked(attacker, victim, date)
    told = answer.to_dict()["coverage"]
    found = {(k["id"], k["pair"]) for k in told["known_not_held"]}
    assert set(known.items()) <= found
    assert told["until"] == "2018-12-31"
    text = answer_text(answer)
    assert NOBODY not in text
    assert "known to exist and not held" in text


def test_bahrain_in_2018_is_not_answered_with_nobody():
    answer = asked("IRN", "BHR", "2018-06-01")
    assert not answer.coverage.complete
    assert NOBODY not in answer_text(answer)


def test_nobody_is_said_where_all_that_is_known_to_exist_was_asked():
    answer = asked("DEU", "LIE", "2018-06-01", world())
    assert answer.coverage.complete
    assert (answer.coverage.known_not_held, answer.coverage.unknown) == ((), ())
    assert NOBODY in answer_text(answer)


@pytest.mark.parametrize("day", ["1814-12-31", "2019-01-01"])
def test_nobody_is_not_said_outside_the_days_that_are_covered(system, day):
    found = coverage(system, day, *around("FRA", "POL"), world())
    assert not found.complete
    assert {"before-1815", "after-2018"} & {u.id for u in found.unknown}


@pytest.mark.parametrize("day", ["1815-01-01", "2018-12-31"])
def test_the_first_and_last_day_are_covered(system, day):
    assert coverage(system, day, *within(["GBR", "MCO"][:1]), world()).complete


def test_without_the_data_it_is_counted_how_much_the_library_holds(system):
    found = coverage(system, "1938-06-01", *around("FIN"), None)
    (missing,) = [u for u in found.unknown if u.id == "not-held"]
    assert re.search(
        r"of \d+ directed defence obligations to states of Europe that ATOP 5.1 codes for 1935 the library holds \d+",
        missing.why,
    )


def test_a_coded_alliance_is_no_longer_one_that_is_not_held(system):
    poland = pact("atop-2060", [m[:3] for m in ALLIES["members"]], pledge(), number=2060, end="1939-09-27")
    found = coverage(system, "1939-08-01", *within(["FRA", "POL"]), world(poland))
    assert found.coded == ("atop-2060",)
    assert not found.known_not_held
    assert {k.id for k in coverage(system, "1939-08-01", *within(["FRA", "POL"]), None).known_not_held} == {
        "franco-polish-1921",
        "locarno-france-poland-1925",
    }


def test_a_pair_that_a_curated_file_speaks_for_is_not_coded_too(system):
    korea = pact(
        "atop-3240",
        [["USA", "1953-10-01", None], ["KOR", "1953-10-01", None]],
        pledge(owed_by=("USA", "KOR")),
        number=3240,
    )
    found = coverage(system, "2018-06-01", *within(["USA", "KOR"]), world(korea, held=_held()))
    assert found.coded == ()
    assert "us-korea-1953" in found.curated
    later = coverage(system, "2026-06-01", *within(["USA", "KOR"]), world(korea, held=_held()))
    assert "atop-3240" not in {u.id for u in later.unknown}


def test_signed_instruments_whose_entry_is_not_known_are_named(system):
    text = answer_text(asked("IND", "PAK", "2026-06-01"))
    assert "saudi-pakistan-2025, signed 2025-09-17) has entered into force" in text
    before = coverage(system, "2025-09-16", *around("PAK"), None)
    assert "saudi-pakistan-2025" not in {u.id for u in before.unknown}


def test_an_architecture_of_its_own_says_that_only_it_was_asked():
    found = asked("RUS", "POL", "2026-06-01", architecture="rivals-side").coverage
    assert [u.id for u in found.unknown] == ["other-instruments"]
    assert "beside rivals-side, the only instruments asked" in found.sentence()


def test_where_pledges_vary_and_the_data_do_not_say_how_it_is_unknown(system):
    varies = pact("atop-1", [["FRA", "1925-01-01", None], ["GBR", "1925-01-01", None]]) | {"varies": ["FRA"]}
    found = coverage(system, "1930-01-01", *within(["FRA", "GBR"]), world(varies))
    assert [u.id for u in found.unknown] == ["atop-1"]
    assert "pledges vary" in found.unknown[0].why


def test_a_state_that_atop_does_not_count_is_unknown(system):
    found = coverage(system, "1990-01-01", *around("COK"), world())
    assert [u.id for u in found.unknown] == ["COK"]


def test_every_table_carries_it_beside_its_rows(system):
    tables = [
        duty_matrix(system, "1938-06-01", group=["FRA", "POL"]).to_table(),
        duty_matrix(system, "1938-06-01", group=["FRA", "POL"]).to_edges(),
        gaps_table(system, ["FRA", "POL"], "1938-06-01"),
        exposure_table(system, "FRA", "1938-06-01"),
        duties_table(system, "FRA", "1938-06-01"),
        asked("DEU", "POL", "1938-06-01").to_table(),
    ]
    for table in tables:
        told = json.loads(table.to_json())
        assert "franco-polish-1921" in {k["id"] for k in told["coverage"]["known_not_held"]}, table.title
        assert told["coverage"]["sentence"] in told["notes"]
        assert "coverage" not in told["meta"]


def test_titles_do_not_say_nobody_where_it_is_not_known(system):
    assert (
        "1 of 1 pairs owe each other no defence under in-force on 1938-06-01, as far as is known"
        in gaps_table(system, ["FRA", "POL"], "1938-06-01").title
    )
    assert exposure_table(system, "FRA", "1938-06-01").title.endswith("on 1938-06-01, as far as is known")
    known = gaps_table(system, ["FRA", "POL"], "1938-06-01", world=world())
    assert known.title == "1 of 1 pairs owe each other no defence under in-force on 1938-06-01"


def test_one_sentence_says_it_all(system):
    sentence = coverage(system, "2026-06-01", *around("BHR", "IRN"), None).sentence()
    assert sentence.startswith("Coverage: ")
    assert sentence.endswith(".")
    assert sentence.count(". ") == 0
