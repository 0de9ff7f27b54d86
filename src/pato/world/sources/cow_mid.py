"""COW militarised interstate disputes: the participants of each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pato.world.sources.base import Column, Source
from pato.world.sources.reading import NULLS, csv_frame

if TYPE_CHECKING:
    import polars as pl

COLUMNS = (
    Column("dispnum", "number"),
    Column("stabb", "text"),
    *(
        Column(name, "number")
        for name in (
            "ccode",
            "stday",
            "stmon",
            "styear",
            "endday",
            "endmon",
            "endyear",
            "sidea",
            "revstate",
            "fatality",
            "hiact",
            "hostlev",
            "orig",
        )
    ),
)


def parse(path: Path) -> pl.DataFrame:
    """Read ``MIDB 5.0.csv`` or the provider's archive that holds it; -9 is missing."""
    return csv_frame(
        path,
        COLUMNS,
        member=lambda name: name.lower().startswith("midb") and name.lower().endswith(".csv"),
        encodings=("utf-8-sig", "latin-1"),
        nulls=NULLS,
    ).sort("dispnum", "ccode", "styear")


SOURCE = Source(
    name="cow-mid",
    title="Militarized Interstate Disputes, participants",
    owner="Correlates of War Project",
    version="5.0, to 2014",
    licence="Correlates of War terms: free with citation",
    citation="Palmer, G., McManus, R. W., D'Orazio, V., Kenwick, M. R. and others (2022). The MID5 dataset, 2011-2014. CMPS 39.",
    page="https://correlatesofwar.org/data-sets/mids/",
    table="cow_mid_participants",
    columns=COLUMNS,
    parse=parse,
    download="https://correlatesofwar.org/wp-content/uploads/MID-5-Data-and-Supporting-Materials.zip",
    file="MIDB 5.0.csv, or the archive MID-5-Data-and-Supporting-Materials.zip",
    ships="figures",
    note="Disputes of the same project; the formal alliances of the project are withdrawn (see cow-alliances): pledges come from ATOP.",
)
