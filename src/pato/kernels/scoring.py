"""Scores of probability forecasts of rare events."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pato.kernels.arrays import FloatArray, IntArray
from pato.kernels.chances import probability

_STEPS, _TOLERANCE = 60, 1e-10


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


def middle_90(values: FloatArray) -> tuple[float, float]:
    """Return the ends of the middle 90 per cent of resampled scores, shape (sample,)."""
    low, high = np.quantile(values, (0.05, 0.95))
    return float(low), float(high)


def shift_to(y: FloatArray, log_odds: FloatArray) -> float:
    """Return the shift of log-odds at which the forecasts sum to the events; 0 if there are no events, or only events.

    Parameters
    ----------
    y, log_odds
        Outcomes and forecasts, shape (row,).
    """
    if y.sum() in (0, len(y)):
        return 0.0
    shift = 0.0
    for _ in range(_STEPS):
        p = probability(log_odds + shift)
        move = float((y - p).sum() / (p * (1 - p)).sum())
        shift += max(-1.0, min(1.0, move))
        if abs(move) < _TOLERANCE:
            break
    return shift


@dataclass(frozen=True, slots=True)
class Ranking:
    """Forecasts in order, so that scores under many weightings of the rows cost one pass each.

    Attributes
    ----------
    order
        Rows from the highest forecast to the lowest, shape (row,).
    y
        Outcomes in that order, shape (row,).
    last
        Positions in it that end a run of equal forecasts, shape (distinct forecast,).
    """

    order: IntArray
    y: FloatArray
    last: IntArray

    @classmethod
    def of(cls, y: FloatArray, p: FloatArray) -> Ranking:
        """Return the ranking of forecasts; both arguments have shape (row,)."""
        order = np.argsort(-p, kind="stable")
        ends = np.append(np.diff(p[order]) != 0, True)
        return cls(order, y[order], np.flatnonzero(ends))

    def auc(self, weights: FloatArray) -> float:
        """Return the area under the ROC curve with rows weighted, shape (row,)."""
        return self.both(weights)[0]

    def average_precision(self, weights: FloatArray) -> float:
        """Return the average precision with rows weighted, shape (row,)."""
        return self.both(weights)[1]

    def both(self, weights: FloatArray) -> tuple[float, float]:
        """Return AUC and average precision with rows weighted, shape (row,)."""
        hits, seen = self._counts(weights)
        alarms = seen - hits
        steps = np.diff(hits, prepend=0.0)
        area = (np.diff(alarms, prepend=0.0) * (hits - steps / 2)).sum() / (hits[-1] * alarms[-1])
        reached = seen > 0
        precision = (steps[reached] * hits[reached] / seen[reached]).sum() / hits[-1]
        return float(area), float(precision)

    def curves(self, points: int) -> dict[str, list[list[float]]]:
        """Return about a given number of points of the ROC curve and of the precision-recall curve, evenly spaced in recall.

        Returns
        -------
        dict
            ``roc``: [false alarm rate, hit rate]; ``precision_recall``: [recall, precision].
        """
        hits, seen = self._counts(np.ones(len(self.y)))
        alarms = seen - hits
        recall, rate = hits / hits[-1], alarms / alarms[-1]
        by_recall = np.searchsorted(recall, np.linspace(recall[0], 1.0, points))
        by_rate = np.searchsorted(rate, np.linspace(0.0, 1.0, points // 3))
        chosen = np.unique(np.concatenate([by_recall, by_rate]).clip(0, len(recall) - 1))
        picked = np.unique(by_recall.clip(0, len(recall) - 1))
        roc = [[0.0, 0.0], *([float(rate[i]), float(recall[i])] for i in chosen), [1.0, 1.0]]
        return {
            "roc": roc,
            "precision_recall": [[float(recall[i]), float(hits[i] / seen[i])] for i in picked],
        }

    def _counts(self, weights: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return events and rows down to the end of each run of equal forecasts."""
        w = weights[self.order]
        return np.cumsum(w * self.y)[self.last], np.cumsum(w)[self.last]
