"""Gains from trade: exact equilibria of memberships in drawn worlds of trade, and a pairwise surrogate fitted to them.

A world of trade is one joint draw of the trade model's factors (elasticity, effects of agreements, depth, errors of
flows, targets and severity of coercion). Every future has one of a fixed number of them. Within a world the gain of a state under
a membership is solved exactly, once without coercion and once with the rival's cut of what it buys of every member, both
together with the new chapters, or, where all that is cut is sold elsewhere, at a discount; the surrogate is the pairwise sum that fits
exact solutions of random memberships best.
Gains are the change of real spending on goods over GDP: under trade in intermediates the welfare formula of one sector
applies to gross spending (Costinot and Rodríguez-Clare 2014, section 3.4).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from pato.errors import CoverageError, Problem
from pato.futures import Draws, Factor, Levels
from pato.kernels.arrays import BoolArray, FloatArray
from pato.kernels.gravity.solve import Solution
from pato.kernels.membership.game import members
from pato.memo import Memo
from pato.models.trade import assumptions, restrictions
from pato.models.trade.agreements import in_force, of_instrument
from pato.models.trade.flows import Flows
from pato.models.trade.model import TradeModel
from pato.treaties.architecture import Architecture
from pato.treaties.norms import Instrument
from pato.world import World

WORLD = "membership_trade_world"
WORLDS, SEED = 64, 1
_PERCENT, _PER_BILLION, _HELD_OUT = 100.0, 1000.0, 0.25


@dataclass(frozen=True, slots=True)
class Surrogate:
    """Gains as sums over pairs, per cent of GDP a year, by world of trade.

    Attributes
    ----------
    pairwise, outside
        Gains of a member, or an outsider, from each member without coercion, shape (world, state, partner).
    coerced_alone, coerced_pairwise, coerced_outside
        Effect of the rival's coercion of all members, shapes (world, state) and (world, state, partner).
    error, spread
        Root mean square error on memberships that were not fitted, and the gains' own standard deviation there, per cent
        of GDP, without and with coercion.
    fitted, tested
        How many memberships.
    """

    pairwise: FloatArray
    outside: FloatArray
    coerced_alone: FloatArray
    coerced_pairwise: FloatArray
    coerced_outside: FloatArray
    error: tuple[float, float]
    spread: tuple[float, float]
    fitted: int
    tested: int

    def gains(self, masks: npt.ArrayLike, *, coerced: bool) -> FloatArray:
        """Return the surrogate's gains, shape (world, membership, state); coerced: what coercion adds."""
        inside = members(masks, self.pairwise.shape[1])
        pairs, others = (
            (self.coerced_pairwise, self.coerced_outside) if coerced else (self.pairwise, self.outside)
        )
        alone = self.coerced_alone if coerced else np.zeros(self.pairwise.shape[:2])
        within = alone[:, None, :] + _over_partners(inside, pairs)
        return np.where(inside, within, _over_partners(inside, others))


_MADE = Memo(8)


