"""The claims of the two documents, as far as this comparison tests them."""

from __future__ import annotations

from pato.assess.claims import Verdict
from pato.assess.claims_table import claims_table
from pato.report.blocks import Section, TableBlock
from pato.report.context import ReportContext
from pato.table import Table

ORDER = 45


def build(context: ReportContext) -> Section | None:
    """Return the claims with the share of futures in which each holds, by theory, and how well it is identified."""
    verdicts = list(context.verdicts)
    if not verdicts:
        return None
    long = claims_table(verdicts, context.comparison)
    short = overview(verdicts, long)
    return Section(
        "claims", "Claims", (TableBlock(short, "claims-overview"), TableBlock(long, "claims", folded=True))
    )


def overview(verdicts: list[Verdict], long: Table) -> Table:
    """Return one row a claim: where it holds, where it turns, what it hangs on."""
    return Table(
        (
            "claim",
            "text",
            "holds in share of futures",
            "break-even",
            "hangs on",
            "how well identified",
            "why",
        ),
        [_row(v) for v in verdicts],
        title="The claims, theory by theory",
        notes=long.notes,
        meta=long.meta,
    )


def _row(v: Verdict) -> tuple[str | None, ...]:
    by_share: dict[str, list[str]] = {}
    for theory, share in v.shares.items():
        by_share.setdefault(f"{share:.0%}", []).append(theory)
    holds = "; ".join(
        share if theories == ["any"] else f"{share} ({', '.join(theories)})"
        for share, theories in by_share.items()
    )
    turns = "; ".join(f"{theory}: {b.words()}" for theory, found in v.break_evens.items() for b in found)
    hangs = ", ".join(f"{i.name} ({i.value:.2f})" for i in v.hangs_on)
    return (v.claim.id, v.claim.text, holds or None, turns or None, hangs or None, v.label, v.why or None)
