"""COW state system membership: which states existed when."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pato.world.sources.base import Column, Source
from pato.world.sources.reading import csv_frame

if TYPE_CHECKING:
    import polars as pl

COLUMNS = (
    Column("stateabb", "text"),
    Column("ccode", "number"),
    Column("statenme", "text"),
    *(
        Column(name, "number")
        for name in ("styear", "stmonth", "stday", "endyear", "endmonth", "endday", "version")
    ),
)


def parse(path: Path) -> pl.DataFrame:
    """Read ``states2016.csv`` (one row per spell in the system)."""
    return csv_frame(
        path,
        COLUMNS,
        member=lambda name: name.lower().startswith(("states2", "statelist")),
        encodings=("utf-8-sig", "latin-1"),
    ).sort("ccode", "styear")


SOURCE = Source(
    name="cow-states",
    title="State System Membership",
    owner="Correlates of War Project",
    version="2016",
    licence="Correlates of War terms: free with citation",
    citation="Correlates of War Project (2017). State System Membership List, v2016.",
    page="https://correlatesofwar.org/data-sets/state-system-membership/",
    table="cow_states",
    columns=COLUMNS,
    parse=parse,
    keys=("ccode", "styear", "stmonth", "stday"),
    usual_rows=243,
    download="https://correlatesofwar.org/wp-content/uploads/states2016.csv",
    file="states2016.csv",
    ships="figures",
)
