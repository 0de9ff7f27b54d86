"""Two texts side by side: which articles and sentences answer to one another, and which words differ."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple, TypeVar

from pato.treaties.draft.markdown import heading
from pato.treaties.draft.tree import Article, Draft, Item

_ALIKE_ARTICLES, _ALIKE_LINES = 0.25, 0.4
_WORDS = re.compile(r"\w+")
_T = TypeVar("_T")


class Piece(NamedTuple):
    """A run of words, and whether the other text lacks it."""

    text: str
    changed: bool


class Row(NamedTuple):
    """A line of both texts, one of which may be empty; a heading or a sentence."""

    first: tuple[Piece, ...]
    second: tuple[Piece, ...]
    is_heading: bool


class Comparison(NamedTuple):
    """Two texts side by side.

    Attributes
    ----------
    first, second
        Their titles.
    rows
        Line by line.
    counts
        Numbers of sections (articles, annexes, parties, preamble) that are equal, differ, are only in the first, and
        only in the second.
    """

    first: str
    second: str
    rows: tuple[Row, ...]
    counts: tuple[int, int, int, int]


class _Section(NamedTuple):
    number: str
    heading: str
    lines: tuple[str, ...]


def compared(first: Draft, second: Draft) -> Comparison:
    """Return two texts side by side, article by article and sentence by sentence."""
    rows: list[Row] = []
    same = differ = only_first = only_second = 0
    for a, b in _aligned(_sections(first), _sections(second), _likeness, _ALIKE_ARTICLES):
        left = (a.heading, *a.lines) if a else ()
        right = (b.heading, *b.lines) if b else ()
        if a and b:
            same, differ = same + (left == right), differ + (left != right)
        only_first, only_second = only_first + (b is None), only_second + (a is None)
        rows.append(_row(left[:1], right[:1], is_heading=True))
        pairs = _aligned(left[1:], right[1:], _line_likeness, _ALIKE_LINES)
        rows += [_row((x,) if x else (), (y,) if y else (), is_heading=False) for x, y in pairs]
    return Comparison(first.label, second.label, tuple(rows), (same, differ, only_first, only_second))


def _sections(draft: Draft) -> list[_Section]:
    found = [_Section("", "Parties", (draft.opening,))] if draft.opening else []
    found += [_Section("", "Preamble", tuple(draft.preamble))] if draft.preamble else []
    for article in draft.articles:
        found.append(_section(article))
    for annex in draft.annexes:
        lines = [line for item in annex.items for line in _lines(item)]
        lines += ["; ".join(row) for grid in annex.grids for row in grid.rows]
        found.append(_Section(annex.letter or "", annex.heading, tuple(lines)))
    return found


def _section(article: Article) -> _Section:
    return _Section(
        article.number or "", heading(article), tuple(line for i in article.items for line in _lines(i))
    )


def _lines(item: Item) -> list[str]:
    mark = "" if item.label is None else f"{item.label}. " if item.label[:1].isdigit() else f"({item.label}) "
    lines = [mark + item.text]
    for point in item.points:
        lines.append(f"({point.label}) {f'{point.term} ' if point.term else ''}{point.text}")
    return [*lines, *([item.end] if item.end else [])]


def _likeness(a: _Section, b: _Section) -> float:
    """Return the similarity of two articles: of their words first, then of headings and numbers."""
    words = _shared(" ".join(a.lines), " ".join(b.lines))
    headings = _shared(a.heading, b.heading)
    return 0.6 * words + 0.25 * headings + 0.15 * (a.number == b.number)


def _shared(a: str, b: str) -> float:
    first, second = (set(_WORDS.findall(text.lower())) for text in (a, b))
    return len(first & second) / len(first | second) if first | second else 1.0


def _line_likeness(a: str, b: str) -> float:
    return SequenceMatcher(None, _tokens(a), _tokens(b), autojunk=False).ratio()


def _aligned(
    first: Sequence[_T], second: Sequence[_T], likeness: Callable[[_T, _T], float], least: float
) -> list[tuple[_T | None, _T | None]]:
    """Return pairs in the order of both, so that the pairs together are as alike as can be."""
    n, m = len(first), len(second)
    gain = [[max(likeness(a, b) - least, -1.0) for b in second] for a in first]
    best = [[0.0] * (m + 1) for _ in range(n + 1)]
    for i in range(n - 1, -1, -1):
        for j in range(m - 1, -1, -1):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], gain[i][j] + best[i + 1][j + 1])
    pairs: list[tuple[_T | None, _T | None]] = []
    i = j = 0
    while i < n or j < m:
        if i < n and j < m and gain[i][j] > 0 and best[i][j] == gain[i][j] + best[i + 1][j + 1]:
            pairs.append((first[i], second[j]))
            i, j = i + 1, j + 1
        elif i < n and (j == m or best[i][j] == best[i + 1][j]):
            pairs.append((first[i], None))
            i += 1
        else:
            pairs.append((None, second[j]))
            j += 1
    return pairs


def _tokens(text: str) -> list[str]:
    return re.findall(r"\S+\s*", text)


def _row(first: tuple[str, ...], second: tuple[str, ...], *, is_heading: bool) -> Row:
    if not first or not second or first == second:
        changed = first != second
        left, right = ((Piece(text, changed) for text in side) for side in (first, second))
        return Row(tuple(left), tuple(right), is_heading)
    a, b = _tokens(first[0]), _tokens(second[0])
    left_, right_ = [], []
    for kind, i, k, j, n in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if k > i:
            left_.append(Piece("".join(a[i:k]), kind != "equal"))
        if n > j:
            right_.append(Piece("".join(b[j:n]), kind != "equal"))
    return Row(tuple(left_), tuple(right_), is_heading)
