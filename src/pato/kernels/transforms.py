"""Transformations of covariates, the same in a fit and in a prediction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from pato.kernels.arrays import FloatArray

_LAND = 1


def is_land(contiguity: FloatArray) -> FloatArray:
    """Return 1 for a land border (COW type 1)."""
    return np.where(np.isnan(contiguity), np.nan, contiguity == _LAND)


def is_sea(contiguity: FloatArray) -> FloatArray:
    """Return 1 for neighbours across at most 400 miles of water (COW types 2 to 5)."""
    return np.where(np.isnan(contiguity), np.nan, contiguity > _LAND)


def identity(values: FloatArray) -> FloatArray:
    """Return the values as they are."""
    return values


TRANSFORMS: Mapping[str, Callable[[FloatArray], FloatArray]] = MappingProxyType(
    {
        "identity": identity,
        "log": np.log,
        "log1p": np.log1p,
        "sqrt": np.sqrt,
        "is_land": is_land,
        "is_sea": is_sea,
    }
)
"""Transforms available to specifications, by name."""
