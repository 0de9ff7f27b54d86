"""Trade equilibria whose figures are published, or follow from a formula by hand."""

import numpy as np
import pytest

from pato.kernels.gravity import solve as gravity


def two_alike(home, effect=0.0):
    """Two identical countries that spend a share of their income at home, and one effect on all trade between them."""
    flows = 100.0 * np.array([[home, 1 - home], [1 - home, home]])
    effects = np.array([[0.0, effect], [effect, 0.0]])
    return flows, effects


@pytest.mark.parametrize(("elasticity", "percent"), [(10, 0.7), (5, 1.4)])
def test_american_gains_from_trade(elasticity, percent):
    """Arkolakis, Costinot and Rodriguez-Clare (2012): 93 percent spent at home in 2000, so 0.7 to 1.4 percent of income."""
    flows, effects = two_alike(0.93, -np.inf)
    autarky = gravity.solve(flows, elasticity=elasticity, partial_effects=effects)
    assert 100 * (1 - autarky.welfare) == pytest.approx([percent, percent], abs=0.05)
    assert autarky.welfare == pytest.approx(0.93 ** (1 / elasticity), rel=1e-12)
    assert autarky.domestic_share == pytest.approx([1.0, 1.0])


@pytest.mark.parametrize("effect", [-2.0, -0.3, 0.4, 1.5])
def test_two_alike(effect):
    """Wages stay equal, so P^-theta = h + (1 - h) exp(effect), and trade is the foreign share of the same income."""
    home, theta = 0.8, 4.5
    flows, effects = two_alike(home, effect)
    found = gravity.solve(flows, elasticity=theta, partial_effects=effects)
    index = home + (1 - home) * np.exp(effect)
    assert found.wage == pytest.approx([1.0, 1.0], rel=1e-12)
    assert found.welfare == pytest.approx(index ** (1 / theta), rel=1e-12)
    assert found.exports == pytest.approx(100 * (1 - home) * np.exp(effect) / index, rel=1e-12)


def test_two_alike_with_tariffs():
    """A tariff t on both sides: shares at prices with tariffs, income plus revenue spent."""
    home, theta, t = 0.8, 4.0, 0.25
    flows, _ = two_alike(home)
    none, both = np.zeros((2, 2)), np.array([[0.0, t], [t, 0.0]])
    found = gravity.solve(flows, elasticity=theta, tariffs=(none, both))
    index = home + (1 - home) * (1 + t) ** -theta
    share = home / index
    spending = 1 / (1 - (1 - share) * t / (1 + t))
    assert found.domestic_share == pytest.approx(share, rel=1e-12)
    assert found.expenditure == pytest.approx(100 * spending, rel=1e-12)
    assert found.welfare == pytest.approx(spending * index ** (1 / theta), rel=1e-12)


def test_two_alike_that_remove_tariffs_come_back():
    """Removing what was put on, from the flows that it left, restores the old flows."""
    flows, _ = two_alike(0.7)
    none, both = np.zeros((2, 2)), np.array([[0.0, 0.1], [0.3, 0.0]])
    there = gravity.solve(flows, elasticity=3.0, tariffs=(none, both))
    back = gravity.solve(there.trade, elasticity=3.0, tariffs=(both, none))
    np.testing.assert_allclose(back.trade, flows, rtol=1e-10)
    np.testing.assert_allclose(back.welfare * there.welfare, 1, rtol=1e-10)


def test_productivity_of_a_closed_world():
    """Where everybody becomes ten percent more productive, everybody is ten percent better off and nothing else moves."""
    flows, _ = two_alike(0.6)
    found = gravity.solve(flows, elasticity=6.0, productivity=[1.1, 1.1])
    assert found.welfare == pytest.approx(1.1, rel=1e-12)
    np.testing.assert_allclose(found.trade, flows, rtol=1e-12)


def test_effects_are_costs_to_the_power_of_minus_theta():
    flows, effects = two_alike(0.75, 0.3)
    one = gravity.solve(flows, elasticity=5.0, partial_effects=effects)
    other = gravity.solve(flows, elasticity=5.0, cost_changes=np.exp(-effects / 5.0))
    np.testing.assert_allclose(one.welfare, other.welfare, rtol=1e-13)
