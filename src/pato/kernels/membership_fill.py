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
import numpy.typing as npt

from pato.kernels.compiled import compiled
from pato.kernels.membership import ADDITIVE, EST, NULL, PATRON, PLEDGE, PROVOKE, PROVOKE_PATRON, Game

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
LOW_BITS = 6
EXTRA = ("wars", "exposure", "largest_share")
"""Columns after the utilities: initiations a year against members more than at the status quo; members' entrapment
more than at the status quo, weighted, in per cent of GDP; largest supporters' share (NaN without support)."""
_PERCENT = 100.0


class Tables(NamedTuple):
    """A game as the compiled code reads it: as `pato.kernels.membership.Game`, and what can be sorted beforehand."""

    target: IntArray
    challenger: IntArray
    log_odds: FloatArray
    largest0: FloatArray
    total0: FloatArray
    theory: IntArray
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
    if game.total_gain is None and (game.theory == ADDITIVE).any():
        gain = game.dose[None]
    named = {name: getattr(game, name) for name in Tables._fields if hasattr(game, name)}
    return Tables(
        **named
        | {
            "total_gain": gain,
            "gift0": np.empty((0, q)) if game.gift0 is None else game.gift0,
            "gift": none if game.gift is None else game.gift,
            "weight": game.weights,
            "ranks": ranks,
            "doses": doses,
            "low": min(LOW_BITS, n),
        }
    )


@compiled
def _sigmoid(x: float) -> float:
    return 1.0 / (1.0 + np.exp(-x))


@compiled
def subset_sums(gains: FloatArray, low: int, sums: FloatArray) -> None:
    """Put the sum of gains over each subset of the lowest states into ``sums``; gains have shape (state,)."""
    sums[0] = 0.0
    for j in range(low):
        for o in range(1 << j):
            sums[o + (1 << j)] = sums[o] + gains[j]


@compiled
def subset_most(values: FloatArray, low: int, most: FloatArray) -> None:
    """Put the largest value of each subset of the lowest states into ``most``, at least 0."""
    most[0] = 0.0
    for j in range(low):
        for o in range(1 << j):
            most[o + (1 << j)] = max(most[o], values[j])


@compiled
def high_sum(gains: FloatArray, low: int, high: int) -> float:
    """Return the sum of gains over the members among the higher states."""
    total = 0.0
    for d in range(low, len(gains)):
        if high >> d & 1:
            total += gains[d]
    return total


@compiled
def high_most(values: FloatArray, low: int, high: int) -> float:
    """Return the largest value among the members of the higher states, at least 0."""
    most = 0.0
    for d in range(low, len(values)):
        if high >> d & 1 and values[d] > most:
            most = values[d]
    return most


@compiled
def ranked_chances(t: Tables, f: int, q: int, chances: FloatArray) -> None:
    """Put the chance of the pair's war into ``chances`` for each rank of the largest new dose."""
    theory, x, slope = t.theory[f], t.log_odds[f, q], t.slope[f]
    chances[0] = _sigmoid(x)
    for rank in range(1, t.doses.shape[1]):
        y = x
        if theory in (PATRON, PROVOKE_PATRON):
            largest = max(t.largest0[f, q], t.doses[q, rank])
            y += slope * (np.log1p(largest) - np.log1p(t.largest0[f, q]))
        if theory == PLEDGE and t.total0[f, q] == 0.0:
            y += t.step[f]
        chances[rank] = _sigmoid(y)
        if theory in (PROVOKE, PROVOKE_PATRON):
            share = t.surge_share[f]
            chances[rank] = share * _sigmoid(y + t.surge[f]) + (1.0 - share) * chances[rank]


@compiled
def looked_up(chances: FloatArray, ranks: FloatArray, rank: float, p: FloatArray) -> None:
    """Put the chance that belongs to each membership's highest rank into p."""
    for o in range(len(p)):
        p[o] = chances[int(max(rank, ranks[o]))]


@compiled
def smooth_chances(
    x: float, slope: float, before: float, cap: float, amount: FloatArray, p: FloatArray
) -> None:
    """Put the chance of war that follows from capped log amounts into p."""
    start = min(np.log1p(before), cap)
    for o in range(len(p)):
        p[o] = _sigmoid(x + slope * (min(np.log1p(amount[o]), cap) - start))


