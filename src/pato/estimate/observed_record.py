"""Observed record between the states of the snapshot: disputes, uses of force and wars, counted by pair.

Counts of the Correlates of War Project's data from 1950, never their rows. A dispute (MID 5.0) is *begun* by a state
on side A from its first day, against one on side B from its first day: the event that the models of risk are fitted
on. It is *between* two states that stood on opposite sides from the first day, whichever began. Its level is the
highest that either reached against the other. Wars *between* two states are those in which they fought on opposite
sides (Interstate Wars 4.0), whoever began and whoever joined later.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from pato.estimate.verdict import differing
from pato.estimate.vintages import vintages
from pato.registry.states import crosswalk
from pato.table import Table
from pato.world import load
from pato.world.sources import store

MODEL = "observed_record"
DISPUTES, WARS = "cow_mid_dirdisps", "cow_war_inter"
TITLES = {
    DISPUTES: "COW Militarized Interstate Disputes 5.0 (Palmer and others 2022), directed dyad-years",
    WARS: "COW Interstate Wars 4.0 (Sarkees and Wayman 2010), directed dyad-years",
}
FIRST, RECENT = 1950, 1990
LEVELS = {"dispute": 1, "force": 4, "war": 5}
"""Lowest hostility of each level."""
_COLUMNS = (
    "dispnum", "ccode1", "ccode2", "year", "disponset", "sidea1", "sidea2", "orig1", "orig2", "hostlev1", "hostlev2",
)  # fmt: skip
_WAR_COLUMNS = ("warnum", "ccode1", "ccode2", "year", "cowinteronset")
LIMITS = (
    "The record ends in 2014: later wars, such as Russia's against Ukraine, and the pressure of the last decade are not in it.",
    "Russia includes the Soviet Union, and Vietnam the Democratic Republic of Vietnam before 1976.",
    "Side A is the side of the first act, which is not always the side that wanted the dispute.",
    "Begun is narrow: China and the United States fought in Korea and neither began that war; the list of wars has the Taiwan Strait of 1954 and 1958, the disputes of these years reach the use of force alone.",
)


def as_estimate(folder: str | None = None) -> dict[str, Any]:
    """Return the counts as they ship.

    Raises
    ------
    DataError
        If the data store lacks the table or a column.
    """
    known = set(load().states)
    frame = store.read(DISPUTES, _COLUMNS, folder=folder).cast(pl.Int64)
    wars = store.read(WARS, _WAR_COLUMNS, folder=folder).cast(pl.Int64)
    last = int(frame["year"].max())  # type: ignore[arg-type]
    return {
        "format": 1,
        "id": MODEL,
        "basis": "fact",
        "question": "How many disputes, uses of force and wars were there between the states of the snapshot?",
        "formula": "begun: on side A from the first day against a state on side B from the first day; between: whichever began, wars by who fought whom",
        "years": [FIRST, last],
        "recent_years": [RECENT, last],
        "levels": list(LEVELS),
        "columns": ["begun", "between", "begun recently", "between recently"],
        "pairs": _counts(_disputes(frame, known), _wars(wars, known)),
        "limits": list(LIMITS),
        "data": vintages(TITLES, folder),
    }


def _named(frame: pl.DataFrame, known: set[str]) -> pl.DataFrame:
    """Return the rows between states of the snapshot, with the codes of challenger and target."""
    codes = {
        number: iso
        for iso, number, _, end in crosswalk()
        if iso in known and (end is None or end >= f"{FIRST}")
    }
    named = [
        pl.col(column).replace_strict(codes, default=None, return_dtype=pl.String).alias(name)
        for column, name in (("ccode1", "challenger"), ("ccode2", "target"))
    ]
    return frame.with_columns(named).drop_nulls(["challenger", "target"])


def _wars(frame: pl.DataFrame, known: set[str]) -> pl.DataFrame:
    """Return one row per war and directed pair that fought on opposite sides: challenger, target, year."""
    onsets = frame.filter((pl.col("cowinteronset") == 1) & (pl.col("year") >= FIRST))
    return (
        _named(onsets, known)
        .select("warnum", "challenger", "target", "year")
        .unique(["warnum", "challenger", "target"])
    )


def _disputes(frame: pl.DataFrame, known: set[str]) -> pl.DataFrame:
    """Return one row per dispute and directed pair of the snapshot: challenger, target, year, level, and whether the challenger began it."""
    keys = ["dispnum", "challenger", "target"]
    return (
        _named(frame, known)
        .with_columns(level=pl.max_horizontal("hostlev1", "hostlev2").max().over(keys))
        .filter(
            (pl.col("disponset") == 1)
            & (pl.col("orig1") == 1)
            & (pl.col("orig2") == 1)
            & (pl.col("sidea1") != pl.col("sidea2"))
            & (pl.col("year") >= FIRST)
        )
        .select(*keys, "year", "level", begun=pl.col("sidea1") == 1)
        .unique(keys)
    )


def _counts(disputes: pl.DataFrame, wars: pl.DataFrame) -> dict[str, list[list[int]]]:
    """Return for each pair with a dispute begun or between: four counts a level, in the order of ``columns``."""
    recent = pl.col("year") >= RECENT
    asked = []
    for name, least in LEVELS.items():
        at = pl.col("level") >= least
        cases = (at & pl.col("begun"), at, at & pl.col("begun") & recent, at & recent)
        asked += [case.sum().alias(f"{name}{i}") for i, case in enumerate(cases)]
    pair = ["challenger", "target"]
    table = disputes.group_by(pair).agg(asked)
    fought = wars.group_by(pair).agg(war1=pl.len(), war3=recent.sum())
    both = table.drop("war1", "war3").join(fought, on=pair, how="full", coalesce=True).fill_null(0).sort(pair)
    return {
        f"{row['challenger']}-{row['target']}": [[row[f"{name}{i}"] for i in range(4)] for name in LEVELS]
        for row in both.iter_rows(named=True)
    }


def summary(estimate: dict[str, Any], challengers: tuple[str, ...], found: Table) -> Table:
    """Return the counts of some challengers."""
    rows = [
        (*pair.split("-"), level, *counts)
        for pair, levels in estimate["pairs"].items()
        for level, counts in zip(estimate["levels"], levels, strict=True)
        if pair.split("-")[0] in challengers and counts[1]
    ]
    first, last = estimate["years"]
    columns = ("challenger", "target", "level", *estimate["columns"])
    notes = [*estimate["limits"], f"{len(found)} differences from what ships."]
    return Table(columns, rows, title=f"Disputes observed {first}-{last}", notes=notes)


def differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> Table:
    """Return a row for each count that is not what ships."""
    pairs = sorted({*before["pairs"], *now["pairs"]})
    rows = [
        (pair, str(before["pairs"].get(pair)), str(now["pairs"].get(pair)))
        for pair in pairs
        if before["pairs"].get(pair) != now["pairs"].get(pair)
    ]
    if before["years"] != now["years"]:
        rows.append(("years", str(before["years"]), str(now["years"])))
    return differing(MODEL, rows)
