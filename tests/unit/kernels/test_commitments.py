"""Strength of commitments, doses of pledged capability and what they move: sums on paper and loops written apart."""

import numpy as np
import pytest

from pato.kernels.commitments import Asked, Links, doses, worth_of_profiles
from pato.kernels.deterrence import ANY, LARGEST, STATISTICS, SUPPORT, TOTAL, shifts
from pato.kernels.encirclement import near, newly_brought


def test_doses_on_paper():
    """Two pairs: the first has two defenders, the second one; profile 0 is worth nothing; two futures."""
    links = Links(np.array([0, 2, 3]), np.array([1, 0, 2]), np.array([1, 2, 1]), np.array([10.0, 4.0, 5.0]))
    before = np.array([[0.0, 0.5, 0.8], [0.0, 1.0, 0.1]])
    after = np.array([[0.0, 0.25, 1.0], [0.0, 1.0, 0.5]])
    was, now, newly = doses(links, before, after)
    np.testing.assert_allclose(was.largest, [[5.0, 4.0], [10.0, 0.5]])
    np.testing.assert_allclose(was.total, [[5.0, 4.0], [10.0, 0.5]])
    np.testing.assert_allclose(was.any, [[0.5, 0.8], [1.0, 0.1]])
    np.testing.assert_allclose(now.largest, [[4.0, 1.25], [10.0, 5.0]])
    np.testing.assert_allclose(now.total, [[6.5, 1.25], [12.0, 5.0]])
    np.testing.assert_allclose(now.any, [[1.0, 0.25], [1.0, 1.0]])
    # a commitment that falls is not new
    np.testing.assert_allclose(newly, [[1.0, 0.0], [0.5, 0.9]])


def test_a_pair_without_defenders_is_owed_nothing():
    links = Links(np.array([0, 0, 1]), np.array([0]), np.array([1]), np.array([3.0]))
    was, now, newly = doses(links, np.array([[0.0, 0.5]]), np.array([[0.0, 0.5]]))
    assert [float(v[0, 0]) for v in (*was, *now, newly)] == [0.0] * 7
    assert (now.total[0, 1], newly[0, 1]) == (1.5, 0.5)


def worth_by_loops(asked, terms, shares, shift, least):
    futures = terms.shape[2]
    cells = []
    for c in range(len(asked.cell_first) - 1):
        groups = range(asked.cell_first[c], asked.cell_first[c + 1])
        sums = [
            sum((terms[t] for t in asked.group_terms[asked.group_first[g] : asked.group_first[g + 1]]), np.zeros((4, futures)))
            for g in groups
        ]  # fmt: skip
        best = np.max([np.zeros((4, futures)), *sums], axis=0)
        best[2] *= 1 - best[1]
        cells.append(best)
    found = []
    for p in range(len(asked.profile_first) - 1):
        at = slice(asked.profile_first[p], asked.profile_first[p + 1])
        value = np.array([cells[c] for c in asked.profile_cells[at]])
        share = np.array([shares[s] for s in asked.profile_shares[at]])
        mean = (share[:, None] * value).sum(axis=0)
        weakest = np.where((share >= least)[:, None], value, np.inf).min(axis=0)
        found.append(
            np.minimum(mean + shift * np.where(weakest < np.inf, np.minimum(weakest - mean, 0), 0), 1)
        )
    return np.array(found)


ASKED = Asked(
    group_first=np.array([0, 2, 3, 3, 5]),
    group_terms=np.array([0, 1, 2, 3, 0]),
    cell_first=np.array([0, 2, 2, 4]),
    profile_first=np.array([0, 2, 3, 6]),
    profile_cells=np.array([0, 1, 2, 2, 0, 1]),
    profile_shares=np.array([0, 1, 2, 3, 1, 0]),
)


@pytest.mark.parametrize("seed", range(6))
def test_worth_is_that_of_the_best_instrument_and_of_the_weakest_contingency(seed):
    rng = np.random.default_rng(seed)
    terms, shift = rng.uniform(0, 0.7, (4, 4, 5)), np.array([0.0, 0.25, 0.5, 0.75, 1.0])
    shares = rng.uniform(0, 0.6, (4, 5))
    found = worth_of_profiles(ASKED, terms, shares, shift, 0.2)
    np.testing.assert_allclose(found, worth_by_loops(ASKED, terms, shares, shift, 0.2), atol=1e-15)


def test_a_share_of_exactly_the_least_counts_and_worth_is_never_above_one():
    """One contingency each: worth .9 and .1 with shares .8 and .2; then terms that add up to more than one."""
    asked = Asked(*(np.array(v) for v in ([0, 1, 2], [0, 1], [0, 1, 2], [0, 2], [0, 1], [0, 1])))
    terms = np.zeros((2, 4, 1))
    terms[0, 0], terms[1, 0] = 0.9, 0.1
    shares, whole = np.array([[0.8], [0.2]]), np.array([1.0])
    assert worth_of_profiles(asked, terms, shares, whole, 0.2)[0, 0, 0] == pytest.approx(0.1)
    assert worth_of_profiles(asked, terms, shares, whole, 0.21)[0, 0, 0] == pytest.approx(0.74)
    assert worth_of_profiles(asked, terms, shares, whole, 0.9)[0, 0, 0] == pytest.approx(0.74)
    terms[:, 3] = 1.6
    assert worth_of_profiles(asked, terms, shares, whole, 0.2)[0, 3, 0] == 1.0


def test_statistics_have_the_numbers_that_kernels_use():
    assert [STATISTICS[k] for k in (LARGEST, TOTAL, ANY, SUPPORT)] == ["largest", "total", "any", "support"]


