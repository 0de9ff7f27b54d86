"""Pledges of an architecture as arrays: who is bound to defend whom on a date."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from pato.treaties.architecture import Architecture
from pato.treaties.relations import duty_matrix


def pledged(architecture: Architecture, date: str, states: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Return which states are pledged to defend which, shape (defender, target).

    A duty counts whether or not it holds only in an area of the treaty, as in the data that the models were
    fitted on (ATOP codes the pledge, not its area). Political declarations and domestic laws hold no duty of
    defence (T7) and do not count.

    Parameters
    ----------
    architecture
        The instruments that count.
    date
        ISO date.
    states
        ISO codes of rows and columns; pledges of and to other states are left out.
    """
    index = {code: i for i, code in enumerate(states)}
    found = np.zeros((len(index), len(index)), dtype=bool)
    for debtor, creditor in duty_matrix(architecture, date, "defence").relations:
        if debtor in index and creditor in index:
            found[index[debtor], index[creditor]] = True
    return found


def gap_count(pledges: npt.NDArray[np.bool_]) -> int:
    """Return how many pairs owe each other nothing, either way; ``pledges`` has shape (defender, target)."""
    either = pledges | pledges.T
    n = len(either)
    return n * (n - 1) // 2 - int(np.triu(either, 1).sum())


def added_parties(
    architectures: Sequence[Architecture], status_quo: Architecture, date: str
) -> tuple[str, ...]:
    """Return the full parties, in order of code, of all instruments that architectures add to the status quo.

    An instrument whose parties an architecture changes counts as added.
    """
    before = {i.id: i for i in status_quo.on(date).instruments}
    found: set[str] = set()
    for architecture in architectures:
        for instrument in architecture.on(date).instruments:
            old = before.get(instrument.id)
            if old is None or old.members != instrument.members:
                found.update(instrument.expand(("parties",), date))
    return tuple(sorted(found))
