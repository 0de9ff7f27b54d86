"""Memberships by small tables: stability within and across chunks, running statistics, quantiles, and games with spill-overs."""

import numpy as np
import pytest
from membership_games import THEORIES, changed, random_game
from plain_memberships import _chances, _moved, evaluate_plainly

from pato.kernels.chances import probability
from pato.kernels.membership.fill import EXTRA, fill
from pato.kernels.membership.game import MOST_STATES, members, tables
from pato.kernels.membership.named import evaluate
from pato.kernels.membership.stability import better_by, dominators, pareto_front, pareto_ranks
from pato.kernels.membership.tally import (
    BINS,
    COUNTS,
    SKETCHED,
    SUMS,
    Statistics,
    bytes_each,
    collapsed,
    compare_across,
    compare_within,
    cuts_between,
    empty_statistics,
    quantiles,
    tally,
)

N, BITS, TOLERANCE = 4, 2, 0.05


def filled(game, future):
    found = np.empty((1 << game.n_states, game.n_states + len(EXTRA)))
    fill(tables(game), future, 0, found)
    return found


@pytest.mark.parametrize("gifts", [True, False])
@pytest.mark.parametrize(("seed", "n"), [(1, 7), (2, 7), (3, 2), (4, 1)])
def test_games_with_spill_overs(seed, n, gifts):
    """Seven states need two blocks; each future has assumptions of its own."""
    game = random_game(seed, n=n, q=3, futures=3, gifts=gifts, theory="any")
    game = changed(game, spill=np.random.default_rng(seed).uniform(0, 0.1, (3, n, 3)))
    masks = np.arange(1 << n)
    inside = members(masks, n)
    plain = evaluate_plainly(game, masks)
    more = _chances(game, inside, _moved(game, inside)) - probability(game.log_odds)[:, None, :]
    others = game.spill * (np.arange(n)[:, None] != game.target)
    spilled = 100 * more @ others.swapaxes(-1, -2)
    named = evaluate(game, masks)
    np.testing.assert_allclose(named.spilled, spilled, atol=1e-12)
    np.testing.assert_allclose(named.utilities, plain.utilities - spilled, atol=1e-11)
    entrapped = plain.entrapment - plain.entrapment[:, :1]
    np.testing.assert_allclose(named.entrapment, entrapped, atol=1e-12)
    np.testing.assert_allclose(named.war_risk, plain.war_risk, atol=1e-12)
    np.testing.assert_allclose(named.support, plain.support, atol=1e-12)
    for f in range(3):
        found = filled(game, f)
        np.testing.assert_allclose(found[:, :n], plain.utilities[f] - spilled[f], atol=1e-10)
        wars = ((plain.war_risk - plain.war_risk[:, :1]) * inside).sum(-1)[f]
        np.testing.assert_allclose(found[:, n], wars, atol=1e-10)
        np.testing.assert_allclose(
            found[:, n + 1], (entrapped[f] * inside * game.weights).sum(-1), atol=1e-10
        )
        np.testing.assert_allclose(found[:, n + 2], plain.largest_share[f], atol=1e-10)


@pytest.mark.parametrize("theory", [*THEORIES, "any"])
def test_every_theory_by_name_and_in_blocks(theory):
    game = random_game(21, n=3, q=4, futures=4, theory=theory)
    plain = evaluate_plainly(game, np.arange(8))
    np.testing.assert_allclose(evaluate(game, np.arange(8)).utilities, plain.utilities, atol=1e-11)
    for f in range(4):
        np.testing.assert_allclose(filled(game, f)[:, :3], plain.utilities[f], atol=1e-10)


def test_a_pledge_by_a_state_that_can_bring_nothing_provokes_as_any_other():
    """What a new commitment is worth counts, and not the capability behind it."""
    game = random_game(5, n=3, q=4, futures=3, theory="provoke")
    game = changed(game, reach=np.zeros((3, 4)), surge=np.ones(3), surge_share=np.full(3, 0.5))
    named = evaluate(game, np.arange(8))
    assert (named.war_risk - named.war_risk[:, :1]).max() > 1e-3
    for f in range(3):
        np.testing.assert_allclose(filled(game, f)[:, :3], named.utilities[f], atol=1e-10)


