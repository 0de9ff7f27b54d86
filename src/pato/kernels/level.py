"""A level that drifts: how many events came for each that was expected, recent years counting most.

The discounted gamma filter of counts (Harvey and Fernandes 1989, Journal of Business and Economic Statistics 7): events of a year are
Poisson with mean m times what was expected, m has a gamma distribution, and each year its two parameters shrink towards the prior.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pato.kernels.arrays import FloatArray


@dataclass(frozen=True, slots=True)
class Level:
    """The level of each year, from the years before it.

    Attributes
    ----------
    multiplier
        Mean of the level, shape (year,); the first is 1.
    shape, rate
        Of the gamma distribution after the last year.
    """

    multiplier: FloatArray
    shape: float
    rate: float


def level_filter(observed: FloatArray, expected: FloatArray, *, half_life: float, prior: float) -> Level:
    """Return the level of every year.

    Parameters
    ----------
    observed, expected
        Events, and the sum of their forecasts, shape (year,), in order of time.
    half_life
        Years after which an event counts half.
    prior
        Weight of the prior level of 1, in events.
    """
    keep = 0.5 ** (1.0 / half_life)
    events, forecast = 0.0, 0.0
    out = np.empty(len(observed))
    for i, (seen, thought) in enumerate(zip(observed, expected, strict=True)):
        out[i] = (events + prior) / (forecast + prior)
        events, forecast = keep * events + seen, keep * forecast + thought
    return Level(out, events + prior, forecast + prior)
