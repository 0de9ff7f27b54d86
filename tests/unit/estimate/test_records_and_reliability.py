"""Three records of disputes in one form; regimes at the right states; what ships of reliability and selection."""

import numpy as np
import polars as pl
import pytest

from pato.estimate.panel import build_panel
from pato.estimate.panel.dispute_records import COLUMNS, RECORDS, named, read_records
from pato.estimate.panel.groups.regime import polity2
from pato.estimate.panel.system import read_system
from pato.estimate.reliability import as_estimate, fit_reliability
from pato.estimate.replications import war_performance
from pato.files.estimates import stored
from pato.report.evidence import tables
from pato.world.sources import polity


@pytest.mark.parametrize("record", RECORDS)
def test_every_record_has_the_same_form(world, record):
    frame = read_records(record, world)
    assert tuple(frame.columns) == COLUMNS
    assert all(t.is_integer() for t in frame.dtypes)
    # both directions of every pair and year
    there = set(frame.select("dispnum", "ccode1", "ccode2", "year").rows())
    assert {(d, b, a, y) for d, a, b, y in there} == there


def test_events_become_disputes_of_pairs(world):
    """2 threatens 255 on 3 May 1990 and is met with force in 1991; 679 acts on 2 later, on the other side."""
    frame = read_records("mie", world)
    by = {(r["ccode1"], r["ccode2"], r["year"]): r for r in frame.iter_rows(named=True)}
    first = by[2, 255, 1990]
    assert (first["midonset"], first["sidea1"], first["sidea2"], first["orig1"], first["hostlev"]) == (
        1,
        1,
        0,
        1,
        4,
    )
    assert by[2, 255, 1991]["midonset"] == 0
    later = by[679, 2, 1991]
    assert (later["midonset"], later["sidea1"], later["orig1"]) == (1, 0, 0)


def test_the_panel_keeps_the_records_apart(world, row):
    frame = build_panel(
        "directed-dyad-year", (1990, 1992), ("disputes", "disputes_mid", "disputes_mie"), world
    )
    assert row(frame, 2, 255, 1990)["initiation_mie"] == 1
    assert row(frame, 255, 2, 1990)["initiation_mie"] == 0
    assert row(frame, 2, 679, 1991)["initiation_mie"] == 0  # it joined
    assert row(frame, 255, 2, 1992)["initiation_force_mid"] == 1
    assert row(frame, 2, 255, 1992)[named("peace_years", "mie")] == 1


def test_columns_of_other_records_are_short_enough_for_stata(world):
    frame = build_panel("dyad-year", (1990, 1992), ("disputes_mid", "disputes_mie"), world)
    assert max(map(len, frame.columns)) <= 32


def test_polity_is_read_under_its_own_numbers(world):
    system = read_system(1991, world)
    found = polity2(system, world)
    at = {int(c): i for i, c in enumerate(system.codes)}
    assert found[1990 - 1816, at[2]] == 10
    assert np.isnan(found[1950 - 1816, at[2]])


@pytest.mark.full_data
def test_the_crosswalk_is_that_of_the_copy_at_hand(full_data):
    """The copy carries a crosswalk of its own, made and checked independently."""
    frame = pl.read_parquet(full_data / f"{polity.TABLE}.parquet")
    if "cow_use" not in frame.columns:
        pytest.skip("this copy of Polity carries no crosswalk")
    ours = set(polity.cow_codes(frame.select("ccode", "year")).select("ccode", "year", "cow").rows())
    assert ours == set(frame.filter(pl.col("cow_use") == 1).select("ccode", "year", "cow_ccode").rows())


@pytest.mark.full_data
def test_the_soviet_union_has_a_regime(full_data):
    system = read_system(2018, str(full_data))
    found = polity2(system, str(full_data))
    at = {int(c): i for i, c in enumerate(system.codes)}
    soviet = found[1923 - 1816 : 1990 - 1816, at[365]]
    assert np.nanmax(soviet) <= -6 or set(soviet[-2:]) <= {-6.0, -4.0, 0.0}
    assert set(found[2008 - 1816 :, at[341]]) == {9.0}
    assert set(found[2011 - 1816 :, at[626]]) == {0.0}
    assert int(np.isfinite(found[system.present]).sum()) == 14_831


@pytest.mark.full_data
def test_published_reliability_is_reproduced_to_the_digit(full_data):
    rows = war_performance.run(str(full_data)).rows
    assert [r.agreement for r in rows] == ["same"] * 7 + [None] * 2
    assert [r.what.rpartition(": ")[2] for r in rows[-2:]] == ["36 of 59 honoured", "6 of 43 honoured"]


@pytest.mark.full_data
def test_reliability_is_what_ships(full_data):
    again, ships = as_estimate(fit_reliability(str(full_data)), str(full_data)), stored("reliability")
    np.testing.assert_allclose(again["coefficients"], ships["coefficients"], atol=1e-4)
    assert again["sample"] == ships["sample"]
    assert again["own_record"] == ships["own_record"]


