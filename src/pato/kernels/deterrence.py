"""Effect of a change of commitments on the log-odds of war, by the numbers of an assumption about deterrence: one rule for every theory.

With s a statistic of pledged capability, on the theory's scale, and x the log-odds of today:

    x + room (slope (min(s1, cap) - min(s0, cap)) + step rise)

``rise`` is 1 where s rises, and for the worth of the strongest commitment, which lies between 0 and 1, its rise. ``room`` is 1, or in a
theory of first pledges what the commitments of today left to be pledged. Theories differ in these figures and in which
statistic they look at (`STATISTICS`); nothing here knows a theory by its name.
"""

from __future__ import annotations

import numpy as np

from pato.kernels.arrays import FloatArray
from pato.kernels.jit import compiled, inner

STATISTICS = ("largest", "total", "any", "support")
"""Statistics of theories, in the order of their numbers in kernels: the capability of the largest guarantor, of all guarantors together, the strength of the strongest commitment (0 to 1), and the support that the target can expect."""
LARGEST, TOTAL, ANY, SUPPORT = range(len(STATISTICS))


@inner
def moved(
    x: float,
    slope: float,
    cap: float,
    step: float,
    room: float,
    rise: float,
    before: float,
    after: float,
) -> float:
    """Return log-odds after a change of the statistic from before to after; see the module."""
    return x + room * (slope * (min(after, cap) - min(before, cap)) + step * rise)


@inner
def risen(before: float, after: float, graded: bool) -> float:  # noqa: FBT001  compiled code takes no keywords
    """Return the share of a step that counts."""
    if after <= before:
        return 0.0
    return after - before if graded else 1.0


@compiled
def _shifts(
    slope: FloatArray,
    cap: FloatArray,
    step: FloatArray,
    before: FloatArray,
    after: FloatArray,
    room: FloatArray,
    graded: bool,  # noqa: FBT001
    out: FloatArray,
) -> None:
    for f in range(len(out)):
        for q in range(out.shape[1]):
            was, now = before[f, q], after[f, q]
            rise = risen(was, now, graded)
            out[f, q] = moved(0.0, slope[f], cap[f], step[f], room[f, q], rise, was, now)


def shifts(
    slope: FloatArray,
    cap: FloatArray,
    step: FloatArray,
    before: FloatArray,
    after: FloatArray,
    room: FloatArray,
    *,
    graded: bool = False,
) -> FloatArray:
    """Return the change in the log-odds of war due to a change of commitments, shape (future, pair).

    Parameters
    ----------
    slope, cap, step
        Shapes (future,).
    before, after
        The statistic on its scale, shape (future, pair).
    room
        How much of the change counts, shape (future, pair).
    graded
        Whether a step counts in proportion to the rise, and not whole.
    """
    was, now, left = (np.require(v, np.float64, ("C", "W")) for v in (before, after, room))
    out = np.empty(np.shape(after))
    _shifts(slope, cap, step, was, now, left, graded, out)
    return out
