"""The game of memberships: compiled against the plain equations, invariances, and what is refused."""

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from membership_games import THEORIES, changed, random_game, relabelled, relabelled_mask, symmetric_game
from plain_memberships import evaluate_plainly

from pato.kernels import elementary
from pato.kernels.jit import compiled
from pato.kernels.membership.fill import EXTRA, fill
from pato.kernels.membership.game import members, tables
from pato.kernels.membership.named import evaluate


@compiled
def exp_row(x, y):
    elementary.exp_row(x, y)


@compiled
def log_row(x, y):
    elementary.log_row(x, y)


GAMES = st.builds(
    random_game,
    st.integers(0, 10_000),
    n=st.integers(2, 8),
    q=st.integers(1, 12),
    futures=st.just(7),
    gifts=st.booleans(),
    theory=st.sampled_from([None, "any"]),
)


def filled(game):
    """The compiled figures of all memberships, shape (future, membership, column)."""
    read = tables(game)
    found = np.empty((game.n_futures, 1 << game.n_states, game.n_states + len(EXTRA)))
    for future, rows in enumerate(found):
        fill(read, future, 0, rows)
    return found


@given(GAMES)
def test_compiled_figures_are_those_of_the_plain_equations(game):
    n, masks = game.n_states, np.arange(1 << game.n_states)
    plain, found = evaluate_plainly(game, masks), filled(game)
    np.testing.assert_allclose(found[:, :, :n], plain.utilities, rtol=0, atol=1e-10)
    inside = members(masks, n)
    wars = ((plain.war_risk - plain.war_risk[:, :1]) * inside).sum(-1)
    np.testing.assert_allclose(found[:, :, n], wars, rtol=0, atol=1e-10)
    trapped = ((plain.entrapment - plain.entrapment[:, :1]) * inside * game.weights).sum(-1)
    np.testing.assert_allclose(found[:, :, n + 1], trapped, rtol=0, atol=1e-10)
    np.testing.assert_allclose(found[:, :, n + 2], plain.largest_share, rtol=0, atol=1e-10)


@given(GAMES, st.lists(st.integers(0, 255), min_size=1, max_size=6))
def test_named_memberships_have_the_figures_of_the_plain_equations(game, masks):
    some = [m % (1 << game.n_states) for m in masks]
    plain, found = evaluate_plainly(game, some), evaluate(game, some)
    for name in ("utilities", "war_risk", "support"):
        np.testing.assert_allclose(getattr(found, name), getattr(plain, name), rtol=0, atol=1e-12)
    more = plain.entrapment - evaluate_plainly(game, [0]).entrapment
    np.testing.assert_allclose(found.entrapment, more, rtol=0, atol=1e-12)
    np.testing.assert_array_equal(evaluate(game, some[-1:]).utilities[:, 0], found.utilities[:, -1])


def by_hand(game, future, mask):
    """One membership's utilities, one term after the other, without arrays: as the definition reads."""
    n = game.n_states
    inside = [i for i in range(n) if mask >> i & 1]

    def chance(q, joined):
        x, theory = game.log_odds[future, q], list(THEORIES)[game.theory[future]]
        sigma = lambda y: 1 / (1 + math.exp(-y))  # noqa: E731
        largest0, total0 = game.largest0[future, q], game.total0[future, q]
        newly = max([game.reach[d, q] * game.worth[future, d, q] for d in joined], default=0.0)
        slope = game.slope[future]
        gain = slope * (math.log1p(max(largest0, newly)) - math.log1p(largest0))
        total = total0 + sum(game.reach[d, q] * game.newly[future, d, q] for d in joined)
        support = game.support0[future, q] + sum(game.support_gain[future, d, q] for d in joined)
        cap, share = game.cap[future], game.surge_share[future]
        surge = game.surge[future] * max([game.newly[future, d, q] for d in joined], default=0.0)
        if newly == 0 and theory in {"pledge", "provoke", "provoke_patron"}:
            return sigma(x)
        worth = max([game.worth[future, d, q] for d in joined], default=0.0)
        first = max(worth - game.any0[future, q], 0.0)
        return {
            "no_effect": lambda: sigma(x),
            "patron": lambda: sigma(x + gain),
            "additive": lambda: sigma(
                x + slope * (min(math.log1p(total), cap) - min(math.log1p(total0), cap))
            ),
            "pledge": lambda: sigma(x + game.step[future] * first),
            "provoke": lambda: share * sigma(x + surge) + (1 - share) * sigma(x),
            "provoke_patron": lambda: share * sigma(x + gain + surge) + (1 - share) * sigma(x + gain),
            "est": lambda: sigma(x + slope * (math.log1p(support) - math.log1p(game.support0[future, q]))),
        }[theory]()

    def loss(q, joined):
        support = game.support0[future, q] + sum(game.support_gain[future, d, q] for d in joined)
        odds = (game.own[future, q] + support) / game.rival[future, q]
        defeat = 1 / (1 + odds ** game.decisiveness[future])
        return game.loss_base[future, q] + game.loss_defeat[future, q] * defeat

    found = []
    for i in range(n):
        gain = 0.0
        for q in range(game.n_pairs):
            k, r = game.target[q], game.challenger[q]
            joined = inside if k in inside and r not in inside else []
            if k == i:
                gain -= chance(q, joined) * loss(q, joined) - chance(q, []) * loss(q, [])
            else:
                fights = game.fights0[future, i, q]
                now = fights + (game.fights_gain[future, i, q] if joined and i in inside else 0.0)
                gain -= game.war_cost[future, i] * (chance(q, joined) * now - chance(q, []) * fights)
        partners = game.pairwise if i in inside else game.outside
        others = sum(partners[future, i, j] for j in inside if j != i)
        found.append(100 * gain + others + (game.alone[future, i] if i in inside else 0.0))
    return found


