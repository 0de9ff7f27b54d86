"""Members' spending under an architecture, as a share of GDP, in a study's futures: today's effort, and pledges kept in part."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from pato.futures import Draws, Evaluation, Factor, Status
from pato.futures.dims import FUTURE, STATE
from pato.futures.status import flags
from pato.kernels.arrays import FloatArray
from pato.models.assumptions import Assumptions, load_assumptions
from pato.models.burden.in_force import InForce, in_force
from pato.models.decision.bodies import pledge_of
from pato.models.pledges import added_pact
from pato.treaties.architecture import Architecture
from pato.world import World

COMPLIANCE = "pledge_compliance"
BURDEN, ADDED, GINI = "burden_percent_gdp", "burden_added_percent_gdp", "burden_gini"
_PERCENT, _MILLIONS_A_BILLION = 100.0, 1000.0


@dataclass(frozen=True)
class BurdenShares:
    """The model for one world, status quo and set of members.

    Attributes
    ----------
    world, status_quo, date
        Figures, the architecture in force, and the day on which members are read.
    members
        ISO codes along the axis of states.
    effort
        Military expenditure today as a share of GDP, shape (member,); NaN where it is not known.
    held
        Commitments in force: pledges of the status quo, budgets and plans.
    """

    world: World
    status_quo: Architecture
    date: str
    members: tuple[str, ...]
    effort: FloatArray
    held: InForce
    assumptions: Assumptions
    id: str = "burden"

    @classmethod
    def of(
        cls, world: World, status_quo: Architecture, date: str, *, members: tuple[str, ...]
    ) -> BurdenShares:
        """Return the model of a world; see `DecisionCapacity.of` for the parameters."""
        effort = np.array([_effort(m, world) for m in members], np.float64)
        held = in_force(status_quo, date, members)
        return cls(world, status_quo, date, tuple(members), effort, held, load_assumptions("burden"))

    def factors(self) -> list[Factor]:
        """Return the uncertain factor: the share of a pledge that is kept."""
        return self.assumptions.factors((COMPLIANCE,))

    def evaluate(self, draws: Draws, architecture: Architecture) -> Evaluation:
        """Return the spending of each of the study's members.

        Outcomes: ``burden_percent_gdp`` (future, state), today's expenditure plus the drawn share of the gap to
        commitments in force and, for parties of the pact that the architecture adds, to its pledge;
        ``burden_added_percent_gdp`` (future, state), the pact's addition to commitments in force; and ``burden_gini``
        (future,), the Gini coefficient of the first over members with known expenditure: 0 if all spend the same
        share of GDP.
        """
        pledge = self.pledge(architecture)
        added = np.where(np.isnan(pledge), 0.0, self.held.gap(self.effort, pledge))
        kept = _PERCENT * draws[COMPLIANCE][:, None]
        percent = _PERCENT * self.effort + kept * (self.held.floor(self.effort) - self.effort + added)
        known = np.isfinite(self.effort)
        covered = Status.CONVERGED if known.sum() > 1 else Status.NOT_COVERED
        spread = gini(percent[:, known]) if known.sum() > 1 else np.full(draws.n_futures, np.nan)
        name = "Military expenditure"
        outcomes = xr.Dataset(
            {
                BURDEN: ((FUTURE, STATE), percent, {"units": "per cent of GDP", "long_name": name}),
                ADDED: (
                    (FUTURE, STATE),
                    kept * (added + 0.0 * self.effort),
                    {
                        "units": "per cent of GDP",
                        "long_name": f"{name}: what the pact adds to what is in force",
                    },
                ),
                GINI: (
                    (FUTURE,),
                    spread,
                    {"units": "Gini coefficient", "long_name": f"{name} in GDP: spread between members"},
                ),
            },
            {STATE: list(self.members)},
        )
        codes = np.where(known, Status.CONVERGED.code, Status.NOT_COVERED.code).astype(np.int8)
        by_state = np.repeat(codes[None], draws.n_futures, axis=0)
        together = np.full(draws.n_futures, covered.code, np.int8)
        diagnostics = {
            f"{BURDEN}_status": ((FUTURE, STATE), by_state, flags()),
            f"{ADDED}_status": ((FUTURE, STATE), by_state, flags()),
            f"{GINI}_status": ((FUTURE,), together, flags()),
        }
        return Evaluation(outcomes, xr.Dataset(diagnostics, {STATE: list(self.members)}))

    def pledge(self, architecture: Architecture) -> FloatArray:
        """Return the share of GDP that each member is newly pledged to spend, shape (member,); NaN where it is not."""
        pact = added_pact(architecture, self.status_quo, self.date)
        share = None if pact is None else pledge_of(pact)
        if pact is None or share is None:
            return np.full(len(self.members), np.nan)
        parties = pact.parties_on(architecture.date or self.date)
        return np.where(np.isin(self.members, parties), share, np.nan)


def gini(values: FloatArray) -> FloatArray:
    """Return Gini's coefficient of each row, shape (future,), from values of shape (future, member).

    Half the mean absolute difference of all pairs over the mean: 0 where all are equal, ``1 - 1/n`` where one has all.
    Summed pair by pair, so that chunks do not show (C5).
    """
    n = values.shape[1]
    total, apart = np.zeros(len(values)), np.zeros(len(values))
    for i in range(n):
        total += values[:, i]
        for j in range(i):
            apart += np.abs(values[:, i] - values[:, j])
    return np.asarray(apart / (n * total))


def _effort(member: str, world: World) -> float:
    figures = world.states.get(member)
    if figures is None:
        return float("nan")
    income, spent = figures["gdp_usd_bn"], figures["milex_usd_m"]
    if income is None or spent is None:
        return float("nan")
    return float(spent.value) / _MILLIONS_A_BILLION / float(income.value)
