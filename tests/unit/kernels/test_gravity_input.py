"""What the trade equilibrium refuses, and in which words; how an equilibrium that is not found is told."""

import numpy as np
import pytest

from pato.kernels.gravity import solve as gravity
from pato.kernels.gravity.input import TradeInputError
from pato.kernels.gravity.resistance import resistances

FLOWS = np.array([[80.0, 10, 5], [12, 60, 8], [6, 7, 40]])


def changed(i, j, value):
    found = FLOWS.copy()
    found[i, j] = value
    return found


@pytest.mark.parametrize(
    ("flows", "words"),
    [
        (changed(0, 1, np.nan), r"missing or infinite at \(0, 1\).*not zero"),
        (changed(2, 0, -3), r"negative at \(2, 0\)"),
        (changed(1, 1, 0), r"sales at home are zero at \(1\)|sales at home are zero at \(1,\)"),
        (FLOWS[:2], "square matrix"),
        (np.diag([1.0, 2.0, 3.0]), "3 groups"),
        (np.array([[5.0, 1, 0], [1, 5, 0], [0, 0, 5]]), "2 groups.*outside the largest: 2"),
    ],
)
def test_flows(flows, words):
    with pytest.raises(TradeInputError, match=words):
        gravity.solve(flows, elasticity=4)


def test_all_problems_of_flows_at_once():
    flows = changed(0, 1, -1)
    flows[1, 0], flows[2, 2] = np.nan, 0
    with pytest.raises(TradeInputError) as caught:
        gravity.solve(flows, elasticity=4)
    assert len(caught.value.problems) == 3


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"elasticity": 0}, "elasticity must be above 0"),
        ({"elasticity": np.nan}, "elasticity must be above 0"),
        ({"elasticity": 4, "partial_effects": np.zeros((2, 2))}, r"shape \(3, 3\)"),
        ({"elasticity": 4, "partial_effects": np.full((3, 3), np.nan)}, "partial_effects must be numbers"),
        ({"elasticity": 4, "cost_changes": np.zeros((3, 3))}, "cost_changes must be above 0"),
        ({"elasticity": 4, "cost_changes": np.ones((3, 3)), "partial_effects": np.zeros((3, 3))}, "not both"),
        ({"elasticity": 4, "productivity": [1, 1, 0]}, "productivity must be above 0"),
        ({"elasticity": 4, "tariffs": (0.0, -1.5)}, "tariffs after must be finite and above -1"),
        ({"elasticity": 4, "deficits": "none"}, "deficits must be one of"),
        ({"elasticity": 4, "numeraire": 3}, "numeraire must be the index"),
        ({"elasticity": [3, 4], "productivity": np.ones((3, 3))}, "2 and 3 scenarios"),
    ],
)
def test_options(options, words):
    with pytest.raises(TradeInputError, match=words):
        gravity.solve(FLOWS, **options)


def test_a_solve_that_is_cut_short_gives_no_figures():
    beta = 0.5 * (1 - np.eye(3))
    found = gravity.solve(FLOWS, elasticity=4, partial_effects=beta, steps=2, strict=False)
    assert not found.converged
    assert found.status == 1
    assert found.residual > 0
    assert np.isnan(found.welfare).all()
    assert np.isnan(found.trade).all()
    with pytest.raises(gravity.NotConvergedError, match="did not converge in the steps allowed"):
        found.require()
    with pytest.raises(gravity.NotConvergedError):
        gravity.solve(FLOWS, elasticity=4, partial_effects=beta, steps=2)


def test_a_surplus_that_cannot_be_sold_has_no_equilibrium():
    """The first sells far more than it buys; without its customers its deficit cannot be paid for."""
    flows = np.array([[1.0, 50, 50], [1, 100, 10], [1, 10, 100]])
    beta = np.array([[0, -np.inf, -np.inf], [0, 0, 0], [0, 0, 0]])
    found = gravity.solve(flows, elasticity=4, partial_effects=beta, strict=False)
    assert found.status == 2
    with pytest.raises(gravity.NotConvergedError, match="spend less than nothing"):
        found.require()


def test_one_failure_leaves_the_other_scenarios_alone():
    flows = np.array([[1.0, 50, 50], [1, 100, 10], [1, 10, 100]])
    beta = np.zeros((2, 3, 3))
    beta[1, 0, 1:] = -np.inf
    found = gravity.solve(flows, elasticity=4, partial_effects=beta, strict=False)
    assert list(found.status) == [0, 2]
    assert np.isfinite(found.welfare[0]).all()
    assert np.isnan(found.welfare[1]).all()


