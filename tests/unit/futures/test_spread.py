"""Where figures lie over futures: one rule for intervals and for what has no figure."""

from __future__ import annotations

import numpy as np
import pytest

from pato.futures.spread import spread
from pato.futures.weights import weighted_quantile
from pato.kernels.digits import significant


def test_futures_without_a_figure_count_as_nothing():
    values = np.array([1.0, 2.0, 3.0, 4.0, 5.0])
    with_gaps = np.concatenate([values, [np.nan, np.inf, -np.inf]])
    assert spread(with_gaps) == spread(values)
    assert spread(values) == (3.0, 2.0, 4.0, 1.2, 4.8)


def test_too_few_figures_tell_nothing():
    assert np.isnan(spread([np.nan, np.nan])).all()
    assert np.isnan(spread([1.0, 2.0], fewest=3)).all()
    assert spread([1.0, 2.0], fewest=3).ascending == (None,) * 5
    assert spread([1.0, 2.0, 3.0], fewest=3).median == 2.0


def test_weights_leave_with_the_futures_that_have_no_figure():
    values, weight = np.array([1.0, np.nan, 3.0, 4.0]), np.array([1.0, 50.0, 1.0, 1.0])
    assert spread(values, weight).median == 3.0
    alike = spread([1.0, 2.0, 3.0, 4.0], observed=True)
    assert alike == tuple(weighted_quantile([1.0, 2.0, 3.0, 4.0], (0.5, 0.25, 0.75, 0.05, 0.95)))
    assert alike == spread([1.0, 2.0, 3.0, 4.0], np.ones(4))


@pytest.mark.parametrize(
    ("value", "digits", "shown"), [(123456.0, 3, 123000.0), (-0.0123456, 2, -0.012), (0.0, 4, 0.0)]
)
def test_digits_that_count(value, digits, shown):
    assert significant(value, digits) == shown


def test_futures_without_weight_do_not_count():
    values = np.array([1.0, 2.0, np.nan])
    assert np.isnan(spread(values, np.array([0.0, 0.0, 1.0]))).all()  # none with a value has weight
    assert np.isnan(spread(values, np.array([1.0, 0.0, 1.0]), fewest=2)).all()
    assert spread(values, np.array([1.0, 0.0, 1.0])).median == 1.0
