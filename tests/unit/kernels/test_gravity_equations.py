"""The trade equilibrium: every figure against the equations, every step against the method written with plain linear algebra."""

import numpy as np
import pytest

from pato.kernels.gravity.resistance import experiment, resistances
from pato.kernels.gravity.solve import solve

RNG = np.random.default_rng(3)
FLOWS = RNG.gamma(1, 5, (4, 4)) + np.diag([90.0, 60.0, 120.0, 30.0])
BEFORE = np.where(np.eye(4, dtype=bool), 0.0, RNG.uniform(0, 0.3, (4, 4)))
AFTER = np.where(np.eye(4, dtype=bool), 0.02, RNG.uniform(0, 0.3, (4, 4)))
EFFECTS = RNG.normal(0, 0.4, (4, 4))
WITHIN = np.array([True, True, False, True])
MADE = np.array([1.0, 1.1, 0.9, 1.3])
DEFICITS = ("additive", "multiplicative", "multiplicative_balanced")


class Shock:
    """A change of costs, and what follows from given changes of wages, without the kernel."""

    def __init__(self, theta, flows=FLOWS, *, effects=0.0, within=True, made=1.0, before=0.0, after=0.0):
        n = len(flows)
        self.theta, self.made, self.before, self.after = theta, made * np.ones(n), before, after
        both = np.outer(within * np.ones(n, bool), within * np.ones(n, bool))
        costs = (1 + after) / (1 + before)
        #: what would be paid at the new costs and the old prices
        self.paid = flows * (1 + before) * np.exp(np.where(both, effects, 0.0)) * costs**-theta
        self.output, self.spent = flows.sum(axis=1), (flows * (1 + before)).sum(axis=0)
        self.deficit = flows.sum(axis=0) - self.output

    def net(self, wage, *, additive):
        """Return what each spends net of tariffs, and by what all spending must be multiplied."""
        earned = self.output * wage
        if additive:
            return earned + self.deficit, 1.0
        raw = earned * (1 + self.deficit / self.output)
        return raw, earned.sum() / raw.sum()

    def lure(self, wage):
        return ((wage / self.made) ** -self.theta)[:, None] * self.paid

    def trade(self, wage, *, additive):
        net, scale = self.net(wage, additive=additive)
        bought = self.lure(wage) / (1 + self.after)
        return bought / bought.sum(axis=0) * net * scale

    def excess(self, x, *, additive):
        wage = np.exp(x)
        return np.log(self.trade(wage, additive=additive).sum(axis=1) / (self.output * wage))

    def centred(self, x):
        return x - np.log((self.output * np.exp(x)).sum() / self.output.sum())


SHOCKS = [
    {},
    {"effects": EFFECTS},
    {"effects": EFFECTS, "within": WITHIN},
    {"made": MADE},
    {"before": BEFORE, "after": AFTER},
    {"effects": EFFECTS, "within": WITHIN, "made": MADE, "before": BEFORE, "after": AFTER},
]


def solved(shock, theta, flows=FLOWS, **more):
    rates = (shock["before"], shock["after"]) if "before" in shock else None
    return solve(
        flows,
        elasticity=theta,
        partial_effects=shock.get("effects"),
        within=shock.get("within"),
        productivity=shock.get("made"),
        tariffs=rates,
        **more,
    )


