"""Support that a target can expect in a war with a challenger, for many pairs and draws at once (M2 feeding M1).

    S(r, k) = sum over d of pi(d joins k against r) * kappa(d, k)

Every covariate of the joining model belongs to defender and target, to defender and challenger, to the pair, or to all alike.
So its log-odds are a sum of three small tables, and all pairs cost little more than the sum over defenders. The same
code serves the estimate ``risk_support`` (pairs of the past) and the assumption about deterrence that rests on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from pato.kernels.arrays import FloatArray, IntArray
from pato.kernels.transforms import TRANSFORMS
from pato.models.risk.estimate import RiskModel

OF_THE_PAIR = "balance"


@dataclass(frozen=True, slots=True)
class Ties:
    """Covariates of the joining model by name.

    Attributes
    ----------
    to_target
        Of a defender with a possible target, each of shape (defender, target).
    against
        Of a defender with a possible challenger, each of shape (defender, challenger).
    shared
        Common values.
    """

    to_target: Mapping[str, FloatArray]
    against: Mapping[str, FloatArray]
    shared: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class LogOdds:
    """Log-odds of joining in parts: shapes (draw, defender, target), (draw, defender, challenger) and (draw, pair)."""

    to_target: FloatArray
    against: FloatArray
    pair: FloatArray


def log_odds(model: RiskModel, draws: FloatArray, ties: Ties, balance: FloatArray) -> LogOdds:
    """Return the log-odds of joining in parts.

    Parameters
    ----------
    model
        The joining model.
    draws
        Its coefficients, shape (draw, coefficient).
    ties
        All its covariates but the balance.
    balance
        Log of the target's over the challenger's capability, shape (pair,).
    """
    pair = np.zeros((len(draws), len(balance)))
    pair += draws[:, :1]
    for j, term in enumerate(
        model.terms, start=1
    ):  # term by term, so that chunks of futures do not show (C5)
        change = TRANSFORMS[term.transform]
        if term.covariate == OF_THE_PAIR:
            pair += draws[:, j, None] * np.nan_to_num(change(balance))
        elif term.covariate in ties.shared:
            pair += draws[:, j, None] * float(change(np.array(ties.shared[term.covariate], np.float64)))
    return LogOdds(weighed(model, draws, ties.to_target), weighed(model, draws, ties.against), pair)


def weighed(model: RiskModel, draws: FloatArray, covariates: Mapping[str, FloatArray]) -> FloatArray:
    """Return the sum of coefficient times covariate over some covariates, shape (draw, ...) as they are; unknown counts as 0."""
    shape = next(iter(covariates.values())).shape
    total = np.zeros((len(draws), *shape))
    part = np.empty_like(total)
    for j, term in enumerate(model.terms, start=1):
        if term.covariate in covariates:
            values = np.nan_to_num(TRANSFORMS[term.transform](covariates[term.covariate]))
            if values.any():
                np.multiply(draws[:, j].reshape(-1, *(1,) * len(shape)), values, out=part)
                total += part
    return total


def expected_support(
    parts: LogOdds, arriving: FloatArray, challengers: IntArray, targets: IntArray
) -> FloatArray:
    """Return expected support, shape (draw, pair).

    Parameters
    ----------
    parts
        See `log_odds`.
    arriving
        Per cent of the world's capability that each state brings to each target, shape (defender, target).
    challengers, targets
        Positions of the pairs, shape (pair,); neither of a pair supports its target.
    """
    total = np.zeros(parts.pair.shape)
    for d in range(len(arriving)):  # One after the other, so that chunks of futures do not show (C5)
        brings = np.where((challengers == d) | (targets == d), 0.0, arriving[d, targets])
        total += gift(log_odds_of(parts, d, challengers, targets), brings)
    return total


def log_odds_of(parts: LogOdds, defender: int, challengers: IntArray, targets: IntArray) -> FloatArray:
    """Return the log-odds that one defender joins, shape (draw, pair)."""
    x = parts.to_target[:, defender].take(targets, axis=1)
    x += parts.against[:, defender].take(challengers, axis=1)
    x += parts.pair
    return x


def gift(log_odds: FloatArray, brings: FloatArray) -> FloatArray:
    """Return chance times strength, brings / (1 + exp(-x)); the log-odds are used up (they cannot be so low that this overflows)."""
    np.negative(log_odds, out=log_odds)
    np.exp(log_odds, out=log_odds)
    log_odds += 1.0
    return np.divide(brings, log_odds, out=log_odds)
