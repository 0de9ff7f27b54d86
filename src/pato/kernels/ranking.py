"""Ranks of events among all candidates."""

from __future__ import annotations

import numpy as np

from pato.kernels.arrays import FloatArray


def percentiles(among: FloatArray, values: FloatArray) -> FloatArray:
    """Return the per cent of a set below each value, ties counted half.

    Parameters
    ----------
    among
        The set, shape (row,).
    values
        Values to rank in it, shape (value,).
    """
    ordered = np.sort(among)
    below, to = np.searchsorted(ordered, values, "left"), np.searchsorted(ordered, values, "right")
    return np.asarray(100.0 * (below + to) / 2 / len(ordered))


def weighted_auc(above: FloatArray, weights: FloatArray) -> float:
    """Return the area under the ROC curve where events count by weight.

    Parameters
    ----------
    above
        Share of non-events below each event's forecast, ties counted half, shape (event,): see `percentiles`.
    weights
        Of the events, shape (event,).
    """
    return float(weights @ above / weights.sum())
