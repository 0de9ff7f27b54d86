"""What the answer depends on: the factors that go with most of a figure's variance, as a tornado."""

from __future__ import annotations

from pato.assess.sensitivity_tables import FEWEST, Question, plain
from pato.report.blocks import Block, Figure, Section, TableBlock, Text
from pato.report.context import ReportContext
from pato.report.figures import interval_plot
from pato.report.wording import focus, meaning
from pato.table import Table

ORDER = 44
METRICS = (
    "war_initiations_members",
    "expected_support_members",
    "welfare_members",
    "burden_members",
    "stable",
)
MOST_FUTURES = 20_000
"""Futures above which resampling them takes too long for a report: `pato sensitivity` is the place for it."""
MOST_FACTORS, MOST_FIGURES, MOST_TOLD = 8, 3, 3
"""Each figure takes a second or two: intervals come from resampled futures."""


def build(context: ReportContext) -> Section | None:
    """Return the tornado of each metric in which the largest design differs from the first; None where nothing varies."""
    comparison = context.comparison
    chosen, first = focus(context), str(comparison.study.labels[0])
    known = [m for m in METRICS if m in comparison.values and comparison.values[m].ndim == 2]
    if chosen == first or not known or not FEWEST <= comparison.study.study.futures <= MOST_FUTURES:
        return None
    table = plain(comparison, Question(tuple(known[:MOST_FIGURES]), chosen, first, one=False))
    blocks: list[Block] = [
        Text(
            f"Each figure is that of {chosen} less that of {first} in the same future. The bars say what share of its variance goes with one factor alone; "
            "what factors do only together is missing ('pato sensitivity' computes it). 'What is assumed' says what each factor is."
        )
    ]
    metrics = list(dict.fromkeys(row[0] for row in table.rows))
    blocks += [_tornado(context, table, metric) for metric in metrics]
    if not metrics:
        return None
    return Section(
        "depends-on", "What it depends on", (*blocks, TableBlock(table, "first-order-indices", folded=True))
    )


def _tornado(context: ReportContext, table: Table, metric: str) -> Figure:
    rows = sorted((r for r in table.rows if r[0] == metric), key=lambda r: -r[2])[:MOST_FACTORS]
    columns = ("metric", "factor", "median", "q05", "q25", "q75", "q95")
    label = context.comparison.metric(metric).label
    part = Table(columns, rows, title=f"First-order indices: {label}", notes=table.notes, meta=table.meta)
    svg = interval_plot(
        part,
        row="factor",
        colour="metric",
        value_title="share of variance that goes with the factor alone",
        log=False,
    )
    told = ", ".join(f"{row[1]} {row[2]:.2f}" for row in rows)
    known = {f.id: f for f in context.comparison.study.factors}
    largest = "; ".join(f"{row[1]}: {meaning(known[row[1]])}" for row in rows[:MOST_TOLD] if row[1] in known)
    alt = f"Tornado of first-order indices for {label}, the largest first: {told}."
    return Figure(
        svg,
        alt,
        f"What the change of {label} depends on: {focus(context)} less {context.comparison.study.labels[0]}. {largest}.",
        part,
        f"tornado-{metric}",
    )
