"""Pairs of a group that owe each other defence, for maps and GeoJSON."""

from __future__ import annotations

from itertools import combinations

from pato.treaties.architecture import Architecture
from pato.treaties.relations import duty_matrix

MUTUAL, PARTIAL = "obligation of defence both ways", "one way only, or disputed"
"""The bond between two states."""


def pairs(system: Architecture, group: tuple[str, ...], date: str) -> dict[tuple[str, str], bool]:
    """Return the pairs of a group with a defence obligation in either direction, and whether it holds both ways, undisputed."""
    owed = duty_matrix(system, date, "defence").relations

    def full(debtor: str, creditor: str) -> bool:
        return any(not r.disputed for r in owed.get((debtor, creditor), ()))

    return {
        (a, b): full(a, b) and full(b, a)
        for a, b in combinations(group, 2)
        if (a, b) in owed or (b, a) in owed
    }
