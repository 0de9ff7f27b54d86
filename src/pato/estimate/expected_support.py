"""War-level initiation on the support that the target can expect: who would join is estimated first, who attacks second.

Statistical backward induction with the joining model's uncertainty carried through: its posterior is drawn, expected
support is computed with each draw, and the logit is refitted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl
from pydantic import Field

from pato.estimate.joining.restraint import nonaggression
from pato.estimate.logit import Estimate, Sample, fit
from pato.estimate.panel import build_panel
from pato.estimate.risk import GROUPS, RiskFit, as_estimate, rows_of
from pato.estimate.specification import Specification, load_as
from pato.estimate.validate import Scores, score
from pato.estimate.vintages import titled, vintages
from pato.futures.factor import cholesky
from pato.kernels.arrays import AnyArray, FloatArray, IntArray
from pato.kernels.chances import probability
from pato.kernels.digits import significant
from pato.kernels.projection import miles_per_day, projected_capability
from pato.kernels.reach import log_reach
from pato.models.risk.estimate import RiskModel, load_risk
from pato.models.support.estimate import Ties, expected_support, log_odds

SUPPORT, COLUMN = "support", "expected_support"
COVARIANCE = (
    "dyadic-robust (Aronow, Samii and Assenova 2015), raised to the model's own covariance in every direction in which it is below it, plus the "
    "covariance between fits with expected support from different draws of the joining model's posterior (law of total variance)"
)
_PERCENT = 100.0
_STEPS, _TOLERANCE = 30, 1e-9
_TIES = (
    "pledge_defence_lag1",
    "pledge_consultation_lag1",
    "pledge_neutrality_lag1",
    "rivalry_lag1",
    "contiguity",
    "joint_democracy_lag1",
    "onsets_halflife20",
    "distance_km",
    "restrained",
)


class SupportSpecification(Specification):
    """The specification of a risk model, and how often the joining model's posterior is drawn."""

    draws: int = Field(ge=2)
    seed: int


@dataclass(frozen=True, slots=True)
class SupportFit:
    """Everything one run of the specification produced.

    Attributes
    ----------
    risk
        The estimate in the form that risk models share.
    within
        Covariance of the coefficients with expected support as given, shape (coefficient, coefficient).
    by_draw
        Coefficients with each draw of the joining model, shape (draw, coefficient).
    bootstrap
        The same on pairs of states drawn with replacement.
    """

    risk: RiskFit
    within: FloatArray
    by_draw: FloatArray
    bootstrap: FloatArray


def fit_support(*, folder: str | None = None, everything: bool = True) -> SupportFit:
    """Fit the specification.

    Parameters
    ----------
    folder
        The data store.
    everything
        Also the draws of the joining model, the bootstrap, the variants and the scores. Without them the coefficients are
        those that ship, and the covariance lacks the part of the joining model.
    """
    spec = load_as(SupportSpecification, "risk_support")
    joining = load_risk("joining")
    panel = panel_of(spec, folder)
    frame = panel.filter(pl.col(spec.rows) == 1)
    frame = frame.with_columns(
        pl.Series(COLUMN, support_of(joining, joining.coefficients[None], panel, frame)[:, 0])
    )
    sample = rows_of(spec, frame)
    main = fit(sample, ridge=spec.ridge, where=spec.id)
    if not everything:
        nothing = np.empty((0, len(main.names)))
        return SupportFit(RiskFit(spec, main, sample, {}, []), main.covariance, nothing, nothing)
    drawn = draws_of(joining, spec.draws, spec.seed)
    by_draw, bootstrap = _refitted(spec, main, sample, frame, support_of(joining, drawn, panel, frame))
    between = np.cov(by_draw, rowvar=False)
    shipped = replace(main, covariance=main.covariance + between)
    risk = RiskFit(spec, shipped, sample, dict(_variants(spec, frame)), list(_scores(spec, frame)))
    return SupportFit(risk, main.covariance, by_draw, bootstrap)


def panel_of(spec: Specification, folder: str | None = None) -> pl.DataFrame:
    """Return all directed dyad-years of the specification's years, with pledges of non-aggression to the challenger."""
    frame = build_panel(spec.unit, spec.years, GROUPS, folder)
    promised = nonaggression(folder).select(
        ccode1=pl.col("giver").cast(pl.Int64),
        ccode2=pl.col("receiver").cast(pl.Int64),
        year=pl.col("year").cast(pl.Int64) + 1,
        promised=pl.lit(1.0),
    )
    frame = frame.with_columns(pl.col("ccode1", "ccode2", "year").cast(pl.Int64))
    frame = frame.join(promised, on=["ccode1", "ccode2", "year"], how="left", maintain_order="left")
    bound = (pl.col("promised").fill_null(0.0) == 1) | (pl.col("pledge_neutrality_lag1") == 1)
    return frame.with_columns(restrained=bound.cast(pl.Float64)).drop("promised")


