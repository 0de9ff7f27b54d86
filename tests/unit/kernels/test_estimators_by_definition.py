"""Estimators on a few rows: likelihoods, gradients and tables written out, and what must be refused."""

import math

import numpy as np
import pytest
from scipy import stats

from pato.kernels.covariance import at_least, cluster_robust
from pato.kernels.ensemble_scores import crps
from pato.kernels.fixed_effects import demeaned, fit_group_logit
from pato.kernels.level import level_filter
from pato.kernels.logit import FitStatus, fit_logit
from pato.kernels.shared_effect import Prior, any_of_group, fit_shared_effect, marginal, nodes_of
from pato.kernels.yearly_change import (
    ODDS,
    SHAPE,
    Setting,
    components,
    distribution,
    log_likelihood,
    names,
    next_level,
)

RNG = np.random.default_rng(23)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


@pytest.mark.parametrize("ridge", [0.0, 2.0])
def test_a_logit_is_where_the_gradient_is_nothing(ridge):
    """With every figure of the fit from its definition, in the units of the columns."""
    X = np.column_stack([np.ones(40), RNG.normal(5, 2, 40), RNG.normal(-1, 0.1, 40)])
    y, w = (RNG.random(40) < 0.4).astype(float), RNG.uniform(0.5, 2, 40)
    held = np.array([True, True, False])
    fit = fit_logit(X, y, ridge=ridge, penalised=held, weights=w)
    assert fit.status is FitStatus.CONVERGED
    assert fit.culprits == ()
    assert 2 <= fit.iterations <= 8
    p = sigmoid(X @ fit.coefficients)
    np.testing.assert_allclose(fit.probabilities, p, rtol=1e-9)
    np.testing.assert_allclose(fit.scores, X * (w * (y - p))[:, None], atol=1e-9)
    penalty = np.diag(
        [0.0, ridge * X[:, 1].std() ** 2, 0.0]
    )  # ridge on slopes a standard deviation, the second column's alone
    np.testing.assert_allclose(fit.scores.sum(axis=0), penalty @ fit.coefficients, atol=1e-5)
    information = (X * (w * p * (1 - p))[:, None]).T @ X + penalty
    np.testing.assert_allclose(fit.bread, np.linalg.inv(information), rtol=1e-6)
    assert fit.log_likelihood == pytest.approx((w * (y * np.log(p) + (1 - y) * np.log(1 - p))).sum())
    alone = fit_logit(X[:, :1], y)
    assert alone.coefficients == pytest.approx([math.log(y.mean() / (1 - y.mean()))])
    assert alone.status is FitStatus.CONVERGED


OUTCOME = np.array([0.0, 0.0, 1.0, 1.0, 0.0, 1.0])
ONES = np.ones(6)
MIXED = np.array([1.0, 5.0, 2.0, 6.0, 3.0, 0.0])


@pytest.mark.parametrize(
    ("columns", "y", "status", "culprits"),
    [
        ([MIXED], np.zeros(6), FitStatus.NO_VARIATION_IN_OUTCOME, ()),
        ([MIXED], np.ones(6), FitStatus.NO_VARIATION_IN_OUTCOME, ()),
        ([MIXED, 7 * ONES], OUTCOME, FitStatus.CONSTANT, (2,)),
        ([MIXED, MIXED * 2 - 1], OUTCOME, FitStatus.COLLINEAR, None),
        ([MIXED, OUTCOME], OUTCOME, FitStatus.SEPARATED, (2,)),
        ([MIXED, -OUTCOME], OUTCOME, FitStatus.SEPARATED, (2,)),
        # events and others share one value at the edge: still no maximum
        ([MIXED, np.array([1.0, 2, 2, 3, 1, 2])], OUTCOME, FitStatus.SEPARATED, (2,)),
        ([MIXED, -np.array([1.0, 2, 2, 3, 1, 2])], OUTCOME, FitStatus.SEPARATED, (2,)),
    ],
)
def test_what_has_no_maximum_is_named(columns, y, status, culprits):
    X = np.column_stack([ONES, *columns])
    fit = fit_logit(X, y)
    assert fit.status is status
    assert fit.culprits == culprits or (
        culprits is None and len(fit.culprits) == 1 and fit.culprits[0] in (1, 2, 0)
    )
    assert fit.coefficients.shape == (X.shape[1],)
    assert fit.bread.shape == (X.shape[1],) * 2
    assert fit.scores.shape == (0, X.shape[1])
    assert fit.probabilities.shape == (0,)
    assert np.isnan([*fit.coefficients, *fit.bread.ravel(), fit.log_likelihood]).all()
    assert fit.iterations == 0
    if status in (FitStatus.COLLINEAR, FitStatus.SEPARATED):
        assert fit_logit(X, y, ridge=1.0).status is FitStatus.CONVERGED


