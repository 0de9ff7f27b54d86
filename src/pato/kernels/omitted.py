"""Required strength of an unobserved cause to explain an association away.

Cinelli and Hazlett (2020, Journal of the Royal Statistical Society B 82) for a least-squares coefficient, Oster (2019, Journal of
Business and Economic Statistics 37), and the E-value of VanderWeele and Ding (2017, Annals of Internal Medicine 167).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pato.kernels.arrays import FloatArray


@dataclass(frozen=True, slots=True)
class LeastSquares:
    """One coefficient of a least-squares fit: estimate, classical standard error, degrees of freedom, and the fit's R squared."""

    estimate: float
    error: float
    freedom: int
    r_squared: float


def least_squares(y: FloatArray, X: FloatArray, column: int) -> LeastSquares:
    """Return a column's coefficient, X with its constant, shapes (row,) and (row, column)."""
    b, *_ = np.linalg.lstsq(X, y, rcond=None)
    left = y - X @ b
    freedom = len(y) - X.shape[1]
    variance = float(left @ left) / freedom
    inverse = np.linalg.pinv(X.T @ X)
    total = float(((y - y.mean()) ** 2).sum())
    return LeastSquares(
        float(b[column]),
        float(np.sqrt(variance * inverse[column, column])),
        freedom,
        1 - float(left @ left) / total,
    )


def partial_r2(fit: LeastSquares) -> float:
    """Return the share of what the other columns leave that the column explains."""
    t = fit.estimate / fit.error
    return t * t / (t * t + fit.freedom)


def robustness_value(fit: LeastSquares, *, critical: float = 0.0) -> float:
    """Return the share of both residual variances that an unseen cause must explain to bring the estimate to zero, or its t to a critical value.

    0 where it is there already.
    """
    f = abs(fit.estimate / fit.error) / np.sqrt(fit.freedom)
    f -= critical / np.sqrt(fit.freedom - 1)
    if f <= 0:
        return 0.0
    return float((np.sqrt(f**4 + 4 * f**2) - f**2) / 2)


def adjusted(fit: LeastSquares, *, with_dose: float, with_outcome: float) -> tuple[float, float]:
    """Return estimate and standard error had an unseen cause been held, one that pulls the estimate away from zero.

    Parameters
    ----------
    fit
        Of the outcome on the dose and the covariates.
    with_dose, with_outcome
        The unseen cause's partial R squared with the dose (given the covariates) and with the outcome (given dose and covariates).
    """
    bias = fit.error * np.sqrt(fit.freedom) * np.sqrt(with_outcome * with_dose / (1 - with_dose))
    error = (
        fit.error * np.sqrt((1 - with_outcome) / (1 - with_dose)) * np.sqrt(fit.freedom / (fit.freedom - 1))
    )
    return float(np.sign(fit.estimate) * (abs(fit.estimate) - bias)), float(error)


def times_as_strong(*, with_dose: float, with_outcome: float, times: float) -> tuple[float, float]:
    """Return the partial R squareds of a cause that is a multiple of a covariate's strength, for `adjusted`.

    Parameters
    ----------
    with_dose, with_outcome
        The covariate's own: with the dose given the other covariates, with the outcome given dose and covariates.
    times
        How many times as strong, with both.

    Raises
    ------
    ValueError
        If such a cause would explain all of the dose.
    """
    dose = times * with_dose / (1 - with_dose)
    if dose >= 1 or times * with_dose >= 1:
        raise ValueError("such a cause would explain more of the dose than there is")
    shared = times * with_dose**2 / ((1 - times * with_dose) * (1 - with_dose))
    ratio = (np.sqrt(times) + np.sqrt(shared)) / np.sqrt(1 - shared)
    return dose, min(float(ratio**2 * with_outcome / (1 - with_outcome)), 1.0)


def oster_delta(plain: LeastSquares, controlled: LeastSquares, *, highest: float) -> float:
    """Return the required strength of selection on unobservables, relative to observables, for a coefficient of zero.

    The approximation of Oster's section 3 with the R squared that a full model would have; ``highest`` as a multiple of the controlled one.
    """
    most = min(highest * controlled.r_squared, 1.0)
    seen = (plain.estimate - controlled.estimate) * (most - controlled.r_squared)
    return float(controlled.estimate * (controlled.r_squared - plain.r_squared) / seen)


def e_value(log_ratio: float) -> float:
    """Return the smallest risk ratio of an unobserved cause with both dose and outcome (rare outcome, a unit of dose)."""
    ratio = float(np.exp(abs(log_ratio)))
    return ratio + float(np.sqrt(ratio * (ratio - 1)))
