"""Militarized disputes to be expected against a state in a year, under an architecture (M1 at the level of disputes).

    logit p(r, k) = x(r, k) b + rise(theory) in the first years of the horizon

Pledges have no lasting effect here, under any theory: the project's own estimates show none on disputes, and the effects that theories
of deterrence claim are on wars. What theories say of provocation rests on disputes, and raises them here for its years. A dispute is
a threat, a display or a use of force between states; incidents of a grey zone below that are not counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import xarray as xr

from pato.futures import Draws, Evaluation, status_variable
from pato.futures.dims import FUTURE, TARGET
from pato.kernels.arrays import FloatArray
from pato.kernels.chances import probability
from pato.models.commitments.profiles import Commitments
from pato.models.risk.pairs import PairRisk, draws_by_theory
from pato.treaties.architecture import Architecture

ESTIMATE, OUTCOME = "risk_dispute_today", "disputes_a_year"


@dataclass(frozen=True)
class Disputes(PairRisk):
    """The model for one world and one status quo; see the module and `pato.models.risk.pairs.PairRisk`."""

    estimate_id = ESTIMATE
    level = "dispute"
    outcome: ClassVar[str] = "disputes"
    noun: ClassVar[str] = "militarised disputes"
    id: str = "disputes"

    def probabilities(self, draws: Draws, then: Commitments) -> FloatArray:
        """Return the chance that each challenger starts a dispute with its target within a year, shape (future, pair).

        Parameters
        ----------
        draws
            Draws of the model's factors.
        then
            Commitments.

        Raises
        ------
        UsageError
            If the commitments are not of the model's states.
        """
        self.refuse_other_states(then)
        x = self.today(draws)
        p = probability(x)
        pairs = self.moved(draws, then).pairs
        if not len(pairs):
            return p
        for theory, here in draws_by_theory(draws):
            surge = theory.surge(self.situation(theory, here, draws, then))
            if surge is not None:
                own = np.ix_(here, pairs)
                p[own] += surge.share * (probability(x[own] + surge.log_odds) - p[own])
        return p

    def evaluate(self, draws: Draws, architecture: Architecture) -> Evaluation:
        """Return the expected number against each target, shape (future, target).

        ``disputes_a_year`` are those that named rivals from outside begin, ``disputes_all_a_year`` those of all challengers.
        """
        p, unit = self.probabilities(draws, self.committed(architecture)), f"expected {self.noun} a year"
        found = {
            f"{self.outcome}_a_year": (
                self.by_target(p, self.counted),
                f"{self.noun}, by named rivals from outside",
            ),
            f"{self.outcome}_all_a_year": (self.by_target(p), f"{self.noun}, by all challengers"),
        }
        outcomes = xr.Dataset(
            {
                n: ((FUTURE, TARGET), v, {"units": unit, "long_name": label})
                for n, (v, label) in found.items()
            },
            {TARGET: list(self.states)},
        )
        return Evaluation(outcomes, xr.Dataset({"status": status_variable(0, draws)}))
