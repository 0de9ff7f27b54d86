"""Ideal points in the United Nations General Assembly."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pato.world.sources.base import Column, Source
from pato.world.sources.reading import csv_frame

if TYPE_CHECKING:
    import polars as pl

_QUANTILES = ("QO%All", "Q5%All", "Q10%All", "Q50%All", "Q90%All", "Q95%All", "Q100%All")
_AGREEMENT = ("USAgree", "RUSSAgree", "BrazilAgree", "ChinaAgree", "IndiaAgree", "IsraelAgree")
COLUMNS = (
    Column("ccode", "integer"),
    Column("session", "integer"),
    Column("NVotesAll", "integer", required=False),
    Column("IdealPointAll", "number"),
    *(Column(name, "number", required=name in {"Q5%All", "Q95%All"}) for name in _QUANTILES),
    Column("iso3c", "text"),
    Column("Countryname", "text"),
    *(Column(name, "number", required=False) for name in _AGREEMENT),
)


def parse(path: Path) -> pl.DataFrame:
    """Read ``IdealpointestimatesAll_Jun2024.csv``; the year is the one in which the session opens."""
    import polars as pl

    frame = csv_frame(path, COLUMNS, member=lambda name: name.lower().startswith("idealpointestimatesall"))
    return frame.with_columns(year_session_opens=pl.col("session") + 1945).sort("session", "ccode")


SOURCE = Source(
    name="un-ideal-points",
    title="United Nations General Assembly voting: ideal points",
    owner="Bailey, Strezhnev and Voeten",
    version="June 2024, sessions 1-78",
    licence="Harvard Dataverse; not stated; cite the authors",
    citation="Bailey, M. A., Strezhnev, A. and Voeten, E. (2017). Estimating dynamic state preferences from United Nations voting data. JCR 61.",
    page="https://doi.org/10.7910/DVN/LEJUQZ",
    table="unga_idealpoints_s1_s78",
    columns=(*COLUMNS, Column("year_session_opens", "integer")),
    parse=parse,
    keys=("ccode", "session"),
    usual_rows=11238,
    file="IdealpointestimatesAll_Jun2024.csv (the original format, not the tab-separated one)",
    ships="figures",
    note="Taiwan is no member and has none. Session 78 may be partial.",
)
