"""A draft as Markdown: CommonMark with footnotes. Text from files is escaped: it can show nothing but itself (T9)."""

from __future__ import annotations

import re

from pato.cells import printable
from pato.treaties.draft.articles import UNNUMBERED, Article, Draft
from pato.treaties.draft.clauses import Paragraph, ordinal

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~^$&!])")
_BLOCK_MARK = re.compile(r"^(\d*)([-+=.)])")


def escaped(text: str) -> str:
    r"""Return text that Markdown shows as itself: no link, no image, no HTML, no list, no heading.

    >>> escaped("[x](javascript:alert(1))")
    '\\[x\\](javascript:alert(1))'
    """
    flat = " ".join(printable(text).split())
    return _BLOCK_MARK.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", flat))


class _Notes:
    def __init__(self) -> None:
        self.texts: list[str] = []

    def marks(self, notes: tuple[str, ...]) -> str:
        first = len(self.texts) + 1
        self.texts += notes
        return "".join(f"[^{i}]" for i in range(first, len(self.texts) + 1))


def markdown(draft: Draft) -> str:
    """Return a draft as Markdown text."""
    notes = _Notes()
    lines = [
        f"# {escaped(draft.title)}",
        "",
        *_listing(draft.preface),
        "",
        "## Parties",
        "",
        *_listing([text for _, text in draft.parties]),
    ]
    if draft.preamble:
        lines += ["", "## Preamble", "", *_paragraphs(draft.preamble)]
    for article in draft.articles:
        lines += ["", f"## {_heading(article)}", "", *_body(article.paragraphs, notes)]
    if draft.unnumbered:
        lines += ["", f"## {UNNUMBERED}"]
        for article in draft.unnumbered:
            lines += ["", f"### {escaped(article.heading)}", "", *_body(article.paragraphs, notes)]
    if draft.limits:
        lines += ["", "## Annex: limits in the Parties' own law", "", *_body(draft.limits, notes)]
    if draft.remarks:
        lines += ["", "## Remarks", "", *_listing(draft.remarks)]
    if draft.sources:
        lines += [
            "",
            "## Sources",
            "",
            *(f"- S{i}. {escaped(s)}" for i, s in enumerate(draft.sources, start=1)),
        ]
    if notes.texts:
        lines += ["", *(f"[^{i}]: {escaped(n)}" for i, n in enumerate(notes.texts, start=1))]
    return "\n".join(lines) + "\n"


def _heading(article: Article) -> str:
    number = article.number or ""
    label = f"Article {number}" if ordinal(number) is not None else number
    return f"{escaped(label)}. {escaped(article.heading)}"


def _listing(texts: tuple[str, ...] | list[str]) -> list[str]:
    return [f"- {escaped(t)}" for t in texts]


def _paragraphs(texts: tuple[str, ...]) -> list[str]:
    return "\n\n".join(escaped(t) for t in texts).split("\n")


def _body(paragraphs: tuple[Paragraph, ...], notes: _Notes) -> list[str]:
    lines: list[str] = []
    for i, p in enumerate(paragraphs, start=1):
        cite = f", {escaped(p.cite)}" if p.cite else ""
        marks = notes.marks(p.notes)
        cited = f" ({', '.join(f'S{n}' for n in p.sources)})" if p.sources else ""
        lines.append(f"{i}. *{escaped(p.caption)}*{cite} (`{_code(p.key)}`): {escaped(p.text)}{marks}{cited}")
        lines += [f"    - {escaped(point)}" for point in p.points]
    return lines


def _code(key: str) -> str:
    return printable(key).replace("`", "'")
