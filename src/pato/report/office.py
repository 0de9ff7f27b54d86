"""The report as a Word file: the same sections with headings, text, tables and pictures with alternative text.

Needs the extra ``office`` (python-docx).
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pato.errors import Problem, UsageError
from pato.files.storage import write_atomic
from pato.report.blocks import Browser, Figure, Listing, Section, TableBlock, Text
from pato.report.document import cell, head
from pato.table import Table

MOST_ROWS = 40
"""Rows of a table that are printed; the rest is in the HTML report and its CSV files, and the text says so."""
WIDTH_CM = 16.5


def write_docx(
    path: str | Path, title: str, subtitle: str, parts: Iterable[Section], meta: dict[str, Any]
) -> Path:
    """Write sections as a Word file; the file is whole or not there.

    Raises
    ------
    UsageError
        If the extra is not installed.
    """
    document = _document()
    document.core_properties.title = title
    document.core_properties.author = "pato"
    document.add_heading(title, level=0)
    document.add_paragraph(subtitle)
    for section in parts:
        document.add_heading(section.title, level=1)
        for block in section.blocks:
            _add(document, block)
    document.add_paragraph("; ".join(f"{key}: {value}" for key, value in meta.items()))
    stream = io.BytesIO()
    document.save(stream)
    target = Path(path)
    write_atomic(target, stream.getvalue())
    return target


def _document() -> Any:
    try:
        from docx import Document
        from docx.shared import Cm, Pt
    except ImportError as error:
        problem = Problem(
            "--docx",
            "Word files need the extra 'office', which is not installed.",
            "pip install 'pato[office]'",
        )
        raise UsageError(problem) from error
    document = Document()
    for part in document.sections:
        part.page_width, part.page_height = Cm(21), Cm(29.7)
        part.left_margin = part.right_margin = Cm(2.2)
    document.styles["Normal"].font.size = Pt(10)
    return document


def _add(document: Any, block: Any) -> None:
    match block:
        case Text(text, emphasis):
            document.add_paragraph().add_run(text).bold = emphasis
        case Listing(items):
            for item in items:
                document.add_paragraph(item, style="List Bullet")
        case TableBlock(table):
            _add_table(document, table)
        case Figure():
            _add_figure(document, block)
        case Browser():
            document.add_paragraph(
                "The HTML report lets its reader weigh theories, readings and contingencies here; paper cannot."
            )


def _add_figure(document: Any, figure: Figure) -> None:
    """Add the figure as a picture whose alternative text is the figure's, and its caption."""
    import vl_convert
    from docx.shared import Cm

    picture = vl_convert.svg_to_png(_on_white(figure.svg), scale=2.0)
    shape = document.add_picture(io.BytesIO(picture), width=Cm(WIDTH_CM))
    about = shape._inline.docPr  # noqa: SLF001  python-docx has no public way to set alternative text
    about.set("descr", figure.alt)
    about.set("title", figure.name)
    document.add_paragraph(figure.caption, style="Caption")


def _on_white(svg: str) -> str:
    """Return the figure on white: it is transparent, and Word's dark view would swallow its labels."""
    head, end, rest = svg.partition(">")
    return f'{head}{end}<rect width="100%" height="100%" fill="#ffffff"/>{rest}'


def _add_table(document: Any, table: Table) -> None:
    document.add_paragraph(table.title, style="Caption")
    shown = table.rows[:MOST_ROWS]
    grid = document.add_table(rows=1, cols=len(table.columns), style="Light Grid Accent 1")
    for box, name in zip(grid.rows[0].cells, table.columns, strict=True):
        box.text = head(str(name))
    for row in shown:
        for box, value in zip(grid.add_row().cells, row, strict=True):
            box.text = cell(value)
    left = len(table.rows) - len(shown)
    notes = (*table.notes, f"{left} further rows are in the HTML report.") if left else table.notes
    for note in notes:
        document.add_paragraph(note)