def test_resistances_refuse_what_they_cannot_use():
    with pytest.raises(TradeInputError, match="costs must be above 0"):
        resistances(np.zeros((2, 2)), [1, 1], [1, 1], elasticity=4)
    with pytest.raises(TradeInputError, match="reference"):
        resistances(np.ones((2, 2)), [1, 1], [1, 1], elasticity=4, reference=2)
    with pytest.raises(gravity.NotConvergedError):
        resistances([[1.0, 1e-9], [1e-9, 1.0]], [1, 2], [2, 1], elasticity=4, steps=3)


def told(call, *arguments, **options):
    """The problems of a call, word for word."""
    with pytest.raises(TradeInputError) as caught:
        call(*arguments, **options)
    return list(caught.value.problems)


EMPTY = np.zeros((0, 3, 3))
MANY_WRONG = np.where(np.eye(4, dtype=bool), 9.0, -1.0)


@pytest.mark.parametrize(
    ("call", "given", "options", "words"),
    [
        (gravity.solve, changed(0, 1, np.inf), {"elasticity": 4}, "flows are missing or infinite at (0, 1). What is not known is not zero: fill it in, or leave the economy out."),
        (gravity.solve, np.stack([FLOWS, changed(1, 2, -1)]), {"elasticity": 4}, "flows are negative at (1, 1, 2)."),
        (gravity.solve, MANY_WRONG, {"elasticity": 4}, "flows are negative at (0, 1), (0, 2), (0, 3), (1, 0), (1, 2) and 7 more."),
        (gravity.solve, changed(2, 2, 0), {"elasticity": 4}, "sales at home are zero at (2,). The equilibrium needs what each economy sells to itself."),
        (gravity.solve, FLOWS[:2], {"elasticity": 4}, "flows must be a square matrix of two or more economies, or a stack of them, found the shape (2, 3)."),
        (gravity.solve, [[5.0]], {"elasticity": 4}, "flows must be a square matrix of two or more economies, or a stack of them, found the shape (1, 1)."),
        (gravity.solve, FLOWS[None, None], {"elasticity": 4}, "flows must be a square matrix of two or more economies, or a stack of them, found the shape (1, 1, 3, 3)."),
        (gravity.solve, FLOWS[0], {"elasticity": 4}, "flows must be a square matrix of two or more economies, or a stack of them, found the shape (3,)."),
        (gravity.solve, [[5.0, 1, 0], [1, 5, 0], [0, 0, 5]], {"elasticity": 4}, "flows fall into 2 groups that do not sell to and buy from one another; outside the largest: 2. Relative prices between groups have no meaning: solve each alone."),
        (gravity.solve, np.stack([FLOWS, np.diag([1.0, 2, 3])]), {"elasticity": 4}, "flows of scenario 1 fall into 3 groups that do not sell to and buy from one another; outside the largest: 1, 2. Relative prices between groups have no meaning: solve each alone."),
        (gravity.solve, FLOWS, {"elasticity": -1}, "elasticity must be above 0 and finite: not so at ()."),
        (gravity.solve, FLOWS, {"elasticity": [4, np.inf]}, "elasticity must be above 0 and finite: not so at (1,)."),
        (gravity.solve, FLOWS, {"elasticity": [[4, 5]]}, "elasticity must have the shape () or (scenario, ...), found (1, 2)."),
        (gravity.solve, FLOWS, {"elasticity": 4, "partial_effects": np.zeros((2, 3))}, "partial_effects must have the shape (3, 3) or (scenario, ...), found (2, 3)."),
        (gravity.solve, FLOWS, {"elasticity": 4, "partial_effects": np.zeros((1, 1, 3, 3))}, "partial_effects has 4 axes; 3 at most: one over scenarios, then (3, 3)."),
        (gravity.solve, FLOWS, {"elasticity": 4, "partial_effects": EMPTY}, "partial_effects holds no scenario."),
        (gravity.solve, FLOWS, {"elasticity": 4, "partial_effects": np.full((1, 3, 3), np.inf)}, "partial_effects must be numbers or minus infinity: not so at (0, 0, 0), (0, 0, 1), (0, 0, 2), (0, 1, 0), (0, 1, 1) and 4 more."),
        (gravity.solve, FLOWS, {"elasticity": 4, "cost_changes": np.ones((3, 3)) * [1, 0, 1]}, "cost_changes must be above 0: not so at (0, 1), (1, 1), (2, 1)."),
        (gravity.solve, FLOWS, {"elasticity": 4, "cost_changes": 1.0, "partial_effects": 0.0}, "give partial_effects or cost_changes, not both: each is the other times the elasticity."),
        (gravity.solve, FLOWS, {"elasticity": 4, "within": [1, 2, 0]}, "within must be truth values: not so at (1,)."),
        (gravity.solve, FLOWS, {"elasticity": 4, "productivity": [1, np.inf, 1]}, "productivity must be above 0 and finite: not so at (1,)."),
        (gravity.solve, FLOWS, {"elasticity": 4, "start": [1, 1, -1]}, "start must be above 0 and finite: not so at (2,)."),
        (gravity.solve, FLOWS, {"elasticity": 4, "tariffs": (-1.0, 0.0)}, "tariffs before must be finite and above -1: not so at (0, 0), (0, 1), (0, 2), (1, 0), (1, 1) and 4 more."),
        (gravity.solve, FLOWS, {"elasticity": 4, "tariffs": (0.0, np.inf)}, "tariffs after must be finite and above -1: not so at (0, 0), (0, 1), (0, 2), (1, 0), (1, 1) and 4 more."),
        (gravity.solve, FLOWS, {"elasticity": 4, "deficits": "none"}, "deficits must be one of additive, multiplicative, multiplicative_balanced, found 'none'."),
        (gravity.solve, FLOWS, {"elasticity": 4, "numeraire": -1}, "numeraire must be the index of one of 3 economies or None, found -1."),
        (gravity.solve, FLOWS, {"elasticity": [3, 4], "productivity": np.ones((3, 3))}, "arguments have 2 and 3 scenarios; give all the same number, or one for all."),
        (resistances, FLOWS, {"output": [1, 2, 3], "expenditure": [1, 2, 3], "elasticity": 0}, "elasticity must be above 0 and finite, found 0."),
        (resistances, FLOWS, {"output": [1, 2, 3], "expenditure": [1, 2, 3], "elasticity": np.inf}, "elasticity must be above 0 and finite, found inf."),
        (resistances, FLOWS, {"output": [1, 2, 3], "expenditure": [1, 2, 3], "elasticity": 4, "reference": -1}, "reference must be the index of one of 3 economies, found -1."),
        (resistances, FLOWS, {"output": [1, 2, 3], "expenditure": [1, 2, 3], "elasticity": 4, "reference": 3}, "reference must be the index of one of 3 economies, found 3."),
        (resistances, FLOWS, {"output": [1, 0, 3], "expenditure": [1, 2, 3], "elasticity": 4}, "output must be above 0 and finite: not so at (1,)."),
        (resistances, FLOWS, {"output": [1, 2, 3], "expenditure": [1, 2, np.inf], "elasticity": 4}, "expenditure must be above 0 and finite: not so at (2,)."),
        (resistances, FLOWS * np.inf, {"output": [1, 2, 3], "expenditure": [1, 2, 3], "elasticity": 4}, "costs must be above 0 and finite: not so at (0, 0), (0, 1), (0, 2), (1, 0), (1, 1) and 4 more."),
    ],
)  # fmt: skip
def test_every_problem_word_for_word(call, given, options, words):
    assert told(call, given, **options) == [words]


