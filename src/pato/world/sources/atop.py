"""ATOP 5.1: what allies pledged to one another, as directed dyad-years."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pato.world.sources import pacts
from pato.world.sources.base import Column, Source
from pato.world.sources.reading import csv_frame

if TYPE_CHECKING:
    import polars as pl

_PLEDGES = ("defense", "offense", "neutral", "nonagg", "consul")
COLUMNS = (
    Column("ccode1", "integer", "stateA"),
    Column("ccode2", "integer", "stateB"),
    Column("year", "integer"),
    *(Column(f"atop_{name}", "integer", name) for name in _PLEDGES),
)


def parse(path: Path) -> pl.DataFrame:
    """Read ``atop5_1ddyr.csv``, or the provider's archive that holds it, into directed dyad-years with a pledge."""
    import polars as pl

    frame = csv_frame(
        path,
        COLUMNS,
        member=lambda name: name.lower() == "atop5_1ddyr.csv",
        encodings=("utf-8-sig", "latin-1"),
    )
    pledged = [c.name for c in COLUMNS if c.name.startswith("atop_")]
    return (
        frame.with_columns(pl.col(pledged).fill_null(0))
        .cast(pl.Int32)
        .filter(pl.max_horizontal(pledged) > 0)
        .sort("ccode1", "ccode2", "year")
    )


SOURCE = Source(
    name="atop",
    title="Alliance Treaty Obligations and Provisions, directed dyad-years",
    owner="Leeds, Ritter, Mitchell and Long",
    version="5.1, to 2018",
    licence="not stated; the providers ask to be cited",
    citation="Leeds, B. A., Ritter, J. M., Mitchell, S. M. and Long, A. G. (2002). Alliance Treaty Obligations and Provisions, 1815-1944. International Interactions 28.",
    page="http://www.atopdata.org/data.html",
    table=pacts.DYAD_YEARS,
    columns=COLUMNS,
    parse=parse,
    keys=("ccode1", "ccode2", "year"),
    usual_rows=273296,
    download="http://www.atopdata.org/uploads/6/9/1/3/69134503/atop_5.1__.csv_.zip",
    file="ATOP 5.1 (.csv): atop5_1ddyr.csv, or the zip that holds it",
    ships="figures",
    also="atop-members",
    after=pacts.write,
    note="Direction: stateA pledges to stateB. Coverage ends in 2018: later pledges come from the treaty library.",
)
