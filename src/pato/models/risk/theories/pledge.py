"""T-pledge: risk falls where a target had no pledge that counts and now has one, whoever gave it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pato.kernels.arrays import FloatArray
from pato.models.risk.theories.base import Situation, Theory
from pato.models.risk.theories.ranges import ranged

if TYPE_CHECKING:
    from pato.futures import Factor

RATIO = "pledge_risk_ratio"


class Pledge(Theory):
    """A published factor for having a pledge at all."""

    id = "pledge"
    label = "a first pledge"
    basis = "assumption"

    def describe(self) -> str:
        """Return what it claims."""
        return (
            "The odds of war fall by a factor of published size where a pledge that counts against the challenger is in force and none was: "
            "further pledges add nothing. Leeds (2003), Johnson and Leeds (2011) and Benson (2011) find fewer disputes against "
            "targets with defence pacts; that wars fall as disputes do is assumed. Today's American word for Taiwan, worth anything, counts as a pledge."
        )

    def factors(self) -> list[Factor]:
        """Return the factor by which risk falls."""
        return ranged(RATIO)

    def shift(self, at: Situation) -> FloatArray:
        """Return the log of the factor where a first pledge is given, shape (future, pair)."""
        first = (at.after.largest > 0) & (at.before.largest == 0)
        return np.where(first, np.log(at.value(RATIO)), 0.0)


THEORY = Pledge()