def test_one_membership_alone_and_those_beyond_the_pool():
    game = random_game(6, n=3, q=4, futures=2)
    whole = evaluate(game, np.arange(8))
    np.testing.assert_array_equal(evaluate(game, 5).utilities[:, 0], whole.utilities[:, 5])
    assert evaluate(game, []).utilities.shape == (2, 0, 3)
    for wrong in (8, -1):
        with pytest.raises(
            ValueError, match=f"^memberships of 3 states are numbers from 0 to 7, found {wrong} to {wrong}$"
        ):
            evaluate(game, wrong)


def table(seed, columns=N + 3):
    return np.round(np.random.default_rng(seed).normal(0, 0.3, (1 << N, columns)), 1)


def flags_by_definition(u):
    """Return whether a membership is stable internally, externally if open, and if every member must agree."""
    found = np.empty((1 << N, 3), np.uint8)
    for mask in range(1 << N):
        inside = [i for i in range(N) if mask >> i & 1]
        joins = [
            mask | 1 << j
            for j in range(N)
            if not mask >> j & 1 and u[mask | 1 << j, j] > u[mask, j] + TOLERANCE
        ]
        let_in = [m for m in joins if all(u[m, i] >= u[mask, i] - TOLERANCE for i in inside)]
        leaves = any(u[mask & ~(1 << i), i] > u[mask, i] + TOLERANCE for i in inside)
        found[mask] = not leaves, not joins, not let_in
    return found


@pytest.mark.parametrize("seed", range(6))
def test_flags_of_chunks_are_those_of_the_definitions(seed):
    """Chunks of four memberships: two states vary within each, the other two across them."""
    u, expected = table(seed), flags_by_definition(table(seed))
    for first in range(0, 16, 4):
        flags = np.full((4, 3), 7, np.uint8)
        here = u[first : first + 4]
        compare_within(here, first, BITS, N, TOLERANCE, 0, 2, flags)
        compare_within(here, first, BITS, N, TOLERANCE, 2, 4, flags)
        for j in range(BITS, N):
            other = first ^ 1 << j
            compare_across(here, u[other : other + 4], first, j, N, TOLERANCE, flags)
        np.testing.assert_array_equal(flags, expected[first : first + 4])


def tallied(u, flags, weight, cuts, first):
    """Statistics of one future, one membership after the other."""
    found = empty_statistics(len(u), N, 2)
    for c, row in enumerate(u):
        mask = first + c
        inside, outside = ([i for i in range(N) if (mask >> i & 1) == side] for side in (1, 0))
        agrees = [row[i] >= -TOLERANCE for i in inside]
        both = all(agrees) and flags[c, 0]
        found.counts[1, c, :6] = (
            all(agrees), *flags[c], both and flags[c, 1], both and flags[c, 2],
        )  # fmt: skip
        found.accepts[1, c, inside] = agrees
        gains = [
            value
            for side in (inside, outside)
            for value in (sum(weight[i] * row[i] for i in side), min((row[i] for i in side), default=0.0))
        ]
        found.sums[1, c, :6] = *gains, row[N], row[N + 1]
        if not np.isnan(row[N + 2]):
            found.counts[1, c, 6], found.sums[1, c, 6] = 1, row[N + 2]
        for k in range(3):
            found.bins[1, c, k, np.searchsorted(cuts[k], gains[k], "right")] = 1
    return found


@pytest.mark.parametrize("first", [0, 8])
def test_statistics_of_a_future_and_of_two(first):
    weight = np.array([0.4, 0.3, 0.2, 0.1])
    cuts = np.sort(np.random.default_rng(0).normal(0, 0.3, (3, BINS - 1)), axis=1)
    kept, expected = empty_statistics(8, N, 2), []
    for seed in (1, 2):
        u = table(seed)[first : first + 8]
        u[2, N + 2] = np.nan
        flags = flags_by_definition(table(seed))[first : first + 8]
        cuts[:, 5] = u[3, 0]  # a gain exactly at the end of a bin counts above it
        cuts.sort(axis=1)
        tally(u, flags, first, weight, cuts, TOLERANCE, 1, 0, 5, kept)
        tally(u, flags, first, weight, cuts, TOLERANCE, 1, 5, 8, kept)
        expected.append(tallied(u, flags, weight, cuts, first))
    for name in Statistics._fields:
        found, sums = getattr(kept, name), sum(getattr(e, name).astype(float) for e in expected)
        np.testing.assert_allclose(found, sums, atol=1e-12, err_msg=name)
        assert found.shape[:2] == (2, 8)
    assert (len(COUNTS), len(SUMS), len(SKETCHED), BINS) == (7, 7, 3, 32)
    assert [p.dtype.kind for p in kept] == ["u", "u", "f", "u"]


