"""Forecasts on expanding windows, and their scores."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from pato.errors import EstimationError, Problem
from pato.estimate.fitting import varying
from pato.estimate.logit import Sample, converged
from pato.estimate.specification import Windows
from pato.kernels.arrays import FloatArray
from pato.kernels.chances import probability
from pato.kernels.logit import FitStatus, fit_logit
from pato.kernels.scoring import auc, average_precision, brier_skill


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of forecasts made before each decade, over all decades.

    Attributes
    ----------
    id
        Which windows.
    rows, events
        Forecast rows, and events among them.
    expected_events
        Sum of the forecasts.
    auc
        Share of (event, non-event) pairs ranked rightly.
    average_precision
        Area under the precision-recall curve.
    brier_skill
        Against the training years' share of events.
    calibration_slope, calibration_intercept
        Of a logit of the outcome on the log-odds forecast; 1 and 0 are perfect.
    calibration_slope_se
        Its standard error as if rows were independent.
    """

    id: str
    rows: int
    events: int
    expected_events: float
    auc: float
    average_precision: float
    brier_skill: float
    calibration_slope: float
    calibration_slope_se: float
    calibration_intercept: float

    def as_dict(self) -> dict[str, Any]:
        """Return plain values."""
        return asdict(self)


def score(sample: Sample, windows: Windows, *, ridge: float) -> Scores:
    """Forecast each window from the years before it, and score all forecasts together.

    Raises
    ------
    EstimationError
        If a window cannot be fitted or holds no rows.
    """
    edges = [*windows.test, windows.last + 1]
    parts = []
    for start, stop in pairwise(edges):
        train = sample.subset((sample.year >= windows.train_from) & (sample.year < start))
        test = sample.subset((sample.year >= start) & (sample.year < stop))
        if not len(test.y):
            raise EstimationError(
                Problem(
                    windows.id, f"there are no rows in {start}-{stop - 1}.", "Choose windows inside the data."
                )
            )
        varying = _without_constants(train)
        result = converged(varying, ridge=ridge, where=f"{windows.id}, years before {start}")
        eta = test.X[:, [sample.names.index(name) for name in varying.names]] @ result.coefficients
        parts.append((test.y, eta, np.full(len(eta), train.y.mean())))
    y, eta, reference = (np.concatenate([p[i] for p in parts]) for i in range(3))
    return scores_of(windows.id, y, eta, reference)


def scores_of(name: str, y: FloatArray, eta: FloatArray, reference: FloatArray) -> Scores:
    """Score log-odds forecasts, shape (row,), against outcomes and a reference probability."""
    p = probability(eta)
    calibration = fit_logit(np.stack([np.ones(len(eta)), eta], axis=1), y)
    if calibration.status is not FitStatus.CONVERGED:
        raise EstimationError(
            Problem(
                name,
                f"the forecasts cannot be calibrated: {calibration.status}.",
                "Choose windows with events.",
            )
        )
    intercept, slope = calibration.coefficients
    return Scores(
        name, len(y), int(y.sum()), float(p.sum()), auc(y, p), average_precision(y, p), brier_skill(y, p, reference),
        float(slope), float(np.sqrt(calibration.bread[1, 1])), float(intercept),
    )  # fmt: skip


def _without_constants(sample: Sample) -> Sample:
    """Leave out covariates that do not vary in the training years: they are uninformative about the test years."""
    varies = varying(sample.X)
    names = tuple(n for n, v in zip(sample.names, varies, strict=True) if v)
    return Sample(
        sample.X[:, varies],
        sample.y,
        sample.side1,
        sample.side2,
        sample.year,
        names,
        sample.penalised[varies],
        sample.incomplete,
    )
