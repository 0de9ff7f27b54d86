"""Freedom House: Freedom in the World."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pato.world.sources.archive import damaged
from pato.world.sources.base import Column, Source
from pato.world.sources.naming import codes
from pato.world.sources.reading import check_columns
from pato.world.sources.workbook import number, sheet, sheets, table

if TYPE_CHECKING:
    import polars as pl

_RAW = (
    Column("fh_full_country", "text", "Country/Territory"),
    Column("region", "text", "Region"),
    Column("country_or_territory", "text", "C/T"),
    Column("edition", "number", "Edition"),
    Column("status", "text", "Status"),
    Column("pr", "number", "PR rating"),
    Column("cl", "number", "CL rating"),
    Column("pr_full", "number", "PR"),
    Column("cl_full", "number", "CL"),
    # an additional question takes up to four points from political rights: Syria was at -1 of 100 in 2015-17
    Column("total", "number", "Total", lowest=-4, highest=100),
)
COLUMNS = (*_RAW, Column("year", "number"), Column("cown", "number"))
_STATUSES = {"F", "PF", "NF"}


def parse(path: Path) -> pl.DataFrame:
    """Read the workbook of all data since the edition of 2013; the year is the one that an edition is about."""
    import polars as pl

    cells = sheet(path, sheets(path), lambda title: title.upper().startswith("FIW"), "FIW13-25")
    header, body = table(path, cells, "Country/Territory", "FIW")
    check_columns(path, header, _RAW)
    place = {c.name: header.index(c.header) for c in _RAW}
    rows = [{c.name: _cell(path, row, place, c) for c in _RAW} for row in body]
    strange = {r["status"] for r in rows} - _STATUSES
    if strange:
        raise damaged(
            path, f"has a status {', '.join(map(repr, sorted(map(str, strange))))}; allowed: F, PF, NF."
        )
    frame = pl.DataFrame(
        rows, schema={c.name: pl.Float64 if c.kind == "number" else pl.String for c in _RAW}, orient="row"
    )
    named = frame["fh_full_country"].to_list()
    own = [
        codes(n)[1] if kind == "c" else None
        for n, kind in zip(named, frame["country_or_territory"], strict=True)
    ]
    unknown = sorted(
        {
            n
            for n, kind, c in zip(named, frame["country_or_territory"], own, strict=True)
            if kind == "c" and c is None
        }
    )
    if unknown:
        raise damaged(
            path, f"names {', '.join(repr(n[:40]) for n in unknown[:4])}, which no state is called."
        )
    return frame.with_columns(year=pl.col("edition") - 1, cown=pl.Series(own, dtype=pl.Float64)).sort(
        "fh_full_country", "year"
    )


def _cell(path: Path, row: tuple[Any, ...], place: dict[str, int], column: Column) -> Any:
    value = row[place[column.name]]
    if column.kind != "number":
        return str(value or "").strip()
    named = f"{row[place['fh_full_country']]}, edition {row[place['edition']]}"
    return number(value, path, f"column '{column.header}' of {named}")


SOURCE = Source(
    name="freedom-house",
    title="Freedom in the World, edition of 2025",
    owner="Freedom House",
    version="2025 edition, year 2024",
    licence="Freedom House terms, not seen; single figures with attribution",
    citation="Freedom House (2025). Freedom in the World.",
    page="https://freedomhouse.org/report/freedom-world",
    download="https://freedomhouse.org/sites/default/files/2025-02/All_data_FIW_2013-2024.xlsx",
    table="freedom_house_full",
    columns=COLUMNS,
    parse=parse,
    keys=("fh_full_country", "year"),
    file="All_data_FIW_2013-2024.xlsx (aggregate and subcategory scores)",
    usual_rows=2723,
    ships="single figures",
    note="Needs the extra 'estimate' (openpyxl). Territories (C/T is t) have no COW code.",
)
