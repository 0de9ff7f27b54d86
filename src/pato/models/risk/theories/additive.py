"""T-additive: every pledge deters, as much as its capability adds to the whole dose, up to a cap."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pato.kernels.arrays import FloatArray
from pato.models.risk.theories.base import Situation, Theory
from pato.models.risk.theories.patron import COEFFICIENT
from pato.models.risk.theories.ranges import ranged

if TYPE_CHECKING:
    from pato.futures import Factor

CAP = "additive_cap"


class Additive(Theory):
    """The whole pledged dose, capped, times the coefficient of the largest pledger's."""

    id = "additive"
    label = "all pledgers together"
    basis = "assumption"

    def describe(self) -> str:
        """Return what it claims."""
        return (
            "The log-odds of war change with the distance-discounted capability of all outside states pledged to the target "
            "together, at the rate estimated for the largest of them, up to a cap. That further pledgers count like the "
            "first is assumed: what they add is not identified in the data (coefficient -.02, standard error .4)."
        )

    def factors(self) -> list[Factor]:
        """Return the cap of the dose."""
        return ranged(CAP)

    def shift(self, at: Situation) -> FloatArray:
        """Return coefficient times change in the capped whole dose, shape (future, pair)."""
        cap = at.value(CAP)
        change = np.minimum(at.after.total, cap) - np.minimum(at.before.total, cap)
        return np.asarray(at.coefficients.of(COEFFICIENT) * change)


THEORY = Additive()
