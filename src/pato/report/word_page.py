"""A report's page in Word: headings with contents, page numbers, tables as wide as their words, pages laid across."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pato.cells import document_title, printable
from pato.errors import Problem, UsageError
from pato.treaties.draft.docx_parts import _bookmarked, _element, _field, _qn, _repeat_head

PORTRAIT, LANDSCAPE = 17.4, 26.1
"""Width of the text in cm, on portrait and landscape pages."""
_FONT = "Arial"
_LETTER, _EDGES, _LONGEST = 0.152, 0.36, 26
"""Width in cm of a letter and of a cell's edges; letters of a word that is not divided."""
_GREY = "595959"


def needed(rows: Sequence[Sequence[str]]) -> float:
    """Return the width in cm that a table needs so that no word is divided."""
    return sum(_least(column) for column in zip(*rows, strict=True))


def _least(column: Sequence[str]) -> float:
    longest = max((len(word) for text in column for word in text.split()), default=1)
    return _EDGES + _LETTER * min(longest, _LONGEST)


def _widths(rows: Sequence[Sequence[str]], most: float) -> list[float]:
    """Return the widths of columns in cm: as much as their words need, the rest to those with longer text."""
    columns = list(zip(*rows, strict=True))
    least = [_least(column) for column in columns]
    wish = [max(n, _EDGES + _LETTER * min(60, max(map(len, c)))) for n, c in zip(least, columns, strict=True)]
    if sum(wish) <= most:
        return wish
    spare, longer = max(0.0, most - sum(least)), [w - n for w, n in zip(wish, least, strict=True)]
    found = [n + spare * more / (sum(longer) or 1) for n, more in zip(least, longer, strict=True)]
    return [w * min(1.0, most / sum(found)) for w in found]


class WordPage:
    """Writes a report into a Word document."""

    def __init__(self, title: str, made: object = None) -> None:
        self.document = _document()
        self.landscape = False
        self.bookmarks: dict[str, int] = {}
        properties = self.document.core_properties
        properties.title, properties.author, properties.comments = document_title(title), "pato", ""
        if isinstance(made, str):
            properties.created = properties.modified = datetime.fromisoformat(made)
        _styles(self.document)
        self._feet()

    def _feet(self) -> None:
        paragraph = self.document.sections[0].footer.paragraphs[0]
        paragraph.style = self.document.styles["Small"]
        _field(paragraph, " PAGE ", "1")
        paragraph.add_run(" / ")
        _field(paragraph, " NUMPAGES ", "1")

    def _paragraph(self, style: str, text: str) -> Any:
        return self.document.add_paragraph(printable(text), style=style)

    def title(self, text: str) -> None:
        """Add the title."""
        self._paragraph("Title", text)

    def heading(self, level: int, text: str, key: str = "", *, new_page: bool = False) -> None:
        """Add a heading, which stays with what follows; one with a key is what the contents point to."""
        paragraph = self._paragraph(f"Heading {level}", "")
        paragraph.paragraph_format.page_break_before = new_page
        number = self.bookmarks.get(key)
        if number is None:
            paragraph.add_run(printable(text))
        else:
            _bookmarked(paragraph, number, printable(text))

    def contents(self, headings: Sequence[tuple[str, str]]) -> None:
        """Add the contents: a line for each heading, with a reference to its page."""
        self._paragraph("Caption", "Contents")
        for key, text in headings:
            self.bookmarks[key] = len(self.bookmarks) + 1
            paragraph = self._paragraph("Contents", f"{text}\t")
            _field(paragraph, f" PAGEREF _Heading{self.bookmarks[key]} \\h ", "")
        self.document.settings.element.append(_element("w:updateFields", val="true"))

    def text(self, text: str, *, bold: bool = False) -> None:
        """Add a paragraph."""
        self._paragraph("Normal", "").add_run(printable(text)).bold = bold

    def item(self, text: str) -> None:
        """Add an entry of a list."""
        self._paragraph("List Bullet", text)

    def small(self, text: str, *, keep: bool = False) -> None:
        """Add a note, which may have to `keep` with what follows."""
        self._paragraph("Small", text).paragraph_format.keep_with_next = keep

    def caption(self, text: str) -> None:
        """Add the title of a table or figure; it stays with it."""
        self._paragraph("Caption", text)

    def picture(self, png: bytes, alt: str, name: str, width: float = 15.0) -> None:
        """Add a picture with its alternative text, no taller than a page."""
        from docx.shared import Cm

        shape = self.document.add_picture(io.BytesIO(png), width=Cm(width))
        if shape.height > Cm(19):
            shape.width, shape.height = int(shape.width * Cm(19) / shape.height), Cm(19)
        _describe(shape, alt, name)

    @property
    def width(self) -> float:
        """Width of the text in cm."""
        return LANDSCAPE if self.landscape else PORTRAIT

    def turn(self, *, landscape: bool) -> bool:
        """Continue on landscape or portrait pages; return whether that begins a new page."""
        if landscape == self.landscape:
            return False
        from docx.enum.section import WD_ORIENT, WD_SECTION

        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = section.page_height, section.page_width
        self.landscape = landscape
        return True

    def table(self, rows: Sequence[Sequence[str]], numeric: Sequence[bool]) -> None:
        """Add a table, its first row repeated on each page, columns as wide as their words."""
        grid = self._grid(len(rows), _widths(rows, self.width))
        style = self.document.styles["Cell"].style_id
        for i, (line, texts) in enumerate(zip(grid.rows, rows, strict=True)):
            line._tr.get_or_add_trPr().append(_element("w:cantSplit", val="true"))  # noqa: SLF001
            for box, text, right in zip(line.cells, texts, numeric, strict=True):
                paragraph = box.paragraphs[0]
                paragraph._p.style = style  # noqa: SLF001  python-docx reads all styles again for every name
                paragraph.add_run(printable(text)).bold = i == 0
                if right and i:
                    paragraph.paragraph_format.alignment = 2
                if i < 2:
                    paragraph.paragraph_format.keep_with_next = True
        _repeat_head(grid.rows[0])

    def _grid(self, rows: int, widths: Sequence[float]) -> Any:
        from docx.shared import Cm

        grid = self.document.add_table(rows=rows, cols=len(widths))
        grid.style, grid.autofit = "Table Grid", False
        for column, width in zip(grid.columns, widths, strict=True):
            column.width = Cm(width)
        for line in grid.rows:
            for box, width in zip(line.cells, widths, strict=True):
                box.width = Cm(width)
        return grid

    def cards(self, cards: Sequence[tuple[str, str, str]]) -> None:
        """Add numbers side by side: the number, what it is, how sure it is."""
        grid = self._grid(1, [PORTRAIT / len(cards)] * len(cards))
        grid.style = "Normal Table"
        for box, (value, text, sure) in zip(grid.rows[0].cells, cards, strict=True):
            first = box.paragraphs[0]
            first.style = self.document.styles["Number"]
            first.add_run(value)
            box.add_paragraph(text, style="Small")
            box.add_paragraph("", style="Small").add_run(sure).bold = True

    def side_by_side(self, pictures: Sequence[tuple[str, bytes, str, str, str]], width: float) -> None:
        """Add pictures side by side: title, picture, alternative text, name, source of each."""
        from docx.shared import Cm

        if not pictures:
            return
        grid = self._grid(1, [PORTRAIT / len(pictures)] * len(pictures))
        grid.style = "Normal Table"
        for box, (title, png, alt, name, source) in zip(grid.rows[0].cells, pictures, strict=True):
            first = box.paragraphs[0]
            first.style = self.document.styles["Caption"]
            first.add_run(title)
            shape = box.add_paragraph().add_run().add_picture(io.BytesIO(png), width=Cm(width))
            _describe(shape, alt, name)
            box.add_paragraph(source, style="Small")

    def saved(self) -> bytes:
        """Return the finished file."""
        stream = io.BytesIO()
        self.document.save(stream)
        return stream.getvalue()


