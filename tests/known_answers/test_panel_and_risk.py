"""The owners' data: counts that the field and an earlier exploration agree on, and the estimate that ships."""

from importlib import import_module

import polars as pl
import pytest

from pato.estimate.derived import DERIVED, with_derived
from pato.estimate.evidence.pledge import pledge_estimates
from pato.estimate.evidence.provocation import provocation_estimates
from pato.estimate.evidence.specification import load_evidence
from pato.estimate.panel import build_panel, group_names
from pato.estimate.risk import as_estimate, differences, fit_risk
from pato.estimate.scoreboard.forecasts import forecast
from pato.estimate.scoreboard.specification import load_scoreboard
from pato.files.estimates import stored
from pato.kernels.digits import rounded
from pato.kernels.scoring import auc
from pato.models.risk.estimate import load_risk

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


@pytest.mark.parametrize("name", ["risk_war", "risk_force", "risk_dispute"])
def test_the_shipped_estimates_are_reproduced(full_data, name):
    estimate = as_estimate(fit_risk(name, folder=str(full_data), everything=False), str(full_data))
    found = differences(load_risk(name).estimate, estimate)
    assert len(found) == 0, found.render()


def test_shipped_evidence_is_reproduced(panel):
    """One specification of each question, the same code on the owners' data again."""
    shipped, spec = stored("evidence"), load_evidence()
    chosen = [m for m in spec.pledge.specifications if m.id == "pair"]
    again = list(pledge_estimates(spec.pledge.model_copy(update={"specifications": tuple(chosen)}), panel))
    before = [r for r in shipped["pledge"] if r["specification"] == "pair"]
    assert rounded(again, 6) == before
    frame = panel.filter(pl.col("year") <= 2010)
    rivals = spec.provocation.model_copy(update={"specifications": spec.provocation.specifications[:1]})
    (found,) = provocation_estimates(rivals, frame)
    assert found["rows"] == shipped["provocation"][0]["rows"]
    assert found["estimate"] == pytest.approx(shipped["provocation"][0]["estimate"], abs=1e-4)
    assert found["se"] == pytest.approx(shipped["provocation"][0]["se"], rel=1e-4)


def test_shipped_scores_of_the_war_level_are_reproduced(panel):
    spec = load_scoreboard()
    board = next(b for b in spec.boards if b.id == "relevant_war")
    shipped = next(b for b in stored("scoreboard")["boards"] if b["id"] == board.id)
    rows = with_derived(panel, DERIVED)
    inside = (pl.col("politically_relevant") == 1) & (pl.col("year") <= board.last)
    quick = board.model_copy(update={"models": ("history", "johnson_leeds", "logit")})
    forecasts = forecast(spec, quick, rows.filter(inside))
    assert (len(forecasts.y), int(forecasts.y.sum())) == (shipped["rows"], shipped["events"])
    for model in ("history", "johnson_leeds", "logit"):
        stored_auc = shipped["models"][model]["scores"]["auc"][0]
        assert auc(forecasts.y, forecasts.log_odds[model]) == pytest.approx(stored_auc, abs=1e-5)


@pytest.mark.parametrize("name", ["alliance_reliability", "dangerous_dyads", "nato_rank_tests", "war_counts"])
def test_shipped_replications_are_reproduced(full_data, name):
    shipped = next(r for r in stored("scoreboard")["replications"] if r["id"] == name)
    again = rounded(import_module(f"pato.estimate.replications.{name}").run(str(full_data)).as_dict(), 6)
    for one, other in zip(again["rows"], shipped["rows"], strict=True):
        assert one["what"] == other["what"]
        assert one["ours"] == pytest.approx(other["ours"], rel=1e-4)


def test_wars_of_the_panel_are_those_of_the_owners_list(panel):
    """768 directed onsets are in the list, in 748 directed pair-years: none is lost."""
    relevant = panel.filter(pl.col("politically_relevant") == 1)
    assert (panel["war_initiation"].sum(), panel["war_onset"].sum()) == (153, 748)
    assert relevant["war_initiation"].sum() == 140
    assert panel.filter((pl.col("war_initiation") == 1) & (pl.col("war_onset") == 0)).height == 0


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
