"""How often did targets lose? The contest function of the support model, compared with COW's wars between states since 1946."""

from __future__ import annotations

import numpy as np
import polars as pl

from pato.estimate.panel import build_panel
from pato.estimate.replications import Compared, Replication
from pato.kernels.projection import miles_per_day, projected_capability
from pato.kernels.support import contest
from pato.world.sources import store

SOURCE = "Correlates of War, inter-state wars 4.0 (Sarkees and Wayman 2010): outcomes"
DIFFERS = (
    "Nothing is published to compare with: the left figure is the share of wars whose first targets lost, ours what the contest function gives for the same wars "
    "from capability as it arrives at the target's capital, for its range of decisiveness. A tie, a stalemate and a war that turned into another count as not lost."
)
SINCE = 1946
LOST = 2
_DECISIVENESS = (0.5, 1.0, 2.0)


def run(folder: str | None = None) -> Replication:
    """Compare the share of targets that lost with what the contest function expects."""
    cases = wars(folder)
    lost = float(cases["lost"].mean() or 0.0)  # type: ignore[arg-type]
    rows = []
    for label, own, rival in (
        ("the first day's states alone", "target", "challenger"),
        ("all who fought", "target_all", "challenger_all"),
    ):
        for m in _DECISIVENESS:
            p = contest(cases[own].to_numpy(), cases[rival].to_numpy(), np.array(m))
            told = f"targets that lost of {cases.height} wars since {SINCE} ({int(cases['lost'].sum())}), against the contest function, {label}, decisiveness {m:g}"
            rows.append(
                Compared(
                    told, lost, float(p.mean()), "close" if abs(p.mean() - lost) <= _noise(p) else "differs"
                )
            )
    return Replication("target_defeats", "Defeat of the attacked", SOURCE, DIFFERS, tuple(rows))


def _noise(p: np.ndarray) -> float:
    """Return two standard errors of a share, taking the chances as correct."""
    return float(2 * np.sqrt((p * (1 - p)).sum()) / len(p))


def wars(folder: str | None = None) -> pl.DataFrame:
    """Return one row per war: whether its first targets lost, and strength at the first target's capital, of the first day and of all who fought."""
    columns = (
        "warnum",
        "ccode1",
        "ccode2",
        "year",
        "cowinteronset",
        "initiator1",
        "initiator2",
        "outcome1",
        "sidea1",
    )
    frame = store.read("cow_war_inter", columns, folder=folder).cast(pl.Int64)
    begun = pl.col("year").min().over("warnum")
    frame = frame.with_columns(begun=begun).filter(pl.col("begun") >= SINCE)
    opening = frame.filter((pl.col("year") == pl.col("begun")) & (pl.col("cowinteronset") == 1))
    targets = (
        opening.filter(pl.col("initiator2") == 1)
        .select("warnum", "begun", "sidea1", state="ccode1", outcome="outcome1")
        .unique()
        .sort("warnum", "state")
    )
    starters = opening.filter(pl.col("initiator1") == 1).select("warnum", "begun", state="ccode1").unique()
    everyone = frame.select("warnum", "begun", "sidea1", state="ccode1").unique()
    # the capital of the strongest first target counts
    strength = _strength(folder)
    place = (
        targets.join(
            strength.unique(["year", "state"]),
            left_on=["begun", "state"],
            right_on=["year", "state"],
            how="left",
        )
        .sort("cinc", descending=True, nulls_last=True)
        .unique("warnum", keep="first", maintain_order=True)
        .select("warnum", at="state", side="sidea1")
    )
    sides = {
        "target": targets.select("warnum", "begun", "state"),
        "challenger": starters,
        "target_all": everyone.join(place, on="warnum")
        .filter(pl.col("sidea1") == pl.col("side"))
        .select("warnum", "begun", "state"),
        "challenger_all": everyone.join(place, on="warnum")
        .filter(pl.col("sidea1") != pl.col("side"))
        .select("warnum", "begun", "state"),
    }
    out = targets.group_by("warnum").agg(lost=(pl.col("outcome") == LOST).any().cast(pl.Float64))
    for name, states in sides.items():
        arriving = _arriving(states.join(place, on="warnum"), strength)
        out = out.join(arriving.group_by("warnum").agg(pl.col("arrives").sum().alias(name)), on="warnum")
    return out.filter(pl.min_horizontal(*sides) > 0).sort("warnum")


def _strength(folder: str | None) -> pl.DataFrame:
    """Return CINC of the year before and distance of capitals, one row per directed pair and year."""
    panel = build_panel("directed-dyad-year", (SINCE, 2007), ("capability", "distance"), folder)
    return panel.select(
        pl.col("year").cast(pl.Int64),
        state=pl.col("ccode1").cast(pl.Int64),
        other=pl.col("ccode2").cast(pl.Int64),
        cinc="cinc1_lag1",
        km="distance_km",
    )


def _arriving(rows: pl.DataFrame, strength: pl.DataFrame) -> pl.DataFrame:
    away = rows.join(
        strength, left_on=["begun", "state", "at"], right_on=["year", "state", "other"], how="left"
    )
    home = strength.select("year", "state", own="cinc").unique(["year", "state"])
    both = away.join(home, left_on=["begun", "state"], right_on=["year", "state"], how="left")
    cinc, km, year = (both[c].cast(pl.Float64).fill_null(0.0).to_numpy() for c in ("own", "km", "begun"))
    arrives = [
        float(projected_capability(np.array(c), np.array(d), miles_per_day(int(y)))) if c > 0 else 0.0
        for c, d, y in zip(cinc, km, year, strict=True)
    ]
    return both.with_columns(arrives=pl.Series(arrives))