def support_of(joining: RiskModel, draws: FloatArray, panel: pl.DataFrame, frame: pl.DataFrame) -> FloatArray:
    """Return the support that each row's target can expect against its challenger, shape (row, draw).

    Parameters
    ----------
    joining
        The joining model.
    draws
        Its coefficients, shape (draw, coefficient).
    panel
        All directed dyad-years: any state in the system may join.
    frame
        The wanted rows.
    """
    found = np.empty((frame.height, len(draws)))
    years = frame["year"].to_numpy()
    for year, part in sorted(panel.partition_by("year", as_dict=True).items()):
        here = np.flatnonzero(years == year[0])
        if len(here):
            found[here] = _of_year(joining, draws, part, frame[here], int(year[0])).T
    return found


def _of_year(
    joining: RiskModel, draws: FloatArray, panel: pl.DataFrame, rows: pl.DataFrame, year: int
) -> FloatArray:
    codes = np.unique(panel["ccode1"].to_numpy())
    at = (
        np.searchsorted(codes, panel["ccode1"].to_numpy()),
        np.searchsorted(codes, panel["ccode2"].to_numpy()),
    )
    cinc, major = np.full(len(codes), np.nan), np.zeros(len(codes))
    cinc[at[0]], major[at[0]] = _numbers(panel, "cinc1_lag1"), _numbers(panel, "major1")
    pairs = {name: np.full((len(codes),) * 2, np.nan) for name in _TIES}
    for name in _TIES:
        pairs[name][at] = _numbers(panel, name)
    arriving, ties = _ties(joining, pairs, cinc, major, year)
    r, k = (np.searchsorted(codes, rows[c].to_numpy()) for c in ("ccode1", "ccode2"))
    parts = log_odds(joining, draws, ties, np.log(cinc[k] / cinc[r]))
    return expected_support(parts, arriving, r, k)


def _numbers(frame: pl.DataFrame, column: str) -> FloatArray:
    return frame[column].cast(pl.Float64).fill_null(float("nan")).to_numpy()


def _ties(
    joining: RiskModel, pairs: Mapping[str, FloatArray], cinc: FloatArray, major: FloatArray, year: int
) -> tuple[FloatArray, Ties]:
    """Return the arriving capability, and the covariates for predictions of the joining model: at war, one against one."""
    miles = miles_per_day(year)
    reach = log_reach(cinc[:, None], pairs["distance_km"], miles)
    defence = np.nan_to_num(pairs["pledge_defence_lag1"])
    to_target = {
        "defence": defence,
        "defence_reach": np.where(defence > 0, reach, 0.0),
        "defence_war": defence,
        "defence_after_1945": defence,
        "consultation": np.nan_to_num(pairs["pledge_consultation_lag1"]) * (defence == 0),
        "reach": reach,
        "major": np.repeat(major[:, None], len(major), axis=1),
        "rivalry_target": pairs["rivalry_lag1"],
        "near_target": np.nan_to_num(pairs["contiguity"]) > 0,
        "joint_democracy": pairs["joint_democracy_lag1"],
    }
    against = {
        "restrained": pairs["restrained"],
        "defence_challenger": defence,
        "rivalry_challenger": pairs["rivalry_lag1"],
        "land_challenger": pairs["contiguity"] == 1,
        "history_challenger": np.nan_to_num(pairs["onsets_halflife20"]),
    }
    shared = {**joining.estimate["at_prediction"], "war": 1.0, "states": float(len(major))}
    arriving = np.nan_to_num(_PERCENT * projected_capability(cinc[:, None], pairs["distance_km"], miles))
    return arriving, Ties(_floats(to_target), _floats(against), shared)


def _floats(values: Mapping[str, AnyArray]) -> dict[str, FloatArray]:
    return {name: np.asarray(v, np.float64) for name, v in values.items()}


def draws_of(joining: RiskModel, draws: int, seed: int) -> FloatArray:
    """Return draws from the joining model's posterior, shape (draw, coefficient); the same on every machine."""
    normals = np.random.Generator(np.random.Philox(seed)).standard_normal((draws, len(joining.names)))
    return np.asarray(joining.coefficients + normals @ cholesky(joining.covariance).T)


