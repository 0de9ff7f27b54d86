"""What a report consists of: sections of text, tables and figures, each figure with the table behind it (C12)."""

from dataclasses import dataclass, field
from typing import Any

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
    """A table with a caption; a `folded` one is opened by its reader, and on paper only if it is to be `printed`."""

    table: Table
    name: str
    square: bool = False
    folded: bool = False
    printed: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as SVG, the words that say what it shows, and the table behind it; one that is to `fit` shrinks with the page, a `folded` one is opened by its reader."""

    svg: str
    alt: str
    caption: str
    table: Table
    name: str
    fit: bool = False
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Browser:
    """The futures browser's data; the page's own script shows them, paper and offices show a remark."""

    data: dict[str, Any]


Block = Text | Listing | TableBlock | Figure | Browser


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part of the report."""

    id: str
    title: str
    blocks: tuple[Block, ...] = field(default_factory=tuple)
