"""A simple backtest: an alliance's members, and neighbouring states without a defence commitment."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from pato.estimate.scoreboard.forecasts import Forecasts, probabilities
from pato.estimate.scoreboard.specification import Backtest
from pato.kernels.arrays import BoolArray
from pato.registry.states import cow
from pato.world.sources import store

_DISPUTES_END = 2010

OUTCOMES = {"disputes": "initiation", "uses_of_force": "initiation_force", "wars": "initiation_war"}
MODELS = ("history", "johnson_leeds", "logit", "average")


def backtest(spec: Backtest, frame: pl.DataFrame, forecasts: Forecasts) -> dict[str, Any]:
    """Return observed and expected initiations by states outside the alliance, by group of targets.

    Parameters
    ----------
    spec
        Members by year of accession; a member counts from the year after it.
    frame
        All directed dyad-years, with contiguity, pledges and outcomes.
    forecasts
        Of disputes of politically relevant pairs.
    """
    since = {
        cow(iso, f"{spec.years[1]}-07-01"): year for year, codes in spec.members.items() for iso in codes
    }
    chosen = frame.filter(pl.col("year").is_between(*spec.years))
    member = {side: _member(chosen, side, since) for side in ("ccode1", "ccode2")}
    chosen = chosen.with_columns(
        challenger_in=pl.Series(member["ccode1"]), target_in=pl.Series(member["ccode2"])
    )
    beside = (
        chosen.group_by("ccode2", "year")
        .agg(
            ((pl.col("contiguity") > 0) & pl.col("challenger_in")).any().alias("beside"),
            (pl.col("pledge_defence_lag1") == 1).any().alias("pledged"),
        )
        .filter(pl.col("beside") & ~pl.col("pledged") & pl.col("ccode2").is_between(*spec.region))
        .select("ccode2", "year", pl.lit(value=True).alias("neighbour"))
    )
    chosen = chosen.join(beside, on=["ccode2", "year"], how="left", maintain_order="left").with_columns(
        pl.col("neighbour").fill_null(value=False) & ~pl.col("target_in")
    )
    relevant = chosen.filter((pl.col("politically_relevant") == 1) & ~pl.col("challenger_in"))
    relevant = _with_forecasts(relevant, forecasts)
    watched = [cow(iso, f"{spec.years[1]}-07-01") for iso in spec.watched]
    groups = {
        "members": pl.col("target_in"),
        "unallied neighbours": pl.col("neighbour"),
        " and ".join(spec.watched): pl.col("ccode2").is_in(watched),
    }
    return {
        "title": spec.title,
        "years": list(spec.years),
        "rows": [_group(name, relevant.filter(rule)) for name, rule in groups.items()],
        "neighbours": sorted({int(c) for c in beside["ccode2"]} - set(since)),
    }


def _member(frame: pl.DataFrame, side: str, since: dict[int, int]) -> BoolArray:
    joined = frame[side].cast(pl.Int64).replace_strict(since, default=9999).to_numpy()
    return np.asarray(joined < frame["year"].to_numpy())


def _with_forecasts(rows: pl.DataFrame, forecasts: Forecasts) -> pl.DataFrame:
    keys = {"ccode1": forecasts.side1, "ccode2": forecasts.side2, "year": forecasts.year}
    found = probabilities(forecasts)
    table = pl.DataFrame(
        {name: pl.Series(values).cast(rows.schema[name]) for name, values in keys.items()}
        | {f"p_{m}": found[m] for m in MODELS}
    )
    return rows.join(table, on=list(keys), how="left", maintain_order="left")


def _group(name: str, rows: pl.DataFrame) -> dict[str, Any]:
    observed = {label: int(rows[column].sum()) for label, column in OUTCOMES.items()}
    expected = {m: float(rows[f"p_{m}"].sum()) for m in MODELS}
    targets = rows.select("ccode2", "year").unique().height
    return {
        "group": name,
        "target_years": targets,
        "pair_years": rows.height,
        "observed": observed,
        "expected_disputes": expected,
    }


def later_wars(spec: Backtest, folder: str | None = None) -> dict[str, Any]:
    """Count interstate armed conflict after the dispute data end (UCDP), by whether a watched state or a member was in it.

    A pair of states and year counts once. UCDP's second party is mostly, not always, the one that was attacked.
    """
    codes = store.read("country_codes", ("iso3c", "gwn"), folder=folder).drop_nulls()
    number = dict(zip(codes["iso3c"].to_list(), codes["gwn"].cast(pl.Int64).to_list(), strict=True))
    columns = ("year", "gwno_a", "gwno_b", "role_a", "role_b")
    table = store.read("ucdp_interstate_dyad_year_1946_2024", columns, folder=folder)
    last = int(table["year"].max())  # type: ignore[arg-type]
    primary = (pl.col("role_a") == "primary") & (pl.col("role_b") == "primary")
    chosen = table.filter(primary & (pl.col("year") > _DISPUTES_END))
    wars = chosen.select(pl.col("year", "gwno_a", "gwno_b").cast(pl.Int64)).unique().rows()
    since = {number[iso]: year for year, isos in spec.members.items() for iso in isos}
    watched = {number[iso] for iso in spec.watched}

    def member(state: int, year: int) -> bool:
        return since.get(state, last + 1) < year

    return {
        "years": [_DISPUTES_END + 1, last],
        "pair_years": len(wars),
        "watched_names": " or ".join(spec.watched),
        "watched_second": sum(b in watched for _, _, b in wars),
        "members_second": sum(member(b, year) for year, _, b in wars),
        "members_first": sum(member(a, year) for year, a, _ in wars),
    }
