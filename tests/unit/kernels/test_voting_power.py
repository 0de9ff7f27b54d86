"""Voting power on small games against every order and every coalition, and methods step by step."""

import math
from fractions import Fraction as F
from itertools import permutations

import numpy as np
import pytest

from pato.kernels.voting import grid, quadrature, rules, sampling
from pato.kernels.voting.rational import bits_needed, rational_swings
from pato.kernels.voting.solve import (
    MOST_NODES,
    Swings,
    coleman,
    generating_cost,
    nodes_and_weights,
    normalised,
    shapley_weights,
    weighted_swings,
)

RULES = {
    "weights": ([[4, 3, 2, 1]], [[6]]),
    "a dummy": ([[3, 3, 1]], [[6]]),
    "one voter": ([[2]], [[1]]),
    "two majorities": ([[1, 1, 1, 1], [5, 3, 1, 0]], [[3, 5]]),
    "either of two ways": ([[4, 3, 2, 1], [0, 1, 1, 0]], [[7, 0], [4, 2]]),
    "a veto": ([[1, 0, 0, 0], [0, 1, 1, 1]], [[1, 2]]),
    "nobody can win": ([[1, 2, 3]], [[7]]),
    "everybody wins": ([[1, 2, 3]], [[0]]),
}


def every_coalition(measures, thresholds):
    """Return all indices of a rule by going through all coalitions and all orders, in fractions."""
    n = len(measures[0])

    def wins(members):
        sums = [sum(row[i] for i in members) for row in measures]
        return any(all(s >= t for s, t in zip(sums, way, strict=True)) for way in thresholds)

    sets = [frozenset(i for i in range(n) if mask >> i & 1) for mask in range(1 << n)]
    winning = [s for s in sets if wins(s)]
    critical = {s: [i for i in s if not wins(s - {i})] for s in winning}
    minimal = [s for s in winning if s and len(critical[s]) == len(s)]
    banzhaf = [F(sum(i in critical[s] for s in winning), 2 ** (n - 1)) for i in range(n)]
    pivots = [0] * n
    for order in permutations(range(n)):
        for k, i in enumerate(order):
            if wins(frozenset(order[: k + 1])) and not wins(frozenset(order[:k])):
                pivots[i] += 1
    shapley = [F(p, math.factorial(n)) for p in pivots]
    johnston = [sum(F(1, len(critical[s])) for s in winning if i in critical[s]) for i in range(n)]
    packel = [sum(F(1, len(s)) for s in minimal if i in s) for i in range(n)]
    public = [F(sum(i in s for s in minimal)) for i in range(n)]
    share = F(len(winning), 2**n)

    def parts(values):
        return [float(v / sum(values)) if sum(values) else math.nan for v in values]

    return shapley, banzhaf, share, parts(johnston), parts(packel), parts(public), len(minimal)


@pytest.mark.parametrize("name", RULES)
def test_enumeration_and_lattice_are_all_coalitions_and_orders(name):
    measures, thresholds = (np.array(v, np.int64) for v in RULES[name])
    shapley, banzhaf, share, johnston, packel, public, minimal = every_coalition(*RULES[name])
    found = rules.enumerate_coalitions(measures, thresholds)
    assert found.swings.shapley_shubik == pytest.approx([float(v) for v in shapley])
    assert found.swings.banzhaf == pytest.approx([float(v) for v in banzhaf])
    assert found.swings.winning == float(share)
    for told, expected in zip(
        (found.johnston, found.deegan_packel, found.public_good), (johnston, packel, public), strict=True
    ):
        np.testing.assert_allclose(told, expected)
    assert found.minimal == minimal
    counts, winning = rules.lattice_counts(measures, thresholds)
    assert rules.rational_indices(counts, winning) == (shapley, banzhaf, share)
    told = rules.from_counts(counts, winning)
    assert told.shapley_shubik == pytest.approx([float(v) for v in shapley])
    assert told.banzhaf == pytest.approx([float(v) for v in banzhaf])
    assert told.winning == float(share)


@pytest.mark.parametrize("name", RULES)
def test_a_lattice_of_many_voters_counts_the_same(name, monkeypatch):
    measures, thresholds = (np.array(v, np.int64) for v in RULES[name])
    expected = rules.lattice_counts(measures, thresholds)
    monkeypatch.setattr(rules, "_EXACT_FLOATS", 0)
    found = rules.lattice_counts(measures, thresholds)
    np.testing.assert_array_equal(found[0], expected[0])
    assert found[1] == expected[1]


