"""How much of a state's strength arrives somewhere, in logs, and how far it has to come."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pato.kernels.arrays import FloatArray
from pato.kernels.projection import projected_capability

_PERCENT = 100.0
FLOOR_PERCENT = 1e-4
"""A ten-thousandth of a per cent of the world's capability: what states of a CINC of zero are taken to have."""


def log_reach(cinc: npt.ArrayLike, distance_km: npt.ArrayLike, miles_a_day: npt.ArrayLike) -> FloatArray:
    """Return log(per cent of the world's capability that arrives), never below log(`FLOOR_PERCENT`).

    Parameters
    ----------
    cinc
        Share of the world's capabilities.
    distance_km
        To where it is wanted; broadcasts with the capability.
    miles_a_day
        See `pato.kernels.projection.miles_per_day`.
    """
    arriving = projected_capability(cinc, distance_km, miles_a_day)
    return np.asarray(np.log(np.maximum(_PERCENT * arriving, FLOOR_PERCENT)))
