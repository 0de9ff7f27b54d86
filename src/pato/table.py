"""The one type of table: what the terminal prints, the report shows, CSV holds and pandas reads.

Light on purpose: quick commands print tables without loading numpy, pandas or rich (C9).
"""

from __future__ import annotations

import json
import os
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

FORMATS = ("table", "json", "csv", "md")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class Table:
    """Named columns, rows of plain values, and what a reader must know to trust them.

    Parameters
    ----------
    columns
        Names of the columns, with their units where they have one (``distance_km``).
    rows
        One sequence of values a row; None is shown as a dash: unknown, which is not zero (C1).
    title
        One line above the table.
    notes
        Lines below it: scope, sources, what was assumed.
    meta
        What is written beside the figures when they are saved: versions, hashes, seed, vintage (C12).
    group
        How many of the first columns a terminal shows once, as a heading above the rows that share them.
    """

    __slots__ = ("columns", "group", "meta", "notes", "rows", "title")

    def __init__(
        self,
        columns: Sequence[str],
        rows: Iterable[Sequence[Any]],
        *,
        title: str = "",
        notes: Iterable[str] = (),
        meta: Mapping[str, Any] | None = None,
        group: int = 0,
    ) -> None:
        self.group = group
        self.columns = tuple(columns)
        self.rows = [tuple(row) for row in rows]
        self.title = title
        self.notes = tuple(notes)
        self.meta = dict(meta or {})
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"a row has {len(row)} values, the table has {len(self.columns)} columns")

    def __len__(self) -> int:
        return len(self.rows)

    def records(self) -> list[dict[str, Any]]:
        """Return the rows as dictionaries."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def to_pandas(self) -> pd.DataFrame:
        """Return a `pandas.DataFrame`; the metadata are in its ``attrs``."""
        import pandas as pd

        frame = pd.DataFrame(self.rows, columns=list(self.columns))
        frame.attrs.update(title=self.title, notes=list(self.notes), **self.meta)
        return frame

    def render(self, fmt: str = "table", *, width: int | None = None) -> str:
        """Return the table as text: ``table``, ``json``, ``csv`` or ``md``."""
        if fmt == "table":
            return self.to_text(width)
        return {"json": self.to_json, "csv": self.to_csv, "md": self.to_markdown}[fmt]()

    def to_json(self) -> str:
        """Return a JSON object with ``title``, ``rows`` (a dictionary each), ``notes`` and ``meta``; what it covers stands beside them."""
        meta = {k: v for k, v in self.meta.items() if k != "coverage"}
        body = {"title": self.title, "rows": self.records(), "notes": self.notes, "meta": meta}
        if "coverage" in self.meta:
            body["coverage"] = self.meta["coverage"]
        return json.dumps(body, ensure_ascii=False, indent=2, default=str) + "\n"

    def to_csv(self) -> str:
        """Return RFC 4180 text; cells that a spreadsheet would run as a formula are neutralised (C12)."""
        import csv
        import io

        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow(self.columns)
        writer.writerows(
            [
                [
                    neutralised(_cell(v, missing="")) if isinstance(v, str) else _cell(v, missing="")
                    for v in row
                ]
                for row in self.rows
            ]
        )
        return stream.getvalue()

    def to_markdown(self) -> str:
        """Return a Markdown table with its title and notes; text from files is escaped (T9)."""
        lines = [f"**{escape_markdown(self.title)}**", ""] if self.title else []
        lines.append("| " + " | ".join(escape_markdown(c) for c in self.columns) + " |")
        lines.append(
            "|" + "|".join("---:" if self._is_numeric(i) else "---" for i in range(len(self.columns))) + "|"
        )
        lines += ["| " + " | ".join(escape_markdown(_cell(v)) for v in row) + " |" for row in self.rows]
        lines += ["", *(f"- {escape_markdown(n)}" for n in self.notes)] if self.notes else []
        return "\n".join(lines) + "\n"

    def to_text(self, width: int | None = None) -> str:
        """Return an aligned table for a terminal of the given width, long cells wrapped."""
        width = width or _terminal_width()
        k = self.group
        cells = [[printable(_cell(v)) for v in row[k:]] for row in self.rows]
        widths = _fit([list(map(printable, self.columns[k:])), *cells], width)
        numeric = [self._is_numeric(i) for i in range(k, len(self.columns))]
        lines = [printable(self.title)] if self.title else []
        lines += _wrapped_row(self.columns[k:], widths, numeric)
        lines.append("  ".join("-" * w for w in widths))
        shown = None
        for whole, row in zip(self.rows, cells, strict=True):
            if whole[:k] != shown:
                shown = whole[:k]
                lines += textwrap.wrap(printable(", ".join(map(_cell, shown))), width) if k else []
            lines += _wrapped_row(row, widths, numeric)
        for note in self.notes:
            lines += textwrap.wrap(printable(note), width, initial_indent="", subsequent_indent="  ") or [""]
        return "\n".join(lines) + "\n"

    def _is_numeric(self, index: int) -> bool:
        values = [row[index] for row in self.rows if row[index] is not None]
        return bool(values) and all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in values)


def _terminal_width() -> int:
    try:
        return int(os.environ.get("COLUMNS") or os.get_terminal_size().columns)
    except (OSError, ValueError):
        return 120


def neutralised(text: str) -> str:
    """Return a CSV cell that no spreadsheet evaluates (C12)."""
    return "'" + text if text.startswith(_FORMULA_STARTS) else text


def printable(text: str) -> str:
    """Return text from a file without the control characters that could drive a terminal (T9)."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else " " if c in "\n\t" else "�" for c in text)


def escape_markdown(text: str) -> str:
    """Return text that shows as itself inside a Markdown table cell (T9)."""
    flat = printable(str(text).replace("\n", " "))
    for character in "\\|`*_<>[]":
        flat = flat.replace(character, "\\" + character)
    return flat


def _cell(value: Any, missing: str = "-") -> str:
    if value is None:
        return missing
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return missing if value != value else f"{value:.4g}"  # noqa: PLR0124  NaN is the one value unequal to itself
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(_cell(v) for v in (sorted(value) if isinstance(value, (set, frozenset)) else value))
    return str(value)


def _fit(rows: list[list[str]], width: int) -> list[int]:
    """Return column widths that fit the terminal; the widest columns give way first."""
    widths = [max((len(row[i]) for row in rows), default=1) or 1 for i in range(len(rows[0]))]
    longest_word = [
        max((len(word) for row in rows for word in row[i].split()), default=1) for i in range(len(widths))
    ]
    # first to where no word is broken, then to where headers stand, then no further
    for floors in (longest_word, [min(w, 8) for w in widths]):
        while sum(widths) + 2 * (len(widths) - 1) > width:
            i = max(range(len(widths)), key=lambda k: widths[k] if widths[k] > floors[k] else 0)
            if widths[i] <= floors[i]:
                break
            widths[i] -= 1
    return widths


def _wrapped_row(cells: Sequence[str], widths: list[int], numeric: list[bool]) -> list[str]:
    parts = [[c] if len(c) <= w else textwrap.wrap(c, w) for c, w in zip(cells, widths, strict=True)]
    lines = []
    for k in range(max(map(len, parts))):
        texts = [p[k] if k < len(p) else "" for p in parts]
        aligned = [t.rjust(w) if n else t.ljust(w) for t, w, n in zip(texts, widths, numeric, strict=True)]
        lines.append("  ".join(aligned).rstrip())
    return lines
