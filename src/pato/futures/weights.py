"""Weights at summary: what a user believes about theories and readings, applied to futures drawn evenly.

A change of weights therefore never needs a rerun; how much it costs in precision is the effective sample size.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from pato.errors import Problem, UsageError, unknown
from pato.futures.design import Design, Draws
from pato.kernels.arrays import AnyArray, FloatArray


def weights(design: Design, draws: Draws, user_weights: Mapping[str, Mapping[str, float]]) -> FloatArray:
    """Return a weight for each future; they sum to one.

    Parameters
    ----------
    design
        The design, whose categorical factors were drawn evenly.
    draws
        Draws of the futures that are summarised.
    user_weights
        For each categorical factor that is weighted, numbers not below 0 by level. A level that is not named has
        weight 0. Factors that are not named stay evenly weighted.

    Returns
    -------
    FloatArray
        Shape (future,).

    Raises
    ------
    UsageError
        If a factor or level is unknown, a number is negative or not finite, all are zero, or no future that
        was drawn carries any weight.
    """
    problems = [p for name, given in user_weights.items() for p in _problems(design, name, given)]
    if problems:
        raise UsageError(problems)
    weight = np.ones(draws.n_futures)
    for name, given in user_weights.items():
        levels = design.factor(name).levels
        weight *= np.array([float(given.get(level, 0.0)) for level in levels])[draws[name]]
    total = float(weight.sum())
    if not total > 0:
        raise UsageError(
            "no run carries any weight: the levels with weight were never drawn together. Raise the number of runs."
        )
    return np.asarray(weight / total)


def _problems(design: Design, name: str, given: Mapping[str, float]) -> list[Problem]:
    categorical = {factor.id: factor.levels for factor in design.factors if factor.levels}
    if name not in categorical:
        return [unknown("categorical factor", name, categorical, where="weights")]
    where = f"weights.{name}"
    problems = [
        unknown("level", level, categorical[name], where=where)
        for level in given
        if level not in categorical[name]
    ]
    for level, number in given.items():
        if not (np.isfinite(number) and number >= 0):
            problems.append(
                Problem(where, f"the weight of '{level}' must be a number not below 0, found {number}.")
            )
    if not problems and not any(number > 0 for number in given.values()):
        problems.append(Problem(where, "all weights are 0.", f"Give some level of {name} a weight above 0."))
    return problems


def effective_sample_size(weight: FloatArray) -> float:
    """Return (sum w)^2 / sum w^2: how many futures of equal weight would be as precise (Kish 1965)."""
    return float(weight.sum() ** 2 / np.square(weight).sum())


def weighted_quantile(
    values: ArrayLike, probabilities: Sequence[float], weight: FloatArray | None = None
) -> AnyArray:
    """Return quantiles over futures, the first axis: the smallest value at which the summed weight reaches each probability.

    Parameters
    ----------
    values
        Shape (future, ...), without missing values.
    probabilities
        Between 0 and 1.
    weight
        Shape (future,); None counts every future alike. A whole-number weight is the same as repeating the future.

    Returns
    -------
    FloatArray
        Shape (probability, ...).
    """
    array = np.asarray(values, dtype=np.float64)
    if np.isnan(array).any():
        raise UsageError(
            "quantiles over runs need a value in each: leave out the runs whose status has no value first."
        )
    if weight is None:
        return np.asarray(np.quantile(array, probabilities, axis=0, method="inverted_cdf"))
    return np.asarray(np.quantile(array, probabilities, axis=0, weights=weight, method="inverted_cdf"))


def weighted_share(holds: ArrayLike, weight: FloatArray | None = None) -> AnyArray:
    """Return the weighted share of futures, the first axis, in which something holds."""
    return np.asarray(np.average(np.asarray(holds, dtype=np.float64), axis=0, weights=weight))
