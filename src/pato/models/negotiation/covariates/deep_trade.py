"""The share of the others at the table with whom an actor has a deep trade agreement (World Bank)."""

from __future__ import annotations

import numpy as np

from pato.futures import Draws
from pato.kernels.arrays import FloatArray
from pato.models.negotiation.seats import Table


def covariate(table: Table, draws: Draws) -> FloatArray:
    """Return the share of the others at the table with whom an actor has a deep trade agreement (World Bank)."""
    del draws
    found = []
    for s in table.actors:
        depths = [table.world.pair(s, o).figures.get("agreement_depth") for o in table.actors if o != s]
        found.append(float(np.mean([d is not None and d.value == "deep" for d in depths])))
    return np.array(found)[None]
