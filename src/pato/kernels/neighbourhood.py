"""Neighbourhoods: how far a state is surrounded by the partners of another."""

from __future__ import annotations

import numpy as np

from pato.kernels.arrays import BoolArray, FloatArray

NEIGHBOURHOOD_KM = 1000.0
"""Distance over which a state's weight in another's neighbourhood falls to 1/e."""


def surrounded(ties: BoolArray, distance_km: FloatArray) -> FloatArray:
    """Return the share of the first state's neighbourhood, without the second, that is tied to the second.

    Parameters
    ----------
    ties
        Partnerships, symmetric, shape (state, state).
    distance_km
        Shape (state, state); a state weighs exp(-km / `NEIGHBOURHOOD_KM`) in another's neighbourhood, 0 at an unknown
        distance.

    Returns
    -------
    numpy.ndarray
        0 to 1, shape (state, state); 0 without other states. The diagonal is meaningless.
    """
    weight = np.exp(-np.nan_to_num(distance_km, nan=np.inf) / NEIGHBOURHOOD_KM)
    np.fill_diagonal(weight, 0.0)
    others = weight.sum(axis=1)[:, None] - weight
    there = weight @ ties.astype(float)
    return np.asarray(np.divide(there, others, out=np.zeros_like(there), where=others > 0))
