"""Strength over distance, coalitions, contests, threats and ranks: hand-made cases and what must always hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pato.kernels.projection import projected_capability
from pato.kernels.ranking import percentiles, weighted_auc
from pato.kernels.reach import FLOOR_PERCENT, log_reach
from pato.kernels.scoring import auc
from pato.kernels.similarity import overlap
from pato.kernels.support import GRADIENTS, coalition, contest
from pato.kernels.threat import common_threat, threats

shares = st.floats(1e-6, 0.5)


def test_strength_halves_with_the_half_distance_and_not_at_all_without_a_gradient():
    cinc, km, half = np.array(0.1), np.array([0.0, 3000.0, 6000.0]), np.array([3000.0])
    np.testing.assert_allclose(GRADIENTS["exponential"](cinc, km, half, 500.0), [[10.0, 5.0, 2.5]])
    np.testing.assert_allclose(GRADIENTS["none"](cinc, km, half, 500.0), [[10.0, 10.0, 10.0]])
    np.testing.assert_allclose(
        GRADIENTS["bueno_de_mesquita"](cinc, km, half, 500.0)[0], 100 * projected_capability(0.1, km, 500.0)
    )


@pytest.mark.parametrize("name", sorted(GRADIENTS))
@given(cinc=shares, near=st.floats(0, 10_000), more=st.floats(0, 10_000), half=st.floats(500, 20_000))
def test_no_strength_grows_with_distance(name, cinc, near, more, half):
    values = GRADIENTS[name](np.array(cinc), np.array([near, near + more]), np.array([half]), 500.0)[0]
    assert values[1] <= values[0] * (1 + 1e-12)


def test_a_coalition_with_and_without_its_largest_member():
    # pair 0: .5 * 8 + 1 * 2 = 6, the first gives 4 of them; pair 1: nobody comes
    chances = np.array([[0.5, 0.0], [1.0, 0.0]])
    found = coalition((chances * np.array([[8.0, 8.0], [2.0, 2.0]]))[None])
    np.testing.assert_allclose(found.total, [[6.0, 0.0]])
    np.testing.assert_allclose(found.without_largest, [[2.0, 0.0]])
    assert (found.largest[0, 0], found.most[0, 0]) == (0, 4.0)
    assert found.share[0, 0] == pytest.approx(2 / 3)
    assert np.isnan(found.share[0, 1])


@given(own=st.floats(0.01, 50), rival=st.floats(0.01, 50), m=st.floats(0.1, 4))
def test_a_contest_has_one_winner_and_more_strength_never_hurts(own, rival, m):
    assert contest(own, rival, m) + contest(rival, own, m) == pytest.approx(1.0)
    assert contest(own * 2, rival, m) < contest(own, rival, m)
    assert contest(own, own, m) == pytest.approx(0.5)


def test_reach_has_a_floor_and_is_the_logarithm_of_what_arrives():
    found = log_reach(np.array([0.0, 0.2]), 2000.0, 500.0)
    assert found[0] == pytest.approx(np.log(FLOOR_PERCENT))
    assert found[1] == pytest.approx(np.log(100 * projected_capability(0.2, 2000.0, 500.0)))


def test_threats_of_a_state_and_of_two_together():
    rivals = np.zeros((3, 3), bool)
    rivals[2, :2] = rivals[:2, 2] = True
    cinc, km = np.array([0.1, 0.1, 0.3]), np.array([[0, 500, 1000], [500, 0, 2000], [1000, 2000, 0.0]])
    alone, together = threats(rivals, cinc, km, 500.0), common_threat(rivals, cinc, km, 500.0)
    brought = 100 * projected_capability(0.3, km[2, :2], 500.0)
    np.testing.assert_allclose(alone[:2], np.log1p(brought))
    # what the common rival could bring to the farther of the two
    assert together[0, 1] == pytest.approx(np.log1p(brought[1]))
    assert together[0, 2] == 0.0


def test_ranks_agree_with_the_area_under_the_curve():
    rng = np.random.Generator(np.random.Philox(3))
    values = rng.normal(size=500).round(1)
    y = (rng.random(500) < 0.2).astype(float)
    above = percentiles(values[y == 0], values[y == 1]) / 100
    assert weighted_auc(above, np.ones(len(above))) == pytest.approx(auc(y, values))
    # an event of weight two counts as two events
    first = np.arange(len(above)) == 0
    assert weighted_auc(above, np.where(first, 2.0, 1.0)) == pytest.approx(np.append(above, above[0]).mean())


def test_partners_shared_in_proportion():
    # 0 and 1 share their only partner 2; 3 shares it too, and has another; 4 has none
    ties = np.zeros((6, 6), bool)
    for a, b in ((0, 2), (1, 2), (3, 2), (3, 5)):
        ties[a, b] = ties[b, a] = True
    found = overlap(ties)
    assert found[0, 1] == 1.0
    assert found[0, 3] == 0.5
    assert found[0, 4] == 0.0
    np.testing.assert_array_equal(found, found.T)
