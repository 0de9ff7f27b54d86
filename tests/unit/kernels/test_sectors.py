"""Trade of many sectors: shares by hand, every step of the solver by linear algebra written apart, what is refused."""

import numpy as np
import pytest

from pato.kernels.gravity.input import TradeInputError
from pato.kernels.sectors import solve as kernel
from pato.kernels.sectors.decomposition import decompose
from pato.kernels.sectors.input import economy_of
from pato.kernels.sectors.solve import SectorStatus, solve_sectors

RNG = np.random.default_rng(17)
HOME = np.eye(4, dtype=bool)
FLOWS = RNG.lognormal(0, 1, (3, 4, 4)) + 12 * HOME
USE = RNG.uniform(0, 2.5, (4, 3, 3))
RATES = np.where(HOME, 0.0, RNG.uniform(0, 0.3, FLOWS.shape))
NEW = np.where(HOME, 0.0, RNG.uniform(0, 0.3, FLOWS.shape))
THETA = np.array([3.0, 6.0, 4.5])
COST = np.where(HOME, 1.0, np.exp(RNG.normal(0, 0.3, FLOWS.shape)))
MADE = np.exp(RNG.normal(0, 0.3, (3, 4)))
ECONOMY = economy_of(FLOWS, THETA, use=USE, tariff=RATES)
SHOCK = {"cost_hat": COST, "tariff": NEW, "productivity_hat": MADE}


def test_shares_by_hand():
    """Two countries, two sectors; country 0 pays a tariff of 50 per cent on 4 of the first; its sector 1 uses 2 of it."""
    flows = np.array([[[6.0, 2.0], [4.0, 8.0]], [[10.0, 0.0], [0.0, 5.0]]])
    tariff, use = np.zeros_like(flows), np.zeros((2, 2, 2))
    tariff[0, 1, 0], use[0, 0, 1] = 0.5, 2.0
    found = economy_of(flows, [4, 5], use=use, tariff=tariff)
    assert found.spending.tolist() == [[12.0, 10.0], [10.0, 5.0]]
    np.testing.assert_allclose(found.share[0], [[0.5, 0.2], [0.5, 0.8]])
    np.testing.assert_allclose(found.share[1], [[1, 0], [0, 1]])
    # the input is bought with the average tariff, 12 for 10: 2.4 of an output of 10
    np.testing.assert_allclose(found.input_share[0], [[0, 0.24], [0, 0]])
    np.testing.assert_allclose(found.value_added_share, [[1, 0.76], [1, 1]])
    np.testing.assert_allclose(found.final_share[0], [9.6 / 19.6, 10 / 19.6])
    np.testing.assert_allclose(found.value_added, [8 + 7.6, 17])
    np.testing.assert_allclose(found.deficit, [2, -2])
    assert found.theta.tolist() == [4.0, 5.0]
    plain = economy_of(flows, [4, 5], tariff=0.1)
    assert (plain.input_share == 0).all()
    assert plain.tariff.shape == flows.shape
    np.testing.assert_allclose(plain.spending, 1.1 * flows.sum(axis=1))


def test_a_sector_that_nobody_makes_or_buys_has_no_shares():
    flows = np.array([[[6.0, 2.0], [4.0, 8.0]], [[0.0, 0.0], [3.0, 5.0]]])
    flows[1, :, 0] = 0
    found = economy_of(flows, [4, 5])
    assert found.share[1, :, 0].tolist() == [0, 0]
    assert found.value_added_share[0, 1] == 1.0
    assert found.final_share[0, 1] == 0.0
    solved = solve_sectors(found, cost_hat=np.where(np.eye(2, dtype=bool), 1.0, 1.2))
    assert solved.price_hat[1, 0] == 1.0
    assert np.isfinite(solved.flows).all()


def refused(call, *arguments, **options):
    with pytest.raises(TradeInputError) as caught:
        call(*arguments, **options)
    return list(caught.value.problems)


