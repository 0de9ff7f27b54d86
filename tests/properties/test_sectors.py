"""The equilibrium of many sectors: what must hold in any world."""

import numpy as np
import pytest
from hypothesis import assume, currently_in_test_context, given, settings
from hypothesis import strategies as st

from pato.kernels.gravity import solve as gravity
from pato.kernels.gravity.input import TradeInputError
from pato.kernels.sectors.solve import SectorStatus, economy_of, solve_sectors

WORLDS = st.tuples(st.integers(0, 10_000), st.integers(2, 6), st.integers(1, 4))


def parts(seed, countries, sectors, *, balanced=False, tariffs=True):
    """Random flows, input use, elasticities and tariffs that fit together."""
    draw = np.random.Generator(np.random.Philox(seed))
    flows = draw.lognormal(0, 1, (sectors, countries, countries))
    if balanced:
        flows = flows + flows.transpose(0, 2, 1)
    home = np.arange(countries)
    flows[:, home, home] *= 4 * countries
    cost_shares = draw.dirichlet(np.ones(sectors + 1), (countries, sectors))[..., :sectors].transpose(0, 2, 1)
    use = cost_shares * flows.sum(axis=2).T[:, None, :] * 0.7
    use *= np.minimum(1, 0.7 * flows.sum(axis=1).T / use.sum(axis=2))[:, :, None]
    rates = draw.uniform(0, 0.3, flows.shape) * ~np.eye(countries, dtype=bool) * tariffs
    return flows, use, draw.uniform(1.5, 9, sectors), rates, draw


def shocked(draw, shape, size=0.2):
    cost = np.exp(draw.normal(0, size, shape))
    home = np.arange(shape[1])
    cost[:, home, home] = 1.0
    return cost


def solved(economy, **changes):
    found = solve_sectors(economy, **changes)
    # a drawn surplus may be more than the economy earns after the change: then there is nothing to compare
    if currently_in_test_context():
        assume(found.status is not SectorStatus.NO_POSITIVE_SPENDING)
    assert found.status is SectorStatus.CONVERGED
    assert found.residual <= 1e-12
    return found


@given(WORLDS)
@settings(max_examples=15)
def test_no_change_gives_ones(world):
    flows, use, theta, rates, _ = parts(*world)
    found = solved(economy_of(flows, theta, use=use, tariff=rates))
    for ratio in (found.wage_hat, found.price_hat, found.real_spending_hat, found.real_wage_hat):
        np.testing.assert_allclose(ratio, 1, rtol=0, atol=1e-11)
    np.testing.assert_allclose(found.flows, flows, rtol=1e-10)


@given(WORLDS, st.floats(1e-6, 1e6), st.sampled_from(["additive", "multiplicative_balanced"]))
@settings(max_examples=15)
def test_the_unit_of_the_flows_does_not_matter(world, unit, deficits):
    flows, use, theta, rates, draw = parts(*world)
    cost = shocked(draw, flows.shape)
    one = solved(economy_of(flows, theta, use=use, tariff=rates), cost_hat=cost, deficits=deficits)
    two = solved(
        economy_of(unit * flows, theta, use=unit * use, tariff=rates), cost_hat=cost, deficits=deficits
    )
    np.testing.assert_allclose(two.real_spending_hat, one.real_spending_hat, rtol=1e-9)
    np.testing.assert_allclose(two.flows, unit * one.flows, rtol=1e-8)


