"""Errors of measurement: known answers, and how they hang together."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtr

from pato.models.accession.measurement import Errors, level, probability_at_least

SPREADS = st.floats(0.001, 0.3)
VALUES = st.floats(0.05, 0.95)


def test_known_answers():
    assert probability_at_least(0.5, 0.56, 0.06, 0.01) == pytest.approx(ndtr(1.0))
    assert probability_at_least(0.5, 0.44, 0.01, 0.03) == pytest.approx(ndtr(-2.0))
    assert probability_at_least(0.5, 0.5, 0.06, 0.01) == 0.5
    assert (probability_at_least(0.5, 0.5, 0.0, 0.0), probability_at_least(0.5, 0.499, 0.0, 0.0)) == (
        1.0,
        0.0,
    )


@given(value=VALUES, below=SPREADS, above=SPREADS, thresholds=st.tuples(VALUES, VALUES))
def test_a_higher_threshold_is_never_easier(value, below, above, thresholds):
    low, high = sorted(thresholds)
    assert probability_at_least(low, value, below, above) >= probability_at_least(high, value, below, above)


@given(value=VALUES, threshold=VALUES, spread=SPREADS, factor=st.floats(1, 5))
def test_more_uncertainty_pulls_towards_one_half(value, threshold, spread, factor):
    sure = probability_at_least(threshold, value, spread, spread)
    unsure = probability_at_least(threshold, value, spread * factor, spread * factor)
    assert abs(unsure - 0.5) <= abs(sure - 0.5) + 1e-12
    assert (unsure - 0.5) * (sure - 0.5) >= 0


def test_the_interval_is_one_standard_deviation_on_either_side():
    assert level(0.7, 0.05, 0.08, np.array([-1.0, 0.0, 1.0])) == pytest.approx([0.65, 0.7, 0.78])


def test_errors_correlate_as_asked_and_are_standard_normal():
    n = 20_000
    e = Errors(1, n, np.full(n, 0.8), np.full(n, 0.5))
    a, later, other, both = (
        e.of("USA", "x", 2020),
        e.of("USA", "x", 2021),
        e.of("USA", "y", 2020),
        e.of("USA", "y", 2021),
    )
    tolerance = 4 / np.sqrt(n)
    assert np.corrcoef([a, later, other, both])[0] == pytest.approx([1, 0.8, 0.5, 0.4], abs=tolerance)
    assert np.corrcoef(a, e.of("JPN", "x", 2020))[0, 1] == pytest.approx(0, abs=tolerance)
    assert (a.mean(), a.std()) == pytest.approx((0, 1), abs=tolerance)


def test_errors_are_by_index():
    few, many = (Errors(7, n, np.full(n, 0.8), np.full(n, 0.5)).of("USA", "x", 2020) for n in (50, 90))
    assert np.array_equal(few, many[:50])