def _describe(shape: Any, alt: str, name: str) -> None:
    about = shape._inline.docPr  # noqa: SLF001  python-docx has no public way to set alternative text
    about.set("descr", printable(alt))
    about.set("title", name)


def _document() -> Any:
    try:
        from docx import Document
    except ImportError as error:
        problem = Problem(
            "--docx",
            "Word files need the extra 'office', which is not installed.",
            "pip install 'pato[office]'",
        )
        raise UsageError(problem) from error
    return Document()


def _styles(document: Any) -> None:
    """Set the page and the styles of a report."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
    from docx.shared import Cm, Pt, RGBColor

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(1.8)
    section.top_margin = section.bottom_margin = Cm(1.7)
    known = document.styles
    for name in ("Small", "Cell", "Number", "Contents"):
        known.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = known["Normal"]
    sizes = {
        "Normal": (10, 5, 0, False),
        "Title": (17, 8, 0, True),
        "Heading 1": (16, 6, 0, True),
        "Heading 2": (12, 4, 12, True),
        "Caption": (10, 2, 8, True),
        "Small": (8, 3, 0, False),
        "Cell": (7.5, 1, 1, False),
        "Number": (15, 0, 0, True),
        "Contents": (10, 2, 0, False),
        "List Bullet": (10, 3, 0, False),
    }
    for name, (size, after, before, bold) in sizes.items():
        style = known[name]
        style.font.name, style.font.size, style.font.bold = _FONT, Pt(size), bold
        style.font.italic = False
        style.font.color.rgb = RGBColor.from_string(_GREY if name == "Small" else "000000")
        for fonts in style.element.rPr.findall(_qn("w:rFonts")):
            for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(_qn(f"w:{theme}"), None)
        style.paragraph_format.space_after, style.paragraph_format.space_before = Pt(after), Pt(before)
        style.paragraph_format.keep_with_next = name in {"Heading 1", "Heading 2", "Caption"}
    for border in known["Title"].element.pPr.findall(_qn("w:pBdr")):
        known["Title"].element.pPr.remove(border)
    tabs = known["Contents"].paragraph_format.tab_stops
    tabs.add_tab_stop(Cm(PORTRAIT), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
