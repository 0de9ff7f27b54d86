"""All metrics of all architectures."""

from __future__ import annotations

from pato.report.blocks import Section, TableBlock, Text
from pato.report.context import ReportContext

ORDER = 35


def build(context: ReportContext) -> Section:
    """Return the summary table: every metric by architecture and theory, with 50 and 90 percent intervals."""
    table = context.comparison.tables()["summary"]
    intro = Text(
        "Medians over futures with the intervals that hold half and nine tenths of them. Every architecture is computed in every future."
    )
    return Section("comparison", "All metrics", (intro, TableBlock(table, "summary")))
