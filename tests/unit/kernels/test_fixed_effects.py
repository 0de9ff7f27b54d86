"""Fixed effects: against least squares and a logit with one dummy a group."""

import numpy as np
import pytest

from pato.kernels.chances import probability
from pato.kernels.fixed_effects import demeaned, fit_group_logit
from pato.kernels.logit import FitStatus, fit_logit

RNG = np.random.Generator(np.random.Philox(31))
N = 1500
G = RNG.integers(0, 25, N)
T = RNG.integers(0, 12, N)
X = RNG.normal(size=(N, 2)) + 0.3 * (G % 5)[:, None]
Y = (RNG.random(N) < probability(-1 + 0.8 * X[:, 0] + 0.1 * (G % 4))).astype(float)


def test_two_groupings_out_is_least_squares_with_both_sets_of_dummies():
    y = X[:, 0] * 1.5 + 0.2 * G - 0.1 * T + RNG.normal(size=N)
    within = demeaned(np.column_stack([X, y]), [G, T])
    b = np.linalg.lstsq(within[:, :2], within[:, 2], rcond=None)[0]
    dummies = [(g == G).astype(float) for g in range(25)] + [(t == T).astype(float) for t in range(1, 12)]
    expected = np.linalg.lstsq(np.column_stack([X, *dummies]), y, rcond=None)[0][:2]
    np.testing.assert_allclose(b, expected, rtol=1e-6)


def test_group_logit_is_the_logit_with_a_dummy_a_group():
    fit = fit_group_logit(X, Y, G)
    dummies = np.column_stack([(g == G).astype(float) for g in range(1, 25)])
    plain = fit_logit(np.column_stack([np.ones(N), X, dummies]), Y)
    assert plain.status is FitStatus.CONVERGED
    np.testing.assert_allclose(fit.coefficients, plain.coefficients[1:3], rtol=1e-6)
    np.testing.assert_allclose(fit.bread, plain.bread[1:3, 1:3], rtol=1e-5)
    # concentrated scores give the same cluster-robust middle as all columns together
    sums = np.stack([np.bincount(G, weights=s) for s in fit.scores.T], axis=1)
    all_sums = np.stack([np.bincount(G, weights=s) for s in plain.scores.T], axis=1)
    whole = plain.bread @ all_sums.T @ all_sums @ plain.bread
    np.testing.assert_allclose(fit.bread @ sums.T @ sums @ fit.bread, whole[1:3, 1:3], rtol=1e-4)


def test_groups_without_variation_say_nothing():
    quiet = np.concatenate([G, np.full(50, 99)])
    fit = fit_group_logit(
        np.concatenate([X, RNG.normal(size=(50, 2))]), np.concatenate([Y, np.zeros(50)]), quiet
    )
    assert fit.rows.max() < N
    np.testing.assert_allclose(fit.coefficients, fit_group_logit(X, Y, G).coefficients, rtol=1e-8)


@pytest.mark.parametrize(
    ("columns", "y", "status"),
    [
        (np.column_stack([X[:, 0], (G % 2).astype(float)]), Y, FitStatus.COLLINEAR),
        (np.column_stack([X[:, 0], np.ones(N)]), Y, FitStatus.CONSTANT),
        (X, np.zeros(N), FitStatus.NO_VARIATION_IN_OUTCOME),
    ],
)
def test_impossible_fits_have_a_status_and_no_numbers(columns, y, status):
    fit = fit_group_logit(columns, y, G)
    assert fit.status is status
    assert np.isnan(fit.coefficients).all()
