"""Share of a state's strength that arrives at a place, in logs, and the distance."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pato.kernels.arrays import FloatArray
from pato.kernels.projection import projected_capability

_PERCENT = 100.0
FLOOR_PERCENT = 1e-4
"""A ten-thousandth of a per cent of the world's capability: assumed for states with a CINC of zero."""


def log_reach(cinc: npt.ArrayLike, distance_km: npt.ArrayLike, miles_a_day: npt.ArrayLike) -> FloatArray:
    """Return log(per cent of the world's capability that arrives), never below log(`FLOOR_PERCENT`).

    Parameters
    ----------
    cinc
        Share of the world's capabilities.
    distance_km
        To the place of use; broadcasts with the capability.
    miles_a_day
        See `pato.kernels.projection.miles_per_day`.
    """
    arriving = projected_capability(cinc, distance_km, miles_a_day)
    return np.asarray(np.log(np.maximum(_PERCENT * arriving, FLOOR_PERCENT)))
