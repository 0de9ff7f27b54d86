"""Parts of a Word file: styles, numbered lists, fields, running heads, tables."""

from __future__ import annotations

import io
from typing import Any

from pato.cells import document_title
from pato.errors import MissingExtraError

_FONT = "Times New Roman"
_GREY = "595959"
_WIDE = 9070
"""Width of the text in twentieths of a point: 16 cm."""
_EDGES, _LETTER, _LONGEST_WORD = 230, 105, 14
"""Twentieths of a point for the edges of a cell and for a letter in it; letters of a word that is not divided."""
_LONG = 40
"""Letters beyond which a column gets no wider."""


def new_document() -> Any:
    """Return an empty Word document.

    Raises
    ------
    MissingExtraError
        If python-docx is not installed (extra ``office``).
    """
    try:
        import docx as office
    except ImportError as error:
        raise MissingExtraError("python-docx", "office", "take --format md") from error
    return office.Document()


class Page:
    """Writes into a document in the styles of an instrument."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.bookmarks = 0
        _make_styles(document)
        self.styles = {style.name: style.style_id for style in document.styles}

    def set_properties(self, title: str) -> None:
        """Set the file's title, and no author, so that no name is attached by accident."""
        properties = self.document.core_properties
        properties.title, properties.author, properties.comments = document_title(title), "", ""

    def text(self, style: str, text: str, *, page_break: bool = False) -> Any:
        """Add a paragraph; the style's id is set at once, as python-docx reads all styles again for every name."""
        paragraph = self.document.add_paragraph(text)
        paragraph._p.style = self.styles[style]  # noqa: SLF001
        if page_break:
            paragraph.paragraph_format.page_break_before = True
        return paragraph

    def plain(self, paragraph: Any, level: int) -> None:
        """Take the hanging indent from a paragraph that has no number."""
        from docx.shared import Pt

        paragraph.paragraph_format.first_line_indent = Pt(0)
        if level == 0:
            paragraph.paragraph_format.left_indent = Pt(0)

    def heading(self, level: int, text: str, *, page_break: bool = False) -> None:
        """Add a heading that the contents point to."""
        paragraph = self.text("Part" if level == 1 else "Article", "", page_break=page_break)
        self.bookmarks += 1
        _bookmarked(paragraph, self.bookmarks, text)

    def contents(self, headings: list[tuple[int, str]]) -> None:
        """Add a table of contents: a line for each heading, with a reference to the page that it is on."""
        if not headings:
            return
        self.text("Contents heading", "Contents")
        for i, (level, text) in enumerate(headings, start=1):
            paragraph = self.text(f"Contents {level}", "")
            paragraph.add_run(f"{text}\t")
            _field(paragraph, f" PAGEREF _Heading{i} \\h ", "")
        # pages are known when the file is laid out: the program that opens it fills them in
        self.document.settings.element.append(_element("w:updateFields", val="true"))

    def set_running_heads(self, short: str) -> None:
        """Put the short title above and the number of the page below; the first page has none above."""
        section = self.document.sections[0]
        section.different_first_page_header_footer = True
        header = section.header.paragraphs[0]
        header._p.style = self.styles["Running head"]  # noqa: SLF001
        header.add_run(short)
        for footer in (section.footer, section.first_page_footer):
            paragraph = footer.paragraphs[0]
            paragraph._p.style = self.styles["Running foot"]  # noqa: SLF001
            _field(paragraph, " PAGE ", "1")
            paragraph.add_run(" / ")
            _field(paragraph, " NUMPAGES ", "1")

    def table(self, columns: list[str], rows: list[list[str]]) -> Any:
        """Add a table whose head is repeated on each page."""
        table = self.document.add_table(rows=1 + len(rows), cols=len(columns))
        table.style, table.autofit = "Table Grid", False
        widths = _widths([columns, *rows])
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        for line, texts in zip(table.rows, [columns, *rows], strict=True):
            for cell, text, width in zip(line.cells, texts, widths, strict=True):
                cell.width = width
                paragraph = cell.paragraphs[0]
                paragraph._p.style = self.styles["Cell"]  # noqa: SLF001
                paragraph.add_run(text).bold = texts is columns
        _repeat_head(table.rows[0])
        self.text("Cell", "")
        return table

    def saved(self) -> bytes:
        """Return the finished file."""
        stream = io.BytesIO()
        self.document.save(stream)
        return stream.getvalue()


