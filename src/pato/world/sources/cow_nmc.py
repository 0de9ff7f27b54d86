"""COW National Material Capabilities: military expenditure and personnel, and the composite index."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pato.world.sources.base import Column, Source
from pato.world.sources.reading import NULLS, csv_frame

if TYPE_CHECKING:
    import polars as pl

COLUMNS = (
    Column("ccode", "number"),
    Column("year", "number"),
    *(
        Column(name, "number", lowest=0)
        for name in ("milex", "milper", "irst", "pec", "tpop", "upop", "cinc")
    ),
)


def parse(path: Path) -> pl.DataFrame:
    """Read the abridged file (``NMC-70-abridged.csv``) or a zip that holds it; -9 is missing."""
    return csv_frame(
        path,
        COLUMNS,
        member=lambda name: (
            name.lower().startswith("nmc") and "abridged" in name.lower() and name.lower().endswith(".csv")
        ),
        encodings=("utf-8-sig", "latin-1"),
        nulls=NULLS,
    ).sort("ccode", "year")


SOURCE = Source(
    name="cow-nmc",
    title="National Material Capabilities",
    owner="Correlates of War Project",
    version="7.0, to 2022",
    licence="Correlates of War terms: free with citation",
    citation="Singer, J. D. (1987). Reconstructing the Correlates of War dataset on material capabilities of states, 1816-1985. International Interactions 14.",
    page="https://correlatesofwar.org/data-sets/national-material-capabilities/",
    table="cow_nmc",
    columns=COLUMNS,
    parse=parse,
    keys=("ccode", "year"),
    usual_rows=17121,
    download="https://correlatesofwar.org/wp-content/uploads/NMCv7.zip",
    file="NMC-70-abridged.csv, or NMCv7.zip, which holds it inside a further zip",
    ships="figures",
    note="Expenditure is in thousands of current pounds to 1913 and of current US dollars from 1914.",
)