def test_no_gain_is_beyond_the_outermost_bins():
    weight, cuts = np.array([1.0]), np.tile(np.arange(1.0, BINS), (3, 1))
    for gain, place in (
        (-9.0, 0),
        (0.999, 0),
        (1.0, 1),
        (16.0, 16),
        (17.5, 17),
        (30.99, 30),
        (31.0, 31),
        (99.0, 31),
    ):
        kept = empty_statistics(1, 1, 1)
        tally(np.array([[gain, 0, 0, 0]]), np.zeros((1, 3), np.uint8), 1, weight, cuts, 0.0, 0, 0, 1, kept)
        assert kept.bins[0, 0, 0].argmax() == place
        assert kept.bins[0, 0, 0].sum() == 1


def test_blocks_of_a_theory_are_added_up():
    kept = Statistics(*(np.arange(p.size, dtype=p.dtype).reshape(p.shape) for p in empty_statistics(2, 3, 4)))
    assert collapsed(kept, 1) is kept
    for part, found in zip(kept, collapsed(kept, 2), strict=True):
        assert found.dtype == part.dtype
        np.testing.assert_array_equal(found, [part[0] + part[1], part[2] + part[3]])
    # memory: 16-bit counts, acceptances and bins, 8-byte sums of each theory; utilities, three columns, three flags
    assert bytes_each(5, 2) == 2 * (2 * (7 + 5 + 3 * 32) + 8 * 7) + 8 * 8 + 3


def test_cuts_reach_a_little_beyond_the_sample_and_are_finer_near_nothing():
    sample = np.array([[-4.0, 0.0], [1.0, 0.0], [2.0, 0.0], [50.0, 0.0]])
    found = cuts_between(sample)
    assert found.shape == (2, BINS - 1)
    unit = 3.0  # the median size
    assert found[0, [0, -1]] == pytest.approx([-4.3, 50.3])
    steps = np.diff(np.arcsinh(found[0] / unit))
    assert steps == pytest.approx(np.full(BINS - 2, steps[0]))
    assert found[1, [0, -1]] == pytest.approx([-1e-7, 1e-7])  # nothing varies: a millionth is the unit


def test_quantiles_by_hand():
    """Cuts at 0, 10 and 30: two futures below 0, four to 10, none to 30, two above; then a row without any."""
    bins, cuts = np.array([[2.0, 4, 0, 2], [0, 0, 0, 0], [0, 0, 8, 0]]), np.array([0.0, 10.0, 30.0])
    found = quantiles(bins, cuts, np.array([0.0, 0.25, 0.5, 0.75, 0.9, 1.0]))
    np.testing.assert_allclose(found[0], [0.0, 0.0, 5.0, 10.0, 30.0, 30.0])
    np.testing.assert_allclose(found[2], [0.0, 15.0, 20.0, 25.0, 28.0, 30.0])
    assert np.isfinite(found[1]).all()


def test_a_band_keeps_small_differences_from_dominating():
    criteria = [[1.0, 1.0], [1.05, 1.0], [1.2, 1.1], [0.0, 3.0]]
    assert pareto_ranks(criteria).tolist() == [3, 2, 1, 1]
    assert pareto_ranks(criteria, [0.1, 0.2]).tolist() == [2, 2, 1, 1]
    assert pareto_ranks(criteria, 0.5).tolist() == [1] * 4
    assert pareto_front(criteria, [0.1, 0.2]).tolist() == [False, False, True, True]
    assert dominators(criteria, [0, 1, 2], 0.1).tolist() == [1, 1, 0]
    assert better_by(criteria, 0).tolist() == [False, False, True, False]
    assert better_by(criteria, 0, [0.1, 0.2]).tolist() == [False] * 4
    with pytest.raises(
        ValueError, match=r"^criteria are finite and have the shape \(row, criterion\), found \(2,\)$"
    ):
        pareto_ranks([1.0, 2.0])


def test_many_layers():
    line = np.arange(9.0)[:, None]
    assert pareto_ranks(line).tolist() == list(range(9, 0, -1))
    assert pareto_ranks(np.zeros((5, 2))).tolist() == [1] * 5
    assert pareto_front(line).tolist() == [False] * 8 + [True]


