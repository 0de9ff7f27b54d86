"""Values of every membership in one future, compiled: blocks of memberships that differ in their lowest bits.

Within a block of 64 the sums over members (support, doses, trade) are subset sums of the six lowest states, one
addition each, on top of one sum over the higher states that the whole block shares, and so are largest values. The rest is
exponentials over rows of 64. Pairs whose target is no member, or whose challenger is one, are left out. A membership's figures do not depend
on which others are computed with it (C5): blocks are always whole.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pato.kernels.arrays import FloatArray, IntArray
from pato.kernels.deterrence import ANY, LARGEST, TOTAL
from pato.kernels.jit import builder, compiled, inner
from pato.kernels.membership.game import Tables
from pato.kernels.membership.rows import (
    add_gifts,
    add_losses,
    add_rows,
    add_terms,
    change_terms,
    clear,
    defeats,
    gathered,
    high_most,
    high_sum,
    raised,
    scaled,
    scaled_by,
    shifted,
    smooth_chances,
    subset_most,
    subset_sums,
    surged,
    without_itself,
)

EXTRA = ("wars", "exposure", "largest_share")
"""Columns after the utilities: initiations a year against members more than at the status quo; members' entrapment
more than at the status quo, weighted, in per cent of GDP; largest supporters' share (NaN without support)."""
_PERCENT = 100.0


@inner
def room_of(t: Tables, f: int, q: int) -> float:
    """Return the share of a change that counts: if only first commitments do, the part not already pledged today."""
    graded = t.statistic[f] == ANY
    return 1.0 - t.any0[f, q] if t.first_only[f] and not graded else 1.0


@inner
def surge_of(t: Tables, f: int, q: int) -> float:
    """Return the initial rise in a pair's log-odds from a full new commitment."""
    left = 1.0 - t.any0[f, q] if t.first_only[f] else 1.0
    return float(t.surge[f] * left)


class Low(NamedTuple):
    """Subset sums over the lowest states in one future, shapes (pair or state, 2^low), and what all blocks share."""

    member: FloatArray
    active: FloatArray
    adds: FloatArray
    amount: FloatArray
    newly: FloatArray
    support: FloatArray
    gift: FloatArray
    pairwise: FloatArray
    outside: FloatArray
    p0: FloatArray
    loss0: FloatArray
    fights0: FloatArray
    fights_gain: FloatArray
    spill: FloatArray


@builder
def lowest(t: Tables, f: int) -> Low:
    """Return the values shared by all blocks of a future."""
    n, pairs, block = t.alone.shape[1], len(t.target), 1 << t.low
    made = Low(
        np.zeros((n, block)),
        np.ones((pairs, block)),
        np.zeros((pairs, n)),
        np.zeros((pairs, block)),
        np.zeros((pairs, block)),
        np.empty((pairs, block)),
        np.zeros((pairs, block)),
        np.empty((n, block)),
        np.empty((n, block)),
        np.empty(pairs),
        np.empty(pairs),
        np.empty((n, pairs)),
        np.empty((n, pairs)),
        np.empty((n, pairs)),
    )
    lowest_states(t, f, made)
    for q in range(pairs):
        lowest_pair(t, f, q, made)
    return made


@builder
def lowest_states(t: Tables, f: int, made: Low) -> None:
    """Write membership, and the values of partners, into the shared tables."""
    n = t.alone.shape[1]
    others = np.empty(n)
    for i in range(n):
        if i < t.low:
            for o in range(1 << t.low):
                made.member[i, o] = o >> i & 1
        without_itself(t.pairwise[f, i], i, others)
        subset_sums(others, t.low, made.pairwise[i])
        without_itself(t.outside[f, i], i, others)
        subset_sums(others, t.low, made.outside[i])


@inner
def added(t: Tables, f: int, q: int, adds: FloatArray) -> None:
    """Write each member's addition to the statistic of the future's theory into ``adds``; 0 if that is support."""
    statistic = t.statistic[f]
    for d in range(len(adds)):
        if statistic == LARGEST:
            adds[d] = t.reach[d, q] * t.worth[f, d, q]
        elif statistic == TOTAL:
            adds[d] = t.reach[d, q] * t.newly[f, d, q]
        elif statistic == ANY:
            adds[d] = t.worth[f, d, q]


