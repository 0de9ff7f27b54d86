"""Pairs of states that may form a defence pact, as a table."""

from __future__ import annotations

from collections.abc import Sequence

from pato.models.formation import Formation, Rank
from pato.table import Table


def ranking_table(formation: Formation, found: Sequence[Rank]) -> Table:
    """Return one row per pair, with the reasons for its rank."""
    rows = [(r.one, r.two, r.standing, r.percentile, r.low, r.high, _because(r)) for r in found]
    limits = tuple(formation.logit.estimate["limits"][:4])
    seen = f"Among the pairs of the {len(formation.states)} states of the snapshot; allies and rivals outside it are not seen."
    return Table(
        ("one", "two", "standing", "percentile", "5 %", "95 %", "mostly because of"),
        rows,
        title="Formation of defence pacts: ranks among pairs without one",
        notes=(*limits, seen),
        decimals=1,
    )


def _because(rank: Rank) -> str:
    return ", ".join(f"{name} {value:+.1f}" for name, value in rank.reasons[:3])
