"""An instrument as a neutral tree: parts, articles, paragraphs, annexes. Every format is written from it."""

from __future__ import annotations

from typing import NamedTuple


class Remark(NamedTuple):
    """Something about a clause that is not law: it is printed in a commentary only.

    Attributes
    ----------
    kind
        ``Reason``, ``Alternative``, ``Reading``, ``Note`` …
    text
        The remark.
    sources
        Numbers in the list of sources, from 1.
    """

    kind: str
    text: str
    sources: tuple[int, ...] = ()


class Item(NamedTuple):
    """A paragraph or point.

    Attributes
    ----------
    label
        Its number or letter as in the text, without brackets or full stop; None for a paragraph without one.
    text
        Text before its points.
    points
        Its points.
    end
        What follows the points.
    keys
        Clauses of the file that it is the text of.
    term
        The term that it defines.
    """

    label: str | None
    text: str
    points: tuple[Item, ...] = ()
    end: str | None = None
    keys: tuple[str, ...] = ()
    term: str | None = None


class Grid(NamedTuple):
    """A table of an annex."""

    title: str | None
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Article(NamedTuple):
    """An article; `number` is None where the file gives none."""

    number: str | None
    heading: str
    items: tuple[Item, ...]
    remarks: tuple[Remark, ...] = ()

    @property
    def title(self) -> str:
        """Its heading: "Article 5", "Charter 7"."""
        from pato.treaties.draft.numbering import ordinal

        number = self.number or ""
        return f"Article {number}" if ordinal(number) is not None else number


class Part(NamedTuple):
    """A part with its articles; `number` is None for articles that belong to none."""

    id: str | None
    number: str | None
    title: str
    articles: tuple[Article, ...]
    remarks: tuple[Remark, ...] = ()


class Annex(NamedTuple):
    """An annex: paragraphs and tables."""

    id: str
    letter: str | None
    title: str
    items: tuple[Item, ...] = ()
    grids: tuple[Grid, ...] = ()
    remarks: tuple[Remark, ...] = ()

    @property
    def heading(self) -> str:
        """Its heading: "Annex A. Numbers"."""
        return f"Annex {self.letter}. {self.title}" if self.letter else f"Annex. {self.title}"


class Draft(NamedTuple):
    """A whole instrument, in the order in which it is read.

    Attributes
    ----------
    label
        The title, with the version that this is where an architecture sets the members.
    status
        Nature and dates of the instrument: printed under the title, not part of the text.
    date, date_kind
        Its own date, and which one that is; None for a proposal.
    members
        Code, name and role of each.
    opening, enacting
        The words before and after the recitals.
    preamble
        Recitals.
    parts
        Articles by part; those that the file gives no number come last, in a part without one.
    testimonium
        The last sentence.
    grids
        Tables of the commentary: numbers with their ranges, what each class of members owes.
    remarks
        On the instrument as a whole.
    sources
        The list of sources.
    """

    id: str
    title: str
    short: str
    label: str
    status: tuple[str, ...]
    date: str | None
    date_kind: str
    members: tuple[tuple[str, str, str], ...]
    opening: str | None
    preamble: tuple[str, ...]
    enacting: str | None
    parts: tuple[Part, ...]
    testimonium: str | None
    annexes: tuple[Annex, ...]
    grids: tuple[Grid, ...]
    remarks: tuple[Remark, ...]
    sources: tuple[str, ...]

    @property
    def articles(self) -> tuple[Article, ...]:
        """All articles, through all parts."""
        return tuple(a for part in self.parts for a in part.articles)
