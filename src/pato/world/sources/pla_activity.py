"""Sorties and vessels of China's forces around Taiwan and Japan by day, as published by the two ministries of defence."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pato.world.sources.base import Column, Source
from pato.world.sources.reading import csv_frame

if TYPE_CHECKING:
    import polars as pl

COLUMNS = (
    Column("date", "date"),
    Column("pla_aircraft_sorties", "number", lowest=0),
    Column("plan_vessel_sorties", "number", lowest=0),
)


def parse(path: Path) -> pl.DataFrame:
    """Read the dashboard's table of days (csv, or a zip that holds it)."""
    return csv_frame(path, COLUMNS, member=lambda name: name == "JapanandBattleship.csv").sort("date")


SOURCE = Source(
    name="pla-activity",
    title="Sorties and vessels detected around Taiwan, by day",
    owner="Taiwan's Ministry of National Defense; collected by s0914712 (pla-data-dashboard)",
    version="August 2026",
    licence="no licence file; facts, cite the ministry",
    citation="Ministry of National Defense, R.O.C. (2020-2026). Military news updates; collected in pla-data-dashboard.",
    page="https://github.com/s0914712/pla-data-dashboard",
    table="pla_activity_daily",
    columns=COLUMNS,
    parse=parse,
    keys=("date",),
    file="data/JapanandBattleship.csv of the repository",
    download="https://github.com/s0914712/pla-data-dashboard/raw/HEAD/data/JapanandBattleship.csv",
    usual_rows=1970,
    ships="single figures",
    note="Collected by hand by one person; before September 2020 only a few days. Sorties detected, not entries into the air defence zone.",
)
