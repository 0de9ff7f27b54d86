"""V-Dem's liberal democracy index."""

from __future__ import annotations

from pato.futures import Draws
from pato.kernels.arrays import FloatArray
from pato.models.negotiation.seats import Table, known_figures


def covariate(table: Table, draws: Draws) -> FloatArray:
    """Return V-Dem's liberal democracy index."""
    del draws
    return known_figures(table, "v2x_libdem")[None]
