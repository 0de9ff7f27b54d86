"""Scores of forecasts of a number."""

import numpy as np
import pytest

from pato.kernels.ensemble_scores import crps, pinball


def test_pinball_by_hand():
    # too high by 2 at level .9 costs .1 * 2, too low by 3 costs .9 * 3; at the median half the distance either way
    found = pinball(np.array([[5.0, 5.0], [1.0, 1.0]]), np.array([0.9, 0.5]), np.array([3.0, 4.0]))
    np.testing.assert_allclose(found, [[0.2, 1.0], [2.7, 1.5]])


@pytest.mark.parametrize("level", [0.05, 0.5, 0.95])
def test_the_true_quantile_scores_best(level):
    y = np.random.default_rng(1).normal(size=40_000)
    tried = np.linspace(-2.5, 2.5, 101)
    mean = [pinball(np.full((len(y), 1), q), np.array([level]), y).mean() for q in tried]
    assert tried[int(np.argmin(mean))] == pytest.approx(np.quantile(y, level), abs=0.06)


def test_twice_its_mean_over_levels_is_the_continuous_score():
    rng = np.random.default_rng(2)
    sample, y = rng.normal(size=(5, 2000)), rng.normal(size=5)
    levels = (np.arange(2000) + 0.5) / 2000
    found = pinball(np.sort(sample, axis=1), levels, y)
    np.testing.assert_allclose(2 * found.mean(axis=1), crps(sample, y), rtol=1e-3)
