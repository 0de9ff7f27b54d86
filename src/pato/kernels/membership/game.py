"""A game of memberships on plain arrays, and what every state gains under a membership (M7).

A pool of n states is a row of bits: membership 5 = 0b101 has the states at positions 0 and 2. For each pair of a
challenger r and a target k of the pool, joining forces moves the chance of war by an assumption about deterrence, adds
expected support, and may make members fight in each other's wars. Gains are in per cent of GDP a year, relative to
the status quo (the empty membership):

    u_i(C) = -100 (war loss_i(C) - war loss_i(0)) - 100 (entrapment_i(C) - entrapment_i(0))
             - 100 (spill-overs_i(C) - spill-overs_i(0))
             + alone_i + sum of pairwise_ij over members j     for members i
             + sum of outside_ij over members j                for all others

    war loss_i   = sum over pairs with k = i of p (loss_base + loss_defeat P(defeat))
    entrapment_i = war_cost_i sum over pairs with k != i of p (fights0_i + [i, k in C, r outside] fights_gain_i)
    spill-overs_i = sum over pairs with k != i of p spill_i

Only pairs with a member as target and a non-member as challenger are changed; members' additions to each other's
support are independent (no feedback between joiners), which is the sweep's surrogate.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pato.kernels.arrays import BoolArray, FloatArray, IntArray
from pato.kernels.deterrence import STATISTICS

MOST_STATES = 30
LOW_BITS = 6
"""Lowest states that vary within a block of memberships."""
_PERCENT = 100.0
_AT_ONCE = 4_000_000
_SHAPES: dict[str, str] = {
    "target": "q",
    "challenger": "q",
    "log_odds": "Fq",
    "reach": "nq",
    "worth": "Fnq",
    "newly": "Fnq",
    "largest0": "Fq",
    "total0": "Fq",
    "any0": "Fq",
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
    "gift0": "Fq",
    "gift": "Fnq",
    "weight": "n",
    "spill": "Fnq",
}
_WHOLE = ("target", "challenger", "theory", "statistic")
_YES_OR_NO = ("in_logs", "first_only")
_UNBOUNDED = ("cap",)
_BY_PAIR = ("loss_base", "loss_defeat")
_NOT_NEGATIVE = (
    "reach",
    "worth",
    "newly",
    "largest0",
    "total0",
    "any0",
    "support0",
    "decisiveness",
    "weight",
    "spill",
)


@dataclass(frozen=True, slots=True)
class Game:
    """Inputs for the values of memberships of a pool of n states, over F futures and q pairs of challenger and target.

    Attributes
    ----------
    target
        Position of k in the pool, shape (q,).
    challenger
        Position of r in the pool, -1 outside it, shape (q,).
    log_odds
        That r starts a war against k within a year, at the status quo, shape (F, q).
    reach
        Per cent of world capability that arrives at k from each state, shape (n, q).
    worth, newly
        Strength of a member's commitment to k against r, 0 to 1, and its increase, shapes
        (F, n, q); both 0 where it is k or r, is committed to no more than before or is barred by its pledge to r.
    largest0, total0
        Doses of the status quo in per cent, shapes (F, q).
    any0
        Worth of the strongest commitment at the status quo, 0 to 1, shape (F, q).
    theory
        A number for the assumption about deterrence that holds, shape (F,): statistics group futures by it, and nothing else reads it.
    statistic, in_logs, first_only
        Which statistic of what is pledged the theory looks at (a place in `pato.kernels.deterrence.STATISTICS`), whether it counts
        in logs, and whether only what today's commitments left to be pledged counts, shapes (F,).
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
    gift0, gift
        Largest expected support by one state at the status quo, shape (F, q), and what each member gives as a
        member, shape (F, n, q): for the largest supporter's share. None: the share is not computed (NaN).
    spill
        Share of GDP that a state loses by the war of a pair that it does not fight in, shape (F, n, q). None: nothing.
    weight
        Of each state in sums of gains, for example its share of the pool's GDP, shape (n,). None: equal, summing to 1.
    """

    target: IntArray
    challenger: IntArray
    log_odds: FloatArray
    reach: FloatArray
    worth: FloatArray
    newly: FloatArray
    largest0: FloatArray
    total0: FloatArray
    any0: FloatArray
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
    gift0: FloatArray | None = None
    gift: FloatArray | None = None
    weight: FloatArray | None = None
    spill: FloatArray | None = None

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
        return int(self.worth.shape[1])

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

    def first(self, count: int) -> Game:
        """Return the game of the first states alone: the others do not join, and wars against them are left out."""
        if count == self.n_states:
            return self
        cut = {"F": slice(None), "n": slice(count), "q": np.flatnonzero(self.target < count)}
        parts = {}
        for name, letters in _SHAPES.items():
            value = getattr(self, name)
            for axis, letter in enumerate(letters):
                if value is not None:
                    value = value[(slice(None),) * axis + (cut[letter],)]
            parts[name] = value
        # who is no longer of the pool challenges it from outside
        parts["challenger"] = np.where(parts["challenger"] < count, parts["challenger"], -1)
        return Game(**parts)

    def futures(self, chosen: slice | IntArray) -> Game:
        """Return the game of some futures only."""
        parts = {f.name: getattr(self, f.name) for f in fields(self)}
        varying = {name for name, shape in _SHAPES.items() if shape[0] == "F"}
        return Game(**{k: v[chosen] if k in varying and v is not None else v for k, v in parts.items()})


class Tables(NamedTuple):
    """A game as the compiled code reads it: nothing is missing, and ``low`` is how many lowest states vary within a block of memberships."""

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


def members(masks: npt.ArrayLike, n: int) -> BoolArray:
    """Return the members of each membership, shape (membership, state).

    >>> members([5], 3).tolist()
    [[True, False, True]]
    """
    bits = np.asarray(masks, np.int64)[:, None] >> np.arange(n, dtype=np.int64)
    return np.asarray(bits & 1, bool)


def _shape_problems(game: Game) -> Iterator[str]:
    if game.worth.ndim != 3 or game.theory.ndim != 1:
        yield "worth has shape (future, state, pair) and theory has shape (future,)"
        return
    sizes = {"F": len(game.theory), "n": game.worth.shape[1], "q": game.worth.shape[2]}
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
    n = game.n_states
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