@inner
def lowest_pair(t: Tables, f: int, q: int, made: Low) -> None:
    """Put what a pair's memberships share into the shared tables."""
    k, r = t.target[q], t.challenger[q]
    for o in range(1 << t.low):
        if k < t.low:
            made.active[q, o] *= made.member[k, o]
        if 0 <= r < t.low:
            made.active[q, o] *= 1.0 - made.member[r, o]
    adds = made.adds[q]
    for d in range(len(adds)):
        made.fights0[d, q] = t.fights0[f, d, q] if d != k else 0.0
        made.fights_gain[d, q] = t.fights_gain[f, d, q] if d != k else 0.0
        made.spill[d, q] = t.spill[f, d, q] if d != k and len(t.spill) > 0 else 0.0
    added(t, f, q, adds)
    if t.statistic[f] == TOTAL:
        subset_sums(adds, t.low, made.amount[q])
    else:
        subset_most(adds, t.low, made.amount[q])
    if t.surge[f] != 0.0:
        subset_most(t.newly[f, :, q], t.low, made.newly[q])
    subset_sums(t.support_gain[f, :, q], t.low, made.support[q])
    if len(t.gift) > 0:
        subset_most(t.gift[f, :, q], t.low, made.gift[q])
    made.p0[q] = 1.0 / (1.0 + np.exp(-t.log_odds[f, q]))
    ratio = (t.own[f, q] + t.support0[f, q]) / t.rival[f, q]
    made.loss0[q] = t.loss_base[f, q] + t.loss_defeat[f, q] / (1.0 + ratio ** t.decisiveness[f])


class Work(NamedTuple):
    """Scratch of one call; nothing is kept from block to block.

    Rows have one place for each membership of the block: ``war``, ``entrapment`` and ``gains`` a state, ``newly`` and
    ``moved`` a pair that counts, ``row`` single ones. ``pair`` lists the pairs that count, ``weights`` their factors.
    """

    war: FloatArray
    entrapment: FloatArray
    gains: FloatArray
    newly: FloatArray
    moved: FloatArray
    row: FloatArray
    pair: IntArray
    weights: FloatArray


@inner
def entrap(t: Tables, s: Low, high: int, count: int, w: Work) -> None:
    """Put what the wars of pairs that count add to the wars each state fights in, and add their spill-overs to its losses: matrix products a block."""
    more = w.row[0]
    for i in range(len(w.entrapment)):
        clear(w.entrapment[i])
        gathered(s.fights0[i], w.pair, count, w.weights)
        add_rows(w.weights, w.newly, count, w.entrapment[i])
        if len(t.spill) > 0:
            gathered(s.spill[i], w.pair, count, w.weights)
            add_rows(w.weights, w.newly, count, w.war[i])
        gathered(s.fights_gain[i], w.pair, count, w.weights)
        if i < t.low:
            clear(more)
            add_rows(w.weights, w.moved, count, more)
            scaled(s.member[i], more, w.entrapment[i])
        elif high >> i & 1:
            add_rows(w.weights, w.moved, count, w.entrapment[i])


@inner
def gain_rows(t: Tables, s: Low, f: int, high: int, w: Work) -> None:
    """Put states' gains, and what their entrapment adds to members' exposure, into the block's rows."""
    exposure, others = w.row[1], w.weights[: t.alone.shape[1]]
    for i in range(len(w.gains)):
        without_itself(t.pairwise[f, i], i, others)
        within = t.alone[f, i] + high_sum(others, t.low, high)
        without_itself(t.outside[f, i], i, others)
        without = high_sum(others, t.low, high)
        cost, part = t.war_cost[f, i], t.weight[i] * _PERCENT * t.war_cost[f, i]
        war, entrapment, gains = w.war[i], w.entrapment[i], w.gains[i]
        if i >= t.low and high >> i & 1:
            add_terms(within, s.pairwise[i], _PERCENT, cost, war, entrapment, gains)
            for o in range(len(exposure)):
                exposure[o] += part * entrapment[o]
            continue
        add_terms(without, s.outside[i], _PERCENT, cost, war, entrapment, gains)
        if i < t.low:
            change_terms(within - without, s.member[i], s.pairwise[i], s.outside[i], gains)
            scaled_by(part, s.member[i], entrapment, exposure)


@inner
def amounts(t: Tables, s: Low, f: int, q: int, high: int, support: FloatArray, p: FloatArray) -> None:
    """Put the statistic that the future's theory looks at into p, for each membership of a block; ``support`` is what each may expect."""
    statistic = t.statistic[f]
    if statistic == LARGEST:
        raised(max(t.largest0[f, q], high_most(s.adds[q], t.low, high)), s.amount[q], p)
    elif statistic == TOTAL:
        shifted(t.total0[f, q] + high_sum(s.adds[q], t.low, high), s.amount[q], p)
    elif statistic == ANY:
        raised(max(t.any0[f, q], high_most(s.adds[q], t.low, high)), s.amount[q], p)
    else:
        shifted(0.0, support, p)


