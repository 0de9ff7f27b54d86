"""Disputes x third parties, with the covariates of the joining model."""

from __future__ import annotations

import polars as pl

from pato.estimate.joining.disputes import SIDES, joiners, originators, wars
from pato.estimate.joining.restraint import nonaggression
from pato.estimate.panel import build_panel
from pato.kernels.projection import miles_per_day
from pato.kernels.reach import log_reach

GROUPS = ("capability", "contiguity", "distance", "regime", "rivalry", "disputes", "pledges")
_PAIR = (
    "pledge_defence_lag1",
    "pledge_consultation_lag1",
    "pledge_neutrality_lag1",
    "cinc1_lag1",
    "cinc2_lag1",
    "major1",
    "contiguity",
    "distance_km",
    "joint_democracy_lag1",
    "rivalry_lag1",
    "onsets_halflife20",
    "dispute_continuing",
)
_KEYS = ["dispute", "state"]
WORLD_WARS = ((1914, 1918), (1939, 1945))


def third_parties(first: int, last: int, side: str = "target", folder: str | None = None) -> pl.DataFrame:
    """Return every dispute begun in a span of years x every state of the system that did not begin it.

    Parameters
    ----------
    first, last
        Years, both included.
    side
        Whose side a state may join: ``target`` or ``challenger``. Covariates are named for the target's; for the
        challenger's side the two change places.
    folder
        The data store.

    Returns
    -------
    polars.DataFrame
        ``dispute``, ``year``, ``state``, ``joins`` (0/1) and covariates; null is unknown.
    """
    supported, opposed = side, SIDES[1 - SIDES.index(side)]
    panel = _panel(first, last, folder)
    began = originators(folder).filter(pl.col("year").is_between(first, last))
    helped, faced = (began.filter(pl.col("side") == s) for s in (supported, opposed))
    system = panel.select("year", state=pl.col("ccode1").cast(pl.Int64)).unique()
    rows = began.select("dispute", "year").unique().join(system, on="year")
    rows = rows.join(began.select(_KEYS), on=_KEYS, how="anti").sort("dispute", "state")
    joined = joiners(folder).filter(pl.col("side") == supported).select(*_KEYS, joins=pl.lit(1.0))
    rows = rows.join(joined, on=_KEYS, how="left").with_columns(pl.col("joins").fill_null(0.0))
    rows = rows.join(_of_disputes(helped, faced, panel, folder), on="dispute", how="left")
    rows = rows.join(_of_helped(rows, helped, panel), on=_KEYS, how="left")
    rows = rows.join(_of_faced(rows, faced, panel), on=_KEYS, how="left")
    return _finished(rows)


def _panel(first: int, last: int, folder: str | None) -> pl.DataFrame:
    frame = build_panel("directed-dyad-year", (first, last), GROUPS, folder)
    frame = frame.select("ccode1", "ccode2", "year", *_PAIR).with_columns(
        pl.col("ccode1", "ccode2", "year").cast(pl.Int64)
    )
    promised = nonaggression(folder).select(
        ccode1=pl.col("giver").cast(pl.Int64),
        ccode2=pl.col("receiver").cast(pl.Int64),
        year=pl.col("year").cast(pl.Int64) + 1,
        nonaggression=pl.lit(1.0),
    )
    frame = frame.join(promised, on=["ccode1", "ccode2", "year"], how="left")
    restrained = (pl.col("nonaggression").fill_null(0.0) == 1) | (pl.col("pledge_neutrality_lag1") == 1)
    return frame.with_columns(restrained=restrained.cast(pl.Float64))


