"""Distances on the sphere."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pato.kernels.arrays import FloatArray

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the Earth (IUGG)."""
KM_PER_MILE = 1.609344


def unit_vectors(latitude: npt.ArrayLike, longitude: npt.ArrayLike) -> FloatArray:
    """Return points on the unit sphere, shape (..., 3), from degrees."""
    phi, lam = np.radians(latitude), np.radians(longitude)
    return np.stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)], axis=-1)


def distance_km(points: FloatArray) -> FloatArray:
    """Return great-circle distances between all points, shape (point, point).

    From the chord, which keeps its precision for near points, as the haversine formula does.

    Parameters
    ----------
    points
        Unit vectors, shape (point, 3).
    """
    squared = np.zeros((len(points), len(points)))
    for axis in range(3):
        squared += np.subtract.outer(points[:, axis], points[:, axis]) ** 2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(np.sqrt(squared) / 2, 1.0)))
