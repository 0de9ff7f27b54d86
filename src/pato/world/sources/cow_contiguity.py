"""COW direct contiguity: land borders and waters up to 400 miles, as spells."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pato.world.sources.archive import damaged
from pato.world.sources.base import Column, Source
from pato.world.sources.reading import csv_frame

if TYPE_CHECKING:
    import polars as pl

_RAW = (
    Column("ccode1", "number", "statelno"),
    Column("ccode2", "number", "statehno"),
    Column("conttype", "number"),
    Column("begin", "integer"),
    Column("end", "integer"),
)
COLUMNS = (
    Column("ccode1", "number"),
    Column("ccode2", "number"),
    Column("conttype", "number", lowest=1, highest=5),
    Column("stdate", "date"),
    Column("enddate", "date"),
)


def parse(path: Path) -> pl.DataFrame:
    """Read ``contdir.csv`` (begin and end as YYYYMM) into spells in both directions, dated to the first of the month."""
    import polars as pl

    raw = csv_frame(
        path, _RAW, member=lambda name: name.lower() == "contdir.csv", encodings=("utf-8-sig", "latin-1")
    )
    months = pl.concat([raw["begin"], raw["end"]]).drop_nulls()
    if not months.is_between(181601, 210012).all() or not (months % 100).is_between(1, 12).all():
        raise damaged(path, "holds a begin or end that is not a month written YYYYMM.")
    once = raw.select("ccode1", "ccode2", "conttype", stdate=_month("begin"), enddate=_month("end"))
    mirrored = once.select(
        ccode1="ccode2", ccode2="ccode1", conttype="conttype", stdate="stdate", enddate="enddate"
    )
    return pl.concat([once, mirrored]).sort("ccode1", "ccode2", "stdate")


def _month(column: str) -> pl.Expr:
    import polars as pl

    return pl.date(pl.col(column) // 100, pl.col(column) % 100, 1)


SOURCE = Source(
    name="cow-contiguity",
    title="Direct Contiguity",
    owner="Correlates of War Project",
    version="3.2, to 2016",
    licence="Correlates of War terms: free with citation",
    citation="Stinnett, D. M., Tir, J., Schafer, P., Diehl, P. F. and Gochman, C. (2002). The Correlates of War Project direct contiguity data, version 3. CMPS 19.",
    page="https://correlatesofwar.org/data-sets/direct-contiguity/",
    table="cow_contdir",
    columns=COLUMNS,
    parse=parse,
    usual_rows=1874,
    download="https://correlatesofwar.org/wp-content/uploads/DirectContiguity320.zip",
    file="contdir.csv, or DirectContiguity320.zip that holds it",
    ships="figures",
)
