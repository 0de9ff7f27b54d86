"""Yearly changes of an index between 0 and 1: a mixture that is mostly still and sometimes leaps.

A change d of an index at level x, after a change l the year before, comes from one of four components::

    still     normal, mean 0
    ordinary  normal, mean m + momentum l
    rise      d > 0, exponential
    fall      d < 0, exponential

with odds against `still` that depend on level, on how much moved the year before, on its direction and on the region.
Published indices have three decimals, so a change is observed within half a thousandth on either side: the
likelihood is that of the cell, which is what lets the many zeros count for what they are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from pato.kernels.arrays import FloatArray, IntArray

HALF_CELL = 0.0005
"""Half the step of an index with three decimals."""
_QUIET = 0.002
"""Size of last year's change at which its activity counts log 2."""
_TURN = 0.01
"""Last year's change beyond which a direction is seen."""
_SMALLEST = 1e-300

SHAPE = (
    "log_sd_still",
    "log_sd_still_level",
    "log_sd_ordinary",
    "log_sd_ordinary_level",
    "mean_ordinary_percent",
    "momentum_ordinary",
    "log_mean_rise",
    "log_mean_fall",
)
_COMMON = ("constant", "level", "level_squared", "activity")
ODDS = (
    *(f"ordinary_{n}" for n in _COMMON),
    *(f"rise_{n}" for n in _COMMON),
    "rise_after_rise",
    "rise_after_fall",
    *(f"fall_{n}" for n in _COMMON),
    "fall_after_rise",
    "fall_after_fall",
)


@dataclass(frozen=True, slots=True)
class Setting:
    """Values of the index before the change; all of one shape.

    Attributes
    ----------
    level
        The index, 0 to 1.
    before
        Its change over the year before.
    region
        Index of the region.
    """

    level: FloatArray
    before: FloatArray
    region: IntArray


@dataclass(frozen=True, slots=True)
class Components:
    """The mixture at some settings: odds, means and scales, each of the settings' shape.

    Attributes
    ----------
    weights
        Shape (4, ...): still, ordinary, rise, fall; they sum to one.
    mean_ordinary, sd_still, sd_ordinary
        Of the two normal components.
    mean_rise, mean_fall
        Of the two exponential components, positive.
    """

    weights: FloatArray
    mean_ordinary: FloatArray
    sd_still: FloatArray
    sd_ordinary: FloatArray
    mean_rise: FloatArray
    mean_fall: FloatArray


def names(regions: tuple[str, ...]) -> tuple[str, ...]:
    """Return the parameters in order: shapes, odds, and what a region adds to rises and takes from falls."""
    return (*SHAPE, *ODDS, *(f"region_{r}" for r in regions))


def _features(setting: Setting) -> tuple[FloatArray, list[FloatArray], list[FloatArray]]:
    c = setting.level - 0.5
    activity = np.log1p(np.abs(setting.before) / _QUIET)
    common = [np.ones_like(c), c, c * c, activity]
    turns = [(setting.before > _TURN).astype(np.float64), (setting.before < -_TURN).astype(np.float64)]
    return c, common, turns


def components(theta: FloatArray, setting: Setting) -> Components:
    """Return the mixture at some settings.

    Parameters
    ----------
    theta
        Parameters in the order of `names`; shape (parameter,), or (parameter, ...) where the further axes broadcast
        against the settings (a draw of the parameters for each future).
    setting
        Value of the index.
    """
    c, common, turns = _features(setting)
    s, o, region = (
        theta[: len(SHAPE)],
        theta[len(SHAPE) : len(SHAPE) + len(ODDS)],
        theta[len(SHAPE) + len(ODDS) :],
    )
    z = _of_region(region, setting.region)
    ordinary = _linear(o[:4], common)
    rise = _linear(o[4:10], [*common, *turns]) + z
    fall = _linear(o[10:], [*common, *turns]) - z
    logits = np.stack(np.broadcast_arrays(np.zeros_like(ordinary), ordinary, rise, fall))
    weights = np.exp(logits - logits.max(axis=0))
    weights /= weights.sum(axis=0)
    full = np.zeros_like(ordinary)
    return Components(
        weights,
        s[4] / 100 + s[5] * setting.before + full,
        np.exp(s[0] + s[1] * c) + full,
        np.exp(s[2] + s[3] * c) + full,
        np.exp(s[6]) + full,
        np.exp(s[7]) + full,
    )


def _linear(coefficients: FloatArray, features: list[FloatArray]) -> FloatArray:
    total: FloatArray = coefficients[0] * features[0]
    for b, f in zip(coefficients[1:], features[1:], strict=True):
        total = total + b * f
    return total


def _of_region(effects: FloatArray, region: IntArray) -> FloatArray:
    if effects.ndim == 1:
        return np.asarray(effects[region])
    shape = np.broadcast_shapes(effects.shape[1:], region.shape)
    total = np.zeros(shape)
    for k, effect in enumerate(effects):
        total += np.where(region == k, effect, 0.0)
    return total


