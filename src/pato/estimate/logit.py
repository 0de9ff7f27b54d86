"""A logit on a panel: complete cases, a fit with explained failures, and its dyadic-robust covariance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from pato.estimate.fitting import design, fitted
from pato.estimate.specification import TermSpec
from pato.kernels.arrays import BoolArray, FloatArray, IntArray
from pato.kernels.covariance import at_least, dyadic_robust
from pato.kernels.logit import LogitFit


@dataclass(frozen=True, slots=True)
class Sample:
    """Rows of a panel that are complete.

    Attributes
    ----------
    X
        Design matrix, the constant first, shape (row, coefficient).
    y
        Outcome, shape (row,).
    side1, side2, year
        The two states and the year, shape (row,).
    names
        Coefficients.
    penalised
        Which a ridge applies to, shape (coefficient,).
    incomplete
        Rows left out because a value is unknown, and how many of them were events.
    """

    X: FloatArray
    y: FloatArray
    side1: IntArray
    side2: IntArray
    year: IntArray
    names: tuple[str, ...]
    penalised: BoolArray
    incomplete: tuple[int, int]

    def subset(self, keep: BoolArray) -> Sample:
        """Return some of the rows."""
        return Sample(
            self.X[keep],
            self.y[keep],
            self.side1[keep],
            self.side2[keep],
            self.year[keep],
            self.names,
            self.penalised,
            self.incomplete,
        )


@dataclass(frozen=True, slots=True)
class Estimate:
    """Coefficients, their covariance, and the fit they come from.

    Attributes
    ----------
    names
        Coefficients.
    coefficients
        Shape (coefficient,).
    dyadic
        Dyadic-robust covariance as estimated, shape (coefficient, coefficient). With few events it may be
        negative in some directions.
    covariance
        The same, but in no direction below the model's own (inverse information): what futures draw from.
    fit
        The fit.
    rows, events
        Size of the sample.
    """

    names: tuple[str, ...]
    coefficients: FloatArray
    dyadic: FloatArray
    covariance: FloatArray
    fit: LogitFit
    rows: int
    events: int

    def of(self, name: str) -> tuple[float, float]:
        """Return a coefficient and its dyadic-robust standard error; NaN where the estimator has none."""
        i = self.names.index(name)
        variance = float(self.dyadic[i, i])
        return float(self.coefficients[i]), variance**0.5 if variance >= 0 else float("nan")


def sample_of(
    frame: pl.DataFrame, outcome: str, terms: Sequence[TermSpec], assume: Mapping[str, float]
) -> Sample:
    """Take outcome and covariates from a panel and keep the complete rows.

    Parameters
    ----------
    frame
        Directed dyad-years.
    outcome
        Column of zeros and ones.
    terms
        Covariates.
    assume
        Columns with unknown values replaced by a number: an assumption, printed with the result.
    """
    X = design(frame, terms, assume)
    y = frame[outcome].cast(pl.Float64).fill_null(float("nan")).to_numpy()
    known = ~np.isnan(y)
    complete = np.isfinite(X).all(axis=1) & known
    lost = known & ~complete
    side1, side2, year = (frame[c].cast(pl.Int64).to_numpy()[complete] for c in ("ccode1", "ccode2", "year"))
    return Sample(
        X[complete],
        y[complete],
        side1,
        side2,
        year,
        ("constant", *(t.name for t in terms)),
        np.array([False, *(t.penalised for t in terms)]),
        (int(lost.sum()), int(y[lost].sum())),
    )


def fit(sample: Sample, *, ridge: float = 0.0, where: str = "logit") -> Estimate:
    """Fit a logit and its dyadic-robust covariance.

    Raises
    ------
    EstimationError
        If the sample is empty, a column constant, collinear or separating; the message names it and what to do.
    """
    result = converged(sample, ridge=ridge, where=where)
    dyadic = dyadic_robust(result.bread, result.scores, sample.side1, sample.side2)
    covariance = at_least(dyadic, result.bread)
    rows, events = len(sample.y), int(sample.y.sum())
    return Estimate(sample.names, result.coefficients, dyadic, covariance, result, rows, events)


def converged(sample: Sample, *, ridge: float, where: str) -> LogitFit:
    """Fit the logit alone.

    Raises
    ------
    EstimationError
        See `fit`.
    """
    return fitted(sample.X, sample.y, sample.names, ridge=ridge, where=where, penalised=sample.penalised)
