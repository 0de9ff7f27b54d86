"""Recalibrating forecasts: what is learned from the past or from folds, and what a line does."""

import numpy as np
import pytest

from pato.estimate.scoreboard.calibration import Line, fitted_line, fold_line, past_intercept, past_line
from pato.kernels.chances import probability

RNG = np.random.Generator(np.random.Philox(71))
N = 30_000
ETA = RNG.normal(-2, 1.2, N)
Y = (RNG.random(N) < probability(ETA)).astype(float)


def test_a_line_undoes_what_was_done_to_the_truth():
    line = fitted_line(Y, (ETA - 0.5) / 1.3)
    assert line.slope == pytest.approx(1.3, abs=0.08)
    assert line.intercept == pytest.approx(0.5, abs=0.15)
    assert line.of(np.array([0.0])) == pytest.approx([line.intercept])


def test_what_cannot_be_learned_changes_nothing():
    assert fitted_line(np.zeros(50), ETA[:50]) == Line(0.0, 1.0)
    assert (
        fitted_line(Y, -ETA) == Line()
    )  # forecasts the wrong way round are not turned by a device that recalibrates
    assert past_line([], [], 2) == Line()
    assert past_intercept([], []) == 0.0
    assert past_intercept([np.zeros(9)], [ETA[:9]]) == 0.0


def test_the_intercept_makes_sums_equal():
    shift = past_intercept([Y[:100], Y[100:]], [ETA[:100] - 1, ETA[100:] - 1])
    assert probability(ETA - 1 + shift).sum() == pytest.approx(Y.sum(), rel=1e-9)


def test_only_the_last_windows_count():
    """Forecasts of an old window, however wrong, do not move the line of the last two."""
    parts = [slice(0, 10_000), slice(10_000, 20_000), slice(20_000, N)]
    y, right = [Y[p] for p in parts], [ETA[p] for p in parts]
    wrong = [3 - right[0], *right[1:]]
    assert past_line(y, right, 2) == past_line(y, wrong, 2)
    assert past_line(y, right, 3) != past_line(y, wrong, 3)


def test_folds_forecast_pairs_that_were_left_out_and_see_a_timid_forecaster():
    pair = RNG.integers(0, 400, N)
    rows, weight = np.arange(N - 1000), np.ones(N - 1000)
    asked = []

    def timid(train, weights, test):
        assert len(weights) == len(train)
        assert not set(pair[train]) & set(pair[test])
        asked.append(test)
        return ETA[test] / 1.5

    line = fold_line(timid, Y, pair, rows, weight, 3)
    assert line.slope == pytest.approx(1.5, abs=0.08)
    assert sorted(np.concatenate(asked)) == rows.tolist()
    assert min(len(test) for test in asked) > len(rows) / 5
