"""ADB multi-regional input-output tables: output and sales at home, of goods and of services."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from pato.world.sources.archive import damaged
from pato.world.sources.base import Column, Source
from pato.world.sources.workbook import Cells, number, sheets

if TYPE_CHECKING:
    import polars as pl

GOODS = frozenset(f"c{n}" for n in range(1, 17))
"""Sectors of agriculture, mining and manufacturing."""
ISO = {
    "PRC": "CHN", "TAP": "TWN", "HKG": "HKG", "INO": "IDN", "SIN": "SGP", "MAL": "MYS", "PHI": "PHL", "VIE": "VNM", "CAM": "KHM", "LAO": "LAO",
    "BAN": "BGD", "SRI": "LKA", "BHU": "BTN", "NEP": "NPL", "MLD": "MDV", "MON": "MNG", "KAZ": "KAZ", "KGZ": "KGZ", "FIJ": "FJI", "BRU": "BRN",
    "GER": "DEU", "UKG": "GBR", "ROM": "ROU", "DEN": "DNK", "SPA": "ESP", "NET": "NLD", "POR": "PRT", "SWI": "CHE", "IRE": "IRL", "RoW": "ROW",
}  # fmt: skip
COLUMNS = (
    Column("mrio_version", "text"),
    Column("year", "integer"),
    Column("iso3c", "text"),
    Column("block", "text"),
    Column("x", "number"),
    Column("domestic_sales", "number"),
    Column("exports_derived", "number"),
)
SECTOR = re.compile(r"c([1-9]|[12]\d|3[0-5])")
_USE = re.compile(rf"{SECTOR.pattern}|F[1-9]")


def parse(path: Path) -> pl.DataFrame:
    """Read one year's workbook: two header rows (economy, sector), two label columns with the same codes.

    Output is a row's sum over all uses; sales at home are its uses in the same economy, by firms and by final users.
    """
    import polars as pl

    year = re.search(r"(?:19|20)\d\d", path.stem)
    if year is None:
        raise damaged(
            path, "has no year in its name.", "Keep the provider's file name, such as ADB-MRIO-2022.xlsx."
        )
    cells = next(iter(sheets(path).values()))
    top, economies, uses = header(path, cells)
    labels = label_columns(path, cells, top)
    used = used_columns(path, economies, uses, labels[1])
    sums = _sums(path, cells[top + 2 :], economies, uses, labels, used)
    count = len({iso for iso, _ in sums} - {"ROW"})
    rows = [
        (f"ADB MRIO {count}", int(year.group()), iso, block, x, home, x - home)
        for (iso, block), (x, home) in sorted(sums.items())
    ]
    kinds = {"text": pl.String, "integer": pl.Int64, "number": pl.Float64}
    return pl.DataFrame(rows, schema={c.name: kinds[c.kind] for c in COLUMNS}, orient="row")


def header(path: Path, cells: Cells) -> tuple[int, list[str], list[str]]:
    """Return the start of the header, its row of economies, and its row of sectors and uses."""
    for n in range(min(20, len(cells) - 1)):
        below = [str(c or "").strip() for c in cells[n + 1]]
        if sum(bool(SECTOR.fullmatch(c)) for c in below) >= 2:
            return n, [str(c or "").strip() for c in cells[n]], below
    raise damaged(path, "has no row of sector codes c1 … c35 below a row of economies.")


def label_columns(path: Path, cells: Cells, top: int) -> tuple[int, int]:
    """Return the positions of the two label columns: economy and sector."""
    sample = cells[top + 2] if len(cells) > top + 2 else ()
    for place, cell in enumerate(sample[1:8], start=1):
        if SECTOR.fullmatch(str(cell or "").strip()):
            return place - 1, place
    raise damaged(path, "has no label columns with economy and sector before the figures.")


def used_columns(path: Path, economies: list[str], uses: list[str], last_label: int) -> list[int]:
    """Return the columns after the labels that have an economy and a sector or final use.

    Raises
    ------
    DataError
        If a column of an economy has no sector or use, or the reverse: its figures would be left out unseen.
    """
    found = []
    for n in range(last_label + 1, max(len(economies), len(uses))):
        economy, use = (row[n] if n < len(row) else "" for row in (economies, uses))
        told = bool(_USE.fullmatch(use))
        if economy.casefold() != "tot" and bool(economy) != told:
            raise damaged(
                path,
                f"has a header of column {n + 1} that names economy '{economy[:20]}' and use '{use[:20]}': one of them is damaged.",
            )
        if economy and told:
            found.append(n)
    return found


def _sums(
    path: Path, body: Cells, economies: list[str], uses: list[str], labels: tuple[int, int], used: list[int]
) -> dict[tuple[str, str], list[float]]:
    sums: dict[tuple[str, str], list[float]] = {}
    for row in body:
        economy, sector = (str(row[place] or "").strip() for place in labels)
        if not economy or not SECTOR.fullmatch(sector):
            continue
        # the provider leaves cells of zero blank
        where = f"{economy} {sector}"
        values = [
            (
                economies[n],
                (
                    number(row[n], path, f"row {where}, column {economies[n]} {uses[n]}")
                    if n < len(row)
                    else None
                )
                or 0.0,
            )
            for n in used
        ]
        total = sums.setdefault(
            (ISO.get(economy, economy), "goods" if sector in GOODS else "services"), [0.0, 0.0]
        )
        total[0] += sum(v for _, v in values)
        total[1] += sum(v for e, v in values if e == economy)
    if not sums:
        raise damaged(path, "has no rows with an economy and a sector: it is truncated.")
    return sums


SOURCE = Source(
    name="adb-mrio",
    title="Multi-Regional Input-Output Tables, 72 economies",
    owner="Asian Development Bank",
    version="July 2023, year 2022",
    licence="ADB terms, not seen; single figures with attribution",
    citation="Asian Development Bank (2023). Multi-Regional Input-Output Tables.",
    page="https://kidb.adb.org/mrio",
    table="mrio_adb_domestic_sales",
    columns=COLUMNS,
    parse=parse,
    keys=("mrio_version", "year", "iso3c", "block"),
    file="one year's workbook of the 72-economy tables (ADB-MRIO-2022….xlsx); the table then holds that year",
    ships="single figures",
    note="Needs the extra 'estimate' (openpyxl). Goods are sectors 1 to 16, at basic prices.",
)