@pytest.mark.parametrize(
    ("flows", "theta", "options", "words"),
    [
        (np.ones((2, 3)), [4, 5], {}, ["flows must have the shape (sector, country, country), not (2, 3)"]),
        (np.ones((2, 3, 4)), [4, 5], {}, ["flows must have the shape (sector, country, country), not (2, 3, 4)"]),
        (np.ones((2, 3, 3)), [4], {}, ["theta must have the shape (2,) and use (3, 2, 2), not (1,) and (3, 2, 2)"]),
        (np.ones((2, 3, 3)), [4, 5], {"use": np.ones((2, 2, 2))}, ["theta must have the shape (2,) and use (3, 2, 2), not (2,) and (2, 2, 2)"]),
        (-np.ones((1, 2, 2)), [0], {"use": np.full((2, 1, 1), np.nan), "tariff": -0.1}, ["flows must be known and not negative", "use must be known and not negative", "tariff must be known and not negative", "every elasticity must be above zero and finite"]),
        (np.ones((1, 2, 2)), [np.inf], {"tariff": np.inf}, ["tariff must be known and not negative", "every elasticity must be above zero and finite"]),
        (np.ones((1, 2, 2)), [4], {"use": np.full((2, 1, 1), 2.1)}, ["a sector's inputs exceed its output: its value added would be negative"]),
        (np.array([[[1.0, 1], [1, 1]], [[9, 9], [9, 9]]]), [4, 4], {"use": np.array([[[0, 3], [0, 0]]] * 2)}, ["the inputs used of a sector exceed what its country spends on it"]),
        (np.ones((1, 2, 2)), [4], {"use": np.full((2, 1, 1), 2.0)}, ["every country must make and finally use something"]),
        (np.array([[[1.0, 1], [0, 0]]]), [4], {}, ["every country must make and finally use something"]),
        (np.array([[[1.0, 0], [1, 0]]]), [4], {}, ["every country must make and finally use something"]),
    ],
)  # fmt: skip
def test_worlds_that_do_not_fit_together(flows, theta, options, words):
    assert refused(economy_of, flows, theta, **options) == words


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"cost_hat": 0.0}, "changes of cost must be above zero (infinite where a trade ends)"),
        ({"cost_hat": np.nan}, "changes of cost must be above zero (infinite where a trade ends)"),
        ({"tariff": -0.01}, "tariffs must be known and not negative"),
        ({"tariff": np.inf}, "tariffs must be known and not negative"),
        ({"productivity_hat": 0.0}, "changes of productivity must be above zero"),
        ({"productivity_hat": np.inf}, "changes of productivity must be above zero"),
        ({"cost_hat": np.where(np.arange(4) == 1, np.inf, 1.0)}, "an importer would lose every source of a sector that it uses"),
        ({"deficits": "none"}, "deficits must be one of additive, multiplicative_balanced, found 'none'"),
    ],
)  # fmt: skip
def test_changes_that_make_no_sense(changes, words):
    assert refused(solve_sectors, ECONOMY, **changes) == [words]


