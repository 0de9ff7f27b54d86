"""T-provoke: a new pledge provokes for some years, and then changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pato.models.risk.theories.base import Situation, Surge, Theory
from pato.models.risk.theories.ranges import ranged

if TYPE_CHECKING:
    from pato.futures import Factor

LOG_ODDS, YEARS = "provocation_log_odds", "provocation_years"


def provocation(at: Situation) -> Surge:
    """Return a rise for the first years against every target to which capability is newly pledged."""
    share = np.minimum(at.value(YEARS) / at.horizon_years, 1.0)
    newly = at.after.total > at.before.total
    return Surge(share, np.where(newly, at.value(LOG_ODDS), 0.0))


class Provoke(Theory):
    """Initiations rise for the first years; no lasting effect."""

    id = "provoke"
    label = "provocation, then no effect"
    basis = "assumption"

    def describe(self) -> str:
        """Return what it claims."""
        return (
            "For the first years after a pledge that counts against the challenger, the odds of an initiation against its target are raised; then all is as before. "
            "Kenwick and Vasquez (2017) find more conflict after defence pacts form; the project's own estimates run from less to somewhat more and "
            "give the range. That it holds for wars as for disputes is assumed."
        )

    def factors(self) -> list[Factor]:
        """Return by how much, and for how long."""
        return ranged(LOG_ODDS, YEARS)

    def surge(self, at: Situation) -> Surge:
        """Return the rise of the first years."""
        return provocation(at)


THEORY = Provoke()
