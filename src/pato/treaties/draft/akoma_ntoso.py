"""A draft as Akoma Ntoso 3.0 XML (OASIS LegalDocML), with identifiers by its naming convention."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree import ElementTree as ET

from pato.cells import printable
from pato.treaties.draft.akoma_ntoso_meta import write_meta
from pato.treaties.draft.markdown import cited
from pato.treaties.draft.tree import Annex, Article, Draft, Grid, Item, Part, Remark

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
_MARK = re.compile(r"[^A-Za-z0-9.]+")
_REFERENCE = re.compile(
    r"\b(Articles?)( )((?:[0-9]+(?:bis|ter|quater)?|[IVXLC]+)(?:(?:, | and | or | to )(?:[0-9]+(?:bis|ter|quater)?|[IVXLC]+))*)\b"
)
_OF_ANOTHER = re.compile(r"(?:\([^)]*\))*\s+of\s+(?!this\b)(?:the\s+)?[A-Z]")
"""Pattern after an article of another instrument: "of the Charter"."""
_NUMBER = re.compile(r"[0-9]+(?:bis|ter|quater)?|[IVXLC]+")


def akoma_ntoso(draft: Draft, *, commentary: bool = False) -> str:
    """Return a draft as Akoma Ntoso XML text.

    Notes
    -----
    ``eId`` follows the naming convention: abbreviation of the element, ``_``, its number (or its position where it
    has none), after the identifier of what holds it and ``__``; articles count through the whole text and need none
    before them. An article that the text names is a ``ref``; a term that is defined is a ``def``. Text is escaped by
    the XML writer, and characters that XML forbids are replaced (T9).
    """
    return _Writer(draft, commentary=commentary).written()


def add(parent: ET.Element, tag: str, content: str | None = None, **attributes: str) -> ET.Element:
    """Add an element with clean text."""
    element = ET.SubElement(parent, tag, {k: printable(v) for k, v in attributes.items()})
    if content is not None:
        element.text = clean(content)
    return element


def clean(text: str) -> str:
    """Return text without what XML forbids, on one line."""
    return " ".join(printable(text).split())


def mark(number: str) -> str:
    """Return a number as an identifier holds it.

    >>> mark("IV(1) and Protocol")
    'IV-1-and-Protocol'
    """
    return _MARK.sub("-", number).strip("-") or "x"


class _Writer:
    """Writes one draft."""

    def __init__(self, draft: Draft, *, commentary: bool) -> None:
        self.draft = draft
        self.commentary = commentary
        self.used: set[str] = set()
        self.notes = 0
        numbers = [a.number for a in draft.articles if a.number]
        self.articles = {number: f"art_{mark(number)}" for number in numbers}

    def written(self) -> str:
        root = ET.Element("akomaNtoso", xmlns=NAMESPACE)
        act = add(root, "act", name="treaty", contains="originalVersion")
        write_meta(act, self.draft, "")
        self._preface(act)
        self._preamble(act)
        self._body(act)
        if self.draft.testimonium:
            conclusions = add(act, "conclusions", eId="conclusions")
            self._p(conclusions, self.draft.testimonium)
        self._attachments(act)
        ET.indent(root, space=" ")
        return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"

    def _identifier(self, wanted: str) -> str:
        found, repeat = wanted, 1
        while found in self.used:
            repeat += 1
            found = f"{wanted}-{repeat}"
        self.used.add(found)
        return found

    # text

    def _p(self, parent: ET.Element, text: str, term: str | None = None) -> ET.Element:
        """Add a paragraph of text in which named articles are references, after the term that it defines."""
        element = add(parent, "p")
        last: ET.Element | None = None

        def put(words: str) -> None:
            if last is None:
                element.text = (element.text or "") + words
            else:
                last.tail = (last.tail or "") + words

        if term:
            last = ET.SubElement(element, "def", {"refersTo": f"#term-{mark(term).lower()}"})
            last.text = clean(term)
            put(" ")
        flat, at = clean(text), 0
        for found in _REFERENCE.finditer(flat):
            if _OF_ANOTHER.match(flat, found.end()):
                continue
            for number in _NUMBER.finditer(flat, found.start(3), found.end(3)):
                target = self.articles.get(number[0])
                if target is None:
                    continue
                # a single article is a reference with its word: "Article 5"
                start = (
                    found.start()
                    if number.start() == found.start(3) and found[1] == "Article"
                    else number.start()
                )
                put(flat[at:start])
                last = ET.SubElement(element, "ref", {"href": f"#{target}"})
                last.text, at = flat[start : number.end()], number.end()
        put(flat[at:])
        return element

    def _note(self, paragraph: ET.Element, eid: str, remarks: Iterable[Remark]) -> None:
        if not self.commentary:
            return
        for i, remark in enumerate(remarks, start=1):
            self.notes += 1
            note = add(
                paragraph,
                "authorialNote",
                eId=f"{eid}__authorialNote_{i}",
                marker=str(self.notes),
                placement="bottom",
            )
            add(note, "p", f"{remark.kind}: {cited(remark)}")

    # front

    def _preface(self, act: ET.Element) -> None:
        preface = add(act, "preface", eId="preface")
        title = add(add(preface, "longTitle", eId="preface__longTitle_1"), "p")
        add(title, "docTitle", self.draft.title)
        for text in self.draft.status:
            add(preface, "p", text)

    def _preamble(self, act: ET.Element) -> None:
        draft = self.draft
        preamble = add(act, "preamble", eId="preamble")
        opening = add(add(preamble, "formula", eId="preamble__formula_1", name="opening"), "p")
        opening.text = clean(draft.opening or draft.title)
        if draft.preamble:
            recitals = add(preamble, "recitals", eId="preamble__recs_1")
            for i, text in enumerate(draft.preamble, start=1):
                self._p(add(recitals, "recital", eId=f"preamble__recs_1__rec_{i}"), text)
        if draft.enacting:
            formula = add(preamble, "formula", eId="preamble__formula_2", name="enacting")
            add(formula, "p", draft.enacting)

    # body

    def _body(self, act: ET.Element) -> None:
        body = add(act, "body", eId="body")
        for part in self.draft.parts:
            holder, prefix = body, ""
            if part.number or part.id:
                prefix = self._identifier(f"part_{mark(part.number) if part.number else 1}")
                holder = self._part(body, part, prefix)
            for i, article in enumerate(part.articles, start=1):
                wanted = self.articles[article.number] if article.number else f"{prefix}__art_{i}"
                self._article(holder, article, self._identifier(wanted))
        if not self.draft.articles:
            # a body must hold something: an instrument without clauses says so
            empty = add(body, "article", eId="art_1")
            add(add(empty, "content", eId="art_1__content"), "p", "The file holds no clauses.")

    def _part(self, body: ET.Element, part: Part, eid: str) -> ET.Element:
        element = add(body, "part", eId=eid)
        if part.number:
            add(element, "num", f"Part {part.number}")
        heading = add(element, "heading", part.title)
        self._note(heading, eid, part.remarks)
        return element

    def _article(self, parent: ET.Element, article: Article, eid: str) -> None:
        element = add(parent, "article", eId=eid)
        if article.number is not None:
            add(element, "num", article.title)
        heading = add(element, "heading", article.heading)
        self._note(heading, eid, article.remarks)
        for i, item in enumerate(article.items, start=1):
            self._paragraph(
                element, item, self._identifier(f"{eid}__para_{mark(item.label) if item.label else i}")
            )
        if not article.items:
            add(add(element, "content", eId=f"{eid}__content"), "p")

    def _paragraph(self, parent: ET.Element, item: Item, eid: str) -> None:
        element = add(parent, "paragraph", eId=eid)
        if item.label:
            add(element, "num", f"{item.label}." if item.label[:1].isdigit() else f"({item.label})")
        if not item.points:
            self._p(add(element, "content", eId=f"{eid}__content"), item.text)
            return
        self._p(add(element, "intro", eId=f"{eid}__intro"), item.text)
        for i, point in enumerate(item.points, start=1):
            label = mark(point.label) if point.label else str(i)
            at = self._identifier(f"{eid}__point_{label}")
            inner = add(element, "point", eId=at)
            add(inner, "num", f"({point.label or i})")
            self._p(add(inner, "content", eId=f"{at}__content"), point.text, point.term)
        if item.end:
            self._p(add(element, "wrapUp", eId=f"{eid}__wrapUp"), item.end)

    # attachments

    def _attachments(self, act: ET.Element) -> None:
        draft = self.draft
        attached = list(draft.annexes)
        if self.commentary:
            whole = tuple(Item(None, f"{r.kind}: {cited(r)}") for r in draft.remarks)
            sources = tuple(Item(None, f"S{i}. {s}") for i, s in enumerate(draft.sources, start=1))
            attached += [
                Annex(name, None, title, items)
                for name, title, items in (
                    ("commentary", "Commentary", whole),
                    ("sources", "Sources", sources),
                )
                if items
            ]
        if not attached:
            return
        attachments = add(act, "attachments")
        for i, annex in enumerate(attached, start=1):
            self._attachment(attachments, annex, f"att_{i}")

    def _attachment(self, parent: ET.Element, annex: Annex, eid: str) -> None:
        attachment = add(parent, "attachment", eId=eid)
        law = annex.id not in {"commentary", "sources", "obligations"}
        if annex.letter:
            add(attachment, "num", f"Annex {annex.letter}")
        heading = add(attachment, "heading", annex.title)
        document = add(attachment, "doc", name="annex" if law else "commentary")
        write_meta(document, self.draft, annex.id)
        body = add(document, "mainBody", eId=f"{eid}__mainBody")
        for k, item in enumerate(annex.items, start=1):
            self._paragraph(
                body, item, self._identifier(f"{eid}__para_{mark(item.label) if item.label else k}")
            )
        for k, grid in enumerate(annex.grids, start=1):
            # tables live in containers of blocks: a paragraph without number holds each
            at = self._identifier(f"{eid}__para_{len(annex.items) + k}")
            paragraph = add(body, "paragraph", eId=at)
            _table(add(paragraph, "content", eId=f"{at}__content"), grid, f"{at}__table_1")
        self._note(heading, eid, annex.remarks)


def _table(parent: ET.Element, grid: Grid, eid: str) -> None:
    table = add(parent, "table", eId=eid)
    for tag, rows in (("th", (grid.columns,)), ("td", grid.rows)):
        for row in rows:
            line = add(table, "tr")
            for cell in row:
                add(add(line, tag), "p", cell)
