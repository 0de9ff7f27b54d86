"""Output relative to the largest actor's."""

from __future__ import annotations

import numpy as np

from pato.futures import Draws
from pato.kernels.arrays import FloatArray
from pato.models.negotiation.seats import Table, known_figures


def covariate(table: Table, draws: Draws) -> FloatArray:
    """Return output relative to the largest actor's."""
    del draws
    gdp = known_figures(table, "gdp_usd_bn")
    return np.asarray(gdp / gdp.max())[None]
