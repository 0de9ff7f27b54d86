"""Reads providers' Excel workbooks: finds the sheet, the header and the rows, whatever is above them."""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from pato.errors import MissingExtraError, nearest
from pato.world.sources.archive import BROKEN_ARCHIVE, content, damaged
from pato.world.sources.reading import GROUPED

Cells = list[tuple[Any, ...]]
_HEADER_WITHIN = 40
_SHOWN = 40
_BESIDE = {"", "Country", "Notes", "Currency", "Reporting year", "Reporting Year"}
_FORMULA = re.compile(
    rb'<c\s+r="([A-Z]+\d+)"(?![^>]*\bt="str")[^>]*>\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>'
)
"""A cell with a formula and no value, as programs leave it that never computed the sheet."""
_NUMBER = re.compile(rb'r="[A-Z]+\d+"(?![^>]*\bt="(?:s|str|inlineStr|b|e)")[^>]*>\s*<v>[^<]')
_MERGED = re.compile(rb'<mergeCell\s+ref="([A-Z]+\d+):([A-Z]+\d+)"')
_MARK = re.compile(r"[.\s…]*|[-–—]+|xxx|n\.?/?a\.?|nan", re.IGNORECASE)


def sheets(path: Path) -> dict[str, Cells]:
    """Return all sheets of a workbook as rows of plain values.

    Raises
    ------
    DataError
        If the file is absent, empty, truncated, or no workbook of the xlsx kind.
    MissingExtraError
        If openpyxl is not installed.
    """
    try:
        import openpyxl
    except ImportError as error:
        raise MissingExtraError(
            "openpyxl", "estimate", "save the sheet as CSV where the loader reads CSV too"
        ) from error
    name, data = content(path, lambda inside: inside.lower().endswith(".xlsx"))
    if not data.startswith(b"PK"):
        raise damaged(
            path,
            f"({name}) is not an Excel workbook of the xlsx kind.",
            "Fetch it again, or open it and save it as .xlsx.",
        )
    _refuse_lost_values(path, data)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        found = {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}
    # a damaged workbook breaks its reader in any way (XML, zip, styles, numbers): all of it means the same
    except Exception as error:
        told = (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
        raise damaged(path, f"is a broken or truncated workbook ({told}).") from error
    if not found:
        raise damaged(path, "is a workbook without a sheet.")
    return found


def _refuse_lost_values(path: Path, data: bytes) -> None:
    """Refuse a workbook that lost values: their cells would be read as blank, and so as unknown or zero.

    Formulas that were never computed have none, and cells that were merged into a number have lost theirs.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [n for n in archive.namelist() if n.startswith("xl/worksheets/") and n.endswith(".xml")]
            found = [what for n in parts if (what := _lost(archive.read(n)))]
    except BROKEN_ARCHIVE as error:
        raise damaged(path, f"is a broken or truncated workbook ({error}).") from error
    if found:
        raise damaged(path, *found[0])


def _lost(sheet: bytes) -> tuple[str, str] | None:
    """Return the damage in the XML of a sheet, and the repair."""
    if formula := _FORMULA.search(sheet):
        cell = formula[1].decode()
        return (
            f"has a formula in cell {cell} whose value was never computed.",
            "Open it in a spreadsheet program and save it, or fetch it again from the provider.",
        )
    for first, last in _MERGED.findall(sheet):
        at = sheet.find(b'r="%s"' % first)
        if at >= 0 and _NUMBER.match(sheet, at):
            return (
                f"has cells {first.decode()} to {last.decode()} merged into one number: the others have lost theirs.",
                "Fetch it again from the provider, whole and unopened.",
            )
    return None


def sheet(path: Path, book: dict[str, Cells], wanted: Callable[[str], bool], called: str) -> Cells:
    """Return the wanted sheet.

    Raises
    ------
    DataError
        If it is missing; the message names the existing sheets.
    """
    for title, rows in book.items():
        if wanted(title):
            return rows
    hint = nearest(called, book)
    meant = f" It has '{hint}', which may be its new name." if hint else ""
    raise damaged(
        path,
        f"has no sheet '{called}'.{meant} Sheets: {', '.join(book)}.",
        "Fetch the version named in 'pato data list'.",
    )


def table(path: Path, rows: Cells, first: str, called: str) -> tuple[list[str], Cells]:
    """Return header and rows of a sheet: the header is the first row that contains ``first``.

    Raises
    ------
    DataError
        If there is no such row, or no rows below it.
    """
    for number, row in enumerate(rows[:_HEADER_WITHIN]):
        header = [_text(cell) for cell in row]
        if first in header:
            body = [r for r in rows[number + 1 :] if any(_text(c) for c in r)]
            if not body:
                raise damaged(path, f"has nothing below the header of sheet '{called}': it is truncated.")
            return header, body
    raise damaged(
        path,
        f"has no row with '{first}' in the first {_HEADER_WITHIN} rows of sheet '{called}'.",
        "Fetch the version named in 'pato data list'.",
    )


def year_columns(path: Path, header: Sequence[str], called: str) -> dict[int, int]:
    """Return the position of every column with a year as header.

    Raises
    ------
    DataError
        If there is none, or the years are not consecutive: a column with a damaged header would be left out
        unnoticed.
    """
    years = {}
    for place, name in enumerate(header):
        bare = name.removesuffix(".0")
        if bare.isascii() and bare.isdigit() and len(bare) == len("2024"):
            years[int(bare)] = place
    if not years:
        raise damaged(path, f"has no columns of years in sheet '{called}'.")
    first = min(years)
    if list(years) != list(range(first, first + len(years))) or [*years.values()] != list(
        range(years[first], years[first] + len(years))
    ):
        raise damaged(
            path,
            f"has years in the header of sheet '{called}' that do not follow one another: {', '.join(header[years[first] :][:8])} …",
        )
    beside = {
        header[p].strip() for p in (years[first] - 1, years[first] + len(years)) if 0 <= p < len(header)
    }
    if odd := beside - _BESIDE:
        raise damaged(
            path,
            f"has '{min(odd)[:40]}' beside the years in the header of sheet '{called}', where a year may be damaged.",
        )
    return years


def number(cell: Any, path: Path, where: str) -> float | None:
    """Return a cell as a number, or None where the provider marks a missing value (blank, ``...``, ``. .``, ``xxx``, ``n/a``, ``-``).

    Parameters
    ----------
    cell
        Its plain value.
    path, where
        The file, and the cell's place in words, for the message.

    Raises
    ------
    DataError
        For anything else: a number that cannot be read is not an unknown one.
    """
    if cell is None:
        return None
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        if math.isfinite(cell):
            return float(cell)
        raise damaged(path, f"{where}: {cell} is no finite number.")
    text = str(cell).strip()
    if _MARK.fullmatch(text):
        return None
    try:
        found = (
            float(text.replace(",", "") if re.match(GROUPED, text) else text)
            if text.isascii() and "_" not in text
            else math.inf
        )
    except ValueError:
        found = math.inf
    if not math.isfinite(found):
        shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
        raise damaged(path, f"{where}: '{shown}' is no number and no mark of a missing one.")
    return found


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell).strip()
