"""Strength that arrives, a coalition's value without its largest member, and a contest of strengths."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from pato.kernels.arrays import FloatArray, IntArray
from pato.kernels.chances import chance_against, halved_by_distance
from pato.kernels.jit import compiled
from pato.kernels.projection import projected_capability

_PERCENT = 100.0


@dataclass(frozen=True, slots=True)
class Coalition:
    """Expected support of each pair.

    Attributes
    ----------
    total
        Per cent of the world's capability, shape (..., pair).
    without_largest
        The same without the defender that gives most.
    largest
        Position of that defender, shape (..., pair).
    share
        Its share of the total; NaN if the total is 0.
    most
        Its contribution, per cent of the world's capability.
    """

    total: FloatArray
    without_largest: FloatArray
    largest: IntArray
    share: FloatArray
    most: FloatArray


def bueno_de_mesquita(
    cinc: FloatArray, distance_km: FloatArray, half_km: FloatArray, miles_a_day: float
) -> FloatArray:
    """Return CINC^(log10(days of march + 10 - e)) in per cent (The War Trap, 1981), shape (1, ...)."""
    _ = half_km
    return np.asarray(_PERCENT * projected_capability(cinc, distance_km, miles_a_day))[None]


def no_gradient(
    cinc: FloatArray, distance_km: FloatArray, half_km: FloatArray, miles_a_day: float
) -> FloatArray:
    """Return the full capability in per cent, at any place, shape (1, ...)."""
    _ = half_km, miles_a_day
    return np.asarray(_PERCENT * np.asarray(cinc) + 0.0 * np.asarray(distance_km))[None]


def exponential(
    cinc: FloatArray, distance_km: FloatArray, half_km: FloatArray, miles_a_day: float
) -> FloatArray:
    """Return capability in per cent that halves with every ``half_km`` of each future, shape (future, ...)."""
    _ = miles_a_day
    return np.asarray(
        halved_by_distance(np.asarray(distance_km, np.float64), half_km, _PERCENT * np.asarray(cinc))
    )


GRADIENTS: Mapping[str, Callable[[FloatArray, FloatArray, FloatArray, float], FloatArray]] = MappingProxyType(
    {"bueno_de_mesquita": bueno_de_mesquita, "none": no_gradient, "exponential": exponential}
)
"""Loss of strength over distance: competing theories, all in per cent of the world's capability.

Each takes capabilities and km of one shape or broadcasting to the km's, half distances of shape (future,), and miles a day; it returns
the shape of the km behind one axis, of futures or of length 1 where futures do not differ.
"""


@compiled
def _gathered(gifts: FloatArray, total: FloatArray, most: FloatArray, largest: IntArray) -> None:
    for f in range(len(gifts)):
        for q in range(gifts.shape[2]):
            total[f, q] = 0.0
            most[f, q] = -np.inf
            largest[f, q] = 0
        for d in range(gifts.shape[1]):  # One after the other, so that chunks of futures do not show (C5)
            for q in range(gifts.shape[2]):
                given = gifts[f, d, q]
                total[f, q] += given
                if given > most[f, q]:
                    most[f, q] = given
                    largest[f, q] = d


def coalition(gifts: FloatArray) -> Coalition:
    """Return expected support: the sum of gifts, with and without the largest giver's.

    Parameters
    ----------
    gifts
        Chance that a defender fights times the strength that arrives if it does, shape (future, defender, pair).
    """
    shape = gifts.shape[0], gifts.shape[2]
    total, most, largest = np.empty(shape), np.empty(shape), np.empty(shape, np.int64)
    _gathered(np.ascontiguousarray(gifts), total, most, largest)
    share = np.divide(most, total, out=np.full(shape, np.nan), where=total > 0)
    return Coalition(total, np.maximum(total - most, 0.0), largest, share, most)


def contest(own: FloatArray, rival: FloatArray, decisiveness: FloatArray) -> FloatArray:
    """Return the rival's chance of success, rival^m / (rival^m + own^m) (Tullock's contest function).

    Parameters
    ----------
    own, rival
        Strengths, positive.
    decisiveness
        m: at 0 a coin decides, as it grows the stronger side always wins.
    """
    return chance_against(np.asarray(own) / np.asarray(rival), decisiveness)
