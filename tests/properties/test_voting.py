"""Laws of voting power, and agreement between methods on games drawn at random."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pato.kernels.voting.grid import grid_swings
from pato.kernels.voting.quadrature import NODES, quadrature_swings
from pato.kernels.voting.rational import rational_swings
from pato.kernels.voting.rules import enumerate_coalitions, from_counts, lattice_counts
from pato.kernels.voting.sampling import sample_swings
from pato.kernels.voting.solve import coleman, weighted_swings


@st.composite
def games(draw, most=9, heaviest=12):
    weights = draw(st.lists(st.integers(0, heaviest), min_size=1, max_size=most).filter(any))
    return np.array(weights, np.int64), draw(st.integers(1, sum(weights)))


@given(games())
def test_four_methods_agree(game):
    weights, quota = game
    exact = rational_swings(weights.tolist(), quota)
    measures, thresholds = weights[None], np.array([[quota]])
    for found in (
        weighted_swings(weights, quota),
        enumerate_coalitions(measures, thresholds).swings,
        from_counts(*lattice_counts(measures, thresholds)),
    ):
        assert np.allclose(found.shapley_shubik, [float(v) for v in exact[0]], atol=1e-12)
        assert np.allclose(found.banzhaf, [float(v) for v in exact[1]], atol=1e-12)
        assert abs(found.winning - float(exact[2])) < 1e-12


@given(games())
def test_efficiency_symmetry_monotony(game):
    weights, quota = game
    found = weighted_swings(weights, quota)
    assert abs(found.shapley_shubik.sum() - 1) < 1e-12
    order = np.argsort(weights)
    assert (np.diff(found.shapley_shubik[order]) > -1e-12).all()
    assert (np.diff(found.banzhaf[order]) > -1e-12).all()


@given(games())
def test_a_game_and_its_dual_give_the_same_power(game):
    weights, quota = game
    one, other = weighted_swings(weights, quota), weighted_swings(weights, int(weights.sum()) - quota + 1)
    assert np.allclose(one.shapley_shubik, other.shapley_shubik, atol=1e-12)
    assert np.allclose(one.banzhaf, other.banzhaf, atol=1e-12)


@given(games())
def test_banzhaf_is_the_harmonic_mean_of_colemans(game):
    weights, quota = game
    found = weighted_swings(weights, quota)
    initiate, prevent = coleman(found)
    here = (found.banzhaf > 1e-12) & np.isfinite(initiate)
    assert np.allclose(2 / (1 / initiate[here] + 1 / prevent[here]), found.banzhaf[here])


@given(games(), st.integers(2, 7))
def test_units_do_not_matter(game, factor):
    weights, quota = game
    assert np.allclose(
        weighted_swings(weights * factor, quota * factor).shapley_shubik,
        weighted_swings(weights, quota).shapley_shubik,
        atol=1e-12,
    )


@settings(max_examples=3)
@given(st.integers(0, 10_000), st.floats(0.5, 0.85))
def test_the_grid_errs_by_no_more_than_it_says(seed, share):
    """190 voters with skewed weights: the measured error is the size of the true one, seen on a small total."""
    weights = np.random.default_rng(seed).lognormal(3.5, 1.4, 190).astype(np.int64) + 1
    quota = int(weights.sum() * share) + 1
    exact = weighted_swings(weights, quota)
    found, error = grid_swings(weights, quota)
    true = np.abs(found.shapley_shubik - exact.shapley_shubik).max() / exact.shapley_shubik.mean()
    assert true < 1e-2
    assert true <= max(20 * error, 1e-6)


def test_samples_lie_within_their_intervals():
    weights, quota = np.array([10, 9, 7, 4, 4, 3, 2, 1]), 21
    measures, thresholds = weights[None], np.array([[quota]])
    exact = enumerate_coalitions(measures, thresholds)
    found = sample_swings(measures, thresholds, 40_000, 3)
    for value, error, truth in (
        (found.swings.shapley_shubik, found.shapley_error, exact.swings.shapley_shubik),
        (found.swings.banzhaf, found.banzhaf_error, exact.swings.banzhaf),
        (found.johnston, found.johnston_error, exact.johnston),
    ):
        z = np.abs(value - truth) / error
        assert (z < 4).all()
        assert error.max() < 0.01
    again = sample_swings(measures, thresholds, 40_000, 3)
    assert np.array_equal(again.swings.banzhaf, found.swings.banzhaf)


@settings(max_examples=8)
@given(st.integers(0, 2**32), st.floats(0.2, 0.95))
def test_fewer_nodes_are_enough(seed, share):
    """Hundreds of voters, a few giants: as with all nodes, and the same whatever is computed at a time."""
    stream = np.random.default_rng(seed)
    weights = np.maximum(np.exp(stream.normal(3, 1.9, 2 * NODES + int(stream.integers(1, 80)))), 1).astype(
        np.int64
    )
    quota = max(int(weights.sum() * share), 1)
    one, all_nodes = quadrature_swings(weights, quota), weighted_swings(weights, quota)
    assert np.allclose(one.shapley_shubik, all_nodes.shapley_shubik, rtol=1e-8, atol=1e-13)
    assert np.array_equal(one.banzhaf, all_nodes.banzhaf)
    assert abs(one.shapley_shubik.sum() - 1) < 1e-11
    assert np.array_equal(quadrature_swings(weights, quota, threads=1).shapley_shubik, one.shapley_shubik)
