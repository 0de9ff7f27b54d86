"""Number of wars between states in the Correlates of War: the store holds the published list."""

from __future__ import annotations

from pato.estimate.replications import Compared, Replication
from pato.world.sources import store

SOURCE = (
    "Reiter, Stam and Horowitz (2016), A Revised Look at Interstate Wars, 1816-2007, Journal of Conflict Resolution 60 (of the list of "
    "Sarkees and Wayman 2010, Resort to War)"
)
DIFFERS = "Nothing: the same list, version 4.0."
_WARS = 95


def run(folder: str | None = None) -> Replication:
    """Count the wars of the list."""
    found = store.read("cow_war_inter", ("warnum",), folder=folder)["warnum"].n_unique()
    row = Compared("wars between states, 1816-2007", _WARS, found, "same" if found == _WARS else "differs")
    return Replication("war_counts", "Wars between states in COW's list", SOURCE, DIFFERS, (row,))
