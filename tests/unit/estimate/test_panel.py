"""The panel on a world of a few states, every expected value worked out by hand."""

import datetime as dt

import polars as pl
import pytest

from pato.errors import CoverageError, DataError, UsageError
from pato.estimate.panel import build_panel, group_names, write_panel

D = dt.date


def states(*rows):
    names = ("ccode", "styear", "stmonth", "stday", "endyear", "endmonth", "endday")
    return pl.DataFrame(rows, schema=names, orient="row")


@pytest.fixture
def world(tmp_path):
    """Five states: 2 throughout; 255 (to 1945, again from October 1990); 260 until the day before; 679 follows 678."""
    tables = {
        "cow_states": states(
            (2, 1816, 1, 1, 2016, 12, 31),
            (255, 1940, 1, 1, 1945, 5, 8),
            (255, 1990, 10, 3, 2016, 12, 31),
            (260, 1955, 5, 5, 1990, 10, 2),
            (678, 1926, 9, 2, 1990, 5, 21),
            (679, 1990, 5, 22, 2016, 12, 31),
        ),
        "cow_nmc": pl.DataFrame(
            {"ccode": [2, 2, 260, 678, 255, 679], "year": [1989, 1990, 1989, 1989, 1990, 1990], "cinc": [0.2, 0.19, 0.03, 0.001, 0.04, 0.002]}
        ).with_columns(*(pl.lit(None, pl.Float64).alias(c) for c in ("milex", "milper", "irst", "pec", "tpop", "upop"))),
        "cow_majors": pl.DataFrame(
            {"ccode": [2, 255], "styear": [1898, 1940], "endyear": [2016, 1945], "endmonth": [12, 5]}
        ),
        "cow_contdir": pl.DataFrame(
            {
                "ccode1": [255, 255, 260, 2, 255, 679],
                "ccode2": [260, 260, 255, 679, 679, 255],
                "conttype": [4, 1, 1, 0, 5, 5],
                "stdate": [D(1990, 1, 1), D(1990, 6, 1), D(1990, 6, 1), D(1950, 1, 1), D(1991, 3, 1), D(1991, 3, 1)],
                "enddate": [D(1990, 12, 1)] * 3 + [D(2016, 12, 1)] * 3,
            }
        ),
        "cow_capitals": pl.DataFrame(
            {
                "ccode": [2, 255, 255, 260, 678, 679],
                "stdate": [D(1816, 1, 1), D(1816, 1, 1), D(1991, 6, 1), D(1949, 1, 1), D(1918, 1, 1), D(1990, 5, 22)],
                "enddate": [D(2024, 12, 31), D(1991, 5, 31), D(2024, 12, 31), D(1991, 6, 19), D(1990, 5, 21), D(2024, 12, 31)],
                "lat": [0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
                "lng": [0.0, 90.0, 45.0, 30.0, 60.0, 60.0],
            }
        ),
        "cow_mindist": pl.DataFrame({"ccode1": [2], "ccode2": [255], "year": [1991], "mindist": [123.0]}),
        "nuclear_warheads_1945_2023": pl.DataFrame({"iso3c": ["USA", "USA"], "Year": [1945, 2023], "Number of nuclear warheads": [2, 3708]}),
        "country_codes": pl.DataFrame({"iso3c": ["USA", "DEU"], "cown": [2, 255]}),
        "isard_cw_democracy_1900_2025": pl.DataFrame(
            {
                "ccode": [2, 255, 679, 678, 2],
                "year": [1990, 1990, 1990, 1989, 1989],
                "euds": [1.0, 1.0, -1.0, -1.0, 1.0],
                "aeuds": [1.0, 0.3, -0.5, -0.5, 1.0],
                "polity2": [10.0, None, -7.0, None, 10.0],
                "v2x_polyarchy": [0.8, 0.8, 0.1, 0.1, 0.8],
            }
        ),
        "tss_rivalries": pl.DataFrame(
            {"ccode1": [2, 2], "ccode2": [255, 679], "start": [1939, 1991], "end": [1945, 2020], "spatial": [1.0, None]}
        ).with_columns(*(pl.lit(None, pl.Float64).alias(c) for c in ("positional", "ideological", "interventionary"))),
        "td_rivalries": pl.DataFrame({"ccode1": [2], "ccode2": [255], "styear": [1939], "endyear": [2010]}),
        "gml_dirdisp": disputes(
            # two disputes of the same directed pair in one year, of which one reaches war, and one that goes on
            (1, 2, 255, 1990, 1, 1, 3),
            (2, 2, 255, 1990, 1, 1, 5),
            (3, 255, 2, 1992, 1, 1, 4),
            (3, 255, 2, 1993, 1, 0, 4),
            (4, 2, 678, 2010, 1, 1, 2),
            (5, 2, 679, 2010, 1, 1, 2),
        ),
        "atop51_directed_dyad_year_1815_2018": pl.DataFrame(
            [
                (2, 260, 1989, 1, 0, 0, 0, 0), (2, 260, 1990, 1, 0, 0, 0, 0), (2, 255, 1990, 1, 0, 0, 0, 0),
                (679, 255, 1990, 1, 0, 0, 0, 0), (255, 679, 1990, 0, 0, 1, 0, 0), (2, 999, 1990, 1, 0, 0, 0, 0),
                (2, 255, 2018, 1, 0, 0, 0, 0),
            ],
            schema=("ccode1", "ccode2", "year", "atop_defense", "atop_offense", "atop_neutral", "atop_nonagg", "atop_consul"),
            orient="row",
        ),
        "unga_idealpoints_s1_s78": pl.DataFrame({"ccode": [2, 255], "year_session_opens": [1990, 1990], "IdealPointAll": [2.5, 1.5]}),
        "cow_trade_sy": pl.DataFrame({"ccode": [2], "year": [1990], "imports": [5.0], "exports": [4.0]}),
        "trade_dta_comtrade_1964_2016": pl.DataFrame({"exp": ["USA"], "imp": ["DEU"], "time": [1992], "export": [3e6]}),
    }  # fmt: skip
    for name, table in tables.items():
        table.write_parquet(tmp_path / f"{name}.parquet")
    return str(tmp_path)


def disputes(*rows):
    """Both directions of each record; side 1 of the record given is the initiator."""
    out = []
    for number, one, two, year, ongoing, onset, level in rows:
        out.append((number, one, two, year, ongoing, onset, 1, 0, 1, 1, level))
        out.append((number, two, one, year, ongoing, onset, 0, 1, 1, 1, level))
    names = (
        "dispnum",
        "ccode1",
        "ccode2",
        "year",
        "midongoing",
        "midonset",
        "sidea1",
        "sidea2",
        "orig1",
        "orig2",
        "hostlev",
    )
    return pl.DataFrame(out, schema=names, orient="row")


def row(frame, one, two, year):
    found = frame.filter((pl.col("ccode1") == one) & (pl.col("ccode2") == two) & (pl.col("year") == year))
    assert found.height == 1
    return found.row(0, named=True)


def test_a_state_has_a_year_if_it_has_a_day(world):
    frame = build_panel("state-year", (1989, 1991), (), world)
    years = {code: sorted(part["year"].to_list()) for (code,), part in frame.group_by("ccode")}
    assert years == {
        2: [1989, 1990, 1991],
        260: [1989, 1990],
        678: [1989, 1990],
        255: [1990, 1991],
        679: [1990, 1991],
    }


def test_states_of_the_lists_last_day_are_carried_and_flagged(world):
    frame = build_panel("state-year", (2016, 2017), (), world)
    assert frame.select("ccode", "year", "system_carried").rows() == [
        (2, 2016, 0), (255, 2016, 0), (679, 2016, 0), (2, 2017, 1), (255, 2017, 1), (679, 2017, 1),
    ]  # fmt: skip


def test_pairs_that_never_shared_a_day_are_no_rows(world):
    frame = build_panel("dyad-year", (1990, 1990), (), world)
    # 260 ended the day before 255 began, 678 the day before 679; 255 came after 678 was gone
    pairs = [(2, 255), (2, 260), (2, 678), (2, 679), (255, 679), (260, 678), (260, 679)]
    assert frame.select("ccode1", "ccode2").rows() == pairs


def test_directed_rows_are_both_directions_without_duplicates(world):
    directed = build_panel("directed-dyad-year", (1940, 2019), (), world)
    undirected = build_panel("dyad-year", (1940, 2019), (), world)
    assert directed.height == 2 * undirected.height
    assert not directed.select("ccode1", "ccode2", "year").is_duplicated().any()
    assert (undirected["ccode1"] < undirected["ccode2"]).all()


def test_lags_are_of_the_year_before_and_of_the_same_year_for_entrants(world):
    frame = build_panel("directed-dyad-year", (1990, 1991), ["capability"], world)
    now = row(frame, 2, 255, 1990)
    assert (now["cinc1"], now["cinc1_lag1"]) == (0.19, 0.2)
    assert (now["cinc2"], now["cinc2_lag1"]) == (0.04, 0.04)  # entered in October 1990
    later = row(frame, 2, 255, 1991)
    assert (later["cinc2"], later["cinc2_lag1"]) == (None, 0.04)  # no figure for 1991: unknown, not zero
    assert later["capability_share_lag1"] == pytest.approx(0.19 / 0.23)
    assert (later["major1"], later["major2"], later["nuclear1"], later["nuclear2"]) == (1, 0, 0, 0)


def test_contiguity_takes_the_closest_type_drops_type_zero_and_carries_2016(world):
    frame = build_panel("directed-dyad-year", (1990, 2018), ["contiguity"], world)
    assert row(frame, 2, 679, 1995)["contiguity"] == 0  # type 0 in the owner's list is no contiguity
    assert row(frame, 255, 679, 1990)["contiguity"] == 0
    assert row(frame, 679, 255, 1991)["contiguity"] == 5
    carried = row(frame, 255, 679, 2018)
    assert (carried["contiguity"], carried["contiguity_carried"]) == (5, 1)
    assert row(frame, 255, 679, 1991)["politically_relevant"] == 1
    assert row(frame, 255, 679, 1990)["politically_relevant"] == 0
    assert row(frame, 2, 679, 1995)["politically_relevant"] == 1  # a major power


def test_the_closest_of_several_types_in_a_year_wins(world):
    pl.DataFrame(
        {
            "ccode1": [2, 2], "ccode2": [679, 679], "conttype": [4, 2],
            "stdate": [D(1990, 5, 1), D(1990, 9, 1)], "enddate": [D(1990, 8, 1), D(1991, 2, 1)],
        }
    ).write_parquet(f"{world}/cow_contdir.parquet")  # fmt: skip
    frame = build_panel("directed-dyad-year", (1990, 1992), ["contiguity"], world)
    assert [row(frame, 679, 2, y)["contiguity"] for y in (1990, 1991, 1992)] == [2, 2, 0]


def test_distances_are_between_the_capitals_of_1_january(world):
    frame = build_panel("directed-dyad-year", (1990, 1992), ["distance"], world)
    degree = 6371.0088 * 3.141592653589793 / 180
    assert row(frame, 2, 255, 1991)["distance_km"] == pytest.approx(90 * degree, rel=1e-6)  # moved in June
    assert row(frame, 2, 255, 1992)["distance_km"] == pytest.approx(45 * degree, rel=1e-6)
    assert row(frame, 2, 679, 1990)["distance_km"] == pytest.approx(60 * degree, rel=1e-6)  # entered in May
    assert row(frame, 2, 255, 1991)["minimum_distance_km"] == 123
    assert row(frame, 255, 2, 1990)["minimum_distance_km"] is None


def test_a_democracy_is_polity_6_or_else_a_positive_score(world):
    frame = build_panel("directed-dyad-year", (1990, 1992), ["regime"], world)
    now = row(frame, 2, 255, 1990)
    assert (now["democracy1"], now["democracy2"], now["joint_democracy_lag1"]) == (1, 1, 1)
    assert row(frame, 2, 679, 1991)["joint_democracy_lag1"] == 0
    assert row(frame, 2, 255, 1992)["joint_democracy_lag1"] is None


def test_rivalries_end_with_their_coverage(world):
    frame = build_panel("directed-dyad-year", (1940, 2022), ["rivalry"], world)
    assert row(frame, 255, 2, 1945)["rivalry"] == 1
    assert row(frame, 255, 2, 1990)["rivalry"] == 0
    first = row(frame, 2, 679, 1991)
    assert (first["rivalry"], first["rivalry_lag1"], first["rivalry_spatial"]) == (1, 0, 0)
    assert [row(frame, 2, 679, y)["rivalry"] for y in (2020, 2021)] == [1, None]
    assert [row(frame, 2, 679, y)["rivalry_lag1"] for y in (2021, 2022)] == [1, None]


def test_two_onsets_in_a_year_are_one_row_with_the_highest_level(world):
    frame = build_panel("directed-dyad-year", (1990, 1994), ["disputes"], world)
    start = row(frame, 2, 255, 1990)
    assert (
        start["initiation"],
        start["initiation_force"],
        start["initiation_war"],
        start["dispute_continuing"],
    ) == (1, 1, 1, 0)
    target = row(frame, 255, 2, 1990)
    assert (target["initiation"], target["dispute_onset"], target["dispute_ongoing"]) == (0, 1, 1)
    second_year = row(frame, 255, 2, 1993)
    assert (second_year["initiation"], second_year["dispute_continuing"], second_year["dispute_onset"]) == (
        0,
        1,
        0,
    )


def test_history_is_strictly_before_the_year(world):
    frame = build_panel("directed-dyad-year", (1990, 1995), ["disputes"], world)
    # pair 2-255 is first together in 1940, its disputes begin in 1990 (two) and 1992 (one, active to 1993)
    assert [row(frame, 2, 255, y)["peace_years"] for y in range(1990, 1996)] == [50, 1, 2, 1, 1, 2]
    weights = [row(frame, 255, 2, y)["onsets_halflife20"] for y in (1990, 1991, 1993)]
    half = 0.5 ** (1 / 20)
    assert weights == pytest.approx([0, 2 * half, 2 * half**3 + half], rel=1e-6)
    assert [row(frame, 2, 255, y)["ever_disputed"] for y in (1990, 1991)] == [0, 1]
    own = row(frame, 2, 255, 1991)
    assert own["own_initiations_halflife10"] == pytest.approx(2 * 0.5**0.1, rel=1e-6)
    assert own["targeted_halflife10"] == 0
    assert row(frame, 255, 2, 1991)["targeted_halflife10"] == pytest.approx(2 * 0.5**0.1, rel=1e-6)


def test_changing_a_year_changes_nothing_before_it(world):
    """No leak: histories of 1992 and before stay as they are, whatever happens in 1992."""
    before = build_panel("directed-dyad-year", (1989, 1995), ["disputes"], world)
    table = pl.read_parquet(f"{world}/gml_dirdisp.parquet")
    table.filter(pl.col("year") != 1992).write_parquet(f"{world}/gml_dirdisp.parquet")
    after = build_panel("directed-dyad-year", (1989, 1995), ["disputes"], world)
    history = [c for c in before.columns if c in {"peace_years", "ever_disputed"} or "halflife" in c]
    past = pl.col("year") <= 1992
    assert before.filter(past).select(history).equals(after.filter(past).select(history))
    assert not before.filter(~past).select(history).equals(after.filter(~past).select(history))


def test_involvement_leaves_the_opponent_out(world):
    frame = build_panel("directed-dyad-year", (1990, 1991), ["disputes"], world)
    assert row(frame, 2, 255, 1991)["involvement1_halflife5"] == 0
    assert row(frame, 2, 679, 1991)["involvement1_halflife5"] == pytest.approx(2 * 0.5**0.2, rel=1e-6)


def test_dispute_coverage_ends_and_history_one_year_later(world):
    frame = build_panel("directed-dyad-year", (2010, 2012), ["disputes"], world)
    assert [row(frame, 2, 679, y)["initiation"] for y in (2010, 2011)] == [1, None]
    assert [row(frame, 2, 679, y)["peace_years"] for y in (2011, 2012)] == [1, None]


def test_disputes_of_a_code_outside_the_system_do_not_move_to_its_successor(world):
    frame = build_panel("directed-dyad-year", (2010, 2011), ["disputes"], world)
    # dispute 4 is recorded for 678, which left the system in 1990: only dispute 5 counts
    assert row(frame, 2, 679, 2011)["onsets_halflife20"] == pytest.approx(0.5 ** (1 / 20), rel=1e-6)


def test_pledges_are_directed_lagged_and_follow_codes(world):
    frame = build_panel("directed-dyad-year", (1990, 1991), ["pledges"], world)
    assert row(frame, 2, 255, 1990)["pledge_defence"] == 1
    assert row(frame, 255, 2, 1990)["pledge_defence"] == 0
    # 255 is a new code in 1990: what 260 was pledged in 1989 is not its own
    assert row(frame, 2, 255, 1990)["pledge_defence_lag1"] == 0
    assert row(frame, 2, 260, 1990)["pledge_defence_lag1"] == 1
    assert row(frame, 2, 255, 1991)["pledge_defence_lag1"] == 1


def test_outside_pledges_leave_the_opponent_out(world):
    frame = build_panel("directed-dyad-year", (1991, 1991), ["pledges"], world)
    # in 1990, 2 and 679 are pledged to defend 255; 255 is pledged neutral towards 679
    against_255 = row(frame, 679, 255, 1991)
    assert (against_255["target_defence_lag1"], against_255["target_pledgers_lag1"]) == (1, 1)
    assert row(frame, 2, 255, 1991)["target_pledgers_lag1"] == 1
    assert row(frame, 255, 2, 1991)["challenger_defence_lag1"] == 1
    assert row(frame, 2, 679, 1991)["challenger_defence_lag1"] == 0
    assert row(frame, 679, 2, 1991)["challenger_neutrality_lag1"] == 1
    assert row(frame, 679, 255, 1991)["challenger_neutrality_lag1"] == 0


def test_the_dose_is_the_pledgers_capability_at_the_targets_capital(world):
    frame = build_panel("directed-dyad-year", (1991, 1991), ["pledges"], world)
    import math

    miles = 90 * 6371.0088 * math.pi / 180 / 1.609344
    expected = math.log1p(100 * 0.19 ** math.log10(miles / 500 + 10 - math.e))
    got = row(frame, 679, 255, 1991)
    assert got["target_dose_largest_lag1"] == pytest.approx(expected, rel=1e-5)
    assert got["target_dose_rest_lag1"] == pytest.approx(0, abs=1e-6)


def test_pledges_are_unknown_after_coverage(world):
    frame = build_panel("directed-dyad-year", (2018, 2020), ["pledges"], world)
    assert [row(frame, 2, 255, y)["pledge_defence"] for y in (2018, 2019)] == [1, None]
    assert [row(frame, 2, 255, y)["pledge_defence_lag1"] for y in (2019, 2020)] == [1, None]
    assert row(frame, 2, 255, 2020)["target_dose_lag1"] is None
    assert row(frame, 2, 255, 2020)["portfolio_s_lag1"] is None


def test_undirected_panels_carry_directed_covariates_both_ways(world):
    frame = build_panel("dyad-year", (1990, 1990), ["disputes", "pledges"], world)
    now = row(frame, 2, 255, 1990)
    assert (now["initiation_12"], now["initiation_21"], now["dispute_onset"]) == (1, 0, 1)
    assert (now["pledge_defence_12"], now["pledge_defence_21"]) == (1, 0)


def test_ideal_points_and_trade(world):
    frame = build_panel("directed-dyad-year", (1990, 1992), ["ideal_points", "trade"], world)
    assert row(frame, 2, 255, 1991)["ideal_point_gap_lag1"] == 1.0
    assert row(frame, 2, 255, 1992)["goods_exports_usd_m"] == 3.0
    assert row(frame, 255, 2, 1992)["goods_exports_usd_m"] is None
    assert row(frame, 2, 255, 1990)["imports_usd_m1"] == 5.0


def test_state_years_with_every_group(world):
    frame = build_panel("state-year", (1990, 1991), group_names(), world)
    germany = frame.filter((pl.col("ccode") == 255) & (pl.col("year") == 1990)).row(0, named=True)
    assert (
        germany["disputes_targeted"],
        germany["defence_pledges_received"],
        germany["land_neighbours"],
    ) == (2, 2, 1)
    assert not frame.select("ccode", "year").is_duplicated().any()


@pytest.mark.parametrize("unit", ["state-year", "dyad-year", "directed-dyad-year"])
@pytest.mark.parametrize("ending", ["parquet", "csv", "dta"])
def test_written_panels_read_back(world, tmp_path, unit, ending):
    import pandas as pd

    frame = build_panel(unit, (1990, 1992), group_names(), world)
    target = tmp_path / f"panel.{ending}"
    write_panel(frame, target)
    back = {"parquet": pd.read_parquet, "csv": pd.read_csv, "dta": pd.read_stata}[ending](target)
    assert list(back.columns) == frame.columns
    assert back.isna().sum().to_list() == list(frame.null_count().row(0))
    assert back["year"].to_list() == frame["year"].to_list()


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"unit": "dyad"}, UsageError, ["unit 'dyad'", "dyad-year"]),
        ({"with_": ["capabilty"]}, UsageError, ["capabilty", "Did you mean 'capability'"]),
        ({"years": (1990, 1980)}, UsageError, ["empty window"]),
        ({"years": (1800, 1980)}, CoverageError, ["1816"]),
    ],
)
def test_impossible_requests_say_what_is_allowed(world, arguments, error, words):
    call = {"unit": "state-year", "years": (1990, 1991), "with_": (), "store": world} | arguments
    with pytest.raises(error) as caught:
        build_panel(**call)
    assert all(word in str(caught.value) for word in words)


