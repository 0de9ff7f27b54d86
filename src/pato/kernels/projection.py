"""Capability projected over distance, and the pledged dose made of it.

Sources: the loss-of-strength adjustment of Bueno de Mesquita (The War Trap, 1981): capability is raised to
the power log10(miles / miles-per-day + 10 - e).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pato.kernels.arrays import FloatArray, Int16Array
from pato.kernels.sphere import KM_PER_MILE

_MILES_PER_DAY = ((1918, 250.0), (1945, 375.0))
_MILES_PER_DAY_NOW = 500.0
_PERCENT = 100.0


@dataclass(frozen=True, slots=True)
class PledgeDose:
    """Outside capability pledged to a target against a challenger.

    Attributes
    ----------
    largest
        log(1 + per cent of the world's capabilities) of the largest pledger, shape (..., challenger, target).
    rest
        Contribution of all further guarantors: ``total - largest``.
    total
        log(1 + per cent of the world's capabilities) of all pledgers together.
    pledgers
        How many states count, shape (..., challenger, target).
    """

    largest: FloatArray
    rest: FloatArray
    total: FloatArray
    pledgers: Int16Array


def miles_per_day(year: int) -> float:
    """Return the distance that forces move in a day: 250 miles to 1918, 375 to 1945, 500 after."""
    return next((miles for last, miles in _MILES_PER_DAY if year <= last), _MILES_PER_DAY_NOW)


def projected_capability(
    cinc: npt.ArrayLike, distance_km: npt.ArrayLike, miles_a_day: npt.ArrayLike
) -> FloatArray:
    """Return cinc^(log10(miles / miles a day + 10 - e)).

    Parameters
    ----------
    cinc
        Share of the world's capabilities, 0 to 1; broadcasts with the distance.
    distance_km
        From the state's capital to the place of use.
    miles_a_day
        See `miles_per_day`.
    """
    days = np.asarray(distance_km, np.float64) / KM_PER_MILE / np.asarray(miles_a_day)
    return np.asarray(np.power(np.asarray(cinc, np.float64), np.log10(days + 10 - np.e)))


def pledge_dose(
    pledged: npt.ArrayLike,
    *,
    cinc: npt.ArrayLike,
    distance_km: npt.ArrayLike,
    miles_a_day: float = _MILES_PER_DAY_NOW,
    also_bars: npt.ArrayLike | None = None,
) -> PledgeDose:
    """Return the dose of capability pledged to each target against each challenger.

    A defender counts for a target unless it is the challenger itself, or is pledged to defend the
    challenger too. Unknown capability or distance makes the doses it enters unknown (NaN).

    Parameters
    ----------
    pledged
        Whether (or with what credence, 0 to 1) the defender is pledged to defend the target,
        shape (..., defender, target). A state's pledge to itself is ignored.
    cinc
        Share of the world's capabilities, shape (defender,) or (..., defender).
    distance_km
        Between the capitals, shape (defender, target).
    miles_a_day
        See `miles_per_day`.
    also_bars
        Further pledges that keep a defender from counting against a challenger, shape (..., defender, challenger):
        used where ``pledged`` is a credence and only full pledges to the challenger shall bar. By default every
        positive value of ``pledged`` bars.
    """
    credence = np.array(pledged, np.float64)
    states = credence.shape[-1]
    diagonal = np.arange(states)
    credence[..., diagonal, diagonal] = 0.0
    bars = credence > 0 if also_bars is None else np.array(also_bars, bool)
    bars[..., diagonal, diagonal] = True
    given = np.zeros(np.broadcast_shapes(credence.shape, (*np.shape(cinc), 1)))
    pledging = np.broadcast_to(credence > 0, given.shape)
    strength, distance = (
        np.broadcast_to(np.asarray(cinc, np.float64)[..., None], given.shape),
        np.broadcast_to(distance_km, given.shape),
    )
    projected = projected_capability(strength[pledging], distance[pledging], miles_a_day)
    given[pledging] = np.broadcast_to(credence, given.shape)[pledging] * projected * _PERCENT
    shape = (*np.broadcast_shapes(given.shape[:-2], bars.shape[:-2]), states, states)
    # (target, challenger) while adding, so that a target's values lie side by side in memory
    largest, total = np.zeros(shape), np.zeros(shape)
    pledgers = np.zeros(shape, np.int16)
    batch = tuple(range(given.ndim - 2))
    for k in range(states):
        gives = np.flatnonzero(
            (given[..., k, :] != 0).any(axis=batch)
        )  # an unknown gift counts, and stays unknown
        if not len(gives):
            continue
        gift = given[..., k, :][..., gives][..., :, None]
        free = ~bars[..., k, :][..., None, :]
        value = np.where(free, gift, 0.0)
        largest[..., gives, :] = np.maximum(largest[..., gives, :], value)
        total[..., gives, :] += value
        pledgers[..., gives, :] += free & (gift != 0)
    largest, total, pledgers = (a.swapaxes(-1, -2) for a in (largest, total, pledgers))
    alone, together = np.log1p(largest), np.log1p(np.maximum(total, largest))
    return PledgeDose(alone, together - alone, together, pledgers)