def test_several_problems_are_told_on_lines_of_their_own():
    flows = changed(0, 1, -1)
    flows[2, 2] = 0
    assert told(gravity.solve, flows, elasticity=4) == [
        "flows are negative at (0, 1).",
        "sales at home are zero at (2,). The equilibrium needs what each economy sells to itself.",
    ]
    with pytest.raises(TradeInputError) as caught:
        gravity.solve(flows, elasticity=4)
    assert str(caught.value) == "\n".join(caught.value.problems)


def test_scenarios_that_are_not_found_are_counted_by_their_reason():
    effects = np.zeros((3, 3, 3))
    effects[1:, 0, 1:] = [-np.inf, -np.inf]
    flows = np.array([[1.0, 50, 50], [1, 100, 10], [1, 10, 100]])
    with pytest.raises(gravity.NotConvergedError) as caught:
        gravity.solve(flows, elasticity=4, partial_effects=effects)
    assert str(caught.value).startswith(
        "2 of 3 has no equilibrium with these deficits: some economy would have to spend less than nothing (largest gap"
    )
    assert str(caught.value).endswith("). Smaller changes, more steps or a wider tolerance may help.")
    found = gravity.solve(flows, elasticity=4, partial_effects=effects, strict=False)
    assert f"{np.nanmax(found.residual):.3g}" in str(caught.value)
    assert np.isnan(found.spending_scale).tolist() == [False, True, True]
    with pytest.raises(
        gravity.NotConvergedError,
        match=r"^multilateral resistances did not converge in 3 steps \(largest error \d",
    ):
        resistances([[1.0, 1e-9], [1e-9, 1.0]], [1, 2], [2, 1], elasticity=4, steps=3)


def test_resistances_are_of_one_scenario():
    with pytest.raises(TradeInputError, match=r"^output has an axis over scenarios; give one scenario\.$"):
        resistances(np.ones((2, 2)), [[1, 2], [2, 1]], [2, 1], elasticity=4)