@given(WORLDS, st.sampled_from(["additive", "multiplicative_balanced"]))
@settings(max_examples=15)
def test_every_budget_balances(world, deficits):
    flows, use, theta, rates, draw = parts(*world)
    economy = economy_of(flows, theta, use=use, tariff=rates)
    new = draw.uniform(0, 0.3, flows.shape) * (rates > 0)
    found = solved(economy, cost_hat=shocked(draw, flows.shape), tariff=new, deficits=deficits)
    world_value = economy.value_added.sum()
    earned = found.wage_hat * economy.value_added
    assert earned.sum() == pytest.approx(world_value, rel=1e-12)  # the numeraire
    assert found.deficit.sum() == pytest.approx(0, abs=1e-9 * world_value)
    np.testing.assert_allclose(found.income, earned + found.deficit + found.revenue, rtol=1e-10)
    np.testing.assert_allclose(found.revenue, (found.flows * new).sum(axis=(0, 1)), atol=1e-9 * world_value)
    imports_less_exports = found.flows.sum(axis=(0, 1)) - found.flows.sum(axis=(0, 2))
    np.testing.assert_allclose(imports_less_exports, found.deficit, atol=1e-8 * world_value)
    # what is made is bought, and value added and inputs use it up
    np.testing.assert_allclose(found.flows.sum(axis=2), found.output, rtol=1e-9)
    np.testing.assert_allclose((economy.value_added_share.T * found.output).sum(axis=0), earned, rtol=1e-9)


@given(WORLDS)
@settings(max_examples=15)
def test_names_do_not_matter(world):
    flows, use, theta, rates, draw = parts(*world)
    cost = shocked(draw, flows.shape)
    c, s = draw.permutation(flows.shape[1]), draw.permutation(flows.shape[0])
    one = solved(economy_of(flows, theta, use=use, tariff=rates), cost_hat=cost)
    moved = [a[np.ix_(s, c, c)] for a in (flows, rates, cost)]
    two = solved(economy_of(moved[0], theta[s], use=use[np.ix_(c, s, s)], tariff=moved[1]), cost_hat=moved[2])
    np.testing.assert_allclose(two.real_spending_hat, one.real_spending_hat[c], rtol=1e-9)
    np.testing.assert_allclose(two.price_hat, one.price_hat[np.ix_(s, c)], rtol=1e-9)


@given(WORLDS, st.floats(0.5, 0.99))
@settings(max_examples=15)
def test_a_cut_of_all_costs_helps_everyone(world, cut):
    """Without inputs nothing moves but prices; with them, goods that contain goods become cheaper twice."""
    flows, use, theta, rates, _ = parts(*world, tariffs=False)
    plain = solved(economy_of(flows, theta, tariff=rates), cost_hat=cut)
    np.testing.assert_allclose(plain.real_wage_hat, 1 / cut, rtol=1e-10)
    np.testing.assert_allclose(plain.flows, flows, rtol=1e-9)
    linked = solved(economy_of(flows, theta, use=use, tariff=rates), cost_hat=cut)
    assert (linked.real_wage_hat > 1 / cut).all()


def test_inputs_multiply_a_cut_by_the_length_of_the_chain():
    """Two countries alike, inputs half of cost: log P = log cut / (1 - 1/2)."""
    flows = np.array([[[8.0, 2.0], [2.0, 8.0]]])
    economy = economy_of(flows, [4.0], use=np.full((2, 1, 1), 5.0))
    found = solved(economy, cost_hat=0.9)
    np.testing.assert_allclose(found.real_wage_hat, 0.9**-2, rtol=1e-12)


@given(WORLDS)
@settings(max_examples=15)
def test_real_wages_follow_from_domestic_shares(world):
    """Arkolakis, Costinot and Rodriguez-Clare (2012), with sectors and inputs as in Caliendo and Parro (2015)."""
    flows, use, theta, rates, draw = parts(*world)
    economy = economy_of(flows, theta, use=use, tariff=rates)
    found = solved(economy, cost_hat=shocked(draw, flows.shape), tariff=0.0)
    np.testing.assert_allclose(np.log(found.real_wage_hat), _gains(economy, found.share), atol=1e-9)