@dataclass(frozen=True)
class TradeWorlds:
    """Exact solutions for memberships of a pool, solved once and kept.

    Attributes
    ----------
    model, draws
        The trade model and its draws, one a world.
    states
        The pool.
    changes
        Log changes of flows at unchanged prices if all of the pool were members, shape (world, economy, economy).
    rival
        The coercing state, or None.
    chapters
        Whether the treaty brings chapters of trade, and they are asked about.
    gdp_usd_bn
        Shape (state,).
    """

    model: TradeModel
    draws: Draws
    states: tuple[str, ...]
    changes: FloatArray
    rival: str | None
    gdp_usd_bn: FloatArray
    chapters: bool = True
    _gained: Memo = field(default_factory=lambda: Memo(1 << 10), init=False, compare=False, repr=False)
    _last: Memo = field(default_factory=lambda: Memo(4), init=False, compare=False, repr=False)

    @classmethod
    def of(
        cls,
        world: World,
        status_quo: Architecture,
        date: str,
        states: Sequence[str],
        treaty: Instrument,
        rival: str | None,
        *,
        chapters: bool = True,
    ) -> TradeWorlds | None:
        """Return the worlds of trade, or None if nothing changes trade: no economic chapters and no coercion.

        Parameters
        ----------
        chapters
            Whether the treaty's chapters are asked about.

        Raises
        ------
        CoverageError
            If GDP or sales at home of a state are not known.
        """
        agreement = of_instrument(treaty, world) if chapters else None
        economies = world.trade.economies
        rival = rival if rival in economies and rival not in states else None
        if agreement is None and rival is None:
            return None
        gdp = world.array("gdp_usd_bn", states).values
        lacking = [
            s
            for s, g in zip(states, gdp, strict=True)
            if not np.isfinite(g) or s not in economies or (s, s) not in world.trade.flows
        ]
        if lacking:
            told = f"no GDP, or no sales of goods at home, are known of {', '.join(lacking)}."
            raise CoverageError(
                Problem("trade", told, "Leave them out of the pool, or leave trade out with --without trade.")
            )
        kept = [*states, *([] if rival is None else [rival])]
        model = TradeModel(world, status_quo, date, Flows(world.trade.closed(kept)))
        draws = model.design(WORLDS, SEED).draw()
        names = model.flows.economies
        changes = np.zeros((draws.n_futures, len(names), len(names)))
        if agreement is not None:
            network = in_force(world, status_quo, date)
            after = network.with_all(agreement, states)
            changes = after.effects(draws, names) - network.effects(draws, names)
        made = cls(model, draws, tuple(states), changes, rival, gdp, agreement is not None)
        # texts with the same effect on trade share one object, so that it is solved and fitted once
        asked = world, status_quo, date, tuple(kept), rival, made.chapters, changes.tobytes()
        return _MADE.get(*asked, make=lambda: made)

    def gains(self, masks: Sequence[int], *, coerced: bool) -> FloatArray:
        """Return exact gains, per cent of GDP a year, shape (world, membership, state).

        Parameters
        ----------
        masks
            Memberships.
        coerced
            Whether to return the effect of the rival's coercion of all members, instead of the gains without it.

        Raises
        ------
        CoverageError
            If an equilibrium is not found.
        """
        found = []
        for mask in masks:
            if coerced and self.rival is not None:
                solved = self._solve(int(mask), coerced=True) - self._solve(int(mask), coerced=False)
                resold = restrictions.all_resold(self.draws)[:, None]
                found.append(np.where(resold, -self._resold(int(mask)), solved))
            else:
                found.append(
                    np.zeros_like(self._solve(0, coerced=False))
                    if coerced
                    else self._solve(int(mask), coerced=False)
                )
        return np.stack(found, axis=1)

    def _resold(self, mask: int) -> FloatArray:
        """Return members' losses if everything that the rival no longer buys is sold elsewhere, per cent of GDP a year, shape (world, state)."""
        flows, inside = self.model.flows, members([mask], len(self.states))[0]
        share, drawn = restrictions.share_cut(self.draws), flows.drawn(self.draws)
        found = np.zeros((self.draws.n_futures, len(self.states)))
        for i in np.flatnonzero(inside):
            cut = restrictions.unsold(share, drawn, flows, str(self.rival), self.states[i])
            found[:, i] = _PERCENT * self.draws[assumptions.DISCOUNT] * cut / self.gdp_usd_bn[i]
        return found

    def _solve(self, mask: int, *, coerced: bool) -> FloatArray:
        """Return the gains of a membership, per cent of GDP a year, shape (world, state)."""
        if mask == 0 or not (coerced or self.chapters):
            return np.zeros((self.draws.n_futures, len(self.states)))
        return self._gained.get(mask, coerced, make=lambda: self._gain(self._solution(mask, coerced=coerced)))

    def _gain(self, found: Solution) -> FloatArray:
        place = [self.model.flows.economies.index(s) for s in self.states]
        spending = self.model.flows.drawn(self.draws).sum(axis=1)
        worth = spending * (found.welfare - 1.0) / _PER_BILLION
        return np.asarray(_PERCENT * worth[:, place] / self.gdp_usd_bn)

    def _solution(self, mask: int, *, coerced: bool) -> Solution:
        """Return an equilibrium; the last few are held, since coercion starts from the one without."""
        return self._last.get(mask, coerced, make=lambda: self._solved_for(mask, coerced=coerced))

    def _solved_for(self, mask: int, *, coerced: bool) -> Solution:
        economies = self.model.flows.economies
        inside = members([mask], len(self.states))[0]
        names = {s for s, one in zip(self.states, inside, strict=True) if one}
        bound = np.array([e in names for e in economies])
        changes = np.where(bound[:, None] & bound, self.changes, 0.0)
        near = None
        if coerced:
            cut = restrictions.share_cut(self.draws)
            changes += restrictions.cut_between(cut, self.model.flows, str(self.rival), sorted(names))
            near = self._solution(mask, coerced=False) if self.chapters else None
        found, _ = self.model.solved(self.draws, changes, start=near)
        if found.status.any():
            fix = "Leave trade out with --without trade."
            raise CoverageError(Problem("trade", "no equilibrium is found for a membership.", fix))
        return found

    @cached_property
    def surrogate(self) -> Surrogate:
        """The pairwise surrogate, fitted to exact solutions of random memberships of every size: six per state, at least 24, a quarter reserved for the test."""
        n = len(self.states)
        return _fitted(self, _random_memberships(n, min(max(24, 6 * n), (1 << n) - n - 1)))


