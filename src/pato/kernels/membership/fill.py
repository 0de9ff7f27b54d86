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
from pato.kernels.deterrence import ANY, LARGEST, SUPPORT, TOTAL, moved, risen
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
    reach: FloatArray
    worth: FloatArray
    newly: FloatArray
    largest0: FloatArray
    total0: FloatArray
    any0: FloatArray
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
    gift0: FloatArray
    gift: FloatArray
    weight: FloatArray
    spill: FloatArray
    low: int


def tables(game: Game) -> Tables:
    """Return a game as the compiled code reads it."""
    n, q = game.n_states, game.n_pairs
    none = np.empty((0, n, q))
    named = {name: getattr(game, name) for name in Tables._fields if hasattr(game, name)}
    return Tables(
        **named
        | {
            "gift0": np.empty((0, q)) if game.gift0 is None else game.gift0,
            "gift": none if game.gift is None else game.gift,
            "spill": none if game.spill is None else game.spill,
            "weight": game.weights,
            "low": min(LOW_BITS, n),
        }
    )


@inner
def _sigmoid(x: float) -> float:
    return float(1.0 / (1.0 + np.exp(-x)))


@inner
def ranked(t: Tables, f: int, q: int, levels: FloatArray, ranks: IntArray) -> None:
    """Put the different doses that members bring to a pair into ``levels``, and each state's place among them into ``ranks``.

    Row 0 has the doses in ascending order behind 0, rows 1 and 2 the largest worth and rise of worth of the states of each rank or a lower one:
    what a membership's are taken for, which is exact where those that bring less are bound by the same articles.
    """
    count = ordered_doses(t, f, q, levels[0], len(ranks))
    for d in range(len(ranks)):
        ranks[d] = 0
        for at in range(1, count):
            if levels[0, at] == t.reach[d, q] * t.worth[f, d, q]:
                ranks[d] = at
    for row in (1, 2):
        for at in range(levels.shape[1]):
            levels[row, at] = 0.0
    for d in range(len(ranks)):
        for at in range(max(ranks[d], 1), levels.shape[1]):
            if ranks[d] > 0:
                levels[1, at] = max(levels[1, at], t.worth[f, d, q])
                levels[2, at] = max(levels[2, at], t.newly[f, d, q])


@inner
def ordered_doses(t: Tables, f: int, q: int, levels: FloatArray, states: int) -> int:
    """Put the different doses of a pair into ``levels`` in ascending order behind 0, the last to the end; return how many there are with it."""
    count = 1
    levels[0] = 0.0
    for d in range(states):
        dose = t.reach[d, q] * t.worth[f, d, q]
        at = count
        while at > 1 and levels[at - 1] > dose:
            at -= 1
        if dose > 0.0 and levels[at - 1] != dose:
            for later in range(count, at, -1):
                levels[later] = levels[later - 1]
            levels[at] = dose
            count += 1
    for at in range(count, len(levels)):
        levels[at] = levels[count - 1]
    return count


@inner
def ranked_chances(t: Tables, f: int, q: int, levels: FloatArray, chances: FloatArray) -> None:
    """Put the chance of the pair's war into ``chances`` for each rank of the largest new dose: all that two of the statistics look at."""
    x, slope, cap, step = t.log_odds[f, q], t.slope[f], t.cap[f], t.step[f]
    by_largest, share = t.statistic[f] == LARGEST, t.surge_share[f]
    largest0, room = t.largest0[f, q], room_of(t, f, q)
    before = scaled_amount(largest0, t.in_logs[f]) if by_largest else t.any0[f, q]
    chances[0] = _sigmoid(x)
    for rank in range(1, levels.shape[1]):
        largest = max(largest0, levels[0, rank])
        after = scaled_amount(largest, t.in_logs[f]) if by_largest else max(before, levels[1, rank])
        rise = risen(largest0, largest, False) if by_largest else risen(before, after, True)
        y = moved(x, slope, cap, step, room, rise, before, after)
        chances[rank] = _sigmoid(y)
        if share > 0.0:
            surge = surge_of(t, f, q) * levels[2, rank]
            chances[rank] = share * _sigmoid(y + surge) + (1.0 - share) * chances[rank]


