"""A draft as Markdown (CommonMark with tables). Text from files is escaped, so that it is shown literally (T9)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pato.cells import printable
from pato.treaties.draft.tree import Annex, Article, Draft, Grid, Item, Remark

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~^$&!])")
_BLOCK_MARK = re.compile(r"^(\d*)([-+=.)])")
ABOUT = "Remarks in this commentary are no part of the text."


def escaped(text: str) -> str:
    r"""Return text that Markdown shows as itself: no link, no image, no HTML, no list, no heading.

    >>> escaped("[x](javascript:alert(1))")
    '\\[x\\](javascript:alert(1))'
    """
    flat = " ".join(printable(text).split())
    return _BLOCK_MARK.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", flat))


def markdown(draft: Draft, *, commentary: bool = False) -> str:
    """Return a draft as Markdown text, on request with a commentary."""
    blocks = [*_front(draft), *_body(draft, commentary=commentary), *_back(draft, commentary=commentary)]
    return "\n\n".join(blocks) + "\n"


def _front(draft: Draft) -> Iterator[str]:
    yield f"# {escaped(draft.title)}"
    yield "\n".join(f"*{escaped(line)}*  " for line in draft.status).rstrip()
    if draft.opening:
        yield escaped(draft.opening)
    yield from (escaped(text) for text in draft.preamble)
    if draft.enacting and draft.opening:
        yield escaped(draft.enacting)


def _body(draft: Draft, *, commentary: bool) -> Iterator[str]:
    for part in draft.parts:
        level = "###" if part.number or part.id else "##"
        if part.number:
            yield f"## Part {escaped(part.number)}. {escaped(part.title)}"
        elif part.id:
            yield f"## {escaped(part.title)}"
        if commentary:
            yield from _remarks(part.remarks)
        for article in part.articles:
            yield f"{level} {escaped(heading(article))}"
            yield from _items(article.items)
            if commentary:
                yield from _remarks(article.remarks)
    if not draft.articles:
        yield "The file holds no clauses."
    if draft.testimonium:
        yield escaped(draft.testimonium)


def heading(article: Article) -> str:
    """Return the heading of an article: with its number if it has one, without repeating a subject used as its name."""
    title = article.title[:1].upper() + article.title[1:]
    if not title or article.heading.casefold() in title.casefold():
        return title or article.heading
    return f"{title}. {article.heading}"


def _back(draft: Draft, *, commentary: bool) -> Iterator[str]:
    for annex in draft.annexes:
        yield from _annex(annex, commentary=commentary)
    if commentary:
        yield "## Commentary on the whole"
        yield f"*{ABOUT}*"
        yield from _remarks(draft.remarks)
        yield from (_grid(g) for g in draft.grids)
        if draft.sources:
            yield "## Sources"
            yield "\n".join(f"- S{i}. {escaped(s)}" for i, s in enumerate(draft.sources, start=1))


def _annex(annex: Annex, *, commentary: bool) -> Iterator[str]:
    yield f"## {escaped(annex.heading)}"
    yield from _items(annex.items)
    yield from (_grid(g) for g in annex.grids)
    if commentary:
        yield from _remarks(annex.remarks)


def _grid(grid: Grid) -> str:
    rows = [grid.columns, tuple("---" for _ in grid.columns), *(tuple(map(cell, r)) for r in grid.rows)]
    title = f"**{escaped(grid.title)}**\n\n" if grid.title else ""
    return title + "\n".join(f"| {' | '.join(row)} |" for row in rows)


def cell(text: str) -> str:
    """Return text for a cell of a table, where no block can begin."""
    return _SPECIAL.sub(r"\\\1", " ".join(printable(text).split()))


def _items(items: tuple[Item, ...]) -> Iterator[str]:
    # a list renumbers itself, so it is one only where its numbers are the text's own
    listed = [i.label for i in items] == [str(n) for n in range(1, len(items) + 1)]
    for item in items:
        mark, inside = ("", "")
        if item.label is not None:
            digits = item.label.isdigit()
            mark = (
                (f"{item.label}. " if listed else f"{escaped(item.label + '.')} ")
                if digits
                else f"({escaped(item.label)}) "
            )
            inside = " " * len(mark) if listed else ""
        yield f"{mark}{escaped(item.text)}"
        for point in item.points:
            term = f"**{escaped(point.term)}** " if point.term else ""
            yield f"{inside or '   '}({escaped(point.label or '')}) {term}{escaped(point.text)}"
        if item.end:
            yield f"{inside}{escaped(item.end)}"


def _remarks(remarks: Iterable[Remark]) -> Iterator[str]:
    for remark in remarks:
        yield f"> **{escaped(remark.kind)}.** {escaped(cited(remark))}".rstrip()


def cited(remark: Remark) -> str:
    """Return a remark's text with the numbers of its sources."""
    marks = f"({', '.join(f'S{n}' for n in remark.sources)})" if remark.sources else ""
    return " ".join(part for part in (remark.text, marks) if part)
