"""Scores of forecasts of a number that are given as samples."""

from __future__ import annotations

import numpy as np

from pato.kernels.arrays import FloatArray


def crps(sample: FloatArray, y: FloatArray) -> FloatArray:
    """Return the continuous ranked probability score of each forecast; for a single value it is the absolute error.

    Parameters
    ----------
    sample
        Shape (forecast, draw).
    y
        Observed values, shape (forecast,).

    Notes
    -----
    E|X - y| - E|X - X'|/2 over the empirical distribution (Gneiting and Raftery 2007, JASA 102, equation 21).
    """
    ordered = np.sort(sample, axis=1)
    n = ordered.shape[1]
    rank = 2 * np.arange(1, n + 1) - n - 1
    return np.asarray(np.abs(ordered - y[:, None]).mean(axis=1) - (ordered * rank).sum(axis=1) / n**2)


def pinball(quantiles: FloatArray, levels: FloatArray, y: FloatArray) -> FloatArray:
    """Return the pinball (quantile) score of each forecast at each level, shape (forecast, level); less is better.

    Parameters
    ----------
    quantiles
        Forecast quantiles, shape (forecast, level).
    levels
        Between 0 and 1, shape (level,).
    y
        Observed values, shape (forecast,).

    Notes
    -----
    (1[y <= q] - level) (q - y): its mean is least at the true quantile (Gneiting 2011, International Journal of Forecasting
    27). Twice its mean over all levels is the continuous ranked probability score.
    """
    over = quantiles - y[:, None]
    return np.asarray(((over >= 0) - np.asarray(levels)) * over)
