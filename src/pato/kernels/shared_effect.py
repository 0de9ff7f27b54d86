"""A logit with an effect that the rows of a group share: normal, with a spread that is estimated (random intercept)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from pato.kernels.arrays import FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class SharedEffect:
    """A fit: P(y) = logistic(a + b x + e), e normal with the group's spread.

    Attributes
    ----------
    parameters
        a, b and the log of the spread, shape (3,).
    covariance
        Inverse of the curvature at the maximum, shape (3, 3).
    log_posterior
        At the maximum.
    """

    parameters: FloatArray
    covariance: FloatArray
    log_posterior: float


@dataclass(frozen=True, slots=True)
class Prior:
    """Means and standard deviations of a and b (normal), and the scale of the spread (half-normal)."""

    a: tuple[float, float]
    b: tuple[float, float]
    spread: float


def nodes_of(number: int) -> tuple[FloatArray, FloatArray]:
    """Return nodes and weights of a standard normal (Gauss and Hermite), shapes (node,)."""
    at, weight = np.polynomial.hermite_e.hermegauss(number)
    return np.asarray(at), np.asarray(weight / weight.sum())


def fit_shared_effect(
    x: FloatArray, y: FloatArray, group: IntArray, prior: Prior, nodes: int
) -> SharedEffect:
    """Fit by the largest posterior density of a, b and log spread.

    Parameters
    ----------
    x, y, group
        Covariate, outcome, and number of the group from 0, shape (row,).
    prior
        See `Prior`.
    nodes
        Of the integral over the effect.
    """
    at, weight = nodes_of(nodes)

    def lost(t: FloatArray) -> float:
        return -(_likelihood(t, x, y, group, at, weight) + _prior(t, prior))

    start = np.array([prior.a[0], prior.b[0], 0.0])
    found = minimize(lost, start, method="BFGS", options={"gtol": 1e-8})
    best = np.asarray(found.x, np.float64)
    return SharedEffect(
        best, np.asarray(np.linalg.inv(_curvature(lost, best)), np.float64), -float(found.fun)
    )


def _likelihood(
    t: FloatArray, x: FloatArray, y: FloatArray, group: IntArray, at: FloatArray, weight: FloatArray
) -> float:
    z = (t[0] + t[1] * x)[:, None] + np.exp(t[2]) * at
    each = np.where(y[:, None] == 1, -np.logaddexp(0.0, -z), -np.logaddexp(0.0, z))
    sums = np.zeros((int(group.max()) + 1, len(at)))
    np.add.at(sums, group, each)
    top = sums.max(axis=1)
    return float((top + np.log(np.exp(sums - top[:, None]) @ weight)).sum())


def _prior(t: FloatArray, prior: Prior) -> float:
    spread = float(np.exp(t[2]))
    normal = sum(((t[i] - mean) / sd) ** 2 for i, (mean, sd) in enumerate((prior.a, prior.b)))
    # the last term is that of a density over the log of the spread
    return float(-0.5 * (normal + (spread / prior.spread) ** 2) + t[2])


def _curvature(function: object, at: FloatArray, step: float = 1e-4) -> FloatArray:
    """Return second derivatives by central differences, shape (3, 3)."""
    assert callable(function)
    k = len(at)
    out = np.empty((k, k))
    unit = np.eye(k) * step
    for i in range(k):
        for j in range(k):
            corners = [function(at + s * unit[i] + r * unit[j]) * s * r for s in (1, -1) for r in (1, -1)]
            out[i, j] = sum(corners) / (4 * step**2)
    return (out + out.T) / 2


def marginal(parameters: FloatArray, x: FloatArray, nodes: int) -> FloatArray:
    """Return the chance with the effect averaged over, shape (row,)."""
    at, weight = nodes_of(nodes)
    z = (parameters[0] + parameters[1] * x)[:, None] + np.exp(parameters[2]) * at
    return np.asarray((1.0 / (1.0 + np.exp(-z))) @ weight)


def any_of_group(parameters: FloatArray, x: FloatArray, group: IntArray, nodes: int) -> FloatArray:
    """Return the chance that any row of each group is an event, shape (group,)."""
    at, weight = nodes_of(nodes)
    z = (parameters[0] + parameters[1] * x)[:, None] + np.exp(parameters[2]) * at
    none = np.zeros((int(group.max()) + 1, len(at)))
    np.add.at(none, group, -np.logaddexp(0.0, z))
    return np.asarray(1.0 - np.exp(none) @ weight)
