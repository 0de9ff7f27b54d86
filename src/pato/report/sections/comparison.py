"""All metrics of all architectures."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from pato.assess.compare import Row
from pato.assess.strata import POOLED
from pato.report.blocks import Section, TableBlock, Text
from pato.report.context import ReportContext
from pato.table import Table

ORDER = 20
CHAPTER = "method"


def build(context: ReportContext) -> Section:
    """Return the overview, and the table of every metric by architecture and theory, with 50 and 90 percent intervals."""
    table = context.tables["summary"]
    first = context.comparison.study.labels[0]
    intro = Text(
        "Medians over the runs. A range gives the lowest and highest result across assumptions, contingencies and readings. In brackets: the per cent of "
        f"runs in which the design is better, and worse, than {first} in the same run by more than the band of no difference; in the rest there is no real change."
    )
    full = Table(
        table.columns,
        table.rows,
        title="Every metric by assumption, with intervals that hold half and nine tenths of the runs",
        notes=table.notes,
        meta=table.meta,
    )
    return Section(
        "comparison",
        "All metrics",
        (intro, TableBlock(overview(context), "overview"), TableBlock(full, "summary", folded=True)),
    )


def overview(context: ReportContext) -> Table:
    """Return one row a metric and one column an architecture."""
    labels = [str(label) for label in context.comparison.study.labels]
    rows = []
    whole = (r for r in context.rows if r.target is None)
    for name, found in groupby(whole, key=lambda r: r.metric):
        metric = context.comparison.metric(name)
        cells = {label: _cell(list(own)) for label, own in groupby(found, key=lambda r: r.architecture)}
        better = None if metric.better == "neither" else metric.better
        rows.append((metric.label, metric.unit, better, *(cells.get(label) for label in labels)))
    columns = ("metric", "unit", "better if", *labels)
    title = "Every metric under every design: median [per cent of runs better | worse]"
    notes = tuple(n for n in context.tables["brief"].notes[1:] if not n.startswith("better, worse"))
    return Table(columns, rows, title=title, notes=notes, meta=context.comparison.meta())


def _cell(rows: Sequence[Row]) -> str:
    """Return the medians of an architecture, and how often it is better or worse than the first."""
    rows = [r for r in rows if r.theory == POOLED] or rows
    shown = _span([r.median for r in rows], "{:.3g}")
    compared = [(r.better, r.worse) for r in rows if r.better is not None and r.worse is not None]
    if not compared:
        return shown
    if not any(share for pair in compared for share in pair):
        return f"{shown} [no real change]"
    better, worse = (
        _span([100 * s for s in shares], "{:.0f}", "–") for shares in zip(*compared, strict=True)
    )
    return f"{shown} [{better} | {worse}]"


def _span(values: Sequence[float], form: str, to: str = " to ") -> str:
    low, high = form.format(min(values)), form.format(max(values))
    return low if low == high else f"{low}{to}{high}"
