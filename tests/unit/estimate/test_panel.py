"""The panel on a world of a few states, every expected value worked out by hand."""

import datetime as dt

import polars as pl
import pytest

from pato.errors import CoverageError, DataError, UsageError
from pato.estimate.panel import build_panel, group_names, write_panel
from pato.estimate.panel.labels import label

D = dt.date


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


def test_lags_are_of_the_year_before_and_of_the_same_year_for_entrants(world, row):
    frame = build_panel("directed-dyad-year", (1990, 1991), ["capability"], world)
    now = row(frame, 2, 255, 1990)
    assert (now["cinc1"], now["cinc1_lag1"]) == (0.19, 0.2)
    assert (now["cinc2"], now["cinc2_lag1"]) == (0.04, 0.04)  # entered in October 1990
    later = row(frame, 2, 255, 1991)
    assert (later["cinc2"], later["cinc2_lag1"]) == (None, 0.04)  # no figure for 1991: unknown, not zero
    assert later["capability_share_lag1"] == pytest.approx(0.19 / 0.23)
    assert (later["major1"], later["major2"], later["nuclear1"], later["nuclear2"]) == (1, 0, 0, 0)


def test_contiguity_takes_the_closest_type_drops_type_zero_and_carries_2016(world, row):
    frame = build_panel("directed-dyad-year", (1990, 2018), ["contiguity"], world)
    assert row(frame, 2, 679, 1995)["contiguity"] == 0  # type 0 in the owner's list is no contiguity
    assert row(frame, 255, 679, 1990)["contiguity"] == 0
    assert row(frame, 679, 255, 1991)["contiguity"] == 5
    carried = row(frame, 255, 679, 2018)
    assert (carried["contiguity"], carried["contiguity_carried"]) == (5, 1)
    assert row(frame, 255, 679, 1991)["politically_relevant"] == 1
    assert row(frame, 255, 679, 1990)["politically_relevant"] == 0
    assert row(frame, 2, 679, 1995)["politically_relevant"] == 1  # a major power


def test_the_closest_of_several_types_in_a_year_wins(world, row):
    pl.DataFrame(
        {
            "ccode1": [2, 2], "ccode2": [679, 679], "conttype": [4, 2],
            "stdate": [D(1990, 5, 1), D(1990, 9, 1)], "enddate": [D(1990, 8, 1), D(1991, 2, 1)],
        }
    ).write_parquet(f"{world}/cow_contdir.parquet")  # fmt: skip
    frame = build_panel("directed-dyad-year", (1990, 1992), ["contiguity"], world)
    assert [row(frame, 679, 2, y)["contiguity"] for y in (1990, 1991, 1992)] == [2, 2, 0]


def test_distances_are_between_the_capitals_of_1_january(world, row):
    frame = build_panel("directed-dyad-year", (1990, 1992), ["distance"], world)
    degree = 6371.0088 * 3.141592653589793 / 180
    assert row(frame, 2, 255, 1991)["distance_km"] == pytest.approx(90 * degree, rel=1e-6)  # moved in June
    assert row(frame, 2, 255, 1992)["distance_km"] == pytest.approx(45 * degree, rel=1e-6)
    assert row(frame, 2, 679, 1990)["distance_km"] == pytest.approx(60 * degree, rel=1e-6)  # entered in May
    assert row(frame, 2, 255, 1991)["minimum_distance_km"] == 123
    assert row(frame, 255, 2, 1990)["minimum_distance_km"] is None


def test_a_democracy_is_polity_6_or_else_a_positive_score(world, row):
    frame = build_panel("directed-dyad-year", (1990, 1992), ["regime"], world)
    now = row(frame, 2, 255, 1990)
    assert (now["democracy1"], now["democracy2"], now["joint_democracy_lag1"]) == (1, 1, 1)
    assert row(frame, 2, 679, 1991)["joint_democracy_lag1"] == 0
    assert row(frame, 2, 255, 1992)["joint_democracy_lag1"] is None


def test_undirected_panels_carry_directed_covariates_both_ways(world, row):
    frame = build_panel("dyad-year", (1990, 1990), ["disputes", "pledges"], world)
    now = row(frame, 2, 255, 1990)
    assert (now["initiation_12"], now["initiation_21"], now["dispute_onset"]) == (1, 0, 1)
    assert (now["pledge_defence_12"], now["pledge_defence_21"]) == (1, 0)


def test_ideal_points_and_trade(world, row):
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


@pytest.mark.parametrize("unit", ["state-year", "dyad-year", "directed-dyad-year"])
def test_every_column_of_our_own_is_described_in_what_statas_labels_hold(world, unit):
    frame = build_panel(unit, (1990, 1992), group_names(), world)
    told = {name: label(name) for name in frame.columns if name != "year"}
    assert not [name for name, text in told.items() if text == name or len(text) > 80]
    assert len(set(told.values())) == len(told)


def test_another_record_of_disputes_and_the_adjusted_score_are_named():
    assert label("onsets_hl20_mid") == "past disputes of the pair, weight halves every 20 years, MID 5.0"
    assert label("initiation_mie_21") == "initiates a militarized dispute, MIE 1.0, side 2 to 1"
    assert label("aeuds1") == "extended unified democracy score, adjusted, side 1"


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


def test_minimum_distances_come_from_the_short_table_only_where_the_long_one_is_absent(world):
    from pathlib import Path

    long, short = (Path(world, f"{name}.parquet") for name in ("cow_mindist", "cow_mindist_2010_2019"))
    pl.read_parquet(long).with_columns(mindist=7.0).write_parquet(short)

    def distances():
        frame = build_panel("directed-dyad-year", (1990, 1991), ["distance"], world)
        return frame["minimum_distance_km"].drop_nulls().unique().to_list()

    assert distances() == [123.0]
    whole = long.read_bytes()
    long.write_bytes(whole[:-20])
    with pytest.raises(DataError, match=r"table 'cow_mindist' .*damaged or truncated"):
        distances()
    long.unlink()
    assert distances() == [7.0]


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
