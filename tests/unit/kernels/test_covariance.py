"""Sandwich covariances against the sums of their definitions, pair of rows by pair of rows."""

import numpy as np
import pytest

from pato.kernels.covariance import at_least, cluster_robust, dyadic_robust
from pato.kernels.logit import fit_logit

RNG = np.random.Generator(np.random.Philox(11))


def directed_dyads(states, years):
    pairs = [(i, j) for _ in range(years) for i in range(states) for j in range(states) if i != j]
    return np.array(pairs).T


def by_brute_force(bread, scores, one, two):
    """Aronow, Samii and Assenova's estimator as written: all pairs of rows whose dyads share a member."""
    meat = np.zeros_like(bread)
    for a in range(len(scores)):
        for b in range(len(scores)):
            if {one[a], two[a]} & {one[b], two[b]}:
                meat += np.outer(scores[a], scores[b])
    return bread @ meat @ bread


@pytest.fixture(scope="module")
def fitted():
    one, two = directed_dyads(9, 3)
    of_state = RNG.normal(size=9)
    x = np.column_stack([np.ones(len(one)), of_state[one] + RNG.normal(size=len(one)), of_state[two]])
    y = (RNG.random(len(one)) < 1 / (1 + np.exp(-x @ [-0.5, 0.7, 0.4] - of_state[one]))).astype(float)
    return fit_logit(x, y), one, two


def test_directed_repeated_dyads_equal_the_explicit_sum(fitted):
    fit, one, two = fitted
    expected = by_brute_force(fit.bread, fit.scores, one, two)
    np.testing.assert_allclose(
        dyadic_robust(fit.bread, fit.scores, one, two), expected, rtol=1e-9, atol=1e-14
    )


def test_the_direction_in_which_a_dyad_is_written_does_not_matter(fitted):
    fit, one, two = fitted
    np.testing.assert_allclose(
        dyadic_robust(fit.bread, fit.scores, one, two),
        dyadic_robust(fit.bread, fit.scores, two, one),
        rtol=1e-12,
    )


def test_dyads_without_common_members_reduce_to_clusters_of_dyads(fitted):
    fit, _, _ = fitted
    rows = len(fit.scores)
    dyad = np.arange(rows) // 2
    expected = cluster_robust(fit.bread, fit.scores, dyad) * (dyad.max() / (dyad.max() + 1))
    np.testing.assert_allclose(
        dyadic_robust(fit.bread, fit.scores, 2 * dyad, 2 * dyad + 1), expected, rtol=1e-9
    )


def test_clusters_of_one_give_the_explicit_white_sum(fitted):
    fit, _, _ = fitted
    rows = len(fit.scores)
    white = fit.bread @ sum(np.outer(s, s) for s in fit.scores) @ fit.bread * rows / (rows - 1)
    np.testing.assert_allclose(cluster_robust(fit.bread, fit.scores, np.arange(rows)), white, rtol=1e-10)


def test_a_floor_raises_only_the_directions_below_it():
    floor = np.eye(2)
    above = np.array([[2.0, 0.5], [0.5, 2.0]])  # eigenvalues 1.5 and 2.5
    np.testing.assert_array_equal(at_least(above, floor), above)
    # eigenvalues 3 along (1, 1) and -1 along (1, -1): the second becomes 1
    np.testing.assert_allclose(at_least(np.array([[1.0, 2.0], [2.0, 1.0]]), floor), [[2.0, 1.0], [1.0, 2.0]])


def test_a_raised_covariance_is_nowhere_below_its_floor_whatever_the_units(fitted):
    fit, one, two = fitted
    raised = at_least(dyadic_robust(fit.bread, fit.scores, one, two), fit.bread)
    assert np.linalg.eigvalsh(raised - fit.bread).min() > -1e-12
    units = np.diag([1.0, 1000.0, 0.01])
    again = at_least(
        units @ dyadic_robust(fit.bread, fit.scores, one, two) @ units, units @ fit.bread @ units
    )
    np.testing.assert_allclose(again, units @ raised @ units, rtol=1e-6)
