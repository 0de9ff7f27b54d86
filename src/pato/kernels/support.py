"""Strength that arrives, what a coalition is worth without its largest member, and a contest of strengths."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from pato.kernels.projection import projected_capability

FloatArray = npt.NDArray[np.float64]
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
        What it gives of the total; NaN where nobody gives anything.
    """

    total: FloatArray
    without_largest: FloatArray
    largest: npt.NDArray[np.int64]
    share: FloatArray


def bueno_de_mesquita(
    cinc: FloatArray, distance_km: FloatArray, half_km: FloatArray, miles_a_day: float
) -> FloatArray:
    """Return CINC^(log10(days of march + 10 - e)) in per cent (The War Trap, 1981)."""
    _ = half_km
    return np.asarray(_PERCENT * projected_capability(cinc, distance_km, miles_a_day))


def no_gradient(
    cinc: FloatArray, distance_km: FloatArray, half_km: FloatArray, miles_a_day: float
) -> FloatArray:
    """Return the whole capability in per cent, wherever it is wanted."""
    _ = half_km, miles_a_day
    return np.asarray(_PERCENT * np.asarray(cinc) + 0.0 * np.asarray(distance_km))


def exponential(
    cinc: FloatArray, distance_km: FloatArray, half_km: FloatArray, miles_a_day: float
) -> FloatArray:
    """Return capability in per cent that halves with every ``half_km``."""
    _ = miles_a_day
    return np.asarray(_PERCENT * np.asarray(cinc) * 0.5 ** (np.asarray(distance_km) / np.asarray(half_km)))


GRADIENTS: Mapping[str, Callable[[FloatArray, FloatArray, FloatArray, float], FloatArray]] = MappingProxyType(
    {"bueno_de_mesquita": bueno_de_mesquita, "none": no_gradient, "exponential": exponential}
)
"""How strength is lost over distance: competing theories, all in per cent of the world's capability."""


def coalition(chances: FloatArray, strengths: FloatArray) -> Coalition:
    """Return expected support: the sum of chance times strength, with and without the largest giver.

    Parameters
    ----------
    chances
        That a defender fights, shape (..., defender, pair).
    strengths
        That arrive if it does, broadcasting to the same shape.
    """
    gifts = chances * strengths
    total = np.zeros(np.delete(gifts.shape, -2))
    for defender in range(gifts.shape[-2]):  # one after the other, so that chunks of futures do not show (C5)
        total += gifts[..., defender, :]
    largest = gifts.argmax(axis=-2)
    most = np.take_along_axis(gifts, largest[..., None, :], axis=-2)[..., 0, :]
    share = np.divide(most, total, out=np.full(total.shape, np.nan), where=total > 0)
    return Coalition(total, np.maximum(total - most, 0.0), largest, share)


def contest(own: FloatArray, rival: FloatArray, decisiveness: FloatArray) -> FloatArray:
    """Return the rival's chance of success, rival^m / (rival^m + own^m) (Tullock's contest function).

    Parameters
    ----------
    own, rival
        Strengths, positive.
    decisiveness
        m: at 0 a coin decides, as it grows the stronger side always wins.
    """
    return np.asarray(1.0 / (1.0 + (np.asarray(own) / np.asarray(rival)) ** np.asarray(decisiveness)))