class Numbering:
    """Numbered lists: one definition for numbers and one for letters, restarted for each article."""

    def __init__(self, document: Any) -> None:
        self.numbers = document.part.numbering_part.element
        self.abstract = {
            "decimal": self._defined("decimal", "%1.", 0),
            "letter": self._defined("lowerLetter", "(%1)", 567),
        }

    def _defined(self, kind: str, shown: str, indent: int) -> int:
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        taken = [int(a.get(qn("w:abstractNumId"))) for a in self.numbers.findall(qn("w:abstractNum"))]
        identifier = max(taken, default=-1) + 1
        abstract = OxmlElement("w:abstractNum")
        abstract.set(qn("w:abstractNumId"), str(identifier))
        level = OxmlElement("w:lvl")
        level.set(qn("w:ilvl"), "0")
        for tag, value in (("w:start", "1"), ("w:numFmt", kind), ("w:lvlText", shown), ("w:lvlJc", "left")):
            element = OxmlElement(tag)
            element.set(qn("w:val"), value)
            level.append(element)
        properties, indents = OxmlElement("w:pPr"), OxmlElement("w:ind")
        indents.set(qn("w:left"), str(indent + 567))
        indents.set(qn("w:hanging"), "567")
        properties.append(indents)
        level.append(properties)
        abstract.append(level)
        # Word wants all definitions before the first list
        first = self.numbers.find(qn("w:num"))
        if first is None:
            self.numbers.append(abstract)
        else:
            first.addprevious(abstract)
        return identifier

    def new(self, kind: str) -> int:
        """Return a list that begins at 1 or a."""
        from docx.oxml.ns import qn

        fresh = self.numbers.add_num(self.abstract[kind])
        fresh.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(fresh.get(qn("w:numId")))

    def apply(self, paragraph: Any, number: int) -> None:
        """Let a paragraph count in a list."""
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()  # noqa: SLF001  python-docx has no other way to restart a list
        properties.get_or_add_ilvl().val = 0
        properties.get_or_add_numId().val = number


def _make_styles(document: Any) -> None:
    """Set the page and make the styles of an instrument."""
    from docx.shared import Cm, Pt

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2.5)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = _FONT, Pt(11.5)
    normal.element.rPr.rFonts.set(_qn("w:eastAsia"), _FONT)
    _front_styles(document)
    _text_styles(document)


