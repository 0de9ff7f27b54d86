"""The first-order gains of Caliendo and Parro: what they must be where changes are small, and what nothing does."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pato.kernels.sectors.decomposition import decompose
from pato.kernels.sectors.input import economy_of
from pato.kernels.sectors.solve import solve_sectors


def world(seed, tariff):
    """Two sectors, three countries, balanced trade and links between sectors."""
    stream = np.random.Generator(np.random.Philox(seed))
    flows = stream.uniform(1.0, 3.0, (2, 3, 3)) + 20.0 * np.eye(3)
    flows = flows + flows.transpose(0, 2, 1)  # symmetric: nobody has a deficit
    use = stream.uniform(0.5, 3.0, (3, 2, 2))
    return economy_of(flows, np.array([4.0, 6.0]), use=use, tariff=tariff)


@given(st.integers(0, 10_000), st.floats(0.0, 0.2))
@settings(max_examples=12, deadline=None)
def test_small_changes_of_tariffs_have_no_higher_order(seed, tariff):
    economy = world(seed, tariff)
    near = solve_sectors(economy, tariff=economy.tariff + 1e-5 * (1 - np.eye(3)))
    found = decompose(economy, near)
    exact = near.real_spending_hat - 1.0
    assert found.total == pytest.approx(exact, abs=2e-3 * max(1e-5, np.abs(exact).max()))


def test_nothing_changed_is_nothing_gained():
    economy = world(1, 0.1)
    found = decompose(economy, solve_sectors(economy))
    np.testing.assert_allclose(found.total, 0.0, atol=1e-10)


def test_terms_of_trade_are_a_game_of_zero_sum():
    """What one sells dearer another buys dearer: income times terms of trade sums to nothing over the world."""
    economy = world(3, 0.05)
    found = decompose(economy, solve_sectors(economy, tariff=economy.tariff * 3))
    paid = economy.share * economy.spending[:, None, :]
    revenue = (paid * economy.tariff / (1 + economy.tariff)).sum(axis=(0, 1))
    income = economy.value_added + economy.deficit + revenue
    assert (found.terms_of_trade * income).sum() == pytest.approx(0.0, abs=1e-9 * income.sum())


def test_large_changes_have_higher_orders():
    economy = world(5, 0.3)
    gone = solve_sectors(economy, tariff=0.0)
    assert decompose(economy, gone).total != pytest.approx(gone.real_spending_hat - 1.0, rel=1e-3)
