"""Tables as the R package isard arranges them: democracy scores, and output and population, of COW's states and years."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pato.world.sources.base import Column, Source
from pato.world.sources.r_data import table

if TYPE_CHECKING:
    import polars as pl

_PAGE = "https://svmiller.com/isard/"
_FILES = "https://github.com/svmiller/isard/raw/HEAD/data/"
DEMOCRACY = (
    Column("ccode", "number"),
    Column("year", "number"),
    Column("euds", "number"),
    Column("aeuds", "number"),
    Column("v2x_polyarchy", "number", lowest=0, highest=1),
)
OUTPUT = (
    Column("ccode", "number"),
    Column("year", "number"),
    Column("mrgdppc", "number", lowest=0),
    Column("pwtrgdp", "number", lowest=0),
    Column("pwtpop", "number", lowest=0),
)


def democracy(path: Path) -> pl.DataFrame:
    """Read ``cw_democracy`` (R data, or CSV written from it); its ``polity2`` is left out."""
    return table(path, DEMOCRACY).sort("ccode", "year")


def output(path: Path) -> pl.DataFrame:
    """Read ``cw_gdppop`` (R data, or CSV written from it)."""
    return table(path, OUTPUT).sort("ccode", "year")


SOURCES = (
    Source(
        name="cw-democracy",
        title="Democracy scores of states: extended unified scores and V-Dem's polyarchy, as arranged by Miller (isard)",
        owner="Center for Systemic Peace; Marquez; Miller",
        version="2026",
        licence="not stated; cite the authors",
        citation="Marquez, X. (2016). A quick method for extending the Unified Democracy Scores. Marshall, M. and Gurr, T. (2020). Polity5.",
        page=_PAGE,
        table="isard_cw_democracy_1816_2025",
        columns=DEMOCRACY,
        parse=democracy,
        keys=("ccode", "year"),
        file="cw_democracy.rda of the package isard, or write.csv(isard::cw_democracy, row.names = FALSE)",
        download=f"{_FILES}cw_democracy.rda",
        usual_rows=17706,
        ships="figures",
        note="Its polity2 is left out: Polity's own numbers of states were joined there as if they were COW's. See the data set polity.",
    ),
    Source(
        name="cw-gdp",
        title="Simulated output and population of states, as arranged by Miller (isard)",
        owner="Fariss, Anders, Markowitz and Barnum; Miller",
        version="2025",
        licence="not stated; cite the authors",
        citation="Fariss, C. J., Anders, T., Markowitz, J. N. and Barnum, M. (2022). New estimates of over 500 years of historic GDP and population data. Journal of Conflict Resolution 66(3).",
        page=_PAGE,
        table="cw_gdppop",
        columns=OUTPUT,
        parse=output,
        keys=("ccode", "year"),
        file="cw_gdppop.rda of the package isard, or write.csv(isard::cw_gdppop, row.names = FALSE)",
        download=f"{_FILES}cw_gdppop.rda",
        usual_rows=16536,
    ),
)
