"""The sweep over three places, member, associate and outside: its counts are those of plain comparisons of utilities."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from membership_games import random_game

from pato.api.sweeping import sweep
from pato.errors import UsageError
from pato.kernels.membership.named import evaluate
from pato.kernels.membership.tally import COUNTS, SUMS
from pato.models.membership.seats import MEMBER, OUTSIDE, ROLES, Seats
from pato.models.sweep.coding import Coding
from pato.models.sweep.plan import Plan, plan_of
from pato.models.sweep.run import Sweep

BAND = 0.05


def seats_of(n, lesser):
    names = tuple("ABCDEFG"[:n])
    return Seats(names, tuple(names[i] for i in lesser))


@given(st.integers(2, 5), st.data())
def test_numbers_go_both_ways(n, data):
    lesser = tuple(data.draw(st.permutations(range(n)))[: data.draw(st.integers(0, min(n, 2)))])
    coding = Coding(n, lesser)
    every = np.arange(1 << coding.bits)
    plain = every[coding.is_plain(every)]
    assert len(plain) == 2 ** (n - len(lesser)) * 3 ** len(lesser)
    np.testing.assert_array_equal(coding.coded(coding.seats(plain)), plain)
    seats = coding.seats(plain)
    assert len(np.unique(seats)) == len(seats)
    for k, i in enumerate(lesser):
        assert not (seats >> i & seats >> (n + k) & 1).any(), "nobody is a member and an associate"


@given(st.integers(0, 500), st.integers(2, 4), st.integers(1, 2))
def test_counts_are_those_of_plain_comparisons(seed, n, a):
    lesser = tuple(sorted(np.random.default_rng(seed).permutation(n)[:a].tolist()))
    seats, coding = seats_of(n, lesser), Coding(n, lesser)
    game = random_game(seed, n=n + a, q=5, futures=7)
    plan = plan_of(game)
    plan = Plan(n + a, plan.futures, plan.theories, n + a, 1)
    kept = Sweep.of(game, plan, BAND, coding).statistics(0)
    every = np.arange(1 << (n + a))
    raw = seats.folded(evaluate(game, every).utilities, every)
    raw[:, [m for m in every if seats.members(int(m)).bit_count() < 2]] = 0.0
    theories = np.unique(game.theory)
    weight = game.weights[:n]
    for mask in coding.seats(np.flatnonzero(coding.is_plain(every))):
        told = plainly(raw, int(mask), seats)
        code = int(coding.coded(mask))
        inside = [s for s in seats.states if seats.place(int(mask), s) != OUTSIDE]
        at = [seats.states.index(s) for s in inside]
        for t, theory in enumerate(theories):
            here = game.theory == theory
            for name, values in told.items():
                assert kept.counts[t, code, COUNTS.index(name)] == values[here].sum(), (name, mask)
            gain = (raw[here, mask][:, at] * weight[at]).sum()
            assert kept.sums[t, code, SUMS.index("members_gain")] == pytest.approx(gain, abs=1e-9)


def plainly(raw, mask, seats):
    """Whether all inside accept, none would step back or leave, and none would come up and is wanted by all members."""
    here = raw[:, mask]
    accepted, internal, still_open, exclusive = (np.ones(len(raw), bool) for _ in range(4))
    members = [i for i, s in enumerate(seats.states) if seats.place(mask, s) == MEMBER]
    rank = {role: k for k, role in enumerate(ROLES)}
    for i, state in enumerate(seats.states):
        place = seats.place(mask, state)
        if place != OUTSIDE:
            accepted &= here[:, i] >= -BAND
        for to in seats.open_to(state):
            moved = raw[:, seats.placed(mask, state, to)]
            gains = moved[:, i] > here[:, i] + BAND
            if rank[to] > rank[place] and (to == OUTSIDE or place == MEMBER):
                internal &= ~gains
            elif rank[to] < rank[place]:
                vetoed = (moved[:, members] < here[:, members] - BAND).any(axis=1)
                still_open &= ~gains
                exclusive &= ~gains | vetoed
    return {"accepted": accepted, "internal": internal, "open": still_open, "exclusive": exclusive}


def test_three_places_of_a_real_pool():
    pool = ("USA", "JPN", "AUS", "TWN")
    without = ("trade", "coercion", "spill_overs")
    found = sweep(pool, futures=14, associates=("TWN",), without=without, date="2026-11-21")
    told = " ".join(found.sentences)
    assert "Of 24 memberships of the pool, 15 meet" in told
    plain = sweep(pool, futures=14, without=without, date="2026-11-21").found.ranking.frame
    frame = found.found.ranking.frame
    same = frame.filter(frame["membership"] < 16)
    assert same["membership"].to_list() == plain["membership"].to_list()
    np.testing.assert_allclose(same["members_gain"], plain["members_gain"], atol=1e-6)


@pytest.mark.parametrize(
    ("associates", "treaty", "told"),
    [(("PHL",), "pato", "not in the pool"), (("TWN",), "asian-nato", "knows no associates")],
)
def test_what_cannot_be_an_associate_is_refused(associates, treaty, told):
    with pytest.raises(UsageError, match=told):
        sweep(("JPN", "KOR", "TWN"), futures=7, associates=associates, treaty=treaty, date="2026-11-21")