@pytest.mark.parametrize("numeraire", [None, 2])
@pytest.mark.parametrize("deficits", DEFICITS)
@pytest.mark.parametrize("which", range(len(SHOCKS)))
def test_every_figure_is_what_the_equations_say(which, deficits, numeraire):
    theta, shock = 4.0 + which / 2, SHOCKS[which]
    found, told = solved(shock, theta, deficits=deficits, numeraire=numeraire), Shock(theta, **shock)
    additive, balanced = deficits == "additive", deficits == "multiplicative"
    price = ((found.wage / told.made) ** -theta) @ told.paid / told.spent
    unit = 1.0 if numeraire is None else price[numeraire] ** (-1 / theta)
    if numeraire is None:
        assert (found.wage * told.output).sum() == pytest.approx(told.output.sum())
        world = found.wage
        np.testing.assert_allclose(found.price, price ** (-1 / theta))
    else:
        assert found.price[numeraire] == pytest.approx(1)
        world = np.exp(told.centred(np.log(found.wage)))
        unit = found.wage[0] / world[0]
    _, scale = told.net(world, additive=additive)
    trade = told.trade(world, additive=additive) * unit / (scale if balanced else 1.0)
    assert found.spending_scale == pytest.approx(scale)
    np.testing.assert_allclose(found.trade, trade, rtol=1e-9)
    np.testing.assert_allclose(
        found.trade.sum(axis=1) * (scale if balanced else 1.0), found.wage * told.output, rtol=1e-9
    )
    np.testing.assert_allclose(found.output, found.wage * told.output)
    spent = (trade * (1 + told.after)).sum(axis=0)
    np.testing.assert_allclose(found.expenditure, spent, rtol=1e-9)
    np.testing.assert_allclose(found.welfare, spent / told.spent / found.price, rtol=1e-9)
    np.testing.assert_allclose(found.real_income, found.wage / found.price)
    away = ~np.eye(4, dtype=bool)
    np.testing.assert_allclose(found.exports, (trade * away).sum(axis=1), rtol=1e-9)
    np.testing.assert_allclose(found.imports, (trade * away).sum(axis=0), rtol=1e-9)
    home = np.diag(trade * (1 + told.after)) / spent
    np.testing.assert_allclose(found.domestic_share, home, rtol=1e-9)
    costs = np.log(found.wage / told.made)
    partners = (FLOWS * away * costs[:, None]).sum(axis=0) / (FLOWS * away).sum(axis=0)
    np.testing.assert_allclose(found.terms_of_trade, np.exp(costs - partners), rtol=1e-9)
    assert found.converged
    assert found.require() is found
    assert found.residual <= 1e-12


def path(told, *, additive, plain=False, start=None, most=40):  # noqa: C901  the method in one piece
    """Return the largest excess demand at each step: the method of the module with a measured slope and lstsq."""
    theta, output = told.theta, told.output

    def excess(x, scale=None):
        net, now = told.net(np.exp(x), additive=additive)
        bought = told.lure(np.exp(x)) / (1 + told.after)
        sold = (bought / bought.sum(axis=0)) @ (net * (now if scale is None else scale))
        with np.errstate(invalid="ignore"):
            return np.log(sold / (output * np.exp(x))), bool((net > 0).all())

    def slope(x):
        """Minus the derivative, by differences, at the present multiple of spending; and what keeps the numeraire."""
        h, (_, scale) = 1e-5, told.net(np.exp(x), additive=additive)
        columns = [
            (excess(x - h * e, scale)[0] - excess(x + h * e, scale)[0]) / (2 * h) for e in np.eye(len(x))
        ]
        return np.stack(columns, axis=1) + output / output.sum()

    x = told.centred(np.zeros(len(output)) if start is None else np.log(start))
    residuals, best, part, careful, length = [], np.inf, 1.0, most if plain else 0, 16
    window, old, matrix, age, best_x, best_f = [], None, None, 0, x, x
    for _ in range(most):
        f, positive = excess(x)
        residual = float(np.abs(f).max()) if np.isfinite(f).all() else np.inf
        residuals.append(residual)
        if not positive or residual == np.inf or (careful == 0 and residual > 2 * best):
            if best == np.inf or part < 1e-12:
                break
            x = told.centred(best_x + part * best_f / (1 + theta))
            part, careful, length = part / 2, max(careful, length), 2 * length
            window, old, matrix = [], None, None
            continue
        if residual <= 1e-12:
            break
        if residual < best or careful > 0:
            part = 1.0 if residual < best else part
            best, best_x, best_f = residual, x, f
        if careful > 0:
            careful -= 1
            step = f / (1 + theta)
        else:
            if matrix is None or age >= 12:
                matrix, window, old, age = slope(x), [], None, 0
            r = np.linalg.solve(matrix, f)
            if old is not None:
                window = [*window[-5:], (x - old[0], r - old[1])]
            step = r
            if window:
                dx, dr = (np.stack(v, axis=1) for v in zip(*window, strict=True))
                step = r - (dx + dr) @ np.linalg.lstsq(dr, r, rcond=None)[0]
            old, age = (x, r), age + 1
        x = told.centred(x + step * min(1.0, 2.0 / np.abs(step).max()))
    return residuals


