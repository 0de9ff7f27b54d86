"""Assumptions as tables: one row each."""

from __future__ import annotations

from pato.models.assumptions import Assumptions
from pato.models.membership.assumptions import MembershipAssumptions
from pato.table import Table


def assumptions_table(held: Assumptions) -> Table:
    """Return the ranges of a model."""
    rows = [(a.symbol, *a.range, a.unit, a.meaning, a.source) for a in held.of.values()]
    columns = ("symbol", "from", "to", "unit", "meaning", "source")
    notes = ("Change one with --assume NAME=LOW:HIGH.",)
    return Table(columns, rows, title="What is assumed", notes=notes)


def membership_table(held: MembershipAssumptions) -> Table:
    """Return the ranges of the utilities of memberships, each with its term."""
    rows = [(a.symbol, a.term, *a.range, a.unit, a.meaning, a.source) for a in held.of.values()]
    columns = ("symbol", "term", "from", "to", "unit", "meaning", "source")
    notes = (f"{held.file}, SHA-256 {held.digest}",)
    return Table(columns, rows, title="What utilities of memberships assume", notes=notes)
