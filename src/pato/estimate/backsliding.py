"""The estimate of backsliding that ships: fit yearly changes of V-Dem indices, score them, write them, compare them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import polars as pl
from pydantic import BaseModel, ConfigDict

from pato.compiled.problems import validated
from pato.compiled.reader import read_file
from pato.errors import PatoError, Problem
from pato.estimate.backsliding_scores import Forecast, scored
from pato.estimate.specification import FOLDER
from pato.kernels.yearly_change import Setting, components, distribution, log_likelihood, names
from pato.models.accession.history import NOTICE
from pato.table import Table
from pato.world import load as load_world
from pato.world.sources import store

FloatArray = npt.NDArray[np.float64]
STATES = "country_codes"
_DIGITS = 8
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
_NUMBERS = re.compile(r"\[\s+([-+0-9.e,\s]+?)\s+\]")
_MOST_STEPS = 400
_CLOSE = 1e-9
LIMITS = (
    "A model of changes of published figures: what V-Dem's coders will say, and V-Dem revises its past. Its own error of measurement comes on top and is added where eligibility is computed.",
    "Nothing causes anything here: no economy, no party, no election, no membership. That membership preserves democracy is not identified by it.",
    "Changes of different states in one year are drawn independently; world-wide tides (1990, and the decline after 2012) are not in it, so joint results of several states are not given.",
    "Regions shift the odds of rises and falls only a little (normal prior); North America is two states.",
    "Changes are small and many because V-Dem codes many years alike; before about 2005 years were coded together, which makes stillness look greater than it is.",
    "Covariances are robust to dependence within a state over time; the choice of the mixture is not in them.",
)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Measure(_Strict):
    """A measure, the owner's table that holds it and its last year."""

    name: str
    table: str
    last: int


class Scoring(_Strict):
    """How forecasts are scored: origins, futures, and from which level a state counts as a democracy."""

    futures: int
    seed: int
    democracies_from: float
    origins: tuple[int, ...]
    shipped: int


class History(_Strict):
    """From which year the figures ship that standards over several years need."""

    first: int


class BackslidingSpecification(_Strict):
    """What is fitted, on which years, and what is scored."""

    format: Literal[1]
    id: str
    question: str
    measures: tuple[Measure, ...]
    first: int
    ships_to: int
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
        Where the index stood.
    change
        What followed; NaN where the next year is not in the data.
    """

    state: npt.NDArray[np.str_]
    year: npt.NDArray[np.int64]
    setting: Setting
    change: FloatArray

    def where(self, keep: npt.NDArray[np.bool_]) -> Changes:
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
    found = validated(BackslidingSpecification, read_file(FOLDER / "backsliding.yaml"))
    assert isinstance(found, BackslidingSpecification)
    return found


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
        Setting(x, np.round(x - past, 3), region),
        np.round(after - x, 3),
    )


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
        marks[measure.name] = dict(zip(zip(observed.state.tolist(), observed.year.tolist(), strict=True), z.tolist(), strict=True))
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
    return np.corrcoef(np.array([[m[key] for key in shared] for m in marks.values()]))


def as_estimate(result: BackslidingFit, folder: str | None = None) -> dict[str, Any]:
    """Return the plain values that are written as ``library/estimates/backsliding.json``."""
    spec = result.specification
    tables = sorted({m.table for m in spec.measures})
    return {
        "format": 1,
        "id": spec.id,
        "basis": "estimate",
        "question": spec.question,
        "formula": "change ~ odds(still, ordinary, rise, fall | level, last change, region): normal, normal, exponential up, exponential down; published to three decimals",
        "regions": list(result.regions),
        "region_of": {s: result.region_of[s] for s in load_world().states if s in result.region_of},
        "region_prior_sd": spec.region_sd,
        "covariance_kind": "sandwich, gradients summed within states; penalised where there is a prior",
        "measures": {m.name: _as_measure(spec, m, result) for m in spec.measures},
        "together": {
            "measures": [m.name for m in spec.measures],
            "correlation": [[_rounded(v, 6) for v in row] for row in result.correlation],
            "what": "of the normal scores of changes of one state in one year",
        },
        "limits": list(LIMITS),
        "licence": "estimated from V-Dem (CC BY-SA 4.0): Coppedge, M. and others (2025), V-Dem Country-Year Dataset v15",
        "data": {t: {"sha256": store.checksum(t, folder=folder)} for t in (*tables, STATES)},
    }


def _as_measure(spec: BackslidingSpecification, measure: Measure, result: BackslidingFit) -> dict[str, Any]:
    main = result.main[measure.name]
    errors = np.sqrt(np.diag(main.covariance))
    labels = names(result.regions)
    return {
        "table": measure.table,
        "names": list(labels),
        "coefficients": [_rounded(v) for v in main.theta],
        "standard_errors": {n: _rounded(v, 4) for n, v in zip(labels, errors, strict=True)},
        "covariance": [[_rounded(v) for v in row] for row in main.covariance],
        "sample": {
            "years": [spec.first, measure.last],
            "rows": main.rows,
            "states": main.states,
            "log_likelihood": _rounded(main.log_likelihood),
        },
        "fitted_for_scores": {
            str(origin): {
                "years": [spec.first, origin],
                "rows": f.rows,
                "coefficients": [_rounded(v) for v in f.theta],
            }
            for origin, f in result.training[measure.name].items()
        },
        "scores": [
            {k: _rounded(v, 4) if isinstance(v, float) else v for k, v in row.items()}
            for row in result.scores[measure.name]
        ],
    }


def text(estimate: Mapping[str, Any]) -> str:
    """Return the text of the estimate's file: lists of numbers on one line, the same for the same values."""
    indented = json.dumps(estimate, indent=1, ensure_ascii=False)
    return _NUMBERS.sub(lambda m: "[" + " ".join(m.group(1).split()) + "]", indented) + "\n"


