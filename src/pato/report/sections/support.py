"""Who would come to help: expected support for each target, with and without the largest guarantor."""

from __future__ import annotations

from pato.report.blocks import Block, Figure, Section, Text
from pato.report.changes import changes, changes_table, scale_of
from pato.report.context import ReportContext
from pato.report.figures import interval_plot
from pato.report.headline import signed
from pato.report.wording import design_colours, design_names, state_name

ORDER = 20
CHAPTER = "risk"
METRIC = "expected_support_by_target"
CONTINGENCIES = {
    "absent": "if the United States stays away",
    "estimated": "as past conduct leads one to expect",
    "honours": "if the United States honours its commitments",
}


def build(context: ReportContext) -> Section | None:
    """Return the change in expected support by target, one figure a contingency; None where it was not computed."""
    comparison = context.comparison
    found = [c for c in changes(comparison, METRIC) if c.target in context.group]
    if not found:
        return None
    metric = comparison.metric(METRIC)
    scale, names = scale_of(comparison, metric), design_names(comparison.study)
    states = {str(c.target): state_name(str(c.target)) for c in found}
    blocks: list[Block] = [
        Text(f"{metric.label[0].upper()}{metric.label[1:]}, {metric.unit}. {metric.note}".strip())
    ]
    for i, condition in enumerate(sorted({c.assumption for c in found}, key=_rank)):
        part = [c for c in found if c.assumption == condition]
        table = changes_table(comparison, METRIC, part)
        told = "; ".join(f"{states[str(c.target)]}, {names[c.design]}: {signed(c.median)}" for c in part)
        blocks.append(
            Figure(
                interval_plot(
                    table,
                    row="target",
                    colour="design",
                    value_title=f"change, {scale.unit}",
                    zero=True,
                    band=scale.band,
                    colours=design_colours(comparison.study),
                    names=states | names,
                ),
                f"Change in expected support for each state {_told(condition)}, {scale.unit}: {told}.",
                f"Change in expected support for each state, {_told(condition)}",
                table,
                f"support-{condition}",
                subtitle=f"{metric.unit[:1].upper()}{metric.unit[1:]}: change in {scale.unit} against {names[str(comparison.study.labels[0])]} in the same runs",
                folded=i > 0,
            )
        )
    return Section("support", "Who would come to help", tuple(blocks))


def _rank(condition: str) -> int:
    known = list(CONTINGENCIES)
    return known.index(condition) if condition in known else len(known)


def _told(condition: str) -> str:
    return CONTINGENCIES.get(condition, f"under '{condition}'")
