"""The claims of the two documents, as far as this comparison tests them."""

from __future__ import annotations

from pato.assess.claims import claims_summary, claims_table
from pato.report.blocks import Section, TableBlock, Text
from pato.report.context import ReportContext
from pato.table import Table

ORDER = 10
CHAPTER = "claims"
PARTS = ("part: ", "beside: ")


def build(context: ReportContext) -> Section | None:
    """Return the claims with the share of futures in which each holds, in short and by theory, and how well each is identified."""
    if not context.verdicts:
        return None
    full = claims_table(list(context.verdicts), context.comparison)
    parts = full.replaced(title="Claims by assumption, and part by part")
    return Section(
        "claims",
        "Claims",
        (
            Text(
                f"They are about {context.comparison.study.subject}, compared with {context.comparison.study.labels[0]}. A claims are Webster's (2023), for a pact; claims B are those of the earlier answer, against one. A claim with several parts holds where all of them do. "
                "How well a claim is identified comes from the data behind its key quantity, never from a share of runs."
            ),
            TableBlock(short(context), "claims"),
            TableBlock(parts, "claims-by-theory", folded=True),
            TableBlock(reviewed(context), "claims-reviewed", folded=True),
        ),
    )


def short(context: ReportContext) -> Table:
    """Return one row per claim: statement tested, how well it is identified, where it holds, break-evens and drivers."""
    verdicts = list(context.verdicts)
    summary = claims_summary(verdicts, context.comparison)
    whole = [row for row in summary.rows if not str(row[1]).startswith(PARTS)]
    rows = [
        (f"{v.claim.id} {v.claim.title or v.claim.text}", text, v.label, held, much, turns, hangs)
        for v, (_, text, held, much, turns, hangs) in zip(verdicts, whole, strict=True)
    ]
    columns = (
        "claim",
        "what is tested",
        "how well identified",
        "holds in share of runs",
        "how much",
        "where it turns",
        "depends on",
    )
    return Table(columns, rows, title="Claims of the two documents", notes=summary.notes, meta=summary.meta)


def reviewed(context: ReportContext) -> Table:
    """Return one row per claim: evidence from estimates, and how the test could miss the meaning of the claim."""
    rows = [
        (f"{v.claim.id} {v.claim.title or v.claim.text}", "; ".join(v.evidence) or None, v.claim.review)
        for v in context.verdicts
        if v.evidence or v.claim.review
    ]
    columns = ("claim", "what estimates say beside it", "how the test could miss what is meant")
    return Table(columns, rows, title="Claims under review", meta=context.comparison.meta())
