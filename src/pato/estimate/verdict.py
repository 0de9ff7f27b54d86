"""Whether a fit equals what ships, in words."""

from __future__ import annotations

from pato.table import Table


def verdict(found: Table, within: str = "to a millionth; same data files") -> str:
    """Return in a sentence whether a fit equals what ships, from the table of differences."""
    return (
        f"Differs from what ships in {len(found)} places." if len(found) else f"Equals what ships ({within})."
    )
