"""Sobol indices and break-evens where the answer is known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pato.assess.breakeven import break_even
from pato.assess.indices import epsilon_squared, first_order, largest_column
from pato.assess.inputs import Input
from pato.assess.sensitivity import WIDEST, TooFewRowsError, refuse_wide, rows_needed, sobol
from pato.errors import UsageError


def ishigami(x):
    return np.sin(x[..., 0]) + 7 * np.sin(x[..., 1]) ** 2 + 0.1 * x[..., 2] ** 4 * np.sin(x[..., 0])


# Ishigami and Homma 1990 with a = 7, b = 0.1; closed forms as in Saltelli et al. 2008, "Global Sensitivity Analysis"
V1, V2, V13 = 0.5 * (1 + 0.1 * np.pi**4 / 5) ** 2, 7**2 / 8, 0.1**2 * np.pi**8 * (1 / 18 - 1 / 50)
V = V1 + V2 + V13
FIRST = {"x1": V1 / V, "x2": V2 / V, "x3": 0.0}
TOTAL = {"x1": (V1 + V13) / V, "x2": V2 / V, "x3": V13 / V}


def matrices(function, low, high, rows, k, seed=0):
    a, b = np.random.default_rng(seed).uniform(low, high, (2, rows, k))
    swapped = np.array([function(np.where(np.arange(k) == i, b, a)) for i in range(k)])
    return function(a), function(b), swapped


def test_the_closed_forms_are_those_of_the_literature():
    assert [round(FIRST[n], 4) for n in FIRST] == [0.3139, 0.4424, 0]
    assert [round(TOTAL[n], 4) for n in TOTAL] == [0.5576, 0.4424, 0.2437]


def test_ishigami():
    found = sobol(*matrices(ishigami, -np.pi, np.pi, 4096, 3), list(FIRST))
    for index in found.first:
        assert index.value == pytest.approx(FIRST[index.name], abs=0.03)
    for index in found.total:
        assert index.value == pytest.approx(TOTAL[index.name], abs=0.03)
    assert [i.name for i in found.total] == ["x1", "x2", "x3"]


def test_g_function():
    # Sobol's g with a = (0, 1, 4.5, 9): V_i = 1 / (3 (1 + a_i)^2), V = prod(1 + V_i) - 1
    a = np.array([0, 1, 4.5, 9])
    parts = 1 / (3 * (1 + a) ** 2)
    whole = np.prod(1 + parts) - 1
    total = parts * np.array([np.prod(np.delete(1 + parts, i)) for i in range(4)]) / whole
    found = sobol(
        *matrices(lambda x: np.prod((abs(4 * x - 2) + a) / (1 + a), axis=-1), 0, 1, 4096, 4),
        ["0", "1", "2", "3"],
    )
    for first, index in zip(found.first, found.total, strict=True):
        assert index.value == pytest.approx(total[int(index.name)], abs=0.03)
        assert first.value == pytest.approx(parts[int(first.name)] / whole, abs=0.03)


def test_the_same_figures_as_salib():
    salib = pytest.importorskip("SALib.analyze.sobol", reason="needs the extra 'explore'")
    a, b, swapped = matrices(ishigami, -np.pi, np.pi, 256, 3)
    mine = sobol(a, b, swapped, list(FIRST))
    laid_out = np.vstack([a, swapped, b]).T.ravel()
    problem = {"num_vars": 3, "names": list(FIRST), "bounds": [[0, 1]] * 3}
    theirs = salib.analyze(problem, laid_out, calc_second_order=False, seed=1)
    for side, name in ((mine.first, "S1"), (mine.total, "ST")):
        own = {i.name: i.value for i in side}
        np.testing.assert_allclose([own[n] for n in FIRST], theirs[name], rtol=1e-9)
    widths = {i.name: i.width90 for i in mine.total}
    # theirs are half-widths of 95 per cent
    np.testing.assert_allclose([widths[n] for n in FIRST], 2 * theirs["ST_conf"] * 1.645 / 1.96, rtol=0.25)


def test_too_few_rows_are_refused_with_the_number_that_does():
    few = sobol(*matrices(ishigami, -np.pi, np.pi, 128, 3), list(FIRST), what="y")
    with pytest.raises(TooFewRowsError) as told:
        refuse_wide(few)
    assert f"--rows {told.value.needed}" in str(told.value)
    enough = sobol(*matrices(ishigami, -np.pi, np.pi, told.value.needed, 3), list(FIRST))
    assert enough.width == pytest.approx(WIDEST, rel=0.15)  # widths from few rows are themselves uncertain
    many = sobol(*matrices(ishigami, -np.pi, np.pi, 2048, 3), list(FIRST))
    assert refuse_wide(many) is many


def test_rows_needed_grow_with_the_square_of_the_width():
    assert rows_needed(2 * WIDEST, 1000) == pytest.approx(4 * 1.2 * 1000, abs=32)


def test_a_figure_that_never_changes_hangs_on_nothing():
    with pytest.raises(UsageError, match="the same in every run"):
        sobol(np.ones(8), np.ones(8), np.ones((1, 8)), ["x"], what="y of pact")


def columns(x):
    return [Input(f"x{j + 1}", f"x{j + 1}", x[:, j]) for j in range(x.shape[1])]


def test_first_order_from_a_plain_run_of_ishigami():
    x = np.random.default_rng(3).uniform(-np.pi, np.pi, (4000, 3))
    found = {i.name: i for i in first_order(ishigami(x), columns(x))}
    for name, value in FIRST.items():
        assert found[name].value == pytest.approx(value, abs=0.03)
        assert found[name].low90 <= found[name].value <= found[name].high90
    assert found["x3"].low90 < 0 < found["x3"].high90


def test_levels_and_estimates_count_as_one_factor():
    rng = np.random.default_rng(1)
    theory, z = rng.integers(0, 2, 4000), rng.normal(size=(4000, 6))
    y = (
        2.0 * theory + z[:, 2] - z[:, 4]
    )  # variances 1, 1, 1: a third is the theory's, two thirds the estimate's
    inputs = [Input("theory", "theory", theory, ("a", "b"))]
    inputs += [Input(f"e.{j}", "e", z[:, j]) for j in range(6)]
    found = {i.name: i.value for i in first_order(y, inputs)}
    assert found == {"theory": pytest.approx(1 / 3, abs=0.02), "e": pytest.approx(2 / 3, abs=0.03)}
    assert largest_column(y, inputs[1:]).id in {"e.2", "e.4"}


def test_a_factor_that_does_nothing_gets_nothing_on_average():
    rng = np.random.default_rng(5)
    values = [
        first_order(rng.random(300), columns(rng.random((300, 1))), resamples=2)[0].value for _ in range(100)
    ]
    assert abs(np.mean(values)) < 0.01  # the plain correlation ratio would give (bins - 1) / 299 = .037


def test_a_factor_of_many_levels_is_left_out_of_few_futures():
    rng = np.random.default_rng(6)
    levels = tuple(f"r{i}" for i in range(100))
    many = Input("replicate", "replicate", rng.integers(0, 100, 400), levels)
    assert first_order(rng.random(400), [many]) == []
    enough = Input("replicate", "replicate", rng.integers(0, 100, 2000), levels)
    (found,) = first_order(rng.random(2000), [enough])
    assert abs(found.value) < 0.03  # the plain correlation ratio would give 99 / 1999 = .05
    assert found.low90 < 0 < found.high90


def test_epsilon_squared_by_hand():
    # groups (1, 3) and (5, 7): between 16, within 4, total 20; within mean square 4 / 2 = 2; (16 - 2) / 20
    found = epsilon_squared(np.array([1.0, 3, 5, 7]), np.array([0, 0, 1, 1]), np.ones((1, 4)))
    assert found == pytest.approx([0.7])


@pytest.mark.parametrize("at", [0.3, 0.5, 0.8])
@pytest.mark.parametrize("rises", [True, False])
def test_break_even_of_a_threshold(at, rises):
    x = np.random.default_rng(0).random(2000)
    found = break_even((x > at) == rises, Input("word", "word", x))
    assert found.value == pytest.approx(at, abs=0.01)
    assert found.low90 <= found.value <= found.high90
    assert found.rises is rises
    assert found.words().startswith("word at least" if rises else "word at most")


def test_break_even_where_noise_surrounds_it():
    inside = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        x = rng.normal(size=600)
        found = break_even(x + rng.normal(size=600) > 0.4, Input("b", "b", x), seed=seed)
        inside += found.value is not None and found.low90 <= 0.4 <= found.high90
    assert inside >= 32  # 90 per cent of 40, less three standard errors


def test_no_break_even_where_there_is_none():
    rng = np.random.default_rng(2)
    x = rng.random(1000)
    for holds in (rng.random(1000) < 0.5, rng.random(1000) < 0.9, x > 2):
        found = break_even(holds, Input("word", "word", x))
        assert (found.value, found.low90, found.rises) == (None, None, None)
        assert "not reached between 0.0" in found.words()


def test_break_even_follows_weights():
    # futures in two halves, turning at .3 and at .7: all weight on one half leaves its turn alone
    x = np.random.default_rng(4).random(2000)
    first = np.arange(2000) < 1000
    holds = np.where(first, x > 0.3, x > 0.7)
    weight = np.where(first, 1.0, 1e-9)
    assert break_even(holds, Input("w", "w", x), weight).value == pytest.approx(0.3, abs=0.02)


@settings(max_examples=15)
@given(st.integers(0, 10_000), st.floats(0.25, 0.75), st.sampled_from(["exp", "affine"]))
def test_break_even_does_not_hang_on_the_scale(seed, at, scale):
    x = np.random.default_rng(seed).random(400)
    change = np.exp if scale == "exp" else lambda v: 5 * v - 2
    one = break_even(x > at, Input("w", "w", x))
    other = break_even(x > at, Input("w", "w", change(x)))
    assert change(np.array(one.value)) == pytest.approx(other.value, abs=0.05)


def test_break_even_refuses_levels_and_few_futures():
    with pytest.raises(UsageError, match="has levels and no break-even"):
        break_even(np.ones(100), Input("theory", "theory", np.zeros(100, int), ("a",)))
    with pytest.raises(UsageError, match="at least 50 runs, found 3"):
        break_even([True, False, True], Input("w", "w", np.arange(3.0)))