def _refitted(
    spec: SupportSpecification, main: Estimate, sample: Sample, frame: pl.DataFrame, support: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the coefficients with each draw's support: on all rows, and on pairs of states drawn with replacement."""
    column, kept = sample.names.index(SUPPORT), _positions(sample, frame)
    low, high = np.minimum(sample.side1, sample.side2), np.maximum(sample.side1, sample.side2)
    _, dyad = np.unique(low * 1000 + high, return_inverse=True)
    dyads = int(dyad.max()) + 1
    generator = np.random.Generator(np.random.Philox(spec.seed + 1))
    mean, scale = sample.X.mean(axis=0), sample.X.std(axis=0)
    mean[0], scale[0] = 0.0, 1.0
    Z = (sample.X - mean) / scale
    penalty = np.asarray(spec.ridge * sample.penalised, np.float64)
    once = np.ones(len(Z))
    start = main.coefficients * scale
    start[0] += main.coefficients[1:] @ mean[1:]
    found: tuple[list[FloatArray], list[FloatArray]] = ([], [])
    for m in range(spec.draws):
        Z[:, column] = (np.log1p(support[kept, m]) - mean[column]) / scale[column]
        weights = np.bincount(generator.integers(0, dyads, dyads), minlength=dyads)[dyad].astype(float)
        for results, weight in zip(found, (once, weights), strict=True):
            b = _near(Z, sample.y, weight, penalty, start)
            if b is not None:
                slopes = b / scale
                slopes[0] -= slopes[1:] @ mean[1:]
                results.append(slopes)
    return np.stack(found[0]), np.stack(found[1])


def _near(
    Z: FloatArray, y: FloatArray, weights: FloatArray, penalty: FloatArray, start: FloatArray
) -> FloatArray | None:
    """Return the fit next to a start, by Newton's method on standardised columns; None if it does not converge."""
    b = start.copy()
    for _ in range(_STEPS):
        p = probability(Z @ b)
        gradient = Z.T @ (weights * (y - p)) - penalty * b
        information = (Z * (weights * p * (1 - p))[:, None]).T @ Z + np.diag(penalty)
        try:
            move = np.linalg.solve(information, gradient)
        except np.linalg.LinAlgError:
            return None
        b += move
        if float(gradient @ move) < _TOLERANCE:
            return b
    return None


def _positions(sample: Sample, frame: pl.DataFrame) -> IntArray:
    """Return the positions of the sample's rows in the frame; only complete rows are in the sample."""
    key = frame.select(k=(pl.col("year") * 1000 + pl.col("ccode1")) * 1000 + pl.col("ccode2"))["k"].to_numpy()
    wanted = (sample.year * 1000 + sample.side1) * 1000 + sample.side2
    order = np.argsort(key)
    return np.asarray(order[np.searchsorted(key[order], wanted)])


def _variants(spec: SupportSpecification, frame: pl.DataFrame) -> Iterator[tuple[str, Estimate]]:
    for v in spec.variants:
        sample = rows_of(spec, frame, years=v.years, dose=v.dose, drop=v.drop, assume=v.assume)
        yield v.id, fit(sample, ridge=spec.ridge if v.ridge is None else v.ridge, where=v.id)


def _scores(spec: SupportSpecification, frame: pl.DataFrame) -> Iterator[Scores]:
    for windows in spec.scores:
        sample = rows_of(spec, frame, years=(windows.train_from, windows.last))
        yield score(sample, windows, ridge=spec.ridge)


def as_plain(result: SupportFit, folder: str | None = None) -> dict[str, Any]:
    """Return the plain values that are written as ``library/estimates/risk_support.json``."""
    found = as_estimate(replace(result.risk, variants={}), folder)
    spec, main = result.risk.specification, result.risk.main
    i = main.names.index(SUPPORT)
    found["covariance_kind"] = COVARIANCE
    found["support_coefficient"] = {
        "estimate": _short(main.coefficients[i]),
        "se": _short(main.covariance[i, i] ** 0.5),
        "se_without_the_joining_step": _short(result.within[i, i] ** 0.5),
        "sd_between_draws_of_joining": _short(result.by_draw[:, i].std(ddof=1)),
        "by_draw_of_joining": [_short(v) for v in result.by_draw[:, i]],
        "mean_over_draws_of_joining": _short(result.by_draw[:, i].mean()),
        "bootstrap_of_pairs_and_joining": {
            "replicates": len(result.bootstrap),
            "sd": _short(result.bootstrap[:, i].std(ddof=1)),
            "quantiles_2.5_50_97.5": [
                _short(q) for q in np.quantile(result.bootstrap[:, i], (0.025, 0.5, 0.975))
            ],
        },
    }
    found["variants"] = {
        name: _logged(spec, name, estimate) for name, estimate in result.risk.variants.items()
    }
    found["data"] |= vintages(titled("atop51_member_level"), folder)
    found["rests_on"] = {
        "joining": "coefficients, covariance and values at prediction of library/estimates/joining.json"
    }
    return found


def _logged(spec: Specification, name: str, estimate: Estimate) -> dict[str, Any]:
    variant = next(v for v in spec.variants if v.id == name)
    asked = {
        k: v
        for k, v in variant.model_dump(mode="json", exclude={"id"}).items()
        if v not in (None, {}, "nothing")
    }
    shown = {n: [_short(v) for v in estimate.of(n)] for n in estimate.names if n in {SUPPORT, "dose"}}
    return {
        **asked,
        "rows": estimate.rows,
        "events": estimate.events,
        "coefficients_with_standard_errors": shown,
    }


def _short(value: float) -> float | None:
    return None if not np.isfinite(value) else significant(value, 4)
