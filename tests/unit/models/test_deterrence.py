"""Theories of deterrence: found by file, and what each shifts."""

import numpy as np
import pytest

from pato.errors import UnknownNameError, UsageError
from pato.models.deterrence import Draws, Theory, pledge_dose, theories, theory

CINC = np.array([0.15, 0.05, 0.03, 0.2])
KM = np.full((4, 4), 3000.0)


def dose(*pledges):
    pledged = np.zeros((4, 4))
    for k, i in pledges:
        pledged[k, i] = 1
    return pledge_dose(pledged, cinc=CINC, distance_km=KM)


DRAWS = Draws(("constant", "dose_largest"), np.array([[0.0, -0.7], [0.0, 0.1]]))


def test_every_file_is_a_theory():
    assert {"patron", "null"} <= set(theories())
    for name, found in theories().items():
        assert isinstance(found, Theory)
        assert found.id == name
        assert found.basis in {"estimate", "assumption"}
        assert len(found.describe()) > 40


@pytest.mark.parametrize("name", sorted(theories()))
def test_no_change_of_pledges_is_no_shift(name):
    same = dose((0, 1), (2, 1))
    shift = theory(name).logit_shift(DRAWS, same, same)
    assert shift.shape == (2, 4, 4)
    assert (shift == 0).all()


def test_null_never_shifts():
    assert (theory("null").logit_shift(DRAWS, dose(), dose((0, 1))) == 0).all()


def test_patron_is_the_coefficient_times_the_change_in_the_largest_dose():
    before, after = dose((2, 1)), dose((2, 1), (0, 1))
    shift = theory("patron").logit_shift(DRAWS, before, after)
    change = after.largest[3, 1] - before.largest[3, 1]
    assert change > 0
    np.testing.assert_allclose(shift[:, 3, 1], [-0.7 * change, 0.1 * change])
    assert shift[0, 0, 1] == 0  # against the patron itself its pledge is worth nothing


def test_patron_ignores_lesser_pledgers():
    shift = theory("patron").logit_shift(DRAWS, dose((0, 1)), dose((0, 1), (2, 1)))
    assert shift[0, 3, 1] == 0
    assert shift[0, 0, 1] < 0  # the patron is the challenger: the lesser pledger is then the largest


def test_losing_the_patron_raises_the_risk():
    shift = theory("patron").logit_shift(DRAWS, dose((0, 1)), dose())
    assert shift[0, 3, 1] > 0


def test_unknown_theories_and_coefficients_are_named():
    with pytest.raises(UnknownNameError, match=r"patorn.*patron"):
        theory("patorn")
    with pytest.raises(UsageError, match="dose_largest"):
        theory("patron").logit_shift(Draws(("constant",), np.zeros((1, 1))), dose(), dose((0, 1)))
