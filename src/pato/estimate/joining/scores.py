"""Scores of forecasts of joining, with intervals from a bootstrap of whole disputes."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import numpy as np

from pato.errors import EstimationError, Problem
from pato.kernels.arrays import FloatArray, IntArray
from pato.kernels.chances import probability
from pato.kernels.covariance import cluster_robust
from pato.kernels.logit import FitStatus, fit_logit
from pato.kernels.scoring import auc, average_precision, brier_skill, middle_90

Interval = tuple[float, float]
SAMPLES, SEED = 400, 1990


@dataclass(frozen=True, slots=True)
class JoiningScores:
    """Scores of forecasts; intervals hold 90 per cent of resampled sets of disputes.

    Attributes
    ----------
    id
        Which candidate.
    rows, events, disputes
        Numbers of rows, events and groups forecast.
    expected_events
        Sum of the forecasts.
    expected_to_observed
        Their ratio to what happened; 1 is perfect.
    auc, average_precision, brier_skill, log_loss
        As elsewhere; the log loss is summed per hundred rows.
    calibration_slope, calibration_intercept
        Of a logit of the outcome on the forecast's log-odds; 1 and 0 are perfect. The slope's standard error is clustered
        by dispute.
    """

    id: str
    rows: int
    events: int
    disputes: int
    expected_events: float
    expected_to_observed: float
    expected_to_observed_interval: Interval
    auc: float
    auc_interval: Interval
    average_precision: float
    average_precision_interval: Interval
    brier_skill: float
    log_loss: float
    calibration_slope: float
    calibration_slope_se: float
    calibration_intercept: float

    def as_dict(self) -> dict[str, Any]:
        """Return plain values."""
        return asdict(self)


class DeviceScores(NamedTuple):
    """Scores of a device, and by how much its log loss is below that of the plain fit, with 90 per cent of resampled disputes."""

    scores: JoiningScores
    less_log_loss: tuple[float, Interval]


class Forecasts(NamedTuple):
    """Log-odds of joining, outcomes, disputes and reference probabilities of the rows forecast, shape (row,) each."""

    y: FloatArray
    log_odds: FloatArray
    dispute: IntArray
    reference: FloatArray

    def scores(self, name: str) -> JoiningScores:
        """Return the scores; see `score`."""
        return score(name, self.y, self.log_odds, self.dispute, self.reference)

    def less_loss_than(self, other: Forecasts) -> tuple[float, Interval]:
        """Return the reduction in log loss per hundred rows against another forecast for the same rows, and its interval."""
        _, position = np.unique(self.dispute, return_inverse=True)
        apart = np.bincount(position.reshape(-1), weights=other.losses() - self.losses())
        rows = np.bincount(position.reshape(-1))
        generator = np.random.Generator(np.random.Philox(SEED))
        drawn = generator.integers(0, len(rows), (SAMPLES, len(rows)))
        samples = 100 * apart[drawn].sum(axis=1) / rows[drawn].sum(axis=1)
        return float(100 * apart.sum() / rows.sum()), middle_90(samples)

    def losses(self) -> FloatArray:
        """Return each row's log loss."""
        return np.asarray(np.logaddexp(0.0, self.log_odds) - self.y * self.log_odds)


def score(
    name: str, y: FloatArray, eta: FloatArray, dispute: IntArray, reference: FloatArray
) -> JoiningScores:
    """Score log-odds forecasts, shape (row,), against outcomes.

    Raises
    ------
    EstimationError
        If no state joined, or all did: nothing can be scored.
    """
    p = probability(eta)
    fit = fit_logit(np.stack([np.ones(len(eta)), eta], axis=1), y)
    if fit.status is not FitStatus.CONVERGED:
        raise EstimationError(
            Problem(name, f"cannot be calibrated: {fit.status}.", "Choose windows with joins.")
        )
    intercept, slope = (float(b) for b in fit.coefficients)
    error = float(np.sqrt(cluster_robust(fit.bread, fit.scores, dispute)[1, 1]))
    samples = _bootstrap(y, p, dispute)
    ratio, area, precision = (middle_90(samples[:, i]) for i in range(3))
    loss = np.logaddexp(0.0, eta) - y * eta
    return JoiningScores(
        name, len(y), int(y.sum()), len(np.unique(dispute)), float(p.sum()), float(p.sum() / y.sum()), ratio,
        auc(y, p), area, average_precision(y, p), precision, brier_skill(y, p, reference), float(100 * loss.mean()),
        slope, error, intercept,
    )  # fmt: skip


def _bootstrap(y: FloatArray, p: FloatArray, dispute: IntArray) -> FloatArray:
    """Return ratio, AUC and average precision of resampled disputes; a sample without joins is drawn again.

    A resampled dispute counts by its weight, so that rows are sorted once and not in every sample.
    """
    order = np.argsort(-p, kind="stable")
    _, position = np.unique(dispute[order], return_inverse=True)
    hits, chances = y[order], p[order]
    generator = np.random.Generator(np.random.Philox(SEED))
    found: list[tuple[float, float, float]] = []
    while len(found) < SAMPLES:
        drawn = generator.integers(0, position.max() + 1, position.max() + 1)
        weight = np.bincount(drawn, minlength=position.max() + 1)[position].astype(np.float64)
        events, others = weight * hits, weight * (1 - hits)
        total, rest = events.sum(), others.sum()
        if total and rest:
            above = np.cumsum(events)
            area = float((others * above).sum() / (total * rest))
            seen = np.maximum(np.cumsum(weight), 1.0)
            precision = float((events * above / seen).sum() / total)
            found.append((float(weight @ chances / total), area, precision))
    return np.array(found)
