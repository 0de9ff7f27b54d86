"""Acceptance, leaving, entry; all memberships of a pool against brute force and known games."""

from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from pato.errors import UsageError
from pato.futures import Design
from pato.futures.results import assembled
from pato.kernels.membership.stability import accepted, internal_stability
from pato.models.membership import enumeration
from pato.models.membership.model import GAIN, HOLDS, Membership
from pato.models.membership.standing import lapsed, stand
from pato.treaties.architecture import load_architecture

from .conftest import DATE, STATES

THREE = 0b0111


@pytest.fixture(scope="module")
def standing(pool, across):
    draws, wars = across
    return stand(pool, draws, THREE, wars=wars)


def test_standing_is_what_all_memberships_say(pool, across, standing):
    draws, wars = across
    u = enumeration.every(pool.game(draws, wars=wars))
    np.testing.assert_allclose(standing.utilities, u[:, THREE], atol=1e-12)
    for i in range(3):
        np.testing.assert_allclose(
            standing.stays[:, i], u[:, THREE, i] - u[:, THREE & ~(1 << i), i], atol=1e-12
        )
    np.testing.assert_allclose(standing.enters[:, 3], u[:, 15, 3] - u[:, THREE, 3], atol=1e-12)
    np.testing.assert_allclose(standing.welcomed[:, :3, 3], (u[:, 15] - u[:, THREE])[:, :3], atol=1e-12)
    np.testing.assert_allclose(standing.partner[:, 0, 1], u[:, THREE, 0] - u[:, 0b101, 0], atol=1e-12)
    assert np.isnan(standing.stays[:, 3]).all()
    assert np.isnan(standing.enters[:, :3]).all()
    assert np.array_equal(standing.internally_stable, internal_stability(u, standing.band)[:, THREE])
    assert np.array_equal(standing.accepts_all, accepted(u, tolerance=standing.band)[:, THREE])


def test_stricter_doors_let_in_fewer(standing):
    eligible = np.ones(standing.accepts.shape, bool)
    doors = {r: standing.let_in(r, eligible) for r in ("open", "majority", "unanimity", "standards")}
    assert (doors["unanimity"] <= doors["majority"]).all()
    assert (doors["majority"] <= doors["open"]).all()
    assert np.array_equal(doors["standards"], doors["open"]), "everybody is eligible here"
    assert not standing.let_in("standards", ~eligible).any()
    with pytest.raises(UsageError, match="no standards"):
        standing.let_in("standards")
    with pytest.raises(UsageError, match="lottery"):
        standing.let_in("lottery")


def test_what_lapses_is_what_there_was(pool, across):
    draws, wars = across
    taiwan, japan = STATES.index("TWN"), STATES.index("JPN")
    assert (lapsed(pool, draws, wars, taiwan, (0, 1, 2)) == 0).all(), "nobody was bound to it"
    patron = draws.is_level("deterrence", "patron")
    lost = lapsed(pool, draws, wars, japan, (0,))
    assert np.median(lost[patron]) < 0, "without its ally Japan has more to fear"
    held = stand(pool, draws, THREE, wars=wars, leaving="lapse", entry=False)
    free = stand(pool, draws, THREE, wars=wars, entry=False)
    np.testing.assert_allclose(
        free.stays[:, 1] - held.stays[:, 1], lapsed(pool, draws, wars, 1, (0, 2)), atol=1e-12
    )


def test_a_membership_of_one_is_none(pool, across):
    with pytest.raises(UsageError, match="two states at least"):
        stand(pool, across[0], 1, wars=across[1])
    with pytest.raises(UsageError, match="sometimes"):
        stand(pool, across[0], 3, wars=across[1], leaving="sometimes")


def brute(u, n):
    """Return internal stability, acceptance and blocking sets of a table (membership, state), in plain loops."""
    stable, fine = {}, {}
    for m in range(1 << n):
        inside = [i for i in range(n) if m >> i & 1]
        stable[m] = all(u[m, i] >= u[m & ~(1 << i), i] - 1e-9 for i in inside)
        fine[m] = all(u[m, i] >= -1e-9 for i in inside)
    blocks = {
        m: {
            sum(1 << i for i in group)
            for size in range(2, m.bit_count())
            for group in combinations([i for i in range(n) if m >> i & 1], size)
            if all(u[sum(1 << j for j in group), i] > u[m, i] + 1e-9 for i in group)
        }
        for m in range(1 << n)
    }
    return stable, fine, blocks


@pytest.mark.parametrize("n", [3, 5])
def test_all_memberships_against_brute_force(n):
    stream = np.random.Generator(np.random.Philox(n))
    u = stream.normal(0.2, 1.0, (4, 1 << n, n))
    u[:, [m for m in range(1 << n) if m.bit_count() < 2]] = 0.0
    stable, fine = internal_stability(u), accepted(u)
    for f in range(4):
        expected = brute(u[f], n)
        assert {m: bool(stable[f, m]) for m in range(1 << n)} == expected[0]
        assert {m: bool(fine[f, m]) for m in range(1 << n)} == expected[1]
        for m in range(1 << n):
            found = set(np.flatnonzero(enumeration.blocking(u, m, stable=False)[f]))
            assert found == expected[2][m]
            credible = {b for b in expected[2][m] if expected[0][b] and expected[1][b]}
            assert set(np.flatnonzero(enumeration.blocking(u, m)[f])) == credible


