"""Expected support for each target, with and without the largest guarantor."""

from __future__ import annotations

from pato.report.blocks import Block, Section, Text
from pato.report.changes import changes, scale_of
from pato.report.context import ReportContext
from pato.report.state_figure import state_figure
from pato.report.wording import baseline_name

ORDER = 20
CHAPTER = "risk"
METRIC = "expected_support_by_target"
CONTINGENCIES = {
    "absent": "if the United States stays away",
    "estimated": "as past conduct leads one to expect",
    "honours": "if the United States honours its commitments",
}


def build(context: ReportContext) -> Section | None:
    """Return the change in expected support by target, one figure per contingency; None if it was not computed."""
    comparison = context.comparison
    found = [c for c in changes(comparison, METRIC) if c.target in context.group]
    if not found:
        return None
    metric = comparison.metric(METRIC)
    scale = scale_of(comparison, metric)
    blocks: list[Block] = [
        Text(f"{metric.label[0].upper()}{metric.label[1:]}, {metric.unit}. {metric.note}".strip())
    ]
    for i, condition in enumerate(sorted({c.assumption for c in found}, key=_rank)):
        part = [c for c in found if c.assumption == condition]
        blocks.append(
            state_figure(
                comparison,
                metric,
                part,
                what=f"Change in expected support for each state {_told(condition)}",
                title=f"Change in expected support for each state, {_told(condition)}",
                key=f"support-{condition}",
                subtitle=f"{metric.unit[:1].upper()}{metric.unit[1:]}: change in {scale.unit} against {baseline_name(comparison.study)} in the same runs",
                folded=i > 0,
            )
        )
    return Section("support", "Who would come to help", tuple(blocks))


def _rank(condition: str) -> int:
    known = list(CONTINGENCIES)
    return known.index(condition) if condition in known else len(known)


def _told(condition: str) -> str:
    return CONTINGENCIES.get(condition, f"under '{condition}'")
