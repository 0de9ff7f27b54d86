"""The gaps: pairs that owe each other no defence, under each architecture."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pato.registry.names import listed
from pato.report.blocks import Block, Section, TableBlock, Text
from pato.treaties.partial import attacker
from pato.treaties.standing import gaps_table, partial_table

ORDER = 10
CHAPTER = "obligations"


def build(context: Any) -> Section:
    """Return one table an architecture (claim A2)."""
    tables = [
        gaps_table(system, context.group_of(system), context.day_of(system))
        for system in context.architectures
    ]
    counts = "; ".join(
        f"{system.id}: {len(table)} of {table.meta['pairs']} pairs"
        for system, table in zip(context.architectures, tables, strict=True)
    )
    blocks: list[Block] = [
        Text(f"Pairs in which neither has an obligation to defend the other. {counts}.", emphasis=True)
    ]
    blocks += [
        TableBlock(table, f"gaps-{system.id}", folded=True)
        for system, table in zip(context.architectures, tables, strict=True)
        if len(table)
    ]
    blocks += _in_part(context)
    return Section("gaps", "Gaps", tuple(blocks))


def _in_part(context: Any) -> Iterator[Block]:
    tables = {
        system.id: partial_table(system, context.group_of(system), context.day_of(system))
        for system in context.architectures
        if attacker(context.group_of(system), context.day_of(system))
    }
    if not tables:
        return
    parts = "; ".join(f"{name}: {len(table)}" for name, table in tables.items())
    who = listed(list(dict.fromkeys(table.meta["challenger"] for table in tables.values())), "or")
    yield Text(
        f"A gap can be partial: an obligation that covers an attack at home, and none at sea. Obligations that leave some contingency of an armed attack by {who} open: {parts}."
    )
    for name, table in tables.items():
        if len(table):
            yield TableBlock(table, f"gaps-in-part-{name}", folded=True)