def _gains(economy, share):
    home = np.log(np.einsum("jnn->nj", share) / np.einsum("jnn->nj", economy.share)) / economy.theta
    sectors = len(economy.theta)
    chains = np.linalg.inv(np.eye(sectors) - economy.input_share.transpose(0, 2, 1))
    return -np.einsum("nj,njs,ns->n", economy.final_share, chains, home)


@given(WORLDS)
@settings(max_examples=12)
def test_autarky_costs_the_gains_from_trade(world):
    flows, use, theta, _, _ = parts(*world, balanced=True, tariffs=False)
    economy = economy_of(flows, theta, use=use)
    np.testing.assert_allclose(economy.deficit, 0, atol=1e-9 * flows.sum())
    home = np.eye(flows.shape[1], dtype=bool)
    alone = solved(economy, cost_hat=np.where(home, 1.0, np.inf))
    nearly = solved(economy, cost_hat=np.where(home, 1.0, 1e6))
    ones = np.where(home, 1.0, 0.0)[None].repeat(len(theta), axis=0)
    np.testing.assert_allclose(np.log(alone.real_spending_hat), _gains(economy, ones), atol=1e-9)
    assert (alone.real_spending_hat < 1).all()
    np.testing.assert_allclose(nearly.real_spending_hat, alone.real_spending_hat, rtol=1e-6)


@given(
    st.integers(0, 10_000),
    st.integers(2, 12),
    st.sampled_from(["additive", "multiplicative_balanced"]),
    st.booleans(),
)
@settings(max_examples=25)
def test_one_sector_without_inputs_is_the_one_sector_kernel(seed, countries, deficits, tariffs):
    flows, _, theta, before, draw = parts(seed, countries, 1, tariffs=tariffs)
    after = draw.uniform(0, 0.3, before.shape) * (before > 0)
    cost, made = shocked(draw, flows.shape), np.exp(draw.normal(0, 0.1, countries))
    many = solved(
        economy_of(flows, theta, tariff=before),
        cost_hat=cost,
        tariff=after,
        productivity_hat=made[None] ** theta[0],
        deficits=deficits,
    )
    one = gravity.solve(
        flows[0], elasticity=theta[0], cost_changes=cost[0], productivity=made, tariffs=(before[0], after[0]), deficits=deficits
    )  # fmt: skip
    pairs = (
        (many.wage_hat, one.wage),
        (many.consumer_price_hat, one.price),
        (many.real_spending_hat, one.welfare),
        (many.real_wage_hat, one.real_income),
        (many.flows[0], one.trade),
        (many.output[0], one.output),
        (many.income, one.expenditure),
    )
    for ours, theirs in pairs:
        np.testing.assert_allclose(ours, theirs, rtol=1e-10)


@given(WORLDS)
@settings(max_examples=12)
def test_halves_of_a_sector_that_are_alike_are_the_sector(world):
    flows, use, theta, rates, draw = parts(*world)
    cost = shocked(draw, flows.shape)
    whole = solved(economy_of(flows, theta, use=use, tariff=rates), cost_hat=cost)
    doubled = [np.concatenate([a, a]) for a in (flows / 2, theta, rates, cost)]
    halves = economy_of(doubled[0], doubled[1], use=np.tile(use / 4, (1, 2, 2)), tariff=doubled[2])
    found = solved(halves, cost_hat=doubled[3])
    np.testing.assert_allclose(found.real_spending_hat, whole.real_spending_hat, rtol=1e-9)


@pytest.mark.parametrize("dearer", [5, 30, 300, 1e4])
def test_next_to_autarky_it_still_converges(dearer):
    """Where trade is a millionth of output excess demand hardly depends on wages: Newton's method takes over."""
    steps = []
    for seed in (4, 5, 13, 20, 33):
        flows, use, theta, _, _ = parts(seed, 4, 2, balanced=True, tariffs=False)
        home = np.eye(4, dtype=bool)
        steps.append(solved(economy_of(flows, theta, use=use), cost_hat=np.where(home, 1.0, dearer)).steps)
    assert max(steps) < 80


