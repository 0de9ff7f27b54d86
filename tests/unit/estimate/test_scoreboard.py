"""The scoreboard's machinery: forecasts look back only, scores and intervals are what they say."""

import numpy as np
import polars as pl
import pytest

from pato.estimate.derived import with_derived
from pato.estimate.scoreboard.forecasts import Forecasts, forecast
from pato.estimate.scoreboard.scores import calibration_bins, difference, pair_weights, scored
from pato.estimate.scoreboard.specification import Board, load_scoreboard
from pato.estimate.specification import TermSpec, load_specification
from pato.kernels.chances import probability
from pato.kernels.projection import miles_per_day, projected_capability
from pato.kernels.scoring import Ranking, auc, average_precision

RNG = np.random.Generator(np.random.Philox(41))
N = 6000
ETA = RNG.normal(-2.5, 1.2, N)
Y = (RNG.random(N) < probability(ETA)).astype(float)
ONE, TWO = RNG.integers(1, 30, N), RNG.integers(31, 60, N)
MADE = Forecasts(Y, ONE, TWO, np.full(N, 1990), {"logit": ETA, "history": ETA / 2}, np.full(N, Y.mean()))


def test_weights_count_rows():
    p = np.round(probability(ETA), 2)
    w = RNG.integers(0, 4, N).astype(float)
    ranking = Ranking.of(Y, p)
    repeated = np.repeat(np.arange(N), w.astype(int))
    assert ranking.auc(w) == pytest.approx(auc(Y[repeated], p[repeated]), rel=1e-12)
    assert ranking.average_precision(w) == pytest.approx(
        average_precision(Y[repeated], p[repeated]), rel=1e-12
    )
    curves = ranking.curves(50)
    assert curves["roc"][0] == [0, 0]
    assert curves["roc"][-1] == [1, 1]
    assert all(0 < precision <= 1 for _, precision in curves["precision_recall"])
    assert np.trapezoid([y for _, y in curves["roc"]], [x for x, _ in curves["roc"]]) == pytest.approx(
        ranking.auc(np.ones(N)), abs=0.01
    )


def test_intervals_hold_the_value_and_calibration_is_seen():
    found = scored(MADE, draws=200, seed=3)
    for model in found.values():
        for value, low, high in model["scores"].values():
            assert low <= value <= high
    slope = found["logit"]["scores"]["calibration_slope"]
    assert slope[1] < 1 < slope[2]
    assert found["history"]["scores"]["calibration_slope"][0] == pytest.approx(2 * slope[0], rel=1e-6)
    assert found["logit"]["scores"]["auc"][0] == found["history"]["scores"]["auc"][0]
    assert difference(found["logit"], found["history"], "auc") == [0, 0, 0]
    better = difference(found["logit"], found["history"], "brier_skill")
    assert better[1] > 0


def test_first_order_calibration_is_close_to_estimating_anew():
    from pato.kernels.logit import fit_logit

    found = scored(MADE, draws=60, seed=5)["logit"]["draws"]["calibration_slope"]
    low, high = np.minimum(ONE, TWO), np.maximum(ONE, TWO)
    _, pair = np.unique(low * 1000 + high, return_inverse=True)
    weights = pair_weights(pair.max() + 1, 60, 5)
    again = [
        fit_logit(np.column_stack([np.ones(N), ETA]), Y, weights=w[pair]).coefficients[1] for w in weights
    ]
    assert np.std(again) > 0.01
    np.testing.assert_allclose(found, again, atol=0.25 * np.std(again))


def test_calibration_groups_lose_nothing():
    bins = calibration_bins(Y, probability(ETA))
    assert sum(b[2] for b in bins) == N
    assert sum(b[3] for b in bins) == Y.sum()
    assert [b[0] for b in bins] == sorted(b[0] for b in bins)


YEARS = np.repeat(np.arange(1900, 1980), 60)
SIZE = len(YEARS)
SIGNAL = RNG.normal(size=SIZE)
FRAME = pl.DataFrame(
    {
        "ccode1": np.tile(np.arange(60), 80),
        "ccode2": np.tile(np.arange(60)[::-1], 80) + 100,
        "year": YEARS,
        "signal": SIGNAL,
        "noise": RNG.normal(size=SIZE),
        "initiation": (RNG.random(SIZE) < probability(-2 + SIGNAL)).astype(int),
    }
)


