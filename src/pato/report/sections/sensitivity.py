"""Drivers of the result: the factors with the largest shares of variance, as a tornado chart."""

from __future__ import annotations

from pato.assess.sensitivity_tables import FEWEST, Question, plain
from pato.report.blocks import Block, Figure, Section, TableBlock, Text
from pato.report.context import ReportContext
from pato.report.figures import interval_plot
from pato.report.wording import design_names, factor_title, focus, meaning
from pato.table import Table

ORDER = 10
CHAPTER = "drivers"
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
"""Each result takes a second or two: intervals come from resampled runs."""


def build(context: ReportContext) -> Section | None:
    """Return a tornado chart for each metric in which the largest design differs from the baseline; None if nothing varies."""
    comparison = context.comparison
    chosen, first = focus(context), str(comparison.study.labels[0])
    known = [m for m in METRICS if m in comparison.values and comparison.values[m].ndim == 2]
    if chosen == first or not known or not FEWEST <= comparison.study.study.futures <= MOST_FUTURES:
        return None
    table = plain(comparison, Question(tuple(known[:MOST_FIGURES]), chosen, first, one=False))
    blocks: list[Block] = [
        Text(
            "Each figure shows what share of the variance of a change one input explains alone. What inputs do only in combination is missing; "
            "'pato sensitivity' computes it. 'What is assumed' in the last chapter describes each input."
        )
    ]
    metrics = list(dict.fromkeys(row[0] for row in table.rows))
    blocks += [_tornado(context, table, metric) for metric in metrics]
    if not metrics:
        return None
    return Section(
        "depends-on",
        "Inputs that drive the change",
        (*blocks, TableBlock(table, "first-order-indices", folded=True)),
    )


def _tornado(context: ReportContext, table: Table, metric: str) -> Figure:
    rows = sorted((r for r in table.rows if r[0] == metric), key=lambda r: -r[2])[:MOST_FACTORS]
    columns = ("metric", "factor", "median", "q05", "q25", "q75", "q95")
    label = context.comparison.metric(metric).label
    part = Table(columns, rows, title=f"First-order indices: {label}", notes=table.notes, meta=table.meta)
    known = {f.id: f for f in context.comparison.study.factors}
    names = {str(row[1]): factor_title(known[row[1]]) if row[1] in known else str(row[1]) for row in rows}
    svg = interval_plot(
        part,
        row="factor",
        colour="metric",
        value_title="share of variance explained by the input alone",
        names=names,
        order=[str(row[1]) for row in rows],
    )
    told = ", ".join(f"{names[row[1]]} {row[2]:.2f}" for row in rows)
    largest = "; ".join(
        f"{names[row[1]]}: {meaning(known[row[1]])}" for row in rows[:MOST_TOLD] if row[1] in known
    )
    called = design_names(context.comparison.study)
    alt = f"Dot plot of what drives {label}, the largest share of variance first: {told}."
    return Figure(
        svg,
        alt,
        f"{names[rows[0][1]]} drives the change of {label} most" if rows else f"What drives {label}",
        part,
        f"tornado-{metric}",
        subtitle=f"Share of the variance of the change ({called[focus(context)]} less {called[str(context.comparison.study.labels[0])]}) explained by one input alone. {largest}",
    )
