"""What people read: the answer on a terminal, and the self-contained HTML report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pato.files.kinds import Kind, register

if TYPE_CHECKING:
    from pydantic import BaseModel


def _ledger() -> type[BaseModel]:
    from pato.report.ledger.schema import Document

    return Document


register(
    Kind(
        "ledger",
        "ledger",
        ("author", "statements"),
        _ledger,
        (__file__.replace("__init__", "ledger/schema"),),
        80,
    )
)
