"""Scores of a board's forecasts, with intervals from a bootstrap of pairs of states, and the curves behind them."""

from __future__ import annotations

from typing import Any

import numpy as np

from pato.errors import EstimationError, Problem
from pato.estimate.scoreboard.forecasts import Forecasts
from pato.kernels.arrays import FloatArray, IntArray
from pato.kernels.chances import probability
from pato.kernels.logit import FitStatus, LogitFit, fit_logit
from pato.kernels.scoring import Ranking

SCORES = (
    "auc",
    "average_precision",
    "brier_skill",
    "log_loss",
    "calibration_slope",
    "calibration_intercept",
    "expected_per_event",
)
"""Scores; the last is the sum of the forecasts over the number of events."""
_INTERVAL = (0.025, 0.975)
_BINS = 12
_POINTS = 120


def scored(forecasts: Forecasts, *, draws: int, seed: int) -> dict[str, dict[str, Any]]:
    """Return each model's scores, each as value and 95 percent interval, and its curves.

    Pairs of states (not directed) are drawn with replacement, the same ones for every model. AUC, average precision,
    Brier skill and log loss are recomputed in every draw; calibration is changed to first order (one Newton step from
    the estimate), which hardly differs from re-estimation.

    Parameters
    ----------
    forecasts
        Log-odds by model.
    draws
        Of the bootstrap.
    seed
        Of its generator.
    """
    low, high = np.minimum(forecasts.side1, forecasts.side2), np.maximum(forecasts.side1, forecasts.side2)
    _, pair = np.unique(low * 1000 + high, return_inverse=True)
    weights = pair_weights(int(pair.max()) + 1, draws, seed)
    return {
        name: _of_model(name, forecasts, eta, pair.reshape(-1), weights)
        for name, eta in forecasts.log_odds.items()
    }


def pair_weights(pairs: int, draws: int, seed: int) -> FloatArray:
    """Return the number of times each pair is drawn, shape (draw, pair)."""
    rng = np.random.Generator(np.random.Philox(seed))
    return np.stack(
        [np.bincount(rng.integers(0, pairs, pairs), minlength=pairs) for _ in range(draws)]
    ).astype(np.float64)


def _of_model(
    name: str, forecasts: Forecasts, eta: FloatArray, pair: IntArray, weights: FloatArray
) -> dict[str, Any]:
    y, p = forecasts.y, probability(eta)
    ranking = Ranking.of(y, p)
    one = np.ones(len(y))
    values: dict[str, Any] = {"auc": ranking.auc(one), "average_precision": ranking.average_precision(one)}
    drawn: dict[str, Any] = {"auc": np.empty(len(weights)), "average_precision": np.empty(len(weights))}
    for d, w in enumerate(weights):
        drawn["auc"][d], drawn["average_precision"][d] = ranking.both(w[pair])
    loss = np.where(y == 1, np.logaddexp(0, -eta), np.logaddexp(0, eta))
    sums = {
        "loss": loss,
        "error": (p - y) ** 2,
        "reference": (forecasts.reference - y) ** 2,
        "expected": p,
        "events": y,
        "rows": one,
    }
    by_pair = {k: np.bincount(pair, weights=v) for k, v in sums.items()}
    whole, parts = {k: v.sum() for k, v in by_pair.items()}, {k: weights @ v for k, v in by_pair.items()}
    for found, of in ((values, whole), (drawn, parts)):
        found["brier_skill"] = 1 - of["error"] / of["reference"]
        found["log_loss"] = of["loss"] / of["rows"]
        found["expected_per_event"] = of["expected"] / of["events"]
    if np.ptp(eta) > 0 and name != "base_rate":
        _calibration(name, y, eta, pair, weights, values, drawn)
    return {
        "scores": {
            k: [float(values[k]), *(float(q) for q in np.quantile(drawn[k], _INTERVAL))]
            for k in SCORES
            if k in values
        },
        "curves": {"calibration": calibration_bins(y, p), **ranking.curves(_POINTS)},
        "draws": drawn,
    }


def _calibration(
    name: str,
    y: FloatArray,
    eta: FloatArray,
    pair: IntArray,
    weights: FloatArray,
    values: dict[str, Any],
    drawn: dict[str, Any],
) -> None:
    fit: LogitFit = fit_logit(np.stack([np.ones(len(eta)), eta], axis=1), y)
    if fit.status is not FitStatus.CONVERGED:
        raise EstimationError(
            Problem(name, f"the forecasts cannot be calibrated: {fit.status}.", "Choose windows with events.")
        )
    step = np.stack([np.bincount(pair, weights=s) for s in fit.scores.T], axis=1) @ fit.bread
    moved = fit.coefficients + (weights - 1) @ step
    for i, score in enumerate(("calibration_intercept", "calibration_slope")):
        values[score], drawn[score] = fit.coefficients[i], moved[:, i]


def calibration_bins(y: FloatArray, p: FloatArray) -> list[list[float]]:
    """Return groups of forecasts with about as many expected events each: [mean forecast, share of events, rows, events].

    Groups of equal size would nearly all lie where hardly any event occurs.
    """
    order = np.argsort(p, kind="stable")
    edges = np.searchsorted(np.cumsum(p[order]), np.linspace(0, p.sum(), _BINS + 1)[1:-1])
    out = []
    for rows in np.split(order, np.unique(edges)):
        if len(rows):
            out.append([float(p[rows].mean()), float(y[rows].mean()), len(rows), int(y[rows].sum())])
    return out


def difference(one: dict[str, Any], other: dict[str, Any], score: str) -> list[float]:
    """Return the difference in scores between two models, with its 95 per cent interval over the same draws."""
    value = one["scores"][score][0] - other["scores"][score][0]
    apart = np.quantile(one["draws"][score] - other["draws"][score], _INTERVAL)
    return [float(value), *(float(q) for q in apart)]
