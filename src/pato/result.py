"""Answer of a model: sentences and named tables, to display, process further, or save."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pato.errors import Problem, UnknownNameError, UsageError, unknown
from pato.table import BINARY, ENDINGS, Table, fitted

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    import xarray as xr


JSON_SCHEMA = "pato-answer-1"
"""Identifier of an answer's JSON form, with its number (``pato schema answer``)."""


class Tabled:
    """Base of answers with one table: shown by notebooks, read by pandas, written to files."""

    __slots__ = ()

    def to_table(self) -> Table:
        """Return it as a table."""
        raise NotImplementedError

    def to_pandas(self) -> pd.DataFrame:
        """Return its table as a `pandas.DataFrame` with numbers as numbers."""
        return self.to_table().to_pandas()

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write its table to a file; its ending sets the format: .csv, .json, .md, .txt, .html, .xlsx, .dta or .parquet."""
        return self.to_table().save(path)

    def _repr_html_(self) -> str:
        return self.to_table().to_html()


class Result:
    """An answer in words and in tables.

    Parameters
    ----------
    title
        The question, in one line.
    tables
        By name; the first is what `to_pandas` returns unless another is named.
    sentences
        The answer in words.
    found
        The model's object with its arrays, for further use.
    labelled
        Function that makes labelled arrays; None if there are none.

    Examples
    --------
    >>> Result("Who blocks?", {"blocking": Table(("subset",), [("JPN",)])})
    <Result 'Who blocks?', tables: blocking>
    """

    __slots__ = ("_labelled", "found", "sentences", "tables", "title")

    def __init__(
        self,
        title: str,
        tables: Mapping[str, Table],
        *,
        sentences: tuple[str, ...] | list[str] = (),
        found: Any = None,
        labelled: Callable[[], xr.Dataset] | None = None,
    ) -> None:
        self.title = title
        self.tables = dict(tables)
        self.sentences = tuple(sentences)
        self.found = found
        self._labelled = labelled

    def __repr__(self) -> str:
        return f"<Result {self.title!r}, tables: {', '.join(self.tables)}>"

    def __str__(self) -> str:
        return self.render()

    def __iter__(self) -> Iterator[str]:
        return iter(self.tables)

    def __len__(self) -> int:
        return len(self.tables)

    def __getitem__(self, name: str) -> Table:
        """Return one of the tables.

        Raises
        ------
        UnknownNameError
            If the name is unknown.
        """
        if name not in self.tables:
            raise UnknownNameError(unknown("table", name, self.tables))
        return self.tables[name]

    def _repr_html_(self) -> str:
        from html import escape

        words = "".join(f"<p>{escape(s)}</p>" for s in self.sentences)
        return words + "".join(table._repr_html_() for table in self.tables.values())

    def to_pandas(self, name: str | None = None) -> pd.DataFrame:
        """Return the first table, or the one of that name, as a `pandas.DataFrame` with numbers as numbers."""
        return self[name or next(iter(self.tables), "")].to_pandas()

    def to_xarray(self) -> xr.Dataset:
        """Return the results as labelled arrays.

        Raises
        ------
        UsageError
            If the answer has none.
        """
        if self._labelled is None:
            raise UsageError(
                Problem("to_xarray", f"'{self.title}' has no labelled arrays.", "Use .to_pandas(table).")
            )
        return self._labelled()

    def render(self, fmt: str = "table") -> str:
        """Return the answer as text: ``table``, ``md``, ``html``, ``json``, or ``csv`` where it is one table.

        Raises
        ------
        UsageError
            For several tables as CSV: one file holds one table.
        """
        tables = list(self.tables.values())
        if fmt == "json":
            return self._json([table.to_json() for table in tables])
        if fmt == "html":
            return self._repr_html_()
        if fmt == "csv":
            if len(tables) > 1:
                names = ", ".join(self.tables)
                fix = "Name a file (-o FILE.csv, .save('FILE.csv')) and each goes to one of its own, or choose JSON."
                raise UsageError(
                    Problem("csv", f"holds one table a file, and these are {len(tables)}: {names}.", fix)
                )
            return tables[0].to_csv() if tables else ""
        words = [f"- {line}" if fmt == "md" else fitted(line) for line in self.sentences]
        words += [""] if words else []
        return "\n".join([*words, "\n".join(table.render(fmt) for table in tables)])

    def save(
        self, path: str | os.PathLike[str], fmt: str | None = None, *, excel: bool = False
    ) -> list[Path]:
        """Write the answer to a file; its ending sets the format (.json, .md, .txt, .html, .csv, .xlsx, .dta, .parquet).

        Several tables become one sheet each of an Excel workbook, or ``FILE-TABLE.csv`` each in formats with one
        table; CSV is accompanied by ``.meta.json``. With `excel`, CSV begins with the byte-order mark by which Excel
        recognises UTF-8.

        Returns
        -------
        list of pathlib.Path
            The files with tables.
        """
        from pathlib import Path

        from pato.files.storage import write_atomic

        target = Path(path)
        chosen = fmt or ENDINGS.get(target.suffix.lower())
        if chosen is None:
            raise UsageError(
                Problem(str(path), f"ends in '{target.suffix}'.", f"Allowed: {', '.join(ENDINGS)}.")
            )
        if chosen == "xlsx":
            from pato.exports import to_xlsx

            write_atomic(target, to_xlsx({name: table.sheet() for name, table in self.tables.items()}))
            return [target]
        if chosen != "csv" and chosen not in BINARY:
            write_atomic(target, self.render(chosen))
            return [target]
        if len(self.tables) == 1:
            return [next(iter(self.tables.values())).write(target, chosen, excel=excel)]
        ending = target.suffix or f".{chosen}"
        return [
            table.write(target.with_name(f"{target.stem}-{name}{ending}"), chosen, excel=excel)
            for name, table in self.tables.items()
        ]

    def _json(self, texts: list[str]) -> str:
        """Return tables as one JSON document: with the sentences if there are any, else a list, or the one table."""
        if self.sentences:
            body = {
                "schema": JSON_SCHEMA,
                "answer": list(self.sentences),
                "tables": [json.loads(text) for text in texts],
            }
            return json.dumps(body, ensure_ascii=False, indent=1) + "\n"
        if len(texts) == 1:
            return texts[0]
        return "[\n" + ",\n".join(text.rstrip() for text in texts) + "\n]\n"
