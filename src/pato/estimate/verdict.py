"""Whether a fit equals what ships: as a table, and in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pato.table import Table


def differing(model: str, rows: Sequence[tuple[Any, ...]]) -> Table:
    """Return what differs as a table: what, as shipped, as fitted now."""
    title = f"Where the fit of '{model}' differs from what ships"
    return Table(("what", "shipped", "fitted now"), rows, title=title)


def verdict(found: Table, within: str = "to a millionth; same data files") -> str:
    """Return in a sentence whether a fit equals what ships, from the table of differences."""
    return (
        f"Differs from what ships in {len(found)} places." if len(found) else f"Equals what ships ({within})."
    )
