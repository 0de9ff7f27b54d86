"""Building blocks of a report: sections of text, tables and figures, each figure with its table (C12)."""

from dataclasses import dataclass, field
from typing import Any

from pato.report.headline import Card
from pato.table import Table


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; plain text, escaped when shown (T9)."""

    text: str
    emphasis: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of short statements."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table with a caption; if `folded`, it is hidden until opened, and on paper shown only if `printed`."""

    table: Table
    name: str
    square: bool = False
    folded: bool = False
    printed: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as SVG, what it finds, and the table behind it.

    Attributes
    ----------
    svg
        A `pato.report.figures.Drawn` in two widths, or one SVG element.
    alt
        The text alternative of the figure, with its numbers.
    caption
        Title: the finding.
    table, name
        The table behind it, and the name of its files.
    subtitle
        Measure, unit and interval.
    source
        Source of the data; the run is added.
    folded
        Whether it is folded until the reader opens it.
    """

    svg: str
    alt: str
    caption: str
    table: Table
    name: str
    subtitle: str = ""
    source: str = ""
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Browser:
    """The futures browser's data; the page's own script shows them, paper and offices show a remark."""

    data: dict[str, Any]


Block = Text | Listing | TableBlock | Figure | Browser


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part of a chapter; a `folded` one is opened by its reader, and printed."""

    id: str
    title: str
    blocks: tuple[Block, ...] = field(default_factory=tuple)
    chapter: str = "method"
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Front:
    """The first screen: what was compared, the finding, numbers each with how sure it is, and the figures that show it."""

    eyebrow: str
    finding: str
    cards: tuple[Card, ...]
    figures: tuple[Figure, ...]
    notes: tuple[str, ...] = ()
