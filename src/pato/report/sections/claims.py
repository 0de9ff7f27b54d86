"""The claims of the two documents, as far as this comparison tests them."""

from __future__ import annotations

from pato.assess.claims import claims_table
from pato.report.blocks import Section, TableBlock
from pato.report.context import ReportContext

ORDER = 45


def build(context: ReportContext) -> Section | None:
    """Return the claims with the share of futures in which each holds, by theory, and how well it is identified."""
    verdicts = list(context.verdicts)
    if not verdicts:
        return None
    return Section("claims", "Claims", (TableBlock(claims_table(verdicts, context.comparison), "claims"),))
