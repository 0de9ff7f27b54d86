"""SIPRI: military expenditure."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pato.world.sources.archive import damaged
from pato.world.sources.base import Column, Source
from pato.world.sources.naming import coded
from pato.world.sources.workbook import number, sheet, sheets, table, year_columns

if TYPE_CHECKING:
    import polars as pl

CONSTANT_YEAR = 2023
SHEETS = {
    f"Constant ({CONSTANT_YEAR}) US$": f"milex_const{CONSTANT_YEAR}_usd_m",
    "Current US$": "milex_current_usd_m",
    "Share of GDP": "milex_share_gdp",
    "Per capita": "milex_per_capita_usd",
    "Share of Govt. spending": "milex_share_gov",
}
COLUMNS = (
    Column("Country", "text"),
    Column("iso3c", "text"),
    Column("cown", "integer"),
    Column("year", "integer"),
    *(Column(name, "number", lowest=0) for name in SHEETS.values()),
    Column("sipri_flag", "text"),
)
_OWN = {
    "Congo, DR": "COD", "Congo, Republic": "COG", "Gambia, The": "GMB", "Korea, North": "PRK", "Korea, South": "KOR",
    "USSR": "SUN", "German Democratic Republic": "DDR", "Yugoslavia": "YUG", "Czechoslovakia": "CSK",
}  # fmt: skip
_WITHOUT_CODE = {"European Union", "Yemen, North"}
_DID_NOT_EXIST = "xxx"


def parse(path: Path) -> pl.DataFrame:
    """Read the provider's workbook: one row per country and year; shares are fractions; what SIPRI marks as unavailable is null."""
    import polars as pl

    book = sheets(path)
    found: dict[tuple[str, int], dict[str, Any]] = {}
    for title, column in SHEETS.items():
        cells = sheet(path, book, lambda t, wanted=title: _plain(t) == _plain(wanted), title)  # type: ignore[misc]
        for country, year, cell in _long(path, cells, title):
            row = found.setdefault((country, year), {})
            row[column] = number(cell, path, f"sheet '{title}', {country}, {year}")
            if column == "milex_current_usd_m" and row[column] is None:
                row["sipri_flag"] = str(cell or "").strip() or None
    strange = sorted({c for c, _ in found if coded(c, _OWN)[0] is None} - _WITHOUT_CODE)
    if strange:
        told = ", ".join(f"'{c[:40]}'" for c in strange[:4])
        raise damaged(path, f"names {told}, which no state is called.")
    rows = [
        (c, *coded(c, _OWN), y, *(r.get(n) for n in SHEETS.values()), r.get("sipri_flag"))
        for (c, y), r in sorted(found.items())
        if r.get("sipri_flag") != _DID_NOT_EXIST
    ]
    kinds = {"text": pl.String, "integer": pl.Int64, "number": pl.Float64}
    return pl.DataFrame(rows, schema={c.name: kinds[c.kind] for c in COLUMNS}, orient="row")


def _plain(title: str) -> str:
    return re.sub(r"\s+", " ", title).strip().casefold()


def _long(path: Path, cells: list[tuple[Any, ...]], title: str) -> list[tuple[str, int, Any]]:
    header, body = table(path, cells, "Country", title)
    years = year_columns(path, header, title)
    place = header.index("Country")
    named = [r for r in body if r[place] and any(r[p] is not None for p in years.values() if p < len(r))]
    return [
        (str(r[place]).strip(), year, r[p] if p < len(r) else None)
        for r in named
        for year, p in years.items()
    ]


SOURCE = Source(
    name="sipri-milex",
    title="SIPRI Military Expenditure Database",
    owner="Stockholm International Peace Research Institute",
    version="April 2025, 1949-2024",
    licence="SIPRI terms: non-commercial use with attribution, less than a tenth of the set; single figures only",
    citation="Stockholm International Peace Research Institute (2025). SIPRI Military Expenditure Database.",
    page="https://www.sipri.org/databases/milex",
    table="sipri_milex_1949_2024",
    columns=COLUMNS,
    parse=parse,
    keys=("Country", "year"),
    file="the workbook for all countries, SIPRI-Milex-data-1949-2024 (xlsx)",
    usual_rows=13224,
    ships="single figures",
    note=f"Needs the extra 'estimate' (openpyxl). Constant prices are of {CONSTANT_YEAR}: a later edition has another year and is refused by name.",
)
