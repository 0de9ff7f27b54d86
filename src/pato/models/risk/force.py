"""Uses of force to be expected against a state in a year, under an architecture (M1 at the level of the use of force).

The model of disputes at another threshold: disputes that reach the use of force, which is a threshold that forecasts are asked at and that
carries the order of pairs better than the few wars do. Commitments have no lasting effect on it either.
"""

from __future__ import annotations

from dataclasses import dataclass

from pato.models.risk.disputes import Disputes

ESTIMATE = "risk_force_today"


@dataclass(frozen=True)
class Force(Disputes):
    """The model for one world and one status quo; see the module and `pato.models.risk.pairs.PairRisk`."""

    estimate_id = ESTIMATE
    level = "force"
    outcome = "uses_of_force"
    noun = "uses of force"
    id: str = "force"
