"""Values of some memberships in every future, compiled: for named ones, while the sweep has all (`pato.kernels.membership.fill`).

One membership after the other, each pair by itself: little to compile, and no sum is shared, so that a membership's figures do
not depend on which others are asked for (C5).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pato.kernels.arrays import FloatArray, IntArray
from pato.kernels.deterrence import ANY, LARGEST, TOTAL, moved, risen
from pato.kernels.jit import compiled, inner
from pato.kernels.membership.game import Game, Tables, tables

_PERCENT = 100.0


@dataclass(frozen=True, slots=True)
class Evaluated:
    """Values of memberships, each of shape (future, membership, state).

    Attributes
    ----------
    utilities
        Gain of each state of the pool, member or not, in per cent of its GDP a year.
    war_risk
        Expected attacks that lead to war a year against each state.
    support
        Mean over a state's challengers of the support it may expect, in per cent of world capability; 0 without challengers.
    entrapment
        Expected cost of others' wars more than at the status quo, in per cent of GDP a year.
    spilled
        Additional cost of others' wars without fighting, relative to the status quo, in per cent of GDP a year.
    """

    utilities: FloatArray
    war_risk: FloatArray
    support: FloatArray
    entrapment: FloatArray
    spilled: FloatArray


def evaluate(game: Game, masks: npt.ArrayLike) -> Evaluated:
    """Return the values of memberships.

    Parameters
    ----------
    game
        The pool.
    masks
        Memberships, shape (membership,).

    Raises
    ------
    ValueError
        If a membership has a state beyond the pool.
    """
    chosen = np.atleast_1d(np.asarray(masks, np.int64))
    last = (1 << game.n_states) - 1
    if chosen.size and (chosen.min() < 0 or chosen.max() > last):
        raise ValueError(
            f"memberships of {game.n_states} states are numbers from 0 to {last}, found {chosen.min()} to {chosen.max()}"
        )
    shape = (game.n_futures, len(chosen), game.n_states)
    war, trapped, spilled, risk, support = (np.zeros(shape) for _ in range(5))
    _fight(tables(game), chosen, war, trapped, spilled, risk, support)
    _average(support, np.bincount(game.target, minlength=game.n_states))
    utilities = np.empty(shape)
    _gain(game.alone, game.pairwise, game.outside, game.war_cost, chosen, war, trapped, spilled, utilities)
    return Evaluated(utilities, risk, support, trapped, spilled)


def _average(support: FloatArray, pairs: IntArray) -> None:
    np.divide(support, np.maximum(pairs, 1), out=support)


@inner
def _sigmoid(x: float) -> float:
    return float(1.0 / (1.0 + np.exp(-x)))


@inner
def _today(t: Tables, f: int, q: int) -> float:
    """Return the statistic that a future's theory looks at, at the status quo."""
    statistic = t.statistic[f]
    if statistic == LARGEST:
        return float(t.largest0[f, q])
    if statistic == TOTAL:
        return float(t.total0[f, q])
    if statistic == ANY:
        return float(t.any0[f, q])
    return float(t.support0[f, q])


@inner
def _chance(
    t: Tables,
    f: int,
    q: int,
    before: float,
    scaled: float,
    added: tuple[float, float, float, float],
    support: float,
) -> float:
    """Return the chance of a pair's war with members' additional commitments; ``scaled`` is today's statistic on its scale.

    ``added`` are the largest dose of a member, the sum of what they add, and their largest worth and rise of worth.
    """
    dose, gain, worth, newly = added
    statistic, after = t.statistic[f], support
    if statistic == LARGEST:
        after = max(before, dose)
    elif statistic == TOTAL:
        after = before + gain
    elif statistic == ANY:
        after = max(before, worth)
    graded = statistic == ANY
    rise = risen(before, after, graded)
    left = 1.0 - t.any0[f, q] if t.first_only[f] else 1.0
    if t.in_logs[f] and statistic != ANY:
        after = np.log1p(after)
    room = 1.0 if graded else left
    y = moved(t.log_odds[f, q], t.slope[f], t.cap[f], t.step[f], room, rise, scaled, after)
    p = _sigmoid(y)
    share = t.surge_share[f]
    if share > 0.0 and newly > 0.0:
        p = share * _sigmoid(y + t.surge[f] * newly * left) + (1.0 - share) * p
    return p


@inner
def _loss(t: Tables, f: int, q: int, support: float) -> float:
    """Return the share of GDP that a war costs its target, by Tullock's contest."""
    odds = ((t.own[f, q] + support) / t.rival[f, q]) ** t.decisiveness[f]
    return float(t.loss_base[f, q] + t.loss_defeat[f, q] / (1.0 + odds))


@compiled
def _fight(
    t: Tables,
    masks: IntArray,
    war: FloatArray,
    trapped: FloatArray,
    spilled: FloatArray,
    risk: FloatArray,
    support: FloatArray,
) -> None:
    """Add up, by state, what wars cost more than at the status quo, wars fought for others, what others' wars cost, wars begun, and support."""
    n, pairs = t.reach.shape
    for f in range(len(war)):
        for q in range(pairs):
            k, r, p0 = t.target[q], t.challenger[q], _sigmoid(t.log_odds[f, q])
            loss0, today = p0 * _loss(t, f, q, t.support0[f, q]), _today(t, f, q)
            scaled = np.log1p(today) if t.in_logs[f] and t.statistic[f] != ANY else today
            for m in range(len(masks)):
                mask, p, with_it = masks[m], p0, t.support0[f, q]
                if mask >> k & 1 and not (r >= 0 and mask >> r & 1):
                    dose = gain = worth = newly = 0.0
                    for d in range(n):
                        if mask >> d & 1:
                            dose = max(dose, t.reach[d, q] * t.worth[f, d, q])
                            gain += t.reach[d, q] * t.newly[f, d, q]
                            worth, newly = max(worth, t.worth[f, d, q]), max(newly, t.newly[f, d, q])
                            with_it += t.support_gain[f, d, q]
                    p = _chance(t, f, q, today, scaled, (dose, gain, worth, newly), with_it)
                    war[f, m, k] += p * _loss(t, f, q, with_it) - loss0
                    for i in range(n):
                        if i != k:
                            more = p * t.fights_gain[f, i, q] if mask >> i & 1 else 0.0
                            trapped[f, m, i] += (p - p0) * t.fights0[f, i, q] + more
                            if len(t.spill) > 0:
                                spilled[f, m, i] += (p - p0) * t.spill[f, i, q]
                risk[f, m, k] += p
                support[f, m, k] += with_it


@compiled
def _gain(
    alone: FloatArray,
    pairwise: FloatArray,
    outside: FloatArray,
    war_cost: FloatArray,
    masks: IntArray,
    war: FloatArray,
    trapped: FloatArray,
    spilled: FloatArray,
    utilities: FloatArray,
) -> None:
    """Write the values of partners, minus losses, into utilities, and the costs of others' wars, in per cent, into ``trapped`` and ``spilled``."""
    n = alone.shape[1]
    for f in range(len(utilities)):
        for m in range(len(masks)):
            mask = masks[m]
            for i in range(n):
                inside = mask >> i & 1
                total = alone[f, i] if inside else 0.0
                for j in range(n):
                    if j != i and mask >> j & 1:
                        total += pairwise[f, i, j] if inside else outside[f, i, j]
                trapped[f, m, i] *= _PERCENT * war_cost[f, i]
                spilled[f, m, i] *= _PERCENT
                utilities[f, m, i] = total - _PERCENT * war[f, m, i] - trapped[f, m, i] - spilled[f, m, i]
