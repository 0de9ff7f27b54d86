"""Capability pledged near a rival's capital, and newly brought to its rivals, by those who are committed to them.

Commitments come as numbers of profiles, and what each profile is worth in each future: most pairs are owed nothing.
"""

from __future__ import annotations

import numpy as np

from pato.kernels.arrays import BoolArray, FloatArray, IntArray, WholeArray
from pato.kernels.jit import compiled


def near(
    challenger: int,
    of: WholeArray,
    worth: FloatArray,
    bound: BoolArray,
    rivalry: BoolArray,
    distance_km: FloatArray,
    arriving: FloatArray,
    radius_km: FloatArray,
) -> FloatArray:
    """Return the capability pledged near a challenger, per cent of the world's, shape (future,).

    A place counts if it is the capital of a rival of the challenger, or, as much as the commitment is worth, of a state that one
    binds to such a rival, either way. A pledger counts once, as much as its commitment is worth, with what it can bring to the nearby
    place where it can bring most, unless it is bound to the challenger too.

    Parameters
    ----------
    challenger
        Its position.
    of
        Numbers of the profiles of commitments against the challenger, shape (defender, target); 0 is worth nothing.
    worth
        What profiles are worth, 0 to 1, shape (future, profile).
    bound
        Who is bound to defend the challenger, shape (state,).
    rivalry
        Who are rivals, shape (state, state).
    distance_km
        Between capitals, shape (state, state).
    arriving
        Per cent of the world's capability that a state brings to a place, shape (defender, place).
    radius_km
        What counts as near, shape (future,).
    """
    defender, place = _owing(of)
    out = np.empty(len(radius_km))
    free = ~bound
    free[challenger] = False
    _near(
        challenger,
        defender,
        place,
        of[defender, place].astype(np.int64),
        np.require(worth, np.float64, ("C", "W")),
        free,
        np.array(rivalry[challenger]),
        np.array(distance_km[challenger], np.float64),
        np.require(arriving, np.float64, ("C", "W")),
        np.array(radius_km, np.float64),
        out,
    )
    return out


def newly_brought(
    challenger: int,
    of: tuple[WholeArray, WholeArray],
    worth: tuple[FloatArray, FloatArray],
    bound: BoolArray,
    rivals: BoolArray,
    arriving: FloatArray,
) -> tuple[FloatArray, FloatArray]:
    """Return how much the commitment of one state to a rival of a challenger rises at most, and what is newly brought to that rival to whom most is, both of shape (future,).

    Parameters
    ----------
    challenger, arriving
        As for `near`.
    of, worth
        As for `near`, before and after.
    bound
        Who is bound to defend the challenger, shape (state,); what those bring does not count.
    rivals
        Who are the challenger's, shape (state,).
    """
    defender, place = _owing(of[0] + of[1])
    wanted = rivals[place] & (defender != challenger)
    defender, place = defender[wanted], place[wanted]
    order = np.argsort(place, kind="stable")
    defender, place = defender[order], place[order]
    share, brought = np.empty(len(worth[0])), np.empty(len(worth[0]))
    before, after = (np.require(w, np.float64, ("C", "W")) for w in worth)
    amount = np.where(bound[defender], 0.0, arriving[defender, place])
    then, now = (o[defender, place].astype(np.int64) for o in of)
    _newly(place, then, now, before, after, amount, share, brought)
    return share, brought


def _owing(of: WholeArray) -> tuple[IntArray, IntArray]:
    """Return the pairs of states that owe something, defenders and targets; nobody owes itself anything."""
    defender, target = np.nonzero(of)
    apart = defender != target
    return defender[apart], target[apart]


@compiled
def _near(
    challenger: int,
    defender: IntArray,
    place: IntArray,
    profile: IntArray,
    worth: FloatArray,
    free: BoolArray,
    rivals: BoolArray,
    km: FloatArray,
    arriving: FloatArray,
    radius: FloatArray,
    out: FloatArray,
) -> None:
    n = len(km)
    adversary, most = np.zeros(n), np.zeros(n)
    for f in range(len(out)):
        for s in range(n):
            adversary[s] = 1.0 if rivals[s] else 0.0
            most[s] = 0.0
        for at in range(len(profile)):
            d, t = defender[at], place[at]
            owed = worth[f, profile[at]]
            if rivals[t]:
                adversary[d] = max(adversary[d], owed)
            if rivals[d]:
                adversary[t] = max(adversary[t], owed)
        adversary[challenger] = 0.0
        for at in range(len(profile)):
            d, t = defender[at], place[at]
            # a distance that is not known is near to nothing
            if free[d] and km[t] <= radius[f]:
                most[d] = max(most[d], adversary[t] * (worth[f, profile[at]] * arriving[d, t]))
        total = 0.0
        for s in range(n):
            total += most[s]
        out[f] = total


@compiled
def _newly(
    place: IntArray,
    before: IntArray,
    after: IntArray,
    worth0: FloatArray,
    worth1: FloatArray,
    amount: FloatArray,
    share: FloatArray,
    brought: FloatArray,
) -> None:
    for f in range(len(share)):
        largest = most = here = 0.0
        last = -1
        for at in range(len(place)):
            if place[at] != last:
                here, last = 0.0, place[at]
            rise = max(worth1[f, after[at]] - worth0[f, before[at]], 0.0)
            largest = max(largest, rise)
            here += rise * amount[at]
            most = max(most, here)
        share[f], brought[f] = largest, most
