"""A level that follows events, and an effect that a group's rows share."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pato.kernels.level import level_filter
from pato.kernels.shared_effect import Prior, any_of_group, fit_shared_effect, marginal

PRIOR = Prior((0.0, 1.5), (1.0, 0.5), 2.0)


def test_the_level_of_a_year_rests_on_the_years_before_it_alone():
    observed, expected = np.array([3.0, 0.0, 1.0]), np.array([1.0, 1.0, 1.0])
    found = level_filter(observed, expected, half_life=1.0, prior=2.0)
    # by hand: nothing is known at first; then 3 for 1; then half of that and 0 for 1
    np.testing.assert_allclose(found.multiplier, [1.0, 5 / 3, (1.5 + 0 + 2) / (0.5 + 1 + 2)])
    assert (found.shape, found.rate) == pytest.approx((0.5 * 1.5 + 1 + 2, 0.5 * 1.5 + 1 + 2))
    again = level_filter(np.array([3.0, 0.0, 9.0]), expected, half_life=1.0, prior=2.0)
    np.testing.assert_array_equal(found.multiplier, again.multiplier)


@given(st.floats(0.2, 5.0), st.floats(1.0, 50.0), st.floats(0.1, 20.0))
def test_a_level_that_is_right_stays_and_one_that_is_wrong_is_approached(level, half_life, prior):
    expected = np.full(2000, 2.0)
    found = level_filter(level * expected, expected, half_life=half_life, prior=prior)
    known = 2.0 / (1 - 0.5 ** (1 / half_life))  # what the filter still counts of what was expected
    assert found.multiplier[-1] == pytest.approx((level * known + prior) / (known + prior), rel=1e-6)


def simulated(spread, groups=300, rows=8, seed=5):
    rng = np.random.Generator(np.random.Philox(seed))
    group = np.repeat(np.arange(groups), rows)
    x = rng.normal(size=groups * rows)
    effect = rng.normal(scale=spread, size=groups)[group]
    y = (rng.random(groups * rows) < 1 / (1 + np.exp(-(-1 + x + effect)))).astype(float)
    return x, y, group


@pytest.mark.parametrize("spread", [0.5, 2.0])
def test_a_spread_is_found_again(spread):
    x, y, group = simulated(spread)
    found = fit_shared_effect(x, y, group, PRIOR, 41)
    a, b, log_spread = found.parameters
    errors = np.sqrt(np.diag(found.covariance))
    assert a == pytest.approx(-1, abs=4 * errors[0])
    assert b == pytest.approx(1, abs=4 * errors[1])
    assert log_spread == pytest.approx(np.log(spread), abs=4 * errors[2])


def test_what_is_shared_makes_some_ally_rarer_at_the_same_number_of_allies():
    x, group = np.zeros(10), np.repeat([0, 1], 5)
    apart, together = (np.array([-1.0, 1.0, np.log(s)]) for s in (1e-6, 3.0))
    # the same expected number needs another constant; chances of one are set against chances of any
    share = {name: marginal(p, x, 41)[0] for name, p in (("apart", apart), ("together", together))}
    independent = 1 - (1 - share["together"]) ** 5
    assert any_of_group(together, x, group, 41)[0] < independent
    assert any_of_group(apart, x, group, 41)[0] == pytest.approx(1 - (1 - share["apart"]) ** 5, rel=1e-6)
