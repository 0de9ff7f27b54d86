"""Militarized disputes by another record (Gibler and Miller, events of MIE 1.0, to 2014): the columns of `disputes` with ``_mie`` at their end."""

from __future__ import annotations

from collections.abc import Iterator

from pato.estimate.panel.columns import DyadColumn, StateColumn
from pato.estimate.panel.groups.disputes import pairs_of, states_of
from pato.estimate.panel.system import DyadRows, System


def state_columns(system: System, folder: str | None) -> Iterator[StateColumn]:
    """Yield the number of disputes a state initiated and was the target of; not spread to dyads."""
    yield from states_of("mie", system, folder)


def dyad_columns(rows: DyadRows, folder: str | None) -> Iterator[DyadColumn]:
    """Yield the year's outcomes, then the history before it."""
    yield from pairs_of("mie", rows, folder)
