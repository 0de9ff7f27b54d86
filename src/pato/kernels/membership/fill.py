"""What every membership is worth in one future, compiled: blocks of memberships that differ in their lowest bits.

Within a block of 64 the sums over members (support, doses, trade) are subset sums of the six lowest states, one
addition each, on top of one sum over the higher states that the whole block shares. The chance of war takes as many
values as there are ranks of doses under all theories but two, and is looked up; the rest is exponentials over rows of
64. Pairs whose target is no member, or whose challenger is one, are left out. A membership's figures do not depend
on which others are computed with it (C5): blocks are always whole.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pato.kernels.arrays import BoolArray, FloatArray, IntArray
from pato.kernels.deterrence import ANY, LARGEST, SUPPORT, TOTAL, moved
from pato.kernels.jit import compiled, inner
from pato.kernels.membership.game import Game
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
    high_rank,
    high_sum,
    looked_up,
    scaled,
    scaled_by,
    shifted,
    smooth_chances,
    subset_most,
    subset_ranks,
    subset_sums,
    surged,
    without_itself,
)

LOW_BITS = 6
EXTRA = ("wars", "exposure", "largest_share")
"""Columns after the utilities: initiations a year against members more than at the status quo; members' entrapment
more than at the status quo, weighted, in per cent of GDP; largest supporters' share (NaN without support)."""
_PERCENT = 100.0


class Tables(NamedTuple):
    """A game as the compiled code reads it: as `pato.kernels.membership.game.Game`, and what can be sorted beforehand."""

    target: IntArray
    challenger: IntArray
    log_odds: FloatArray
    largest0: FloatArray
    total0: FloatArray
    statistic: IntArray
    in_logs: BoolArray
    first_only: BoolArray
    slope: FloatArray
    cap: FloatArray
    step: FloatArray
    surge: FloatArray
    surge_share: FloatArray
    support0: FloatArray
    support_gain: FloatArray
    own: FloatArray
    rival: FloatArray
    decisiveness: FloatArray
    loss_base: FloatArray
    loss_defeat: FloatArray
    fights0: FloatArray
    fights_gain: FloatArray
    war_cost: FloatArray
    alone: FloatArray
    pairwise: FloatArray
    outside: FloatArray
    total_gain: FloatArray
    gift0: FloatArray
    gift: FloatArray
    weight: FloatArray
    spill: FloatArray
    ranks: IntArray
    doses: FloatArray
    low: int


def tables(game: Game) -> Tables:
    """Return a game as the compiled code reads it.

    Doses are ranked: ``ranks`` (state, pair) is 0 where a state adds none, else its place among the pair's doses,
    and ``doses`` (pair, rank) gives them back.
    """
    n, q = game.dose.shape
    ranks, doses = np.zeros((n, q), np.int64), np.zeros((q, n + 1))
    for pair in range(q):
        levels = np.unique(game.dose[:, pair][game.dose[:, pair] > 0])
        doses[pair, 1 : len(levels) + 1] = levels
        ranks[:, pair] = np.where(game.dose[:, pair] > 0, np.searchsorted(levels, game.dose[:, pair]) + 1, 0)
    none = np.empty((0, n, q))
    gain = none if game.total_gain is None else game.total_gain
    if game.total_gain is None and (game.statistic == TOTAL).any():
        gain = game.dose[None]
    named = {name: getattr(game, name) for name in Tables._fields if hasattr(game, name)}
    return Tables(
        **named
        | {
            "total_gain": gain,
            "gift0": np.empty((0, q)) if game.gift0 is None else game.gift0,
            "gift": none if game.gift is None else game.gift,
            "spill": none if game.spill is None else game.spill,
            "weight": game.weights,
            "ranks": ranks,
            "doses": doses,
            "low": min(LOW_BITS, n),
        }
    )


@inner
def _sigmoid(x: float) -> float:
    return float(1.0 / (1.0 + np.exp(-x)))


@inner
def ranked_chances(t: Tables, f: int, q: int, chances: FloatArray) -> None:
    """Put the chance of the pair's war into ``chances`` for each rank of the largest new dose: all that two of the statistics look at."""
    x, slope, cap, step, first_only = t.log_odds[f, q], t.slope[f], t.cap[f], t.step[f], t.first_only[f]
    by_largest, surge, share = t.statistic[f] == LARGEST, t.surge[f], surge_share(t, f, q)
    largest0, pledged0 = t.largest0[f, q], t.total0[f, q] > 0.0
    before = scaled_amount(largest0, t.in_logs[f]) if by_largest else (1.0 if pledged0 else 0.0)
    chances[0] = _sigmoid(x)
    for rank in range(1, t.doses.shape[1]):
        largest = max(largest0, t.doses[q, rank])
        after = scaled_amount(largest, t.in_logs[f]) if by_largest else 1.0
        rises = largest > largest0 if by_largest else not pledged0
        y = moved(x, slope, cap, step, first_only, rises, before, after)
        chances[rank] = _sigmoid(y)
        if share > 0.0:
            chances[rank] = share * _sigmoid(y + surge) + (1.0 - share) * chances[rank]


