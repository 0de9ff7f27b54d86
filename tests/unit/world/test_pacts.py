"""ATOP's alliances compiled into thin instruments: who, when, what, and what is left to be said in words."""

import zipfile

import polars as pl
import pytest

from pato.errors import DataError
from pato.files import cache
from pato.world.sources import pacts, source, status

DYADS = (
    "ccode1",
    "ccode2",
    "year",
    "atop_defense",
    "atop_offense",
    "atop_neutral",
    "atop_nonagg",
    "atop_consul",
)


@pytest.fixture
def made(owners, tmp_path):
    """Compile member rows, and directed dyad-years where they are given."""

    def make(*rows, dyads=None):
        text = owners._MEMBERS + "".join(
            owners._member(*row[:4], **(row[4] if len(row) > 4 else {})) for row in rows
        )
        (tmp_path / "atop5_1m.csv").write_text(text)
        source("atop-members").parse(tmp_path / "atop5_1m.csv").write_parquet(
            tmp_path / f"{pacts.MEMBERS}.parquet"
        )
        if dyads is not None:
            pl.DataFrame(dyads, schema=DYADS, orient="row").write_parquet(
                tmp_path / f"{pacts.DYAD_YEARS}.parquet"
            )
        return pacts.groups(tmp_path)

    return make


def test_a_member_owes_what_its_own_row_says(made):
    groups = made(
        (9, 220, "1921,2,19", "1939,9,27", {"defcoadv": 1}),
        (9, 290, "1921,2,19", "1939,9,27", {"pledges": "0,0,0,1,0"}),
    )
    pact = groups["pact"]["atop-9"]
    owed = {o["kind"]: (o["owed_by"], o["owed_to"], o["subject_to"], o["duty"]) for o in pact["obligations"]}
    assert owed == {
        "defence": (["FRA"], ["parties"], ["coded_adversary"], "assist_as_coded"),
        "consultation": (["FRA"], ["parties"], [], "consult"),
        "non_aggression": (["POL"], ["parties"], [], "refrain"),
    }
    assert (pact["status"], pact["checked"], pact["start"], pact["end"]) == (
        "coded",
        "coded",
        "1921-02-19",
        "1939-09-27",
    )
    assert [o["line"] for o in pact["obligations"]] == [2, 2, 3]


def test_an_end_of_0_is_known_to_the_end_of_2018_and_no_longer(made):
    groups = made((9, 2, "1960,1,19", "0,0,0"), (9, 740, "1960,1,19", "0,0,0"))
    assert groups["index"]["spans"]["atop-9"] == ["1960-01-19", "2019-01-01", True, ["JPN", "USA"]]


@pytest.mark.parametrize(
    ("exit_", "day"), [("1822,12,NA", "1822-12-31"), ("1847,8,NA", "1847-08-31"), ("1939,9,27", "1939-09-27")]
)
def test_an_exit_without_a_day_is_the_last_of_its_month(made, exit_, day):
    groups = made((9, 200, "1815,11,20", exit_), (9, 220, "1815,11,20", exit_))
    assert {m[2] for m in groups["pact"]["atop-9"]["members"]} == {day}


def test_a_number_that_changed_hands_is_each_bearer_in_its_time(made):
    groups = made((9, 365, "1990,1,1", "0,0,0"), (9, 255, "1990,11,9", "0,0,0"))
    members = {m[0]: m[1:3] for m in groups["pact"]["atop-9"]["members"]}
    assert members == {
        "SUN": ["1990-01-01", "1991-12-26"],
        "RUS": ["1991-12-26", None],
        "DEU": ["1990-11-09", None],
    }
    assert all({"SUN", "RUS"} <= set(o["owed_by"]) for o in groups["pact"]["atop-9"]["obligations"])


def test_states_that_were_not_counted_keep_their_number(made):
    groups = made((9, 165, "1851,5,29", "1851,10,12"), (9, 140, "1851,5,29", "1851,10,12"))
    assert [m[0] for m in groups["pact"]["atop-9"]["members"]] == ["URY", "BRA"]


def test_a_member_without_a_code_is_left_out_and_told(made, tmp_path):
    groups = made((9, 8152, "1874,3,15", "1883,8,25"), (9, 220, "1874,3,15", "1883,8,25"))
    assert groups["index"]["left_out"] == [[9, 8152]]
    assert [m[0] for m in groups["pact"]["atop-9"]["members"]] == ["FRA"]
    assert "1 members without a code" in pacts.write(tmp_path)


def test_phases_are_instruments_of_their_own(made):
    groups = made(
        (9, 2, "1950,1,1", "1960,1,1", {"phase": 1}),
        (9, 20, "1950,1,1", "1960,1,1", {"phase": 1}),
        (9, 2, "1960,1,1", "0,0,0", {"phase": 2, "pledges": "0,0,0,0,1"}),
        (9, 20, "1960,1,1", "0,0,0", {"phase": 2, "pledges": "0,0,0,0,1"}),
    )
    assert {i: {o["kind"] for o in p["obligations"]} for i, p in groups["pact"].items()} == {
        "atop-9.1": {"defence", "consultation"},
        "atop-9.2": {"consultation"},
    }


