"""World Development Indicators: gross domestic product."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from pato.world.sources.archive import BROKEN_ARCHIVE, content, damaged
from pato.world.sources.base import Column, Source
from pato.world.sources.reading import check_columns, long_numbers, raw_frame, text

if TYPE_CHECKING:
    import polars as pl

INDICATORS = ("NY.GDP.MKTP.CD", "NY.GDP.MKTP.PP.CD")
_RAW = (Column("Country Name", "text"), Column("Country Code", "text"), Column("Indicator Code", "text"))
_NAMED = {*(c.name for c in _RAW), "Indicator Name"}
COLUMNS = (
    Column("Country Name", "text"),
    Column("iso3c", "text", "Country Code"),
    Column("year", "integer"),
    Column("NY.GDP.MKTP.CD", "number", lowest=0),
    Column("NY.GDP.MKTP.PP.CD", "number", required=False, lowest=0),
)


def parse(path: Path) -> pl.DataFrame:
    """Read the provider's files of one or both indicators (csv, or zip with one or more of them) into country-years."""
    import polars as pl

    long = pl.concat([_one(path, data) for data in _files(path)])
    found = set(long["Indicator Code"]) & set(INDICATORS)
    if not found:
        raise damaged(
            path,
            f"holds none of the indicators {', '.join(INDICATORS)}.",
            "Fetch one of these from the provider's page.",
        )
    wide = long.filter(pl.col("Indicator Code").is_in(list(found))).pivot(
        "Indicator Code",
        index=["Country Name", "Country Code", "year"],
        values="value",
        aggregate_function="first",
    )
    blank = [pl.lit(None, pl.Float64).alias(i) for i in INDICATORS if i not in found]
    return (
        wide.rename({"Country Code": "iso3c"})
        .with_columns(blank)
        .select(c.name for c in COLUMNS)
        .sort("iso3c", "year")
    )


def _files(path: Path) -> list[bytes]:
    if path.suffix.lower() != ".zip" and not _is_archive(path):
        return [content(path)[1]]
    try:
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
            names = [n for n in archive.namelist() if Path(n).name.startswith("API_") and n.endswith(".csv")]
            found = [archive.read(n) for n in names]
    except BROKEN_ARCHIVE as error:
        raise damaged(path, f"is a broken or truncated zip archive ({error}).") from error
    if not found:
        raise damaged(path, "holds no file API_….csv.")
    return found


def _is_archive(path: Path) -> bool:
    """Return whether it is a zip file regardless of its name: the provider's addresses of indicators have no ending."""
    try:
        with path.open("rb") as stream:
            return stream.read(4) == b"PK\x03\x04"
    except OSError:
        return False


def _one(path: Path, data: bytes) -> pl.DataFrame:
    import polars as pl

    lines = text(path, data).splitlines()
    start = next(
        (n for n, line in enumerate(lines[:12]) if line.lstrip('"').startswith("Country Name")), None
    )
    if start is None:
        raise damaged(path, "has no header that begins with 'Country Name'.")
    bare = [
        line.rstrip().rstrip(",") if line.rstrip().endswith(('",', ",")) else line for line in lines[start:]
    ]
    frame = raw_frame(path, "\n".join(_same_width(bare)) + "\n")
    check_columns(path, frame.columns, _RAW)
    years = [c for c in frame.columns if c.isascii() and c.isdigit() and len(c) == len("2024")]
    if not years:
        raise damaged(path, "has no columns of years.")
    if odd := [c for c in frame.columns if c and c not in years and c not in _NAMED]:
        raise damaged(path, f"has a column '{odd[0][:40]}' that is no year.")
    long = frame.unpivot(years, index=[c.name for c in _RAW], variable_name="year", value_name="value")
    numbers = long_numbers(path, long, ("Country Code", "Indicator Code", "year"))
    return long.with_columns(pl.col("year").cast(pl.Int64, strict=False), value=numbers).drop_nulls("value")


def _same_width(lines: list[str]) -> list[str]:
    """Restore the empty cells at the end of a line that were mistaken for the provider's final comma."""
    width = lines[0].count('","')
    return [
        line + ',""' * max(0, width - line.count('","')) if line.startswith('"') else line for line in lines
    ]


SOURCE = Source(
    name="wdi",
    title="World Development Indicators: GDP, current and PPP",
    owner="World Bank",
    version="2025-03",
    licence="CC BY 4.0",
    citation="World Bank (2025). World Development Indicators.",
    page="https://data.worldbank.org/indicator/NY.GDP.MKTP.CD",
    download="https://api.worldbank.org/v2/en/indicator/NY.GDP.MKTP.CD?downloadformat=csv",
    table="wdi_gdp_1960_2023",
    columns=COLUMNS,
    parse=parse,
    keys=("iso3c", "year"),
    file="the zip of an indicator (API_NY.GDP.MKTP.CD_….zip), or a zip with the csv files of both",
    usual_rows=14321,
    note="The download is GDP at market rates; for PPP put its csv into the same zip. Taiwan is absent.",
)
