"""A comparison of two texts as Markdown, as a page of HTML, and as a Word file."""

from __future__ import annotations

from html import escape
from typing import Any

from pato.treaties.draft.alignment import Comparison, Piece
from pato.treaties.draft.docx import clean
from pato.treaties.draft.markdown import cell

_STYLE = """body{font:15px/1.5 Georgia,serif;margin:2em auto;max-width:70em;padding:0 1em;color:#111}
table{border-collapse:collapse;width:100%}td,th{width:50%;vertical-align:top;padding:.4em .8em;border:1px solid #bbb;text-align:left}
tr.heading td{font-weight:bold;background:#f3f3f3}del{color:#8a1c1c}ins{color:#12456b}"""


def summary(found: Comparison) -> str:
    """Return in one sentence how the two texts differ."""
    same, differ, first, second = found.counts
    return (
        f"Parties, preamble, articles and annexes: {same} the same, {differ} that differ, {first} only in the first text, "
        f"{second} only in the second. Struck out: words of the first text only; underlined: words of the second only."
    )


def markdown(found: Comparison) -> str:
    """Return two texts side by side; words of one text only are struck out or bold."""

    def side(pieces: tuple[Piece, ...], mark: str) -> str:
        return "".join(_marked(cell(p.text), p, mark) for p in pieces)

    lines = [
        f"# {cell(found.first)} and {cell(found.second)}",
        "",
        summary(found).replace("underlined", "bold"),
        "",
    ]
    lines += [f"| {cell(found.first)} | {cell(found.second)} |", "| --- | --- |"]
    for row in found.rows:
        sides = [side(row.first, "~~"), side(row.second, "**")]
        lines.append("| " + " | ".join(f"*{s}*" if row.is_heading and s else s for s in sides) + " |")
    return "\n".join(lines) + "\n"


def _marked(text: str, piece: Piece, mark: str) -> str:
    """Mark changed words; marks touch letters, as Markdown wants, and blanks at the edges stay outside."""
    before = " " if piece.text[:1].isspace() else ""
    after = " " if piece.text[-1:].isspace() else ""
    if not text:
        return before
    return f"{before}{mark}{text}{mark}{after}" if piece.changed else f"{before}{text}{after}"


def html(found: Comparison) -> str:
    """Return two texts side by side as a page of its own."""

    def side(pieces: tuple[Piece, ...], tag: str) -> str:
        shown = ((escape(_printable(p.text)), p.changed) for p in pieces)
        return "".join(f"<{tag}>{text}</{tag}>" if changed else text for text, changed in shown)

    title = escape(clean(f"{found.first} and {found.second}"))
    rows = "\n".join(
        f"<tr{' class=heading' if row.is_heading else ''}><td>{side(row.first, 'del')}</td><td>{side(row.second, 'ins')}</td></tr>"
        for row in found.rows
    )
    heads = "".join(f"<th>{escape(clean(t))}</th>" for t in (found.first, found.second))
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style></head>\n'
        f"<body><main><h1>{title}</h1><p>{escape(summary(found))}</p>\n<table><thead><tr>{heads}</tr></thead><tbody>\n{rows}\n</tbody></table></main></body></html>\n"
    )


def docx(found: Comparison) -> bytes:
    """Return two texts side by side as a Word file.

    Raises
    ------
    MissingExtraError
        If python-docx is not installed (extra ``office``).
    """
    from pato.treaties.draft.docx_parts import Page, new_document

    page = Page(new_document())
    title = clean(f"{found.first} and {found.second}")
    page.set_properties(title)
    page.set_running_heads(title)
    page.text("Title", title)
    page.text("Status", summary(found))
    table = page.table([clean(found.first), clean(found.second)], [["", ""] for _ in found.rows])
    # read all cells at once: python-docx walks the whole table for each cell
    cells = table._cells  # noqa: SLF001
    for i, row in enumerate(found.rows, start=1):
        for k, pieces in enumerate((row.first, row.second)):
            _write(cells[2 * i + k].paragraphs[0], pieces, is_first=k == 0, is_heading=row.is_heading)
    return page.saved()


def _write(paragraph: Any, pieces: tuple[Piece, ...], *, is_first: bool, is_heading: bool) -> None:
    from docx.shared import RGBColor

    for piece in pieces:
        run = paragraph.add_run(_printable(piece.text))
        run.bold = is_heading or None
        if piece.changed:
            run.font.strike, run.font.underline = is_first or None, not is_first or None
            run.font.color.rgb = RGBColor(0x8A, 0x1C, 0x1C) if is_first else RGBColor(0x12, 0x45, 0x6B)


def _printable(text: str) -> str:
    from pato.cells import printable

    return printable(text)
