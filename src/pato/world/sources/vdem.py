"""V-Dem: the country-year indices."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pato.world.sources.base import Column, Source
from pato.world.sources.reading import csv_frame

if TYPE_CHECKING:
    import polars as pl

LEVELS = ("v2x_polyarchy", "v2x_libdem", "v2x_partipdem", "v2x_delibdem", "v2x_egaldem", "v2x_api", "v2x_mpi")
POINTS = (
    "v2x_rule", "v2x_civlib", "v2x_clphy", "v2x_clpol", "v2x_clpriv", "v2x_jucon", "v2x_corr", "v2x_regime", "v2xel_frefair", "v2x_freexp_altinf", "v2x_frassoc_thick",
)  # fmt: skip
COLUMNS = (
    Column("vdem_country_name", "text", "country_name"),
    Column("country_text_id", "text"),
    Column("country_id", "number"),
    Column("year", "number"),
    Column("vdem_cowcode", "number", "COWcode", required=False),
    *(
        Column(f"{name}{end}", "number", required=end in ("", "_codelow", "_codehigh"), lowest=0, highest=1)
        for name in LEVELS
        for end in ("", "_codelow", "_codehigh", "_sd")
    ),
    *(
        Column(f"{name}{end}", "number", required=not end)
        for name in POINTS
        for end in ("", "_codelow", "_codehigh")
    ),
)


def parse(path: Path) -> pl.DataFrame:
    """Read the country-year file (``V-Dem-CY-Core-v15.csv`` or a fuller one, csv or zip)."""
    return csv_frame(
        path, COLUMNS, member=lambda name: name.startswith("V-Dem-CY") and name.lower().endswith(".csv")
    ).sort("country_text_id", "year")


SOURCE = Source(
    name="vdem",
    title="Varieties of Democracy, country-years",
    owner="V-Dem Institute",
    version="15 (indices of the high level, to 2024) and 14 (the others, to 2023)",
    licence="CC BY-SA 4.0",
    citation="Coppedge, M. and others (2025). V-Dem Country-Year Dataset v15. Varieties of Democracy (V-Dem) Project.",
    page="https://v-dem.net/data/the-v-dem-dataset/",
    table="vdem_v15_highlevel_1900_2024",
    columns=COLUMNS,
    parse=parse,
    keys=("country_text_id", "year"),
    usual_rows=19678,
    file="Country-Year: V-Dem Core (or Full), csv or zip; the provider asks for a form first",
    ships="figures",
    note="The figures that ship keep V-Dem's licence: share alike (DATA_LICENSES.md).",
)
# the edition from which backsliding is estimated: the same file of the provider, a year older
EDITION_14 = replace(
    SOURCE,
    name="vdem-14",
    title="Varieties of Democracy, country-years of edition 14",
    version="14, to 2023",
    citation="Coppedge, M. and others (2024). V-Dem Country-Year Dataset v14. Varieties of Democracy (V-Dem) Project.",
    table="vdem_v14_1970_2023",
    usual_rows=9170,
    file="Country-Year: V-Dem Core (or Full) of edition 14, csv or zip; the provider asks for a form first",
)
SOURCES = (EDITION_14,)
