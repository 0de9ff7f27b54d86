"""Fits on panels: what is refused, what is left out, how windows are scored, how a fit is compared."""

import copy
import json

import numpy as np
import polars as pl
import pytest

from pato.errors import EstimationError, UnknownNameError
from pato.estimate.logit import fit, sample_of
from pato.estimate.risk import differences, to_json
from pato.estimate.specification import FOLDER, TermSpec, Windows, load_specification
from pato.estimate.validate import score, scores_of
from pato.files.estimates import stored
from pato.kernels.chances import probability
from pato.models.risk.estimate import load_risk

RNG = np.random.Generator(np.random.Philox(21))
YEARS = np.repeat(np.arange(1900, 1960), 90)
N = len(YEARS)
X1 = RNG.normal(size=N)
FRAME = pl.DataFrame(
    {
        "ccode1": np.tile(np.repeat(np.arange(10), 9), 60),
        "ccode2": np.tile([j for i in range(10) for j in range(10) if i != j], 60),
        "year": YEARS,
        "x1": X1,
        "x2": RNG.random(N) < 0.3,
        "war": (RNG.random(N) < probability(-3 + X1)).astype(int),
    }
)
TERMS = (TermSpec(name="slope", column="x1"), TermSpec(name="flag", column="x2"))


def test_incomplete_rows_are_counted_not_hidden():
    holes = FRAME.with_columns(x1=pl.when(pl.int_range(pl.len()) < 100).then(None).otherwise(pl.col("x1")))
    sample = sample_of(holes, "war", TERMS, {})
    assert sample.incomplete == (100, int(FRAME["war"][:100].sum()))
    assert len(sample.y) == N - 100


def test_rows_whose_outcome_is_unknown_are_not_events():
    holes = FRAME.with_columns(war=pl.when(pl.col("year") > 1950).then(None).otherwise(pl.col("war")))
    assert len(sample_of(holes, "war", TERMS, {}).y) == int((YEARS <= 1950).sum())


def test_an_assumption_fills_only_the_column_it_names():
    holes = FRAME.with_columns(x1=pl.lit(None, pl.Float64), x2=pl.lit(None, pl.Boolean))
    assert len(sample_of(holes, "war", TERMS, {"x1": 0}).y) == 0
    assert len(sample_of(holes, "war", TERMS, {"x1": 0, "x2": 0}).y) == N


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"x1": pl.lit(1.0)}, ["same in every row", "'slope'", "Leave it out"]),
        ({"x2": pl.col("x1") * 2}, ["linearly dependent", "Leave one of them out"]),
        ({"x2": pl.col("war") == 1}, ["separate", "'flag'", "ridge"]),
        ({"war": pl.lit(0)}, ["outcome is the same"]),
        ({"x1": pl.lit(None, pl.Float64)}, ["no complete rows"]),
    ],
)
def test_impossible_fits_say_which_column_and_what_to_do(change, words):
    frame = FRAME.with_columns(**change)
    with pytest.raises(EstimationError) as caught:
        fit(sample_of(frame, "war", TERMS, {}), where="a window")
    assert all(word in str(caught.value) for word in [*words, "a window"])


def test_forecasts_use_earlier_years_only():
    """Turning all outcomes of the last window round changes its scores, not one forecast."""
    windows = Windows(id="w", train_from=1900, test=(1940, 1950), last=1959)
    sample = sample_of(FRAME, "war", TERMS, {})
    turned = sample_of(
        FRAME.with_columns(war=pl.when(pl.col("year") >= 1950).then(1 - pl.col("war")).otherwise("war")),
        "war",
        TERMS,
        {},
    )
    plain, other = score(sample, windows, ridge=0.0), score(turned, windows, ridge=0.0)
    assert other.expected_events == pytest.approx(plain.expected_events, rel=1e-12)
    assert other.auc < 0.5 < plain.auc


def test_an_empty_window_is_an_error():
    with pytest.raises(EstimationError, match="no rows in 1960-1969"):
        score(
            sample_of(FRAME, "war", TERMS, {}),
            Windows(id="w", train_from=1900, test=(1950, 1960), last=1969),
            ridge=0.0,
        )


def test_forecasts_from_the_truth_are_calibrated_and_halved_ones_are_not():
    eta = RNG.normal(-2, 1.5, 40_000)
    y = (RNG.random(40_000) < probability(eta)).astype(float)
    reference = np.full(40_000, y.mean())
    true, timid = scores_of("true", y, eta, reference), scores_of("timid", y, eta / 2, reference)
    assert abs(true.calibration_slope - 1) < 4 * true.calibration_slope_se
    assert timid.calibration_slope == pytest.approx(2 * true.calibration_slope, rel=1e-6)
    assert true.auc == timid.auc


def test_the_shipped_specification_is_complete_and_unknown_ones_are_named():
    spec = load_specification("risk_war")
    assert [t.name for t in spec.terms] == [t.name for t in load_risk().terms]
    assert {t.name for t in spec.terms if not t.penalised} == {"dose_largest", "dose_rest"}
    with pytest.raises(UnknownNameError, match="risk_wra"):
        load_specification("risk_wra")


def test_a_slip_in_a_specification_is_reported_with_its_line(tmp_path, monkeypatch):
    text = (FOLDER / "risk_war.yaml").read_text(encoding="utf-8")
    (tmp_path / "risk_war.yaml").write_text(
        text.replace("transform: sqrt", "transform: squrt"), encoding="utf-8"
    )
    monkeypatch.setattr("pato.estimate.specification.FOLDER", tmp_path)
    with pytest.raises(Exception, match=r"risk_war.yaml:\d+:\d+.*squrt.*Did you mean 'sqrt'"):
        load_specification("risk_war")


def test_the_shipped_file_is_what_writing_it_again_gives():
    estimate = load_risk().estimate
    assert json.loads(to_json(estimate)) == estimate
    assert len(to_json(estimate)) < 60_000


def test_a_comparison_finds_each_kind_of_difference_and_nothing_else():
    shipped = load_risk().estimate
    assert len(differences(shipped, shipped)) == 0
    other = copy.deepcopy(dict(shipped))
    other["coefficients"][2] *= 1 + 1e-5
    other["covariance"][1][1] *= 1 + 1e-5
    other["sample"]["events"] += 1
    other["data"]["gml_dirdisp"]["sha256"] = "0" * 64
    found = [row[0] for row in differences(shipped, other).rows]
    assert found == [
        "events",
        "file of gml_dirdisp",
        "coefficient dose_rest",
        "covariance dose_largest, dose_largest",
    ]
    fewer = copy.deepcopy(dict(shipped))
    del fewer["data"]["gml_dirdisp"]
    assert [row[0] for row in differences(shipped, fewer).rows] == ["file of gml_dirdisp"]
    assert [row[1] for row in differences(fewer, shipped).rows] == [""]
    near = copy.deepcopy(dict(shipped))
    near["coefficients"][2] *= 1 + 1e-8
    assert len(differences(shipped, near)) == 0


@pytest.mark.parametrize(
    ("name", "tables"),
    [
        ("risk_dispute", {"nuclear_warheads_1945_2023", "country_codes"}),
        ("risk_force", {"nuclear_warheads_1945_2023", "country_codes"}),
        ("risk_support", {"atop51_member_level"}),
        ("formation", {"cw_gdppop", "unga_idealpoints_s1_s78"}),
        ("scoreboard", {"cow_war_inter", "nuclear_warheads_1945_2023", "wdi_gdp_1960_2023"}),
    ],
)
def test_an_estimate_names_every_table_that_its_covariates_are_made_of(name, tables):
    assert tables <= set(stored(name)["data"])