@pytest.mark.parametrize(
    ("before", "after", "graded", "expected"),
    [
        (1.0, 2.0, False, 0.5 * (-0.4 * 1.0 + 0.3)),  # half of it counts
        (1.0, 5.0, False, 0.5 * (-0.4 * 2.0 + 0.3)),  # the cap is 3
        (4.0, 5.0, False, 0.5 * 0.3),  # both above the cap: the step alone
        (2.0, 2.0, False, 0.0),
        (2.0, 1.0, False, 0.5 * 0.4),  # less than before: no step
        (0.2, 0.6, True, 0.5 * (-0.4 * 0.4 + 0.3 * 0.4)),
        (0.6, 0.2, True, 0.5 * 0.4 * 0.4),
    ],
)
def test_a_change_moves_log_odds_by_slope_cap_and_step(before, after, graded, expected):
    one = np.ones(1)
    found = shifts(
        -0.4 * one, 3 * one, 0.3 * one, np.array([[before, 0.0]]), np.array([[after, 0.0]]),
        np.array([[0.5, 1.0]]), graded=graded,
    )  # fmt: skip
    assert found.shape == (1, 2)
    assert found[0] == pytest.approx([expected, 0.0])


def fleets(seed, n=5, profiles=4, futures=3):
    rng = np.random.default_rng(seed)
    of = rng.integers(0, profiles, (n, n)) * (rng.random((n, n)) < 0.6)
    worth = rng.uniform(0, 1, (futures, profiles))
    worth[:, 0] = 0.0
    rivalry = np.triu(rng.random((n, n)) < 0.5, 1)
    km = rng.uniform(0, 4000, (n, n))
    km[0, 1] = np.nan
    return {
        "of": of,
        "worth": worth,
        "bound": rng.random(n) < 0.3,
        "rivalry": rivalry | rivalry.T,
        "km": km,
        "arriving": rng.gamma(1, 5, (n, n)),
        "radius": np.array([500.0, 2000.0, 4000.0])[:futures],
    }


def near_by_loops(challenger, at, f):
    n = len(at["bound"])
    owed = {
        (d, t): at["worth"][f, at["of"][d, t]] for d in range(n) for t in range(n) if d != t and at["of"][d, t]
    }  # fmt: skip
    rivals = at["rivalry"][challenger]

    def adversary(s):
        if s == challenger:
            return 0.0
        return max(
            [float(rivals[s])]
            + [w for (d, t), w in owed.items() if (d == s and rivals[t]) or (t == s and rivals[d])]
        )

    total = 0.0
    for d in range(n):
        if at["bound"][d] or d == challenger:
            continue
        total += max(
            [0.0]
            + [
                adversary(t) * w * at["arriving"][d, t]
                for (who, t), w in owed.items()
                if who == d and at["km"][challenger, t] <= at["radius"][f]
            ]
        )
    return total


@pytest.mark.parametrize("seed", range(8))
def test_capability_near_a_challenger(seed):
    at = fleets(seed)
    for challenger in (0, 3):
        found = near(
            challenger, at["of"], at["worth"], at["bound"], at["rivalry"], at["km"], at["arriving"], at["radius"]
        )  # fmt: skip
        assert found == pytest.approx([near_by_loops(challenger, at, f) for f in range(3)])
    assert not at["bound"].all()  # what is handed over stays as it is


def test_a_place_exactly_within_the_radius_is_near_and_an_unknown_one_is_not():
    """State 1 owes rival 2 of challenger 0, 2,000 km away, and brings 7 per cent there."""
    of, rivalry = np.zeros((3, 3), int), np.zeros((3, 3), bool)
    of[1, 2], rivalry[0, 2] = 1, True
    km, arriving = np.full((3, 3), 2000.0), np.full((3, 3), 7.0)
    asked = (of, np.array([[0.0, 0.5]] * 2), np.zeros(3, bool), rivalry)
    assert near(0, *asked, km, arriving, np.array([2000.0, 1999.0])) == pytest.approx([3.5, 0.0])
    assert near(0, *asked, km * np.nan, arriving, np.array([2000.0, 9e9])) == pytest.approx([0.0, 0.0])


@pytest.mark.parametrize("seed", range(8))
def test_what_is_newly_brought_to_the_rival_that_gets_most(seed):
    old, new = fleets(seed), fleets(seed + 100)
    challenger, rivals = 2, old["rivalry"][2]
    share, brought = newly_brought(
        challenger, (old["of"], new["of"]), (old["worth"], new["worth"]), old["bound"], rivals, old["arriving"]
    )  # fmt: skip
    n = len(rivals)
    for f in range(3):
        largest, most = 0.0, 0.0
        for t in np.flatnonzero(rivals):
            rises = [
                max(new["worth"][f, new["of"][d, t]] - old["worth"][f, old["of"][d, t]], 0.0) if d not in (t, challenger) else 0.0
                for d in range(n)
            ]  # fmt: skip
            largest = max(largest, *rises)
            most = max(
                most, sum(r * old["arriving"][d, t] for d, r in enumerate(rises) if not old["bound"][d])
            )
        assert (share[f], brought[f]) == pytest.approx((largest, most))


def test_without_rivals_nothing_is_newly_brought():
    at = fleets(1)
    share, brought = newly_brought(
        0, (at["of"], at["of"]), (at["worth"], at["worth"] + 0.1), at["bound"], np.zeros(5, bool), at["arriving"]
    )  # fmt: skip
    assert share.tolist() == brought.tolist() == [0.0] * 3
