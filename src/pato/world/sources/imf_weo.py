"""IMF World Economic Outlook: gross domestic product."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pato.world.sources.archive import content, damaged
from pato.world.sources.base import Column, Source
from pato.world.sources.reading import check_columns, long_numbers, raw_frame, text

if TYPE_CHECKING:
    import polars as pl

_SUBJECTS = {"NGDPD": "gdp_current_usd_bn", "PPPGDP": "gdp_ppp_intl_bn"}
_RAW = (
    Column("ISO", "text"),
    Column("WEO Subject Code", "text"),
    Column("Country", "text"),
    Column("Estimates Start After", "integer"),
)
COLUMNS = (
    Column("iso3c", "text"),
    Column("imf_name", "text"),
    Column("year", "integer"),
    Column("gdp_current_usd_bn", "number", lowest=0),
    Column("gdp_ppp_intl_bn", "number", lowest=0),
    Column("projection", "flag"),
)


def parse(path: Path) -> pl.DataFrame:
    """Read the "by countries" file, which is tab-separated text whatever its ending, into country-years.

    A year is a projection where it lies after the last year that the IMF names as actual.
    """
    import polars as pl

    _, data = content(path)
    lines = text(path, data, ("utf-8-sig", "latin-1")).splitlines()
    while lines and "\t" not in lines[-1]:  # the file ends with a line that names the edition
        lines.pop()
    raw = raw_frame(path, "\n".join(lines) + "\n", separator="\t")
    check_columns(path, raw.columns, _RAW)
    years = [c for c in raw.columns if c.isascii() and c.isdigit() and len(c) == len("2024")]
    subjects = raw.filter(pl.col("WEO Subject Code").is_in(list(_SUBJECTS)))
    if not years or set(subjects["WEO Subject Code"]) != set(_SUBJECTS):
        raise damaged(
            path,
            f"lacks the years or one of the subjects {', '.join(_SUBJECTS)}: it is not the file of all countries and subjects.",
        )
    if lost := [y for y in range(int(min(years)), int(max(years))) if str(y) not in years]:
        raise damaged(path, f"has no column of the year {lost[0]}, although it has one of {max(years)}.")
    long = subjects.unpivot(
        years,
        index=["ISO", "Country", "WEO Subject Code", "Estimates Start After"],
        variable_name="year",
        value_name="value",
    )
    typed = long.with_columns(
        pl.col("year").cast(pl.Int64),
        value=long_numbers(path, long, ("ISO", "WEO Subject Code", "year")),
        last=pl.col("Estimates Start After").cast(pl.Int64, strict=False),
    )
    wide = typed.pivot(
        "WEO Subject Code", index=["ISO", "Country", "year"], values="value", aggregate_function="first"
    )
    last = typed.filter(pl.col("WEO Subject Code") == "NGDPD").select("ISO", "year", "last").unique()
    named = wide.rename({"ISO": "iso3c", "Country": "imf_name", **_SUBJECTS}).join(
        last.rename({"ISO": "iso3c"}), on=["iso3c", "year"], how="left"
    )
    kept = named.filter(pl.any_horizontal(pl.col(list(_SUBJECTS.values())).is_not_null()))
    return (
        kept.with_columns(projection=pl.col("year") > pl.col("last"))
        .select(c.name for c in COLUMNS)
        .sort("iso3c", "year")
    )


SOURCE = Source(
    name="imf-weo",
    title="World Economic Outlook, October 2025",
    owner="International Monetary Fund",
    version="October 2025",
    licence="(c) IMF, all rights reserved; single figures with attribution",
    citation="International Monetary Fund (2025). World Economic Outlook Database, October 2025.",
    page="https://www.imf.org/en/Publications/WEO/weo-database/2025/october",
    table="imf_weo_gdp_1980_2030",
    columns=COLUMNS,
    parse=parse,
    keys=("iso3c", "imf_name", "year"),
    file="the tab-delimited file of all countries (WEO…all.xls, which is text)",
    usual_rows=9221,
    ships="single figures",
    note="Years after 'Estimates Start After' are projections and marked so.",
)
