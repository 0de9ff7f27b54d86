"""What holds for doses of pledged capability whatever the pledges."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from pato.kernels.projection import pledge_dose, projected_capability
from pato.kernels.similarity import portfolio_similarity

SIZES = st.integers(2, 6)


@st.composite
def worlds(draw):
    n = draw(SIZES)
    pledged = draw(hnp.arrays(bool, (n, n)))
    cinc = draw(hnp.arrays(float, n, elements=st.floats(1e-6, 0.4)))
    km = draw(hnp.arrays(float, (n, n), elements=st.floats(0, 20_000)))
    return pledged, cinc, km


@given(worlds(), st.randoms(use_true_random=False))
def test_relabelling_states_permutes_the_doses(world, random):
    pledged, cinc, km = world
    order = list(range(len(cinc)))
    random.shuffle(order)
    plain = pledge_dose(pledged, cinc=cinc, distance_km=km)
    moved = pledge_dose(pledged[np.ix_(order, order)], cinc=cinc[order], distance_km=km[np.ix_(order, order)])
    for field in ("largest", "rest", "total"):
        np.testing.assert_allclose(
            getattr(moved, field), getattr(plain, field)[np.ix_(order, order)], atol=1e-12
        )


@given(worlds())
def test_the_whole_is_largest_and_rest_and_neither_is_negative(world):
    pledged, cinc, km = world
    dose = pledge_dose(pledged, cinc=cinc, distance_km=km)
    assert (dose.largest >= 0).all()
    assert (dose.rest >= 0).all()
    np.testing.assert_allclose(dose.largest + dose.rest, dose.total, atol=1e-12)
    assert ((dose.pledgers <= 1) <= (dose.rest < 1e-12)).all()


@given(worlds(), st.data())
def test_one_more_pledge_to_a_target_lowers_no_dose_of_it(world, data):
    pledged, cinc, km = world
    n = len(cinc)
    k, i = data.draw(st.integers(0, n - 1)), data.draw(st.integers(0, n - 1))
    more = pledged.copy()
    more[k, i] = True
    before, after = (pledge_dose(p, cinc=cinc, distance_km=km) for p in (pledged, more))
    others = np.arange(n) != i  # against i itself the new defender of i may cease to count for its enemies
    assert (after.total[others, i] >= before.total[others, i] - 1e-12).all()
    assert (after.largest[others, i] >= before.largest[others, i] - 1e-12).all()


@given(st.floats(1e-6, 0.5), st.floats(0, 20_000), st.floats(0, 20_000))
def test_distance_weakens(cinc, near, far):
    near, far = sorted((near, far))
    assert projected_capability(cinc, far, 500) <= projected_capability(cinc, near, 500) + 1e-15


@given(hnp.arrays(np.int64, st.integers(2, 7).map(lambda n: (n, n)), elements=st.integers(0, 3)))
def test_similarity_is_symmetric_and_bounded(ranks):
    S = portfolio_similarity(ranks, highest=3)
    np.testing.assert_allclose(S, S.T, atol=1e-12)
    assert (S <= 1 + 1e-12).all()
    assert (S >= -1 - 1e-12).all()