def test_means_of_one_grouping_go_at_once_and_of_two_in_the_end():
    values = np.array([[1.0, 10.0], [3.0, 10.0], [5.0, 40.0], [9.0, 20.0], [2.0, 0.0]])
    g, h = np.array([7, 7, 3, 3, 3]), np.array(["a", "b", "a", "b", "b"])
    one = demeaned(values, [g])
    np.testing.assert_allclose(one[:, 0], [-1, 1, -1 / 3, 11 / 3, -10 / 3])
    two = demeaned(values, [g, h])
    for group in (g, h):
        for name in set(group):
            np.testing.assert_allclose(two[group == name].mean(axis=0), 0, atol=1e-6)
    # what is left is what no sum of both means explains
    dummies = np.column_stack([g == 3, h == "b", np.ones(5)]).astype(float)
    left = values - dummies @ np.linalg.lstsq(dummies, values, rcond=None)[0]
    np.testing.assert_allclose(two, left, atol=1e-6)
    assert values[0, 0] == 1.0
    rough = demeaned(values, [g, h], tolerance=10.0)  # a sweep and no more
    swept = one - np.array([one[h == name].mean(axis=0) for name in h])
    np.testing.assert_allclose(rough, swept)
    np.testing.assert_allclose(demeaned(np.ones((3, 1)), [np.arange(3), np.zeros(3)]), 0)


def test_a_group_logit_by_its_score_equations():
    g = np.repeat([4, 9, 2, 8], 12)
    X = RNG.normal(0, [1.0, 20.0], (48, 2))
    y = (RNG.random(48) < 0.4).astype(float)
    y[g == 2], y[g == 8] = 0.0, 1.0  # nothing varies there
    fit = fit_group_logit(X, y, g)
    assert fit.status is FitStatus.CONVERGED
    assert fit.rows.tolist() == list(range(24))
    X, y, g = X[:24], y[:24], g[:24]
    a = np.zeros(24)
    for _ in range(60):  # each group's constant, given the slopes
        for name in (4, 9):
            here = g == name
            p = sigmoid(a[here] + X[here] @ fit.coefficients)
            a[here] += (y[here] - p).sum() / (p * (1 - p)).sum()
    p = sigmoid(a + X @ fit.coefficients)
    np.testing.assert_allclose((y - p) @ X, 0, atol=1e-6)
    w = p * (1 - p)
    within = X - np.array([(w[g == k, None] * X[g == k]).sum(axis=0) / w[g == k].sum() for k in g])
    np.testing.assert_allclose(fit.bread, np.linalg.inv((within * w[:, None]).T @ within), rtol=1e-5)
    np.testing.assert_allclose(fit.scores, within * (y - p)[:, None], atol=1e-6)


def test_group_logits_that_have_no_maximum():
    g, y = np.repeat([0, 1], 6), np.tile([0.0, 1.0, 0.0], 4)
    apart = fit_group_logit((y + 0.0)[:, None], y, g)
    assert apart.status is FitStatus.SEPARATED
    assert np.isnan(apart.coefficients).all()
    assert apart.scores.shape == (0, 1)
    assert apart.bread.shape == (1, 1)
    assert apart.rows.tolist() == list(range(12))
    assert fit_group_logit(np.zeros((12, 1)), y, g).status is FitStatus.CONSTANT
    assert fit_group_logit((g + 0.0)[:, None], y, g).status is FitStatus.COLLINEAR
    assert fit_group_logit(RNG.normal(size=(12, 1)), g + 0.0, g).status is FitStatus.NO_VARIATION_IN_OUTCOME


def test_shared_effects_by_sums_over_nodes():
    at, weight = nodes_of(5)
    assert weight.sum() == pytest.approx(1)
    assert (weight @ at, weight @ at**2, weight @ at**4) == pytest.approx((0, 1, 3))
    x, group, t = np.array([0.5, -1.0, 2.0]), np.array([1, 0, 1]), np.array([-0.3, 0.8, math.log(1.5)])
    chance = sigmoid((t[0] + t[1] * x)[:, None] + 1.5 * at)
    np.testing.assert_allclose(marginal(t, x, 5), chance @ weight)
    none = [1 - chance[1], (1 - chance[0]) * (1 - chance[2])]
    np.testing.assert_allclose(any_of_group(t, x, group, 5), [1 - n @ weight for n in none])