def test_what_ships_of_reliability_is_better_than_the_share():
    found = stored("reliability")
    assert (found["sample"]["rows"], found["sample"]["events"], found["sample"]["wars"]) == (249, 26, 20)
    scores, wars = found["scores"], found["any_ally"]
    assert scores["brier"] < scores["brier_of_the_share"]
    assert scores["auc"] >= 0.76
    assert scores["expected_to_observed_interval"][0] < 1 < scores["expected_to_observed_interval"][1]
    assert abs(wars["expected_shared"] - wars["observed"]) < abs(wars["expected_alone"] - wars["observed"])


def test_the_evidence_shows_selection_and_reliability():
    shown = tables(stored("evidence"))
    selection = {r["what"]: r["value"] for r in shown["selection"].records()}
    assert selection["dose of the largest pledger"] < 0 > selection["the dose 5 years later, alone"]
    assert (
        selection["times as strong as rivalry, to null it"]
        > selection["times as strong as rivalry, to take its significance"]
    )
    assert "United States" in "".join(shown["reliability"].notes)
    kept = {(r["unit"], r["years"]): (r["kept"], r["cases"]) for r in shown["reliability"].records()}
    assert kept["defence pact in a war", "1945-2003"] == (6, 43)


@pytest.mark.full_data
def test_tables_at_hand_pass_what_owners_files_must_pass(full_data):
    """Bounds of the loaders refuse no owner's own figure; contiguity's type 0 is not the owner's (docs/panel.md)."""
    from pato.world.sources import catalogue
    from pato.world.sources.sanity import refuse_impossible

    for what in catalogue().values():
        path = full_data / f"{what.table}.parquet"
        if what.loadable and path.is_file() and what.name != "cow-contiguity":
            refuse_impossible(path, pl.read_parquet(path), what)


def test_what_defenders_share_holds_for_those_without_a_pact():
    """The numbers that allies gave, held against everybody else: as many joins as happened, within a tenth."""
    found = stored("reliability")["everybody"]
    assert found["others_expected_by_allies_estimate"] == pytest.approx(found["others_joined"], rel=0.1)
    assert abs(found["expected_shared"] - found["wars_in_which_somebody_joined"]) < 1
    assert found["expected_alone"] > found["wars_in_which_somebody_joined"] + 5
    low, high = stored("reliability")["scores"]["expected_to_observed_interval"]
    assert 0.9 < stored("reliability")["scores"]["expected_to_observed"] < 1.3
    assert low < 1 < high


def test_what_pacts_say_is_shown_with_its_nulls():
    variants = stored("joining")["variants"]
    for name in ("conditional", "adversary", "location", "strength"):
        b, error = variants[f"atop_{name}"]["coefficients_with_standard_errors"][f"defence_{name}"]
        assert abs(b) < 1.96 * error, name
        assert f"defence_{name}" in variants["atop_all_war_level"]["coefficients_with_standard_errors"]


def test_a_limit_counts_where_every_pact_has_it_and_strength_where_any_has(tmp_path):
    from pato.estimate.joining.conditions import pacts, with_conditions

    columns = (
        "atopid",
        "member",
        "yrent",
        "yrexit",
        "defense",
        "defcon",
        "defcoadv",
        "defcoloc",
        "milcon",
        "intcom",
        "base",
    )
    rows = [
        (1, 10, 1950, 1960, 1, 1, 0, 1, 0, 0, 0),
        (1, 20, 1950, 1960, 1, 1, 0, 1, 0, 0, 0),
        (2, 10, 1955, 0, 1, 0, 0, 0, 2, 0, None),
        (2, 20, 1955, 0, 0, 0, 0, 0, 2, 0, None),  # promises nothing back
    ]
    pl.DataFrame(rows, schema=list(columns), orient="row").write_parquet(
        tmp_path / "atop51_member_level.parquet"
    )
    found = {(r["giver"], r["receiver"], r["year"]): r for r in pacts(str(tmp_path)).iter_rows(named=True)}
    limits = ("defence_conditional", "defence_location", "defence_strength")
    assert [found[10, 20, 1952][n] for n in limits] == [1, 1, 0]
    assert [found[10, 20, 1957][n] for n in limits] == [0, 0, 1]
    assert [found[20, 10, 1957][n] for n in limits] == [1, 1, 0]
    assert (20, 10, 1961) not in found
    sides = pl.DataFrame({"dispute": [7], "state": [20]})
    third = pl.DataFrame({"dispute": [7, 7], "year": [1953, 1953], "state": [10, 30], "defence": [1.0, 0.0]})
    assert with_conditions(third, sides, str(tmp_path))["defence_conditional"].to_list() == [1.0, 0.0]
