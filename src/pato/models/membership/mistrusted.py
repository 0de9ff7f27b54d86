"""Cost of mistrust of each partner to the states that an architecture newly binds to defend it, in a study's futures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import xarray as xr

from pato.futures import Draws, Evaluation, Factor, Status
from pato.futures.dims import FUTURE, PARTNER, STATE
from pato.futures.status import flags
from pato.models.membership.assumptions import MembershipAssumptions, load
from pato.models.membership.mistrust import Mistrust
from pato.models.pledges import pledged
from pato.treaties.architecture import Architecture
from pato.world import World

COST = "mistrust_percent_gdp"
FACTORS = ("mistrust_rivalry", "mistrust_claim", "mistrust_occupation", "mistrust_half_life")


@dataclass(frozen=True, slots=True)
class Mistrusted:
    """The model for one world and status quo.

    Attributes
    ----------
    status_quo, date
        The architecture in force, and the day on which pledges are read.
    states
        Members.
    mistrust
        Their reasons to mistrust one another.
    assumptions
        Ranges of these costs.
    """

    status_quo: Architecture
    date: str
    states: tuple[str, ...]
    mistrust: Mistrust
    assumptions: MembershipAssumptions
    id: str = "mistrust"

    @classmethod
    def of(cls, world: World, status_quo: Architecture, date: str, *, members: Sequence[str]) -> Mistrusted:
        """Return the model of a world."""
        states = tuple(members)
        return cls(status_quo, date, states, Mistrust.of(world, states, date), load())

    def factors(self) -> list[Factor]:
        """Return the assumed ranges: they are those of memberships, under their own ids."""
        known = replace(self.assumptions, of={name: self.assumptions.of[name] for name in FACTORS})
        return known.factors()

    def evaluate(self, draws: Draws, architecture: Architecture) -> Evaluation:
        """Return ``mistrust_percent_gdp``, dims (future, state, partner): per cent of the state's GDP a year.

        A state bears it towards each partner that it owes defence under the architecture and not at the status quo.
        """
        then = pledged(architecture, self.date, self.states)
        newly = then & ~pledged(self.status_quo, self.date, self.states)
        cost = self.mistrust.cost(draws) * newly
        about = {"units": "per cent of GDP a year", "long_name": "Cost of mistrust of each partner"}
        labels = {STATE: list(self.states), PARTNER: list(self.states)}
        codes = np.full(draws.n_futures, Status.CONVERGED.code, np.int8)
        return Evaluation(
            xr.Dataset({COST: ((FUTURE, STATE, PARTNER), cost, about)}, labels),
            xr.Dataset({f"{COST}_status": ((FUTURE,), codes, flags())}),
        )
