"""T-patron: what deters is the pledge of the strongest state pledged, as estimated."""

from __future__ import annotations

import numpy as np

from pato.kernels.arrays import FloatArray
from pato.models.risk.theories.base import Situation, Theory

COEFFICIENT = "dose_largest"
"""The risk model's coefficient of the largest pledger's dose."""


class Patron(Theory):
    """The largest pledger's dose times its estimated coefficient."""

    id = "patron"
    label = "largest pledger"
    basis = "estimate"

    def describe(self) -> str:
        """Return what it claims."""
        return (
            "The log-odds of war change with the distance-discounted capability of the strongest outside state "
            "pledged to the target and to nobody it would fight for the challenger; further pledgers add nothing. "
            "Estimated on few wars and found after many specifications: exploratory."
        )

    def shift(self, at: Situation) -> FloatArray:
        """Return coefficient times change in the largest pledger's dose, shape (future, pair)."""
        return np.asarray(at.coefficients.of(COEFFICIENT) * (at.after.largest - at.before.largest))


THEORY = Patron()