@pytest.mark.parametrize("future", range(7))
def test_plain_equations_against_a_definition_without_arrays(future):
    game = random_game(5, n=4, q=7, futures=7)
    plain = evaluate_plainly(game, np.arange(16)).utilities[future]
    expected = [by_hand(game, future, mask) for mask in range(16)]
    np.testing.assert_allclose(plain, expected, rtol=0, atol=1e-12)


@given(st.integers(0, 1000), st.permutations(range(5)))
def test_labels_do_not_matter(seed, order):
    game = random_game(seed, n=5, q=6, futures=7)
    here = filled(game)
    there = filled(relabelled(game, np.array(order)))
    for mask in range(32):
        other = there[:, relabelled_mask(mask, order)]
        np.testing.assert_allclose(other[:, :5], here[:, mask][:, order], rtol=0, atol=1e-11)
        np.testing.assert_allclose(other[:, 5:], here[:, mask, 5:], rtol=0, atol=1e-11)


def test_alike_states_gain_by_the_size_of_the_membership_only():
    found = filled(symmetric_game(6))
    for size in range(7):
        masks = [sum(1 << i for i in some) for some in combinations(range(6), size)]
        inside = np.concatenate([found[:, m, [i for i in range(6) if m >> i & 1]] for m in masks], axis=1)
        outside = np.concatenate(
            [found[:, m, [i for i in range(6) if not m >> i & 1]] for m in masks], axis=1
        )
        for values in (inside, outside):
            if values.size:
                assert np.ptp(values, axis=1).max() < 1e-12
    assert np.ptp(found[:, :, 0]) > 0.01


def test_a_state_that_adds_nothing_changes_nothing_for_others():
    game = random_game(11, n=5, q=8)
    dummy, keep = 2, np.arange(5) != 2
    mute = {
        name: getattr(game, name) * keep[None, :, None]
        for name in ("worth", "newly", "support_gain", "fights0", "fights_gain", "gift")
    }
    apart = keep[:, None] & keep
    pairs = {name: getattr(game, name) * apart for name in ("pairwise", "outside")}
    target = np.where(game.target == dummy, 0, game.target)
    challenger = np.where((game.challenger == dummy) | (game.challenger == target), -1, game.challenger)
    quiet = changed(game, target=target, challenger=challenger, **mute, **pairs)
    found = filled(quiet)
    for mask in range(32):
        with_it = found[:, mask | 1 << dummy][:, :5][:, keep]
        np.testing.assert_allclose(
            with_it, found[:, mask & ~(1 << dummy)][:, :5][:, keep], rtol=0, atol=1e-12
        )


def test_nothing_changes_without_members_and_pairs_between_members_are_not_moved():
    game = changed(
        random_game(3, n=2, q=2),
        target=[0, 1],
        challenger=[1, 0],
        alone=np.zeros((14, 2)),
        pairwise=np.zeros((14, 2, 2)),
    )
    found = evaluate_plainly(game, [0, 3])
    assert np.abs(found.utilities).max() < 1e-14
    np.testing.assert_array_equal(found.war_risk[:, 0], found.war_risk[:, 1])


def test_blocks_give_the_same_bits_wherever_a_chunk_begins():
    game = random_game(9, n=8, q=9)
    read, whole = tables(game), filled(game)
    rows = np.empty((64, 11))
    for first in (0, 64, 192):
        fill(read, 4, first, rows)
        np.testing.assert_array_equal(rows, whole[4, first : first + 64])


def test_rows_of_exponentials_and_logarithms_are_exact_to_a_few_units():
    x = np.concatenate([np.linspace(-700, 700, 9001), np.linspace(-1e-3, 1e-3, 11), [0.0, -0.0]])
    y = np.empty_like(x)
    exp_row(x.copy(), y)
    np.testing.assert_allclose(y, np.exp(x), rtol=1e-15)
    x = np.concatenate(
        [np.exp(np.linspace(-300, 300, 9001)), 1 + np.linspace(-1e-3, 1e-3, 11), [0.5, 1.0, 2.0]]
    )
    y = np.empty_like(x)
    log_row(x.copy(), y)
    np.testing.assert_allclose(y, np.log(x), rtol=1e-15, atol=1e-16)


def test_what_makes_no_game_is_refused_in_words():
    game = random_game(1)
    for parts, words in (
        ({"worth": game.worth[:, :, :-1]}, "target has shape"),
        ({"statistic": np.full(14, 9)}, "statistic is a number of 0 to 3"),
        ({"log_odds": game.log_odds * np.nan}, "log_odds has values that are not finite"),
        ({"worth": -game.worth}, "worth is never below 0"),
        ({"challenger": game.target}, "nobody challenges itself"),
        ({"gift": None}, "gift0 and gift are given together"),
        ({"rival": game.rival * 0}, "own and rival are above 0"),
        ({"surge_share": game.surge_share + 1}, "surge_share is a share"),
    ):
        with pytest.raises(ValueError, match=words):
            changed(game, **parts)
    with pytest.raises(ValueError, match="numbers from 0 to 31, found 0 to 32"):
        evaluate(game, [0, 32])
