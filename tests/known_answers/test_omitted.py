"""Unseen causes: the example of Cinelli and Hazlett (2020), attitudes to peace in Darfur, as the package sensemakr prints it."""

import numpy as np
import pytest

from pato.kernels.omitted import (
    LeastSquares,
    adjusted,
    e_value,
    least_squares,
    oster_delta,
    partial_r2,
    robustness_value,
    times_as_strong,
)

# directly harmed: estimate, standard error, degrees of freedom (R squared is not used)
DARFUR = LeastSquares(0.09731582, 0.02325654, 783, 0.5)
SLOPE = np.array([-2.0, 0.5, 1.0])


def test_partial_r_squared_and_robustness_values():
    assert partial_r2(DARFUR) == pytest.approx(0.02187, abs=1e-5)
    assert robustness_value(DARFUR) == pytest.approx(0.13878, abs=1e-5)
    assert robustness_value(DARFUR, critical=1.963) == pytest.approx(0.07626, abs=1e-4)


@pytest.mark.parametrize(
    ("with_dose", "with_outcome", "estimate", "error"),
    [(0.00916429, 0.1246409, 0.07522025, 0.02187330), (0.02749288, 0.3740378, 0.03039600, 0.01866951)],
)
def test_estimates_had_a_cause_been_held(with_dose, with_outcome, estimate, error):
    """Benchmarks of one and three times the covariate 'female'."""
    found = adjusted(DARFUR, with_dose=with_dose, with_outcome=with_outcome)
    assert found == pytest.approx((estimate, error), abs=2e-5)


def test_a_cause_of_the_robustness_value_in_both_brings_the_estimate_to_zero():
    value = robustness_value(DARFUR)
    assert adjusted(DARFUR, with_dose=value, with_outcome=value)[0] == pytest.approx(0.0, abs=1e-9)


def test_a_stronger_cause_explains_more_and_none_more_than_all():
    one, three = (times_as_strong(with_dose=0.01, with_outcome=0.02, times=t) for t in (1, 3))
    assert one[0] < three[0] < 1
    assert one[1] < three[1] <= 1
    with pytest.raises(ValueError, match="more of the dose than there is"):
        times_as_strong(with_dose=0.6, with_outcome=0.1, times=2)


def test_the_e_value_is_the_printed_one():
    """VanderWeele and Ding (2017): a ratio of 3.9 has an E-value of 7.26, its limit of 1.8 one of 3.0."""
    assert e_value(np.log(3.9)) == pytest.approx(7.26, abs=0.01)
    assert e_value(-np.log(3.9)) == pytest.approx(7.26, abs=0.01)
    assert e_value(np.log(1.8)) == pytest.approx(3.0, abs=0.01)


def test_least_squares_is_least_squares():
    rng = np.random.Generator(np.random.Philox(3))
    X = np.concatenate([np.ones((400, 1)), rng.normal(size=(400, 2))], axis=1)
    y = X @ SLOPE + rng.normal(size=400)
    found = least_squares(y, X, 2)
    assert found.estimate == pytest.approx(1.0, abs=4 * found.error)
    assert found.freedom == 397
    plain = least_squares(y, X[:, [0, 2]], 1)
    # the column left out is unrelated to this one: selection on the unseen would have to be far stronger than on the seen
    assert abs(oster_delta(plain, found, highest=1.3)) > 2
