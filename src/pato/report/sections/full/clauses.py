"""Effects of the clauses of the treaty that the subject design adds, in law and on metrics."""

from __future__ import annotations

from pato.assess.clauses import UNREAD, clauses_table
from pato.assess.metrics import metrics
from pato.errors import PatoError
from pato.models.pledges import added_pact
from pato.report.blocks import Section, TableBlock, Text
from pato.report.context import ReportContext
from pato.report.wording import focus, focused
from pato.table import Table

ORDER = 50
CHAPTER = "obligations"
FUTURES = 60
METRICS = (
    "gaps_within_pact",
    "war_initiations_members",
    "expected_support_members",
    "expected_support_members_us_absent",
    "guarantor_share",
    "entrapment_members",
    "burden_added",
    "rival_arming",
    "agreement_probability",
    "eligible_now",
)
"""Metrics of the table: one for each question that is quick to compute for each clause; ``pato clauses`` has them all."""


def build(context: ReportContext) -> Section | None:
    """Return the table of clauses; None where the subject adds no pact."""
    adding = focused(context)
    study = context.comparison.study
    if adding is None or (pact := added_pact(adding, study.status_quo, context.date)) is None:
        return None
    asked = {
        "futures": FUTURES,
        "seed": study.study.seed,
        "date": context.date,
        "status_quo": study.study.status_quo,
        "rivals": list(study.rivals),
        "challengers": list(study.rivals),
        "members": list(pact.parties_on(context.day_of(adding))),
        "metrics": [m for m in METRICS if m in metrics()],
    } | study.study.model_dump(mode="json", include={"readings", "no_difference"})
    name = study.study.architectures[study.labels.index(focus(context))]
    try:
        table = clauses_table(name, asked)
    except PatoError as error:
        return Section("clauses", "What each clause does", (Text(f"Not computed: {error}"),))
    intro = Text(
        f"Each clause of {pact.title} is left out or replaced by its neighbour, one at a time, in the same {FUTURES} runs. The table says what changes: "
        "pairs of states whose commitments change, and every metric that moves by more than its band of no difference. "
        "'pato clauses' computes more metrics and runs.",
        emphasis=True,
    )
    return Section(
        "clauses", "What each clause does", (intro, Text(_unread(table)), TableBlock(table, "clauses"))
    )


def _unread(table: Table) -> str:
    """Return the clauses that no model reads, in a sentence."""
    rows = table.records()
    silent = dict.fromkeys(str(r["clause"]) for r in rows if r["told"] == UNREAD)
    heard = {r["clause"] for r in rows if r["told"] != UNREAD}
    named = [clause for clause in silent if clause not in heard]
    if not named:
        return "No clause was found that no model reads; a clause that changes none of the metrics shown is marked so."
    return f"Clauses that no model reads: {'; '.join(named)}."
