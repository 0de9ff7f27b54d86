"""All metrics of all architectures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

import numpy as np

from pato.assess.compare import Row
from pato.assess.strata import POOLED
from pato.report.blocks import Figure, Section, TableBlock, Text
from pato.report.context import ReportContext
from pato.report.headline import ends
from pato.report.trade_offs import parallel_plot
from pato.report.wording import design_colours, design_names
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
    full = table.replaced(
        title="Every metric by assumption, with intervals that hold half and nine tenths of the runs"
    )
    return Section(
        "comparison",
        "All metrics",
        (
            *_parallel(context),
            intro,
            TableBlock(overview(context), "overview"),
            TableBlock(full, "summary", folded=True),
        ),
    )


def overview(context: ReportContext) -> Table:
    """Return one row per metric and one column per architecture."""
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
    shown = ends([r.median for r in rows], "{:.3g}")
    compared = [(r.better, r.worse) for r in rows if r.better is not None and r.worse is not None]
    if not compared:
        return shown
    if not any(share for pair in compared for share in pair):
        return f"{shown} [no real change]"
    better, worse = (ends([100 * s for s in shares], "{:.0f}", "–") for shares in zip(*compared, strict=True))
    return f"{shown} [{better} | {worse}]"


MEASURES = (
    "gaps",
    "war_initiations_members",
    "expected_support_members_us_absent",
    "guarantor_share",
    "entrapment_members",
    "rival_arming",
    "welfare_members",
    "gain_members",
)
"""Measures in the figure of all designs: obligations, risk, support, dependence, entrapment, the rival, the economy."""


def _parallel(context: ReportContext) -> Iterator[Figure]:
    """Yield the figure of all designs on several measures, if there are at least three measures."""
    found = {
        name: medians
        for name in MEASURES
        if name in context.comparison.values and (medians := _medians(context, name))
    }
    if len(found) < 3 or len(context.comparison.study.labels) < 2:
        return
    labels = {name: context.comparison.metric(name).label for name in found}
    names = design_names(context.comparison.study)
    told = "; ".join(
        f"{labels[name]}: {', '.join(f'{names[d]} {v:.3g}' for d, v in of.items())}"
        for name, of in found.items()
    )
    rows = [
        (labels[name], context.comparison.metric(name).unit, names[d], v)
        for name, of in found.items()
        for d, v in of.items()
    ]
    yield Figure(
        parallel_plot(
            {labels[name]: of for name, of in found.items()},
            {labels[name]: context.comparison.metric(name).better for name in found},
            colours=design_colours(context.comparison.study),
            names=names,
        ),
        f"Parallel coordinates of the designs, better upwards. {told}.",
        "No design is best on every measure"
        if not _best_everywhere(context, found)
        else "One design is best on every measure",
        Table(("measure", "unit", "design", "median"), rows, title="Medians of the designs on each measure"),
        "parallel",
        subtitle="An axis a measure, a line a design; better is upwards, the values at the ends are the best and the worst of these designs. Median over runs and assumptions",
    )


def _medians(context: ReportContext, name: str) -> dict[str, float]:
    """Return the median of each design over all runs, each assumption counting alike; none where a value is missing."""
    if context.comparison.metric(name).better == "neither":
        return {}
    rows = [r for r in context.of(name) if r.theory != POOLED]
    found = {
        label: float(np.median([r.median for r in rows if r.architecture == label]))
        for label in map(str, context.comparison.study.labels)
        if any(r.architecture == label for r in rows)
    }
    return (
        found
        if len(found) == len(context.comparison.study.labels) and all(map(np.isfinite, found.values()))
        else {}
    )


def _best_everywhere(context: ReportContext, found: Mapping[str, Mapping[str, float]]) -> bool:
    """Return whether one design is at least as good as all others on every measure."""
    best = []
    for name, of in found.items():
        pick = max if context.comparison.metric(name).better == "higher" else min
        best.append({design for design, value in of.items() if value == pick(of.values())})
    return bool(set.intersection(*best))
