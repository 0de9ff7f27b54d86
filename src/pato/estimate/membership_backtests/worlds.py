"""The pool of a pact with the data of its time, with the shipped estimates or those fitted on the years before."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from pato.estimate.historical_pledges import atop_architecture, mutual_defence
from pato.estimate.historical_world import HistoricalWorld, historical_world
from pato.estimate.membership_backtests.specification import Pact
from pato.estimate.membership_backtests.trained import Training, in_a_system_of
from pato.models.membership.joined import committed_if_joined
from pato.models.membership.pool import Pool
from pato.models.membership.spill_overs import SpillOvers
from pato.models.risk.estimate import RiskModel
from pato.models.risk.war import WarRisk
from pato.treaties.architecture import Architecture

WITHOUT = ("trade", "coercion", "burden", "common_budget")
"""Terms of the utility that no data of these years allow."""


@dataclass(frozen=True)
class Setting:
    """A pact's world and status quo, and its pool with the estimates that ship."""

    pact: Pact
    world: HistoricalWorld
    status_quo: Architecture
    pool: Pool

    @classmethod
    def of(cls, pact: Pact, folder: str | None = None) -> Setting:
        """Return the setting of a pact: the world of its year, and the pledges that it is added to."""
        world = historical_world(folder, pact.year)
        quo = atop_architecture(world, folder, year=pact.pledges)
        treaty = mutual_defence(pact.id, pact.title, pact.members)
        pool = Pool.of(world, quo, f"{pact.year}-12-31", pact.members, treaty, without=WITHOUT)
        return cls(pact, world, quo, pool)

    def pool_with(self, training: Training | None) -> Pool:
        """Return the pool with risk and joining fitted on the years before, or with those that ship."""
        year, states, shipped = self.pact.year, len(self.world.states), self.pool.war
        if training is None:
            risk, joining = shipped.risk.risk, in_a_system_of(shipped.support.joining.logit, states)
        else:
            risk, joining = training.risk(year), training.joining(year, states)
        return with_models(self.pool, self.world, self.status_quo, risk, joining)


def with_models(
    pool: Pool, world: HistoricalWorld, status_quo: Architecture, risk: RiskModel, joining: RiskModel
) -> Pool:
    """Return a pool with war inputs from other estimates.

    Every challenger of the estimate's sample counts: which pairs are small enough to be left out is another question
    under other coefficients.
    """
    whole = WarRisk.of(world, status_quo, pool.date)
    held = np.isin(whole.targets, pool.war.place)
    r, k = whole.challengers[held], whole.targets[held]
    chances = replace(pool.war.support.joining, logit=joining)
    ours = replace(whole, risk=risk, joining=chances, design=whole.design[held], challengers=r, targets=k)
    support = replace(pool.war.support, joining=chances, challengers=r, targets=k)
    then = committed_if_joined(ours, pool.war.place, status_quo, pool.treaty, pool.states)
    target = np.array([int(np.flatnonzero(pool.war.place == t)[0]) for t in k], np.int64)
    war = replace(pool.war, risk=ours, support=support, then=(then,), target=target, left_out=0.0)
    return replace(pool, war=war, spill_overs=SpillOvers.of(world, war, pool.states, pool.gdp_usd_bn))
