"""The one type of table: what the terminal prints, the report shows, files hold and pandas reads.

Cells keep the numbers as they were computed: rounding is for screens, files carry every digit. Light on purpose:
quick commands print tables without loading numpy, pandas or rich (C9).
"""

from __future__ import annotations

import json
import os
import sys
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pato.cells import Span, escape_markdown, exact, is_missing, json_text, printable, shown
from pato.column_names import column_names
from pato.errors import Problem, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from pato.exports import Sheet

FORMATS = ("table", "json", "csv", "md")
ENDINGS = {
    ".csv": "csv", ".json": "json", ".md": "md", ".txt": "table", ".html": "html",
    ".xlsx": "xlsx", ".dta": "dta", ".parquet": "parquet",
}  # fmt: skip
"""Formats of files by the ending of their names."""
BINARY = ("xlsx", "dta", "parquet")
"""Formats that are files only."""
JSON_SCHEMA = "pato-table-1"
"""Identifier of a table's JSON form, with its number (``pato schema table``)."""
MISSING = "An empty cell is a value that is unknown or does not apply; it is not zero."
_HTML_ROWS = 60


class Table:
    """Labelled columns, rows of plain values, and what a reader must know to trust them.

    Parameters
    ----------
    columns
        Labels of the columns, as people read them, with their units where they have one.
    rows
        One sequence of values per row; None is shown as a dash: unknown, which is not zero (C1).
    title
        One line above the table.
    notes
        Lines below it: scope, sources, what was assumed.
    meta
        Metadata saved with the values: versions, hashes, seed, vintage (C12).
    group
        Number of leading columns that a terminal shows once, as a heading above the rows that share them.
    decimals
        Decimal places on screens, of all columns or by label; without them four significant digits. Files carry
        all digits.
    names
        Names for programs, by label, where `pato.column_names` does not make a good one of the label.

    Attributes
    ----------
    names
        The columns' names in CSV files and pandas, in the order of `columns`: ``low50`` for "50 % from".
    """

    __slots__ = ("columns", "decimals", "group", "meta", "names", "notes", "rows", "title")

    def __init__(
        self,
        columns: Sequence[str],
        rows: Iterable[Sequence[Any]],
        *,
        title: str = "",
        notes: Iterable[str] = (),
        meta: Mapping[str, Any] | None = None,
        group: int = 0,
        decimals: int | Mapping[str, int] | None = None,
        names: Mapping[str, str] | None = None,
    ) -> None:
        self.group = group
        self.columns = tuple(columns)
        self.names = column_names(self.columns, names or {})
        self.rows = [tuple(row) for row in rows]
        self.title = title
        self.notes = tuple(notes)
        self.meta = dict(meta or {})
        self.decimals = decimals
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"a row has {len(row)} values, the table has {len(self.columns)} columns")

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        title = f"{self.title!r}, " if self.title else ""
        return f"<Table {title}{len(self.rows)} rows, {len(self.columns)} columns>"

    def _repr_html_(self) -> str:
        return self.to_html(rows=_HTML_ROWS)

    def replaced(
        self,
        *,
        rows: Iterable[Sequence[Any]] | None = None,
        title: str | None = None,
        notes: Iterable[str] | None = None,
        meta: Mapping[str, Any] | None = None,
    ) -> Table:
        """Return the same table with other rows, title, notes or metadata; columns, names and decimals are kept."""
        return Table(
            self.columns,
            self.rows if rows is None else rows,
            title=self.title if title is None else title,
            notes=self.notes if notes is None else notes,
            meta=self.meta if meta is None else meta,
            group=self.group,
            decimals=self.decimals,
            names=dict(zip(self.columns, self.names, strict=True)),
        )

    def records(self) -> list[dict[str, Any]]:
        """Return the rows as dictionaries by label."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def to_pandas(self) -> pd.DataFrame:
        """Return a `pandas.DataFrame` with numbers as numbers and `names` as columns.

        Title, notes, labels and metadata are in its ``attrs``.
        """
        import pandas as pd

        names, labels, rows = self._flat()
        frame: pd.DataFrame = pd.DataFrame(rows, columns=names)
        called = dict(zip(names, labels, strict=True))
        frame.attrs.update(title=self.title, notes=list(self.notes), labels=called, **self.meta)
        return frame

    def render(self, fmt: str = "table", *, width: int | None = None) -> str:
        """Return the table as text: ``table``, ``json``, ``csv``, ``md`` or ``html``."""
        if fmt == "table":
            return self.to_text(width)
        return {"json": self.to_json, "csv": self.to_csv, "md": self.to_markdown, "html": self.to_html}[fmt]()

    def save(self, path: str | os.PathLike[str], *, excel: bool = False) -> Path:
        """Write the table to a file; its ending sets the format: .csv, .json, .md, .txt, .html, .xlsx, .dta (Stata) or .parquet.

        A CSV file is accompanied by ``NAME.meta.json`` with the title, the notes, the label of each column, the
        meaning of empty cells, and the provenance. With `excel`, a CSV file begins with the byte-order mark by which
        Excel recognises UTF-8.

        Returns
        -------
        pathlib.Path
            The file.

        Raises
        ------
        UsageError
            If the ending is not one of these.
        """
        ending = os.path.splitext(path)[1]  # noqa: PTH122  pathlib costs start-up time (C9)
        if ending.lower() not in ENDINGS:
            raise UsageError(Problem(str(path), f"ends in '{ending}'.", f"Allowed: {', '.join(ENDINGS)}."))
        return self.write(path, ENDINGS[ending.lower()], excel=excel)

    def write(self, path: str | os.PathLike[str], fmt: str, *, excel: bool = False) -> Path:
        """Write the table to a file in one of the formats of `render` or `BINARY`, with ``.meta.json`` for CSV."""
        from pathlib import Path

        from pato.files.storage import write_atomic

        target = Path(path)
        if fmt in BINARY:
            write_atomic(target, self._bytes(fmt, target.stem))
            return target
        content = (("\ufeff" if excel and fmt == "csv" else "") + self.render(fmt)).encode()
        write_atomic(target, content)
        if fmt == "csv":
            from pato.files.cache import digest

            about = self.about() | {"csv_sha256": digest(content)}
            text = json.dumps(about, indent=1, ensure_ascii=False, default=str) + "\n"
            write_atomic(target.with_suffix(".meta.json"), text)
        return target

    def _bytes(self, fmt: str, name: str) -> bytes:
        from pato import exports

        sheet = self.sheet()
        if fmt == "xlsx":
            return exports.to_xlsx({name: sheet})
        frame = exports.frame_of(sheet)
        if fmt == "parquet":
            return exports.to_parquet(frame)
        return exports.to_stata(
            frame, title=self.title, labels=dict(zip(sheet.names, sheet.labels, strict=True))
        )

    def sheet(self) -> Sheet:
        """Return the table as plain columns, as `pato.exports` writes them."""
        from pato.exports import Sheet

        names, labels, rows = self._flat()
        about = {"title": self.title, "notes": list(self.notes), "missing_values": MISSING, **self.meta}
        return Sheet(names, labels, rows, about)

    def about(self) -> dict[str, Any]:
        """Return the metadata that a CSV file of the table lacks: title, notes, labels, missing values, provenance."""
        names, labels, rows = self._flat()
        columns = {
            name: {"label": label, "missing": sum(is_missing(row[i]) for row in rows)}
            for i, (name, label) in enumerate(zip(names, labels, strict=True))
        }
        own = {"title": self.title, "notes": list(self.notes), "columns": columns, "missing_values": MISSING}
        return {**own, **self.meta}

    def to_json(self) -> str:
        """Return a JSON object with ``schema``, ``title``, ``rows`` (a dictionary each, by label), ``notes`` and ``meta``, and ``coverage`` if the table has it; an infinite number is the text ``Infinity``."""
        rows = [{k: None if is_missing(v) else v for k, v in row.items()} for row in self.records()]
        meta = {k: v for k, v in self.meta.items() if k != "coverage"}
        body = {"schema": JSON_SCHEMA, "title": self.title, "rows": rows, "notes": self.notes, "meta": meta}
        if "coverage" in self.meta:
            body["coverage"] = self.meta["coverage"]
        return json_text(body)

    def to_csv(self) -> str:
        """Return RFC 4180 text, numbers with all their digits; cells that a spreadsheet would run are neutralised (C12)."""
        import csv
        import io

        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\r\n")
        names, _, rows = self._flat()
        writer.writerow(names)
        writer.writerows([[exact(value) for value in row] for row in rows])
        return stream.getvalue()

    def to_html(self, *, rows: int | None = None) -> str:
        """Return the table as HTML with its title and notes, of at most some of its rows; all text is escaped (T9)."""
        from html import escape

        cells = self._cells()
        body = cells[:rows]
        heads = "".join(f"<th>{escape(printable(c))}</th>" for c in self.columns)
        lines = ["".join(f"<td>{escape(printable(c))}</td>" for c in row) for row in body]
        left = [f"{len(body)} of {len(cells)} rows are shown."] if len(body) < len(cells) else []
        notes = "".join(f"<li>{escape(printable(n))}</li>" for n in (*left, *self.notes))
        return (
            f"<table><caption>{escape(printable(self.title))}</caption><thead><tr>{heads}</tr></thead>"
            f"<tbody>{''.join(f'<tr>{line}</tr>' for line in lines)}</tbody></table>"
            f"{f'<ul>{notes}</ul>' if notes else ''}"
        )

    def to_markdown(self) -> str:
        """Return a Markdown table with its title and notes; text from files is escaped (T9)."""
        lines = [f"**{escape_markdown(self.title)}**", ""] if self.title else []
        lines.append("| " + " | ".join(escape_markdown(c) for c in self.columns) + " |")
        lines.append(
            "|" + "|".join("---:" if self.is_numeric(i) else "---" for i in range(len(self.columns))) + "|"
        )
        lines += ["| " + " | ".join(map(escape_markdown, row)) + " |" for row in self._cells()]
        lines += ["", *(f"- {escape_markdown(n)}" for n in self.notes)] if self.notes else []
        return "\n".join(lines) + "\n"

    def to_text(self, width: int | None = None) -> str:
        """Return an aligned table for a terminal of the given width.

        Long cells are wrapped between words; no word or number is broken. Columns that do not fit side by side follow
        in blocks below, each repeating the first column.
        """
        width = width or terminal_width()
        k = self.group
        texts = [[printable(c) for c in row] for row in self._cells()]
        lines = textwrap.wrap(printable(self.title), width, **_WHOLE_WORDS) if self.title else []
        cells = [list(map(printable, self.columns[k:])), *(row[k:] for row in texts)]
        for i, block in enumerate(_blocks(cells, width)):
            lines += [""] if i else []
            lines += self._block(block, cells, texts, width)
        for note in self.notes:
            lines += textwrap.wrap(printable(note), width, subsequent_indent="  ", **_WHOLE_WORDS) or [""]
        return "\n".join(lines) + "\n"

    def _block(
        self, block: list[int], cells: list[list[str]], texts: list[list[str]], width: int
    ) -> Iterator[str]:
        """Yield the lines of some of the columns; rows that share a heading are below it."""
        k = self.group
        chosen = [[row[i] for i in block] for row in cells]
        widths = _fit(chosen, width)
        numeric = [self.is_numeric(k + i) for i in block]
        yield from _wrapped_row(chosen[0], widths, numeric)
        yield "  ".join("-" * w for w in widths)
        heading = None
        for whole, row in zip(texts, chosen[1:], strict=True):
            if whole[:k] != heading:
                heading = whole[:k]
                yield from textwrap.wrap(", ".join(heading), width) if k else []
            yield from _wrapped_row(row, widths, numeric)

    def _cells(self) -> list[list[str]]:
        """Return all cells as screens show them."""
        of = self.decimals
        places = [of.get(c) if isinstance(of, Mapping) else of for c in self.columns]
        return [[shown(v, n) for v, n in zip(row, places, strict=True)] for row in self.rows]

    def _flat(self) -> tuple[list[str], list[str], list[list[Any]]]:
        """Return names, labels and rows with two columns, of low and high, for each that holds a range."""
        ranges = [any(isinstance(row[i], Span) for row in self.rows) for i in range(len(self.columns))]
        names: list[str] = []
        labels: list[str] = []
        for name, label, two in zip(self.names, self.columns, ranges, strict=True):
            names += [f"{name}_low", f"{name}_high"] if two else [name]
            labels += [f"{label}, low", f"{label}, high"] if two else [label]
        return names, labels, [_flattened(row, ranges) for row in self.rows]

    def is_numeric(self, index: int) -> bool:
        """Return whether a column holds numbers alone."""
        values = [row[index] for row in self.rows if row[index] is not None]
        return bool(values) and all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in values)


def _flattened(row: Sequence[Any], ranges: Sequence[bool]) -> list[Any]:
    found: list[Any] = []
    for value, two in zip(row, ranges, strict=True):
        found += (value if isinstance(value, Span) else (value, value)) if two else (value,)
    return found


def fitted(text: str) -> str:
    """Return text with lines that fit the terminal, broken between words; unchanged where output goes elsewhere."""
    if not os.environ.get("COLUMNS") and not (sys.stdout and sys.stdout.isatty()):
        return text
    width = terminal_width()
    return "\n".join(
        line if len(line) <= width else textwrap.fill(line, width, subsequent_indent="  ", **_WHOLE_WORDS)
        for line in text.split("\n")
    )


def terminal_width() -> int:
    """Return the width of the terminal in columns; 120 if there is none, or it does not say."""
    try:
        found = int(os.environ.get("COLUMNS") or os.get_terminal_size().columns)
    except (OSError, ValueError):
        return 120
    return found if found > 0 else 120


_WHOLE_WORDS: dict[str, Any] = {"break_long_words": False, "break_on_hyphens": False}
_GAP, _COMFORT = 2, 12
"""Spaces between columns, and the width that a column of words keeps where it can."""


def _least(cells: list[list[str]], i: int) -> int:
    """Return the smallest width of a column: no word is broken, and lines hold more than one word."""
    longest = max((len(word) for row in cells for word in row[i].split()), default=1)
    return max(longest, min(_COMFORT, max(len(row[i]) for row in cells)), 1)


def _blocks(cells: list[list[str]], width: int) -> list[list[int]]:
    """Return columns that fit side by side, by block; the first column leads each."""
    least = [_least(cells, i) for i in range(len(cells[0]))]
    blocks = [[0]] if least else []
    for i in range(1, len(least)):
        if sum(least[j] + _GAP for j in [*blocks[-1], i]) - _GAP > width and len(blocks[-1]) > 1:
            blocks.append([0])
        blocks[-1].append(i)
    return blocks


def _fit(cells: list[list[str]], width: int) -> list[int]:
    """Return column widths that fit the terminal; the widest columns give way first, no further than their words."""
    widths = [max(len(row[i]) for row in cells) or 1 for i in range(len(cells[0]))]
    least = [_least(cells, i) for i in range(len(widths))]
    while sum(widths) + _GAP * (len(widths) - 1) > width:
        i = max(range(len(widths)), key=lambda k: widths[k] if widths[k] > least[k] else 0)
        if widths[i] <= least[i]:
            break
        widths[i] -= 1
    return widths


def _wrapped_row(cells: Sequence[str], widths: list[int], numeric: list[bool]) -> list[str]:
    parts = [
        [c] if len(c) <= w else textwrap.wrap(c, w, **_WHOLE_WORDS)
        for c, w in zip(cells, widths, strict=True)
    ]
    lines = []
    for k in range(max(map(len, parts))):
        texts = [p[k] if k < len(p) else "" for p in parts]
        aligned = [t.rjust(w) if n else t.ljust(w) for t, w, n in zip(texts, widths, numeric, strict=True)]
        lines.append("  ".join(aligned).rstrip())
    return lines
