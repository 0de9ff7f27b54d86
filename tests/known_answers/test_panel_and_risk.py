"""The owners' data: counts that the field and an earlier exploration agree on, and the estimate that ships."""

import polars as pl
import pytest

from pato.estimate.panel import build_panel, group_names
from pato.estimate.risk import as_estimate, differences, fit_risk
from pato.models.risk import load_risk

pytestmark = pytest.mark.full_data


@pytest.fixture(scope="module")
def panel(full_data):
    return build_panel("directed-dyad-year", (1816, 2019), group_names(), str(full_data))


def test_rows_and_events_of_the_directed_panel(panel):
    assert panel.height == 2_025_780
    assert not panel.select("ccode1", "ccode2", "year").is_duplicated().any()
    relevant = panel.filter(pl.col("politically_relevant") == 1)
    assert relevant.height == 257_168
    to_2007 = relevant.filter(pl.col("year") <= 2007)
    assert (to_2007.height, to_2007["initiation"].sum()) == (213_756, 2_086)
    windows = pl.col("year").is_between(1950, 2009)
    assert (relevant.filter(windows).height, relevant.filter(windows)["initiation"].sum()) == (142_000, 1_367)
    assert (panel.filter(windows).height, panel.filter(windows)["initiation"].sum()) == (1_388_010, 1_569)


def test_column_sums_equal_the_owners_tables(panel, full_data):
    """What is scattered onto rows is neither lost nor doubled."""
    atop = pl.read_parquet(full_data / "atop51_directed_dyad_year_1815_2018.parquet")
    keys = panel.select(pl.col("ccode1", "ccode2", "year").cast(pl.Int32))
    inside = atop.join(keys, on=["ccode1", "ccode2", "year"])
    assert panel["pledge_defence"].sum() == inside["atop_defense"].sum()
    assert panel["pledge_consultation"].sum() == inside["atop_consul"].sum()
    minimum = pl.read_parquet(full_data / "cow_mindist.parquet").with_columns(
        pl.col("ccode1", "ccode2", "year").cast(pl.Int32)
    )
    joined = minimum.join(keys, on=["ccode1", "ccode2", "year"])
    assert panel["minimum_distance_km"].count() == 2 * joined.height
    assert panel["minimum_distance_km"].cast(pl.Float64).sum() == pytest.approx(
        2 * joined["mindist"].sum(), rel=1e-6
    )
    disputes = pl.read_parquet(full_data / "gml_dirdisp.parquet").filter(pl.col("midongoing") == 1)
    pairs = (
        disputes.select(pl.col("ccode1", "ccode2", "year").cast(pl.Int32))
        .unique()
        .join(keys, on=["ccode1", "ccode2", "year"])
    )
    assert panel["dispute_ongoing"].sum() == pairs.height


@pytest.mark.parametrize("unit", ["dyad-year", "state-year"])
def test_other_units_agree_with_the_directed_one(panel, full_data, unit):
    frame = build_panel(unit, (1990, 1991), ["capability", "disputes"], str(full_data))
    directed = panel.filter(pl.col("year").is_between(1990, 1991))
    if unit == "dyad-year":
        assert 2 * frame.height == directed.height
        assert frame["initiation_12"].sum() + frame["initiation_21"].sum() == directed["initiation"].sum()
    else:
        assert set(frame["ccode"]) == set(directed["ccode1"])


def test_the_shipped_estimate_is_reproduced(full_data):
    estimate = as_estimate(fit_risk(folder=str(full_data), everything=False), str(full_data))
    found = differences(load_risk().estimate, estimate)
    assert len(found) == 0, found.render()


def test_what_the_estimate_says_about_the_doses():
    """Earlier exploration, same sample: largest -.72 (s.e. .25), rest -.02 (.40); whole dose from 1816 -.42 (.15-.19)."""
    estimate = load_risk().estimate
    assert (estimate["sample"]["rows"], estimate["sample"]["events"]) == (137_862, 48)
    free = estimate["variants"]["no_ridge_1946_2007"]["doses_with_standard_errors"]
    assert free["dose_largest"] == pytest.approx([-0.72, 0.25], abs=0.02)
    assert free["dose_rest"][0] == pytest.approx(-0.02, abs=0.05)
    whole = estimate["variants"]["whole_no_ridge_1816_2007"]["doses_with_standard_errors"]["dose"]
    assert whole == pytest.approx([-0.42, 0.15], abs=0.01)
    early = estimate["variants"]["whole_1816_1913"]["doses_with_standard_errors"]["dose"]
    assert abs(early[0]) < 0.05
