"""Output for readers: the answer on a terminal, and the self-contained HTML report."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

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


class _Report(ModuleType):
    """A package that is a question too: ``pato.report("out/")`` writes the report of a run."""

    def __call__(self, run: Any, path: Any = None, **options: Any) -> Any:
        """Write a report; see `pato.report.writing.report`."""
        from pato.report.writing import report

        return report(run, path, **options)


sys.modules[__name__].__class__ = _Report
