"""Rivalries, disputes, wars and pledges in the panel: direction, coverage, and nothing of the year itself in its history."""

import polars as pl
import pytest

from pato.estimate.panel import build_panel


def test_rivalries_end_with_their_coverage(world, row):
    frame = build_panel("directed-dyad-year", (1940, 2022), ["rivalry"], world)
    assert row(frame, 255, 2, 1945)["rivalry"] == 1
    assert row(frame, 255, 2, 1990)["rivalry"] == 0
    first = row(frame, 2, 679, 1991)
    assert (first["rivalry"], first["rivalry_lag1"], first["rivalry_spatial"]) == (1, 0, 0)
    assert [row(frame, 2, 679, y)["rivalry"] for y in (2020, 2021)] == [1, None]
    assert [row(frame, 2, 679, y)["rivalry_lag1"] for y in (2021, 2022)] == [1, None]


def test_two_onsets_in_a_year_are_one_row_with_the_highest_level(world, row):
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


def test_history_is_strictly_before_the_year(world, row):
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


def test_involvement_leaves_the_opponent_out(world, row):
    frame = build_panel("directed-dyad-year", (1990, 1991), ["disputes"], world)
    assert row(frame, 2, 255, 1991)["involvement1_halflife5"] == 0
    assert row(frame, 2, 679, 1991)["involvement1_halflife5"] == pytest.approx(2 * 0.5**0.2, rel=1e-6)


def test_dispute_coverage_ends_and_history_one_year_later(world, row):
    frame = build_panel("directed-dyad-year", (2010, 2012), ["disputes"], world)
    assert [row(frame, 2, 679, y)["initiation"] for y in (2010, 2011)] == [1, None]
    assert [row(frame, 2, 679, y)["peace_years"] for y in (2011, 2012)] == [1, None]


def test_disputes_of_a_code_outside_the_system_do_not_move_to_its_successor(world, row):
    frame = build_panel("directed-dyad-year", (2010, 2011), ["disputes"], world)
    # dispute 4 is recorded for 678, which left the system in 1990: only dispute 5 counts
    assert row(frame, 2, 679, 2011)["onsets_halflife20"] == pytest.approx(0.5 ** (1 / 20), rel=1e-6)


def test_pledges_are_directed_lagged_and_follow_codes(world, row):
    frame = build_panel("directed-dyad-year", (1990, 1991), ["pledges"], world)
    assert row(frame, 2, 255, 1990)["pledge_defence"] == 1
    assert row(frame, 255, 2, 1990)["pledge_defence"] == 0
    # 255 is a new code in 1990: what 260 was pledged in 1989 is not its own
    assert row(frame, 2, 255, 1990)["pledge_defence_lag1"] == 0
    assert row(frame, 2, 260, 1990)["pledge_defence_lag1"] == 1
    assert row(frame, 2, 255, 1991)["pledge_defence_lag1"] == 1


def test_outside_pledges_leave_the_opponent_out(world, row):
    frame = build_panel("directed-dyad-year", (1991, 1991), ["pledges"], world)
    # in 1990, 2 and 679 are pledged to defend 255; 255 is pledged neutral towards 679
    against_255 = row(frame, 679, 255, 1991)
    assert (against_255["target_defence_lag1"], against_255["target_pledgers_lag1"]) == (1, 1)
    assert row(frame, 2, 255, 1991)["target_pledgers_lag1"] == 1
    assert row(frame, 255, 2, 1991)["challenger_defence_lag1"] == 1
    assert row(frame, 2, 679, 1991)["challenger_defence_lag1"] == 0
    assert row(frame, 679, 2, 1991)["challenger_neutrality_lag1"] == 1
    assert row(frame, 679, 255, 1991)["challenger_neutrality_lag1"] == 0


def test_the_dose_is_the_pledgers_capability_at_the_targets_capital(world, row):
    frame = build_panel("directed-dyad-year", (1991, 1991), ["pledges"], world)
    import math

    miles = 90 * 6371.0088 * math.pi / 180 / 1.609344
    expected = math.log1p(100 * 0.19 ** math.log10(miles / 500 + 10 - math.e))
    got = row(frame, 679, 255, 1991)
    assert got["target_dose_largest_lag1"] == pytest.approx(expected, rel=1e-5)
    assert got["target_dose_rest_lag1"] == pytest.approx(0, abs=1e-6)


def test_pledges_are_unknown_after_coverage(world, row):
    frame = build_panel("directed-dyad-year", (2018, 2020), ["pledges"], world)
    assert [row(frame, 2, 255, y)["pledge_defence"] for y in (2018, 2019)] == [1, None]
    assert [row(frame, 2, 255, y)["pledge_defence_lag1"] for y in (2019, 2020)] == [1, None]
    assert row(frame, 2, 255, 2020)["target_dose_lag1"] is None
    assert row(frame, 2, 255, 2020)["portfolio_s_lag1"] is None


def test_wars_are_directed_by_who_initiated_and_end_with_the_list(world, row):
    frame = build_panel("directed-dyad-year", (1990, 2008), ["wars"], world)
    began, target = row(frame, 255, 2, 1991), row(frame, 2, 255, 1991)
    assert (began["war_initiation"], began["war_onset"], began["war_continuing"]) == (1, 1, 0)
    assert (target["war_initiation"], target["war_onset"]) == (0, 1)
    later = row(frame, 255, 2, 1992)
    assert (later["war_initiation"], later["war_onset"], later["war_continuing"]) == (0, 0, 1)
    # 679 entered the war in its second year: the initiator did not choose to attack it
    joined = row(frame, 255, 679, 1992)
    assert (joined["war_initiation"], joined["war_onset"]) == (0, 1)
    assert [row(frame, 2, 679, y)["war_onset"] for y in (2007, 2008)] == [0, None]