@pytest.mark.parametrize(
    ("measures", "cells"),
    [
        ([[4, 3, 2, 1]], 11 * 5),  # the size of coalitions is counted beside the weight
        ([[1, 1, 1], [5, 3, 1]], 4 * 10),  # the first measure is the size
        ([[1, 0, 0], [0, 1, 1], [2, 2, 2]], 2 * 3 * 7),  # the first two add up to it
        ([[1, 1, 0], [0, 1, 1]], 3 * 3 * 4),  # these do not
    ],
)
def test_a_lattice_has_a_cell_for_every_joint_value(measures, cells, monkeypatch):
    given = np.array(measures, np.int64)
    assert rules.lattice_cells(given) == cells
    n, kinds = len(measures[0]), len({tuple(v) for v in zip(*measures, strict=True)})
    lattice = rules.lattice_of(given, np.zeros((1, len(measures)), np.int64))
    assert len(lattice.wins) == len(lattice.size) == cells
    assert lattice.size[lattice.steps.sum()] == n
    assert lattice.size[lattice.steps].tolist() == [1] * n
    monkeypatch.setattr(rules, "MOST_CELLS", cells)
    assert rules.lattice_feasible(given)
    monkeypatch.setattr(rules, "_EXACT_FLOATS", n - 1)
    monkeypatch.setattr(rules, "_MOST_WORK", float(cells * n * kinds))
    assert rules.lattice_feasible(given)
    monkeypatch.setattr(rules, "_MOST_WORK", float(cells * n * kinds) - 1)
    assert not rules.lattice_feasible(given)
    monkeypatch.setattr(rules, "_EXACT_FLOATS", n)
    assert rules.lattice_feasible(given)
    monkeypatch.setattr(rules, "MOST_CELLS", cells - 1)
    assert not rules.lattice_feasible(given)


WEIGHTED = [
    ([4, 3, 2, 1], 6),
    ([3, 3, 1], 6),
    ([2], 1),
    ([5, 0, 0, 2, 2], 5),
    ([6, 4, 2, 2], 9),
    ([7, 1, 1, 1, 1], 9),
]


@pytest.mark.parametrize(("weights", "quota"), WEIGHTED)
def test_weighted_voting_by_generating_functions(weights, quota):
    shapley, banzhaf, share, *_ = every_coalition([weights], [[quota]])
    assert rational_swings(weights, quota) == (shapley, banzhaf, share)
    found = weighted_swings(np.array(weights, np.int64), quota)
    assert found.shapley_shubik == pytest.approx([float(v) for v in shapley], abs=1e-14)
    assert found.banzhaf == pytest.approx([float(v) for v in banzhaf], abs=1e-14)
    assert found.winning == pytest.approx(float(share), abs=1e-14)


def test_indices_made_of_swings():
    found = Swings(0.25, np.array([0.3, 0.1]), np.array([0.5, 0.5]))
    initiate, prevent = coleman(found)
    assert initiate == pytest.approx([0.2, 0.1 / 1.5])
    assert prevent == pytest.approx([0.6, 0.2])
    always, never = (coleman(Swings(share, np.zeros(2), np.zeros(2))) for share in (1.0, 0.0))
    assert np.isnan(always[0]).all()
    assert always[1].tolist() == [0, 0]
    assert never[0].tolist() == [0, 0]
    assert np.isnan(never[1]).all()
    assert normalised(np.array([1.0, 3.0])).tolist() == [0.25, 0.75]
    assert np.isnan(normalised(np.zeros(2))).all()
    assert shapley_weights(3) == pytest.approx([1 / 3, 1 / 6, 1 / 3])
    assert shapley_weights(1) == pytest.approx([1.0])


@pytest.mark.parametrize(
    ("voters", "nodes"), [(0, 1), (1, 1), (2, 1), (3, 2), (8, 4), (9, 5), (10_000, MOST_NODES)]
)
def test_nodes_are_half_the_voters(voters, nodes):
    p, share = nodes_and_weights(voters)
    assert len(p) == len(share) == nodes
    assert share.sum() == pytest.approx(1)
    assert ((p > 0) & (p < 1)).all()
    degree = 2 * min(nodes, 5) - 1
    assert (share * p**degree).sum() == pytest.approx(1 / (degree + 1))


