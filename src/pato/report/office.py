"""The report as a Word file: the answer first, then the chapters, with contents, page numbers and tables that fit.

Needs the extra ``office`` (python-docx).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from pato.files.storage import write_atomic
from pato.report.blocks import Browser, Figure, Front, Listing, Section, TableBlock, Text
from pato.report.document import cell, chapters, head, shown_meta, source_line
from pato.report.word_page import PORTRAIT, WordPage, needed
from pato.table import Table

MOST_ROWS = 40
"""Rows of a table that are printed; the rest is in the HTML report and its CSV files, and the text says so."""
_HALF = 8.0
"""Width of each of two figures side by side, in cm."""


def write_docx(
    path: str | Path,
    title: str,
    subtitle: str,
    parts: Iterable[Section],
    meta: dict[str, Any],
    front: Front | None = None,
) -> Path:
    """Write sections as a Word file, atomically.

    Raises
    ------
    UsageError
        If the extra is not installed.
    """
    page = WordPage(title, meta.get("made"))
    every = chapters(parts)
    if front is None:
        page.title(title)
        page.text(subtitle)
    else:
        add_front(page, front, meta, f"{title}: {subtitle}.")
    if len(every) > 1:
        page.contents([(f"chapter-{name}", heading) for name, heading, _ in every])
    for name, heading, sections in every:
        for i, section in enumerate(sections):
            turned = page.turn(landscape=_is_wide(section))
            if i == 0:
                page.heading(1, heading, f"chapter-{name}", new_page=len(every) > 1 and not turned)
            if section.title != heading:
                page.heading(2, section.title)
            for block in section.blocks:
                _add(page, block, meta)
    page.small("; ".join(f"{key}: {value}" for key, value in shown_meta(meta).items()))
    return saved(page, path)


def saved(page: WordPage, path: str | Path) -> Path:
    """Write a finished document, atomically."""
    target = Path(path)
    write_atomic(target, page.saved())
    return target


def add_front(page: WordPage, front: Front, meta: dict[str, Any], about: str = "") -> None:
    """Add the first screen: finding, numbers, two figures side by side."""
    page.small(front.eyebrow)
    page.title(front.finding)
    if front.cards:
        page.cards([(card.value, card.text, f"{card.sure.capitalize()}: {card.why}") for card in front.cards])
    pictures = [(f.caption, picture(f), f.alt, f.name, source_line(f, meta)) for f in front.figures]
    page.side_by_side(pictures, _HALF)
    for note in (about, *front.notes):
        if note:
            page.small(note)


def _is_wide(section: Section) -> bool:
    """Return whether a section has a printed table too wide for a portrait page."""
    printed = [b.table for b in section.blocks if isinstance(b, TableBlock) and (not b.folded or b.printed)]
    return any(needed(_texts(table)) > PORTRAIT for table in printed)


def _texts(table: Table) -> list[list[str]]:
    shown = [[cell(value) for value in row] for row in table.rows[:MOST_ROWS]]
    return [[head(str(name)) for name in table.columns], *shown]


def _add(page: WordPage, block: Any, meta: dict[str, Any]) -> None:
    match block:
        case Text(text, emphasis):
            page.text(text, bold=emphasis)
        case Listing(items):
            for item in items:
                page.item(item)
        case TableBlock() if not block.folded or block.printed:
            add_table(page, block.table)
        case Figure() if not block.folded:
            page.caption(block.caption)
            if block.subtitle:
                page.small(f"{block.subtitle}.", keep=True)
            page.picture(picture(block), block.alt, block.name)
            page.small(source_line(block, meta))
        case Browser() | TableBlock() | Figure():
            pass  # what a reader of the screen moves or opens is not for paper


def picture(figure: Figure) -> bytes:
    """Return a figure as PNG on white: it is transparent, and Word's dark view would swallow its labels."""
    import vl_convert

    head_, end, rest = str(figure.svg).partition(">")
    white = f'{head_}{end}<rect width="100%" height="100%" fill="#ffffff"/>{rest}'
    return bytes(vl_convert.svg_to_png(white, scale=2.0))


def add_table(page: WordPage, table: Table) -> None:
    """Add a table, in blocks of columns where its words do not fit the page."""
    rows = _texts(table)
    for i, columns in enumerate(_blocks(rows, page.width)):
        block = [[row[k] for k in columns] for row in rows]
        page.caption(table.title if not i else f"{table.title}, continued")
        page.table(block, [table.is_numeric(k) for k in columns])
    left = len(table.rows) - len(rows) + 1
    for note in (*table.notes, *([f"{left} further rows are in the HTML report."] if left else [])):
        page.small(note)


def _blocks(rows: Sequence[Sequence[str]], width: float) -> list[list[int]]:
    """Return the columns of each block that fits the page; the first column leads each."""
    blocks = [[0]]
    for i in range(1, len(rows[0])):
        if needed([[row[k] for k in [*blocks[-1], i]] for row in rows]) > width and len(blocks[-1]) > 1:
            blocks.append([0])
        blocks[-1].append(i)
    return blocks
