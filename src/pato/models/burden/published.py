"""Published findings on exploitation in NATO, by span of years."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple

_FILE = Path(__file__).parent / "published.csv"


class Finding(NamedTuple):
    """A published finding: the first and last year that it is about, what was found, and by whom."""

    first: int
    last: int
    finding: str
    source: str


def published() -> list[Finding]:
    """Return all findings of the file."""
    with _FILE.open(encoding="utf-8", newline="") as stream:
        return [
            Finding(int(r["from"]), int(r["to"]), r["finding"], r["source"]) for r in csv.DictReader(stream)
        ]