def distribution(mixture: Components, change: FloatArray) -> FloatArray:
    """Return the probability of a change of at most `change`."""
    w = mixture.weights
    normal = w[0] * special.ndtr(change / mixture.sd_still) + w[1] * special.ndtr(
        (change - mixture.mean_ordinary) / mixture.sd_ordinary
    )
    rise = w[2] * -np.expm1(-np.maximum(change, 0.0) / mixture.mean_rise)
    fall = w[3] * np.exp(np.minimum(change, 0.0) / mixture.mean_fall)
    return np.asarray(normal + rise + fall)


def next_level(mixture: Components, now: FloatArray, u: FloatArray, steps: int = 1000) -> FloatArray:
    """Return the levels that follow ``now``, as published: on a grid of ``steps`` from 0 to 1, held inside it.

    Parameters
    ----------
    mixture
        Of the change, given the level; shape (...).
    now
        Levels before the change, same shape.
    u
        Uniform numbers that determine the change, 0 to 1, same shape.

    Notes
    -----
    The level published is the first whose cell reaches beyond the change with probability ``u``. One uniform number
    per change, so that draws by index do not depend on other draws, and a larger number is never a smaller change.
    """
    low, high = np.zeros(u.shape, np.int64), np.full(u.shape, steps)
    while (low < high).any():
        middle = (low + high) // 2
        below = distribution(mixture, (middle + 0.5) / steps - now) < u
        low, high = np.where(below, middle + 1, low), np.where(below, high, middle)
        np.minimum(low, high, out=low)
    return np.where(np.isnan(now) | np.isnan(u), np.nan, low / steps)  # unknown values have no next level


def log_likelihood(theta: FloatArray, setting: Setting, change: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the log-probability of each observed change and its gradient.

    Parameters
    ----------
    theta
        Shape (parameter,).
    setting, change
        Shape (row,).

    Returns
    -------
    FloatArray, FloatArray
        Shapes (row,) and (row, parameter).
    """
    m = components(theta, setting)
    cells, by_scale, by_mean = _cells(m, change)
    total = np.maximum((m.weights * cells).sum(axis=0), _SMALLEST)
    return np.log(total), _gradient(theta, setting, m, cells, by_scale, by_mean, total)


def _cells(m: Components, d: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return each component's probability of the observed cell, its derivative by the log scale, and the ordinary one's by its mean."""
    low, high = d - HALF_CELL, d + HALF_CELL
    still, still_scale, _ = _normal_cell(low, high, np.zeros_like(d), m.sd_still)
    usual, usual_scale, usual_mean = _normal_cell(low, high, m.mean_ordinary, m.sd_ordinary)
    rise, rise_scale = _exponential_cell(low, high, m.mean_rise)
    fall, fall_scale = _exponential_cell(-high, -low, m.mean_fall)
    return (
        np.stack([still, usual, rise, fall]),
        np.stack([still_scale, usual_scale, rise_scale, fall_scale]),
        usual_mean,
    )


def _normal_cell(
    low: FloatArray, high: FloatArray, mean: FloatArray, sd: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    a, b = (low - mean) / sd, (high - mean) / sd
    # on the positive side the difference of two numbers near one would lose its digits
    flip = a > 0
    p = special.ndtr(np.where(flip, -a, b)) - special.ndtr(np.where(flip, -b, a))
    fa, fb = (np.exp(-0.5 * z * z) / np.sqrt(2 * np.pi) for z in (a, b))
    return p, a * fa - b * fb, (fa - fb) / sd


def _exponential_cell(low: FloatArray, high: FloatArray, mean: FloatArray) -> tuple[FloatArray, FloatArray]:
    a, b = np.maximum(low, 0.0) / mean, np.maximum(high, 0.0) / mean
    return np.exp(-a) - np.exp(-b), a * np.exp(-a) - b * np.exp(-b)


def _gradient(
    theta: FloatArray,
    setting: Setting,
    m: Components,
    cells: FloatArray,
    by_scale: FloatArray,
    by_mean: FloatArray,
    total: FloatArray,
) -> FloatArray:
    c, common, turns = _features(setting)
    w = m.weights
    scale, mean = w * by_scale / total, w[1] * by_mean / total
    shapes = [
        scale[0],
        scale[0] * c,
        scale[1],
        scale[1] * c,
        mean / 100,
        mean * setting.before,
        scale[2],
        scale[3],
    ]
    pull = w * cells / total - w
    odds = (
        [pull[1] * f for f in common]
        + [pull[2] * f for f in [*common, *turns]]
        + [pull[3] * f for f in [*common, *turns]]
    )
    regions = len(theta) - len(SHAPE) - len(ODDS)
    by_region = [np.where(setting.region == k, pull[2] - pull[3], 0.0) for k in range(regions)]
    return np.stack([*shapes, *odds, *by_region], axis=-1)
