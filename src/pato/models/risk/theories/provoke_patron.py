"""T-provoke, then T-patron: a new pledge provokes for some years, and the largest pledger deters throughout."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pato.kernels.arrays import FloatArray
from pato.models.risk.theories.base import Situation, Surge, Theory
from pato.models.risk.theories.patron import THEORY as PATRON
from pato.models.risk.theories.provoke import LOG_ODDS, YEARS, provocation
from pato.models.risk.theories.ranges import ranged

if TYPE_CHECKING:
    from pato.futures import Factor


class ProvokePatron(Theory):
    """Initiations rise for the first years; the largest pledger deters all the while."""

    id = "provoke_patron"
    label = "provocation, with the largest pledger"
    basis = "assumption"

    def describe(self) -> str:
        """Return what it claims."""
        return (
            "Both 'provoke' and 'patron' hold: the odds of an initiation are raised for the first years after a pledge, and lowered "
            "throughout by the largest pledger's capability, as estimated."
        )

    def factors(self) -> list[Factor]:
        """Return by how much a pledge provokes, and for how long."""
        return ranged(LOG_ODDS, YEARS)

    def shift(self, at: Situation) -> FloatArray:
        """Return what the largest pledger adds, shape (future, pair)."""
        return PATRON.shift(at)

    def surge(self, at: Situation) -> Surge:
        """Return the rise of the first years."""
        return provocation(at)


THEORY = ProvokePatron()