class World:
    """Excess demand at given wages, by direct solution of the inner equations."""

    def __init__(self, economy, *, multiplicative):
        self.e, self.multiplicative = economy, multiplicative
        cost = COST * (1 + NEW) / (1 + economy.tariff)
        self.pull = economy.share * MADE[:, :, None] * cost ** -economy.theta[:, None, None]

    def at(self, log_wage):
        """Return (log prices, shares, spending, output, income, deficit, excess), None where someone earns nothing."""
        e, sectors, n = self.e, *self.e.spending.shape
        price = np.zeros((sectors, n))
        for _ in range(120):
            cost = np.array([
                [e.value_added_share[i, j] * log_wage[i] + e.input_share[i, :, j] @ price[:, i] for i in range(n)]
                for j in range(sectors)
            ])  # fmt: skip
            lure = np.exp(-e.theta[:, None] * cost)
            price = np.log(np.einsum("ji,jin->jn", lure, self.pull)) / -e.theta[:, None]
        share = self.pull * lure[:, :, None]
        share = share / share.sum(axis=1, keepdims=True)
        earned = np.exp(log_wage) * e.value_added
        deficit = e.deficit
        if self.multiplicative:
            spent = earned * (1 + e.deficit / e.value_added)
            deficit = spent * earned.sum() / spent.sum() - earned
        if (earned + deficit <= 0).any():
            return None
        kept = share / (1 + NEW)
        # spending by sector and country is linear in itself: inputs of what is sold, and final use of income with revenue
        size = sectors * n
        turn = np.zeros((size, size))
        for column in range(size):
            one = np.zeros(size)
            one[column] = 1.0
            spending = one.reshape(sectors, n)
            output = np.einsum("jin,jn->ji", kept, spending)
            revenue = np.einsum("jin,jn->n", share - kept, spending)
            turn[:, column] = (
                np.einsum("nkj,jn->kn", e.input_share, output) + e.final_share.T * revenue
            ).ravel()
        base = e.final_share.T * (earned + deficit)
        spending = np.linalg.solve(np.eye(size) - turn, base.ravel()).reshape(sectors, n)
        output = np.einsum("jin,jn->ji", kept, spending)
        income = earned + deficit + np.einsum("jin,jn->n", share - kept, spending)
        excess = np.log(np.einsum("ij,ji->i", e.value_added_share, output) / earned)
        return price, share, spending, output, income, deficit, excess

    def excess(self, log_wage):
        return self.at(log_wage)[-1]

    def centred(self, log_wage):
        value = self.e.value_added
        return log_wage - np.log((np.exp(log_wage) * value).sum() / value.sum())

    def path(self, steps, *, patience=40):
        """Return the largest excess demand after each step."""
        n, x = len(self.e.value_added), np.zeros(len(self.e.value_added))
        damping, past, residuals = 1 / (1 + self.e.theta.max()), [], []
        f = self.excess(x)
        best = np.abs(f).max()
        for taken in range(1, steps + 1):
            residual = np.abs(f).max()
            if taken > patience:
                slope = np.stack([(self.excess(x + 1e-4 * e) - f) / 1e-4 for e in np.eye(n)], axis=1)
                weight = np.exp(x) * self.e.value_added
                last = weight / weight.sum() * np.abs(slope).max()
                step = np.linalg.lstsq(np.vstack([slope, last]), -np.append(f, 0), rcond=None)[0]
                step *= min(1, 0.7 / np.abs(step).max())
                for _ in range(9):
                    if np.abs(self.excess(self.centred(x + step))).max() < residual:
                        break
                    step = step / 2
            else:
                if past and residual > 3 * best:
                    past, damping = past[-1:], damping * 0.7
                best = min(best, residual)
                step = damping * f
                past = [*past[-min(6, n - 1) :], (x, step)]
                if len(past) > 1:
                    moves, changes = (np.diff([p[k] for p in past], axis=0).T for k in (0, 1))
                    gamma = np.linalg.lstsq(changes, step, rcond=1e-10)[0]
                    step = step - (moves + changes) @ gamma
                step = step * min(1, 0.7 / np.abs(step).max())
            x = self.centred(x + step)
            f = self.excess(x)
            residuals.append(np.abs(f).max())
        return residuals


@pytest.mark.parametrize("deficits", ["additive", "multiplicative_balanced"])
@pytest.mark.parametrize("patience", [40, 2, 0])
def test_every_step_is_that_of_the_method(deficits, patience, monkeypatch):
    monkeypatch.setattr(kernel, "_PATIENCE", patience)
    steps = 9 if patience == 40 else 4  # Newton's method is at the end sooner
    expected = World(ECONOMY, multiplicative=deficits != "additive").path(steps, patience=patience)
    found = [
        solve_sectors(ECONOMY, **SHOCK, deficits=deficits, most_steps=k, tolerance=0.0).residual
        for k in range(1, steps + 1)
    ]
    seen = [k for k, size in enumerate(expected) if size > 1e-8]
    assert len(seen) >= 2
    assert [found[k] for k in seen] == pytest.approx([expected[k] for k in seen], rel=1e-3)


