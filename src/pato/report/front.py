"""The report's first screen: the finding, four numbers, today against the proposal on a map, and the change by assumption."""

from __future__ import annotations

from collections.abc import Sequence

from pato.assess.strata import POOLED
from pato.models.pledges import added_pact
from pato.registry.names import listed
from pato.report.blocks import Figure, Front
from pato.report.changes import Change, changes_table, direction, scale_of
from pato.report.context import ReportContext
from pato.report.figures import BETTER, HALF, SAME, WORSE, interval_plot
from pato.report.headline import Headline, signed
from pato.report.maps import ADDED, ASSOCIATES, MEMBER, TODAY, Link, Style, world_map
from pato.report.obligations import MUTUAL, pairs
from pato.report.wording import assumption_name, day, state_name
from pato.table import Table
from pato.treaties.architecture import Architecture
from pato.treaties.associates import ASSOCIATE

WORDS = {
    "better": ("Fewer wars", BETTER),
    "no real change": ("No real change", SAME),
    "worse": ("More wars", WORSE),
}
HOW_TO_READ = (
    "Each simulation run is one joint draw of everything that is estimated or assumed; the same runs serve every design. A share of runs is not a probability.",
    "Each number says how sure it is: certain (follows from the texts), estimated (from data, with an interval), suggestive (the data point this way), assumed (driven by assumed ranges).",
)


def front(context: ReportContext) -> Front:
    """Return the first screen of a comparison's report."""
    found = Headline(context.comparison)
    figures = [f for f in (subject_map(context, found), by_assumption(context, found)) if f is not None]
    return Front(found.eyebrow, found.finding, found.cards, tuple(figures), HOW_TO_READ)


def subject_map(context: ReportContext, found: Headline) -> Figure | None:
    """Return the map of obligations in force today and those that the subject adds; None if nothing can be drawn."""
    systems = dict(zip(context.comparison.study.labels, context.architectures, strict=True))
    group = found.own
    if len(group) < 2:
        return None
    today = pairs(systems[found.baseline], group, context.day_of(systems[found.baseline]))
    own = pairs(systems[found.subject], group, context.day_of(systems[found.subject]))
    name = found.names[found.subject]
    kinds = {
        (True, True): "In force today",
        (True, False): "In force today, one way only or disputed",
        (False, True): f"Added by {name}",
        (False, False): f"Added by {name}, one way only or disputed",
    }
    links = [Link(a, b, kinds[(a, b) in today, full]) for (a, b), full in {**own, **today}.items()]
    links.sort(key=lambda link: link.kind.startswith("In force"))
    styles = {
        kind: Style(TODAY if old else ADDED, (1, 0) if full else (5, 3))
        for (old, full), kind in kinds.items()
    }
    lesser = _associates(context, systems[found.subject], group)
    names = {code: state_name(code) for code in group}
    rows = [
        (
            names[link.a],
            names[link.b],
            link.kind,
            MUTUAL if own.get((link.a, link.b)) else "one way only or disputed",
        )
        for link in links
    ]
    added = sum(link.kind.startswith("Added") for link in links)
    told = "; ".join(f"{a} and {b}: {kind.lower()}" for a, b, kind, _ in rows)
    return Figure(
        world_map(
            dict.fromkeys(group, "Member") | dict.fromkeys(lesser, "Associate"),
            {"Member": MEMBER, "Associate": ASSOCIATES},
            links=links,
            styles=styles,
            names=names | {code: f"{state_name(code)} (associate)" for code in lesser},
            wide=HALF,
        ),
        f"Map of {listed(list(names.values()))}{_with(lesser)}. {len(links) - added} pairs have a mutual-defence obligation today, {added} more under {name}. {told}.",
        "Who would have to defend whom",
        Table(
            ("first state", "second state", "when", "which way"),
            rows,
            title="Obligations of defence on the map",
        ),
        "front-map",
        subtitle=f"Mutual-defence obligations among {len(group)} states on {day(context.date)}",
        source="treaty texts in the library",
    )


def _associates(context: ReportContext, design: Architecture, group: Sequence[str]) -> tuple[str, ...]:
    """Return the associates of the pact that a design adds, those of the group left out."""
    study = context.comparison.study
    pact = added_pact(design, study.status_quo, study.date)
    found = () if pact is None else pact.parties_on(design.date or study.date, ASSOCIATE)
    return tuple(s for s in found if s not in group)


def _with(associates: Sequence[str]) -> str:
    return (
        f", with {listed([state_name(s) for s in associates])} as associate{'s' * (len(associates) > 1)}"
        if associates
        else ""
    )


def by_assumption(context: ReportContext, found: Headline) -> Figure | None:
    """Return the change of members' risk of war under each assumption about deterrence; None where it was not computed."""
    if found.risk is None:
        return None
    metric, every = found.risk
    rows = [c for c in every if c.assumption != POOLED] or list(every)
    scale = scale_of(context.comparison, metric)
    table = changes_table(context.comparison, metric.id, rows)
    ways = {c.assumption: direction(metric, c, scale) for c in rows}
    shown = Table(
        (*table.columns, "way"),
        [(*row, WORDS[ways[change.assumption]][0]) for row, change in zip(table.rows, rows, strict=True)],
    )
    used = [words for way, words in WORDS.items() if way in ways.values()]
    names = {c.assumption: f"{assumption_name(c.assumption)}" for c in rows}
    svg = interval_plot(
        shown,
        row="assumption",
        colour="way",
        value_title=f"change, {scale.unit}" + (" of today's" if scale.relative else ""),
        zero=True,
        band=scale.band,
        colours=dict(used),
        names=names,
        order=[c.assumption for c in sorted(rows, key=lambda c: c.median)],
        dodge=False,
        wide=HALF,
        texts={c.assumption: _short(c, scale.band, relative=scale.relative) for c in rows},
    )
    told = "; ".join(
        f"{names[c.assumption]}: median {signed(c.median)}, 90 percent of runs from {signed(c.low90)} to {signed(c.high90)}"
        for c in rows
    )
    return Figure(
        svg,
        f"Change of {metric.label} under {found.names[found.subject]}, {scale.unit}. {told}.",
        "What it does to members' risk of war, if…",
        table,
        "front-risk",
        subtitle=f"Change in expected {found.attacks}, {scale.unit}, against {found.today} in the same runs. "
        f"Thick: half of the runs; thin: nine in ten; shaded: no real change",
        source=_estimate(),
    )


def _short(change: Change, band: float, *, relative: bool) -> str:
    if abs(change.median) <= band:
        return "none"
    return signed(
        round(change.median) if relative and abs(change.median) >= 1 else change.median,
        " %" if relative else "",
    )


def _estimate() -> str:
    from pato.models.risk.estimate import load_risk

    sample = load_risk().estimate["sample"]
    return f"risk model on {sample['rows']:,} pair-years {sample['years'][0]}–{sample['years'][1]} with {sample['events']} attacks that led to war"