@inner
def room_of(t: Tables, f: int, q: int) -> float:
    """Return how much of a change counts: where only first pledges do, what today's commitments left to be pledged."""
    graded = t.statistic[f] == ANY
    return 1.0 - t.any0[f, q] if t.first_only[f] and not graded else 1.0


@inner
def scaled_amount(amount: float, in_logs: bool) -> float:  # noqa: FBT001  compiled code takes no keywords
    """Return an amount as a theory counts it."""
    return float(np.log1p(amount)) if in_logs else amount


@inner
def surge_of(t: Tables, f: int, q: int) -> float:
    """Return by how much a new commitment that is whole raises a pair's log-odds at first."""
    left = 1.0 - t.any0[f, q] if t.first_only[f] else 1.0
    return float(t.surge[f] * left)


class Low(NamedTuple):
    """Subset sums over the lowest states in one future, shapes (pair or state, 2^low), and what all blocks share."""

    member: FloatArray
    active: FloatArray
    ranks: IntArray
    own_ranks: IntArray
    gains: FloatArray
    surges: FloatArray
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
        np.empty((pairs, n), np.int64),
        np.empty((pairs, n)),
        np.empty((pairs, n + 1)),
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
    levels, ranks = np.empty((3, t.alone.shape[1] + 1)), np.empty(t.alone.shape[1], np.int64)
    ranked(t, f, q, levels, ranks)
    for d in range(len(ranks)):
        made.fights0[d, q] = t.fights0[f, d, q] if d != k else 0.0
        made.fights_gain[d, q] = t.fights_gain[f, d, q] if d != k else 0.0
        made.spill[d, q] = t.spill[f, d, q] if d != k and len(t.spill) > 0 else 0.0
        made.own_ranks[q, d] = ranks[d]
        made.gains[q, d] = t.reach[d, q] * t.newly[f, d, q]
    for rank in range(levels.shape[1]):
        made.surges[q, rank] = surge_of(t, f, q) * levels[2, rank]
    subset_ranks(ranks, t.low, made.ranks[q])
    subset_sums(t.support_gain[f, :, q], t.low, made.support[q])
    if t.statistic[f] == TOTAL:
        subset_sums(made.gains[q], t.low, made.total[q])
    if len(t.gift) > 0:
        subset_most(t.gift[f, :, q], t.low, made.gift[q])
    ranked_chances(t, f, q, levels, made.chances[q])
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
def count_pairs(t: Tables, s: Low, f: int, high: int, w: Work) -> int:
    """Work out the pairs that count under a block's memberships, add up losses and gifts; return how many there are.

    Everything is handed on row by row: passing the tables themselves for every pair would cost more than the arithmetic.
    """
    support, p, defeat, one, two = w.row[2], w.row[3], w.row[4], w.row[5], w.row[6]
    statistic, count = t.statistic[f], 0
    for q in range(len(t.target)):
        k, r = t.target[q], t.challenger[q]
        if (k >= t.low and not high >> k & 1) or (r >= t.low and high >> r & 1):
            continue
        active, x, before = s.active[q], t.log_odds[f, q], t.support0[f, q]
        shifted(before + high_sum(t.support_gain[f, :, q], t.low, high), s.support[q], support)
        rank = high_rank(s.own_ranks[q], t.low, high)
        figures = t.slope[f], t.cap[f], t.step[f], room_of(t, f, q), t.in_logs[f]
        if statistic == TOTAL:
            gains, total = s.gains[q], t.total0[f, q]
            shifted(total + high_sum(gains, t.low, high), s.total[q], p)
            smooth_chances(x, figures, total, p, p, one, two)
        elif statistic == SUPPORT:
            smooth_chances(x, figures, before, support, p, one, two)
        if statistic in (LARGEST, ANY):
            looked_up(s.chances[q], s.ranks[q], rank, p)
        elif t.surge[f] != 0.0:
            surged(s.surges[q], t.surge_share[f], s.ranks[q], rank, two, p)
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
