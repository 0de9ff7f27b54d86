"""A draft as a Word file: real headings, numbered paragraphs, notes and sources as lists at the end."""

from __future__ import annotations

import io
from typing import Any

from pato.cells import printable
from pato.errors import MissingExtraError
from pato.treaties.draft.articles import UNNUMBERED, Article, Draft
from pato.treaties.draft.clauses import Paragraph, ordinal


def docx(draft: Draft) -> bytes:
    """Return a draft as the bytes of a ``.docx`` file.

    Raises
    ------
    MissingExtraError
        If python-docx is not installed (extra ``office``).
    """
    try:
        import docx as office
    except ImportError as error:
        raise MissingExtraError("python-docx", "office", "take --format md or --format akn") from error
    return _Writer(office.Document(), draft).written()


class _Writer:
    """Writes one draft into one document."""

    def __init__(self, document: Any, draft: Draft) -> None:
        self.document = document
        self.draft = draft
        self.notes: list[str] = []
        self.styles = {style.name: style.style_id for style in document.styles}

    def written(self) -> bytes:
        """Return the finished file."""
        d = self.draft
        self.document.core_properties.title = _clean(d.title)
        self.document.core_properties.author = ""
        self._styled("Title", _clean(d.title))
        self._bullets(d.preface)
        self._section("Parties")
        self._bullets([text for _, text in d.parties])
        if d.preamble:
            self._section("Preamble")
            for text in d.preamble:
                self.document.add_paragraph(_clean(text))
        for article in d.articles:
            self._section(_heading(article))
            self._paragraphs(article.paragraphs)
        if d.unnumbered:
            self._section(UNNUMBERED)
            for article in d.unnumbered:
                self._styled("Heading 2", _clean(article.heading))
                self._paragraphs(article.paragraphs)
        self._ends()
        stream = io.BytesIO()
        self.document.save(stream)
        return stream.getvalue()

    def _ends(self) -> None:
        d = self.draft
        if d.limits:
            self._section("Annex: limits in the Parties' own law")
            self._paragraphs(d.limits)
        if d.remarks:
            self._section("Remarks")
            self._bullets(d.remarks)
        if self.notes:
            self._section("Notes")
            self._labelled([str(i) for i in range(1, len(self.notes) + 1)], self.notes)
        if d.sources:
            self._section("Sources")
            self._labelled([f"S{i}" for i in range(1, len(d.sources) + 1)], d.sources)

    def _styled(self, style: str, text: str = "") -> Any:
        """Add a paragraph; the style's id is set at once, as python-docx reads all styles again for every name."""
        paragraph = self.document.add_paragraph(text)
        paragraph._p.style = self.styles[style]  # noqa: SLF001
        return paragraph

    def _section(self, heading: str) -> None:
        self._styled("Heading 1", _clean(heading))

    def _bullets(self, texts: list[str] | tuple[str, ...]) -> None:
        for text in texts:
            self._styled("List Bullet", _clean(text))

    def _labelled(self, labels: list[str], texts: list[str] | tuple[str, ...]) -> None:
        for label, text in zip(labels, texts, strict=True):
            paragraph = self.document.add_paragraph()
            paragraph.add_run(f"{label}  ").bold = True
            paragraph.add_run(_clean(text))

    def _paragraphs(self, paragraphs: tuple[Paragraph, ...]) -> None:
        numbering = self._numbering()
        for p in paragraphs:
            written = self._styled("List Number")
            _number(written, numbering)
            written.add_run(_clean(p.caption)).italic = True
            written.add_run(f"{f', {_clean(p.cite)}' if p.cite else ''} [{_clean(p.key)}]: {_clean(p.text)}")
            for note in p.notes:
                self.notes.append(note)
                written.add_run(f" {len(self.notes)}").font.superscript = True
            if p.sources:
                written.add_run(f" ({', '.join(f'S{n}' for n in p.sources)})")
            for point in p.points:
                self._styled("List Bullet 2", _clean(point))

    def _numbering(self) -> int:
        """Return a new list of numbers that begins at 1, made after the template's own."""
        from docx.oxml.ns import qn

        style = self.document.styles["List Number"]
        numbers = self.document.part.numbering_part.element
        own = style.element.pPr.numPr.numId.val
        abstract = next(n.abstractNumId.val for n in numbers.num_lst if n.numId == own)
        fresh = numbers.add_num(abstract)
        override = fresh.add_lvlOverride(ilvl=0)
        override.add_startOverride(1)
        return int(fresh.get(qn("w:numId")))


def _number(paragraph: Any, numbering: int) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()  # noqa: SLF001  python-docx offers no other way to restart a list
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = numbering


def _heading(article: Article) -> str:
    number = article.number or ""
    label = f"Article {number}" if ordinal(number) is not None else number
    return f"{label}. {article.heading}"


def _clean(text: str) -> str:
    return " ".join(printable(text).split())
