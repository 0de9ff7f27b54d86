"""The estimate of backsliding that ships: fit yearly changes of V-Dem indices, and score them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import polars as pl

from pato.errors import PatoError, Problem
from pato.estimate.backsliding_scores import Forecast, scored
from pato.estimate.specification import load_as
from pato.files.strict import Strict
from pato.kernels.arrays import BoolArray, FloatArray, IntArray, StrArray
from pato.kernels.yearly_change import Setting, components, distribution, log_likelihood, names
from pato.world.sources import store

STATES = "country_codes"
_START = {
    "log_sd_still": -7.8,
    "log_sd_ordinary": -5.0,
    "log_mean_rise": -2.8,
    "log_mean_fall": -3.0,
    "rise_constant": -3.0,
    "fall_constant": -3.0,
    "ordinary_activity": 0.6,
    "rise_activity": 1.0,
    "fall_activity": 1.0,
}
_MOST_STEPS = 400
_CLOSE = 1e-9


class Measure(Strict):
    """A measure, the provider's table that holds it and its last year."""

    name: str
    table: str
    last: int


class Scoring(Strict):
    """Scoring of forecasts: origins, futures, and the level from which a state counts as a democracy."""

    futures: int
    seed: int
    democracies_from: float
    origins: tuple[int, ...]
    shipped: int


class History(Strict):
    """From which year the figures ship that standards over several years need."""

    first: int


class BackslidingSpecification(Strict):
    """Specification of the fit: variables, years, and scores."""

    format: Literal[1]
    id: str
    question: str
    measures: tuple[Measure, ...]
    first: int
    region_sd: float
    scores: Scoring
    regions: dict[str, str]
    history: History


@dataclass(frozen=True, slots=True)
class Changes:
    """Observed changes; all arrays of shape (row,).

    Attributes
    ----------
    state, year
        V-Dem's code of the state, and the year into which the change leads.
    setting
        Value of the index.
    change
        The following change; NaN where the next year is not in the data.
    """

    state: StrArray
    year: IntArray
    setting: Setting
    change: FloatArray

    def where(self, keep: BoolArray) -> Changes:
        """Return some of the rows."""
        s = self.setting
        return Changes(
            self.state[keep],
            self.year[keep],
            Setting(s.level[keep], s.before[keep], s.region[keep]),
            self.change[keep],
        )


@dataclass(frozen=True, slots=True)
class Fitted:
    """One fit: parameters, their covariance, log-likelihood, rows and states."""

    theta: FloatArray
    covariance: FloatArray
    log_likelihood: float
    rows: int
    states: int


def specification() -> BackslidingSpecification:
    """Read the specification that ships."""
    return load_as(BackslidingSpecification, "backsliding")


def regions_of(spec: BackslidingSpecification, folder: str | None) -> dict[str, str]:
    """Return the World Bank region of every state code, with those that its list does not have."""
    listed = store.read(STATES, ["iso3c", "region"], folder=folder).drop_nulls()
    return {**dict(listed.iter_rows()), **spec.regions}


def changes(
    spec: BackslidingSpecification, measure: Measure, regions: Mapping[str, int], folder: str | None
) -> Changes:
    """Return the yearly changes of a measure where this year and the one before are known, the last year of each state included."""
    table = store.read(measure.table, ["country_text_id", "country_id", "year", measure.name], folder=folder)
    frame = table.select(
        "country_text_id",
        "country_id",
        pl.col("year").cast(pl.Int64),
        x=pl.col(measure.name).cast(pl.Float64).round(3),
    ).drop_nulls()
    frame = frame.filter(pl.col("year").is_between(spec.first - 2, measure.last)).sort("country_id", "year")
    neighbour = [
        pl.when(pl.col("year").shift(k).over("country_id") == pl.col("year") - k)
        .then(pl.col("x").shift(k).over("country_id"))
        .alias(name)
        for k, name in ((1, "past"), (-1, "next"))
    ]
    frame = frame.with_columns(neighbour).filter(pl.col("past").is_not_null())
    x, past, after = (frame[n].to_numpy().astype(np.float64) for n in ("x", "past", "next"))
    region = np.array([regions[c] for c in frame["country_text_id"]], np.int64)
    return Changes(
        frame["country_text_id"].to_numpy().astype(str),
        frame["year"].to_numpy() + 1,
        Setting(x, _three(x - past), region),
        _three(after - x),
    )


def _three(values: FloatArray) -> FloatArray:
    return np.asarray(np.round(values, 3), np.float64)


def fit(data: Changes, regions: tuple[str, ...], region_sd: float) -> Fitted:
    """Fit by penalised maximum likelihood: scoring steps with the outer product of gradients, halved until they help.

    Raises
    ------
    PatoError
        If the steps do not come to rest.
    """
    labels = names(regions)
    precision = np.array([region_sd**-2 if n.startswith("region_") else 0.0 for n in labels])
    theta = np.array([_START.get(n, 0.0) for n in labels])
    value, scores = _penalised(theta, data, precision)
    for _ in range(_MOST_STEPS):
        gradient = scores.sum(axis=0) - precision * theta
        curvature = scores.T @ scores + np.diag(precision + 1e-8)
        step = np.linalg.solve(curvature, gradient)
        if float(gradient @ step) < _CLOSE:
            return _fitted(theta, data, precision, value, scores)
        size = 1.0
        while True:
            tried, tried_scores = _penalised(theta + size * step, data, precision)
            if tried > value:
                break
            size /= 2
            if size < 1e-8:
                # no step helps any more: as close as double precision allows
                return _fitted(theta, data, precision, value, scores)
        theta, value, scores = theta + size * step, tried, tried_scores
    raise PatoError(
        Problem("backsliding", f"the fit did not come to rest in {_MOST_STEPS} steps.", "Check the data.")
    )


