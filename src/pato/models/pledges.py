"""Pledges of an architecture as arrays: who is bound to defend whom on a date."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pato.kernels.arrays import BoolArray
from pato.memo import Kept
from pato.treaties.architecture import Architecture
from pato.treaties.relations import duty_matrix

_READ = Kept()
"""Pledges that were read: several models ask for the same."""


def pledged(architecture: Architecture, date: str, states: Sequence[str]) -> BoolArray:
    """Return which states are pledged to defend which, shape (defender, target).

    A duty counts whether or not it holds only in an area of the treaty, as in the data that the models were
    fitted on (ATOP codes the pledge, not its area). One that is disputed as a whole does not count. Political declarations and domestic laws hold no duty of
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
    asked = architecture, date, tuple(states)
    return _READ.get(*asked, make=lambda: _read(*asked)).copy()


def _read(architecture: Architecture, date: str, states: Sequence[str]) -> BoolArray:
    index = {code: i for i, code in enumerate(states)}
    found = np.zeros((len(index), len(index)), dtype=bool)
    for (debtor, creditor), owed in duty_matrix(architecture, date, "defence").relations.items():
        if debtor in index and creditor in index and not all(relation.disputed for relation in owed):
            found[index[debtor], index[creditor]] = True
    return found


def gap_count(pledges: BoolArray) -> int:
    """Return how many pairs owe each other nothing, either way; ``pledges`` has shape (defender, target)."""
    either = pledges | pledges.T
    n = len(either)
    return n * (n - 1) // 2 - int(np.triu(either, 1).sum())


def added_parties(
    architectures: Sequence[Architecture], status_quo: Architecture, date: str
) -> tuple[str, ...]:
    """Return the full parties, in order of code, of the defence pacts that architectures add to the status quo.

    A pact whose parties an architecture changes counts as added. Instruments without a duty of defence make no
    members: China takes part in the Six-Party Talks.
    """
    before = {i.id: i for i in status_quo.on(status_quo.date or date).instruments}
    found: set[str] = set()
    for architecture in architectures:
        day = architecture.date or date
        for instrument in architecture.on(day).instruments:
            old = before.get(instrument.id)
            pact = any(o.kind == "defence" for o in instrument.obligations)
            if pact and (old is None or old.members != instrument.members):
                found.update(instrument.expand(("parties",), day))
    return tuple(sorted(found))