def test_a_shared_effect_is_the_maximum_of_its_posterior():
    x, y, group = RNG.normal(0, 1, 18), RNG.integers(0, 2, 18).astype(float), np.repeat(np.arange(6), 3)
    prior = Prior((-0.5, 1.0), (0.3, 0.5), 1.2)
    at, weight = nodes_of(7)

    def log_posterior(t):
        a, b, spread = t[0], t[1], math.exp(t[2])
        total = (
            stats.norm.logpdf(a, -0.5, 1.0)
            - stats.norm.logpdf(0)
            + stats.norm.logpdf(b, 0.3, 0.5)
            - stats.norm.logpdf(0, 0, 0.5)
        )
        total += -0.5 * (spread / 1.2) ** 2 + t[2]
        for k in range(6):
            here = group == k
            p = sigmoid((a + b * x[here])[:, None] + spread * at)
            total += math.log(np.prod(np.where(y[here, None] == 1, p, 1 - p), axis=0) @ weight)
        return total

    fit = fit_shared_effect(x, y, group, prior, 7)
    assert fit.log_posterior == pytest.approx(log_posterior(fit.parameters))
    steps = 1e-3 * np.eye(3)
    assert all(log_posterior(fit.parameters + s * d) < fit.log_posterior for d in steps for s in (1, -1))
    curvature = [
        [
            -sum(r * s * log_posterior(fit.parameters + r * d + s * e) for r in (1, -1) for s in (1, -1))
            / 4e-6
            for e in steps
        ]
        for d in steps
    ]
    np.testing.assert_allclose(fit.covariance, np.linalg.inv(curvature), rtol=1e-3)
    np.testing.assert_allclose(fit.covariance, fit.covariance.T, rtol=1e-9)


REGIONS = ("a", "b", "c")
THETA = dict(zip(names(REGIONS), RNG.normal(0, 0.4, len(names(REGIONS))), strict=True)) | {
    "log_sd_still": -6.5, "log_sd_ordinary": -4.0, "log_mean_rise": -3.0, "log_mean_fall": -2.5,
}  # fmt: skip
SETTINGS = [(0.2, 0.0, 0), (0.9, 0.03, 1), (0.5, -0.05, 2), (0.7, 0.01, 1), (0.7, -0.01, 0), (0.0, 0.002, 2)]


def by_formula(t, level, before, region):
    """Weights, the ordinary mean and the four scales at one setting."""
    c, moved = level - 0.5, math.log1p(abs(before) / 0.002)
    up, down = before > 0.01, before < -0.01

    def odds(kind):
        total = (
            t[f"{kind}_constant"]
            + t[f"{kind}_level"] * c
            + t[f"{kind}_level_squared"] * c * c
            + t[f"{kind}_activity"] * moved
        )
        if kind != "ordinary":
            total += t[f"{kind}_after_rise"] * up + t[f"{kind}_after_fall"] * down
            total += t[f"region_{REGIONS[region]}"] * (1 if kind == "rise" else -1)
        return math.exp(total)

    weights = np.array([1.0, *(odds(kind) for kind in ("ordinary", "rise", "fall"))])
    scales = [
        math.exp(t["log_sd_still"] + t["log_sd_still_level"] * c),
        math.exp(t["log_sd_ordinary"] + t["log_sd_ordinary_level"] * c),
        math.exp(t["log_mean_rise"]),
        math.exp(t["log_mean_fall"]),
    ]
    return weights / weights.sum(), t["mean_ordinary_percent"] / 100 + t["momentum_ordinary"] * before, scales


def cumulated(weights, mean, scales, d):
    return (
        weights[0] * stats.norm.cdf(d / scales[0])
        + weights[1] * stats.norm.cdf((d - mean) / scales[1])
        + weights[2] * (1 - math.exp(-max(d, 0) / scales[2]))
        + weights[3] * math.exp(min(d, 0) / scales[3])
    )


def setting_of(rows):
    level, before, region = (np.array(v) for v in zip(*rows, strict=True))
    return Setting(level.astype(float), before.astype(float), region)


