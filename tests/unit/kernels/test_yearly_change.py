"""The mixture of yearly changes: a distribution, its inverse, and a gradient that is the likelihood's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, optimize

from pato.kernels.ensemble_scores import crps
from pato.kernels.yearly_change import Setting, components, distribution, log_likelihood, names, next_level

REGIONS = ("a", "b")
NAMES = names(REGIONS)


def parameters(**given_):
    start = {
        "log_sd_still": -7.5,
        "log_sd_ordinary": -5.0,
        "momentum_ordinary": 0.1,
        "log_mean_rise": -2.8,
        "log_mean_fall": -3.0,
    }
    start |= {
        "rise_constant": -2.0,
        "fall_constant": -1.5,
        "rise_activity": 0.5,
        "fall_after_fall": 0.7,
        "region_b": 0.4,
    }
    return np.array([(start | given_).get(n, 0.0) for n in NAMES])


def setting(level, before=0.0, region=0):
    level = np.atleast_1d(np.asarray(level, float))
    return Setting(level, np.full(level.shape, before), np.full(level.shape, region, dtype=np.int64))


def test_weights_sum_to_one_and_the_distribution_runs_from_nothing_to_everything():
    m = components(parameters(), setting(np.linspace(0, 1, 11)))
    assert m.weights.sum(axis=0) == pytest.approx(np.ones(11))
    assert distribution(m, np.full(11, -30.0)) == pytest.approx(np.zeros(11), abs=1e-12)
    assert distribution(m, np.full(11, 30.0)) == pytest.approx(np.ones(11))


@given(u=st.floats(0.001, 0.999), level=st.floats(0, 1), before=st.floats(-0.2, 0.2))
def test_the_next_level_is_the_cell_in_which_the_probability_lies(u, level, before):
    m, now = components(parameters(), setting(level, before)), np.array([level])
    found = next_level(m, now, np.array([u]))
    above, below = (float(distribution(m, found + side - now)[0]) for side in (0.0005, -0.0005))
    assert found * 1000 == pytest.approx(np.round(found * 1000))
    assert above >= u or found == 1.0
    assert below < u or found == 0.0


def test_a_larger_number_is_never_a_smaller_level():
    u = np.linspace(0.001, 0.999, 400)
    found = next_level(components(parameters(), setting(np.full(400, 0.7))), np.full(400, 0.7), u)
    assert (np.diff(found) >= 0).all()
    assert 0.0 <= found[0] < 0.7 < found[-1] <= 1.0


def test_what_is_not_known_has_no_next_level():
    found = next_level(
        components(parameters(), setting([0.5, 0.5])), np.array([np.nan, 0.5]), np.array([0.5, np.nan])
    )
    assert np.isnan(found).all()


def test_probabilities_of_all_cells_sum_to_one():
    cells = np.round(np.arange(-1200, 1201) / 1000, 3)
    logs, _ = log_likelihood(parameters(), setting(np.full(len(cells), 0.6), 0.02, 1), cells)
    assert np.exp(logs).sum() == pytest.approx(1.0, abs=1e-6)


def test_gradient_equals_differences_of_the_likelihood():
    rng = np.random.default_rng(3)
    where = Setting(rng.random(60), rng.normal(0, 0.02, 60), rng.integers(0, 2, 60))
    change = np.round(rng.normal(0, 0.02, 60), 3)
    theta = parameters(
        ordinary_level=0.4, log_sd_ordinary_level=0.2, fall_level_squared=-2.0, mean_ordinary_percent=0.2
    )
    measured = optimize.approx_fprime(theta, lambda t: log_likelihood(t, where, change)[0].sum(), 1e-6)
    assert log_likelihood(theta, where, change)[1].sum(axis=0) == pytest.approx(measured, rel=1e-3, abs=1e-3)


def test_a_region_lifts_rises_and_lowers_falls():
    here, there = (components(parameters(), setting(0.6, 0.0, r)).weights[:, 0] for r in (0, 1))
    assert there[2] > here[2]
    assert there[3] < here[3]


def test_crps_of_a_single_value_is_the_absolute_error():
    assert crps(np.array([[0.3]]), np.array([0.5])) == pytest.approx([0.2])


def test_crps_of_a_large_normal_sample_is_the_known_integral():
    """Integral of (F(x) - 1{x >= y})^2 for a standard normal at y = 0.5."""
    from scipy.stats import norm

    exact = (
        integrate.quad(lambda x: norm.cdf(x) ** 2, -10, 0.5)[0]
        + integrate.quad(lambda x: norm.sf(x) ** 2, 0.5, 10)[0]
    )
    sample = norm.ppf((np.arange(20_000) + 0.5) / 20_000)[None, :]
    assert crps(sample, np.array([0.5])) == pytest.approx([exact], abs=1e-4)
