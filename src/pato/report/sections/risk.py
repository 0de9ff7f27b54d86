"""War risk per target and theory, with intervals."""

from __future__ import annotations

from pato.assess.strata import POOLED
from pato.report.blocks import Block, Figure, Section, Text
from pato.report.context import ReportContext
from pato.report.figures import interval_plot
from pato.report.wording import theory_name
from pato.table import Table

ORDER = 40
METRIC = "war_initiations_by_target"
SHOWN_FIRST = (POOLED, "no_effect", "patron")
"""What the user's own weights give, the estimate as it stands, and the one effect of pledges that the project's own estimates give a hint of; the others fold."""


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
    for theory in sorted(
        {row[2] for row in table.rows},
        key=lambda t: (SHOWN_FIRST.index(t) if t in SHOWN_FIRST else len(SHOWN_FIRST), t),
    ):
        part = Table(
            table.columns,
            [r for r in table.rows if r[2] == theory],
            title=f"{table.title}, {theory_name(theory)}",
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
            Figure(
                svg,
                _alt(part, theory),
                f"War risk by target {theory_name(theory)}.",
                part,
                f"risk-{theory}",
                folded=theory not in SHOWN_FIRST,
            )
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


def _alt(table: Table, theory: str) -> str:
    parts = [
        f"{target} under {architecture}: median {median:.2g}, 90 percent from {low:.2g} to {high:.2g}"
        for target, architecture, _, median, low, _, _, high, _ in table.rows
    ]
    return f"Dot plot of war risk {theory_name(theory)}. " + "; ".join(parts) + "."
