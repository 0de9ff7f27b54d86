"""Binary logit by Newton's method, with an optional ridge, and a plain account of what can go wrong."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from scipy import linalg

from pato.kernels.arrays import BoolArray, FloatArray
from pato.kernels.chances import probability

_ITERATIONS = 60
_TOLERANCE = 1e-10
_RANK_TOLERANCE = 1e-11
_STEEP = 40.0
"""A slope of 40 log-odds per standard deviation is a likelihood without a maximum, not an effect."""


class FitStatus(StrEnum):
    """Status of a fit; the value is the message."""

    CONVERGED = "converged"
    NO_VARIATION_IN_OUTCOME = "the outcome is the same in every row"
    CONSTANT = "a column is the same in every row"
    COLLINEAR = "columns are linearly dependent"
    SEPARATED = (
        "a column, or several together, separate events from non-events: the likelihood has no maximum"
    )
    NOT_CONVERGED = "Newton's method did not converge"


@dataclass(frozen=True, slots=True)
class LogitFit:
    """A fitted logit.

    Attributes
    ----------
    status
        `FitStatus.CONVERGED`, or why there are no coefficients.
    culprits
        Columns that caused another status.
    coefficients
        Shape (column,), NaN unless converged.
    bread
        Inverse of the (penalised) information, shape (column, column).
    scores
        Each row's derivative of the unpenalised (weighted) log-likelihood, shape (row, column).
    probabilities
        Fitted, shape (row,).
    log_likelihood
        Unpenalised.
    iterations
        Newton steps taken.
    """

    status: FitStatus
    culprits: tuple[int, ...]
    coefficients: FloatArray
    bread: FloatArray
    scores: FloatArray
    probabilities: FloatArray
    log_likelihood: float
    iterations: int


class _Standardised(NamedTuple):
    Z: FloatArray
    mean: FloatArray
    scale: FloatArray


def fit_logit(
    X: FloatArray,
    y: FloatArray,
    *,
    ridge: float = 0.0,
    penalised: BoolArray | None = None,
    weights: FloatArray | None = None,
) -> LogitFit:
    """Fit a logit by maximum (penalised) likelihood.

    Parameters
    ----------
    X
        Design matrix with the constant as its first column, shape (row, column).
    y
        0 or 1, shape (row,).
    ridge
        Penalty ridge/2 times the squared coefficients of the standardised columns; the constant is never penalised.
    penalised
        Which columns the ridge applies to, shape (column,); all but the constant by default.
    weights
        How much each row counts, shape (row,); once by default. Scores and likelihood are weighted too.

    Returns
    -------
    LogitFit
        With a status; a fit that failed says so and names columns, it never passes NaN off as a result.
    """
    mean, scale = X.mean(axis=0), X.std(axis=0)
    mean[0], scale[0] = 0.0, 1.0
    refusal = _refusal(X, y, scale, ridge)
    if refusal is not None:
        return _failed(*refusal, X)
    Z = (X - mean) / scale
    apply = np.ones(X.shape[1], bool) if penalised is None else np.array(penalised, bool)
    apply[0] = False
    penalty = ridge * apply
    w = np.ones(len(y)) if weights is None else np.asarray(weights, np.float64)
    b, steps, status = _newton(Z, y, w, penalty)
    if status is not FitStatus.CONVERGED:
        steepest = int(np.argmax(np.abs(b[1:]))) + 1
        return _failed(status, (steepest,), X, steps)
    return _result(_Standardised(Z, mean, scale), X, y, w, (b, steps), penalty)


def _refusal(
    X: FloatArray, y: FloatArray, scale: FloatArray, ridge: float
) -> tuple[FitStatus, tuple[int, ...]] | None:
    """Return the reason why a fit is impossible, before it is tried."""
    if not 0 < y.sum() < len(y):
        return FitStatus.NO_VARIATION_IN_OUTCOME, ()
    constant = tuple(int(i) for i in np.flatnonzero(scale[1:] <= 1e-12 * (1 + np.abs(X[0, 1:]))) + 1)
    if constant:
        return FitStatus.CONSTANT, constant
    dependent = _dependent(X)
    if dependent and ridge == 0:
        return FitStatus.COLLINEAR, dependent
    separating = _separating(X, y)
    if separating and ridge == 0:
        return FitStatus.SEPARATED, separating
    return None


def _dependent(X: FloatArray) -> tuple[int, ...]:
    """Return columns that are linear combinations of others, from the Gram matrix: it is small where X is long."""
    unit = X / np.sqrt((X**2).sum(axis=0))
    _, R, order = linalg.qr(unit.T @ unit, pivoting=True)
    diagonal = np.abs(np.diag(R))
    return tuple(sorted(int(i) for i in order[diagonal < _RANK_TOLERANCE * diagonal[0]]))


def _separating(X: FloatArray, y: FloatArray) -> tuple[int, ...]:
    """Return columns with values that overlap between events and non-events at no more than one point."""
    events, others = X[y == 1], X[y == 0]
    above = events.min(axis=0) >= others.max(axis=0)
    below = events.max(axis=0) <= others.min(axis=0)
    separated = above | below
    separated[0] = False
    return tuple(int(i) for i in np.flatnonzero(separated))


def _newton(
    Z: FloatArray, y: FloatArray, w: FloatArray, penalty: FloatArray
) -> tuple[FloatArray, int, FitStatus]:
    b = np.zeros(Z.shape[1])
    share = float(w @ y / w.sum())
    b[0] = np.log(share / (1 - share))
    value = _objective(Z @ b, y, w, b, penalty)
    for step in range(1, _ITERATIONS + 1):
        p = probability(Z @ b)
        gradient = Z.T @ (w * (y - p)) - penalty * b
        information = (Z * (w * p * (1 - p))[:, None]).T @ Z + np.diag(penalty)
        try:
            move = linalg.solve(information, gradient, assume_a="pos")
        except linalg.LinAlgError:
            return b, step, FitStatus.SEPARATED
        length = 1.0
        while (
            new := _objective(Z @ (b + length * move), y, w, b + length * move, penalty)
        ) < value - 1e-12 and length > 1e-4:
            length /= 2
        b, gain, value = b + length * move, new - value, new
        if np.abs(b[1:]).max(initial=0.0) > _STEEP:
            return b, step, FitStatus.SEPARATED
        if float(gradient @ move) < _TOLERANCE and abs(gain) < _TOLERANCE:
            return b, step, FitStatus.CONVERGED
    return b, _ITERATIONS, FitStatus.NOT_CONVERGED


def _objective(eta: FloatArray, y: FloatArray, w: FloatArray, b: FloatArray, penalty: FloatArray) -> float:
    return float((w * y) @ eta - w @ np.logaddexp(0.0, eta) - 0.5 * penalty @ b**2)


def _result(
    S: _Standardised,
    X: FloatArray,
    y: FloatArray,
    w: FloatArray,
    found: tuple[FloatArray, int],
    penalty: FloatArray,
) -> LogitFit:
    b, steps = found
    p = probability(S.Z @ b)
    information = (S.Z * (w * p * (1 - p))[:, None]).T @ S.Z + np.diag(penalty)
    # from standardised columns back to the original units: b_raw = T b
    T = np.diag(1 / S.scale)
    T[0, 1:] = -S.mean[1:] / S.scale[1:]
    bread = T @ linalg.inv(information) @ T.T
    log_likelihood = _objective(S.Z @ b, y, w, b, np.zeros_like(penalty))
    return LogitFit(
        FitStatus.CONVERGED, (), T @ b, bread, X * (w * (y - p))[:, None], p, log_likelihood, steps
    )


def _failed(status: FitStatus, culprits: tuple[int, ...], X: FloatArray, steps: int = 0) -> LogitFit:
    k = X.shape[1]
    nothing = np.full(k, np.nan)
    return LogitFit(
        status, culprits, nothing, np.full((k, k), np.nan), np.empty((0, k)), np.empty(0), float("nan"), steps
    )
