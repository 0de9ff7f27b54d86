"""Fit the formation model with treaties as the unit, score its ranks, and rank the founders of past pacts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from pato.estimate.fitting import Coefficients, fitted, varying
from pato.estimate.formation.sample import NO_TREATY, PairYears, pair_years
from pato.estimate.formation.specification import Backtest, FormationSpecification, Variant, load_formation
from pato.kernels.covariance import at_least, dyadic_robust
from pato.kernels.logit import LogitFit
from pato.kernels.ranking import percentiles, weighted_auc
from pato.registry import states

FloatArray = npt.NDArray[np.float64]
BACKTESTED = ("shipped", "naive")
SAMPLES, SEED, LEVEL = 1000, 1949, 0.90


@dataclass(frozen=True, slots=True)
class FormationEstimate(Coefficients):
    """Coefficients with a covariance that allows for shared states and shared treaties; see `fit_pairs`."""

    robust: FloatArray
    treaties: int


@dataclass(frozen=True, slots=True)
class RankScores:
    """How high new ties stood among the pairs at risk.

    Attributes
    ----------
    id
        Variant and years.
    rows, events, treaties
        What was forecast.
    auc, auc_by_treaty
        Mean share of the year's other pairs that stand below a new tie; with each treaty counting once.
    auc_interval, auc_by_treaty_interval
        90 per cent, treaties resampled.
    pooled_auc, pooled_auc_by_treaty
        The same against all pairs of all years at once, in which the levels of years count too.
    """

    id: str
    rows: int
    events: int
    treaties: int
    auc: float
    auc_interval: tuple[float, float]
    auc_by_treaty: float
    auc_by_treaty_interval: tuple[float, float]
    pooled_auc: float
    pooled_auc_by_treaty: float

    def as_dict(self) -> dict[str, Any]:
        """Return plain values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Founding:
    """Where the founding pairs of a pact stood among all pairs at risk that year, forecast from the years before.

    ``percentile`` by pair; ``not_at_risk`` were allied already, or not both in the system the year before.
    """

    id: str
    year: int
    pairs_at_risk: int
    percentile: Mapping[str, float]
    not_at_risk: tuple[str, ...]

    @property
    def median(self) -> float:
        """Median percentile of the founding pairs."""
        return float(np.median(list(self.percentile.values())))


@dataclass(frozen=True, slots=True)
class FormationFit:
    """Everything that one run of the specification produced."""

    specification: FormationSpecification
    main: FormationEstimate
    rows: PairYears
    scores: Mapping[str, RankScores]
    backtests: Mapping[str, Mapping[str, Founding]]
    variants: Mapping[str, FormationEstimate]


def fit_formation(*, folder: str | None = None, everything: bool = True) -> FormationFit:
    """Fit the specification; with everything, also its variants, windows and backtests."""
    spec = load_formation()
    rows = pair_years(spec, folder)
    shipped = Variant(id="shipped")
    main = fit_pairs(_training(spec, rows.without(spec.left_out(shipped))), spec.ridge, spec.id)
    scores: dict[str, RankScores] = {}
    backtests: dict[str, dict[str, Founding]] = {}
    variants: dict[str, FormationEstimate] = {}
    for v in (shipped, *spec.variants) if everything else ():
        chosen = rows.without(spec.left_out(v))
        scores |= _windows(spec, v, chosen)
        if v.id in BACKTESTED:
            backtests[v.id] = {b.id: _backtest(spec, v, chosen, b) for b in spec.backtests}
        if v is not shipped:
            train = _trained(spec, v, chosen, spec.years[1] + 1)
            ridge = spec.ridge if v.ridge is None else v.ridge
            variants[v.id] = fit_pairs(train, ridge, v.id, weighted=v.weighted)
    return FormationFit(spec, main, rows, scores, backtests, variants)


def fit_pairs(rows: PairYears, ridge: float, where: str, *, weighted: bool = True) -> FormationEstimate:
    """Fit a logit in which each treaty counts once.

    The covariance adds to the dyadic-robust one (rows that share a state) all products of rows of one treaty that it
    lacks, and is raised to the model's own in every direction in which it is below it.

    Raises
    ------
    EstimationError
        If there is no fit; the message names the column and what to do.
    """
    names, fit = _logit(rows, ridge, where, weighted=weighted)
    robust = _covariance(fit, rows)
    treaties = len(np.unique(rows.treaty[rows.treaty != NO_TREATY]))
    size = len(rows.y), int(rows.y.sum())
    return FormationEstimate(
        names, fit.coefficients, at_least(robust, fit.bread), fit, *size, robust=robust, treaties=treaties
    )


def _logit(rows: PairYears, ridge: float, where: str, *, weighted: bool) -> tuple[tuple[str, ...], LogitFit]:
    """Fit the coefficients alone: what forecasts need."""
    varies = varying(rows.X)
    names = tuple(n for n, v in zip(rows.names, varies, strict=True) if v)
    weights = rows.weight if weighted else None
    X = np.ascontiguousarray(rows.X[:, varies])
    return names, fitted(X, rows.y, names, ridge=ridge, where=where, weights=weights)


