"""Running statistics of memberships over futures, so that no table of futures and memberships is ever kept.

Counts are whole numbers and sums go future by future, so that how futures and memberships are cut into chunks, and how
many threads work, does not show (C5). Quantiles come from counts in bins that are fixed before the first future.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pato.kernels.arrays import FloatArray, UInt8Array, UInt16Array
from pato.kernels.jit import compiled, inner

COUNTS = ("accepted", "internal", "open", "exclusive", "holds_open", "holds_exclusive", "supported")
"""Futures in which all members accept; none would leave; no outsider would join; none would be let in by all; accepted
and stable both ways under open and under exclusive admission; and in which there is support to take a share of."""
SUMS = (
    "members_gain",
    "members_least",
    "outsiders_gain",
    "outsiders_least",
    "wars",
    "exposure",
    "largest_share",
)
"""Sums of: members' and outsiders' weighted gains and their least gains in per cent of GDP a year, and the columns of
`pato.kernels.membership.fill.EXTRA`."""
SKETCHED = ("members_gain", "members_least", "outsiders_gain")
BINS = 32
MOST_FUTURES = 65_535


class Statistics(NamedTuple):
    """Of memberships first, first + 1, ...; the first axis is the assumption about deterrence.

    Attributes
    ----------
    counts
        Shape (theory, membership, count of `COUNTS`).
    accepts
        Futures in which each state of the pool accepts if it is a member, shape (theory, membership, state).
    sums
        Shape (theory, membership, sum of `SUMS`).
    bins
        Futures in each bin of each of `SKETCHED`, shape (theory, membership, quantity, bin).
    """

    counts: UInt16Array
    accepts: UInt16Array
    sums: FloatArray
    bins: UInt16Array


def empty_statistics(memberships: int, states: int, theories: int) -> Statistics:
    """Return statistics over no futures."""
    shape = (theories, memberships)
    return Statistics(
        np.zeros((*shape, len(COUNTS)), np.uint16),
        np.zeros((*shape, states), np.uint16),
        np.zeros((*shape, len(SUMS))),
        np.zeros((*shape, len(SKETCHED), BINS), np.uint16),
    )


def collapsed(kept: Statistics, blocks: int) -> Statistics:
    """Return statistics by theory from those by blocks of each theory's futures, which are adjacent."""
    if blocks == 1:
        return kept
    parts = (part.reshape(-1, blocks, *part.shape[1:]).sum(1, dtype=part.dtype) for part in kept)
    return Statistics(*parts)


def bytes_each(states: int, theories: int) -> int:
    """Return the memory for statistics and values of one membership."""
    small = len(COUNTS) + states + len(SKETCHED) * BINS
    return theories * (2 * small + 8 * len(SUMS)) + 8 * (states + 3) + 3


def cuts_between(sample: FloatArray) -> FloatArray:
    """Return the ends of bins, shape (quantity, BINS - 1): evenly on a scale that is linear near 0 and logarithmic far from it.

    Parameters
    ----------
    sample
        Values of each quantity, shape (value, quantity).
    """
    made = np.empty((sample.shape[1], BINS - 1))
    for k, column in enumerate(sample.T):
        unit = max(float(np.median(np.abs(column))), 1e-6)
        low, high = (
            np.arcsinh((column.min() - 0.1 * unit) / unit),
            np.arcsinh((column.max() + 0.1 * unit) / unit),
        )
        made[k] = unit * np.sinh(np.linspace(low, high, BINS - 1))
    return made


def quantiles(bins: FloatArray, cuts: FloatArray, levels: FloatArray) -> FloatArray:
    """Return quantiles from counts in bins, shape (row, level); beyond the outermost cuts the cut itself.

    Parameters
    ----------
    bins
        Futures, or weights of them, in each bin, shape (row, bin).
    cuts
        Ends of bins, shape (bin - 1,).
    levels
        Between 0 and 1.
    """
    edges = np.concatenate([cuts[:1], cuts, cuts[-1:]])
    below = np.cumsum(bins, axis=1)
    total = np.maximum(below[:, -1:], np.finfo(float).tiny)
    found = np.empty((len(bins), len(levels)))
    for k, level in enumerate(levels):
        at = np.minimum((below < level * total).sum(1), bins.shape[1] - 1)
        inside = np.take_along_axis(bins, at[:, None], 1)[:, 0]
        before = np.take_along_axis(below, at[:, None], 1)[:, 0] - inside
        share = np.divide(level * total[:, 0] - before, inside, out=np.zeros(len(bins)), where=inside > 0)
        found[:, k] = edges[at] + np.clip(share, 0.0, 1.0) * (edges[at + 1] - edges[at])
    return found


