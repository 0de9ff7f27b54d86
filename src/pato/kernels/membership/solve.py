"""A game of memberships on plain arrays, and what every state gains under a membership (M7).

A pool of n states is a row of bits: membership 5 = 0b101 has the states at positions 0 and 2. For each pair of a
challenger r and a target k of the pool, joining forces moves the chance of war by a theory of deterrence, adds
expected support, and may make members fight in each other's wars. Gains are in per cent of GDP a year, relative to
the status quo (the empty membership):

    u_i(C) = -100 (war loss_i(C) - war loss_i(0)) - 100 (entrapment_i(C) - entrapment_i(0))
             + alone_i + sum of pairwise_ij over members j     for members i
             + sum of outside_ij over members j                for all others

    war loss_i   = sum over pairs with k = i of p (loss_base + loss_defeat P(defeat))
    entrapment_i = war_cost_i sum over pairs with k != i of p (fights0_i + [i, k in C, r outside] fights_gain_i)

Only pairs whose target is a member and whose challenger is none are moved; what members add to each other's support
is what they add by themselves (no feedback between joiners), which is the surrogate that the sweep uses.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from pato.kernels.arrays import BoolArray, FloatArray, IntArray
from pato.kernels.chances import probability
from pato.kernels.deterrence import ANY, LARGEST, STATISTICS, TOTAL
from pato.kernels.support import contest

MOST_STATES = 30
_PERCENT = 100.0
_AT_ONCE = 4_000_000
_SHAPES: dict[str, str] = {
    "target": "q",
    "challenger": "q",
    "log_odds": "Fq",
    "dose": "nq",
    "largest0": "Fq",
    "total0": "Fq",
    "theory": "F",
    "statistic": "F",
    "in_logs": "F",
    "first_only": "F",
    "slope": "F",
    "cap": "F",
    "step": "F",
    "surge": "F",
    "surge_share": "F",
    "support0": "Fq",
    "support_gain": "Fnq",
    "own": "Fq",
    "rival": "Fq",
    "decisiveness": "F",
    "loss_base": "Fq",
    "loss_defeat": "Fq",
    "fights0": "Fnq",
    "fights_gain": "Fnq",
    "war_cost": "Fn",
    "alone": "Fn",
    "pairwise": "Fnn",
    "outside": "Fnn",
    "total_gain": "Fnq",
    "gift0": "Fq",
    "gift": "Fnq",
    "weight": "n",
}
_WHOLE = ("target", "challenger", "theory", "statistic")
_YES_OR_NO = ("in_logs", "first_only")
_UNBOUNDED = ("cap",)
_BY_PAIR = ("loss_base", "loss_defeat")
_NOT_NEGATIVE = ("dose", "largest0", "total0", "support0", "decisiveness", "weight")


@dataclass(frozen=True, slots=True)
class Game:
    """What memberships of a pool of n states are worth, over F futures and q pairs of challenger and target.

    Attributes
    ----------
    target
        Position of k in the pool, shape (q,).
    challenger
        Position of r in the pool, -1 outside it, shape (q,).
    log_odds
        That r starts a war against k within a year, at the status quo, shape (F, q).
    dose
        Per cent of world capability that a member adds by being newly pledged to k against r, shape (n, q); 0 where it
        is k or r, is pledged already or is barred by its pledge to r.
    largest0, total0
        Doses of the status quo in per cent, shapes (F, q).
    theory
        A number for the theory of deterrence that holds, shape (F,): statistics tell futures apart by it, and nothing else reads it.
    statistic, in_logs, first_only
        Which statistic of what is pledged the theory looks at (a place in `pato.kernels.deterrence.STATISTICS`), whether it counts
        in logs, and whether only what is pledged where nothing was counts, shapes (F,).
    slope, cap, step, surge, surge_share
        The theories' figures, shapes (F,), as in `pato.kernels.deterrence`: what a unit of the statistic adds to the log-odds, the
        cap on it, what its rise adds at all; what a new pledge adds at first, and the share of the horizon that this lasts.
    support0, support_gain
        Expected support of k against r in per cent at the status quo, shape (F, q), and what each member adds by
        being newly pledged, shape (F, n, q).
    own, rival, decisiveness
        Strengths at the target and Tullock's exponent, shapes (F, q), (F, q), (F,).
    loss_base, loss_defeat
        Share of GDP that a war costs its target, and what defeat adds, shapes (F, q); of shape (F,) where all pairs are alike.
    fights0, fights_gain
        Chance that i fights for k against r at the status quo, and what is added when both are members, shapes (F, n, q).
    war_cost
        Share of GDP that i loses by fighting in another's war, shape (F, n).
    alone, pairwise
        Per cent of GDP a year that a member gains by being one, shape (F, n), and from each fellow member, shape (F, n, n).
    outside
        Per cent of GDP a year that an outsider gains from each member, shape (F, n, n).
    total_gain
        What a member adds to the total dose in a future, shape (F, n, q), where that is not ``dose``: a word that the
        status quo credits in part (in ``total0``) adds only the rest when it is pledged. None: as ``dose``.
    gift0, gift
        Largest expected support by one state at the status quo, shape (F, q), and what each member gives as a
        member, shape (F, n, q): for the largest supporter's share. None: the share is not computed (NaN).
    weight
        Of each state in sums of gains, for example its share of the pool's GDP, shape (n,). None: equal, summing to 1.
    """

    target: IntArray
    challenger: IntArray
    log_odds: FloatArray
    dose: FloatArray
    largest0: FloatArray
    total0: FloatArray
    theory: IntArray
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
    total_gain: FloatArray | None = None
    gift0: FloatArray | None = None
    gift: FloatArray | None = None
    weight: FloatArray | None = None

    def __post_init__(self) -> None:
        for part in fields(self):
            value = getattr(self, part.name)
            if value is not None:
                kind = (
                    np.int64 if part.name in _WHOLE else np.bool_ if part.name in _YES_OR_NO else np.float64
                )
                if part.name in _BY_PAIR and np.ndim(value) == 1:
                    value = np.repeat(np.asarray(value)[:, None], len(self.target), axis=1)
                object.__setattr__(self, part.name, np.ascontiguousarray(value, kind))
        if problems := [*_shape_problems(self), *_value_problems(self)]:
            raise ValueError("; ".join(problems))

    @property
    def n_states(self) -> int:
        """States of the pool."""
        return int(self.dose.shape[0])

    @property
    def n_pairs(self) -> int:
        """Pairs of challenger and target."""
        return len(self.target)

    @property
    def n_futures(self) -> int:
        """Futures."""
        return len(self.theory)

    @property
    def weights(self) -> FloatArray:
        """Weight of each state in sums of gains, shape (n,)."""
        equal = np.full(self.n_states, 1.0 / self.n_states)
        return equal if self.weight is None else self.weight

    def futures(self, chosen: slice | IntArray) -> Game:
        """Return the game of some futures only."""
        parts = {f.name: getattr(self, f.name) for f in fields(self)}
        varying = {name for name, shape in _SHAPES.items() if shape[0] == "F"}
        return Game(**{k: v[chosen] if k in varying and v is not None else v for k, v in parts.items()})


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What memberships are worth.

    Attributes
    ----------
    utilities
        Gain of each state of the pool, member or not, in per cent of its GDP a year; shape (future, membership, state).
    war_risk
        Expected war-level initiations a year against each state, same shape.
    support
        Mean over a state's challengers of the support it may expect, in per cent of world capability, same shape; 0 without challengers.
    entrapment
        Expected cost of others' wars in per cent of GDP a year, same shape.
    largest_share
        Of the support that members may expect against challengers outside, what the largest supporter of each
        pair gives, shape (future, membership); NaN where there is no support or no gifts were given.
    """

    utilities: FloatArray
    war_risk: FloatArray
    support: FloatArray
    entrapment: FloatArray
    largest_share: FloatArray


