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
