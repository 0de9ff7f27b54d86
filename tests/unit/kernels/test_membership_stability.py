"""Which memberships hold: against a checker by brute force, and on games whose answers are known."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pato.kernels.membership.stability import (
    TOLERANCE,
    acceptance,
    accepted,
    blocking_subsets,
    core_memberships,
    dominators,
    external_stability,
    internal_stability,
    joiners,
    leavers,
    objections,
    pareto_front,
    pareto_ranks,
    stable,
)

TABLES = st.builds(
    lambda n, seed: np.round(np.random.default_rng(seed).normal(0, 1, (1 << n, n)), 1),
    st.integers(2, 6),
    st.integers(0, 100_000),
)


def sets(n):
    return [frozenset(i for i in range(n) if mask >> i & 1) for mask in range(1 << n)]


def mask_of(members):
    return sum(1 << i for i in members)


@given(TABLES)
@example(np.round(np.random.default_rng(0).normal(0, 1, (256, 8)), 1))
def test_stability_is_what_the_definitions_say(table):
    n = table.shape[1]
    u = {members: table[mask] for mask, members in enumerate(sets(n))}
    none = u[frozenset()]
    for mask, c in enumerate(sets(n)):
        out = set(range(n)) - c
        assert accepted(table)[mask] == all(u[c][i] >= none[i] - TOLERANCE for i in c)
        assert internal_stability(table)[mask] == all(u[c][i] >= u[c - {i}][i] - TOLERANCE for i in c)
        wants = [j for j in out if u[c | {j}][j] > u[c][j] + TOLERANCE]
        against = {j: sum(u[c | {j}][m] < u[c][m] - TOLERANCE for m in c) for j in wants}
        assert external_stability(table, "open")[mask] == (not wants)
        assert external_stability(table, "unanimity")[mask] == (not [j for j in wants if against[j] == 0])
        let_in = [j for j in wants if 2 * (len(c) - against[j]) > len(c) or not c]
        assert external_stability(table, "majority")[mask] == (not let_in)


@given(TABLES)
def test_who_leaves_who_joins_and_who_objects_add_up_to_stability(table):
    n = table.shape[1]
    np.testing.assert_array_equal(~leavers(table).any(-1), internal_stability(table))
    np.testing.assert_array_equal(~joiners(table).any(-1), external_stability(table, "open"))
    for mask, c in enumerate(sets(n)):
        for j in set(range(n)) - c:
            lost = {m for m in c if table[mask | 1 << j, m] < table[mask, m] - TOLERANCE}
            assert set(np.flatnonzero(objections(table, j)[mask])) == lost


@given(TABLES)
def test_blocking_subsets_are_those_all_of_whose_states_would_rather(table):
    n = table.shape[1]
    whole = (1 << n) - 1
    expected = [
        bool(c) and len(c) < n and all(table[mask_of(c), i] > table[whole, i] + TOLERANCE for i in c)
        for c in sets(n)
    ]
    np.testing.assert_array_equal(blocking_subsets(table, whole), expected)


def test_futures_are_judged_one_by_one():
    tables = np.random.default_rng(0).normal(0, 1, (3, 16, 4))
    for answer in (accepted, internal_stability, external_stability, stable):
        np.testing.assert_array_equal(answer(tables), [answer(t) for t in tables])
    status_quo = tables[:, 5]
    np.testing.assert_array_equal(
        acceptance(tables, status_quo), [acceptance(t, s) for t, s in zip(tables, status_quo, strict=True)]
    )


def barrett(n, benefit=1.0, cost=1.0):
    """Payoffs of abatement with linear benefits and quadratic costs: members maximise their joint payoff."""
    table = np.zeros((1 << n, n))
    for mask, members in enumerate(sets(n)):
        abatement = [
            benefit * max(len(members), 1) / cost if i in members else benefit / cost for i in range(n)
        ]
        table[mask] = benefit * sum(abatement) - cost * np.square(abatement) / 2
    return table


@pytest.mark.parametrize("n", [4, 6, 9])
def test_self_enforcing_environmental_agreements_have_at_most_three_members(n):
    """Barrett, S. (1994), Self-enforcing international environmental agreements, Oxford Economic Papers 46: 878-894.

    With constant marginal benefits and quadratic costs stable agreements have two or three members, whatever the number
    of countries: internally (k - 1)(k - 3) <= 0, externally k (k - 2) >= 0.
    """
    table = barrett(n, benefit=0.7, cost=1.9)
    holds = internal_stability(table) & external_stability(table, "open")
    sizes = {len(c) for mask, c in enumerate(sets(n)) if c and holds[mask]}
    assert sizes == {2, 3}
    assert all(holds[mask] == (len(c) in sizes) for mask, c in enumerate(sets(n)) if c)
    full = (1 << n) - 1
    assert accepted(table)[full]
    assert not internal_stability(table)[full]


def divisions(worth, n, shares):
    """A table in which everybody together gets ``shares`` and every subset divides what it has more, equally, on top of that."""
    table = np.zeros((1 << n, n))
    for mask, members in enumerate(sets(n)):
        for i in members:
            table[mask, i] = shares[i] + (worth(members) - sum(shares[j] for j in members)) / len(members)
    return table


def gloves(members, left=(0,)):
    """Pairs of gloves: left ones are held by the first players (Shapley and Shubik 1969)."""
    lefts = len([i for i in members if i in left])
    return min(lefts, len(members) - lefts)


@pytest.mark.parametrize(
    ("shares", "in_core"),
    [((1, 0, 0), True), ((0.9, 0.1, 0), False), ((1 / 3, 1 / 3, 1 / 3), False), ((0.5, 0.5, 0), False)],
)
def test_the_core_of_the_glove_game_gives_all_to_the_scarce_glove(shares, in_core):
    table = divisions(gloves, 3, shares)
    assert blocking_subsets(table, 7).any() != in_core


@pytest.mark.parametrize(("pair", "in_core"), [(0.5, True), (2 / 3, True), (0.7, False), (1.0, False)])
def test_equal_shares_are_in_the_core_while_pairs_are_worth_two_thirds_at_most(pair, in_core):
    def worth(members):
        return {0: 0.0, 1: 0.0, 2: pair, 3: 1.0}[len(members)]

    table = divisions(worth, 3, (1 / 3, 1 / 3, 1 / 3))
    assert bool(core_memberships(table)[7]) == in_core


def test_in_a_convex_game_with_equal_shares_everybody_together_is_stable():
    table = np.zeros((32, 5))
    for mask, members in enumerate(sets(5)):
        table[mask, sorted(members)] = len(members)  # worth: the square of the size
    assert stable(table, "open")[31]
    assert not external_stability(table, "unanimity")[:31].any()


def brute_ranks(values):
    left, ranks, layer = set(range(len(values))), np.zeros(len(values), int), 0
    while left:
        layer += 1
        front = [
            a
            for a in left
            if not any((values[b] >= values[a]).all() and (values[b] > values[a]).any() for b in left)
        ]
        ranks[front] = layer
        left -= set(front)
    return ranks


@given(st.integers(0, 10_000), st.integers(1, 60), st.integers(1, 4))
def test_pareto_ranks_are_the_fronts_peeled_off_one_by_one(seed, rows, criteria):
    values = np.random.default_rng(seed).integers(0, 5, (rows, criteria)).astype(float)
    expected = brute_ranks(values)
    np.testing.assert_array_equal(pareto_ranks(values), expected)
    np.testing.assert_array_equal(pareto_front(values), expected == 1)
    count = [sum((other >= row).all() and (other > row).any() for other in values) for row in values]
    np.testing.assert_array_equal(dominators(values, range(rows)), count)


def test_what_is_no_table_is_refused_in_words():
    with pytest.raises(ValueError, match=r"found \(3, 2\)"):
        internal_stability(np.zeros((3, 2)))
    with pytest.raises(ValueError, match="admission is one of open, unanimity, majority, found 'closed'"):
        external_stability(np.zeros((4, 2)), "closed")
    with pytest.raises(ValueError, match="finite"):
        pareto_ranks([[np.nan]])
