"""Gibler, Miller and Little's disputes: directed dispute-years of pairs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pato.world.sources.base import Column, Source
from pato.world.sources.reading import csv_frame

if TYPE_CHECKING:
    import polars as pl

_SIDES = (
    "revstate1",
    "revstate2",
    "revtype11",
    "revtype12",
    "revtype21",
    "revtype22",
    "fatality1",
    "fatality2",
    "fatalpre1",
    "fatalpre2",
    "hiact1",
    "hiact2",
)
_DISPUTE = (
    "hiact",
    "hostlev",
    "mindur",
    "maxdur",
    "outcome",
    "settle",
    "fatality",
    "fatalpre",
    "stmon",
    "endmon",
    "recip",
    "numa",
    "numb",
    "ongo2010",
)
COLUMNS = (
    *(
        Column(name, "number")
        for name in ("dispnum", "ccode1", "ccode2", "year", "midongoing", "midonset", "sidea1", "sidea2")
    ),
    *(Column(name, "number", required=False) for name in _SIDES),
    *(Column(name, "number") for name in ("hostlev1", "hostlev2", "orig1", "orig2")),
    *(Column(name, "number", required=name == "hostlev") for name in _DISPUTE),
    Column("version", "text", required=False),
)


def parse(path: Path) -> pl.DataFrame:
    """Read the directed dispute-years (``gml-dirdisp-2.2.1.csv``); -9 stays as the provider codes it."""
    return csv_frame(
        path,
        COLUMNS,
        member=lambda name: "dirdisp" in name.lower() and name.lower().endswith(".csv"),
        encodings=("utf-8-sig", "latin-1"),
    ).sort("dispnum", "ccode1", "ccode2", "year")


SOURCE = Source(
    name="gml-mid",
    title="Militarized interstate disputes, directed dispute-years",
    owner="Gibler, Miller and Little",
    version="2.2.1, to 2010",
    licence="not stated; the providers ask to be cited",
    citation="Gibler, D. M., Miller, S. V. and Little, E. K. (2016). An analysis of the Militarized Interstate Dispute (MID) dataset, 1816-2001. ISQ 60.",
    page="https://dmgibler.people.ua.edu/mid-data.html",
    table="gml_dirdisp",
    columns=COLUMNS,
    parse=parse,
    keys=("dispnum", "ccode1", "ccode2", "year"),
    usual_rows=10276,
    file="the directed dispute-year file of the release (gml-dirdisp), csv or zip",
    ships="figures",
    note="66 directed onsets stand twice: count distinct disputes.",
)
