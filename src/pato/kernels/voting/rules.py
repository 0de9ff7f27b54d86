"""Voting power under any rule built from thresholds: several majorities at once, alternatives, vetoes.

A rule is a set of measures (votes, population, members, vetoes), one whole number per voter, and alternatives: a
coalition wins if for any alternative each measure reaches its threshold.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from pato.kernels.arrays import BoolArray, FloatArray, Int32Array, IntArray
from pato.kernels.jit import compiled, inner
from pato.kernels.voting.solve import Swings, shapley_weights

MOST_ENUMERATED = 24
MOST_CELLS = 30_000_000
_EXACT_FLOATS = 52
_MOST_WORK = 4e9


@dataclass(frozen=True, slots=True)
class Coalitions:
    """Results of enumerating every coalition.

    Attributes
    ----------
    swings
        As elsewhere.
    johnston, deegan_packel, public_good
        Indices that sum to one, shape (voter,); NaN if no voter is ever decisive.
    minimal
        How many minimal winning coalitions there are.
    """

    swings: Swings
    johnston: FloatArray
    deegan_packel: FloatArray
    public_good: FloatArray
    minimal: int


def enumerate_coalitions(measures: IntArray, thresholds: IntArray) -> Coalitions:
    """Go through all coalitions of up to `MOST_ENUMERATED` voters.

    Parameters
    ----------
    measures
        Whole numbers of zero or more, shape (measure, voter).
    thresholds
        Shape (alternative, measure); zero means no threshold.
    """
    n = measures.shape[1]
    swings, by_size, shared, minimal, counts = _enumerate(
        np.ascontiguousarray(measures.T), thresholds, shapley_weights(n)
    )
    winning = float(counts[0]) / 2**n
    found = Swings(winning, swings / 2.0 ** (n - 1), by_size)
    parts = [p / p.sum() if p.sum() > 0 else np.full(n, np.nan) for p in (shared, minimal[0], minimal[1])]
    return Coalitions(found, parts[0], parts[1], parts[2], int(counts[1]))


@compiled
def _enumerate(  # noqa: C901  one pass over the coalitions fills every index
    measures: IntArray, thresholds: IntArray, orders: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray, IntArray]:
    n, m = measures.shape
    sums = np.zeros(m, np.int64)
    swings, ordered, shared = np.zeros(n), np.zeros(n), np.zeros(n)
    minimal, counts = np.zeros((2, n)), np.zeros(2, np.int64)
    inside, critical = np.zeros(n, np.bool_), np.zeros(n, np.bool_)
    size = 0
    for step in range(np.int64(1) << n):
        if step:
            # Gray's code: one voter joins or leaves at each step
            flipped = 0
            while not (step >> flipped) & 1:
                flipped += 1
            inside[flipped] = not inside[flipped]
            sign = 1 if inside[flipped] else -1
            size += sign
            for r in range(m):
                sums[r] += sign * measures[flipped, r]
        if not _wins(sums, thresholds, measures, -1):
            continue
        counts[0] += 1
        number = 0
        for i in range(n):
            critical[i] = inside[i] and not _wins(sums, thresholds, measures, i)
            number += critical[i]
        if number == 0:
            continue
        counts[1] += number == size
        for i in range(n):
            if critical[i]:
                swings[i] += 1
                ordered[i] += orders[size - 1]
                shared[i] += 1.0 / number
                if number == size:
                    minimal[0, i] += 1.0 / size
                    minimal[1, i] += 1.0
    return swings, ordered, shared, minimal, counts


@inner
def _wins(sums: IntArray, thresholds: IntArray, measures: IntArray, without: int) -> bool:
    for a in range(thresholds.shape[0]):
        enough = True
        for r in range(len(sums)):
            have = sums[r] - (measures[without, r] if without >= 0 else 0)
            if have < thresholds[a, r]:
                enough = False
                break
        if enough:
            return True
    return False


@dataclass(frozen=True, slots=True)
class Lattice:
    """Cells of all joint values of the measures and the coalition's size, laid out in one line.

    Attributes
    ----------
    steps
        How far a voter's joining moves along the line, shape (voter,).
    wins
        Whether a cell wins, shape (cell,).
    size
        Number of members of a coalition in the cell, shape (cell,).
    """

    steps: IntArray
    wins: BoolArray
    size: Int32Array


def lattice_cells(measures: IntArray) -> int:
    """Return the number of cells in a lattice of these measures."""
    rows = _with_size(measures)[0]
    return math.prod(int(total) + 1 for total in rows.sum(axis=1))


def lattice_feasible(measures: IntArray) -> bool:
    """Return whether `lattice_counts` can be afforded."""
    cells, n = lattice_cells(measures), measures.shape[1]
    kinds = len(np.unique(measures, axis=1).T)
    return cells <= MOST_CELLS and (n <= _EXACT_FLOATS or float(cells) * n * kinds <= _MOST_WORK)


def _with_size(measures: IntArray) -> tuple[IntArray, BoolArray]:
    """Return the measures, with one that counts members unless some of them do so already, and which ones count."""
    ones = np.asarray((measures == 1).all(axis=1))
    if ones.any():
        first = np.zeros(len(measures), bool)
        first[np.argmax(ones)] = True
        return measures, first
    flags = np.asarray((measures <= 1).all(axis=1))
    if (measures[flags].sum(axis=0) == 1).all():
        return measures, flags
    rows = np.vstack([measures, np.ones(measures.shape[1], np.int64)])
    added: BoolArray = np.arange(len(rows)) == len(measures)
    return rows, added


def lattice_of(measures: IntArray, thresholds: IntArray) -> Lattice:
    """Return the lattice of a rule; see the module for measures and thresholds."""
    rows, counting = _with_size(measures)
    shape = tuple(int(total) + 1 for total in rows.sum(axis=1))
    strides = np.array([math.prod(shape[i + 1 :]) for i in range(len(shape))], np.int64)
    wins = np.zeros(shape, bool)
    for alternative in thresholds:
        part = np.ones(shape, bool)
        for axis, threshold in enumerate(alternative):
            line = np.arange(shape[axis]) >= threshold
            part &= line.reshape([-1 if a == axis else 1 for a in range(len(shape))])
        wins |= part
    size = np.zeros(shape, np.int32)
    for axis in np.flatnonzero(counting).tolist():
        size += np.arange(shape[axis], dtype=np.int32).reshape(
            [-1 if a == axis else 1 for a in range(len(shape))]
        )
    return Lattice(strides @ rows, wins.ravel(), size.ravel())


def lattice_counts(measures: IntArray, thresholds: IntArray) -> tuple[FloatArray, float]:
    """Return swings by number of other members, shape (voter, size), and how many coalitions win.

    Whole numbers, exact up to 52 voters; above that sums of positive terms, exact to rounding.
    """
    lattice = lattice_of(measures, thresholds)
    n = len(lattice.steps)
    all_of = _counts(lattice.steps, len(lattice.wins))
    found = np.zeros((n, n))
    distinct, position = np.unique(lattice.steps, return_inverse=True)
    for place, step in enumerate(distinct.tolist()):
        if n <= _EXACT_FLOATS:
            others = _divided(all_of, step)
        else:
            others = _counts(np.delete(lattice.steps, np.argmax(position == place)), len(lattice.wins))
        found[position == place] = _swings(others, lattice.wins, lattice.size, step, n)
    return found, float(all_of[lattice.wins].sum())


def from_counts(counts: FloatArray, winning: float) -> Swings:
    """Return the swings that counts by size describe."""
    n = len(counts)
    shapley = (counts * shapley_weights(n)).sum(axis=1)
    return Swings(winning / 2.0**n, counts.sum(axis=1) / 2.0 ** (n - 1), shapley)


def rational_indices(counts: FloatArray, winning: float) -> tuple[list[Fraction], list[Fraction], Fraction]:
    """Return Shapley-Shubik, absolute Banzhaf and the share of winning coalitions as fractions, up to 52 voters."""
    n = len(counts)
    orders = [Fraction(math.factorial(s) * math.factorial(n - 1 - s), math.factorial(n)) for s in range(n)]
    shapley = [
        sum((Fraction(int(c)) * o for c, o in zip(row, orders, strict=True)), Fraction(0)) for row in counts
    ]
    banzhaf = [Fraction(int(row.sum()), 2 ** (n - 1)) for row in counts]
    return shapley, banzhaf, Fraction(int(winning), 2**n)


@compiled
def _counts(steps: IntArray, cells: int) -> FloatArray:
    """Return the number of coalitions in each cell."""
    found = np.zeros(cells)
    found[0] = 1.0
    top = 0
    for step in np.sort(steps):
        top += step
        for k in range(top, step - 1, -1):
            found[k] += found[k - step]
    return found


@compiled
def _divided(counts: FloatArray, step: int) -> FloatArray:
    """Return the counts without one voter."""
    found = counts.copy()
    if step == 0:
        return found / 2
    for k in range(step, len(found)):
        found[k] -= found[k - step]
    return found


@compiled
def _swings(others: FloatArray, wins: BoolArray, size: Int32Array, step: int, n: int) -> FloatArray:
    """Return the number of coalitions of the others, by size, that a voter turns into winning ones."""
    found = np.zeros(n)
    for k in range(len(others) - step):
        if not wins[k] and wins[k + step] and others[k] > 0:
            found[size[k]] += others[k]
    return found
