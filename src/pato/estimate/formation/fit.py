"""Fit the formation model with treaties as the unit, score its ranks, and rank the founders of past pacts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from pato.estimate.fitting import Coefficients, fitted, varying
from pato.estimate.formation.sample import NO_TREATY, PairYears, pair_years
from pato.estimate.formation.scores import Gain, Interval, RankScores, Standing, gain, scores_of
from pato.estimate.formation.specification import Backtest, FormationSpecification, Variant, load_formation
from pato.kernels.arrays import FloatArray
from pato.kernels.covariance import at_least, dyadic_robust
from pato.kernels.logit import LogitFit
from pato.kernels.ranking import percentiles
from pato.registry import states

BACKTESTED = ("shipped", "plain", "naive")
PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class FormationEstimate(Coefficients):
    """Coefficients with a covariance that allows for shared states and shared treaties; see `fit_pairs`."""

    robust: FloatArray
    treaties: int


@dataclass(frozen=True, slots=True)
class Founding:
    """Ranks of the founding pairs of a pact among all pairs at risk that year, forecast from the years before.

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
    """Everything that one run of the specification produced; ``pooled_intervals`` are what ships has, by span, of ties and of treaties."""

    specification: FormationSpecification
    main: FormationEstimate
    rows: PairYears
    scores: Mapping[str, RankScores]
    backtests: Mapping[str, Mapping[str, Founding]]
    variants: Mapping[str, FormationEstimate]
    gains: Mapping[str, Mapping[str, Gain]]
    pooled_intervals: Mapping[str, tuple[Interval, Interval]]


def fit_formation(*, folder: str | None = None, everything: bool = True) -> FormationFit:
    """Fit the specification; with everything, also its variants, windows and backtests."""
    spec = load_formation()
    rows = pair_years(spec, folder)
    shipped = spec.ships
    main = fit_pairs(training(spec, rows.without(spec.left_out(shipped))), spec.ridge, spec.id)
    standing: dict[str, Standing] = {}
    backtests: dict[str, dict[str, Founding]] = {}
    variants: dict[str, FormationEstimate] = {}
    for v in (shipped, *spec.variants) if everything else ():
        chosen = rows.without(spec.left_out(v))
        standing[v.id] = _standing(spec, v, chosen)
        if v.id in BACKTESTED:
            backtests[v.id] = {b.id: _backtest(spec, v, chosen, b) for b in spec.backtests}
        if v is not shipped:
            train = _trained(spec, v, chosen, spec.years[1] + 1)
            ridge = spec.ridge if v.ridge is None else v.ridge
            variants[v.id] = fit_pairs(train, ridge, v.id, weighted=v.weighted)
    scores = {
        f"{name}_{span}": scores_of(f"{name}_{span}", found.between(*years))
        for name, found in standing.items()
        for span, years in spans(spec).items()
    }
    gains = {
        name: {span: gain(found.between(*years), standing[PLAIN].between(*years)) for span, years in spans(spec).items()}
        for name, found in standing.items()
        if name != PLAIN
    }  # fmt: skip
    pooled = {
        span: standing[shipped.id].between(*years).pooled_intervals()
        for span, years in spans(spec).items()
        if everything
    }
    return FormationFit(spec, main, rows, scores, backtests, variants, gains, pooled)


def fit_pairs(rows: PairYears, ridge: float, where: str, *, weighted: bool = True) -> FormationEstimate:
    """Fit a logit in which each treaty counts once.

    The covariance adds to the dyadic-robust one (rows that share a state) all products of rows of one treaty that it
    lacks, and is raised to the model's own in every direction in which it is below it.

    Raises
    ------
    EstimationError
        If there is no fit; the message names the column and what to do.
    """
    names, fit = coefficients_of(rows, ridge, where, weights=rows.weight if weighted else None)
    robust = _covariance(fit, rows)
    treaties = len(np.unique(rows.treaty[rows.treaty != NO_TREATY]))
    size = len(rows.y), int(rows.y.sum())
    return FormationEstimate(
        names, fit.coefficients, at_least(robust, fit.bread), fit, *size, robust=robust, treaties=treaties
    )


def coefficients_of(
    rows: PairYears, ridge: float, where: str, *, weights: FloatArray | None
) -> tuple[tuple[str, ...], LogitFit]:
    """Fit the coefficients alone, of the columns that vary: what forecasts need.

    Raises
    ------
    EstimationError
        If there is no fit; the message names the column and what to do.
    """
    varies = varying(rows.X)
    names = tuple(n for n, v in zip(rows.names, varies, strict=True) if v)
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


def training(spec: FormationSpecification, rows: PairYears, first: int = 0, before: int = 9999) -> PairYears:
    """Return the rows of some years of peace (``before`` not included)."""
    keep = (rows.year >= first) & (rows.year < before)
    for start, end in spec.no_training:
        keep &= (rows.year < start) | (rows.year > end)
    return rows.subset(keep)


def _trained(spec: FormationSpecification, v: Variant, rows: PairYears, before: int) -> PairYears:
    # a sample that begins in 1946 has no training years in its first windows: they use all earlier years
    first = v.first or 0
    return training(spec, rows, first if before > first + 10 else 0, before)


def _linear(
    spec: FormationSpecification, v: Variant, rows: PairYears, years: tuple[int, int]
) -> tuple[PairYears, FloatArray]:
    """Return the rows of years (the last not included) and their log-odds, forecast from the years before."""
    ridge = spec.ridge if v.ridge is None else v.ridge
    where = f"{v.id}, years before {years[0]}"
    train = _trained(spec, v, rows, years[0])
    names, fit = coefficients_of(train, ridge, where, weights=train.weight if v.weighted else None)
    test = rows.subset((rows.year >= years[0]) & (rows.year < years[1]))
    return test, np.asarray(test.X[:, [rows.names.index(n) for n in names]] @ fit.coefficients)


def _standing(spec: FormationSpecification, v: Variant, rows: PairYears) -> Standing:
    """Forecast each window from the years before it, and return the ranks of the new ties."""
    parts = [_linear(spec, v, rows, window) for window in pairwise([*spec.windows, spec.last + 1])]
    y, treaty, year = (np.concatenate([getattr(p[0], n) for p in parts]) for n in ("y", "treaty", "year"))
    return Standing.of(y, np.concatenate([p[1] for p in parts]), treaty, year)


def spans(spec: FormationSpecification) -> dict[str, tuple[int, int]]:
    """Return the years that choose, those held out, and all of them."""
    first, last = spec.choosing
    return {"choosing": (first, last), "held_out": (last + 1, spec.last), "all": (first, spec.last)}


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
