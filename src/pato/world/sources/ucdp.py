"""UCDP/PRIO armed conflicts between states, as pairs of states and years."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pato.world.sources.archive import damaged
from pato.world.sources.base import Column, Source
from pato.world.sources.reading import csv_frame

if TYPE_CHECKING:
    import polars as pl

_RAW = (
    Column("conflict_id", "integer"),
    *(Column(n, "text") for n in ("gwno_a", "gwno_a_2nd", "gwno_b", "gwno_b_2nd")),
    Column("year", "integer"),
    Column("intensity_level", "integer", lowest=1, highest=2),
    Column("type_of_conflict", "integer", lowest=1, highest=4),
    Column("start_date", "text"),
)
COLUMNS = (
    Column("conflict_id", "integer"),
    Column("year", "integer", lowest=1946, highest=2100),
    *(Column(n, "integer") for n in ("gwno_a", "gwno_b", "ccode_a", "ccode_b")),
    Column("role_a", "text"),
    Column("role_b", "text"),
    Column("intensity_level", "integer", lowest=1, highest=2),
    Column("start_date", "text"),
)
_INTERSTATE = 2
_DIGITS = 4
# (Gleditsch and Ward's number, first year, COW's number): Germany and Yemen since their unions, Serbia
_COW = ((260, 1991, 255), (678, 1991, 679), (340, 1816, 345), (751, 1816, None))


def parse(path: Path) -> pl.DataFrame:
    """Read the conflict-years (``UcdpPrioConflict``, csv or zip); conflicts between states, every pair of opposite sides a row."""
    import polars as pl

    raw = csv_frame(
        path,
        _RAW,
        member=lambda name: name.lower().startswith("ucdpprioconflict") and name.lower().endswith(".csv"),
    )
    rows = [
        pair
        for record in raw.filter(pl.col("type_of_conflict") == _INTERSTATE).iter_rows(named=True)
        for pair in _pairs(path, record)
    ]
    kinds = {"integer": pl.Int64, "text": pl.String}
    return pl.DataFrame(rows, schema={c.name: kinds[c.kind] for c in COLUMNS}, orient="row").sort(
        "year", "conflict_id", "gwno_a", "gwno_b"
    )


def _pairs(path: Path, record: dict[str, Any]) -> list[tuple[Any, ...]]:
    sides = []
    for side in ("a", "b"):
        named = [(gw, "primary") for gw in _states(path, record[f"gwno_{side}"])]
        sides.append(named + [(gw, "secondary") for gw in _states(path, record[f"gwno_{side}_2nd"])])
    year = record["year"]
    return [
        (
            record["conflict_id"],
            year,
            one,
            two,
            _cow(one, year),
            _cow(two, year),
            role1,
            role2,
            record["intensity_level"],
            record["start_date"],
        )
        for (one, role1), (two, role2) in product(*sides)
    ]


def _states(path: Path, text: str | None) -> list[int]:
    parts = [p for p in re.split(r"[,\s]+", text or "") if p]
    if wrong := [p for p in parts if not (p.isascii() and p.isdigit() and len(p) <= _DIGITS)]:
        raise damaged(path, f"names '{wrong[0][:40]}' as a state: numbers of Gleditsch and Ward stand there.")
    return [int(p) for p in parts]


def _cow(number: int, year: int) -> int | None:
    return next((cow for gw, first, cow in _COW if gw == number and year >= first), number)


SOURCE = Source(
    name="ucdp",
    title="Armed conflicts between states, pairs and years",
    owner="Uppsala Conflict Data Program and Peace Research Institute Oslo",
    version="25.1, 1946-2024",
    licence="CC BY 4.0",
    citation="Davies, S., Pettersson, T., Sollenberg, M. and Öberg, M. (2025). Organized violence 1989-2024. Journal of Peace Research; Gleditsch, N. P. and others (2002). Armed Conflict 1946-2001. JPR 39(5).",
    page="https://ucdp.uu.se/downloads/",
    table="ucdp_interstate_dyad_year_1946_2024",
    columns=COLUMNS,
    parse=parse,
    keys=("conflict_id", "year", "gwno_a", "gwno_b"),
    file="UcdpPrioConflict_v25_1.csv, or the zip ucdp-prio-acd-251-csv that holds it",
    download="https://ucdp.uu.se/downloads/ucdpprio/ucdp-prio-acd-251-csv.zip",
    usual_rows=500,
    ships="figures",
    note="Side A is the first in the alphabet: it says nothing of who began. From 25 deaths a year; 1,000 at intensity 2.",
)