@compiled
def defeats(own: float, rival: float, decisiveness: float, support: FloatArray, defeat: FloatArray) -> None:
    """Put the challenger's chance of success into ``defeat``: Tullock's contest on logarithms."""
    least = np.log(rival)
    for o in range(len(defeat)):
        defeat[o] = 1.0 / (1.0 + np.exp(decisiveness * (np.log(own + support[o]) - least)))


class Low(NamedTuple):
    """Subset sums over the lowest states in one future, shapes (pair or state, 2^low)."""

    member: FloatArray
    active: FloatArray
    ranks: FloatArray
    support: FloatArray
    total: FloatArray
    gift: FloatArray
    pairwise: FloatArray
    outside: FloatArray
    chances: FloatArray
    start: FloatArray
    fights0: FloatArray
    fights_gain: FloatArray


@compiled
def lowest(t: Tables, f: int) -> Low:
    """Return what all blocks of a future share."""
    n, pairs, low = t.alone.shape[1], len(t.target), t.low
    block = 1 << low
    made = Low(
        np.zeros((n, block)),
        np.ones((pairs, block)),
        np.empty((pairs, block)),
        np.empty((pairs, block)),
        np.empty((pairs, block)),
        np.empty((pairs, block)),
        np.empty((n, block)),
        np.empty((n, block)),
        np.empty((pairs, n + 1)),
        np.empty((pairs, 2)),
        np.zeros((pairs, n)),
        np.zeros((pairs, n)),
    )
    others, ranks = np.empty(n), np.empty(n)
    for i in range(n):
        if i < low:
            for o in range(block):
                made.member[i, o] = o >> i & 1
        for partners, sums in ((t.pairwise, made.pairwise), (t.outside, made.outside)):
            for j in range(n):
                others[j] = partners[f, i, j] if j != i else 0.0
            subset_sums(others, low, sums[i])
    for q in range(pairs):
        for o in range(block):
            if t.target[q] < low:
                made.active[q, o] *= made.member[t.target[q], o]
            if 0 <= t.challenger[q] < low:
                made.active[q, o] *= 1.0 - made.member[t.challenger[q], o]
        for d in range(n):
            ranks[d] = t.ranks[d, q]
            if d != t.target[q]:
                made.fights0[q, d], made.fights_gain[q, d] = t.fights0[f, d, q], t.fights_gain[f, d, q]
        subset_most(ranks, low, made.ranks[q])
        subset_sums(t.support_gain[f, :, q], low, made.support[q])
        if t.theory[f] == ADDITIVE:
            subset_sums(t.total_gain[f if len(t.total_gain) > 1 else 0, :, q], low, made.total[q])
        if len(t.gift) > 0:
            subset_most(t.gift[f, :, q], low, made.gift[q])
        ranked_chances(t, f, q, made.chances[q])
        only = np.full(1, t.support0[f, q])
        defeats(t.own[f, q], t.rival[f, q], t.decisiveness[f], only, made.start[q, :1])
        made.start[q, 1] = t.loss_base[f, q] + t.loss_defeat[f, q] * made.start[q, 0]
    return made


@compiled
def pair_chances(t: Tables, s: Low, f: int, q: int, high: int, support: FloatArray, p: FloatArray) -> None:
    """Put the chance of a pair's war under each membership of a block into p."""
    theory = t.theory[f]
    if theory == ADDITIVE:
        gains = t.total_gain[f if len(t.total_gain) > 1 else 0, :, q]
        base = t.total0[f, q] + high_sum(gains, t.low, high)
        amount = base + s.total[q]
        smooth_chances(t.log_odds[f, q], t.slope[f], t.total0[f, q], t.cap[f], amount, p)
    elif theory == EST:
        smooth_chances(t.log_odds[f, q], t.slope[f], t.support0[f, q], np.inf, support, p)
    elif theory == NULL:
        p[:] = s.chances[q, 0]
    else:
        rank = 0.0
        for d in range(t.low, len(t.ranks)):
            if high >> d & 1 and t.ranks[d, q] > rank:
                rank = t.ranks[d, q]
        looked_up(s.chances[q], s.ranks[q], rank, p)


