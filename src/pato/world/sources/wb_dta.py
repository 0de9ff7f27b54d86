"""World Bank Deep Trade Agreements: agreements in force between pairs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pato.world.sources.archive import content
from pato.world.sources.base import Column, Source
from pato.world.sources.reading import check_columns, csv_frame, stata_frame

if TYPE_CHECKING:
    import polars as pl

COLUMNS = (
    Column("id_agree", "integer"),
    Column("iso_o", "text"),
    Column("iso_d", "text"),
    Column("year", "integer"),
    Column("entry_force", "integer"),
    Column("rta_v2", "integer"),
    Column("drop_overlap", "integer"),
)


def parse(path: Path) -> pl.DataFrame:
    """Read the toolkit's bilateral agreements (``bilateral_rta_Toolkit``: Stata or csv, or a zip with one of them)."""
    name, data = content(
        path,
        lambda inside: (
            inside.lower().startswith("bilateral_rta") and inside.lower().endswith((".dta", ".csv"))
        ),
    )
    keys = ["id_agree", "iso_o", "iso_d", "year"]
    if not name.lower().endswith(".dta"):
        return csv_frame(path, COLUMNS, member=lambda inside: inside == name).sort(keys)
    return stata(path, data, COLUMNS).sort(keys)


def stata(path: Path, data: bytes, columns: Sequence[Column]) -> pl.DataFrame:
    """Return the wanted columns of a Stata file.

    Raises
    ------
    DataError
        If the file is damaged or lacks a column.
    MissingExtraError
        If pandas is not installed.
    """
    import polars as pl

    frame = stata_frame(path, data)
    check_columns(path, list(frame.columns), columns)
    kinds = {"integer": pl.Int64, "number": pl.Float64, "text": pl.String}
    return pl.DataFrame(
        {c.name: pl.Series(frame[c.header].tolist(), strict=False).cast(kinds[c.kind]) for c in columns}
    )


SOURCE = Source(
    name="wb-dta",
    title="Deep Trade Agreements: agreements in force and their depth clusters",
    owner="World Bank (Fontagné, Rocha, Ruta and Santoni)",
    version="toolkit of January 2024, to 2023",
    licence="not stated; cite the authors",
    citation="Fontagné, L., Rocha, N., Ruta, M. and Santoni, G. (2023). The economic impact of deepening trade agreements. World Bank Economic Review 37.",
    page="https://datatopics.worldbank.org/dta/table.html",
    table="rta_bilateral_year_1958_2023",
    columns=COLUMNS,
    parse=parse,
    keys=("id_agree", "iso_o", "iso_d", "year"),
    file="bilateral_rta_Toolkit_202401 (dta, csv or zip)",
    usual_rows=251112,
    ships="figures",
    note="Lists an agreement only for pairs without an earlier one of their own (52 of the CPTPP's 110 directed pairs): see docs/world.md.",
)