def test_what_generating_functions_cost():
    """Weights 1, 2, 4: the joint weight reaches 1, 3 and then the quota, or its dual if that is less; two nodes."""
    weights = np.array([2, 1, 4])
    assert generating_cost(weights, 5) == (1 + 3 + 3) * 2
    assert generating_cost(weights, 2) == (1 + 2 + 2) * 2
    assert generating_cost(weights, 4) == (1 + 3 + 4) * 2
    assert bits_needed([2, 1, 4], 5) == 5 * 11 * 4
    assert bits_needed([2, 1, 4], 9) == 7 * 11 * 4


FEW_HEAVY = np.array([2] * 12 + [0, 6] + [1] * 84, np.int64)


def test_many_voters_by_fewer_nodes(monkeypatch):
    """Ninety-eight voters with two nodes fewer than would be exact for any game, against fractions."""
    shapley, banzhaf, share = rational_swings(FEW_HEAVY.tolist(), 9)
    found = quadrature.quadrature_swings(FEW_HEAVY, 9)
    assert found.shapley_shubik == pytest.approx([float(v) for v in shapley], abs=1e-12)
    assert found.banzhaf == pytest.approx([float(v) for v in banzhaf], abs=1e-12)
    assert found.winning == pytest.approx(float(share), abs=1e-12)
    doubled = quadrature.quadrature_swings(
        2 * FEW_HEAVY, 17
    )  # two of nine whole units is eighteen, one of them is missing
    assert doubled.banzhaf == pytest.approx(found.banzhaf, abs=1e-12)
    used = []
    monkeypatch.setattr(
        quadrature, "ThreadPoolExecutor", lambda max_workers, pool=quadrature.ThreadPoolExecutor: used.append(max_workers) or pool(max_workers)
    )  # fmt: skip
    quadrature.quadrature_swings(FEW_HEAVY, 9, threads=3)
    monkeypatch.setattr(quadrature, "_WORTH_THREADS", generating_cost(FEW_HEAVY, 9))
    quadrature.quadrature_swings(FEW_HEAVY, 9, threads=3)
    monkeypatch.setattr(quadrature, "_WORTH_THREADS", generating_cost(FEW_HEAVY, 9) - 1)
    quadrature.quadrature_swings(FEW_HEAVY, 9)
    quadrature.quadrature_swings(FEW_HEAVY, 9, threads=0)
    assert used == [1, 1, 2, 1]


def test_all_nodes_are_used_where_few_do_not_add_up_or_there_are_few_voters(monkeypatch):
    asked = []
    monkeypatch.setattr(
        quadrature, "weighted_swings", lambda weights, quota: asked.append((len(weights), quota))
    )
    assert quadrature.quadrature_swings(np.ones(96, np.int64), 50) is None
    monkeypatch.setattr(quadrature, "_ROUNDING", -1.0)
    assert quadrature.quadrature_swings(FEW_HEAVY, 9) is None
    assert asked == [(96, 50), (98, 9)]


def lagrange(values, x):
    """The cubic through the four points around x, of a function that is 0 before the first and stays at the last."""
    if x < 1:
        return 0.0
    if x >= len(values) - 2:
        return values[-1]
    k = int(x)
    at = np.arange(k - 1, k + 3)
    return sum(values[i] * np.prod([(x - j) / (i - j) for j in at if j != i]) for i in at)