def _covariance(fit: LogitFit, rows: PairYears) -> FloatArray:
    found = dyadic_robust(fit.bread, fit.scores, rows.state1, rows.state2)
    for treaty in np.unique(rows.treaty[rows.treaty != NO_TREATY]):
        here = np.flatnonzero(rows.treaty == treaty)
        if len(here) > 1:
            together = fit.bread @ fit.scores[here].sum(axis=0)
            found += np.outer(together, together)
            found -= dyadic_robust(fit.bread, fit.scores[here], rows.state1[here], rows.state2[here])
    return found


def _training(spec: FormationSpecification, rows: PairYears, first: int = 0, before: int = 9999) -> PairYears:
    keep = (rows.year >= first) & (rows.year < before)
    for start, end in spec.no_training:
        keep &= (rows.year < start) | (rows.year > end)
    return rows.subset(keep)


def _trained(spec: FormationSpecification, v: Variant, rows: PairYears, before: int) -> PairYears:
    # what begins in 1946 has nothing to be trained on in its first windows: they take all years before
    first = v.first or 0
    return _training(spec, rows, first if before > first + 10 else 0, before)


def _linear(
    spec: FormationSpecification, v: Variant, rows: PairYears, years: tuple[int, int]
) -> tuple[PairYears, FloatArray]:
    """Return the rows of years (the last not included) and their log-odds, forecast from the years before."""
    ridge = spec.ridge if v.ridge is None else v.ridge
    where = f"{v.id}, years before {years[0]}"
    names, fit = _logit(_trained(spec, v, rows, years[0]), ridge, where, weighted=v.weighted)
    test = rows.subset((rows.year >= years[0]) & (rows.year < years[1]))
    return test, np.asarray(test.X[:, [rows.names.index(n) for n in names]] @ fit.coefficients)


def _windows(spec: FormationSpecification, v: Variant, rows: PairYears) -> dict[str, RankScores]:
    """Forecast each window from the years before it, and score the years that chose and those held out apart."""
    parts = [_linear(spec, v, rows, window) for window in pairwise([*spec.windows, spec.last + 1])]
    y, treaty, year = (np.concatenate([getattr(p[0], n) for p in parts]) for n in ("y", "treaty", "year"))
    forecast = np.concatenate([p[1] for p in parts])
    first, last = spec.choosing
    spans = {"choosing": (first, last), "held_out": (last + 1, spec.last), "all": (first, spec.last)}
    found = {}
    for name, (start, stop) in spans.items():
        inside = (year >= start) & (year <= stop)
        found[f"{v.id}_{name}"] = _scores(
            f"{v.id}_{name}", y[inside], forecast[inside], treaty[inside], year[inside]
        )
    return found


def _scores(
    name: str, y: FloatArray, forecast: FloatArray, treaty: npt.NDArray[np.int64], year: npt.NDArray[np.int64]
) -> RankScores:
    event = y == 1
    above = np.zeros(len(y))
    for now in np.unique(year[event]):
        there = year == now
        above[there & event] = percentiles(forecast[there & ~event], forecast[there & event]) / 100
    pooled = percentiles(forecast[~event], forecast[event]) / 100
    _, number, size = np.unique(treaty[event], return_inverse=True, return_counts=True)
    weights = 1.0 / size[number.reshape(-1)]
    plain, weighted = _intervals(above[event], number.reshape(-1), size)
    return RankScores(
        name, len(y), int(event.sum()), len(size), float(above[event].mean()), plain,
        weighted_auc(above[event], weights), weighted, float(pooled.mean()), weighted_auc(pooled, weights),
    )  # fmt: skip


def _intervals(
    above: FloatArray, treaty: npt.NDArray[np.int64], size: npt.NDArray[np.int64]
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return intervals of the mean over ties and over treaties, treaties resampled."""
    total = np.bincount(treaty, weights=above)
    generator = np.random.Generator(np.random.Philox(SEED))
    drawn = generator.integers(0, len(size), (SAMPLES, len(size)))
    ties = total[drawn].sum(axis=1) / size[drawn].sum(axis=1)
    treaties = (total / size)[drawn].mean(axis=1)
    tail = (1 - LEVEL) / 2
    bounds = [np.quantile(v, [tail, 1 - tail]) for v in (ties, treaties)]
    return (float(bounds[0][0]), float(bounds[0][1])), (float(bounds[1][0]), float(bounds[1][1]))


def _backtest(spec: FormationSpecification, v: Variant, rows: PairYears, backtest: Backtest) -> Founding:
    now, values = _linear(spec, v, rows, (backtest.year, backtest.year + 1))
    place = {(a, b): i for i, (a, b) in enumerate(zip(now.state1.tolist(), now.state2.tolist(), strict=True))}
    ranks, absent = {}, []
    for a, b in backtest.all_pairs:
        spells = [states.state(s).cow_on(f"{backtest.year}-01-01") for s in (a, b)]
        codes = sorted(spell.code for spell in spells if spell is not None)
        row = place.get((codes[0], codes[1])) if len(codes) == 2 else None
        if row is None:
            absent.append(f"{a}-{b}")
        else:
            ranks[f"{a}-{b}"] = float(percentiles(values, values[row : row + 1])[0])
    return Founding(backtest.id, backtest.year, len(values), ranks, tuple(absent))
