"""In which futures the design brings its members less risk of war: boxes over what was drawn, in words."""

from __future__ import annotations

from pato.assess.discovery_table import boxes_table, trade_off_table
from pato.errors import MissingExtraError, UsageError
from pato.report.blocks import Block, Figure, Section, TableBlock, Text
from pato.report.context import ReportContext
from pato.report.headline import RISK as METRICS
from pato.report.trade_offs import coverage_plot
from pato.report.wording import design_names, focus
from pato.table import Table

ORDER = 20
CHAPTER = "drivers"
RESAMPLES = 10
TITLE = "When it holds"


def build(context: ReportContext) -> Section | None:
    """Return the boxes of futures in which members' risk is lower, in words; None where the design is the first, or risk was not computed."""
    comparison, chosen = context.comparison, focus(context)
    first = str(comparison.study.labels[0])
    metric = next((name for name in METRICS if name in comparison.values), None)
    if chosen == first or metric is None:
        return None
    label = comparison.metric(metric).label
    names = design_names(comparison.study)
    try:
        found = boxes_table(comparison, f"{chosen} beats {first} on {metric}", resamples=RESAMPLES)
    except (MissingExtraError, UsageError) as error:
        return Section("when", TITLE, (Text(f"Not computed for {label}: {error}"),))
    curve = _curve(
        context, f"{chosen} beats {first} on {metric}", f"{names[chosen]} beats {names[first]} on {label}"
    )
    told = [note.replace(metric, label) for note in found.notes]
    table = Table(found.columns, found.rows, title=found.title.replace(metric, label), meta=found.meta)
    words = [note for note in told if note.startswith("Box")]
    blocks: tuple[Block, ...] = (
        Text(
            f"Conditions under which {names[chosen]} beats {names[first]} on {label}: the few sampled inputs that separate those runs best from the rest "
            "(patient rule induction). 'Beats' means by more than the band of no difference. 'What is assumed' says what each factor is."
        ),
        *(Text(word, emphasis=True) for word in words),
        *([curve] if curve is not None else []),
        *(Text(note) for note in told if note not in words),
        TableBlock(table, "boxes", folded=True),
    )
    return Section("when", TITLE, blocks)


def _curve(context: ReportContext, when: str, words: str) -> Figure | None:
    """Return the trade-off between density and coverage; None if no box was found."""
    table = trade_off_table(context.comparison, when)
    if len(table) < 2:
        return None
    rows = table.records()
    base = rows[0]["density"]
    told = "; ".join(
        f"{r['inputs limited']} inputs limited: coverage {r['coverage']:.0%}, density {r['density']:.0%}"
        for r in rows[:12]
    )
    return Figure(
        coverage_plot(table, base=base),
        f"Density against coverage of boxes in which {words}: {told}.",
        "How narrow the conditions must be",
        table,
        "trade-off",
        subtitle=f"Each point is a box of runs in which {words}. Numbers: inputs limited; dashed: share of all runs in which it holds",
    )
