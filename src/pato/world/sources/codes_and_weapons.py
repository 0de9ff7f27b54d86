"""Codes of states (countrycode), and stockpiles of nuclear warheads (Federation of American Scientists)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pato.world.sources.base import Column, Source
from pato.world.sources.r_data import table
from pato.world.sources.reading import csv_frame

if TYPE_CHECKING:
    import polars as pl

CODES = (
    Column("country.name.en", "text"),
    Column("iso3c", "text"),
    Column("cown", "integer"),
    Column("gwn", "integer"),
    Column("un", "integer", required=False),
    Column("vdem", "integer", required=False),
    Column("region", "text"),
)
WARHEADS = (
    Column("Entity", "text"),
    Column("iso3c", "text", "Code"),
    Column("Year", "integer"),
    Column("Number of nuclear warheads", "integer", lowest=0),
)


def codes(path: Path) -> pl.DataFrame:
    """Read ``codelist`` (R data, or CSV written from it)."""
    return table(path, CODES).sort("country.name.en")


def warheads(path: Path) -> pl.DataFrame:
    """Read the stockpiles of states and years, as Our World in Data publishes them (csv)."""
    import polars as pl

    frame = csv_frame(path, WARHEADS)
    return frame.filter(pl.col("iso3c").str.len_chars() == 3).sort("iso3c", "Year")


SOURCES = (
    Source(
        name="country-codes",
        title="Codes of states in the systems of many providers",
        owner="Arel-Bundock, Enevoldsen and Yetman",
        version="2026",
        licence="package GPL-3",
        citation="Arel-Bundock, V., Enevoldsen, N. and Yetman, C. J. (2018). countrycode: An R package to convert country names and country codes. Journal of Open Source Software 3(28).",
        page="https://vincentarelbundock.github.io/countrycode/",
        table="country_codes",
        columns=CODES,
        parse=codes,
        keys=("country.name.en",),
        file="codelist.rda of the package countrycode, or write.csv(countrycode::codelist, row.names = FALSE)",
        download="https://github.com/vincentarelbundock/countrycode/raw/HEAD/data/codelist.rda",
        usual_rows=292,
    ),
    Source(
        name="fas-warheads",
        title="Estimated nuclear weapon stockpiles",
        owner="Federation of American Scientists, via Our World in Data",
        version="2023",
        licence="CC BY 4.0 (Our World in Data)",
        citation="Kristensen, H., Korda, M. and others (2023). Status of World Nuclear Forces.",
        page="https://fas.org/initiative/status-world-nuclear-forces/",
        table="nuclear_warheads_1945_2023",
        columns=WARHEADS,
        parse=warheads,
        keys=("iso3c", "Year"),
        file="the chart 'Estimated nuclear warhead stockpiles' of ourworldindata.org, its full data as csv",
        download="https://ourworldindata.org/grapher/nuclear-warhead-stockpiles.csv",
        usual_rows=869,
        ships="figures",
        note="Military stockpile: retired warheads that await dismantlement are left out.",
    ),
)
