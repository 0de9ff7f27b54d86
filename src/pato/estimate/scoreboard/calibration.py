"""Devices that recalibrate a forecast from what was known before its window: an intercept, or a slope and an intercept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from pato.kernels.arrays import FloatArray, IntArray
from pato.kernels.logit import FitStatus, fit_logit
from pato.kernels.scoring import shift_to

Forecaster = Callable[[IntArray, FloatArray, IntArray], FloatArray]
"""Takes rows to train on, their weights and rows to forecast, and returns log-odds."""
_ODD = 2_654_435_761


class Line(NamedTuple):
    """Recalibration of a forecast's log-odds: intercept + slope x log-odds."""

    intercept: float = 0.0
    slope: float = 1.0

    def of(self, log_odds: FloatArray) -> FloatArray:
        """Return the recalibrated log-odds."""
        return self.intercept + self.slope * log_odds


def fitted_line(y: FloatArray, log_odds: FloatArray, weight: FloatArray | None = None) -> Line:
    """Return the logit of the outcome on the log-odds (Platt 1999); the unchanged forecast if that cannot be fitted.

    A line that falls, or that has no maximum, would come from too few events to learn anything from.
    """
    fit = fit_logit(np.stack([np.ones(len(y)), log_odds], axis=1), y, weights=weight)
    if fit.status is not FitStatus.CONVERGED or fit.coefficients[1] <= 0:
        return Line()
    return Line(float(fit.coefficients[0]), float(fit.coefficients[1]))


def past_intercept(y: Sequence[FloatArray], log_odds: Sequence[FloatArray]) -> float:
    """Return the shift with which the forecasts of all windows already past would sum to their events; 0 at first."""
    if not y:
        return 0.0
    return shift_to(np.concatenate(y), np.concatenate(log_odds))


def past_line(y: Sequence[FloatArray], log_odds: Sequence[FloatArray], windows: int) -> Line:
    """Return slope and intercept fitted to the forecasts of a number of past windows."""
    if not y:
        return Line()
    return fitted_line(np.concatenate(y[-windows:]), np.concatenate(log_odds[-windows:]))


def fold_line(
    forecaster: Forecaster, y: FloatArray, pair: IntArray, train: IntArray, weight: FloatArray, folds: int
) -> Line:
    """Return slope and intercept fitted to forecasts of training rows from pairs held out of the fit.

    Parameters
    ----------
    forecaster
        See `Forecaster`.
    y, pair
        Outcome, and number of the pair of states, shape (row,).
    train, weight
        Rows to train on and their weights, shape (training row,).
    folds
        Number of groups of pairs; each is forecast by a fit to the others.
    """
    # multiplying by an odd constant spreads neighbouring numbers over the groups, the same in every run
    group = (pair[train] * _ODD) % (2**32) % folds
    log_odds = np.empty(len(train))
    for fold in range(folds):
        inside = group == fold
        log_odds[inside] = forecaster(train[~inside], weight[~inside], train[inside])
    return fitted_line(y[train], log_odds, weight)