@inner
def chances_of_war(t: Tables, f: int, q: int, p: FloatArray, one: FloatArray, two: FloatArray) -> None:
    """Put the chances of the pair's war into p, which holds the statistic, and the odds against it into ``two``."""
    statistic, x = t.statistic[f], t.log_odds[f, q]
    if t.slope[f] == 0.0 and t.step[f] == 0.0:
        against = np.exp(-x)
        for o in range(len(p)):
            p[o], two[o] = 1.0 / (1.0 + against), against
        return
    before = t.support0[f, q]
    if statistic == LARGEST:
        before = t.largest0[f, q]
    elif statistic == TOTAL:
        before = t.total0[f, q]
    elif statistic == ANY:
        before = t.any0[f, q]
    graded = statistic == ANY
    figures = t.slope[f], t.cap[f], t.step[f], room_of(t, f, q), t.in_logs[f] and not graded, graded
    smooth_chances(x, figures, before, p, one, two)


@inner
def count_pairs(t: Tables, s: Low, f: int, high: int, w: Work) -> int:
    """Find the pairs that count under a block's memberships, add up losses and gifts; return the number of pairs.

    Everything is handed on row by row: passing the tables themselves for every pair would cost more than the arithmetic.
    """
    support, p, defeat, one, two = w.row[2], w.row[3], w.row[4], w.row[5], w.row[6]
    count = 0
    for q in range(len(t.target)):
        k, r = t.target[q], t.challenger[q]
        if (k >= t.low and not high >> k & 1) or (r >= t.low and high >> r & 1):
            continue
        active = s.active[q]
        shifted(t.support0[f, q] + high_sum(t.support_gain[f, :, q], t.low, high), s.support[q], support)
        amounts(t, s, f, q, high, support, p)
        chances_of_war(t, f, q, p, one, two)
        if t.surge[f] != 0.0:
            raised(high_most(t.newly[f, :, q], t.low, high), s.newly[q], one)
            surged(surge_of(t, f, q), t.surge_share[f], one, two, p, defeat)
        defeats(t.own[f, q], t.rival[f, q], t.decisiveness[f], support, defeat, one, two)
        p0, base, more = s.p0[q], t.loss_base[f, q], t.loss_defeat[f, q]
        newly, moved, war = w.newly[count], w.moved[count], w.war[k]
        add_losses(p0, p0 * s.loss0[q], base, more, p, defeat, active, newly, moved, war)
        if len(t.gift) > 0:
            most = max(t.gift0[f, q], high_most(t.gift[f, :, q], t.low, high))
            add_gifts(most, s.gift[q], support, active, w.row[7], w.row[8])
        w.pair[count], w.weights[count] = q, 1.0
        count += 1
    return count


@inner
def fill_block(t: Tables, s: Low, f: int, high: int, w: Work, out: FloatArray) -> None:
    """Write the values of the memberships of one block."""
    n = len(w.war)
    for i in range(n):
        clear(w.war[i])
    for row in (1, 7, 8, 9):
        clear(w.row[row])
    count = count_pairs(t, s, f, high, w)
    add_rows(w.weights, w.newly, count, w.row[9])
    entrap(t, s, high, count, w)
    gain_rows(t, s, f, high, w)
    for o in range(len(out)):
        for i in range(n):
            out[o, i] = w.gains[i, o]
        out[o, n], out[o, n + 1] = w.row[9, o], w.row[1, o]
        out[o, n + 2] = w.row[7, o] / w.row[8, o] if w.row[8, o] > 0.0 else np.nan


@compiled
def fill(t: Tables, f: int, first: int, out: FloatArray) -> None:
    """Write the values of memberships first, first + 1, ... in future f.

    Parameters
    ----------
    t
        The game.
    f
        The future.
    first
        First membership, a multiple of a block.
    out
        Written, shape (membership, state + 3): utilities, then the columns of `EXTRA`; whole blocks.
    """
    s, n, pairs, block = lowest(t, f), t.alone.shape[1], len(t.target), 1 << t.low
    w = Work(
        np.empty((n, block)),
        np.empty((n, block)),
        np.empty((n, block)),
        np.empty((pairs, block)),
        np.empty((pairs, block)),
        np.empty((10, block)),
        np.empty(pairs, np.int64),
        np.empty(max(pairs, n)),
    )
    for start in range(0, len(out), block):
        fill_block(t, s, f, first + start, w, out[start : start + block])
