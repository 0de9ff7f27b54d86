"""Closeness to the threat: halved with every `half_distance_km` between the capitals; 1 for the threat itself."""

from __future__ import annotations

import numpy as np

from pato.futures import Draws
from pato.kernels.arrays import FloatArray
from pato.models.negotiation.seats import HALF_DISTANCE, Table


def covariate(table: Table, draws: Draws) -> FloatArray:
    """Return closeness to the threat: halved with every `half_distance_km` between the capitals; 1 for the threat itself."""
    pairs = table.world.pair_array("distance_km", dict.fromkeys((*table.actors, table.threat)))
    to = pairs.labels.index(table.threat)
    km = np.array(
        [0.0 if s == table.threat else pairs.values[pairs.labels.index(s), to] for s in table.actors]
    )
    return np.asarray(2.0 ** (-km / draws[HALF_DISTANCE][:, None]))
