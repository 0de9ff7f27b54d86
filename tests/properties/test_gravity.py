"""What must hold of every trade equilibrium, whatever the matrix."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pato.kernels.gravity import solve as gravity

SIZES = st.integers(2, 9)
SEEDS = st.integers(0, 2**32 - 1)
ELASTICITIES = st.floats(1.0, 12.0)
DEFICITS = st.sampled_from(["additive", "multiplicative", "multiplicative_balanced"])


def world(seed, size, *, balanced=False):
    """Flows with a strong home bias, as the world's; balanced by adding to sales at home changes no share of trade's balance."""
    rng = np.random.default_rng(seed)
    mass = rng.lognormal(0, 1, size)
    flows = mass[:, None] * mass * rng.lognormal(-1.5, 0.7, (size, size))
    if balanced:
        flows = flows + flows.T
    flows[range(size), range(size)] = flows.sum(axis=0) * rng.uniform(1, 3, size) + flows.sum(axis=1)
    return flows


def effects(seed, size, spread=0.4):
    found = np.random.default_rng(seed + 1).normal(0, spread, (size, size))
    np.fill_diagonal(found, 0)
    return found


def by_plain_iteration(flows, beta, theta, *, multiplicative):
    """The fixed point as Baier, Yotov and Zylkin (2019) describe it, four lines, written apart from the kernel."""
    spent, sold = flows.sum(axis=0), flows.sum(axis=1)
    shares, deficit, now = flows / spent, spent - sold, spent.copy()
    change = np.exp(beta)
    wage, index = np.ones(len(flows)), np.ones(len(flows))
    for _ in range(20_000):
        old = wage
        wage = ((shares * change) @ (now / index) / sold) ** (1 / (1 + theta))
        wage = wage * sold.sum() / (sold * wage).sum()
        index = (shares * change).T @ wage**-theta
        now = spent * wage if multiplicative else sold * wage + deficit
        if np.abs(wage - old).max() < 1e-14:
            break
    trade = shares * change * wage[:, None] ** -theta / index * now
    return wage, now / spent * index ** (1 / theta), trade


@given(SEEDS, SIZES, ELASTICITIES, st.booleans())
def test_equals_the_plain_iteration(seed, size, theta, multiplicative):
    flows, beta = world(seed, size), effects(seed, size)
    wage, welfare, trade = by_plain_iteration(flows, beta, theta, multiplicative=multiplicative)
    found = gravity.solve(
        flows,
        elasticity=theta,
        partial_effects=beta,
        deficits="multiplicative" if multiplicative else "additive",
    )
    np.testing.assert_allclose(found.wage, wage, rtol=1e-9)
    np.testing.assert_allclose(found.welfare, welfare, rtol=1e-9)
    np.testing.assert_allclose(found.trade, trade, rtol=1e-8)


@given(SEEDS, SIZES, ELASTICITIES)
def test_no_change_gives_ones(seed, size, theta):
    flows = world(seed, size)
    found = gravity.solve(flows, elasticity=theta)
    for name in ("wage", "price", "welfare", "real_income", "terms_of_trade"):
        np.testing.assert_allclose(getattr(found, name), 1, rtol=1e-11, err_msg=name)
    np.testing.assert_allclose(found.trade, flows, rtol=1e-10)


@given(SEEDS, SIZES, ELASTICITIES, DEFICITS, st.floats(1e-6, 1e6))
def test_the_unit_of_flows_does_not_matter(seed, size, theta, deficits, unit):
    flows, beta = world(seed, size), effects(seed, size)
    one, other = (
        gravity.solve(f, elasticity=theta, partial_effects=beta, deficits=deficits)
        for f in (flows, unit * flows)
    )
    np.testing.assert_allclose(one.welfare, other.welfare, rtol=1e-9)
    np.testing.assert_allclose(unit * one.trade, other.trade, rtol=1e-8)


@given(SEEDS, SIZES, ELASTICITIES, DEFICITS)
def test_the_numeraire_does_not_matter_for_real_figures(seed, size, theta, deficits):
    flows, beta = world(seed, size), effects(seed, size)
    one, other = (
        gravity.solve(flows, elasticity=theta, partial_effects=beta, deficits=deficits, numeraire=n)
        for n in (None, size - 1)
    )
    assert other.price[-1] == pytest.approx(1, rel=1e-12)
    for name in ("welfare", "real_income", "domestic_share", "terms_of_trade"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=1e-9, err_msg=name)
    np.testing.assert_allclose(one.trade / one.trade.sum(), other.trade / other.trade.sum(), rtol=1e-9)


@given(SEEDS, SIZES, ELASTICITIES, st.sampled_from(["additive", "multiplicative_balanced"]))
def test_the_worlds_budget_balances(seed, size, theta, deficits):
    flows, beta = world(seed, size), effects(seed, size)
    found = gravity.solve(flows, elasticity=theta, partial_effects=beta, deficits=deficits)
    np.testing.assert_allclose(found.trade.sum(axis=1), found.output, rtol=1e-9)
    np.testing.assert_allclose(found.trade.sum(axis=0), found.expenditure, rtol=1e-9)
    assert found.output.sum() == pytest.approx(flows.sum(), rel=1e-11)
    assert found.exports.sum() == pytest.approx(found.imports.sum(), rel=1e-9)


@given(SEEDS, SIZES, ELASTICITIES)
def test_the_worlds_budget_balances_with_tariffs(seed, size, theta):
    flows = world(seed, size)
    rng = np.random.default_rng(seed)
    before, after = rng.uniform(0, 0.4, (2, size, size))
    for rates in (before, after):
        np.fill_diagonal(rates, 0)
    found = gravity.solve(flows, elasticity=theta, tariffs=(before, after))
    revenue = (found.trade * after).sum(axis=0)
    deficit = flows.sum(axis=0) - flows.sum(axis=1)
    np.testing.assert_allclose(found.trade.sum(axis=1), found.output, rtol=1e-9)
    np.testing.assert_allclose(found.expenditure, found.output + revenue + deficit, rtol=1e-9)


@given(SEEDS, st.integers(3, 8), ELASTICITIES, DEFICITS)
def test_relabelling_the_economies(seed, size, theta, deficits):
    flows, beta = world(seed, size), effects(seed, size)
    order = np.random.default_rng(seed).permutation(size)
    one = gravity.solve(flows, elasticity=theta, partial_effects=beta, deficits=deficits)
    other = gravity.solve(
        flows[np.ix_(order, order)],
        elasticity=theta,
        partial_effects=beta[np.ix_(order, order)],
        deficits=deficits,
    )
    np.testing.assert_allclose(one.welfare[order], other.welfare, rtol=1e-9)


@given(SEEDS, SIZES, ELASTICITIES, st.floats(0.01, 2.0))
def test_a_uniform_cut_of_the_costs_of_trade_helps_everyone(seed, size, theta, effect):
    flows = world(seed, size, balanced=True)
    beta = np.full((size, size), effect)
    np.fill_diagonal(beta, 0)
    found = gravity.solve(flows, elasticity=theta, partial_effects=beta)
    assert (found.welfare > 1).all()
    everything = gravity.solve(flows, elasticity=theta, partial_effects=np.full((size, size), effect))
    np.testing.assert_allclose(everything.welfare, np.exp(effect / theta), rtol=1e-10)


@given(SEEDS, SIZES, ELASTICITIES)
def test_welfare_is_that_of_the_domestic_share_where_trade_balances(seed, size, theta):
    """Arkolakis, Costinot and Rodriguez-Clare (2012): the change of the domestic share to the power of -1 / theta."""
    flows, beta = world(seed, size, balanced=True), effects(seed, size)
    found = gravity.solve(flows, elasticity=theta, partial_effects=beta)
    share = np.diag(flows) / flows.sum(axis=0)
    np.testing.assert_allclose(found.welfare, (found.domestic_share / share) ** (-1 / theta), rtol=1e-9)


@given(SEEDS, SIZES, ELASTICITIES)
def test_autarky_is_the_limit_of_high_costs(seed, size, theta):
    flows = world(seed, size, balanced=True)
    beta = np.full((size, size), -40.0)
    np.fill_diagonal(beta, 0)
    far = gravity.solve(flows, elasticity=theta, partial_effects=beta)
    share = np.diag(flows) / flows.sum(axis=0)
    np.testing.assert_allclose(far.welfare, share ** (1 / theta), rtol=1e-8)


@given(SEEDS, st.integers(2, 6))
def test_scenarios_do_not_depend_on_those_beside_them(seed, size):
    flows = world(seed, size)
    many = np.stack([effects(seed + k, size) for k in range(7)])
    theta = np.linspace(2, 8, 7)
    together = gravity.solve(flows, elasticity=theta, partial_effects=many)
    threads = gravity.solve(flows, elasticity=theta, partial_effects=many, workers=3)
    for k in range(7):
        alone = gravity.solve(flows, elasticity=theta[k], partial_effects=many[k])
        assert np.array_equal(alone.trade, together.trade[k])
    assert np.array_equal(together.trade, threads.trade)


@given(SEEDS, SIZES, ELASTICITIES)
def test_a_warm_start_finds_the_same(seed, size, theta):
    flows, beta = world(seed, size), effects(seed, size)
    cold = gravity.solve(flows, elasticity=theta, partial_effects=beta)
    warm = gravity.solve(flows, elasticity=theta, partial_effects=beta, start=cold.wage)
    assert warm.steps <= cold.steps
    np.testing.assert_allclose(warm.welfare, cold.welfare, rtol=1e-10)


@given(SEEDS, SIZES, st.floats(1.0, 12.0), st.floats(2.0, 6.0))
def test_large_shocks_converge_or_say_so(seed, size, theta, spread):
    """Costs that change flows by factors of hundreds: figures only where demand meets supply."""
    flows, beta = world(seed, size), effects(seed, size, spread)
    found = gravity.solve(flows, elasticity=theta, partial_effects=beta, strict=False)
    if found.status == 0:
        assert found.residual <= 1e-12
        np.testing.assert_allclose(found.trade.sum(axis=1), found.output, rtol=1e-8)
    else:
        assert np.isnan(found.welfare).all()


@given(SEEDS, st.integers(3, 6), ELASTICITIES)
def test_memberships_are_effects_between_members_alone(seed, size, theta):
    flows, beta = world(seed, size), effects(seed, size)
    clubs = np.random.default_rng(seed).random((5, size)) < 0.5
    together = gravity.solve(flows, elasticity=theta, partial_effects=beta, within=clubs)
    for club, welfare in zip(clubs, together.welfare, strict=True):
        alone = gravity.solve(
            flows, elasticity=theta, partial_effects=np.where(club[:, None] & club, beta, 0.0)
        )
        np.testing.assert_array_equal(alone.welfare, welfare)
