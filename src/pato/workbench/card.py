"""An exercise card: one A4 page on an event, as paragraphs that become a page, a PDF or a Word file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pato.report.legal_memo import Block

_MOST = 9


def card(found: dict[str, Any]) -> list[Block]:
    """Return the card of an event desk's content."""
    blocks = [Block("title", f"Exercise card: {found['headline']}"), Block("text", found["finding"])]
    blocks += [Block("heading", "Who must act"), *_few(_must(found))]
    blocks += [Block("heading", "Who is likely to fight")]
    blocks += list(_few(_likely(found))) if found["likely"] else [Block("text", found["unlikely"])]
    blocks += [Block("heading", "If they do and are struck in turn"), *_few(_rounds(found))]
    notes = [Block("item", note) for note in found["notes"][:4]]
    blocks += [Block("heading", "Read with care"), *notes]
    return [
        *blocks,
        Block(
            "text",
            f"Law: {found['law']}, {found['date']}. An obligation says what is owed, not what will be done.",
        ),
    ]


def _few(blocks: Iterator[Block]) -> Iterator[Block]:
    """Yield as many as a page has room for, and say how many are left out."""
    listed = list(blocks)
    yield from listed[:_MOST]
    if len(listed) > _MOST:
        yield Block("item", f"and {len(listed) - _MOST} more: see the event desk")


def _must(found: dict[str, Any]) -> Iterator[Block]:
    owed = [d for d in found["duties"] if d["group"] != "broken"]
    for d in owed:
        yield Block(
            "item", f"{', '.join(d['names'])}: {d['status']}; {d['what']} ({d['instrument']}, {d['article']})"
        )
    if not owed:
        yield Block("item", "No state, by any text that was read")


def _likely(found: dict[str, Any]) -> Iterator[Block]:
    for row in found["likely"]:
        bound = "bound" if row["bound"] else "not bound"
        chance, low, high = (round(100 * row[k]) for k in ("median", "low90", "high90"))
        yield Block("item", f"{row['name']} ({bound}): {chance} in 100, 90 % interval {low} to {high}")


def _rounds(found: dict[str, Any]) -> Iterator[Block]:
    for one in found["rounds"]:
        if names := [j["name"] for j in one["joins"]]:
            yield Block("item", f"Round {one['round']}: {', '.join(names)}")
    if not found["rounds"]:
        yield Block("item", "No other state is drawn in")
