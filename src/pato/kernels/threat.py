"""Capability of rivals where it threatens, of one state and of two together."""

from __future__ import annotations

import numpy as np

from pato.kernels.arrays import BoolArray, FloatArray
from pato.kernels.projection import projected_capability

_PERCENT = 100.0


def threats(rivals: BoolArray, cinc: FloatArray, distance_km: FloatArray, miles_a_day: float) -> FloatArray:
    """Return log(1 + per cent of world capability that a state's rivals could bring to it), shape (state,).

    Parameters
    ----------
    rivals
        Rivalries, symmetric, shape (state, state).
    cinc
        Shape (state,); an unknown one counts as 0.
    distance_km
        Shape (state, state).
    miles_a_day
        See `pato.kernels.projection.miles_per_day`.
    """
    arriving = _arriving(cinc, distance_km, miles_a_day)
    return np.asarray(np.log1p(np.where(rivals, arriving, 0.0).sum(axis=0)))


def common_threat(
    rivals: BoolArray, cinc: FloatArray, distance_km: FloatArray, miles_a_day: float
) -> FloatArray:
    """Return log(1 + per cent that rivals of both could bring to the one they reach less well), shape (state, state)."""
    arriving = np.where(rivals, _arriving(cinc, distance_km, miles_a_day), 0.0)
    total = np.zeros(rivals.shape)
    for common in range(len(cinc)):  # One rival after the other: a cube of states would not fit the caches
        against = np.flatnonzero(arriving[common])
        if len(against) > 1:
            reached = arriving[common, against]
            total[np.ix_(against, against)] += np.minimum(reached[:, None], reached)
    return np.asarray(np.log1p(total))


def _arriving(cinc: FloatArray, distance_km: FloatArray, miles_a_day: float) -> FloatArray:
    """Return per cent of world capability that each (row) could bring to each (column)."""
    known = np.nan_to_num(np.asarray(cinc, np.float64))
    arriving = _PERCENT * projected_capability(known[:, None], distance_km, miles_a_day)
    return np.asarray(np.nan_to_num(arriving))
