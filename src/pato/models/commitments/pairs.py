"""Obligations between pairs against any of some rivals: the strongest against any of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pato.futures import Draws
from pato.kernels.arrays import FloatArray
from pato.models.commitments.profiles import Commitments
from pato.models.commitments.worth import Valuation


def owed_to_each(
    valuation: Valuation, commitments: Commitments, draws: Draws, against: Sequence[str]
) -> FloatArray:
    """Return the strength of each state's obligation to each other, 0 to 1, as challengers see it, shape (future, defender, target).

    Parameters
    ----------
    valuation, commitments, draws
        Commitments to read, and the futures.
    against
        ISO codes of challengers among the states; the strongest obligation against any of them counts.
    """
    worth = valuation.worth(commitments, draws).deterring
    n = len(commitments.states)
    found = np.zeros((draws.n_futures, n, n))
    for challenger in against:
        of = commitments.of[:, :, commitments.states.index(challenger)]
        np.maximum(found, worth[:, of], out=found)
    return found