@inner
def scaled_amount(amount: float, in_logs: bool) -> float:  # noqa: FBT001  compiled code takes no keywords
    """Return an amount as a theory counts it."""
    return float(np.log1p(amount)) if in_logs else amount


@inner
def surge_share(t: Tables, f: int, q: int) -> float:
    """Return the share of the horizon in which new pledges raise a pair's risk: none where only first ones would, and there was one."""
    return 0.0 if t.first_only[f] and t.total0[f, q] > 0.0 else t.surge_share[f]


class Low(NamedTuple):
    """Subset sums over the lowest states in one future, shapes (pair or state, 2^low), and what all blocks share."""

    member: FloatArray
    active: FloatArray
    ranks: IntArray
    support: FloatArray
    total: FloatArray
    gift: FloatArray
    pairwise: FloatArray
    outside: FloatArray
    chances: FloatArray
    loss0: FloatArray
    fights0: FloatArray
    fights_gain: FloatArray
    spill: FloatArray


@inner
def lowest(t: Tables, f: int) -> Low:
    """Return what all blocks of a future share."""
    n, pairs, block = t.alone.shape[1], len(t.target), 1 << t.low
    made = Low(
        np.zeros((n, block)),
        np.ones((pairs, block)),
        np.empty((pairs, block), np.int64),
        np.empty((pairs, block)),
        np.zeros((pairs, block)),
        np.zeros((pairs, block)),
        np.empty((n, block)),
        np.empty((n, block)),
        np.empty((pairs, n + 1)),
        np.empty(pairs),
        np.empty((n, pairs)),
        np.empty((n, pairs)),
        np.empty((n, pairs)),
    )
    lowest_states(t, f, made)
    for q in range(pairs):
        lowest_pair(t, f, q, made)
    return made


@inner
def lowest_states(t: Tables, f: int, made: Low) -> None:
    """Put who is in, and what partners are worth, into the shared tables."""
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
def lowest_pair(t: Tables, f: int, q: int, made: Low) -> None:
    """Put what a pair's memberships share into the shared tables."""
    k, r = t.target[q], t.challenger[q]
    for o in range(1 << t.low):
        if k < t.low:
            made.active[q, o] *= made.member[k, o]
        if 0 <= r < t.low:
            made.active[q, o] *= 1.0 - made.member[r, o]
    for d in range(len(t.ranks)):
        made.fights0[d, q] = t.fights0[f, d, q] if d != k else 0.0
        made.fights_gain[d, q] = t.fights_gain[f, d, q] if d != k else 0.0
        made.spill[d, q] = t.spill[f, d, q] if d != k and len(t.spill) > 0 else 0.0
    subset_ranks(t.ranks[:, q], t.low, made.ranks[q])
    subset_sums(t.support_gain[f, :, q], t.low, made.support[q])
    if t.statistic[f] == TOTAL:
        subset_sums(t.total_gain[f if len(t.total_gain) > 1 else 0, :, q], t.low, made.total[q])
    if len(t.gift) > 0:
        subset_most(t.gift[f, :, q], t.low, made.gift[q])
    ranked_chances(t, f, q, made.chances[q])
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
    exposure, others = w.row[1], w.weights[: len(t.ranks)]
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
def count_pairs(t: Tables, s: Low, f: int, high: int, w: Work) -> int:
    """Work out the pairs that count under a block's memberships, add up losses and gifts; return how many there are.

    Everything is handed on row by row: passing the tables themselves for every pair would cost more than the arithmetic.
    """
    support, p, defeat, one, two = w.row[2], w.row[3], w.row[4], w.row[5], w.row[6]
    statistic, count = t.statistic[f], 0
    figures = t.slope[f], t.cap[f], t.step[f], t.first_only[f], t.in_logs[f]
    for q in range(len(t.target)):
        k, r = t.target[q], t.challenger[q]
        if (k >= t.low and not high >> k & 1) or (r >= t.low and high >> r & 1):
            continue
        active, x, before = s.active[q], t.log_odds[f, q], t.support0[f, q]
        shifted(before + high_sum(t.support_gain[f, :, q], t.low, high), s.support[q], support)
        rank = high_rank(t.ranks[:, q], t.low, high)
        if statistic == TOTAL:
            gains, total = t.total_gain[f if len(t.total_gain) > 1 else 0, :, q], t.total0[f, q]
            shifted(total + high_sum(gains, t.low, high), s.total[q], p)
            smooth_chances(x, figures, total, p, p, one, two)
        elif statistic == SUPPORT:
            smooth_chances(x, figures, before, support, p, one, two)
        if statistic in (LARGEST, ANY):
            looked_up(s.chances[q], s.ranks[q], rank, p)
        elif t.surge[f] != 0.0:
            surged(t.surge[f], surge_share(t, f, q), s.ranks[q], rank, two, p)
        defeats(t.own[f, q], t.rival[f, q], t.decisiveness[f], support, defeat, one, two)
        p0, base, more = s.chances[q, 0], t.loss_base[f, q], t.loss_defeat[f, q]
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
    """Write what the memberships of one block are worth."""
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
    """Write what memberships first, first + 1, ... are worth in future f.

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
