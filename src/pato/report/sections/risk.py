"""Members' risk of war: the change under each assumption and design, and state by state."""

from __future__ import annotations

from pato.assess.observed import ELICITED, OBSERVED, sentences
from pato.assess.parts import LARGEST, shares
from pato.assess.strata import POOLED
from pato.report.blocks import Block, Figure, Listing, Section, TableBlock, Text
from pato.report.changes import Change, changes, changes_table, scale_of
from pato.report.context import ReportContext
from pato.report.headline import RISK, Headline, signed
from pato.report.state_figure import change_plot, state_figure
from pato.report.wording import assumption_name, baseline_name, design_names, theory_name
from pato.table import Table

ORDER = 10
CHAPTER = "risk"
BY_TARGET = "war_initiations_by_target"
SHOWN_FIRST = (POOLED, "patron")
"""Assumptions shown unfolded: the user's own weights, and the one effect of commitments with some support in the project's estimates."""
FEWEST = 100
"""Runs of an assumption below which a share is known within ten points at best, and the report says that they are too few."""
CONDITIONS = (
    "Whether commitments deter at all is contested. The project's own estimates find no effect on disputes of any level after 1945; for war they find an exploratory effect of the largest guarantor alone. Results are therefore reported separately for each assumption.",
    "Levels of risk rest on few wars; differences between designs are more robust than levels.",
)


def build(context: ReportContext) -> Section | None:
    """Return the change of risk by assumption and design, and by state; None where risk was not computed."""
    comparison = context.comparison
    blocks: list[Block] = []
    for name in RISK:
        if found := changes(comparison, name):
            blocks += _members(context, name, found)
            break
    if found := [c for c in changes(comparison, BY_TARGET) if c.target in context.group]:
        blocks += _by_target(context, found)
    if not blocks:
        return None
    blocks += [Text(told) for told in (*sentences(comparison.study), *shares(comparison))]
    for name, place in ((LARGEST, "largest-change"), (OBSERVED, "observed-record"), (ELICITED, "elicited")):
        if name in context.tables:
            blocks.append(TableBlock(context.tables[name], place, folded=True, printed=True))
    return Section("risk", "Attacks on members that lead to war", (*blocks, Listing(CONDITIONS)))


def _members(context: ReportContext, name: str, found: list[Change]) -> list[Block]:
    comparison, headline = context.comparison, Headline(context.comparison)
    metric, names = comparison.metric(name), design_names(comparison.study)
    scale, table = scale_of(comparison, metric), changes_table(comparison, name, found)
    assumptions = {c.assumption: assumption_name(c.assumption) for c in found}
    own = [c for c in found if c.design == headline.subject]
    told = "; ".join(f"{assumptions[c.assumption]}: {signed(c.median)}" for c in own)
    figure = Figure(
        change_plot(comparison, metric, table, row="assumption", called=assumptions),
        f"Change of {metric.label} by assumption about deterrence, {scale.unit}. {names[headline.subject]}: {told}.",
        _title(headline),
        table,
        "risk-by-assumption",
        subtitle=f"Change in {metric.label}, {scale.unit}, against {headline.today} in the same runs, by assumption about deterrence. "
        "Thick: half of the runs; thin: nine in ten; shaded: no real change",
        source="risk model ('The estimate' in the last chapter)",
    )
    fewest = min(c.runs for c in found)
    few = f" Only {fewest} runs stand behind some assumptions: too few to rest on." if fewest < FEWEST else ""
    said = headline._said_of_risk()  # noqa: SLF001  the same sentence as on the first screen
    return [
        Text(f"{said}{few}", emphasis=True),
        figure,
        TableBlock(_levels(context, name, own), "risk-levels"),
    ]


def _title(headline: Headline) -> str:
    groups = headline.by_direction()
    lower, higher = (len(groups.get(way, ())) for way in ("better", "worse"))
    total = sum(map(len, groups.values()))
    if not total:
        return "Change in the risk of war by assumption"
    return f"{headline.names[headline.subject]}: fewer wars under {lower} of {total} assumptions, more under {higher}"


def _levels(context: ReportContext, name: str, found: list[Change]) -> Table:
    """Return levels and shares of runs of the subject, one row per assumption."""
    names = design_names(context.comparison.study)
    own = found[0].design if found else ""
    rows = [
        (assumption_name(c.assumption), c.before, c.after, c.median, c.better, c.same, c.worse) for c in found
    ]
    metric = context.comparison.metric(name)
    columns = (
        "assumption about deterrence",
        f"median under {baseline_name(context.comparison.study)}",
        f"median under {names.get(own, own)}",
        f"median change, {scale_of(context.comparison, metric).unit}",
        "fewer wars, share of runs",
        "no real change",
        "more wars",
    )
    notes = (
        f"{metric.label[:1].upper()}{metric.label[1:]}, {metric.unit}; the change is taken within each run.",
        "The share of runs shows direction only; see the median change for size.",
    )
    return Table(
        columns,
        rows,
        title=f"Members' risk of war under {names.get(own, own)}, by assumption",
        notes=notes,
        meta=context.comparison.meta(),
    )


def _by_target(context: ReportContext, found: list[Change]) -> list[Block]:
    comparison = context.comparison
    metric = comparison.metric(BY_TARGET)
    scale = scale_of(comparison, metric)
    theories = sorted(
        {c.assumption for c in found},
        key=lambda t: (SHOWN_FIRST.index(t) if t in SHOWN_FIRST else len(SHOWN_FIRST), t),
    )
    figures: list[Block] = []
    for i, theory in enumerate(theories):
        part = [c for c in found if c.assumption == theory]
        figures.append(
            state_figure(
                comparison,
                metric,
                part,
                what=f"Change in the risk of war of each state {theory_name(theory)}",
                title=f"Change in each state's risk of war, {theory_name(theory)}",
                key=f"risk-{theory}",
                subtitle=f"Change in {metric.label}, {scale.unit}, against {baseline_name(comparison.study)} in the same runs",
                folded=i > 0,
            )
        )
    return figures
