"""Capability pledged near a rival's capital by those who are bound to its adversaries."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pato.kernels.arrays import BoolArray, FloatArray


@dataclass(frozen=True, slots=True)
class Steps:
    """What is pledged within a distance of one capital, as a function of the distance.

    Attributes
    ----------
    km
        Distances at which it rises, ascending, shape (step,).
    percent
        What is pledged within the first so many of them, per cent of the world's capability, shape (step + 1,).
    """

    km: FloatArray
    percent: FloatArray

    def within(self, km: FloatArray) -> FloatArray:
        """Return what is pledged within distances, same shape."""
        return self.percent[np.searchsorted(self.km, km, side="right")]


def encirclement(
    challenger: int, pledges: BoolArray, rivalry: BoolArray, distance_km: FloatArray, arriving: FloatArray
) -> Steps:
    """Return the capability pledged near a challenger.

    A place counts if it is the capital of a rival of the challenger, or of a state that a pledge of defence binds to such a rival, either
    way. A pledger counts once, with what it can bring to the nearby place where it can bring most, unless it is pledged to the
    challenger too.

    Parameters
    ----------
    challenger
        Its position.
    pledges
        Who is pledged to defend whom, shape (defender, target).
    rivalry
        Who are rivals, shape (state, state).
    distance_km
        Between capitals, shape (state, state).
    arriving
        Per cent of the world's capability that a state brings to a place, shape (defender, place).
    """
    rivals = rivalry[challenger]
    adversarial = rivals | pledges[:, rivals].any(axis=1) | pledges[rivals].any(axis=0)
    adversarial[challenger] = False
    pledgers = ~pledges[:, challenger]
    pledgers[challenger] = False
    places = np.flatnonzero(adversarial & np.isfinite(distance_km[challenger]))
    places = places[np.argsort(distance_km[challenger, places], kind="stable")]
    given = np.where(pledges & pledgers[:, None], arriving, 0.0)
    np.fill_diagonal(given, 0.0)
    most = np.maximum.accumulate(given[:, places], axis=1)
    return Steps(distance_km[challenger, places], np.concatenate([[0.0], most.sum(axis=0)]))
