"""Closeness to the patron's ideal point: 1 there, 0 as far from it as the threat's or farther."""

from __future__ import annotations

import numpy as np

from pato.futures import Draws
from pato.kernels.arrays import FloatArray
from pato.models.negotiation import PATRON
from pato.models.negotiation.seats import Table


def covariate(table: Table, draws: Draws) -> FloatArray:
    """Return closeness to the patron's ideal point: 1 there, 0 as far from it as the threat's or farther."""
    patron, threat = draws[f"ideal_point.{PATRON}"], draws[f"ideal_point.{table.threat}"]
    columns = []
    for state in table.actors:
        if state in table.given_alignment:
            columns.append(draws[f"alignment.{state}"])
        else:
            columns.append(1.0 - np.abs(draws[f"ideal_point.{state}"] - patron) / np.abs(threat - patron))
    return np.asarray(np.clip(np.stack(columns, axis=1), 0.0, 1.0))
