"""Share of a commitment's estimated effect due to an unobserved cause: a ranged assumption in every run, since selection is not identified.

A theory with the coefficient of the largest guarantor changes the log-odds by (1 - u) times it. At u = 0 the
association is the effect; at 1 all of it is due to an unobserved cause, and the commitment has no effect; below 0
selection has hidden part of the effect.
"""

from __future__ import annotations

import numpy as np

from pato.futures import Draws, Factor
from pato.kernels.arrays import FloatArray, IntArray
from pato.models.assumptions import load_assumptions

UNSEEN, COEFFICIENT = "unseen_cause", "dose_largest"


def factors(names: tuple[str, ...]) -> list[Factor]:
    """Return the assumption, for an estimate with the coefficient; empty for others.

    Parameters
    ----------
    names
        Coefficients of the estimate.
    """
    return load_assumptions("deterrence").factors([UNSEEN]) if COEFFICIENT in names else []


def believed(names: tuple[str, ...], draws: Draws, estimate: str, here: IntArray) -> FloatArray:
    """Return an estimate's coefficients in some futures, that of the largest guarantor reduced by the unobserved cause's share.

    Parameters
    ----------
    names
        Coefficients of the estimate.
    draws
        Of the estimate and, where it is drawn, of `UNSEEN`.
    estimate
        Its factor.
    here
        The futures.
    """
    b: FloatArray = draws[estimate][here]
    if COEFFICIENT not in names or UNSEEN not in draws:
        return b
    found = np.array(b)
    found[:, names.index(COEFFICIENT)] *= 1.0 - draws[UNSEEN][here]
    return found
