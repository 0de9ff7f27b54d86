"""The ledger: what the two documents state as fact, each statement checked."""

from __future__ import annotations

from typing import Any

from pato.report.blocks import Block, Listing, Section, TableBlock, Text
from pato.report.ledger.files import documents
from pato.report.ledger.schema import VERDICTS, Document
from pato.report.ledger.tables import ledger_table

ORDER = 20
CHAPTER = "claims"
FOUNDING = ("seidler-2013", "webster-2023")
"""Ids of the ledgers of the two documents that started this project."""


def build(context: Any) -> Section:  # noqa: ARG001  the same for every run: the statements have dates of their own
    """Return the statements that do not hold as written, and one table a document."""
    ledgers = documents(FOUNDING)
    doubtful = tuple(line for document in ledgers for line in _doubtful(document))
    blocks: list[Block] = [
        Text(
            "What the two documents that started this project state as fact, in our words, with a verdict and what the library has on it. "
            "Where a figure can be computed from treaties, events, outlines or data it is computed when this report is written. These did not hold as written:"
        ),
        Listing(doubtful),
        *(TableBlock(ledger_table(document), f"ledger-{document.id}", folded=True) for document in ledgers),
    ]
    return Section("ledger", "What the documents state as fact", tuple(blocks))


def _doubtful(document: Document) -> tuple[str, ...]:
    return tuple(
        f"{s.id}, {VERDICTS[s.verdict]}: {s.says} {s.because}"
        for s in document.statements
        if s.verdict in {"wrong", "imprecise"}
    )
