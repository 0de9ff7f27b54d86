"""The parts of a text as its lines show them: title, recitals, parts, articles with headings, paragraphs, points, annexes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

_NUMBER = r"(?P<number>[0-9]{1,3}(?:\s?(?:bis|ter|quater)|[A-Z])?|[IVXLC]{1,7}(?:\s(?:bis|ter|quater)\b)?)"
_ARTICLE = re.compile(rf"(?:article|art\.)\s+{_NUMBER}\s*(?:[-–—:.]\s*|\s+|$)(?P<rest>.*)", re.IGNORECASE)
_PART = re.compile(
    rf"(?:part|chapter|title|section)\s+{_NUMBER}\s*(?:[-–—:.]\s*|$)(?P<rest>.*)", re.IGNORECASE
)
_ANNEX = re.compile(
    r"annex(?:\s+(?P<number>[A-Z]|[0-9]{1,2}|[IVX]{1,5}))?\s*(?:[-–—:.]\s*|$)(?P<rest>.*)", re.IGNORECASE
)
_PARAGRAPH = re.compile(r"(?:\((?P<a>[0-9]{1,2})\)|(?P<b>[0-9]{1,2})[.)])\s+(?P<rest>\S.*)", re.DOTALL)
_POINT = re.compile(r"(?:\((?P<a>[a-z]{1,3})\)|(?P<b>[a-z])\))\s+(?P<rest>\S.*)", re.DOTALL)
_AGREED = re.compile(
    r"(?:the parties )?(?:have|has|hereby) agreed? as follows\b|agree as follows\b", re.IGNORECASE
)
_LAST = re.compile(r"(?:in witness whereof|done at|in faith whereof)\b", re.IGNORECASE)
_LONGEST_HEADING = 90
_GUESSES = (
    ("armed attack", "Mutual defence"),
    ("consult", "Consultation"),
    ("peaceful", "Peaceful settlement"),
    ("threat or use of force", "Non-use of force"),
    ("ratif", "Ratification and entry into force"),
    ("accede", "Accession"),
    ("accession", "Accession"),
    ("withdraw", "Withdrawal"),
    ("denounce", "Withdrawal"),
    ("cease to be a party", "Withdrawal"),
    ("territory", "Area"),
    ("council", "Council"),
    ("facilities", "Facilities"),
    ("languages", "Languages"),
    ("review", "Review"),
    ("charter of the united nations", "Relation to the Charter"),
)


@dataclass
class Para:
    """A paragraph with its number and points."""

    number: str | None
    text: str
    points: list[tuple[str, str]] = field(default_factory=list)
    end: str = ""


@dataclass
class Art:
    """An article; `guessed` where its heading is not the text's own."""

    number: str
    heading: str
    part: str | None
    paragraphs: list[Para] = field(default_factory=list)
    guessed: bool = False


@dataclass
class Found:
    """Structure of a text."""

    title: str = ""
    preamble: list[str] = field(default_factory=list)
    parts: list[tuple[str, str]] = field(default_factory=list)
    articles: list[Art] = field(default_factory=list)
    annexes: list[tuple[str, str, list[Para]]] = field(default_factory=list)
    testimonium: str = ""


def structured(blocks: Iterable[str]) -> Found:
    """Return the structure of a text from its paragraphs."""
    reader = _Reader()
    for block in blocks:
        text = " ".join(block.split())
        if text:
            reader.take(text)
    return reader.finished()


class _Reader:
    """Reads paragraph by paragraph; one without a mark of its own continues the previous one."""

    def __init__(self) -> None:
        self.found = Found()
        self.part: str | None = None
        self.wants_heading: str | None = None

    def take(self, text: str) -> None:
        found = self.found
        if self.wants_heading and self._is_heading(text):
            self._head(text)
            return
        self.wants_heading = None
        if (mark := _ARTICLE.fullmatch(text)) and self._begins(mark["rest"]):
            self._article(mark["number"], mark["rest"])
        elif (mark := _PART.fullmatch(text)) and self._begins(mark["rest"]) and not found.annexes:
            self.part = mark["number"]
            found.parts.append((mark["number"], mark["rest"].strip()))
            self.wants_heading = "part" if not mark["rest"].strip() else None
        elif found.articles and (mark := _ANNEX.fullmatch(text)) and self._begins(mark["rest"]):
            number = mark["number"] or str(len(found.annexes) + 1)
            found.annexes.append((number, mark["rest"].strip(), []))
            self.wants_heading = "annex" if not mark["rest"].strip() else None
        elif not found.articles:
            self._before(text)
        elif _LAST.match(text) and not found.annexes:
            found.testimonium = f"{found.testimonium} {text}".strip()
        elif not found.testimonium or found.annexes:
            self._body(text)

    def _is_heading(self, text: str) -> bool:
        marked = any(m.match(text) for m in (_ARTICLE, _PARAGRAPH, _POINT, _PART))
        return len(text) <= _LONGEST_HEADING and not marked and not text.endswith((".", ";", ",", ":"))

    def _begins(self, rest: str) -> bool:
        """Return whether a line begins something, and is no sentence that speaks of an article."""
        return len(rest) <= _LONGEST_HEADING and not rest.endswith((".", ";", ","))

    def _head(self, text: str) -> None:
        found = self.found
        if self.wants_heading == "part":
            found.parts[-1] = (found.parts[-1][0], text)
        elif self.wants_heading == "annex":
            found.annexes[-1] = (found.annexes[-1][0], text, found.annexes[-1][2])
        else:
            found.articles[-1].heading = text
        self.wants_heading = None

    def _article(self, number: str, heading: str) -> None:
        self.found.articles.append(Art(number, heading.strip(), self.part))
        self.wants_heading = "article" if not heading.strip() else None

    def _before(self, text: str) -> None:
        if not self.found.title:
            self.found.title = text
        elif not _AGREED.match(text):
            self.found.preamble.append(text)

    def _body(self, text: str) -> None:
        found = self.found
        paragraphs = found.annexes[-1][2] if found.annexes else found.articles[-1].paragraphs
        if mark := _PARAGRAPH.fullmatch(text):
            paragraphs.append(Para(mark["a"] or mark["b"], mark["rest"]))
        elif (mark := _POINT.fullmatch(text)) and paragraphs:
            paragraphs[-1].points.append((mark["a"] or mark["b"], mark["rest"]))
        elif mark:
            paragraphs.append(Para(mark["a"] or mark["b"], mark["rest"]))
        elif paragraphs and paragraphs[-1].points and paragraphs[-1].number and not paragraphs[-1].end:
            paragraphs[-1].end = text
        else:
            paragraphs.append(Para(None, text))

    def finished(self) -> Found:
        for article in self.found.articles:
            if not article.heading:
                article.heading, article.guessed = guessed_heading(article), True
        return self.found


def guessed_heading(article: Art) -> str:
    """Return the probable subject of an article without a heading."""
    text = " ".join(p.text for p in article.paragraphs).lower()
    found = [(text.find(word), heading) for word, heading in _GUESSES if word in text]
    return min(found)[1] if found else f"Article {article.number}"