@pytest.mark.parametrize("deficits", ["additive", "multiplicative_balanced"])
def test_every_figure_is_what_the_equations_say(deficits):
    found = solve_sectors(ECONOMY, **SHOCK, deficits=deficits)
    world = World(ECONOMY, multiplicative=deficits != "additive")
    x = np.log(found.wage_hat)
    price, share, spending, output, income, deficit, excess = world.at(x)
    assert found.status is SectorStatus.CONVERGED
    assert found.residual <= 1e-12
    assert np.abs(excess).max() < 1e-9
    np.testing.assert_allclose(world.centred(x), x, atol=1e-12)
    final = np.exp((ECONOMY.final_share.T * price).sum(axis=0))
    made = FLOWS.sum(axis=2)
    before = (
        (made * (1 - ECONOMY.input_share.sum(axis=1).T)).sum(axis=0)
        + ECONOMY.deficit
        + (FLOWS * RATES).sum(axis=(0, 1))
    )
    told = {
        "price_hat": np.exp(price),
        "share": share,
        "flows": share / (1 + NEW) * spending[:, None, :],
        "output": output,
        "income": income,
        "deficit": deficit,
        "revenue": (share * NEW / (1 + NEW) * spending[:, None, :]).sum(axis=(0, 1)),
        "consumer_price_hat": final,
        "real_wage_hat": found.wage_hat / final,
        "real_spending_hat": income / before / final,
    }
    for name, expected in told.items():
        np.testing.assert_allclose(getattr(found, name), expected, rtol=1e-8, err_msg=name)


def test_first_order_gains_as_they_are_defined():
    found, e = solve_sectors(ECONOMY, **SHOCK), ECONOMY
    gains = decompose(e, found)
    dearer = np.array([
        [
            found.wage_hat[i] ** e.value_added_share[i, j] * np.prod(found.price_hat[:, i] ** e.input_share[i, :, j]) - 1
            for i in range(4)
        ]
        for j in range(3)
    ])  # fmt: skip
    for n in range(4):
        income = e.value_added[n] + e.deficit[n] + (FLOWS * RATES)[:, :, n].sum()
        terms = sum(
            FLOWS[j, n, i] * dearer[j, n] - FLOWS[j, i, n] * dearer[j, i] for j in range(3) for i in range(4)
        )
        volume = sum(
            RATES[j, i, n] * FLOWS[j, i, n] * (found.flows[j, i, n] / FLOWS[j, i, n] - 1 - dearer[j, i])
            for j in range(3) for i in range(4)
        )  # fmt: skip
        assert gains.terms_of_trade[n] == pytest.approx(terms / income)
        assert gains.volume_of_trade[n] == pytest.approx(volume / income)
        assert gains.total[n] == pytest.approx((terms + volume) / income)


def indebted():
    """A country whose surplus is more than its value added: what it spends, tariffs bring in."""
    flows, tariff = np.array([[[1.0, 10.0], [4.0, 10.0]]]), np.zeros((1, 2, 2))
    tariff[0, 1, 0] = 3.0
    return economy_of(flows, [4.0], use=np.array([[[9.0 * 5 / 17]], [[0.0]]]), tariff=tariff)


def test_where_somebody_would_have_to_spend_less_than_nothing_there_are_no_figures():
    economy = indebted()
    assert economy.value_added[0] + economy.deficit[0] < 0
    found = solve_sectors(economy)
    assert found.status is SectorStatus.NO_POSITIVE_SPENDING
    assert (found.steps, found.residual) == (1, np.inf)
    shapes = {"wage_hat": (2,), "price_hat": (1, 2), "share": (1, 2, 2), "flows": (1, 2, 2), "output": (1, 2), "real_spending_hat": (2,), "deficit": (2,), "income": (2,), "revenue": (2,), "consumer_price_hat": (2,), "real_wage_hat": (2,)}  # fmt: skip
    for name, shape in shapes.items():
        assert getattr(found, name).shape == shape
        assert np.isnan(getattr(found, name)).all()
    assert str(found.status) == (
        "no equilibrium was found in which every economy spends: a surplus would exceed what it earns"
    )
    assert str(SectorStatus.NOT_CONVERGED) == "the wages did not converge within the steps allowed"


def test_steps_are_counted_and_a_start_that_is_the_end_takes_one():
    assert solve_sectors(ECONOMY, tolerance=1e-9).steps == 1
    cut = solve_sectors(ECONOMY, **SHOCK, most_steps=3)
    assert (cut.status, cut.steps) == (SectorStatus.NOT_CONVERGED, 3)
    whole = solve_sectors(ECONOMY, **SHOCK)
    assert 5 < whole.steps < 40
    assert solve_sectors(ECONOMY, **SHOCK, most_steps=whole.steps).status is SectorStatus.CONVERGED
    assert solve_sectors(ECONOMY, **SHOCK, most_steps=whole.steps - 1).status is SectorStatus.NOT_CONVERGED