def test_links_raise_what_trade_is_worth():
    """The same flows of final and intermediate goods together: losing trade costs more where sectors use each other."""
    flows, use, theta, _, _ = parts(3, 4, 3, balanced=True, tariffs=False)
    autarky = np.where(np.eye(4, dtype=bool), 1.0, np.inf)
    with_links = solved(economy_of(flows, theta, use=use), cost_hat=autarky)
    without = solved(economy_of(flows, theta), cost_hat=autarky)
    assert (with_links.real_spending_hat < without.real_spending_hat).all()


def test_a_sector_that_nobody_makes_or_uses_changes_nothing():
    flows, use, theta, rates, draw = parts(8, 4, 2)
    cost = shocked(draw, flows.shape)
    plain = solved(economy_of(flows, theta, use=use, tariff=rates), cost_hat=cost)
    empty = np.zeros((1, 4, 4))
    padded_use = np.pad(use, ((0, 0), (0, 1), (0, 1)))
    more = economy_of(
        np.concatenate([flows, empty]), [*theta, 4], use=padded_use, tariff=np.concatenate([rates, empty])
    )
    found = solved(more, cost_hat=np.concatenate([cost, empty + 1.3]))
    np.testing.assert_allclose(found.real_spending_hat, plain.real_spending_hat, rtol=1e-11)
    assert (found.price_hat[2] == 1).all()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"flows": lambda a: -a}, "flows must be known and not negative"),
        ({"flows": lambda a: a * np.nan}, "flows must be known"),
        ({"flows": lambda a: a[0]}, "shape"),
        ({"use": lambda a: a * 50}, "inputs exceed its output"),
        ({"use": lambda a: a[:1]}, "shape"),
        ({"theta": lambda a: a * 0}, "elasticity must be above zero"),
        ({"tariff": lambda a: a - 1}, "tariff must be known and not negative"),
        ({"flows": lambda a: a * (np.arange(3) > 0)[:, None]}, "must make"),
    ],
)
def test_impossible_worlds_are_refused_in_words(change, words):
    flows, use, theta, rates, _ = parts(1, 3, 2)
    given_parts = {"flows": flows, "use": use, "theta": theta, "tariff": rates}
    for key, alter in change.items():
        given_parts[key] = alter(given_parts[key])
    if words == "must make":
        given_parts["use"] = use * 0
    with pytest.raises(TradeInputError, match=words):
        economy_of(**given_parts)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"cost_hat": 0.0}, "above zero"),
        ({"cost_hat": np.nan}, "above zero"),
        ({"cost_hat": np.inf}, "lose every source"),
        ({"tariff": -0.1}, "not negative"),
        ({"productivity_hat": 0.0}, "productivity"),
        ({"deficits": "mutliplicative"}, "additive, multiplicative_balanced"),
    ],
)
def test_impossible_changes_are_refused_in_words(changes, words):
    flows, use, theta, rates, _ = parts(1, 3, 2)
    with pytest.raises(TradeInputError, match=words):
        solve_sectors(economy_of(flows, theta, use=use, tariff=rates), **changes)


def test_what_did_not_converge_says_so():
    flows, use, theta, rates, draw = parts(1, 5, 3)
    economy = economy_of(flows, theta, use=use, tariff=rates)
    found = solve_sectors(economy, cost_hat=shocked(draw, flows.shape), most_steps=2)
    assert found.status is SectorStatus.NOT_CONVERGED
    assert found.residual > 1e-12


def test_a_surplus_that_no_income_can_cover_has_no_equilibrium():
    flows = np.array([[[10.0, 60.0], [1.0, 10.0]]])  # the first sells nearly all it makes abroad
    economy = economy_of(flows, [4.0])
    found = solve_sectors(economy, cost_hat=np.array([[[1.0, np.inf], [np.inf, 1.0]]]))
    assert found.status is not SectorStatus.CONVERGED
