"""The claims of the two documents, as far as this comparison tests them."""

from __future__ import annotations

from pato.assess.claims_table import claims_summary, claims_table
from pato.report.blocks import Section, TableBlock
from pato.report.context import ReportContext

ORDER = 45


def build(context: ReportContext) -> Section | None:
    """Return the claims with the share of futures in which each holds, in short and by theory, and how well each is identified."""
    verdicts = list(context.verdicts)
    if not verdicts:
        return None
    short, full = (make(verdicts, context.comparison) for make in (claims_summary, claims_table))
    return Section(
        "claims", "Claims", (TableBlock(short, "claims"), TableBlock(full, "claims-by-theory", folded=True))
    )