def test_shapley_shares_of_the_glove_game():
    """Two left gloves, one right: 1/6, 1/6, 2/3 (Shapley 1953; Owen, Game Theory, chapter X)."""
    worth = np.array([[float(bool(m & 0b100) and bool(m & 0b011)) for m in range(8)]])
    np.testing.assert_allclose(enumeration.shapley(worth)[0], [1 / 6, 1 / 6, 2 / 3])


@settings(max_examples=30, deadline=None)
@given(arrays(np.float64, 16, elements=st.floats(-5, 5)))
def test_shapley_shares_are_means_over_orders(values):
    values[0] = 0.0
    expected = np.zeros(4)
    for order in permutations(range(4)):
        mask = 0
        for i in order:
            expected[i] += (values[mask | 1 << i] - values[mask]) / 24
            mask |= 1 << i
    found = enumeration.shapley(values[None])[0]
    np.testing.assert_allclose(found, expected, atol=1e-9)
    np.testing.assert_allclose(found.sum(), values[15], atol=1e-9)


@settings(max_examples=30, deadline=None)
@given(arrays(np.float64, 5, elements=st.floats(-3, 3)), st.integers(0, 3))
def test_equals_get_equal_shares_and_dummies_nothing(by_size, dummy):
    masks = np.arange(16)
    size = np.bitwise_count(masks & ~(1 << dummy))
    worth = np.where(size > 0, by_size[size], 0.0)
    shares = enumeration.shapley(worth[None])[0]
    assert abs(shares[dummy]) < 1e-9
    rest = np.delete(shares, dummy)
    np.testing.assert_allclose(rest, rest[0], atol=1e-9)


@settings(max_examples=50, deadline=None)
@given(arrays(np.float64, 6, elements=st.floats(-10, 10)))
def test_payments_are_the_smallest_that_leave_nobody_worse_off(gains):
    paid, enough = enumeration.transfers(gains[None])
    losses = np.maximum(-gains, 0).sum()
    assert bool(enough[0]) == (losses <= np.maximum(gains, 0).sum())
    if enough[0]:
        assert (gains + paid[0] >= -1e-9).all()
        assert abs(paid[0].sum()) < 1e-9
        assert abs(np.maximum(paid[0], 0).sum() - losses) < 1e-9
    else:
        assert np.isnan(paid[0]).all()


def test_the_largest_that_hold():
    holds = np.zeros((10, 8), bool)
    holds[:6, 0b011] = holds[:7, 0b101] = holds[:2, 0b111] = True
    assert enumeration.largest(holds) == [(0b101, 0.7), (0b011, 0.6)]
    assert enumeration.largest(holds, 0.2)[0] == (0b111, 0.2)
    assert enumeration.largest(holds, 0.9) == []


def test_steps_of_entry():
    u = np.arange(24, dtype=float).reshape(1, 8, 3)
    (first, second) = enumeration.steps(u, [0b011, 0b111])
    assert first[0].shape == (1, 0)
    assert np.array_equal(first[1], u[:, 3, :2] - u[:, 0, :2])
    assert np.array_equal(second[0], u[:, 7, :2] - u[:, 3, :2])
    with pytest.raises(UsageError, match="drops none"):
        enumeration.steps(u, [0b011, 0b110])


@pytest.fixture(scope="module")
def model(figures, status_quo):
    return Membership.of(figures, status_quo, DATE, states=("USA", "JPN", "AUS", "KOR"), without=("trade",))


def test_a_study_gets_gains_and_whether_it_holds(model):
    draws = Design(tuple(model.factors()), 14, 1).draw()
    found = model.evaluate(draws, load_architecture("pato-3"))
    assembled(draws, found, function="test")
    gain = found.outcomes[GAIN]
    assert gain.dims == ("future", "state")
    accepts = (gain.sel(state=["USA", "JPN", "AUS"]) >= -model.assumptions.no_difference).all("state")
    assert np.array_equal(found.outcomes["accepts_all"].values, accepts.values.astype(float))
    assert (found.outcomes[HOLDS] <= found.outcomes["internally_stable"]).all()


def test_what_is_in_force_gains_nothing_and_what_is_not_covered_says_so(model):
    draws = Design(tuple(model.factors()), 7, 1).draw()
    now = model.evaluate(draws, load_architecture("hub-and-spoke"))
    assert (now.outcomes[GAIN] == 0).all()
    other = model.evaluate(draws, load_architecture("pato-8"))
    assert np.isnan(other.outcomes[GAIN]).all(), "members are not among the states"
    assembled(draws, other, function="test")
    for evaluation in (now, other):
        assert set(evaluation.outcomes) == {*now.outcomes}


def test_chunks_do_not_show(model):
    design = Design(tuple(model.factors()), 12, 1)
    system = load_architecture("pato-3")
    whole_ = model.evaluate(design.draw(), system).outcomes[GAIN].values
    parts = [model.evaluate(design.draw(a, b), system).outcomes[GAIN].values for a, b in ((0, 5), (5, 12))]
    assert np.array_equal(whole_, np.concatenate(parts))