def members(masks: npt.ArrayLike, n: int) -> BoolArray:
    """Return who belongs to each membership, shape (membership, state).

    >>> members([5], 3).tolist()
    [[True, False, True]]
    """
    bits = np.asarray(masks, np.int64)[:, None] >> np.arange(n, dtype=np.int64)
    return np.asarray(bits & 1, bool)


def evaluate_plainly(game: Game, masks: npt.ArrayLike) -> Evaluated:
    """Return what memberships are worth, written as the equations are: the reference for compiled kernels.

    Chances and contests are those of `pato.kernels.chances`, which are held against scipy's in tests of their own.

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
    if chosen.size and (chosen.min() < 0 or chosen.max() >= 1 << game.n_states):
        raise ValueError(
            f"memberships of {game.n_states} states are numbers from 0 to {(1 << game.n_states) - 1}, found {chosen.min()} to {chosen.max()}"
        )
    shape = (game.n_futures, len(chosen), game.n_states)
    found = Evaluated(
        np.zeros(shape), np.zeros(shape), np.zeros(shape), np.zeros(shape), np.full(shape[:2], np.nan)
    )
    step = max(1, _AT_ONCE // max(1, game.n_futures * max(game.n_pairs, game.n_states)))
    for first in range(0, len(chosen), step):
        _evaluate_some(game, chosen[first : first + step], found, slice(first, first + step))
    return found


def _evaluate_some(game: Game, masks: IntArray, found: Evaluated, here: slice) -> None:
    inside = members(masks, game.n_states)
    moved = _moved(game, inside)
    p0, p = probability(game.log_odds)[:, None, :], _chances(game, inside, moved)
    support = game.support0[:, None, :] + moved * _over_members(inside, game.support_gain)
    loss0, loss = _loss(game, game.support0[:, None, :]), _loss(game, support)
    targets = np.arange(game.n_states) == game.target[:, None]  # (pair, state)
    found.war_risk[:, here] = p @ targets
    pairs_of = np.maximum(targets.sum(0), 1)
    found.support[:, here] = support @ targets / pairs_of
    war = (p * loss - p0 * loss0) @ targets
    before = _entrapment(game, p0, np.zeros((1, game.n_states), bool), moved[:1] & False)
    after = _entrapment(game, p, inside, moved)
    found.entrapment[:, here] = _PERCENT * after
    within = game.alone[:, None, :] + _over_partners(inside, game.pairwise)
    terms = np.where(inside, within, _over_partners(inside, game.outside))
    found.utilities[:, here] = terms - _PERCENT * (war + after - before)
    found.largest_share[:, here] = _largest_share(game, inside, moved, support)


def _moved(game: Game, inside: BoolArray) -> BoolArray:
    """Return which pairs have a member as target and none as challenger, shape (membership, pair)."""
    outside = (game.challenger < 0) | ~inside[:, np.maximum(game.challenger, 0)]
    return np.asarray(inside[:, game.target] & outside)


def _over_members(inside: BoolArray, gains: FloatArray) -> FloatArray:
    """Sum gains of shape (..., state, pair) over members: shape (..., membership, pair)."""
    return np.asarray(inside.astype(np.float64) @ gains)


def _over_partners(inside: BoolArray, gains: FloatArray) -> FloatArray:
    """Sum gains of shape (future, state, partner) over members other than the state itself: (future, membership, state)."""
    others = gains * ~np.eye(gains.shape[-1], dtype=bool)
    return np.asarray(inside.astype(np.float64) @ others.swapaxes(-1, -2))


def _chances(game: Game, inside: BoolArray, moved: BoolArray) -> FloatArray:
    """Return the chance of each pair's war in a year, shape (future, membership, pair)."""
    p = np.repeat(probability(game.log_odds)[:, None, :], len(inside), axis=1)
    for number in np.unique(game.theory):
        here = np.flatnonzero(game.theory == number)
        p[here] = np.where(moved, _moved_chances(game.futures(here), inside), p[here])
    return p


