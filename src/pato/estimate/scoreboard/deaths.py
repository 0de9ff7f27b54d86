"""Forecasts held against another record: years in which fighting between two states took 25 lives or more (UCDP/PRIO).

The threshold differs, and the record does not say who began. So the chance of a pair is that either attacks the
other, ranks are scored first, and years after the end of the dispute data are scored with the forecasts of their last
year.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from pato.estimate.scoreboard.forecasts import Forecasts
from pato.estimate.scoreboard.scores import pair_weights
from pato.estimate.scoreboard.specification import DeathsSpecification
from pato.kernels.arrays import FloatArray
from pato.kernels.chances import probability
from pato.kernels.scoring import Ranking
from pato.world.sources import store

TABLE = "ucdp_interstate_dyad_year_1946_2024"
_COLUMNS = ("year", "ccode_a", "ccode_b", "role_a", "role_b", "intensity_level")
_INTERVAL = (0.025, 0.975)


def onsets(spec: DeathsSpecification, folder: str | None = None) -> pl.DataFrame:
    """Return the first years of fighting between two states: ``one``, ``other`` (lower code first), ``year``, ``war`` (1,000 deaths in that spell).

    Parameters
    ----------
    spec
        After how many quiet years fighting is new; only states that are primary parties count, coalitions do not.
    folder
        The data store.
    """
    frame = store.read(TABLE, _COLUMNS, folder=folder).filter(
        (pl.col("role_a") == "primary") & (pl.col("role_b") == "primary")
    )
    pairs = (
        frame.drop_nulls(["ccode_a", "ccode_b"])
        .select(
            one=pl.min_horizontal("ccode_a", "ccode_b"),
            other=pl.max_horizontal("ccode_a", "ccode_b"),
            year="year",
            war=pl.col("intensity_level") > 1,
        )
        .group_by("one", "other", "year")
        .agg(pl.col("war").max())
        .sort("one", "other", "year")
    )
    new = (pl.col("year").diff().over("one", "other") > spec.quiet_years).fill_null(True)
    spells = pairs.with_columns(new=new, spell=new.cum_sum())
    return (
        spells.group_by("one", "other", "spell")
        .agg(pl.col("year").min(), pl.col("war").max())
        .drop("spell")
        .sort("year", "one", "other")
    )


def score_deaths(
    spec: DeathsSpecification,
    forecasts: Mapping[str, Forecasts],
    *,
    draws: int,
    seed: int,
    folder: str | None = None,
) -> list[dict[str, Any]]:
    """Return the scores of boards' forecasts against onsets, one row per board and span of years.

    Parameters
    ----------
    spec
        The item to score.
    forecasts
        By board.
    draws, seed
        Of the bootstrap of pairs.
    folder
        The data store.
    """
    new = onsets(spec, folder)
    rows = []
    for board in spec.boards:
        yearly = _by_pair(forecasts[board])
        last = int(forecasts[board].year.max())
        rows.append(_row(board, (spec.first, last), yearly, new, draws, seed))
        frozen = _frozen(yearly.filter(pl.col("year") == last), spec.frozen)
        rows.append(_row(board, spec.frozen, frozen, new, draws, seed))
    return rows


def _by_pair(found: Forecasts) -> pl.DataFrame:
    """Return the chance that either of two states attacks the other, by model: one row per pair and year."""
    sides = {"one": np.minimum(found.side1, found.side2), "other": np.maximum(found.side1, found.side2)}
    none = {m: np.log1p(-probability(eta)) for m, eta in found.log_odds.items()}
    frame = pl.DataFrame({**sides, "year": found.year, **none})
    return (
        frame.group_by("one", "other", "year").agg(pl.col(m).sum() for m in none).sort("year", "one", "other")
    )


def _frozen(last: pl.DataFrame, years: tuple[int, int]) -> pl.DataFrame:
    """Return forecasts of a whole span from those of one year, each year alike; the year is the span's first."""
    models = [c for c in last.columns if c not in {"one", "other", "year"}]
    span = years[1] - years[0] + 1
    return last.with_columns(
        pl.lit(years[0]).alias("year").cast(last["year"].dtype), *(pl.col(m) * span for m in models)
    )


def _row(
    board: str, years: tuple[int, int], frame: pl.DataFrame, new: pl.DataFrame, draws: int, seed: int
) -> dict[str, Any]:
    inside = new.filter(pl.col("year").is_between(*years))
    rows = frame.filter(pl.col("year").is_between(*years))
    whole = rows["year"].n_unique() == 1
    at = ["one", "other"] if whole else ["one", "other", "year"]
    seen = inside.select(at).unique().with_columns(begun=pl.lit(1.0))
    rows = rows.join(seen, on=at, how="left").with_columns(pl.col("begun").fill_null(0.0))
    y = rows["begun"].to_numpy()
    models = [c for c in rows.columns if c not in {"one", "other", "year", "begun"}]
    pair = np.unique(
        rows["one"].cast(pl.Int64).to_numpy() * 1000 + rows["other"].to_numpy(), return_inverse=True
    )[1]
    weights = pair_weights(int(pair.max()) + 1, draws, seed)[:, pair.reshape(-1)]
    chances = {m: np.asarray(-np.expm1(rows[m].to_numpy())) for m in models}
    return {
        "board": board,
        "years": list(years),
        "frozen": whole,
        "rows": len(y),
        "onsets": inside.height,
        "wars": int(inside["war"].sum()),
        "of_them_forecast": int(y.sum()),
        "models": {m: _ranked(y, p, weights) for m, p in chances.items()},
        "expected": {m: float(p.sum()) for m, p in chances.items()},
    }


def _ranked(y: FloatArray, p: FloatArray, weights: FloatArray) -> dict[str, list[float]]:
    """Return AUC and average precision with 95 percent intervals of draws of pairs."""
    ranking = Ranking.of(y, p)
    one = np.ones(len(y))
    found = np.array([ranking.auc(one), ranking.average_precision(one)])
    with np.errstate(invalid="ignore", divide="ignore"):
        drawn = np.array([ranking.both(w) for w in weights])
    ends = np.nanquantile(drawn, _INTERVAL, axis=0)
    return {
        score: [float(found[i]), *(float(end[i]) for end in ends)]
        for i, score in enumerate(("auc", "average_precision"))
    }