def summary(estimate: Mapping[str, Any], found: Table) -> Table:
    """Return the scores of the shipped window, and whether the fit is what ships."""
    columns = (
        "measure", "origin", "horizon", "states", "group", "crps", "crps_persistence", "crps_normal_walk",
        "inside_50", "inside_90", "normal_inside_50", "normal_inside_90",
    )  # fmt: skip
    rows = [
        tuple(row.get(c) if c != "measure" else name for c in columns)
        for name, body in estimate["measures"].items()
        for row in body["scores"]
    ]
    verdict = "It equals what ships." if not len(found) else f"{len(found)} numbers differ from what ships."
    sizes = [
        f"{name}: {body['sample']['rows']} changes of {body['sample']['states']} states, {body['sample']['years'][0]}-{body['sample']['years'][1]}."
        for name, body in estimate["measures"].items()
    ]
    return Table(
        columns, rows, title=str(estimate["question"]), notes=[*sizes, *estimate["limits"], estimate["licence"], verdict]
    )


def differences(shipped: Mapping[str, Any], fitted: Mapping[str, Any], *, tolerance: float = 1e-3) -> Table:
    """Return a row for each number that differs from what ships.

    Coefficients may differ by a thousandth of their standard error, covariances by as much of the two that they belong
    to: the likelihood is flat at that scale, and linear algebra libraries disagree there.
    """
    rows: list[tuple[str, Any, Any]] = [
        (f"file of {t}", shipped["data"].get(t, {}).get("sha256", "")[:12], v["sha256"][:12])
        for t, v in fitted["data"].items()
        if shipped["data"].get(t) != v
    ]
    for key in ("regions", "region_of"):
        if shipped[key] != fitted[key]:
            rows.append((key, "", "differs"))
    for name, new in fitted["measures"].items():
        old = shipped["measures"].get(name)
        if old is None or old["names"] != new["names"]:
            rows.append((name, None, "new"))
            continue
        rows += _numbers(name, old, new, tolerance)
    close = np.allclose(shipped["together"]["correlation"], fitted["together"]["correlation"], atol=tolerance)
    if not close:
        rows.append(("correlation", "", "differs"))
    return Table(
        ("what", "shipped", "fitted now"), rows, title="Where the fit of 'backsliding' differs from what ships"
    )


def _numbers(
    name: str, old: Mapping[str, Any], new: Mapping[str, Any], tolerance: float
) -> Iterator[tuple[str, Any, Any]]:
    if old["sample"]["rows"] != new["sample"]["rows"]:
        yield f"{name}, rows", old["sample"]["rows"], new["sample"]["rows"]
    b = [np.array(e["coefficients"]) for e in (old, new)]
    V = [np.array(e["covariance"]) for e in (old, new)]
    errors = np.sqrt(np.diag(V[1]))
    for i in np.flatnonzero(np.abs(b[0] - b[1]) > tolerance * errors):
        yield f"{name}, {new['names'][i]}", float(b[0][i]), float(b[1][i])
    for i, j in np.argwhere(np.abs(V[0] - V[1]) > tolerance * np.outer(errors, errors)):
        if i <= j:
            yield f"{name}, covariance of {new['names'][i]} and {new['names'][j]}", float(V[0][i, j]), float(V[1][i, j])


def history(folder: str | None = None) -> str:
    """Return the text of ``models/accession/history.csv``: the yearly figures that standards over several years need."""
    spec = specification()
    states = list(load_world().states)
    lines = [NOTICE, "state,measure,year,value,low,high"]
    for measure in spec.measures:
        intervals = [f"{measure.name}_{end}" for end in ("codelow", "codehigh")]
        frame = store.read(measure.table, folder=folder)
        columns = [c for c in intervals if c in frame.columns]
        chosen = frame.filter(
            pl.col("country_text_id").is_in(states)
            & pl.col("year").is_between(spec.history.first, measure.last)
            & pl.col(measure.name).is_not_null()
        )
        for row in chosen.sort("country_text_id", "year").select("country_text_id", "year", measure.name, *columns).iter_rows():
            cells = [f"{v:.3f}".rstrip("0").rstrip(".") for v in row[2:]] + [""] * (2 - len(columns))
            lines.append(f"{row[0]},{measure.name},{int(row[1])},{','.join(cells)}")
    return "\n".join(lines) + "\n"


def _rounded(value: float, digits: int = _DIGITS) -> float:
    return float(f"{value:.{digits}g}")
