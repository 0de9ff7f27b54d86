"""War risk per target and theory, with intervals."""

from __future__ import annotations

from pato.report.blocks import Block, Figure, Section, Text
from pato.report.context import ReportContext
from pato.report.figures import interval_plot
from pato.report.sections.answer import THEORY_NAMES
from pato.table import Table

ORDER = 40
METRIC = "war_initiations_by_target"


def build(context: ReportContext) -> Section | None:
    """Return the risk of each state of the group, one panel a theory."""
    table = risk_table(context)
    if not len(table):
        return None
    years = context.comparison.study.study.horizon_years
    blocks: list[Block] = [
        Text(
            f"Expected number of disputes, begun against the state within {years} years by a politically relevant challenger, that reach the level "
            "of war (hostility 5). Thick lines hold half of the futures, thin lines nine tenths. The scale is logarithmic: most risks are small, and all are uncertain."
        )
    ]
    for theory in dict.fromkeys(row[2] for row in table.rows):
        part = Table(
            table.columns,
            [r for r in table.rows if r[2] == theory],
            title=f"{table.title}, {_name(theory)}",
            notes=table.notes,
            meta=table.meta,
        )
        svg = interval_plot(
            part,
            row="target",
            colour="architecture",
            value_title="expected war-level initiations over the horizon",
        )
        blocks.append(
            Figure(svg, _alt(part, theory), f"War risk by target {_name(theory)}.", part, f"risk-{theory}")
        )
    return Section("risk", "War risk by target", tuple(blocks))


def risk_table(context: ReportContext) -> Table:
    """Return target, architecture, theory, median and interval bounds of the group's war risk."""
    rows = [
        (r.target, r.architecture, r.theory, r.median, r.low90, r.low50, r.high50, r.high90, r.better)
        for r in context.rows
        if r.metric == METRIC and r.target in context.group
    ]
    columns = (
        "target",
        "architecture",
        "theory",
        "median",
        "q05",
        "q25",
        "q75",
        "q95",
        "share of futures with lower risk than the first",
    )
    return Table(
        columns, rows, title="Expected war-level initiations by target", meta=context.comparison.meta()
    )


def _name(theory: str) -> str:
    return THEORY_NAMES.get(theory, f"under '{theory}'")


def _alt(table: Table, theory: str) -> str:
    parts = [
        f"{target} under {architecture}: median {median:.2g}, 90 percent from {low:.2g} to {high:.2g}"
        for target, architecture, _, median, low, _, _, high, _ in table.rows
    ]
    return f"Dot plot of war risk {_name(theory)}. " + "; ".join(parts) + "."
