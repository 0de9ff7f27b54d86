"""Projected capability and doses against arithmetic on paper."""

import math

import numpy as np
import pytest

from pato.kernels.projection import miles_per_day, pledge_dose, projected_capability
from pato.kernels.sphere import distance_km, unit_vectors

KM = 1.609344


def test_days_of_travel_raise_the_exponent():
    # 500 miles at 500 a day: exponent log10(1 + 10 - e) = log10(8.281718) = 0.9181204
    assert float(projected_capability(0.1, 500 * KM, 500)) == pytest.approx(0.1**0.9181204, rel=1e-6)
    # after e days of travel the exponent is one: capability as it is
    assert float(projected_capability(0.1, math.e * 500 * KM, 500)) == pytest.approx(0.1, rel=1e-12)


@pytest.mark.parametrize(
    ("year", "miles"), [(1816, 250), (1918, 250), (1919, 375), (1945, 375), (1946, 500), (2024, 500)]
)
def test_forces_move_faster_later(year, miles):
    assert miles_per_day(year) == miles


def dose(pledges, states=4, **more):
    pledged = np.zeros((states, states))
    for k, i, *credence in pledges:
        pledged[k, i] = credence[0] if credence else 1
    far = np.full((states, states), math.e * 500 * KM)  # the exponent is one everywhere
    np.fill_diagonal(far, 0)
    return pledge_dose(pledged, cinc=np.array([0.2, 0.05, 0.03, 0.01])[:states], distance_km=far, **more)


def test_largest_and_rest_add_up_to_the_whole():
    got = dose([(0, 3), (1, 3)])
    assert got.largest[2, 3] == pytest.approx(math.log(21))
    assert got.total[2, 3] == pytest.approx(math.log(26))
    assert got.rest[2, 3] == pytest.approx(math.log(26) - math.log(21))
    assert got.pledgers[2, 3] == 2


def test_a_challenger_does_not_count_against_itself():
    got = dose([(0, 3), (1, 3)])
    assert got.largest[0, 3] == pytest.approx(math.log(6))
    assert got.rest[0, 3] == 0


def test_a_defender_of_both_sides_does_not_count():
    got = dose([(0, 3), (1, 3), (0, 2)])
    assert got.largest[2, 3] == pytest.approx(math.log(6))
    assert got.largest[1, 3] == pytest.approx(math.log(21))


def test_nobody_pledged_is_no_dose_and_own_pledges_are_ignored():
    got = dose([(3, 3), (2, 2)])
    assert (got.largest == 0).all()
    assert (got.total == 0).all()


def test_credence_scales_capability():
    assert dose([(0, 3, 0.25)]).largest[1, 3] == pytest.approx(math.log(6))


def test_bars_can_be_given_apart_from_credence():
    full = np.zeros((4, 4), bool)
    assert dose([(0, 3), (0, 2, 0.1)]).largest[2, 3] == 0
    assert dose([(0, 3), (0, 2, 0.1)], also_bars=full).largest[2, 3] == pytest.approx(math.log(21))


def test_unknown_capability_stays_unknown_where_it_counts_and_only_there():
    pledged = np.zeros((3, 3))
    pledged[0, 2] = pledged[1, 2] = 1
    got = pledge_dose(pledged, cinc=[np.nan, 0.1, 0.1], distance_km=np.zeros((3, 3)))
    assert np.isnan(got.total[1, 2])
    assert not np.isnan(got.total[0, 2])
    assert got.total[0, 1] == 0


def test_futures_are_worked_out_one_by_one():
    rng = np.random.Generator(np.random.Philox(3))
    pledged = rng.random((5, 6, 6)) * (rng.random((5, 6, 6)) < 0.4)
    cinc, km = rng.random(6) / 6, rng.random((6, 6)) * 9000
    together = pledge_dose(pledged, cinc=cinc, distance_km=km)
    for future in range(5):
        alone = pledge_dose(pledged[future], cinc=cinc, distance_km=km)
        np.testing.assert_allclose(together.largest[future], alone.largest, rtol=1e-12)
        np.testing.assert_allclose(together.rest[future], alone.rest, rtol=1e-9, atol=1e-12)
        np.testing.assert_array_equal(together.pledgers[future], alone.pledgers)


def test_great_circles():
    places = unit_vectors([0.0, 0.0, 90.0, 35.6769], [0.0, 90.0, 0.0, 139.764])
    km = distance_km(places)
    quarter = math.pi / 2 * 6371.0088
    np.testing.assert_allclose([km[0, 1], km[0, 2], km[1, 2]], quarter)
    assert km[3, 3] == 0
    # Tokyo to Seoul, a distance anybody can look up: about 1,160 km
    assert distance_km(unit_vectors([35.6769, 37.5665], [139.764, 126.978]))[0, 1] == pytest.approx(
        1160, abs=10
    )