def _penalised(theta: FloatArray, data: Changes, precision: FloatArray) -> tuple[float, FloatArray]:
    logs, scores = log_likelihood(theta, data.setting, data.change)
    return float(logs.sum() - 0.5 * (precision * theta * theta).sum()), scores


def _fitted(
    theta: FloatArray, data: Changes, precision: FloatArray, value: float, scores: FloatArray
) -> Fitted:
    """Return the fit with its covariance: bread from differences of the gradient, meat summed within states."""
    k = len(theta)
    hessian = np.empty((k, k))
    for j in range(k):
        h = 1e-5 * max(1.0, abs(theta[j]))
        up, down = theta.copy(), theta.copy()
        up[j] += h
        down[j] -= h
        gradients = [log_likelihood(t, data.setting, data.change)[1].sum(axis=0) for t in (up, down)]
        hessian[j] = (gradients[0] - gradients[1]) / (2 * h)
    bread = np.linalg.inv(-(hessian + hessian.T) / 2 + np.diag(precision))
    states, index = np.unique(data.state, return_inverse=True)
    summed = np.zeros((len(states), k))
    np.add.at(summed, index, scores)
    correction = len(states) / (len(states) - 1)
    covariance = bread @ (correction * summed.T @ summed + np.diag(precision)) @ bread
    likelihood = value + 0.5 * float((precision * theta * theta).sum())
    return Fitted(theta, (covariance + covariance.T) / 2, likelihood, len(data.change), len(states))


def normal_scores(theta: FloatArray, data: Changes) -> FloatArray:
    """Return where each change falls in its forecast, as a standard normal; the middle of its cell stands for it."""
    from scipy import special

    m = components(theta, data.setting)
    low, high = distribution(m, data.change - 0.0005), distribution(m, data.change + 0.0005)
    return np.asarray(special.ndtri(np.clip((low + high) / 2, 1e-12, 1 - 1e-12)))


@dataclass(frozen=True)
class BackslidingFit:
    """Everything one run produced: fits by measure, those behind the scores, the scores, the correlation."""

    specification: BackslidingSpecification
    regions: tuple[str, ...]
    region_of: Mapping[str, str]
    main: Mapping[str, Fitted]
    training: Mapping[str, Mapping[int, Fitted]]
    scores: Mapping[str, tuple[Mapping[str, Any], ...]]
    correlation: FloatArray


def fit_backsliding(folder: str | None = None) -> BackslidingFit:
    """Fit all measures on all years, and on those before each origin; score the latter."""
    spec = specification()
    region_of = regions_of(spec, folder)
    regions = tuple(sorted(set(region_of.values())))
    order = {state: regions.index(r) for state, r in region_of.items()}
    main: dict[str, Fitted] = {}
    training: dict[str, dict[int, Fitted]] = {}
    found: dict[str, tuple[Mapping[str, Any], ...]] = {}
    marks: dict[str, dict[tuple[str, int], float]] = {}
    for measure in spec.measures:
        data = changes(spec, measure, order, folder)
        observed = data.where(np.isfinite(data.change) & (data.year >= spec.first))
        main[measure.name] = fit(observed, regions, spec.region_sd)
        z = normal_scores(main[measure.name].theta, observed)
        marks[measure.name] = dict(
            zip(zip(observed.state.tolist(), observed.year.tolist(), strict=True), z.tolist(), strict=True)
        )
        origins = spec.scores.origins if measure is spec.measures[0] else (spec.scores.shipped,)
        training[measure.name] = {
            o: fit(observed.where(observed.year <= o), regions, spec.region_sd) for o in origins
        }
        found[measure.name] = tuple(
            row for o in origins for row in _scores(spec, measure.name, data, training[measure.name][o], o)
        )
    return BackslidingFit(spec, regions, region_of, main, training, found, _correlation(marks))


def _scores(
    spec: BackslidingSpecification, name: str, data: Changes, fitted: Fitted, origin: int
) -> Iterator[Mapping[str, Any]]:
    start = data.where(data.year == origin + 1)
    known = {
        (s, int(y) - 1): float(x) for s, y, x in zip(data.state, data.year, data.setting.level, strict=True)
    }
    past = data.where(np.isfinite(data.change) & (data.year >= spec.first) & (data.year <= origin))
    forecast = Forecast(
        name,
        origin,
        tuple(start.state.tolist()),
        start.setting,
        fitted.theta,
        fitted.covariance,
        float(past.change.std()),
    )
    yield from scored(forecast, known, spec.scores.futures, spec.scores.seed, spec.scores.democracies_from)


def _correlation(marks: Mapping[str, Mapping[tuple[str, int], float]]) -> FloatArray:
    shared = sorted(set.intersection(*(set(m) for m in marks.values())))
    return np.asarray(np.corrcoef(np.array([[m[key] for key in shared] for m in marks.values()])))
