"""Who would come: expected support for each target, with and without the largest guarantor."""

from __future__ import annotations

from pato.report.blocks import Block, Figure, Section, Text
from pato.report.context import ReportContext
from pato.report.figures import interval_plot
from pato.table import Table

ORDER = 42
METRIC = "expected_support_by_target"
CONTINGENCIES = {
    "estimated": "as past conduct lets expect",
    "honours": "if the United States honours its pledges",
    "absent": "if the United States stays away",
}
FOLDED = ("honours",)


def build(context: ReportContext) -> Section | None:
    """Return expected support by target, one figure a contingency; None where it was not computed."""
    table = support_table(context)
    if not len(table):
        return None
    about = context.comparison.metric(METRIC)
    blocks: list[Block] = [
        Text(f"{about.label[0].upper()}{about.label[1:]}, {about.unit}. {about.note}".strip())
    ]
    for condition in sorted({r["contingency"] for r in table.records()}, key=_rank):
        rows = [r for r in table.rows if r[2] == condition]
        part = Table(
            table.columns,
            rows,
            title=f"{table.title}, {_told(condition)}",
            notes=table.notes,
            meta=table.meta,
        )
        svg = interval_plot(part, row="target", colour="architecture", value_title=about.unit, log=False)
        caption = f"Expected support for each target {_told(condition)}."
        blocks.append(
            Figure(
                svg, _alt(part, condition), caption, part, f"support-{condition}", folded=condition in FOLDED
            )
        )
    return Section("support", "Who would come", tuple(blocks))


def support_table(context: ReportContext) -> Table:
    """Return target, architecture, contingency, median and interval bounds of the group's expected support."""
    rows = [
        (r.target, r.architecture, r.theory, r.median, r.low90, r.low50, r.high50, r.high90, r.better)
        for r in context.rows
        if r.metric == METRIC and r.target in context.group
    ]
    better = "share of futures with more support than under the first"
    columns = ("target", "architecture", "contingency", "median", "q05", "q25", "q75", "q95", better)
    return Table(columns, rows, title="Expected support by target", meta=context.comparison.meta())


def _rank(condition: str) -> int:
    known = list(CONTINGENCIES)
    return known.index(condition) if condition in known else len(known)


def _told(condition: str) -> str:
    return CONTINGENCIES.get(condition, f"under '{condition}'")


def _alt(table: Table, condition: str) -> str:
    parts = [
        f"{target} under {architecture}: median {median:.2g}, 90 percent from {low:.2g} to {high:.2g}"
        for target, architecture, _, median, low, _, _, high, _ in table.rows
    ]
    return f"Dot plot of expected support {_told(condition)}. " + "; ".join(parts) + "."