def _moved_chances(game: Game, inside: BoolArray) -> FloatArray:
    """Return the chance of war where a pair is moved, under futures of one theory."""
    slope, cap, step, surge, share = (
        v[:, None, None] for v in (game.slope, game.cap, game.step, game.surge, game.surge_share)
    )
    dose = np.where(inside[:, :, None], game.dose, 0.0).max(axis=1, initial=0.0)  # (membership, pair)
    newly = (dose > 0) & ~(game.first_only[:, None, None] & (game.total0[:, None, :] > 0))
    before, after = _statistic(game, inside, dose)
    rises = after > before
    if game.in_logs[0] and game.statistic[0] != ANY:
        before, after = np.log1p(before), np.log1p(after)
    counts = ~game.first_only[:, None, None] | (rises & (before == 0))
    shift = slope * (np.minimum(after, cap) - np.minimum(before, cap)) + step * rises
    x = game.log_odds[:, None, :] + np.where(counts, shift, 0.0)
    part = share * newly
    return np.asarray(part * probability(x + surge) + (1.0 - part) * probability(x))


def _statistic(game: Game, inside: BoolArray, dose: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the statistic before and after, shapes (future, 1 or membership, pair)."""
    statistic = int(game.statistic[0])
    if statistic == LARGEST:
        before = game.largest0[:, None, :]
        return before, np.maximum(before, dose)
    if statistic == ANY:
        before = (game.total0[:, None, :] > 0).astype(np.float64)
        return before, np.maximum(before, dose > 0)
    if statistic == TOTAL:
        before, gain = game.total0[:, None, :], game.dose if game.total_gain is None else game.total_gain
    else:
        before, gain = game.support0[:, None, :], game.support_gain
    return before, before + _over_members(inside, gain)


def _loss(game: Game, support: FloatArray) -> FloatArray:
    """Return the share of GDP that a war costs its target, shape (future, membership, pair)."""
    defeat = contest(game.own[:, None, :] + support, game.rival[:, None, :], game.decisiveness[:, None, None])
    return np.asarray(game.loss_base[:, None, :] + game.loss_defeat[:, None, :] * defeat)


def _entrapment(game: Game, p: FloatArray, inside: BoolArray, moved: BoolArray) -> FloatArray:
    """Return the expected cost of others' wars as a share of GDP, shape (future, membership, state)."""
    others = np.arange(game.n_states)[:, None] != game.target  # (state, pair)
    always = p @ (game.fights0 * others).swapaxes(-1, -2)
    newly = (p * moved) @ (game.fights_gain * others).swapaxes(-1, -2)
    return np.asarray(game.war_cost[:, None, :] * (always + inside * newly))


def _largest_share(game: Game, inside: BoolArray, moved: BoolArray, support: FloatArray) -> FloatArray:
    """Return the largest supporters' share of the support in the pairs that are moved, shape (future, membership)."""
    if game.gift0 is None or game.gift is None:
        return np.full(support.shape[:2], np.nan)
    largest = np.repeat(game.gift0[:, None, :], len(inside), axis=1)
    for d in range(game.n_states):
        given = np.where(inside[:, d, None], game.gift[:, None, d, :], 0.0)
        np.maximum(largest, given, out=largest)
    whole = (support * moved).sum(-1)
    part = (largest * moved).sum(-1)
    return np.asarray(np.divide(part, whole, out=np.full(whole.shape, np.nan), where=whole > 0))


def _shape_problems(game: Game) -> Iterator[str]:
    if game.dose.ndim != 2 or game.theory.ndim != 1:
        yield "dose has shape (state, pair) and theory has shape (future,)"
        return
    sizes = {"F": len(game.theory), "n": game.dose.shape[0], "q": game.dose.shape[1]}
    if not 1 <= sizes["n"] <= MOST_STATES:
        yield f"a pool has 1 to {MOST_STATES} states, found {sizes['n']}"
    for name, letters in _SHAPES.items():
        value, expected = getattr(game, name), tuple(sizes[letter] for letter in letters)
        if value is not None and value.shape != expected:
            yield f"{name} has shape ({', '.join(letters)}) = {expected}, found {value.shape}"
    if (game.gift0 is None) != (game.gift is None):
        yield "gift0 and gift are given together or not at all"


def _value_problems(game: Game) -> Iterator[str]:
    for name in _SHAPES:
        value = getattr(game, name)
        if value is None or name in _WHOLE or name in _YES_OR_NO:
            continue
        if np.isnan(value).any() or (name not in _UNBOUNDED and np.isinf(value).any()):
            yield f"{name} has values that are not finite: unknown is not zero"
        elif name in _NOT_NEGATIVE and (value < 0).any():
            yield f"{name} is never below 0, found {value.min()}"
    n = game.dose.shape[0]
    if ((game.target < 0) | (game.target >= n)).any() or (
        (game.challenger < -1) | (game.challenger >= n)
    ).any():
        yield f"target is a position of 0 to {n - 1}, challenger too or -1"
    if game.target.shape == game.challenger.shape and (game.target == game.challenger).any():
        yield "nobody challenges itself"
    if ((game.statistic < 0) | (game.statistic >= len(STATISTICS))).any():
        yield f"statistic is a number of 0 to {len(STATISTICS) - 1}"
    if (game.rival <= 0).any() or (game.own <= 0).any():
        yield "own and rival are above 0"
    if ((game.surge_share < 0) | (game.surge_share > 1)).any():
        yield "surge_share is a share"
