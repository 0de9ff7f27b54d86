"""Three records of militarized disputes in one form: directed pairs and years, with who began and how far it went.

``gml`` is Gibler, Miller and Little's to 2010, ``mid`` the Correlates of War's MID 5.0 to 2014, ``mie`` the same authors' events
(MIE 1.0, to 2014). The first two list disputes of pairs; of the events a dispute of a pair is made: all acts between two states in one
confrontation, from the year of the first to that of the last. It is that pair's from the start (``orig`` 1) where they acted on one another
on the confrontation's first day; side A is the side of its first event. The level is the highest that either reached against the other.
"""

from __future__ import annotations

from typing import Literal, get_args

import polars as pl

from pato.world.sources import store

Record = Literal["gml", "mid", "mie"]
RECORDS: tuple[Record, ...] = get_args(Record)
TABLES: dict[Record, str] = {"gml": "gml_dirdisp", "mid": "cow_mid_dirdisps", "mie": "mie_events_1816_2014"}
COLUMNS = (
    "dispnum", "ccode1", "ccode2", "year", "midongoing", "midonset", "sidea1", "sidea2", "orig1", "orig2", "hostlev",
)  # fmt: skip
_EVENTS = (
    "micnum",
    "eventnum",
    "ccode1",
    "ccode2",
    "styear",
    "stmon",
    "stday",
    "endyear",
    "sidea1",
    "hostlev",
)


def named(column: str, record: Record) -> str:
    """Return the panel's name of a column by a record: its own for the first; shorter, since Stata takes 32 letters, for the others."""
    return column if record == "gml" else f"{column.replace('halflife', 'hl')}_{record}"


def read_records(record: Record, folder: str | None = None) -> pl.DataFrame:
    """Return directed dispute-years with `COLUMNS`, whole numbers.

    Parameters
    ----------
    record
        Which one.
    folder
        The data store.

    Raises
    ------
    DataError
        If the store lacks the table or a column.
    """
    if record == "gml":
        return store.read(TABLES[record], COLUMNS, folder=folder).cast(pl.Int64)
    return _mid(folder) if record == "mid" else _mie(folder)


def _mid(folder: str | None) -> pl.DataFrame:
    own = {"midongoing": "dispongoing", "midonset": "disponset"}
    wanted = [own.get(c, c) for c in COLUMNS if c != "hostlev"]
    frame = store.read(TABLES["mid"], [*wanted, "hostlev1", "hostlev2"], folder=folder).cast(pl.Int64)
    return frame.with_columns(hostlev=pl.max_horizontal("hostlev1", "hostlev2")).select(
        *(pl.col(own.get(c, c)).alias(c) for c in COLUMNS)
    )


def _mie(folder: str | None) -> pl.DataFrame:
    events = store.read(TABLES["mie"], _EVENTS, folder=folder).cast(pl.Int64).sort("micnum", "eventnum")
    # an unknown day is -9: such an event is of the first day if it is of the first month
    when = pl.col("styear") * 10_000 + pl.col("stmon") * 100 + pl.col("stday").clip(lower_bound=1)
    events = events.with_columns(
        when=when, low=pl.min_horizontal("ccode1", "ccode2"), high=pl.max_horizontal("ccode1", "ccode2")
    )
    side = _sides(events)
    pairs = (
        events.with_columns(first=pl.col("when").first().over("micnum"))
        .group_by("micnum", "low", "high")
        .agg(
            begun=pl.col("styear").min(),
            ended=pl.col("endyear").max(),
            orig=(pl.col("when") <= pl.col("first")).any().cast(pl.Int64),
            hostlev=pl.col("hostlev").max(),
        )
    )
    years = pairs.with_columns(year=pl.int_ranges("begun", pl.col("ended") + 1)).explode("year")
    both = [
        years.select("micnum", "year", "begun", "orig", "hostlev", ccode1=one, ccode2=two)
        for one, two in (("low", "high"), ("high", "low"))
    ]
    frame = pl.concat(both)
    for number in (1, 2):
        frame = frame.join(
            side.rename({"ccode": f"ccode{number}", "sidea": f"sidea{number}"}),
            on=["micnum", f"ccode{number}"],
            how="left",
        )
    return frame.select(
        "ccode1", "ccode2", "year", "sidea1", "sidea2", "hostlev",
        dispnum="micnum", midongoing=pl.lit(1, pl.Int64), midonset=(pl.col("year") == pl.col("begun")).cast(pl.Int64), orig1="orig", orig2="orig",
    ).select(COLUMNS).sort("dispnum", "ccode1", "ccode2", "year")  # fmt: skip


def _sides(events: pl.DataFrame) -> pl.DataFrame:
    """Return the first side of each state in a confrontation; one that is only acted on is on the opposite side."""
    acting = events.select("micnum", "eventnum", ccode="ccode1", sidea="sidea1")
    acted_on = events.select("micnum", "eventnum", ccode="ccode2", sidea=1 - pl.col("sidea1"))
    return (
        pl.concat([acting, acted_on])
        .sort("micnum", "eventnum", maintain_order=True)
        .unique(["micnum", "ccode"], keep="first", maintain_order=True)
        .select("micnum", "ccode", "sidea")
    )
