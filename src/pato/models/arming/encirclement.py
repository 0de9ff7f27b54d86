"""Capability pledged near a rival's capital by those who are committed to its adversaries."""

from __future__ import annotations

import numpy as np

from pato.kernels.arrays import BoolArray, FloatArray


def encirclement(
    challenger: int,
    owed: FloatArray,
    bound: BoolArray,
    rivalry: BoolArray,
    distance_km: FloatArray,
    arriving: FloatArray,
    radius_km: FloatArray,
) -> FloatArray:
    """Return the capability pledged near a challenger, per cent of the world's, shape (future,).

    A place counts if it is the capital of a rival of the challenger, or, weighted by the strength of the commitment,
    of a state bound to such a rival in either direction. A guarantor counts once, weighted by the strength of its
    commitment, with the capability that it can bring to the nearby place where it can bring most, unless it is also
    bound to the challenger.

    Parameters
    ----------
    challenger
        Its position.
    owed
        Strengths of commitments against the challenger, 0 to 1, shape (future, defender, target).
    bound
        States bound to defend the challenger, shape (state,).
    rivalry
        Rivalries, shape (state, state).
    distance_km
        Between capitals, shape (state, state).
    arriving
        Per cent of the world's capability that a state brings to a place, shape (defender, place).
    radius_km
        Distance that counts as near, shape (future,).
    """
    rivals = rivalry[challenger]
    to_rivals = owed[:, :, rivals].max(axis=2, initial=0.0)
    from_rivals = owed[:, rivals].max(axis=1, initial=0.0)
    adversarial = np.where(rivals, 1.0, np.maximum(to_rivals, from_rivals))
    adversarial[:, challenger] = 0.0
    free = ~bound
    free[challenger] = False
    most = np.zeros((len(radius_km), int(free.sum())))
    for place in np.flatnonzero(np.isfinite(distance_km[challenger])):
        counts = np.where(distance_km[challenger, place] <= radius_km, adversarial[:, place], 0.0)
        given = owed[:, free, place] * np.where(np.flatnonzero(free) == place, 0.0, arriving[free, place])
        np.maximum(most, counts[:, None] * given, out=most)
    return np.asarray(most.sum(axis=1))
