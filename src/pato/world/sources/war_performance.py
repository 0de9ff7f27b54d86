"""Performance of alliances in wars, as coded from their texts (Berkemeier and Fuhrmann; Leeds, Long and Mitchell)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pato.world.sources.archive import content
from pato.world.sources.base import Column, Source
from pato.world.sources.reading import csv_frame
from pato.world.sources.wb_dta import stata

if TYPE_CHECKING:
    import polars as pl

COLUMNS = (
    Column("cowwarid", "number"),
    Column("atopid", "number"),
    Column("warname", "text"),
    *(Column(n, "number") for n in ("honorLLM", "violateLLM", "dnaLLM")),
    *(Column(n, "number") for n in ("defense", "offense", "neutral", "nonagg", "consul", "sample")),
)


def parse(path: Path) -> pl.DataFrame:
    """Read the authors' replication file (Stata or csv, or a zip with one of them)."""
    name, data = content(
        path, lambda inside: "berkemeier" in inside.lower() and inside.lower().endswith((".dta", ".csv"))
    )
    if name.lower().endswith(".dta"):
        return stata(path, data, COLUMNS).sort("cowwarid", "atopid")
    return csv_frame(path, COLUMNS, member=lambda inside: inside == name).sort("cowwarid", "atopid")


SOURCE = Source(
    name="war-performance",
    title="Alliance commitments in wars, 1816-2003",
    owner="Berkemeier and Fuhrmann; Leeds, Long and Mitchell",
    version="2018",
    licence="not seen; cite the authors",
    citation="Berkemeier, M. and Fuhrmann, M. (2018). Reassessing the fulfillment of alliance commitments in war. Research & Politics 5(2).",
    page="https://doi.org/10.1177/2053168018779697",
    table="berkemeier_fuhrmann_2018_war_performance",
    columns=COLUMNS,
    parse=parse,
    file="the replication file BerkemeierFuhrmannRAP2018 (dta, csv or zip)",
    usual_rows=576,
    ships="figures",
    note="A row is an alliance in a war, not a member. Shares are of those that honoured or violated; a blank is no.",
)
