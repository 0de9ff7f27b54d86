"""Common parts of the logits of this package: a design from terms, a fit with explained failures, coefficients with a covariance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from pato.errors import EstimationError, Problem
from pato.estimate.specification import TermSpec
from pato.kernels.arrays import BoolArray, FloatArray
from pato.kernels.logit import FitStatus, LogitFit, fit_logit
from pato.kernels.transforms import TRANSFORMS

_ADVICE = {
    FitStatus.NO_VARIATION_IN_OUTCOME: "Choose more years, or a lower level of hostility.",
    FitStatus.CONSTANT: "Leave it out, or choose years in which it varies.",
    FitStatus.COLLINEAR: "Leave one of them out, or set a ridge.",
    FitStatus.SEPARATED: "Leave it out, merge it with another column, choose more years, or set a ridge.",
    FitStatus.NOT_CONVERGED: "Set a ridge, or look for columns of very different size.",
}


@dataclass(frozen=True, slots=True)
class Coefficients:
    """A fitted logit and the covariance that futures draw from.

    Attributes
    ----------
    names
        Coefficients.
    coefficients
        Shape (coefficient,).
    covariance
        Shape (coefficient, coefficient).
    fit
        The fit.
    rows, events
        Size of the sample.
    """

    names: tuple[str, ...]
    coefficients: FloatArray
    covariance: FloatArray
    fit: LogitFit
    rows: int
    events: int

    def of(self, name: str) -> tuple[float, float]:
        """Return a coefficient and its standard error."""
        i = self.names.index(name)
        return float(self.coefficients[i]), float(np.sqrt(self.covariance[i, i]))


def design(frame: pl.DataFrame, terms: Sequence[TermSpec], assume: Mapping[str, float]) -> FloatArray:
    """Return the constant and the covariates, shape (row, 1 + term); NaN where a value is unknown.

    Parameters
    ----------
    frame
        With the terms' columns.
    terms
        Covariates.
    assume
        Columns with unknown values replaced by a number.
    """
    columns = [np.ones(frame.height)]
    for term in terms:
        raw = frame[term.column].cast(pl.Float64)
        if term.column in assume:
            raw = raw.fill_null(assume[term.column])
        values = TRANSFORMS[term.transform](raw.fill_null(float("nan")).to_numpy())
        columns.append(np.asarray(values, np.float64))
    return np.stack(columns, axis=1)


def varying(X: FloatArray) -> BoolArray:
    """Return the columns that vary, and the constant: others are uninformative about other rows, shape (column,)."""
    keep = np.ptp(X, axis=0) > 0
    keep[0] = True
    return np.asarray(keep)


def fitted(
    X: FloatArray,
    y: FloatArray,
    names: Sequence[str],
    *,
    ridge: float,
    where: str,
    penalised: BoolArray | None = None,
    weights: FloatArray | None = None,
) -> LogitFit:
    """Fit a logit.

    Parameters
    ----------
    X, y
        Design with the constant first, shape (row, column); outcome, shape (row,).
    names
        Of the columns.
    ridge, penalised, weights
        See `fit_logit`.
    where
        The fit, for the message.

    Raises
    ------
    EstimationError
        If there are no rows, or a column is constant, collinear or separating; the message names it and what to do.
    """
    if not len(y):
        told = "the window has no complete rows."
        raise EstimationError(
            Problem(where, told, "Choose other years, or leave out the covariate that is unknown in them.")
        )
    result = fit_logit(X, y, ridge=ridge, penalised=penalised, weights=weights)
    if result.status is not FitStatus.CONVERGED:
        named = ", ".join(f"'{names[i]}'" for i in result.culprits)
        size = f"({len(y)} rows, {int(y.sum())} events)."
        shown = f"{result.status}{f': {named}' if named else ''} {size}"
        raise EstimationError(Problem(where, shown, _ADVICE[result.status]))
    return result
