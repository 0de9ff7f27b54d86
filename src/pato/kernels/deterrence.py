"""What a change of pledges does to the log-odds of war, by the figures of a theory of deterrence: one rule for every theory.

With s a statistic of what is pledged, on the scale that a theory counts it on, and x the log-odds of today:

    x + slope (min(s1, cap) - min(s0, cap)) + step [s rises]

With ``first_only`` that holds where s was nothing, and elsewhere nothing changes. Theories differ in these figures and in which
statistic they look at (`STATISTICS`); nothing here knows a theory by its name.
"""

from __future__ import annotations

import numpy as np

from pato.kernels.arrays import FloatArray
from pato.kernels.jit import compiled, inner

STATISTICS = ("largest", "total", "any", "support")
"""What a theory can look at, in the order of the numbers that kernels take: the capability of the largest pledger, of all pledgers
together, whether anybody is pledged at all (0 or 1), and the support that the target can expect."""
LARGEST, TOTAL, ANY, SUPPORT = range(len(STATISTICS))


@inner
def moved(
    x: float,
    slope: float,
    cap: float,
    step: float,
    first_only: bool,  # noqa: FBT001  compiled code takes no keywords
    rises: bool,  # noqa: FBT001
    before: float,
    after: float,
) -> float:
    """Return log-odds after a change of the statistic from before to after; see the module."""
    if first_only and not (rises and before == 0.0):
        return x
    y = x + slope * (min(after, cap) - min(before, cap))
    if rises:
        y += step
    return y


@compiled
def _shifts(
    slope: FloatArray,
    cap: FloatArray,
    step: FloatArray,
    first_only: bool,  # noqa: FBT001
    before: FloatArray,
    after: FloatArray,
    out: FloatArray,
) -> None:
    for f in range(len(out)):
        was, now = before[min(f, len(before) - 1)], after[min(f, len(after) - 1)]
        for q in range(out.shape[1]):
            rises = now[q] > was[q]
            out[f, q] = moved(0.0, slope[f], cap[f], step[f], first_only, rises, was[q], now[q])


def shifts(
    slope: FloatArray,
    cap: FloatArray,
    step: FloatArray,
    before: FloatArray,
    after: FloatArray,
    *,
    first_only: bool = False,
) -> FloatArray:
    """Return what a change of pledges adds to the log-odds of war, shape (future, pair).

    Parameters
    ----------
    slope, cap, step
        Shapes (future,).
    before, after
        The statistic on its scale, shape (pair,) where futures are alike, or (future, pair).
    first_only
        Whether only what is pledged where nothing was counts.
    """
    was, now = (np.ascontiguousarray(np.atleast_2d(v), np.float64) for v in (before, after))
    out = np.empty((len(slope), was.shape[1]))
    _shifts(slope, cap, step, first_only, was, now, out)
    return out
