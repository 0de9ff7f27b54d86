"""1 for those to whom the patron has pledged defence by treaty (ATOP), and for the patron, else 0."""

from __future__ import annotations

import numpy as np

from pato.futures import Draws
from pato.kernels.arrays import FloatArray
from pato.models.negotiation import PATRON
from pato.models.negotiation.seats import Table


def covariate(table: Table, draws: Draws) -> FloatArray:
    """Return 1 for those to whom the patron has pledged defence by treaty (ATOP), and for the patron, else 0."""
    del draws
    flags = [
        1.0 if s == PATRON else float(table.world.pair(PATRON, s).forward["defence"].value)
        for s in table.actors
    ]
    return np.array(flags)[None]