@compiled
def entrap(
    t: Tables, s: Low, q: int, high: int, newly: FloatArray, moved: FloatArray, entrapment: FloatArray
) -> None:
    """Add what a pair's wars cost those that fight in them: shape (state, membership of the block)."""
    for i in range(len(entrapment)):
        always, gain = s.fights0[q, i], s.fights_gain[q, i]
        if i < t.low and gain != 0.0:
            for o in range(len(newly)):
                entrapment[i, o] += always * newly[o] + gain * s.member[i, o] * moved[o]
        elif i >= t.low and high >> i & 1 and gain != 0.0:
            for o in range(len(newly)):
                entrapment[i, o] += always * newly[o] + gain * moved[o]
        elif always != 0.0:
            for o in range(len(newly)):
                entrapment[i, o] += always * newly[o]


@compiled
def write_block(
    t: Tables, s: Low, f: int, high: int, war: FloatArray, entrapment: FloatArray, out: FloatArray
) -> None:
    """Write utilities and exposure of a block, shape (membership of the block, column)."""
    n = t.alone.shape[1]
    for i in range(n):
        others = t.pairwise[f, i].copy()
        others[i] = 0.0
        within = t.alone[f, i] + high_sum(others, t.low, high)
        others[:] = t.outside[f, i]
        others[i] = 0.0
        without = high_sum(others, t.low, high)
        for o in range(len(out)):
            trapped = t.war_cost[f, i] * entrapment[i, o]
            inside = (high | o) >> i & 1
            terms = within + s.pairwise[i, o] if inside else without + s.outside[i, o]
            out[o, i] = terms - _PERCENT * (war[i, o] + trapped)
            if inside:
                out[o, n + 1] += t.weight[i] * _PERCENT * trapped


@compiled
def fill_block(t: Tables, s: Low, f: int, high: int, work: FloatArray, out: FloatArray) -> None:
    """Write what the memberships of one block are worth; work has shape (2 n + 7, 2^low)."""
    n = t.alone.shape[1]
    war, entrapment = work[:n], work[n : 2 * n]
    support, p, defeat, newly, moved, largest, whole = work[2 * n :]
    work[: 2 * n] = 0.0
    largest[:] = 0.0
    whole[:] = 0.0
    out[:, n:] = 0.0
    for q in range(len(t.target)):
        k, r = t.target[q], t.challenger[q]
        if (k >= t.low and not high >> k & 1) or (r >= t.low and high >> r & 1):
            continue
        support[:] = t.support0[f, q] + high_sum(t.support_gain[f, :, q], t.low, high)
        for o in range(len(out)):
            support[o] += s.support[q, o]
        pair_chances(t, s, f, q, high, support, p)
        defeats(t.own[f, q], t.rival[f, q], t.decisiveness[f], support, defeat)
        p0, loss0, base, more = s.chances[q, 0], s.start[q, 1], t.loss_base[f, q], t.loss_defeat[f, q]
        for o in range(len(out)):
            moved[o] = p[o] * s.active[q, o]
            newly[o] = (p[o] - p0) * s.active[q, o]
            war[k, o] += moved[o] * (base + more * defeat[o]) - p0 * loss0 * s.active[q, o]
            out[o, n] += newly[o]
        if len(t.gift) > 0:
            gift = max(t.gift0[f, q], high_most(t.gift[f, :, q], t.low, high))
            for o in range(len(out)):
                largest[o] += max(gift, s.gift[q, o]) * s.active[q, o]
                whole[o] += support[o] * s.active[q, o]
        entrap(t, s, q, high, newly, moved, entrapment)
    write_block(t, s, f, high, war, entrapment, out)
    for o in range(len(out)):
        out[o, n + 2] = largest[o] / whole[o] if whole[o] > 0.0 else np.nan


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
    s = lowest(t, f)
    block = 1 << t.low
    work = np.empty((2 * t.alone.shape[1] + 7, block))
    for start in range(0, len(out), block):
        fill_block(t, s, f, first + start, work, out[start : start + block])