N = 9
MANY = RNG.gamma(1, 5, (N, N)) + np.diag(RNG.uniform(20, 150, N))
AWAY = ~np.eye(N, dtype=bool)
MILD = {"effects": RNG.normal(0, 0.4, (N, N))}
HARD = {"effects": AWAY * RNG.normal(-2, 3, (N, N))}
ALL = {
    "effects": RNG.normal(0, 0.6, (N, N)),
    "within": RNG.random(N) < 0.7,
    "made": RNG.uniform(0.7, 1.4, N),
    "before": AWAY * RNG.uniform(0, 0.3, (N, N)),
    "after": AWAY * RNG.uniform(0, 0.3, (N, N)),
}
FAR = RNG.uniform(0.4, 4.0, N)


@pytest.mark.parametrize("additive", [True, False])
@pytest.mark.parametrize(
    ("shock", "theta", "start"),
    [(MILD, 5.0, None), (ALL, 3.0, FAR), (HARD, 2.0, None), (HARD, 9.0, None), (ALL, 0.7, FAR**2)],
)
def test_every_step_is_that_of_the_method(shock, theta, start, additive):
    expected = path(Shock(theta, MANY, **shock), additive=additive, start=start)
    deficits = "additive" if additive else "multiplicative"
    found = [
        float(solved(shock, theta, MANY, deficits=deficits, start=start, steps=k, strict=False).residual)
        for k in range(1, len(expected) + 1)
    ]
    seen = [k for k, size in enumerate(expected) if size > 1e-7]
    assert [found[k] for k in seen] == pytest.approx([expected[k] for k in seen], rel=2e-3)


@pytest.mark.parametrize("additive", [True, False])
def test_plain_steps_are_those_of_the_contraction(additive):
    expected = path(Shock(4.0, MANY, **MILD), additive=additive, plain=True, most=12)
    deficits = "additive" if additive else "multiplicative"
    found = [
        float(solved(MILD, 4.0, MANY, deficits=deficits, steps=k, strict=False, accelerate=False).residual)
        for k in range(1, 13)
    ]
    assert found == pytest.approx(expected, rel=1e-6)
    assert expected[-1] < expected[0] / 3


def test_scenarios_may_differ_in_every_argument_or_in_one():
    thetas = np.array([3.0, 6.0, 4.0])
    stacks = {
        "partial_effects": np.stack([EFFECTS, 0 * EFFECTS, -EFFECTS]),
        "within": np.stack([WITHIN, ~WITHIN, WITHIN | True]),
        "productivity": np.stack([MADE, MADE**2, np.ones(4)]),
        "start": np.stack([MADE, np.ones(4), 1 / MADE]),
    }
    rates = np.stack([BEFORE, AFTER, 0 * AFTER]), np.stack([AFTER, BEFORE, BEFORE])
    flows = np.stack([FLOWS, 2 * FLOWS.T, FLOWS + 1])
    whole = solve(flows, elasticity=thetas, tariffs=rates, **stacks, workers=2)
    assert whole.wage.shape == (3, 4)
    assert whole.trade.shape == (3, 4, 4)
    assert whole.converged
    for k in range(3):
        alone = solve(
            flows[k], elasticity=thetas[k], tariffs=(rates[0][k], rates[1][k]), **{n: v[k] for n, v in stacks.items()}
        )  # fmt: skip
        for name in (
            "wage",
            "price",
            "output",
            "expenditure",
            "terms_of_trade",
            "trade",
            "steps",
            "spending_scale",
        ):
            np.testing.assert_array_equal(getattr(whole, name)[k], getattr(alone, name), err_msg=name)
    only = solve(FLOWS, elasticity=thetas, partial_effects=EFFECTS, trade=False)
    assert only.trade is None
    np.testing.assert_array_equal(only.price[1], solve(FLOWS, elasticity=6.0, partial_effects=EFFECTS).price)


def test_costs_are_effects_over_the_elasticity_and_a_trade_can_end():
    costs = np.exp(-EFFECTS / 5)
    np.testing.assert_allclose(
        solve(FLOWS, elasticity=5.0, cost_changes=costs).wage, solve(FLOWS, elasticity=5.0, partial_effects=EFFECTS).wage
    )  # fmt: skip
    costs = np.ones((4, 4))
    costs[0, 1] = np.inf
    found = solve(FLOWS, elasticity=5.0, cost_changes=costs)
    assert found.trade[0, 1] == 0.0
    assert found.trade[1, 0] > 0


