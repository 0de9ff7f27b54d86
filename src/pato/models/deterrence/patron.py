"""T-patron: what deters is the pledge of the strongest state pledged, as estimated."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pato.kernels.projection import PledgeDose
from pato.models.deterrence.base import Draws, FloatArray

COEFFICIENT = "dose_largest"
"""The risk model's coefficient of the largest pledger's dose."""


@dataclass(frozen=True, slots=True)
class Patron:
    """The largest pledger's dose times its estimated coefficient."""

    id: str = "patron"
    label: str = "largest pledger"
    basis: str = "estimate"

    def describe(self) -> str:
        """Return what it claims."""
        return (
            "The log-odds of war change with the distance-discounted capability of the strongest outside state "
            "pledged to the target and to nobody it would fight for the challenger; further pledgers add nothing. "
            "Estimated on few wars and found after many specifications: exploratory."
        )

    def logit_shift(
        self, draws: Draws, dose_status_quo: PledgeDose, dose_architecture: PledgeDose
    ) -> FloatArray:
        """Return coefficient times change in the largest pledger's dose, shape (future, challenger, target)."""
        return np.asarray(draws.of(COEFFICIENT) * (dose_architecture.largest - dose_status_quo.largest))


THEORY = Patron()
