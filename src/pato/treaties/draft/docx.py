"""A draft as a Word file: styles, real numbering, a table of contents, headers, and pages with numbers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pato.cells import printable
from pato.treaties.draft.docx_parts import Numbering, Page, new_document
from pato.treaties.draft.markdown import ABOUT, cited, heading
from pato.treaties.draft.tree import Annex, Draft, Grid, Item, Remark


def docx(draft: Draft, *, commentary: bool = False) -> bytes:
    """Return a draft as the bytes of a ``.docx`` file.

    Raises
    ------
    MissingExtraError
        If python-docx is not installed (extra ``office``).
    """
    page = Page(new_document())
    return _Writer(page, draft, commentary=commentary).written()


def clean(text: str) -> str:
    """Return text without what XML forbids, on one line."""
    return " ".join(printable(text).split())


class _Writer:
    """Writes one draft into one document."""

    def __init__(self, page: Page, draft: Draft, *, commentary: bool) -> None:
        self.page = page
        self.draft = draft
        self.commentary = commentary
        self.numbering = Numbering(page.document)

    def written(self) -> bytes:
        d, page = self.draft, self.page
        page.set_properties(clean(d.title))
        page.set_running_heads(clean(d.short))
        page.text("Title", clean(d.title))
        for line in d.status:
            page.text("Status", clean(line))
        page.contents(self._headings())
        if d.opening:
            page.text("Recital", clean(d.opening), page_break=True)
        for text in d.preamble:
            page.text("Recital", clean(text))
        if d.enacting:
            page.text("Recital", clean(d.enacting))
        self._articles()
        if d.testimonium:
            page.text("Paragraph", clean(d.testimonium))
        for annex in d.annexes:
            self._annex(annex)
        if self.commentary:
            self._back()
        return page.saved()

    def _headings(self) -> list[tuple[int, str]]:
        """Return the entries of the table of contents: level and text, in the order of the document."""
        found: list[tuple[int, str]] = []
        for part in self.draft.parts:
            if part.number or part.id:
                found.append((1, self._part_title(part.number, part.title)))
            found += [(2, clean(heading(a))) for a in part.articles]
        found += [(1, clean(a.heading)) for a in self.draft.annexes]
        if self.commentary:
            found.append((1, "Commentary on the whole"))
            found += [(1, "Sources")] if self.draft.sources else []
        return found

    def _part_title(self, number: str | None, title: str) -> str:
        return clean(f"Part {number}. {title}" if number else title)

    def _articles(self) -> None:
        for part in self.draft.parts:
            if part.number or part.id:
                self.page.heading(1, self._part_title(part.number, part.title))
            self._remarks(part.remarks)
            for article in part.articles:
                self.page.heading(2, clean(heading(article)))
                self._items(article.items)
                self._remarks(article.remarks)
        if not self.draft.articles:
            self.page.text("Paragraph", "The file holds no clauses.")

    def _items(self, items: tuple[Item, ...]) -> None:
        """Write paragraphs: numbers and letters are Word's own where they count on, else text."""
        counted = self._counted([i.label for i in items])
        for item in items:
            paragraph = self._labelled("Paragraph", item.label, counted, clean(item.text), level=0)
            if counted is None and item.label is None:
                paragraph.paragraph_format.left_indent = 0
            points = self._counted([p.label for p in item.points])
            for point in item.points:
                self._labelled("Point", point.label, points, clean(point.text), level=1, term=point.term)
            if item.end:
                self.page.text("Paragraph" if item.label is None else "Continued", clean(item.end))

    def _counted(self, labels: list[str | None]) -> int | None:
        """Return a new list of Word's for labels that count on from 1 or a, or None."""
        from pato.treaties.draft.numbering import letter

        places = range(1, len(labels) + 1)
        if len(labels) and labels == [str(n) for n in places]:
            return self.numbering.new("decimal")
        if len(labels) and labels == [letter(n) for n in places]:
            return self.numbering.new("letter")
        return None

    def _labelled(
        self,
        style: str,
        label: str | None,
        counted: int | None,
        text: str,
        *,
        level: int,
        term: str | None = None,
    ) -> Any:
        paragraph = self.page.text(style, "")
        if counted is not None:
            self.numbering.apply(paragraph, counted)
        elif label:
            mark = f"{label}." if label[:1].isdigit() else f"({label})"
            paragraph.add_run(f"{clean(mark)}\t")
        else:
            self.page.plain(paragraph, level)
        if term:
            paragraph.add_run(clean(term)).bold = True
            paragraph.add_run(" ")
        paragraph.add_run(text)
        return paragraph

    def _annex(self, annex: Annex) -> None:
        self.page.heading(1, clean(annex.heading), page_break=True)
        self._items(annex.items)
        for grid in annex.grids:
            self._grid(grid)
        self._remarks(annex.remarks)

    def _grid(self, grid: Grid) -> None:
        if grid.title:
            self.page.text("Caption", clean(grid.title))
        self.page.table([clean(c) for c in grid.columns], [[clean(c) for c in row] for row in grid.rows])

    def _remarks(self, remarks: Iterable[Remark]) -> None:
        if not self.commentary:
            return
        for remark in remarks:
            paragraph = self.page.text("Commentary", "")
            paragraph.add_run(f"{clean(remark.kind)}. ").bold = True
            paragraph.add_run(clean(cited(remark)))

    def _back(self) -> None:
        self.page.heading(1, "Commentary on the whole", page_break=True)
        self.page.text("Status", ABOUT)
        self._remarks(self.draft.remarks)
        for grid in self.draft.grids:
            self._grid(grid)
        if self.draft.sources:
            self.page.heading(1, "Sources")
            for i, source in enumerate(self.draft.sources, start=1):
                self.page.text("Source", f"S{i}\t{clean(source)}")