def test_the_mixture_is_that_of_the_formulas():
    theta, here = np.array(list(THETA.values())), setting_of(SETTINGS)
    found = components(theta, here)
    assert len(theta) == len(SHAPE) + len(ODDS) + 3
    logs, slopes = log_likelihood(theta, here, np.full(6, 0.004))
    for k, row in enumerate(SETTINGS):
        weights, mean, scales = by_formula(THETA, *row)
        np.testing.assert_allclose(found.weights[:, k], weights)
        told = (found.mean_ordinary, found.sd_still, found.sd_ordinary, found.mean_rise, found.mean_fall)
        np.testing.assert_allclose([v[k] for v in told], [mean, *scales])
        for d in (-0.04, -0.0005, 0.0, 0.0005, 0.03):
            expected = cumulated(weights, mean, scales, d)
            assert distribution(found, np.full(6, d))[k] == pytest.approx(expected)
        cell = cumulated(weights, mean, scales, 0.0045) - cumulated(weights, mean, scales, 0.0035)
        assert logs[k] == pytest.approx(math.log(cell))
    assert slopes.shape == (6, len(theta))


@pytest.mark.parametrize("change", [-0.03, -0.001, 0.0, 0.001, 0.02])
def test_every_slope_of_the_likelihood_is_a_difference(change):
    theta, here = np.array(list(THETA.values())), setting_of(SETTINGS)
    _, slopes = log_likelihood(theta, here, np.full(6, change))
    for k, name in enumerate(THETA):
        step = np.zeros(len(theta))
        step[k] = 1e-5
        up, down = (log_likelihood(theta + s * step, here, np.full(6, change))[0] for s in (1, -1))
        np.testing.assert_allclose(slopes[:, k], (up - down) / 2e-5, rtol=1e-4, atol=1e-5, err_msg=name)


def test_futures_with_parameters_of_their_own():
    one = np.array(list(THETA.values()))
    both = np.stack([one, one * 1.1], axis=1)[:, :, None]
    here = setting_of(SETTINGS)
    found = components(both, here)
    for f, theta in enumerate((one, one * 1.1)):
        alone = components(theta, here)
        np.testing.assert_allclose(found.weights[:, f], alone.weights)
        for name in ("mean_ordinary", "sd_still", "sd_ordinary", "mean_rise", "mean_fall"):
            np.testing.assert_allclose(getattr(found, name)[f], getattr(alone, name))


def test_the_next_level_is_found_by_trying_every_cell():
    rows = [(0.2, 0.0, 0), (0.9, 0.03, 1), (0.001, -0.05, 2), (0.999, 0.01, 1)] * 3
    here, u = setting_of(rows), np.linspace(0.001, 0.999, 12)
    found = next_level(components(np.array(list(THETA.values())), here), here.level, u, steps=50)
    for k, row in enumerate(rows):
        mixture = by_formula(THETA, *row)
        cells = [cumulated(*mixture, (i + 0.5) / 50 - row[0]) >= u[k] for i in range(50)]
        assert found[k] == pytest.approx((cells.index(True) if True in cells else 50) / 50)


def test_a_sample_score_in_rows_of_two_and_three():
    found = crps(np.array([[4.0, 1.0, 2.0], [3.0, 3.0, 0.0]]), np.array([2.0, 5.0]))
    # mean distance to what came, less half of the mean distance of two draws
    assert found == pytest.approx([1.0 - (3 + 1 + 2) * 2 / 9 / 2, 3.0 - (3 + 3) * 2 / 9 / 2])


def test_covariances_at_their_edges():
    bread, scores = np.array([[2.0]]), np.array([[1.0], [2.0], [-1.0]])
    assert cluster_robust(bread, scores, np.array([0, 0, 0]))[0, 0] == pytest.approx(2 * 4 * 2 * 1)
    assert cluster_robust(bread, scores, np.array([5, 5, 9]))[0, 0] == pytest.approx(2 * (9 + 1) * 2 * 2)
    floor, low = np.diag([4.0, 9.0]), np.diag([1.0, 18.0])
    np.testing.assert_allclose(at_least(low, floor), np.diag([4.0, 18.0]), atol=1e-12)
    assert at_least(floor, floor) is floor or (at_least(floor, floor) == floor).all()


def test_a_level_needs_a_forecast_for_every_year():
    with pytest.raises(ValueError, match="zip"):
        level_filter(np.ones(3), np.ones(2), half_life=1.0, prior=1.0)
