"""Scores of probability forecasts of rare events."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


def auc(y: FloatArray, p: FloatArray) -> float:
    """Return the area under the ROC curve: how often an event gets the higher forecast; ties count half."""
    order = np.argsort(p, kind="stable")
    sorted_p = p[order]
    ranks = np.empty(len(p))
    _, first, counts = np.unique(sorted_p, return_index=True, return_counts=True)
    ranks[order] = np.repeat(first + (counts + 1) / 2, counts)
    events = float(y.sum())
    return float((ranks[y == 1].sum() - events * (events + 1) / 2) / (events * (len(y) - events)))


def average_precision(y: FloatArray, p: FloatArray) -> float:
    """Return the area under the precision-recall curve as average precision; ties are one step."""
    order = np.argsort(-p, kind="stable")
    last_of_tie = np.append(np.diff(p[order]) != 0, True)
    hits = np.cumsum(y[order])[last_of_tie]
    seen = np.arange(1, len(y) + 1)[last_of_tie]
    return float((np.diff(np.append(0.0, hits)) * hits / seen).sum() / y.sum())


def brier_skill(y: FloatArray, p: FloatArray, reference: FloatArray) -> float:
    """Return 1 less the ratio of the mean squared error to that of a reference forecast."""
    return float(1 - ((p - y) ** 2).mean() / ((reference - y) ** 2).mean())