def _asked(monkeypatch):
    spec = load_scoreboard()
    term = (TermSpec(name="signal", column="signal"),)
    careful = load_specification("risk_dispute").model_copy(
        update={"terms": (*term, TermSpec(name="noise", column="noise"))}
    )
    monkeypatch.setattr("pato.estimate.scoreboard.forecasts.load_specification", lambda _: careful)
    board = Board(
        id="made", title="Made", rows="all", outcome="initiation", logit="risk_dispute", train_from=1900, warm_up=(1940,),
        test=(1950, 1960), last=1979, bootstrap=2, models=("base_rate", "history", "johnson_leeds", "logit", "recalibrated_logit"),
    )  # fmt: skip
    return spec.model_copy(update={"history": term, "johnson_leeds": term}), board


def test_forecasts_know_nothing_of_their_own_window_or_later(monkeypatch):
    spec, board = _asked(monkeypatch)
    plain = forecast(spec, board, FRAME)
    turned = FRAME.with_columns(
        pl.when(pl.col("year") >= 1960)
        .then(1 - pl.col("initiation"))
        .otherwise("initiation")
        .alias("initiation")
    )
    other = forecast(spec, board, turned)
    assert plain.year.min() == 1950
    assert (plain.y != other.y).any()
    for model in board.models:
        np.testing.assert_array_equal(plain.log_odds[model], other.log_odds[model])
    assert auc(plain.y, plain.log_odds["logit"]) > 0.65


def test_recalibration_moves_levels_only(monkeypatch):
    spec, board = _asked(monkeypatch)
    found = forecast(spec, board, FRAME)
    for first, shift in found.recalibration.items():
        rows = (found.year >= first) & (found.year < (1960 if first == 1950 else 1980))
        moved = found.log_odds["recalibrated_logit"][rows] - found.log_odds["logit"][rows]
        np.testing.assert_allclose(moved, shift, atol=1e-12)
    assert any(shift != 0 for shift in found.recalibration.values())


def test_thinning_keeps_events_and_total_weight(monkeypatch):
    from pato.estimate.scoreboard.forecasts import _training

    _, board = _asked(monkeypatch)
    y, year = FRAME["initiation"].cast(pl.Float64).to_numpy(), FRAME["year"].to_numpy()
    rows, weight = _training(board.model_copy(update={"thin": 7}), y, year, 1950)
    before = year < 1950
    assert y[rows].sum() == y[before].sum()
    assert weight.sum() == pytest.approx(before.sum(), abs=7)
    assert len(rows) < before.sum() / 3


def test_boosting_is_a_forecast_too(monkeypatch):
    pytest.importorskip("sklearn")
    spec, board = _asked(monkeypatch)
    small = spec.boosting.model_copy(update={"trees": 20, "smallest_leaf": 20})
    found = forecast(
        spec.model_copy(update={"boosting": small}),
        board.model_copy(update={"models": ("logit", "boosting", "average")}),
        FRAME,
    )
    np.testing.assert_allclose(
        found.log_odds["average"], (found.log_odds["logit"] + found.log_odds["boosting"]) / 2
    )
    assert auc(found.y, found.log_odds["boosting"]) > 0.6


def test_derived_covariates_on_paper():
    frame = pl.DataFrame(
        {
            "ccode1": [2, 20, 2], "ccode2": [20, 2, 20], "year": [1900, 1900, 1950], "cinc1_lag1": [0.2, 0.05, 0.3], "cinc2_lag1": [0.05, 0.2, 0.02],
            "distance_km": [800.0, 800.0, 5000.0], "contiguity": [1, 1, 0], "peace_years": [1, 1, 30],
        }
    )  # fmt: skip
    found = with_derived(
        frame, ["capability_balance", "log_distance_apart", "log_states", "near", "dispute_last_year", "year"]
    )
    expected = np.log(projected_capability(0.2, 800.0, miles_per_day(1900))) - np.log(0.05)
    assert found["capability_balance"][0] == pytest.approx(expected, rel=1e-12)
    later = np.log(projected_capability(0.3, 5000.0, miles_per_day(1950))) - np.log(0.02)
    assert found["capability_balance"][2] == pytest.approx(later, rel=1e-12)
    assert found["log_distance_apart"].to_list() == [0, 0, pytest.approx(np.log(5001))]
    assert found["log_states"].to_list() == pytest.approx([np.log(2), np.log(2), 0])
    assert found["near"].to_list() == [1, 1, 0]
    assert found["dispute_last_year"].to_list() == [1, 1, 0]
