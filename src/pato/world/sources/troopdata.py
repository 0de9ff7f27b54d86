"""United States active-duty personnel by country and year."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pato.world.sources.base import Column, Source
from pato.world.sources.reading import csv_frame

if TYPE_CHECKING:
    import polars as pl

_FORCES = ("army_ad", "navy_ad", "air_force_ad", "marine_corps_ad", "coast_guard_ad", "space_force_ad")
COLUMNS = (
    Column("countryname", "text"),
    Column("year", "integer"),
    Column("ccode", "integer"),
    Column("iso3c", "text"),
    Column("region", "text"),
    Column("troops_ad", "integer", lowest=0),
    *(Column(name, "integer", required=False) for name in _FORCES),
)


def parse(path: Path) -> pl.DataFrame:
    """Read ``troopdata-rebuild-country-year.csv``."""
    return csv_frame(path, COLUMNS).sort("countryname", "year")


SOURCE = Source(
    name="troopdata",
    title="United States military deployments; bases listed by Vine, updated to 2018",
    owner="Allen, Flynn and Machain, from the US Defense Manpower Data Center",
    version="2026-06, to 2024",
    licence="package GPL-3 or later; cite the authors",
    citation="Allen, M. A., Flynn, M. E. and Machain, C. M. (2022). US global military deployments, 1950-2020. CMPS 39.",
    page="https://github.com/meflynn/troopdata",
    table="us_troops_country_year_1950_2024",
    columns=COLUMNS,
    parse=parse,
    keys=("countryname", "year"),
    usual_rows=13135,
    download="https://raw.githubusercontent.com/meflynn/troopdata/19717777fb07781a03a08cf967daa6b472612d3b/data-raw/troopdata-rebuild-country-year.csv",
    file="data-raw/troopdata-rebuild-country-year.csv",
    ships="figures",
    note="Some states stand under two spellings in one year, one of them empty; territories are coded apart.",
)
