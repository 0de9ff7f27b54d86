"""Militarized interstate events: what one state did to another, act by act."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pato.world.sources.base import Column, Source
from pato.world.sources.reading import csv_frame

if TYPE_CHECKING:
    import polars as pl

COLUMNS = (
    *(Column(n, "integer") for n in ("micnum", "eventnum", "ccode1", "ccode2")),
    *(Column(n, "integer") for n in ("stmon", "stday", "styear", "endmon", "endday", "endyear")),
    Column("sidea1", "integer", lowest=0, highest=1),
    Column("action", "integer", lowest=0, highest=22),
    Column("hostlev", "integer", lowest=1, highest=5),
    *(Column(n, "integer", required=False) for n in ("fatalmin1", "fatalmax1", "fatalmin2", "fatalmax2")),
)


def parse(path: Path) -> pl.DataFrame:
    """Read ``mie-1.0.csv``, or a zip that holds it; an unknown day stays -9, as the providers code it."""
    return csv_frame(
        path,
        COLUMNS,
        member=lambda name: name.lower().startswith("mie") and name.lower().endswith(".csv"),
        encodings=("utf-8-sig", "latin-1"),
    ).sort("micnum", "eventnum", "ccode1", "ccode2")


SOURCE = Source(
    name="mie",
    title="Militarized Interstate Events",
    owner="Gibler and Miller",
    version="1.0, 1816-2014",
    licence="no commercial use, no passing on except for replication; cite the paper",
    citation="Gibler, D. M. and Miller, S. V. (2023). The Militarized Interstate Events (MIE) dataset, 1816-2014. Conflict Management and Peace Science.",
    page="https://internationalconflict.ua.edu/",
    table="mie_events_1816_2014",
    columns=COLUMNS,
    parse=parse,
    file="mie-1.0.csv, the events of version 1.0 (csv or zip)",
    usual_rows=28011,
    note="Side A is the side of a confrontation's first event. In battles and clashes the first state is no sign of who began.",
)