def test_an_economy_that_buys_nothing_abroad_has_no_terms_of_trade_to_change():
    """Two economies of which each sells to the other: with one unit; the third pair would be no matrix."""
    flows = np.array([[50.0, 5.0], [5.0, 50.0]])
    effects = np.array([[0.0, 0.5], [0.0, 0.0]])
    found = solve(flows, elasticity=5.0, partial_effects=effects)
    assert found.terms_of_trade[0] == pytest.approx(1 / found.terms_of_trade[1])
    assert found.terms_of_trade[0] > 1


COSTS = np.exp(RNG.normal(0, 0.5, (4, 4)))
OUTPUT, SPENDING = np.array([3.0, 5.0, 2.0, 9.0]), np.array([4.0, 4.0, 3.0, 10.0])


@pytest.mark.parametrize("reference", [0, 3])
def test_resistances_solve_the_two_lines_of_anderson_and_van_wincoop(reference):
    found = resistances(COSTS, OUTPUT, SPENDING, elasticity=3.0, reference=reference)
    y, e = OUTPUT / OUTPUT.sum(), SPENDING / SPENDING.sum()
    np.testing.assert_allclose(found.outward**-3, COSTS @ (found.inward**3 * e), rtol=1e-11)
    np.testing.assert_allclose(found.inward**-3, (found.outward**3 * y) @ COSTS, rtol=1e-11)
    assert found.inward[reference] == pytest.approx(1)
    assert found.converged
    assert 1 < found.steps < 100
    assert found.residual <= 1e-13
    again = resistances(COSTS, OUTPUT, SPENDING, elasticity=3.0, reference=reference, start=found.outward)
    assert again.steps <= 3
    np.testing.assert_allclose(again.outward, found.outward, rtol=1e-10)


def test_resistances_step_by_step():
    """Each step evens out the columns, then the rows; the residual is how far the rows were from even."""
    a, y, e = np.ones(4), OUTPUT / OUTPUT.sum(), SPENDING / SPENDING.sum()
    residuals = []
    for _ in range(30):
        b = 1 / ((y * a) @ COSTS)
        rows = COSTS @ (e * b)
        residuals.append(np.abs(a * rows - 1).max())
        a = 1 / rows
    taken = next(k for k, r in enumerate(residuals) if r <= 1e-6) + 1
    found = resistances(COSTS, OUTPUT, SPENDING, elasticity=1.0, tolerance=1e-6)
    assert found.steps == taken
    assert found.residual == pytest.approx(residuals[taken - 1])
    assert resistances(COSTS, OUTPUT, SPENDING, elasticity=1.0, tolerance=1e-6, steps=taken).steps == taken


def test_an_experiment_read_off_the_resistances():
    new = COSTS * np.exp(np.where(np.eye(4, dtype=bool), 0, 0.3 * WITHIN[:, None] * WITHIN))
    found = experiment(COSTS, new, OUTPUT, SPENDING, elasticity=3.0, reference=1)
    old, after = (resistances(c, OUTPUT, SPENDING, elasticity=3.0, reference=1) for c in (COSTS, new))
    np.testing.assert_allclose(found.before.outward, old.outward)
    np.testing.assert_allclose(found.after.inward, after.inward, rtol=1e-9)
    price = old.outward / after.outward
    np.testing.assert_allclose(found.factory_price, price, rtol=1e-9)
    np.testing.assert_allclose(found.inward, after.inward / old.inward, rtol=1e-9)
    np.testing.assert_allclose(found.outward, after.outward / old.outward, rtol=1e-9)
    np.testing.assert_allclose(found.real_gdp, price * old.inward / after.inward, rtol=1e-9)

    def flows(costs, at, y, e):
        share = y / y.sum()
        return costs * (share * at.outward**3)[:, None] * e * at.inward**3

    before, then = flows(COSTS, old, OUTPUT, SPENDING), flows(new, after, OUTPUT * price, SPENDING * price)
    np.testing.assert_allclose(found.trade_before, before, rtol=1e-9)
    np.testing.assert_allclose(found.trade_after, then, rtol=1e-9)
    away = ~np.eye(4, dtype=bool)
    np.testing.assert_allclose(found.exports, (then * away).sum(1) / (before * away).sum(1), rtol=1e-9)
    np.testing.assert_allclose(found.imports, (then * away).sum(0) / (before * away).sum(0), rtol=1e-9)
    np.testing.assert_allclose(found.domestic, np.diag(then) / np.diag(before), rtol=1e-9)