def _made(
    document: Any,
    name: str,
    base: str = "Normal",
    *,
    size: float | None = None,
    after: float = 6,
    before: float = 0,
) -> Any:
    """Return a style of this name, made after another."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt

    styles = document.styles
    style = styles[name] if name in styles else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = styles[base]
    style.font.name = _FONT
    for fonts in style.element.rPr.findall(_qn("w:rFonts")):
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(_qn(f"w:{theme}"), None)
    if size:
        style.font.size = Pt(size)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    return style


def _front_styles(document: Any) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
    from docx.shared import Cm, RGBColor

    centre = WD_ALIGN_PARAGRAPH.CENTER
    title = _made(document, "Title", size=20, before=60, after=12)
    title.font.bold, title.font.color.rgb = True, RGBColor(0, 0, 0)
    title.paragraph_format.alignment = centre
    for border in title.element.pPr.findall(_qn("w:pBdr")):
        title.element.pPr.remove(border)
    status = _made(document, "Status", size=10, after=3)
    status.font.italic, status.paragraph_format.alignment = True, centre
    _made(document, "Contents heading", size=12, before=30, after=8).font.bold = True
    for level in (1, 2):
        style = _made(document, f"Contents {level}", size=10.5, after=2, before=6 if level == 1 else 0)
        style.font.bold = level == 1
        style.paragraph_format.left_indent = Cm(0.8 * (level - 1))
        style.paragraph_format.tab_stops.add_tab_stop(Cm(16), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    for name in ("Running head", "Running foot"):
        style = _made(document, name, size=9, after=0)
        style.font.color.rgb = RGBColor.from_string(_GREY)
        style.paragraph_format.alignment = centre


def _text_styles(document: Any) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm, RGBColor

    for name, level, size, before in (("Part", 1, 14, 24), ("Article", 2, 12, 16)):
        style = _made(document, name, f"Heading {level}", size=size, before=before, after=8)
        style.font.bold, style.font.color.rgb = True, RGBColor(0, 0, 0)
        style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
        style.paragraph_format.keep_with_next = True
    _made(document, "Recital", after=8)
    for name, left, hanging in (("Paragraph", 0, 0), ("Point", 2, 1), ("Continued", 1, 0), ("Source", 1, 1)):
        style = _made(document, name)
        style.paragraph_format.left_indent = Cm(left)
        style.paragraph_format.first_line_indent = Cm(-hanging)
    comment = _made(document, "Commentary", size=9.5, after=4)
    comment.paragraph_format.left_indent = comment.paragraph_format.right_indent = Cm(1)
    comment.font.color.rgb = RGBColor.from_string(_GREY)
    _made(document, "Cell", size=9, after=2, before=2)
    caption = _made(document, "Caption", size=10, after=4, before=10)
    caption.font.color.rgb = RGBColor(0, 0, 0)


def _widths(rows: list[list[str]]) -> list[Any]:
    """Return the widths of columns: more for longer text, none below what its longest word needs."""
    from docx.shared import Twips

    columns = list(zip(*rows, strict=True))
    least = [max(len(word) for text in column for word in (text.split() or [""])) for column in columns]
    needed = [_EDGES + _LETTER * min(short, _LONGEST_WORD) for short in least]
    spare = max(0, _WIDE - sum(needed))
    longer = [max(0, min(_LONG, max(map(len, c))) - short) for c, short in zip(columns, least, strict=True)]
    shares = (
        [more / (sum(longer) or 1) for more in longer] if sum(longer) else [1 / len(columns)] * len(columns)
    )
    widths = [n + spare * share for n, share in zip(needed, shares, strict=True)]
    return [Twips(int(_WIDE * w / sum(widths))) for w in widths]


def _qn(name: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(name))


def _element(tag: str, **values: str) -> Any:
    from docx.oxml import OxmlElement

    element = OxmlElement(tag)
    for key, value in values.items():
        element.set(_qn(f"w:{key}"), value)
    return element


def _bookmarked(paragraph: Any, number: int, text: str) -> None:
    name = f"_Heading{number}"
    paragraph._p.append(_element("w:bookmarkStart", id=str(number), name=name))  # noqa: SLF001
    paragraph.add_run(text)
    paragraph._p.append(_element("w:bookmarkEnd", id=str(number)))  # noqa: SLF001


def _field(paragraph: Any, instruction: str, shown: str) -> None:
    """Add a field of Word's with what it shows until it is brought up to date."""
    _field_begins(paragraph, instruction)
    paragraph.add_run(shown)
    _field_ends(paragraph)


def _field_begins(paragraph: Any, instruction: str) -> None:
    paragraph.add_run()._r.append(_element("w:fldChar", fldCharType="begin"))  # noqa: SLF001
    text = _element("w:instrText")
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    text.text = instruction
    paragraph.add_run()._r.append(text)  # noqa: SLF001
    paragraph.add_run()._r.append(_element("w:fldChar", fldCharType="separate"))  # noqa: SLF001


def _field_ends(paragraph: Any) -> None:
    paragraph.add_run()._r.append(_element("w:fldChar", fldCharType="end"))  # noqa: SLF001


def _repeat_head(row: Any) -> None:
    row._tr.get_or_add_trPr().append(_element("w:tblHeader", val="true"))  # noqa: SLF001