def factor() -> Factor:
    """Return the factor that picks a world of trade for every future."""
    levels = Levels(tuple(f"w{k:02d}" for k in range(WORLDS)), "replicate")
    return Factor(
        WORLD,
        levels,
        f"one of {WORLDS} joint draws of the trade model's factors (library/assumptions/trade.yaml)",
        "assumption",
    )


def _random_memberships(n: int, count: int) -> list[int]:
    """Return different memberships of at least two states: every size alike, members by lot; everybody first."""
    stream = np.random.Generator(np.random.Philox(SEED))
    found = {(1 << n) - 1: None}
    while len(found) < count:
        size = int(stream.integers(2, n + 1)) if n > 2 else 2
        chosen = stream.permutation(n)[:size]
        found[int(sum(1 << int(i) for i in chosen))] = None
    return list(found)


def _fitted(worlds: TradeWorlds, masks: list[int]) -> Surrogate:
    n, solved = len(worlds.states), []
    for mask in masks:
        solved.append([worlds.gains([mask], coerced=c)[:, 0] for c in (False, True)])
    values = np.array(solved).transpose(1, 2, 0, 3)  # (without, with), world, membership, state
    inside = members(masks, n)
    tested = max(1, int(_HELD_OUT * len(masks))) if len(masks) > 8 else 0
    rows = slice(0, len(masks) - tested)
    pairwise, outside, _ = _regressed(values[0][:, rows], inside[rows], intercept=False)
    more, more_outside, alone = _regressed(values[1][:, rows], inside[rows], intercept=True)
    made = Surrogate(pairwise, outside, alone, more, more_outside, (0.0, 0.0), (0.0, 0.0), rows.stop, tested)
    held = masks[rows.stop :] or masks
    exact = values[:, :, rows.stop :] if tested else values
    gaps = [exact[c] - made.gains(held, coerced=bool(c)) for c in (0, 1)]
    error = tuple(float(np.sqrt((g**2).mean())) for g in gaps)
    spread = tuple(float(e.std()) for e in exact)
    return Surrogate(
        pairwise,
        outside,
        alone,
        more,
        more_outside,
        (error[0], error[1]),
        (spread[0], spread[1]),
        rows.stop,
        tested,
    )


def _regressed(
    values: FloatArray, inside: BoolArray, *, intercept: bool
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the gains of members and outsiders from each member, and members' own term; least squares in each world."""
    n = inside.shape[1]
    pairwise, outside = np.zeros((len(values), n, n)), np.zeros((len(values), n, n))
    alone = np.zeros((len(values), n))
    for i in range(n):
        others = np.arange(n) != i
        for where, target, own in ((inside[:, i], pairwise, intercept), (~inside[:, i], outside, False)):
            if not where.any():
                continue
            design = inside[where][:, others].astype(float)
            if own:
                design = np.column_stack([design, np.ones(len(design))])
            found = np.linalg.lstsq(design, values[:, where, i].T, rcond=None)[0].T
            target[:, i, others] = found[:, : n - 1]
            if own:
                alone[:, i] = found[:, -1]
    return pairwise, outside, alone


def _over_partners(inside: BoolArray, gains: FloatArray) -> FloatArray:
    """Sum gains of shape (world, state, partner) over members other than the state: (world, membership, state)."""
    others = gains * ~np.eye(gains.shape[-1], dtype=bool)
    return np.asarray(inside.astype(float) @ others.swapaxes(-1, -2))
