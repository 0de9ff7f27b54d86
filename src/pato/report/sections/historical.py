"""Historical designs, each with the law and the data of its own day."""

from __future__ import annotations

from typing import Any

from pato.models.membership.backtest import record
from pato.report.blocks import Block, Section, TableBlock, Text
from pato.report.tables import historical
from pato.treaties.architecture import load_architecture

ORDER = 40
CHAPTER = "joining"


def build(context: Any) -> Section | None:
    """Return the law and the data of each historical design that the study names, or None if it names none."""
    named = context.comparison.study.study.historical
    if not named:
        return None
    designs = [load_architecture(name) for name in named]
    blocks: list[Block] = [
        Text(
            f"{'; '.join(f'{d.title} ({d.date})' for d in designs)}. These designs take no part in the runs of this report, which use the figures of today. "
            "Obligations are read as of the date given; acceptance and wars come from backtests with the figures of the time.",
        ),
        TableBlock(historical.law_table(designs), "historical-law"),
    ]
    figures = historical.figures_table(designs)
    if figures is not None:
        blocks += [Text(record().told, emphasis=True), TableBlock(figures, "historical-figures")]
    if lacking := historical.not_tested(designs):
        blocks.append(Text(f"No figures of the day were run for: {'; '.join(lacking)}."))
    return Section("historical", "Historical designs", tuple(blocks))
