"""A draft as Akoma Ntoso 3.0 XML (OASIS LegalDocML), with identifiers by its naming convention."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree import ElementTree as ET

from pato.cells import printable
from pato.treaties.draft.articles import UNNUMBERED, Article, Draft
from pato.treaties.draft.clauses import Paragraph

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
_COUNTRY = "xx"
"""Of the codes that ISO 3166 leaves to users: an instrument of several states belongs to the law of none."""
_UNDATED = "0001-01-01"
_MARK = re.compile(r"[^A-Za-z0-9.]+")


def akoma_ntoso(draft: Draft) -> str:
    """Return a draft as Akoma Ntoso XML text.

    Notes
    -----
    ``eId`` follows the naming convention: abbreviation of the element, ``_``, its number (or its position where it
    has none), after the identifier of what holds it and ``__``; articles count through the whole text and need none
    before them. Text is escaped by the XML writer, and characters that XML forbids are replaced (T9).
    """
    root = ET.Element("akomaNtoso", xmlns=NAMESPACE)
    act = _add(root, "act", name="treaty", contains="originalVersion")
    _meta(act, draft, "")
    _preface(act, draft)
    if draft.preamble:
        recitals = _add(_add(act, "preamble", eId="preamble"), "recitals", eId="preamble__recs_1")
        for i, text in enumerate(draft.preamble, start=1):
            _add(_add(recitals, "recital", eId=f"preamble__recs_1__rec_{i}"), "p", text)
    _body(act, draft)
    _attachments(act, draft)
    ET.indent(root, space=" ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _add(parent: ET.Element, tag: str, content: str | None = None, **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, tag, {k: printable(v) for k, v in attributes.items()})
    if content is not None:
        element.text = _clean(content)
    return element


def _clean(text: str) -> str:
    return " ".join(printable(text).split())


def mark(number: str) -> str:
    """Return an article's number as an identifier holds it.

    >>> mark("IV(1) and Protocol")
    'IV-1-and-Protocol'
    """
    return _MARK.sub("-", number).strip("-") or "x"


def _meta(parent: ET.Element, draft: Draft, component: str) -> None:
    meta = _add(parent, "meta")
    identification = _add(meta, "identification", source="#pato")
    date = draft.date or _UNDATED
    work = f"/akn/{_COUNTRY}/act/treaty/{date if draft.date else 'undated'}/{draft.id}"
    levels = (
        ("FRBRWork", work),
        ("FRBRExpression", f"{work}/eng@{date if draft.date else ''}"),
        ("FRBRManifestation", f"{work}/eng@{date if draft.date else ''}.akn"),
    )
    for level, uri in levels:
        element = _add(identification, level)
        _add(element, "FRBRthis", value=f"{uri}/!{component or 'main'}")
        _add(element, "FRBRuri", value=uri)
        if level == "FRBRWork":
            _add(element, "FRBRalias", value=draft.short, name="short")
        _add(element, "FRBRdate", date=date, name=draft.date_kind)
        _add(element, "FRBRauthor", href="#parties" if level == "FRBRWork" else "#pato")
        if level == "FRBRWork":
            _add(element, "FRBRcountry", value=_COUNTRY)
        if level == "FRBRExpression":
            _add(element, "FRBRlanguage", language="eng")
        if level == "FRBRManifestation":
            _add(element, "FRBRformat", value="application/akn+xml")
    if not component:
        _references(meta, draft)


def _references(meta: ET.Element, draft: Draft) -> None:
    references = _add(meta, "references", source="#pato")
    _add(
        references,
        "TLCOrganization",
        eId="pato",
        href="/akn/ontology/organization/xx/pato",
        showAs="pato, the program that made this rendering",
    )
    _add(
        references,
        "TLCOrganization",
        eId="parties",
        href="/akn/ontology/organization/xx/parties",
        showAs="The Parties",
    )
    for code in dict.fromkeys(state for state, _ in draft.parties):
        from pato.registry import states

        _add(
            references,
            "TLCOrganization",
            eId=code.lower(),
            href=f"/akn/ontology/organization/xx/{code.lower()}",
            showAs=states.state(code).name,
        )


def _preface(act: ET.Element, draft: Draft) -> None:
    preface = _add(act, "preface", eId="preface")
    title = _add(_add(preface, "longTitle", eId="preface__longTitle_1"), "p")
    _add(title, "docTitle", draft.title)
    for text in draft.preface:
        _add(preface, "p", text)
    _add(preface, "p", "Parties:")
    listing = _add(preface, "ul")
    for code, text in draft.parties:
        paragraph = _add(_add(listing, "li"), "p")
        _add(paragraph, "organization", text, refersTo=f"#{code.lower()}")


def _body(act: ET.Element, draft: Draft) -> None:
    body = _add(act, "body", eId="body")
    notes = _Notes()
    used: set[str] = set()
    for article in draft.articles:
        eid = base = f"art_{mark(article.number or '')}"
        repeat = 1
        while eid in used:
            repeat += 1
            eid = f"{base}-{repeat}"
        used.add(eid)
        _article(body, article, eid, notes)
    if draft.unnumbered:
        part = _add(body, "part", eId="part_1")
        _add(part, "heading", UNNUMBERED)
        for i, article in enumerate(draft.unnumbered, start=1):
            _article(part, article, f"part_1__art_{i}", notes)
    if not draft.articles and not draft.unnumbered:
        # a body must hold something: an instrument without clauses says so
        _add(
            _add(_add(body, "article", eId="art_1"), "content", eId="art_1__content"),
            "p",
            "The file holds no clauses.",
        )


class _Notes:
    """The footnotes, numbered through the whole text."""

    def __init__(self) -> None:
        self.count = 0

    def attach(self, paragraph: ET.Element, eid: str, texts: Iterable[str]) -> None:
        for i, text in enumerate(texts, start=1):
            self.count += 1
            note = _add(
                paragraph,
                "authorialNote",
                eId=f"{eid}__authorialNote_{i}",
                marker=str(self.count),
                placement="bottom",
            )
            _add(note, "p", text)


def _article(parent: ET.Element, article: Article, eid: str, notes: _Notes) -> None:
    element = _add(parent, "article", eId=eid)
    if article.number is not None:
        _add(element, "num", article.number)
    _add(element, "heading", article.heading)
    for i, paragraph in enumerate(article.paragraphs, start=1):
        _paragraph(element, paragraph, i, f"{eid}__para_{i}", notes)


def _paragraph(parent: ET.Element, paragraph: Paragraph, position: int, eid: str, notes: _Notes) -> None:
    element = _add(parent, "paragraph", eId=eid)
    element.set("class", paragraph.key.partition(":")[0])
    _add(element, "num", f"{position}.")
    heading = _add(
        element, "heading", f"{paragraph.caption}{f', {paragraph.cite}' if paragraph.cite else ''} "
    )
    _add(heading, "inline", paragraph.key, name="clause")
    holder = "intro" if paragraph.points else "content"
    text = _add(_add(element, holder, eId=f"{eid}__{holder}"), "p", _cited(paragraph))
    notes.attach(text, eid, paragraph.notes)
    for i, point in enumerate(paragraph.points, start=1):
        item = _add(element, "point", eId=f"{eid}__point_{letter(i)}")
        _add(item, "num", f"({letter(i)})")
        _add(_add(item, "content", eId=f"{eid}__point_{letter(i)}__content"), "p", point)


def letter(position: int) -> str:
    """Return the letter of a point: a to z, then aa and on.

    >>> letter(1), letter(26), letter(27)
    ('a', 'z', 'aa')
    """
    text = ""
    while position:
        position, rest = divmod(position - 1, 26)
        text = chr(97 + rest) + text
    return text


def _cited(paragraph: Paragraph) -> str:
    return paragraph.text + (
        f" [{', '.join(f'S{n}' for n in paragraph.sources)}]" if paragraph.sources else ""
    )


def _attachments(act: ET.Element, draft: Draft) -> None:
    texts: dict[str, tuple[str, list[tuple[str | None, str]]]] = {
        "limits": (
            "Limits in the Parties' own law",
            [(p.key, f"{p.caption}: {_cited(p)}") for p in draft.limits],
        ),
        "remarks": ("Remarks", [(None, text) for text in draft.remarks]),
        "sources": ("Sources", [(None, f"S{i}. {text}") for i, text in enumerate(draft.sources, start=1)]),
    }
    filled = {name: value for name, value in texts.items() if value[1]}
    if not filled:
        return
    attachments = _add(act, "attachments")
    for i, (name, (heading, items)) in enumerate(filled.items(), start=1):
        eid = f"att_{i}"
        attachment = _add(attachments, "attachment", eId=eid)
        _add(attachment, "heading", heading)
        document = _add(attachment, "doc", name="annex")
        _meta(document, draft, name)
        body = _add(document, "mainBody", eId=f"{eid}__mainBody")
        for k, (key, text) in enumerate(items, start=1):
            paragraph = _add(body, "paragraph", eId=f"{eid}__para_{k}")
            _add(paragraph, "num", f"{k}.")
            content = _add(_add(paragraph, "content", eId=f"{eid}__para_{k}__content"), "p", text)
            if key:
                _add(content, "inline", f" {key}", name="clause")