def by_convolution(weights, quota, points):
    """The grid's method with whole distributions: nothing is cut off, nothing is in place."""
    n, scale = len(weights), points / sum(weights)
    pad = n + 4

    def pivots(quota, p):
        masses = np.zeros(pad + points + 2 * n + 8)
        masses[pad] = 1.0
        for w in sorted(weights):
            a, f = int(w * scale), w * scale - int(w * scale)
            spread = np.zeros(a + 4)
            for i in range(-1, 3):
                spread[a + i + 1] = np.prod([(f - j) / (i - j) for j in range(-1, 3) if j != i])
            masses = (1 - p) * masses + p * np.convolve(masses, spread)[1 : len(masses) + 1]
        sums = np.cumsum(masses)[:-1] + np.diff(masses) / 24

        def without(at, own):
            total, factor, x = 0.0, 1 / (1 - p), at + pad - 0.5
            while x >= 1 and abs(factor) >= 1e-18:
                total += factor * lagrange(sums, x)
                factor *= -p / (1 - p)
                x -= own
            return total

        decide = [
            without(quota, w * scale) - without(quota - w * scale, w * scale) if w else 0.0 for w in weights
        ]
        return np.array(decide), 1 - lagrange(sums, quota + pad - 0.5)

    total = sum(weights)
    least, most = (quota - 0.5) * scale, (total - quota + 0.5) * scale
    x, share = np.polynomial.legendre.leggauss(min((n + 1) // 2, 48))
    found = sum(
        s / 2 * (pivots(least, (1 + v) / 2)[0] if v <= 0 else pivots(most, (1 - v) / 2)[0])
        for v, s in zip(x, share, strict=True)
    )
    half, winning = pivots(least, 0.5)
    return found, half, winning


@pytest.mark.parametrize(
    ("weights", "quota", "points"),
    [([13, 0, 7, 7, 29, 3, 11], 38, 40), ([50, 31, 22, 20, 9, 8, 8, 2], 90, 96), ([5, 4, 3, 3, 1], 11, 64)],
)
def test_the_grid_step_by_step(weights, quota, points):
    found, error = grid.grid_swings(np.array(weights, np.int64), quota, points=points)
    shapley, banzhaf, winning = by_convolution(weights, quota, points)
    positive = np.maximum(shapley, 0)
    assert found.shapley_shubik == pytest.approx(positive / positive.sum(), abs=1e-11)
    assert found.banzhaf == pytest.approx(np.maximum(banzhaf, 0), abs=1e-11)
    assert found.winning == pytest.approx(winning, abs=1e-11)
    other = by_convolution(weights, quota, points * 5 // 8)
    told = abs(shapley.sum() - 1)
    for one, two in ((shapley, other[0]), (banzhaf, other[1])):
        floor = np.maximum(np.maximum(abs(one), 0.01 * abs(one).mean()), 1e-300)
        told = max(told, (abs(one - two) / floor).max())
    assert error == pytest.approx(told, rel=1e-6)


def test_samples_are_those_of_the_stream(monkeypatch):
    """Two chunks and a half of coalitions and orders, each judged by itself."""
    monkeypatch.setattr(sampling, "_CHUNK", 20)
    measures, thresholds = np.array([[4, 3, 2, 1], [1, 1, 1, 1]]), np.array([[6, 2], [0, 4]])

    def wins(members):
        sums = measures[:, sorted(members)].sum(axis=1)
        return bool((sums >= thresholds).all(axis=1).any())

    stream, n = np.random.Generator(np.random.Philox(5)), 4
    wins_, decides, pivots, parts = 0, np.zeros(n), np.zeros(n), []
    for count in (20, 20, 10):
        for row in stream.random((count, n)) < 0.5:
            members = set(np.flatnonzero(row))
            wins_ += wins(members)
            decides += [wins(members | {i}) and not wins(members - {i}) for i in range(n)]
            critical = [i for i in members if wins(members) and not wins(members - {i})]
            parts.append([1 / len(critical) if i in critical else 0.0 for i in range(n)])
        for order in stream.permuted(np.tile(np.arange(n), (count, 1)), axis=1):
            first = next(k for k in range(n) if wins(set(order[: k + 1])))
            pivots[order[first]] += 1
    found = sampling.sample_swings(measures, thresholds, 50, 5)
    banzhaf, shapley = decides / 50, pivots / 50
    assert found.swings.winning == wins_ / 50
    assert found.swings.banzhaf == pytest.approx(banzhaf)
    assert found.swings.shapley_shubik == pytest.approx(shapley)
    assert found.banzhaf_error == pytest.approx(np.sqrt(banzhaf * (1 - banzhaf) / 50))
    assert found.shapley_error == pytest.approx(np.sqrt(shapley * (1 - shapley) / 50))
    parts = np.array(parts)
    some = parts.any(axis=1)
    johnston = parts.sum(axis=0) / some.sum()
    assert found.johnston == pytest.approx(johnston)
    left = parts - johnston * some[:, None]
    assert found.johnston_error == pytest.approx(np.sqrt((left**2).sum(axis=0)) / some.sum())


def test_where_nobody_drawn_decides_there_is_no_johnston_index():
    found = sampling.sample_swings(np.array([[1, 1]]), np.array([[0]]), 10, 1)
    assert np.isnan(found.johnston).all()
    assert np.isnan(found.johnston_error).all()
    assert found.swings.winning == 1.0
    assert found.swings.banzhaf.tolist() == [0, 0]
