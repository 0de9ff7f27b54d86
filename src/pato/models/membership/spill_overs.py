"""Costs of a war to states that do not fight in it: neighbours of its site, and trading partners.

The value of peace to states other than the victim. A large war at home lowers the output of states near the site by a
range for as long as the site's own loss lasts, and that of partners in trade by a range times their trade in goods
with the site over their GDP; of the two the larger counts, since the neighbours' figure holds their trade.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pato.futures import Draws
from pato.kernels.arrays import BoolArray, FloatArray
from pato.models.membership.war import WarSide
from pato.world import World

NEIGHBOURS = (1, 2, 3, 4)
"""Codes of contiguity: a land border, or up to 150 miles of sea."""
SYMBOLS = ("spill_neighbour", "spill_trade", "loss_years", "large_war_share")
_MILLIONS = 1000.0


@dataclass(frozen=True, slots=True)
class SpillOvers:
    """States near the site of a pair's war, and their trade with it.

    Attributes
    ----------
    neighbour
        Whether a state is near the target and of neither side, shape (seat, pair).
    trade
        Trade in goods with the target over the state's own GDP, shape (seat, pair); 0 where no figure is known.
    home
        Whether the war is fought on the target's soil, shape (pair,).
    unknown
        States with unknown trade with some target: their losses through it are left out.
    """

    neighbour: BoolArray
    trade: FloatArray
    home: BoolArray
    unknown: tuple[str, ...]

    @classmethod
    def of(cls, world: World, war: WarSide, states: Sequence[str], gdp_usd_bn: FloatArray) -> SpillOvers:
        """Return the spill-overs of a pool's pairs; rows are seats."""
        own = list(war.place[: len(states)])
        of = np.array([own.index(p) for p in war.place], np.int64)
        third = war.place[:, None] != war.risk.targets
        third &= war.place[:, None] != war.risk.challengers
        contiguity = war.support.joining.figures["contiguity"]
        near = np.isin(contiguity[np.ix_(war.place, war.risk.targets)], NEIGHBOURS)
        shares = _shares(world, states, gdp_usd_bn)
        unknown = tuple(s for s, row in zip(states, shares, strict=True) if np.isnan(row).any())
        traded = np.where(third, np.nan_to_num(shares)[of][:, of[war.target]], 0.0)
        return cls(near & third, traded, war.near(), unknown)

    def losses(self, draws: Draws) -> FloatArray:
        """Return each state's loss from a war of each pair, share of a year's GDP, shape (future, seat, pair)."""
        near = (draws["spill_neighbour"] * draws["loss_years"])[:, None, None] * self.neighbour
        traded = draws["spill_trade"][:, None, None] * self.trade
        return np.asarray(draws["large_war_share"][:, None, None] * self.home * np.maximum(near, traded))


def _shares(world: World, states: Sequence[str], gdp_usd_bn: FloatArray) -> FloatArray:
    """Return trade of the row's state with the column's over the row's GDP; NaN where it is not known, 0 on the diagonal."""
    flows = world.trade.flows if world.trade is not None else {}
    found = np.full((len(states), len(states)), np.nan)
    np.fill_diagonal(found, 0.0)
    for i, one in enumerate(states):
        for j, other in enumerate(states):
            known = [flows[p].usd_m for p in ((one, other), (other, one)) if i != j and p in flows]
            if known and np.isfinite(gdp_usd_bn[i]):
                found[i, j] = sum(known) / _MILLIONS / gdp_usd_bn[i]
    return found
