"""All metrics of all architectures."""

from __future__ import annotations

from pato.report.blocks import Section, TableBlock, Text
from pato.report.context import ReportContext
from pato.table import Table

ORDER = 35


def build(context: ReportContext) -> Section:
    """Return the summary table: every metric by architecture and theory, with 50 and 90 percent intervals."""
    table = context.tables["summary"]
    intro = Text(
        "Medians over futures; where theories or contingencies differ, from the least to the most that any of them gives. In brackets the share of futures in which "
        f"the design beats {context.comparison.study.labels[0]} in the same future. The long table has the intervals that hold half and nine tenths of the futures."
    )
    return Section(
        "comparison",
        "All metrics",
        (intro, TableBlock(overview(context), "overview"), TableBlock(table, "summary", folded=True)),
    )


def overview(context: ReportContext) -> Table:
    """Return one row a metric and one column an architecture."""
    brief = context.tables["brief"]
    labels = [str(label) for label in context.comparison.study.labels]
    cells: dict[tuple[str, str], dict[str, str]] = {}
    for metric, unit, architecture, median, _, beats in brief.rows:
        shown = f"{median} ({beats})" if beats else str(median)
        cells.setdefault((metric, unit), {})[architecture] = shown
    rows = [(*key, *(found.get(label) for label in labels)) for key, found in cells.items()]
    return Table(("metric", "unit", *labels), rows, title="Every metric under every design", meta=brief.meta)
