"""Chances of large ensembles: against the formulas written out, at the edges, and whatever the chunk."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit

from pato.kernels import chances, elementary
from pato.kernels.jit import compiled


@compiled
def cosine_turns_row(x):
    elementary.cosine_turns_row(x)


SEEDS = st.integers(0, 2**32 - 1)


def numbers(seed, *shapes):
    stream = np.random.Generator(np.random.Philox(seed))
    return [stream.normal(0, 3, shape) for shape in shapes]


@given(SEEDS, st.integers(1, 3000))
def test_probabilities_are_those_of_the_logistic_function(seed, n):
    (x,) = numbers(seed, (2, n))
    np.testing.assert_allclose(chances.probability(x), expit(x), rtol=1e-14)


def test_probabilities_at_the_edges():
    found = chances.probability([-np.inf, -709.0, -708.0, 0.0, 40.0, np.inf, np.nan])
    np.testing.assert_array_equal(found[[0, 1, 3, 4, 5, 6]], [0.0, 0.0, 0.5, 1.0, 1.0, np.nan])
    assert 0 < found[2] < 1e-300
    assert chances.probability(0.0).shape == ()


@given(SEEDS)
def test_sums_of_a_future_do_not_depend_on_the_others(seed):
    weights, values = numbers(seed, (7, 5), (1500, 5))
    values[:, 3] = 0.0
    whole = chances.weighted_sum(weights, values)
    np.testing.assert_allclose(whole, weights @ values.T, rtol=1e-12, atol=1e-12)
    np.testing.assert_array_equal(whole[2:4], chances.weighted_sum(weights[2:4], values))


@given(SEEDS)
def test_moved_chances_are_those_of_moved_log_odds(seed):
    weights, now, more = numbers(seed, (6, 4), (4, 1100), (6, 3))
    moved = np.array([0, 700, 1099])
    log_odds = weights @ now
    log_odds[:, moved] += more
    found = chances.moved_chances(weights, now, more, moved)
    np.testing.assert_allclose(found, expit(log_odds), rtol=1e-11)
    some = chances.moved_chances(weights[3:], now, more[3:], moved)
    np.testing.assert_array_equal(found[3:], some)


@given(SEEDS, st.floats(0.1, 4.0))
def test_a_contest_is_a_power_of_the_ratio(seed, exponent):
    ratio = np.exp(numbers(seed, (3, 500))[0])
    np.testing.assert_allclose(chances.chance_against(ratio, exponent), 1 / (1 + ratio**exponent), rtol=1e-13)


def test_a_contest_at_the_edges():
    found = chances.chance_against([0.0, 1.0, np.inf, np.nan], [0.5, 3.0, 2.0, 1.0])
    assert found[:3] == pytest.approx([1.0, 0.5, 0.0], abs=1e-100)
    assert np.isnan(found[3])


@given(SEEDS)
def test_strength_is_halved_with_every_half_distance(seed):
    km, half, whole = (np.abs(v) + 0.1 for v in numbers(seed, (4, 400), 3, (4, 1)))
    found = chances.halved_by_distance(km, half, whole)
    np.testing.assert_allclose(found, whole * 0.5 ** (km / half[:, None, None]), rtol=1e-12)
    np.testing.assert_array_equal(found[1:2], chances.halved_by_distance(km, half[1:2], whole))


@given(SEEDS)
def test_sums_over_columns(seed):
    one, two = numbers(seed, (4, 60), (4, 60))
    groups = np.arange(60) % 7
    np.testing.assert_allclose(chances.sum_of_products(one, two), (one * two).sum(axis=1), atol=1e-12)
    by_group = chances.summed_by(one, groups, 9)
    assert by_group[:, 7:] == pytest.approx(0.0)
    np.testing.assert_allclose(by_group[:, 3], one[:, groups == 3].sum(axis=1), atol=1e-12)


def test_cosines_of_turns():
    turns = np.linspace(0, 1, 100_001)
    found = turns.copy()
    cosine_turns_row(found)
    np.testing.assert_allclose(found, np.cos(2 * np.pi * turns), rtol=0, atol=1e-15)
