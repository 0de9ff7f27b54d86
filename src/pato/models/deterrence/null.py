"""T-null: pledges do not change the risk of war."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pato.kernels.projection import PledgeDose
from pato.models.deterrence.base import Draws, FloatArray


@dataclass(frozen=True, slots=True)
class Null:
    """No effect."""

    id: str = "null"
    label: str = "no effect"
    basis: str = "assumption"

    def describe(self) -> str:
        """Return what it claims."""
        return (
            "Pledges leave the risk of war as it is. Defence pacts show no effect on disputes after 1945 in the "
            "project's own estimates, as in Kenwick, Vasquez and Powers (2015)."
        )

    def logit_shift(
        self, draws: Draws, dose_status_quo: PledgeDose, dose_architecture: PledgeDose
    ) -> FloatArray:
        """Return zeros, shape (future, challenger, target)."""
        pairs = np.broadcast_shapes(dose_status_quo.largest.shape, dose_architecture.largest.shape)[-2:]
        return np.zeros((len(draws.values), *pairs))


THEORY = Null()