def test_where_pledges_vary_the_dyad_years_say_who_owes_whom(made):
    rows = [(9, n, "1925,10,16", "1928,3,1", {"obvary": 1, "pledges": "1,0,0,0,0"}) for n in (200, 220, 255)]
    dyads = [(200, 220, y, 1, 0, 0, 0, 0) for y in (1925, 1926, 1928)] + [(220, 200, 1950, 1, 0, 0, 0, 0)]
    pact = made(*rows, dyads=dyads)["pact"]["atop-9"]
    found = [(o["owed_by"], o["owed_to"], o["from"], o["until"]) for o in pact["obligations"]]
    assert found == [
        (["GBR"], ["FRA"], "1925-01-01", "1927-01-01"),
        (["GBR"], ["FRA"], "1928-01-01", "1929-01-01"),
    ]
    assert pact["varies"] == []


def test_a_year_that_another_alliance_explains_is_left_to_it(made):
    varies = [(9, n, "1925,10,16", "1928,3,1", {"obvary": 1, "pledges": "1,0,0,0,0"}) for n in (200, 220)]
    plain = [(10, n, "1926,6,1", "1926,9,1", {"pledges": "1,0,0,0,0"}) for n in (200, 220)]
    dyads = [(200, 220, y, 1, 0, 0, 0, 0) for y in (1925, 1926, 1927)]
    pact = made(*varies, *plain, dyads=dyads)["pact"]["atop-9"]
    found = [(o["from"], o["until"]) for o in pact["obligations"]]
    assert found == [("1925-01-01", "1926-01-01"), ("1927-01-01", "1928-01-01")]


def test_without_the_dyad_years_it_is_not_known_who_owes_whom(made):
    rows = [(9, n, "1925,10,16", "1928,3,1", {"obvary": 1}) for n in (200, 220)]
    pact = made(*rows)["pact"]["atop-9"]
    assert (pact["obligations"], pact["varies"]) == ([], ["FRA", "GBR"])


def test_damaged_dyad_years_are_no_absent_ones(made, tmp_path):
    rows = [(9, n, "1925,10,16", "1928,3,1", {"obvary": 1, "pledges": "1,0,0,0,0"}) for n in (200, 220)]
    made(*rows, dyads=[(200, 220, 1926, 1, 0, 0, 0, 0)])
    path = tmp_path / f"{pacts.DYAD_YEARS}.parquet"
    whole = path.read_bytes()
    path.write_bytes(whole[:-20])
    with pytest.raises(DataError, match=f"table '{pacts.DYAD_YEARS}' .*damaged or truncated"):
        pacts.groups(tmp_path)
    path.write_bytes(whole)
    pl.read_parquet(path).drop("atop_neutral").write_parquet(path)
    with pytest.raises(DataError, match="lacks the column 'atop_neutral'"):
        pacts.groups(tmp_path)


def test_a_pledge_with_a_condition_that_has_no_word_is_conditional_still(made, tmp_path):
    made((9, 2, "1960,1,1", "0,0,0"), (9, 20, "1960,1,1", "0,0,0"))
    path = tmp_path / f"{pacts.MEMBERS}.parquet"
    pl.read_parquet(path).with_columns(defcon=pl.lit(1)).write_parquet(path)
    owed = {o["kind"]: o["subject_to"] for o in pacts.groups(tmp_path)["pact"]["atop-9"]["obligations"]}
    assert owed == {"defence": ["coded_condition"], "consultation": []}


def test_a_store_without_the_members_has_none(tmp_path):
    assert (pacts.files(tmp_path), pacts.write(tmp_path)) == ([], "")
    with pytest.raises(DataError, match="pato data add atop51_member_level FILE"):
        pacts.groups(tmp_path)


def test_adding_the_archive_reads_both_tables_and_compiles_the_instruments(owners, tmp_path):
    archive = tmp_path / "atop.zip"
    with zipfile.ZipFile(archive, "w") as stream:
        for name in ("atop", "atop-members"):
            stream.write(owners.written(tmp_path, name), owners.CSV[name][0])
    entry = status.add("atop", archive, folder=tmp_path / "store")
    assert entry.name == "atop"
    assert entry.made[0] == "atop-members: 4 rows in table atop51_member_level."
    assert entry.made[1].startswith("2 instruments of the world layer made, coded by ATOP and not read")
    assert set(status.recorded(tmp_path / "store")) == {"atop", "atop-members"}
    assert set(cache.read(tmp_path / "store" / pacts.FILE)["pact"]) == {"atop-2060", "atop-3375"}


def test_an_archive_without_the_members_says_so_and_adds_the_rest(owners, tmp_path):
    archive = owners.zipped(tmp_path, owners.written(tmp_path, "atop"))
    entry = status.add("atop", archive, folder=tmp_path / "store")
    assert "atop-members was not read from the same archive" in entry.made[0]
    assert not (tmp_path / "store" / pacts.FILE).exists()