def test_a_missing_table_names_itself_the_folder_and_the_command(tmp_path):
    with pytest.raises(DataError) as caught:
        build_panel("state-year", (1990, 1991), (), str(tmp_path))
    assert all(
        word in str(caught.value) for word in ("cow_states", str(tmp_path), "pato data get cow_states")
    )


def test_a_missing_column_is_named(world):
    table = pl.read_parquet(f"{world}/cow_nmc.parquet").rename({"cinc": "CINC"})
    table.write_parquet(f"{world}/cow_nmc.parquet")
    with pytest.raises(DataError, match=r"cow_nmc.*lacks the column 'cinc'.*'CINC'"):
        build_panel("state-year", (1990, 1991), ["capability"], world)


def test_a_truncated_table_is_named(world):
    from pathlib import Path

    file = Path(world, "cow_nmc.parquet")
    file.write_bytes(file.read_bytes()[:-20])
    with pytest.raises(DataError, match=r"cow_nmc.*damaged or truncated"):
        build_panel("state-year", (1990, 1991), ["capability"], world)


def test_a_csv_table_is_read_like_a_parquet_one(world):
    from pathlib import Path

    expected = build_panel("directed-dyad-year", (1990, 1991), ["capability"], world)
    pl.read_parquet(f"{world}/cow_nmc.parquet").write_csv(f"{world}/cow_nmc.csv")
    Path(world, "cow_nmc.parquet").unlink()
    assert build_panel("directed-dyad-year", (1990, 1991), ["capability"], world).equals(expected)


def test_an_unknown_ending_is_refused_before_anything_is_built(world, tmp_path):
    with pytest.raises(UsageError, match=r"\.parquet, \.csv, \.dta"):
        write_panel(pl.DataFrame({"year": [1]}), tmp_path / "panel.xlsx")
    assert not (tmp_path / "panel.xlsx").exists()
