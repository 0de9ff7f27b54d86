"""Burden sharing in the body that an architecture adds."""

from __future__ import annotations

from pato.errors import PatoError
from pato.models.assumptions import load_assumptions
from pato.models.burden.sharing import share_burden
from pato.models.decision.bodies import body_of, pledge_of
from pato.report.blocks import Block, Figure, Section, TableBlock, Text
from pato.report.context import ReportContext
from pato.report.figures import interval_plot
from pato.report.tables import burden as answers
from pato.report.wording import focused, state_name
from pato.table import Table
from pato.treaties.architecture import load_architecture

ORDER = 20
CHAPTER = "economy"
HUB = "USA"
FUTURES = 150
SINCE = 1999


def build(context: ReportContext) -> Section | None:
    """Return shares by rule, best replies, the hub's savings and NATO's record; None if no body is added."""
    adding = focused(context)
    if adding is None:
        return None
    study = context.comparison.study
    try:
        body = body_of(adding, context.day_of(adding))
        found = share_burden(
            body.id,
            body.members,
            adding,
            load_architecture(study.study.status_quo),
            study.world,
            load_assumptions("burden"),
            context.day_of(adding),
            pledge=pledge_of(adding.instrument(body.id)),
            futures=FUTURES,
            seed=int(study.study.seed),
        )
    except PatoError as error:
        return Section("burden", "Who carries the burden?", (Text(f"Not computed: {error}"),))
    replies = answers.replies_table(found)
    blocks: list[Block] = [
        Text(
            f"Military expenditure of the {len(found.members)} members of the body that {adding.id} adds: shares of today, by rule, and as each would respond to the commitments of the others."
        ),
        TableBlock(answers.shares_table(found), "burden-shares"),
        TableBlock(answers.added_table(found), "burden-added"),
        _replies(replies),
    ]
    if HUB in found.members:
        blocks.append(TableBlock(answers.hub_table(found, HUB), "burden-hub"))
    blocks.append(TableBlock(answers.exploitation_table(SINCE), "burden-nato", folded=True))
    return Section("burden", "Who carries the burden?", tuple(blocks))


def _replies(table: Table) -> Figure:
    short = {c: c.removeprefix("change_usd_bn ") for c in table.columns}
    shown = Table([short[c] for c in table.columns], table.rows, title=table.title, notes=table.notes)
    medians = ", ".join(
        f"{r['state']} {r['median']:+.1f} ({r['theory']})" for r in shown.records() if r["state"] == HUB
    )
    return Figure(
        interval_plot(
            shown,
            row="state",
            colour="theory",
            value_title="change of expenditure, billion USD a year",
            zero=True,
            names={s: state_name(s) for s in {r["state"] for r in shown.records()}},
        ),
        f"Change of military expenditure when members respond to the new commitments, by assumption. {medians}.",
        "How members' military spending would respond to the new commitments",
        table,
        "burden-replies",
    )