@inner
def vetoed(within: FloatArray, without: FloatArray, mask: int, n: int, tolerance: float) -> bool:
    """Return whether a member loses by the entry of an outsider."""
    for m in range(n):  # noqa: SIM110  compiled code has no generators
        if mask >> m & 1 and within[m] < without[m] - tolerance:
            return True
    return False


@compiled
def compare_within(
    figures: FloatArray,
    first: int,
    bits: int,
    n: int,
    tolerance: float,
    a: int,
    b: int,
    flags: UInt8Array,
) -> None:
    """Set flags of rows a to b by their states' utilities with one state more or less, for the lowest states.

    Parameters
    ----------
    figures
        Of the chunk that starts with membership ``first``, shape (membership, column).
    bits
        How many lowest states vary within the chunk.
    flags
        Whether a membership is stable internally, externally if open, and if exclusive; shape (membership, 3).
    """
    for c in range(a, b):
        mask = first + c
        flags[c, 0] = flags[c, 1] = flags[c, 2] = 1
        for j in range(bits):
            other = c ^ (1 << j)
            if mask >> j & 1:
                if figures[other, j] > figures[c, j] + tolerance:
                    flags[c, 0] = 0
            elif (flags[c, 2] or flags[c, 1]) and figures[other, j] > figures[c, j] + tolerance:
                flags[c, 1] = 0
                if flags[c, 2] and not vetoed(figures[other], figures[c], mask, n, tolerance):
                    flags[c, 2] = 0


@compiled
def compare_across(
    figures: FloatArray,
    others: FloatArray,
    first: int,
    j: int,
    n: int,
    tolerance: float,
    flags: UInt8Array,
) -> None:
    """Clear flags of a chunk by the chunk in which state j is a member where it is not here, or the reverse."""
    for c in range(len(figures)):
        gains = others[c, j] > figures[c, j] + tolerance
        if first >> j & 1:
            if gains:
                flags[c, 0] = 0
        elif gains:
            flags[c, 1] = 0
            if flags[c, 2] and not vetoed(others[c], figures[c], first + c, n, tolerance):
                flags[c, 2] = 0


@inner
def bin_of(value: float, cuts: FloatArray) -> int:
    """Return the bin of a value among 32, by bisection."""
    place = 0
    for step in (16, 8, 4, 2, 1):
        if value >= cuts[place + step - 1]:
            place += step
    return place


@inner
def sides(row: FloatArray, mask: int, weight: FloatArray, found: FloatArray) -> None:
    """Write members' and outsiders' weighted and smallest gains into ``found``, 0 if there are none."""
    found[0] = found[2] = 0.0
    found[1] = found[3] = np.inf
    for i in range(len(weight)):
        side = 0 if mask >> i & 1 else 2
        found[side] += weight[i] * row[i]
        found[side + 1] = min(found[side + 1], row[i])
    for side in (1, 3):
        if found[side] == np.inf:
            found[side] = 0.0


@compiled
def tally(
    figures: FloatArray,
    flags: UInt8Array,
    first: int,
    weight: FloatArray,
    cuts: FloatArray,
    tolerance: float,
    theory: int,
    a: int,
    b: int,
    kept: Statistics,
) -> None:
    """Add rows a to b of one future to the statistics.

    Parameters
    ----------
    figures
        Of the chunk that starts with membership ``first``, as `pato.kernels.membership.fill.fill` writes them.
    flags
        As `compare_within` and `compare_across` leave them.
    weight
        Of each state in sums, shape (state,).
    cuts
        See `cuts_between`.
    theory
        Place of the future's theory along the first axis of the statistics.
    """
    n = len(weight)
    found = np.empty(4)
    all_counts, all_sums, all_bins = kept.counts[theory], kept.sums[theory], kept.bins[theory]
    accepts = kept.accepts[theory]
    for c in range(a, b):
        mask, accepted = first + c, 1
        for i in range(n):
            if mask >> i & 1:
                agrees = 1 if figures[c, i] >= -tolerance else 0
                accepts[c, i] += agrees
                accepted &= agrees
        inner = accepted & flags[c, 0]
        all_counts[c, 0] += accepted
        all_counts[c, 1] += flags[c, 0]
        all_counts[c, 2] += flags[c, 1]
        all_counts[c, 3] += flags[c, 2]
        all_counts[c, 4] += inner & flags[c, 1]
        all_counts[c, 5] += inner & flags[c, 2]
        sides(figures[c], mask, weight, found)
        for k in range(4):
            all_sums[c, k] += found[k]
        all_sums[c, 4] += figures[c, n]
        all_sums[c, 5] += figures[c, n + 1]
        if not np.isnan(figures[c, n + 2]):
            all_counts[c, 6] += 1
            all_sums[c, 6] += figures[c, n + 2]
        for k in range(3):
            all_bins[c, k, bin_of(found[k], cuts[k])] += 1