def _of_disputes(
    helped: pl.DataFrame, faced: pl.DataFrame, panel: pl.DataFrame, folder: str | None
) -> pl.DataFrame:
    """Return the variables shared by all third parties of a dispute: level, numbers and strength of the sides, size of the system."""
    strength = panel.select("year", state="ccode1", cinc="cinc1_lag1").unique(["year", "state"])
    sides = [
        s.join(strength, on=["year", "state"], how="left")
        .group_by("dispute")
        .agg(**{f"{name}s": pl.len().cast(pl.Float64), f"cinc_{name}": pl.col("cinc").sum()})
        for s, name in ((helped, "target"), (faced, "challenger"))
    ]
    states = strength.group_by("year").agg(states=pl.len().cast(pl.Float64))
    years = helped.select("dispute", "year").unique().join(states, on="year").select("dispute", "states")
    return (
        years.join(sides[0], on="dispute")
        .join(sides[1], on="dispute")
        .join(wars(folder), on="dispute", how="left")
        .with_columns(balance=(pl.col("cinc_target") / pl.col("cinc_challenger")).log())
        .drop("cinc_target", "cinc_challenger")
    )


def _ties(rows: pl.DataFrame, side: pl.DataFrame, panel: pl.DataFrame) -> pl.DataFrame:
    """Return each third party's ties to each originator of one side."""
    pairs = rows.select("dispute", "year", "state").join(side.select("dispute", other="state"), on="dispute")
    return pairs.join(
        panel, left_on=["state", "other", "year"], right_on=["ccode1", "ccode2", "year"], how="left"
    )


def _of_helped(rows: pl.DataFrame, helped: pl.DataFrame, panel: pl.DataFrame) -> pl.DataFrame:
    ties = _ties(rows, helped, panel)
    miles = pl.Series([miles_per_day(y) for y in ties["year"].unique().sort()])
    speed = pl.DataFrame({"year": ties["year"].unique().sort(), "miles": miles})
    ties = ties.join(speed, on="year", how="left")
    cinc, km = (
        ties[c].cast(pl.Float64).fill_null(float("nan")).to_numpy() for c in ("cinc1_lag1", "distance_km")
    )
    ties = ties.with_columns(reach=pl.Series(log_reach(cinc, km, ties["miles"].to_numpy())).fill_nan(None))
    pledged = pl.col("pledge_defence_lag1") == 1
    return ties.group_by(_KEYS).agg(
        defence=pl.col("pledge_defence_lag1").max().cast(pl.Float64),
        consultation=((pl.col("pledge_consultation_lag1") == 1) & ~pledged).max().cast(pl.Float64),
        reach=pl.col("reach").max(),
        defence_reach=pl.col("reach").filter(pledged).max().fill_null(0.0),
        major=pl.col("major1").max().cast(pl.Float64),
        rivalry_target=pl.col("rivalry_lag1").max().cast(pl.Float64),
        near_target=(pl.col("contiguity") > 0).max().cast(pl.Float64),
        joint_democracy=pl.col("joint_democracy_lag1").max().cast(pl.Float64),
    )


def _of_faced(rows: pl.DataFrame, faced: pl.DataFrame, panel: pl.DataFrame) -> pl.DataFrame:
    return (
        _ties(rows, faced, panel)
        .group_by(_KEYS)
        .agg(
            restrained=pl.col("restrained").max(),
            defence_challenger=pl.col("pledge_defence_lag1").max().cast(pl.Float64),
            rivalry_challenger=pl.col("rivalry_lag1").max().cast(pl.Float64),
            land_challenger=(pl.col("contiguity") == 1).max().cast(pl.Float64),
            history_challenger=pl.col("onsets_halflife20").sum().cast(pl.Float64),
            fighting_challenger=pl.col("dispute_continuing").max().cast(pl.Float64),
        )
    )


def _finished(rows: pl.DataFrame) -> pl.DataFrame:
    year, world_war = pl.col("year"), pl.lit(value=False)
    for start, end in WORLD_WARS:
        world_war = world_war | year.is_between(start, end)
    later = (year > WORLD_WARS[-1][1]).cast(pl.Float64)
    return rows.with_columns(
        defence_war=pl.col("defence") * pl.col("war"),
        after_1945=later,
        defence_after_1945=pl.col("defence") * later,
        world_war=world_war.cast(pl.Float64),
    ).sort("dispute", "state")


def one_on_one(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of disputes between two states."""
    return frame.filter((pl.col("targets") == 1) & (pl.col("challengers") == 1))
