"""Whether the body that an architecture adds can decide, compared with existing bodies (claim A6)."""

from __future__ import annotations

from pato.errors import PatoError
from pato.models.assumptions import load_assumptions
from pato.models.decision.answers import Answer, answer
from pato.models.decision.bodies import body_of
from pato.models.decision.size import size_curve
from pato.report.blocks import Block, Figure, Section, TableBlock, Text
from pato.report.context import ReportContext
from pato.report.figures import interval_plot
from pato.report.tables.assumptions import assumptions_table
from pato.report.tables.decision import agreement_table, members_table, size_table
from pato.report.wording import focused
from pato.table import Table

ORDER = 10
CHAPTER = "decision"
FUTURES, ISSUES, SIZE_FUTURES = 100, 100, 40
"""Enough for medians within a few points; `pato decide` runs more."""
MATTERS = ("invocation", "amendment", "budget")


def build(context: ReportContext) -> Section | None:
    """Return agreement by matter and rule, pivotal members, and the size curve; None if no body decides."""
    adding = focused(context)
    if adding is None:
        return None
    study = context.comparison.study
    assumptions, seed = load_assumptions("decision"), int(study.study.seed)
    try:
        body = body_of(adding, context.day_of(adding))
        found = [
            answer(body, m, study.world, assumptions, futures=FUTURES, issues=ISSUES, seed=seed)
            for m in MATTERS
            if body.decides(m)
        ]
    except PatoError as error:
        return Section("decision", "Can it decide?", (Text(f"Not computed: {error}"),))
    if not found:
        return Section(
            "decision", "Can it decide?", (Text(f"Under {adding.id} nobody decides on anything."),)
        )
    points = size_curve(
        "amendment",
        study.world,
        assumptions,
        context.day_of(adding),
        futures=SIZE_FUTURES,
        seed=seed,
        enlargements=False,
    )
    sizes = size_table(points, "amendment")
    blocks: list[Block] = [
        Text(
            f"The body that {adding.id} adds ({len(body.members)} members: {', '.join(body.members)}) decides as its treaty says; members stand where their votes "
            "in the General Assembly put them. Proposals come from members drawn at random (members) or from the chair (chair)."
        )
    ]
    blocks += [_agreement(one) for one in found]
    blocks.append(TableBlock(members_table(found[0]), "decision-members", folded=True))
    blocks.append(_sizes(sizes))
    blocks.append(TableBlock(assumptions_table(assumptions), "decision-assumptions", folded=True))
    return Section("decision", "Can it decide?", tuple(blocks))


def _agreement(found: Answer) -> Figure:
    table = agreement_table(found)
    own = [r for r in table.records() if r["own"]]
    said = "; ".join(
        f"{r['proposals']}: {r['median']:.0%} of issues (90 percent of runs {r['q05']:.0%} to {r['q95']:.0%})"
        for r in own
    )
    return Figure(
        interval_plot(table, row="rule", colour="proposals", value_title="share of issues agreed on"),
        f"Share of issues on which {found.body.id} agrees about {found.matter}, by rule and by who proposes. Own rule: {said}.",
        f"Agreement on {found.matter}: {said} under the treaty's rule.",
        table,
        f"decision-{found.matter}",
    )


def _sizes(sizes: Table) -> Figure:
    rows = [(*r, "body") for r in sizes.rows]
    shown = Table((*sizes.columns, "kind"), rows, title=sizes.title, notes=sizes.notes)
    said = ", ".join(f"{r[0]} ({r[1]} members) {r[5]:.0%}" for r in rows)
    return Figure(
        interval_plot(
            shown,
            row="membership",
            colour="kind",
            value_title="share of amendments agreed on by consensus",
        ),
        f"Median share of amendments agreed on by consensus: {said}.",
        "Size and agreement, every body under consensus, in the same runs and on the same issues.",
        sizes,
        "decision-sizes",
    )
