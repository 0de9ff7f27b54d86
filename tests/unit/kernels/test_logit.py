"""The logit against statsmodels, against its own gradient, and where no fit exists."""

import numpy as np
import pytest

from pato.kernels.chances import probability
from pato.kernels.logit import FitStatus, fit_logit

RNG = np.random.Generator(np.random.Philox(7))
X = np.column_stack(
    [np.ones(4000), RNG.normal(size=4000), RNG.normal(50, 10, size=4000), RNG.random(4000) < 0.2]
).astype(float)
Y = (RNG.random(4000) < probability(X @ np.array([-6.0, 0.8, 0.06, -0.5]))).astype(float)


def test_it_agrees_with_statsmodels():
    sm = pytest.importorskip("statsmodels.api")
    theirs = sm.Logit(Y, X).fit(disp=0, method="newton", tol=1e-12)
    ours = fit_logit(X, Y)
    assert ours.status is FitStatus.CONVERGED
    # both maximise the same function: only the last Newton step differs
    np.testing.assert_allclose(ours.coefficients, theirs.params, rtol=1e-8)
    np.testing.assert_allclose(ours.bread, theirs.cov_params(), rtol=1e-6)
    assert ours.log_likelihood == pytest.approx(theirs.llf, rel=1e-10)


def test_at_the_maximum_the_scores_sum_to_zero():
    assert np.abs(fit_logit(X, Y).scores.sum(axis=0)).max() < 1e-6


def test_the_ridge_is_the_gradient_on_standardised_columns():
    ridge = 25.0
    fit = fit_logit(X, Y, ridge=ridge, penalised=np.array([True, False, True, True]))
    scale = X.std(axis=0)
    gradient = (fit.scores.sum(axis=0) - fit.scores.sum(axis=0)[0] * X.mean(axis=0))[1:] / scale[1:]
    pulled = ridge * fit.coefficients[1:] * scale[1:]
    np.testing.assert_allclose(gradient, [0, pulled[1], pulled[2]], atol=1e-5)


def test_a_two_by_two_table_has_its_log_odds():
    # 30 of 100 against 10 of 100: constant log(1/9), slope log(27/7)
    x = np.repeat([1.0, 0.0], 100)
    y = np.concatenate([np.ones(30), np.zeros(70), np.ones(10), np.zeros(90)])
    fit = fit_logit(np.column_stack([np.ones(200), x]), y)
    np.testing.assert_allclose(fit.coefficients, [np.log(1 / 9), np.log(30 * 90 / (70 * 10))], rtol=1e-9)
    # variance of a log odds ratio: the sum of the reciprocals of the four cells
    assert fit.bread[1, 1] == pytest.approx(1 / 30 + 1 / 70 + 1 / 10 + 1 / 90, rel=1e-8)


def test_what_cannot_be_fitted_is_named():
    constant = fit_logit(np.column_stack([X, np.full(len(X), 3.0)]), Y)
    assert (constant.status, constant.culprits) == (FitStatus.CONSTANT, (4,))
    twice = fit_logit(np.column_stack([X, X[:, 1] + 2 * X[:, 3]]), Y)
    assert twice.status is FitStatus.COLLINEAR
    assert set(twice.culprits) & {1, 3, 4}
    alone = fit_logit(np.column_stack([X, Y * 2.0]), Y)
    assert (alone.status, alone.culprits) == (FitStatus.SEPARATED, (4,))
    never = fit_logit(np.column_stack([X, (Y == 0) & (X[:, 1] > 0)]), Y)
    assert (never.status, never.culprits) == (FitStatus.SEPARATED, (4,))
    assert fit_logit(X, np.zeros(len(X))).status is FitStatus.NO_VARIATION_IN_OUTCOME
    assert np.isnan(twice.coefficients).all()


def test_separation_by_several_columns_together_is_found():
    u = np.linspace(-1, 1, 400)
    v = RNG.permutation(u)
    y = (u + v > 0.05).astype(float)
    fit = fit_logit(np.column_stack([np.ones(400), u, v]), y)
    assert fit.status is FitStatus.SEPARATED
    assert fit.culprits[0] in {1, 2}


def test_a_ridge_makes_a_separated_fit_possible():
    fit = fit_logit(np.column_stack([X, Y * 2.0]), Y, ridge=1.0)
    assert fit.status is FitStatus.CONVERGED
    assert np.isfinite(fit.coefficients).all()


def test_probability_neither_overflows_nor_loses_the_tail():
    np.testing.assert_allclose(
        probability([-800.0, -40.0, 0.0, 800.0]), [0.0, np.exp(-40.0), 0.5, 1.0], rtol=1e-12
    )


def test_a_weight_of_two_is_the_row_twice():
    weights = np.where(X[:, 3] == 1, 2.0, 1.0)
    double = X[:, 3] == 1
    weighted = fit_logit(X, Y, weights=weights)
    repeated = fit_logit(np.vstack([X, X[double]]), np.append(Y, Y[double]))
    np.testing.assert_allclose(weighted.coefficients, repeated.coefficients, rtol=1e-7)
    np.testing.assert_allclose(weighted.bread, repeated.bread, rtol=1e-6)
    np.testing.assert_allclose(weighted.scores[double], 2 * repeated.scores[len(X) :], atol=1e-8)
