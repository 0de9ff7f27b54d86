"""Sums over members and values of pairs, row by row: a row has one entry for each membership of a block.

Short functions on plain rows, which compilers turn into vector instructions and which cost little to call.
"""

from __future__ import annotations

import numpy as np

from pato.kernels.arrays import FloatArray, IntArray
from pato.kernels.deterrence import moved, risen
from pato.kernels.elementary import exp_row, log_row
from pato.kernels.jit import inner


@inner
def clear(row: FloatArray) -> None:
    """Put zeros into a row, element by element: numba compiles slices that are set ten times slower."""
    for o in range(len(row)):
        row[o] = 0.0


@inner
def subset_sums(gains: FloatArray, low: int, sums: FloatArray) -> None:
    """Put the sum of gains over each subset of the lowest states into ``sums``; gains have shape (state,)."""
    sums[0] = 0.0
    for j in range(low):
        for o in range(1 << j):
            sums[o + (1 << j)] = sums[o] + gains[j]


@inner
def subset_most(values: FloatArray, low: int, most: FloatArray) -> None:
    """Put the largest value of each subset of the lowest states into ``most``, at least 0."""
    most[0] = 0.0
    for j in range(low):
        for o in range(1 << j):
            most[o + (1 << j)] = max(most[o], values[j])


@inner
def high_sum(gains: FloatArray, low: int, high: int) -> float:
    """Return the sum of gains over the members among the higher states."""
    total = 0.0
    for d in range(low, len(gains)):
        if high >> d & 1:
            total += gains[d]
    return total


@inner
def high_most(values: FloatArray, low: int, high: int) -> float:
    """Return the largest value among the members of the higher states, at least 0."""
    most = 0.0
    for d in range(low, len(values)):
        if high >> d & 1 and values[d] > most:
            most = values[d]
    return most


@inner
def raised(least: float, most: FloatArray, p: FloatArray) -> None:
    """Put the larger of a number and each of a row into p."""
    for o in range(len(p)):
        p[o] = max(least, most[o])


@inner
def smooth_chances(
    x: float,
    figures: tuple[float, float, float, float, bool, bool],
    before: float,
    p: FloatArray,
    one: FloatArray,
    two: FloatArray,
) -> None:
    """Put the chance of war that follows from amounts into p, which holds them, and the odds against war into the last row.

    Figures are slope, cap, step, how much of the change counts, whether amounts count in logs, and whether a step does in proportion to the rise.
    """
    slope, cap, step, room, in_logs, graded = figures
    start = before
    if in_logs:
        start = np.log1p(before)
        for o in range(len(p)):
            one[o] = 1.0 + p[o]
        log_row(one, two)
    else:
        for o in range(len(p)):
            two[o] = p[o]
    for o in range(len(p)):
        one[o] = -moved(x, slope, cap, step, room, risen(before, p[o], graded), start, two[o])
    exp_row(one, two)
    for o in range(len(p)):
        p[o] = 1.0 / (1.0 + two[o])


@inner
def surged(
    surge: float, share: float, newly: FloatArray, against: FloatArray, p: FloatArray, less: FloatArray
) -> None:
    """Let the log-odds of war be higher for a share of the horizon, by how much of a commitment is new.

    ``newly`` is used up, ``against`` are the odds against war, and the last row is scratch.
    """
    for o in range(len(p)):
        newly[o] *= -surge
    exp_row(newly, less)
    for o in range(len(p)):
        p[o] = share / (1.0 + less[o] * against[o]) + (1.0 - share) * p[o]


@inner
def defeats(
    own: float,
    rival: float,
    decisiveness: float,
    support: FloatArray,
    defeat: FloatArray,
    one: FloatArray,
    two: FloatArray,
) -> None:
    """Put the challenger's chance of success into ``defeat``: Tullock's contest; the last two rows are scratch."""
    least = np.log(rival)
    for o in range(len(defeat)):
        one[o] = own + support[o]
    log_row(one, two)
    for o in range(len(defeat)):
        one[o] = decisiveness * (two[o] - least)
    exp_row(one, two)
    for o in range(len(defeat)):
        defeat[o] = 1.0 / (1.0 + two[o])


@inner
def without_itself(gains: FloatArray, i: int, others: FloatArray) -> None:
    """Copy a state's gains from partners, with 0 from itself."""
    for j in range(len(gains)):
        others[j] = gains[j]
    others[i] = 0.0


@inner
def add_rows(weights: FloatArray, rows: FloatArray, count: int, total: FloatArray) -> None:
    """Add weighted rows to a row, four at a time: each place's sum has one order, whatever the block."""
    whole = count - count % 4
    for a in range(0, whole, 4):
        w0, w1, w2, w3 = weights[a], weights[a + 1], weights[a + 2], weights[a + 3]
        for o in range(len(total)):
            total[o] += (w0 * rows[a, o] + w1 * rows[a + 1, o]) + (w2 * rows[a + 2, o] + w3 * rows[a + 3, o])
    for a in range(whole, count):
        for o in range(len(total)):
            total[o] += weights[a] * rows[a, o]


@inner
def scaled(factors: FloatArray, row: FloatArray, total: FloatArray) -> None:
    """Add a row times factors, place by place."""
    for o in range(len(total)):
        total[o] += factors[o] * row[o]


@inner
def gathered(values: FloatArray, places: IntArray, count: int, found: FloatArray) -> None:
    """Put the values at some places into a row."""
    for a in range(count):
        found[a] = values[places[a]]


@inner
def add_terms(
    base: float,
    partners: FloatArray,
    unit: float,
    cost: float,
    war: FloatArray,
    entrapment: FloatArray,
    gains: FloatArray,
) -> None:
    """Write the values of partners, minus losses, into gains."""
    for o in range(len(gains)):
        gains[o] = (base + partners[o]) - unit * (war[o] + cost * entrapment[o])


@inner
def change_terms(
    base: float, member: FloatArray, pairwise: FloatArray, outside: FloatArray, gains: FloatArray
) -> None:
    """Exchange what outsiders gain for what members gain, where a state is one."""
    for o in range(len(gains)):
        gains[o] += member[o] * (base + (pairwise[o] - outside[o]))


@inner
def scaled_by(part: float, factors: FloatArray, row: FloatArray, total: FloatArray) -> None:
    """Add a row times factors and a number, place by place."""
    for o in range(len(total)):
        total[o] += factors[o] * (part * row[o])


@inner
def add_losses(
    p0: float,
    before: float,
    base: float,
    more: float,
    p: FloatArray,
    defeat: FloatArray,
    active: FloatArray,
    newly: FloatArray,
    moved: FloatArray,
    war: FloatArray,
) -> None:
    """Write a pair's chance of war, and its change, where the pair is affected; add the losses of its target."""
    for o in range(len(p)):
        moved[o] = p[o] * active[o]
        newly[o] = (p[o] - p0) * active[o]
    for o in range(len(p)):
        war[o] += moved[o] * (base + more * defeat[o]) - before * active[o]


@inner
def add_gifts(
    most: float,
    gift: FloatArray,
    support: FloatArray,
    active: FloatArray,
    largest: FloatArray,
    whole: FloatArray,
) -> None:
    """Add a pair's largest gift and its whole support where it is moved."""
    for o in range(len(gift)):
        largest[o] += max(most, gift[o]) * active[o]
    for o in range(len(gift)):
        whole[o] += support[o] * active[o]


@inner
def shifted(base: float, sums: FloatArray, total: FloatArray) -> None:
    """Put sums on top of a base."""
    for o in range(len(total)):
        total[o] = base + sums[o]