GAME = random_game(1, n=3, q=2, futures=2)
SMALL = {"target": [0, 1], "challenger": [-1, 2]}


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"worth": np.zeros((2, 3))}, "worth has shape (future, state, pair) and theory has shape (future,)"),
        ({"theory": np.zeros((2, 1))}, "worth has shape (future, state, pair) and theory has shape (future,)"),
        ({"reach": np.zeros((3, 3))}, "reach has shape (n, q) = (3, 2), found (3, 3)"),
        ({"gift0": None}, "gift0 and gift are given together or not at all"),
        ({"log_odds": np.full((2, 2), np.inf)}, "log_odds has values that are not finite: unknown is not zero"),
        ({"cap": np.full(2, np.nan)}, "cap has values that are not finite: unknown is not zero"),
        ({"spill": np.full((2, 3, 2), -0.5)}, "spill is never below 0, found -0.5"),
        ({"weight": [1.0, -2.0, 0.5]}, "weight is never below 0, found -2.0"),
        ({"target": [0, 3]}, "target is a position of 0 to 2, challenger too or -1"),
        ({"target": [0, -1], "challenger": [1, 1]}, "target is a position of 0 to 2, challenger too or -1"),
        ({"challenger": [-1, 3]}, "target is a position of 0 to 2, challenger too or -1"),
        ({"challenger": [-2, 2]}, "target is a position of 0 to 2, challenger too or -1"),
        ({"challenger": [0, 2]}, "nobody challenges itself"),
        ({"statistic": [0, -1]}, "statistic is a number of 0 to 3"),
        ({"statistic": [0, 4]}, "statistic is a number of 0 to 3"),
        ({"rival": np.zeros((2, 2))}, "own and rival are above 0"),
        ({"own": np.array([[1.0, 1.0], [1.0, 0.0]])}, "own and rival are above 0"),
        ({"surge_share": [0.5, 1.01]}, "surge_share is a share"),
        ({"surge_share": [-0.01, 1.0]}, "surge_share is a share"),
    ],
)  # fmt: skip
def test_what_makes_no_game_word_for_word(parts, words):
    with pytest.raises(ValueError) as caught:
        changed(GAME, **(SMALL | parts))
    assert words in str(caught.value).split("; ")


@pytest.mark.parametrize(
    "parts",
    [
        {"surge_share": [0.0, 1.0]},
        {"cap": [np.inf, 0.0]},
        {"reach": np.zeros((3, 2))},
        {"statistic": [0, 3]},
        {"target": [0, 2], "challenger": [2, -1]},
    ],
)
def test_what_lies_on_the_bounds_makes_a_game(parts):
    assert changed(GAME, **(SMALL | parts)).n_pairs == 2


def test_a_pool_has_a_largest_size():
    game = random_game(1, n=MOST_STATES, q=1, futures=1)
    assert game.n_states == 30
    with pytest.raises(ValueError, match="a pool has 1 to 30 states, found 31"):
        random_game(1, n=MOST_STATES + 1, q=1, futures=1)


def test_parts_of_a_game():
    game = random_game(3, n=4, q=6, futures=5)
    assert (game.n_states, game.n_pairs, game.n_futures) == (4, 6, 5)
    np.testing.assert_array_equal(game.weights, [0.25] * 4)
    assert changed(game, weight=[1, 2, 3, 4]).weights.tolist() == [1.0, 2.0, 3.0, 4.0]
    some = game.futures(np.array([3, 1]))
    np.testing.assert_array_equal(some.worth, game.worth[[3, 1]])
    np.testing.assert_array_equal(some.slope, game.slope[[3, 1]])
    np.testing.assert_array_equal(some.reach, game.reach)
    assert game.first(4) is game
    two = game.first(2)
    pairs = np.flatnonzero(game.target < 2)
    assert two.n_states == 2
    np.testing.assert_array_equal(two.target, game.target[pairs])
    from_pool = changed(game, challenger=np.where(game.target == 3, 0, 3)).first(2)
    assert set(from_pool.challenger.tolist()) == {-1}  # the state left out challenges from outside
    np.testing.assert_array_equal(two.worth, game.worth[:, :2][:, :, pairs])
    np.testing.assert_array_equal(two.outside, game.outside[:, :2, :2])
    np.testing.assert_array_equal(two.reach, game.reach[:2][:, pairs])
    assert two.spill is None
    one_loss = changed(game, loss_base=np.arange(5) / 100)
    np.testing.assert_array_equal(one_loss.loss_base, np.repeat(np.arange(5)[:, None] / 100, 6, axis=1))
    assert members([5, 0, 6], 3).tolist() == [[True, False, True], [False] * 3, [False, True, True]]
