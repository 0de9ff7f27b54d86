"""Objections and their reasons: acceptance of the largest design, refusals, and members' gains."""

from __future__ import annotations

from pato.errors import CoverageError, UnknownNameError, UsageError
from pato.models.membership import refusals
from pato.models.membership.query import Question, ask
from pato.models.membership.stability import stability
from pato.report.blocks import Block, Figure, Listing, Section, TableBlock, Text
from pato.report.context import ReportContext
from pato.report.figures import interval_plot
from pato.report.tables import membership as answers
from pato.report.tables import refusals as refusal_tables
from pato.report.wording import assumption_name, design_names, focus, state_name
from pato.table import Table

ORDER = 10
CHAPTER = "joining"
TITLE = "Who accepts, who objects, and why"
FUTURES = 100
"""Shares are known within ten points (two standard errors); `pato stable` runs more."""


def build(context: ReportContext) -> Section | None:
    """Return acceptance, gains and refusals of the design that binds most; None where it adds no pact to join."""
    seed = context.comparison.study.study.seed
    try:
        question = _question(context)
        if question is None:
            return None
        standing = stability(question, FUTURES, seed)
        refused = refusals.refusals(_question(context, outsiders=True) or question, FUTURES, seed)
    except (CoverageError, UnknownNameError) as error:
        return Section("membership", TITLE, (Text(f"Not computed: {error}"),))
    shown = answers.tables(standing)
    gains = shown.pop("members", None)
    blocks: list[Block] = [
        Text(
            f"Whether members accept {design_names(context.comparison.study)[focus(context)]}, in {FUTURES} runs; 'pato stable' and 'pato why' go further."
        ),
        *(Text(sentence, emphasis=True) for sentence in answers.sentences(standing)[:3]),
        *([_gains(gains)] if gains is not None else []),
        Listing(tuple(refusal_tables.sentences(refused))),
    ]
    tables = [t for t in (*shown.values(), *refusal_tables.tables(refused).values()) if len(t)]
    blocks += [TableBlock(_titled(t, i), f"membership-{i + 1}", folded=True) for i, t in enumerate(tables)]
    return Section("membership", TITLE, tuple(blocks))


def _question(context: ReportContext, *, outsiders: bool = False) -> Question | None:
    """Return the question about the membership: among its members, or with candidate states."""
    study = context.comparison.study
    chosen = focus(context)
    name = study.study.architectures[list(study.labels).index(chosen)]
    try:
        candidates = None if outsiders else ()
        return ask(study.world, name, context.date, status_quo=study.study.status_quo, candidates=candidates)
    except UsageError:
        return None


def _gains(table: Table) -> Figure:
    """Return members' net benefit by assumption as a dot plot."""
    names = {"50 % from": "q25", "50 % to": "q75", "90 % from": "q05", "90 % to": "q95"}
    part = Table(
        [names.get(c, c) for c in table.columns],
        table.rows,
        title=table.title or "What members gain",
        notes=table.notes,
        meta=table.meta,
    )
    title = "gain of the member, per cent of its GDP a year"
    told = "; ".join(f"{r['member']} ({r['theory']}) {r['median']:+.2f}" for r in part.records())
    return Figure(
        interval_plot(
            part,
            row="member",
            colour="theory",
            value_title=title,
            zero=True,
            names={s: state_name(s) for s in {r["member"] for r in part.records()}}
            | {t: assumption_name(t) for t in {r["theory"] for r in part.records()}},
        ),
        f"Dot plot of members' net benefit by assumption, medians in per cent of GDP a year: {told}.",
        "What each member gains or loses by joining",
        part,
        "membership-gains",
        subtitle="Net benefit, per cent of the member's GDP a year, by assumption about deterrence",
    )


def _titled(table: Table, number: int) -> Table:
    """Return a table with a title: it is what a folded table is opened by."""
    if table.title:
        return table
    return Table(
        table.columns, table.rows, title=f"Membership, table {number + 1}", notes=table.notes, meta=table.meta
    )
