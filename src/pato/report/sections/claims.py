"""The claims of the two documents, as far as this comparison tests them."""

from __future__ import annotations

from pato.assess.claims import claims_summary, claims_table
from pato.report.blocks import Section, TableBlock, Text
from pato.report.context import ReportContext
from pato.table import Table

ORDER = 10
CHAPTER = "claims"
PART = "part: "


def build(context: ReportContext) -> Section | None:
    """Return the claims with the share of futures in which each holds, in short and by theory, and how well each is identified."""
    if not context.verdicts:
        return None
    full = claims_table(list(context.verdicts), context.comparison)
    parts = Table(
        full.columns,
        full.rows,
        title="Claims by theory, and part by part",
        notes=full.notes,
        meta=full.meta,
    )
    return Section(
        "claims",
        "Claims",
        (
            Text(
                "A claims are Webster's (2023), for a pact; B claims are those of the earlier answer, against one. A claim with several parts holds where all of them do. "
                "How well a claim is identified comes from the data behind its key quantity, never from a share of futures."
            ),
            TableBlock(short(context), "claims"),
            TableBlock(parts, "claims-by-theory", folded=True),
        ),
    )


def short(context: ReportContext) -> Table:
    """Return one row a claim: what is tested, how well that is identified, where it holds, where it turns and on what it hangs."""
    verdicts = list(context.verdicts)
    summary = claims_summary(verdicts, context.comparison)
    whole = [row for row in summary.rows if not str(row[1]).startswith(PART)]
    rows = [
        (f"{v.claim.id} {v.claim.title or v.claim.text}", text, v.label, held, turns, hangs)
        for v, (_, text, held, turns, hangs) in zip(verdicts, whole, strict=True)
    ]
    columns = (
        "claim",
        "what is tested",
        "how well identified",
        "holds in share of futures",
        "where it turns",
        "depends on",
    )
    return Table(columns, rows, title="Claims of the two documents", notes=summary.notes, meta=summary.meta)
