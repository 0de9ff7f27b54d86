"""World Input-Output Database, release of 2016: one year's table as Stata, csv or Excel."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pato.world.sources.archive import content, damaged
from pato.world.sources.base import Source
from pato.world.sources.reading import raw_frame, stata_frame, text

if TYPE_CHECKING:
    from pato.world.sources.input_output import InputOutputTable

FINAL = ("CONS_h", "CONS_np", "CONS_g", "GFCF", "INVEN")
INVENTORIES = ("INVEN",)
_LABELS = ("IndustryCode", "Country", "RNr")
_COLUMN = re.compile(r"v([A-Z]{3})(\d+)")


def read(path: Path) -> InputOutputTable:
    """Read one year's table.

    Stata and csv: columns ``IndustryCode``, ``Country``, ``RNr`` and ``vAUS1`` ..., the last five of a country being
    its final uses. Excel: the four header rows (code, description, country, number) of the provider's sheets. The rows of
    totals (country ``TOT``) are left out; each row is held against the column of output (``TOT``).

    Raises
    ------
    DataError
        If the file is absent, no such table, truncated, or contradicts its own totals.
    MissingExtraError
        For Stata without pandas, Excel without openpyxl.
    """
    # such a workbook is an archive itself, whose parts are no tables
    if path.suffix.casefold() == ".xlsb":
        raise damaged(
            path,
            "is a binary workbook (xlsb).",
            "Take the provider's Stata file, or save the sheet as .xlsx or .csv.",
        )
    name, data = content(
        path, lambda inside: inside.lower().endswith((".dta", ".csv", ".xlsx")) and "wiot" in inside.lower()
    )
    if name.casefold().endswith(".xlsx"):
        return _from_sheet(path)
    head, body = _stata(path, data) if name.casefold().endswith(".dta") else _csv(path, data)
    return _from_columns(path, head, body)


def _stata(path: Path, data: bytes) -> tuple[list[str], list[Sequence[Any]]]:
    frame = stata_frame(path, data)
    return [str(c) for c in frame.columns], [tuple(row) for row in frame.itertuples(index=False, name=None)]


def _csv(path: Path, data: bytes) -> tuple[list[str], list[Sequence[Any]]]:
    frame = raw_frame(path, text(path, data))
    return frame.columns, frame.rows()  # type: ignore[return-value]


def _from_columns(path: Path, head: list[str], body: list[Sequence[Any]]) -> InputOutputTable:
    if lacking := [c for c in _LABELS if c not in head]:
        raise damaged(
            path, f"has no column {', '.join(lacking)}.", "Take one year of the 2016 release (WIOT...)."
        )
    code, country = head.index("IndustryCode"), head.index("Country")
    rows = [(str(r[country]).strip(), str(r[code]).strip()) for r in body]
    sells = [n for n, (place, _) in enumerate(rows) if place != "TOT"]
    sectors = list(dict.fromkeys(rows[n][1] for n in sells))
    columns = {n: found for n, name in enumerate(head) if (found := _COLUMN.fullmatch(name))}
    uses = [*sectors, *FINAL]
    labels = []
    for found in columns.values():
        number = int(found[2])
        if number > len(uses):
            raise damaged(
                path,
                f"column {found[0]} is beyond the {len(sectors)} sectors and {len(FINAL)} final uses of its rows: it is truncated.",
            )
        labels.append((found[1], uses[number - 1]))
    if not columns:
        raise damaged(path, "has no columns of the form vAUS1.")
    total = head.index("TOT") if "TOT" in head else None
    return _table(path, [rows[n] for n in sells], [body[n] for n in sells], labels, list(columns), total)


def _from_sheet(path: Path) -> InputOutputTable:
    from pato.world.sources.workbook import sheets

    cells = next(iter(sheets(path).values()))
    words = [[str(c or "").strip() for c in row] for row in cells]
    top = next((n for n, row in enumerate(words[:20]) if "CONS_h" in row), None)
    if top is None or len(words) < top + 5:
        raise damaged(path, "has no header row of industry codes with CONS_h.")
    places = [
        n for n, code in enumerate(words[top]) if code and words[top + 2][n] not in {"", "TOT"} and n >= 4
    ]
    body = [row for row in cells[top + 4 :] if len(row) > 4 and str(row[2] or "").strip() not in {"", "TOT"}]
    if not places or not body:
        raise damaged(path, "has no data below its four header rows: it is truncated.")
    rows = [(str(r[2]).strip(), str(r[0]).strip()) for r in body]
    total = next((n for n, place in enumerate(words[top + 2]) if place == "TOT"), None)
    return _table(path, rows, body, [(words[top + 2][n], words[top][n]) for n in places], places, total)


def _table(
    path: Path,
    rows: list[tuple[str, str]],
    body: Sequence[Sequence[Any]],
    columns: list[tuple[str, str]],
    places: list[int],
    total: int | None,
) -> InputOutputTable:
    import numpy as np

    from pato.world.sources.input_output import refuse_contradictions, table_of
    from pato.world.sources.workbook import number

    def cell(row: int, place: int, column: str) -> float | None:
        there = body[row]
        return (
            number(there[place], path, f"row {'_'.join(rows[row])}, column {column}")
            if place < len(there)
            else None
        )

    values = np.array(
        [[cell(i, n, "_".join(c)) for n, c in zip(places, columns, strict=True)] for i in range(len(body))],
        dtype=np.float64,
    )
    if np.isnan(values).any():
        line, column = np.argwhere(np.isnan(values))[0]
        raise damaged(
            path, f"the cell of {'_'.join(rows[line])} and {'_'.join(columns[column])} holds no number."
        )
    if total is not None:
        made = [cell(i, total, "total") for i in range(len(body))]
        refuse_contradictions(
            str(path), rows, columns, across=(values.sum(axis=1), np.array(made, np.float64))
        )
    return table_of(
        values,
        rows,
        columns,
        inventories=INVENTORIES,
        where=str(path),
        source=f"WIOD 2016 layout, {path.name}",
    )


SOURCE = Source(
    name="wiod",
    title="World Input-Output Database, 43 countries, 56 sectors",
    owner="Groningen Growth and Development Centre",
    version="release of 2016, one year of 2000-2014",
    licence="CC BY 4.0 (stated by the provider; not shipped)",
    citation="Timmer, M. P., Dietzenbacher, E., Los, B., Stehrer, R. and de Vries, G. J. (2015). An Illustrated User Guide to the World "
    "Input-Output Database. Review of International Economics 23.",
    page="https://www.rug.nl/ggdc/valuechain/wiod/wiod-2016-release",
    note="Not for the store: pato trade-sectors reads one year's file as it is. The loader has not been run on the provider's own file.",
)
