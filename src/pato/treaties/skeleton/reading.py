"""Texts as files: Akoma Ntoso by its elements, Word and plain text by their paragraphs."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from pato.errors import FileError, MissingExtraError, Problem
from pato.treaties.skeleton.structure import Art, Found, Para, guessed_heading, structured

_MARKED = re.compile(
    r"\s*(?:\(?[0-9]{1,2}[.)]\s|\([a-z]{1,3}\)\s|[a-z]\)\s|(?:article|part|chapter|annex)\b|art\.\s)",
    re.IGNORECASE,
)
_ALONE = re.compile(r"(?:article|art\.|part|chapter|annex)\s+\S+", re.IGNORECASE)
_MARKDOWN = re.compile(r"^\s*(?:>\s*)*(?:#{1,6}\s+|[*_]{1,2}(?=\S))?|[*_]{1,2}$|\\(?=[.()\[\]_*-])")


def read(content: bytes, suffix: str, name: str) -> Found:
    """Return the content of a text file.

    Raises
    ------
    FileError
        If it is not what its ending says.
    """
    if suffix in {".xml", ".akn"}:
        return _akoma_ntoso(content, name)
    if suffix == ".docx":
        return structured(_word(content, name))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileError(Problem(name, "is not UTF-8 text.", "Save it with the encoding UTF-8.")) from error
    return structured(_plain(text))


def _plain(text: str) -> Iterator[str]:
    """Yield paragraphs: lines that a blank line or a mark of their own divides."""
    held: list[str] = []
    for raw in text.splitlines():
        line = _MARKDOWN.sub("", raw)
        # the line after one with only a number may be the heading
        if held and (not line.strip() or _MARKED.match(line) or _ALONE.fullmatch(held[-1])):
            yield " ".join(held)
            held = []
        if line.strip():
            held.append(line.strip())
    if held:
        yield " ".join(held)


def _word(content: bytes, name: str) -> Iterator[str]:
    """Yield paragraphs of a Word file, with the numbers that Word itself counts."""
    try:
        import docx as office
    except ImportError as error:
        raise MissingExtraError("python-docx", "office", "save the text as .txt") from error
    try:
        document = office.Document(io.BytesIO(content))
    except Exception as error:  # the library raises whatever a damaged file makes it meet
        raise FileError(
            Problem(name, "is no Word file that can be read.", "Save it anew as .docx.")
        ) from error
    formats = _formats(document)
    counts: dict[int, int] = {}
    for paragraph in document.paragraphs:
        style = paragraph.style.name if paragraph.style is not None else ""
        if style.startswith(("Contents", "toc", "TOC", "Status", "Commentary")):
            continue
        properties = paragraph._p.pPr  # noqa: SLF001
        numbered: Any = properties.numPr if properties is not None else None
        mark = ""
        if numbered is not None and numbered.numId is not None:
            which = numbered.numId.val
            counts[which] = counts.get(which, 0) + 1
            kind = formats.get(which, "decimal")
            mark = (
                f"({chr(96 + counts[which])}) "
                if kind == "lowerLetter" and counts[which] <= 26
                else f"{counts[which]}. "
            )
        yield mark + paragraph.text


def _formats(document: Any) -> dict[int, str]:
    """Return the numbering of each list of a Word file: ``decimal``, ``lowerLetter`` …"""
    from docx.oxml.ns import qn as named

    try:
        numbers = document.part.numbering_part.element
    except (AttributeError, KeyError, NotImplementedError):
        return {}
    kinds = {}
    for abstract in numbers.findall(named("w:abstractNum")):
        form = abstract.find(f"{named('w:lvl')}/{named('w:numFmt')}")
        if form is not None:
            kinds[abstract.get(named("w:abstractNumId"))] = form.get(named("w:val"))
    found = {}
    for number in numbers.findall(named("w:num")):
        reference = number.find(named("w:abstractNumId"))
        kind = kinds.get(reference.get(named("w:val"))) if reference is not None else None
        if kind:
            found[int(number.get(named("w:numId")))] = kind
    return found


# Akoma Ntoso


def _akoma_ntoso(content: bytes, name: str) -> Found:
    try:
        root: ET.Element = fromstring(content)
    except (ET.ParseError, DefusedXmlException) as error:
        told = f"is not XML that can be read: {error}."
        raise FileError(
            Problem(name, told, "Check the file; declarations of entities are refused.")
        ) from error
    found = Found()
    title = _first(root, "docTitle") if _first(root, "docTitle") is not None else _first(root, "longTitle")
    found.title = _text(title) if title is not None else ""
    found.preamble = [_text(r) for r in _all(root, "recital")]
    body = _first(root, "body")
    if body is None:
        return structured(_text(e) for e in root.iter() if _tag(e) in {"p", "num", "heading"})
    _division(body, None, found)
    conclusions = _first(root, "conclusions")
    found.testimonium = _text(conclusions) if conclusions is not None else ""
    for attachment in _all(root, "attachment"):
        heading, number = _child(attachment, "heading"), _child(attachment, "num")
        mark = _text(number).removeprefix("Annex").strip() if number is not None else ""
        paragraphs = [_paragraph(p) for p in attachment.iter() if _tag(p) == "paragraph"]
        found.annexes.append((mark, _text(heading) if heading is not None else "", paragraphs))
    return found


def _division(element: ET.Element, part: str | None, found: Found) -> None:
    for child in element:
        tag = _tag(child)
        if tag == "article":
            found.articles.append(_article(child, part))
        elif tag in {"part", "chapter", "title", "section"}:
            number, heading = _child(child, "num"), _child(child, "heading")
            mark = (
                re.sub(r"^(?:part|chapter|title|section)\s+", "", _text(number), flags=re.IGNORECASE)
                if number is not None
                else ""
            )
            if mark:
                found.parts.append((mark, _text(heading) if heading is not None else ""))
            _division(child, mark or part, found)


def _article(element: ET.Element, part: str | None) -> Art:
    number, heading = _child(element, "num"), _child(element, "heading")
    mark = (
        re.sub(r"^(?:article|art\.)\s+", "", _text(number), flags=re.IGNORECASE) if number is not None else ""
    )
    paragraphs = [_paragraph(p) for p in element if _tag(p) == "paragraph"]
    content = _child(element, "content")
    if not paragraphs and content is not None and _text(content):
        paragraphs = [Para(None, _text(content))]
    article = Art(mark.rstrip("."), _text(heading) if heading is not None else "", part, paragraphs)
    if not article.heading:
        article.heading, article.guessed = guessed_heading(article), True
    return article


def _paragraph(element: ET.Element) -> Para:
    number = _child(element, "num")
    intro = _child(element, "intro")
    holder = intro if intro is not None else _child(element, "content")
    end = _child(element, "wrapUp")
    points = [
        (_text(mark).strip("().") if mark is not None else "", _text(body))
        for p in element.iter()
        if _tag(p) == "point"
        for mark, body in [(_child(p, "num"), _child(p, "content"))]
        if body is not None
    ]
    return Para(
        _text(number).strip("().") or None if number is not None else None,
        _text(holder) if holder is not None else "",
        points,
        _text(end) if end is not None else "",
    )


def _tag(element: ET.Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _first(root: ET.Element, tag: str) -> ET.Element | None:
    return next(_all(root, tag), None)


def _all(root: ET.Element, tag: str) -> Iterator[ET.Element]:
    return (e for e in root.iter() if _tag(e) == tag)


def _child(element: ET.Element, tag: str) -> ET.Element | None:
    return next((e for e in element if _tag(e) == tag), None)


def _text(element: ET.Element) -> str:
    """Return the text of an element without its notes."""

    def pieces(e: ET.Element) -> Iterator[str]:
        if _tag(e) == "authorialNote":
            return
        yield e.text or ""
        for child in e:
            yield from pieces(child)
            yield child.tail or ""

    return " ".join("".join(pieces(element)).split())
