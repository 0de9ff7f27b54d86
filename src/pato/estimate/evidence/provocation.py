"""Consequences of a new defence commitment: attacks on the state that received it, and arming of its rivals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import polars as pl

from pato.estimate.evidence.specification import Arming, ArmingModel, Provocation
from pato.kernels.arrays import BoolArray, IntArray
from pato.kernels.covariance import cluster_robust, dyadic_robust
from pato.kernels.fixed_effects import demeaned

Tell = Callable[[str], None]
_POINTS = 100.0
_DOSE = "target_dose_lag1"


def new_pledges(frame: pl.DataFrame) -> pl.DataFrame:
    """Return pledges of defence in force that were not in force the year before, between states both then in the system.

    Pairs without a row in the year before are left out: a state that enters, or one that continues another under a
    new code, brings its pledges with it.

    Returns
    -------
    polars.DataFrame
        ``pledger``, ``receiver``, ``year``, ``major`` (whether the pledger is a major power).
    """
    before = frame.select("ccode1", "ccode2", (pl.col("year") + 1).alias("year"))
    fresh = frame.filter((pl.col("pledge_defence") == 1) & (pl.col("pledge_defence_lag1") == 0))
    fresh = fresh.join(before, on=["ccode1", "ccode2", "year"], how="semi")
    return fresh.select(
        pl.col("ccode1").alias("pledger"),
        pl.col("ccode2").alias("receiver"),
        "year",
        pl.col("major1").alias("major"),
    )


def treated(rows: pl.DataFrame, fresh: pl.DataFrame, window: int) -> BoolArray:
    """Return the rows in the years after side 2 received a commitment from a state other than side 1, shape (row,).

    Parameters
    ----------
    rows
        With ``ccode1``, ``ccode2``, ``year``.
    fresh
        See `new_pledges`.
    window
        The pledge is from one to so many years back.
    """
    counts = fresh.group_by("receiver", "year").len("given")
    found = np.zeros(rows.height, bool)
    keys = rows.select("ccode1", "ccode2", "year")
    for back in range(1, window + 1):
        then = keys.with_columns((pl.col("year") - back).alias("year"))
        all_given = then.join(
            counts,
            left_on=["ccode2", "year"],
            right_on=["receiver", "year"],
            how="left",
            maintain_order="left",
        )
        own = then.join(
            fresh.select(pl.col("pledger").alias("ccode1"), pl.col("receiver").alias("ccode2"), "year", pl.lit(1).alias("own")),
            on=["ccode1", "ccode2", "year"], how="left", maintain_order="left",
        )  # fmt: skip
        found |= (all_given["given"].fill_null(0).cast(pl.Int64) - own["own"].fill_null(0)).to_numpy() > 0
    return found


def provocation_estimates(
    spec: Provocation, frame: pl.DataFrame, tell: Tell = lambda _: None
) -> Iterator[dict[str, Any]]:
    """Yield one record per specification: change in percentage points a year with its dyadic-robust standard error."""
    fresh = new_pledges(frame)
    after = {
        pledger: treated(
            frame, fresh if pledger == "any" else fresh.filter(pl.col("major") == 1), spec.window
        )
        for pledger in ("any", "major")
    }
    for model in spec.specifications:
        tell(f"provocation: {model.label}")
        chosen = frame["year"].is_between(*model.years).to_numpy()
        if model.pairs != "all":
            column = "rivalry" if model.pairs == "rivals" else "politically_relevant"
            chosen &= (frame[column] == 1).fill_null(value=False).to_numpy()
        rows = frame.filter(pl.Series(chosen))
        D = after[model.pledger][chosen].astype(float)
        y = rows[model.outcome].cast(pl.Float64).to_numpy() * _POINTS
        one, two, year = (rows[c].cast(pl.Int64).to_numpy() for c in ("ccode1", "ccode2", "year"))
        within = demeaned(np.stack([D, y], axis=1), [one * 1000 + two, year], 1e-5)
        x, residual_y = within[:, :1], within[:, 1]
        bread = np.asarray(np.linalg.inv(x.T @ x), np.float64)
        b = float(bread[0, 0] * (x[:, 0] @ residual_y))
        variance = float(dyadic_robust(bread, x * (residual_y - b * x[:, 0])[:, None], one, two)[0, 0])
        yield {
            "specification": model.id, "label": model.label, "outcome": model.outcome, "rows": len(y),
            "rows_after_a_new_pledge": int(D.sum()), "rate_percent": float(y.mean()), "estimate": b,
            "se": variance**0.5 if variance > 0 else None,
        }  # fmt: skip


def arming_estimates(
    spec: Arming, frame: pl.DataFrame, states: pl.DataFrame, tell: Tell = lambda _: None
) -> Iterator[dict[str, Any]]:
    """Yield one record per specification: growth in log points with a standard error clustered by state.

    Parameters
    ----------
    spec
        The specification.
    frame
        Directed dyad-years with rivalry and pledges.
    states
        State-years with ``milper`` and ``milex``.
    """
    rivals = frame.filter(pl.col("rivalry") == 1)
    event = treated(rivals.with_columns(pl.col("year") + 1), new_pledges(frame), 1)
    events = _events(frame, rivals.filter(pl.Series(event)))
    with_rivals = rivals.select(pl.col("ccode1").alias("ccode"), "year").unique()
    panel = states.join(with_rivals, on=["ccode", "year"], how="semi")
    for model in spec.specifications:
        tell(f"arming: {model.label}")
        rows = _growth(spec, model, panel, states).join(events, on=["ccode", "year"], how="left")
        rows = rows.with_columns(pl.col("event", "log_added").fill_null(0.0))
        code = rows["ccode"].cast(pl.Int64).to_numpy()
        groups = [rows["year"].cast(pl.Int64).to_numpy(), *([code] if model.states else [])]
        within = demeaned(rows.select("event", "growth").to_numpy(), groups)
        x, y = within[:, :1], within[:, 1]
        bread = np.asarray(np.linalg.inv(x.T @ x), np.float64)
        b = float(bread[0, 0] * (x[:, 0] @ y))
        variance = float(cluster_robust(bread, x * (y - b * x[:, 0])[:, None], code)[0, 0])
        yield {
            "specification": model.id, "label": model.label, "outcome": model.outcome, "rows": rows.height,
            "rows_with_a_rivals_new_pledge": int(rows["event"].sum()), "estimate": b, "se": variance**0.5,
            "by_dose": _by_dose(rows, groups, code),
        }  # fmt: skip


def _events(frame: pl.DataFrame, pledged: pl.DataFrame) -> pl.DataFrame:
    """Return states and years in which a rival is given a new pledge, and the log of one plus the per cent of world capability it adds there.

    The addition is the change of the dose pledged to the rival; of several rivals the largest counts.
    """
    after = frame.select("ccode1", "ccode2", (pl.col("year") - 1).alias("year"), after=_DOSE)
    added = (pl.col("after").exp() - pl.col(_DOSE).exp()).clip(lower_bound=0.0).fill_null(0.0).fill_nan(0.0)
    both = pledged.join(after, on=["ccode1", "ccode2", "year"], how="left").with_columns(
        added=added.cast(pl.Float64)
    )
    found = both.group_by(pl.col("ccode1").alias("ccode"), "year").agg(
        log_added=pl.col("added").max().log1p()
    )
    return found.with_columns(event=pl.lit(1.0)).sort("ccode", "year")


def _by_dose(rows: pl.DataFrame, groups: list[IntArray], code: IntArray) -> dict[str, float | None]:
    """Return the dependence of growth after a new commitment on the addition: a slope on its log, and the mean from which it is measured."""
    event, log_added = (rows[c].to_numpy() for c in ("event", "log_added"))
    mean = float(log_added[event == 1].mean())
    if not np.ptp(log_added[event == 1]):  # no variation to estimate a slope
        return {"estimate": None, "se": None, "mean_log_added": mean, "mean_log_where_added": None}
    columns = [event, event * (log_added - mean), rows["growth"].to_numpy()]
    within = demeaned(np.stack(columns, axis=1), groups)
    x, y = within[:, :2], within[:, 2]
    bread = np.asarray(np.linalg.inv(x.T @ x), np.float64)
    b = bread @ (x.T @ y)
    variance = cluster_robust(bread, x * (y - x @ b)[:, None], code)
    some = float(log_added[(event == 1) & (log_added > 0)].mean())
    return {
        "estimate": float(b[1]),
        "se": float(variance[1, 1] ** 0.5),
        "mean_log_added": mean,
        "mean_log_where_added": some,
    }


def _growth(spec: Arming, model: ArmingModel, panel: pl.DataFrame, states: pl.DataFrame) -> pl.DataFrame:
    """Return state-years with rivals and the log growth over the span; zero and unknown values have none."""
    first, last = (-1 - spec.behind, -1) if model.before else (-1, spec.ahead)
    values = states.select("ccode", "year", pl.col(model.outcome).cast(pl.Float64).alias("value")).filter(
        pl.col("value") > 0
    )
    rows = panel.select("ccode", "year").filter(pl.col("year").is_between(*model.years))
    for name, shift in (("start", first), ("end", last)):
        at = values.select(
            "ccode", (pl.col("year") - shift).cast(pl.Int16).alias("year"), pl.col("value").alias(name)
        )
        rows = rows.join(at, on=["ccode", "year"], how="inner")
    return rows.with_columns((pl.col("end") / pl.col("start")).log().alias("growth"))
