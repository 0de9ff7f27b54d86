"""The ledger as a table: statement, verdict, why, what the library has, and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pato.models.accession.history import VDEM_NOTICE
from pato.report.ledger.checks import find
from pato.report.ledger.schema import VERDICTS, Document, Statement
from pato.table import Table

COLUMNS = ("id", "statement", "verdict", "why", "what the library has", "evidence", "checked")


def ledger_table(document: Document, *, verdicts: Iterable[str] = ()) -> Table:
    """Return one row per statement of a document.

    Parameters
    ----------
    document
        The ledger.
    verdicts
        Only statements with one of these verdicts; all if empty.
    """
    wanted = set(verdicts)
    shown = [s for s in document.statements if not wanted or s.verdict in wanted]
    return Table(
        COLUMNS,
        [_row(s) for s in shown],
        title=f"{document.author}, {document.date}: {_counts(document.statements)}",
        notes=(*document.notes, *_notices(shown)),
        meta={"document": document.id, "date": document.date},
    )


def _row(statement: Statement) -> tuple[str | None, ...]:
    found = "; ".join(find(check).found for check in statement.checks)
    evidence = statement.evidence
    named = [*evidence.treaties, *evidence.events, *(f"claim {c}" for c in evidence.claims)]
    cited = [s.title + (f" ({s.date})" if s.date else "") for s in statement.sources]
    return (
        statement.id,
        statement.says,
        VERDICTS[statement.verdict],
        statement.because,
        found or None,
        "; ".join([*named, *cited]) or None,
        "computed" if statement.checks else statement.checked.replace("_", " "),
    )


def _notices(statements: Iterable[Statement]) -> Iterator[str]:
    """Yield the providers' terms of what was used."""
    if any(check.kind == "fell" for s in statements for check in s.checks):
        yield VDEM_NOTICE


def _counts(statements: Iterable[Statement]) -> str:
    listed = list(statements)
    told = [
        f"{n} {'hold' if key == 'holds' and n != 1 else word}"
        for key, word in VERDICTS.items()
        if (n := sum(s.verdict == key for s in listed))
    ]
    return f"{len(listed)} statements of fact, {', '.join(told)}"
