"""Choice of the specification that ranks new ties best, by forecasts of past years only, with boosting as the benchmark.

For a window w the candidate that ranked best over all windows before w is taken. The combined forecasts are those of
a forecaster that never saw the data on which it is scored: its score is that of the method of choice, not of a choice
made afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pato.estimate.boosting import boosted
from pato.estimate.fitting import varying
from pato.estimate.formation.fit import coefficients_of, training
from pato.estimate.formation.sample import PairYears
from pato.estimate.formation.scores import Gain, RankScores, Standing, gain, scores_of
from pato.estimate.formation.specification import Candidate, Choosing, FormationSpecification
from pato.kernels.arrays import BoolArray, FloatArray
from pato.kernels.logit import fit_logit
from pato.kernels.ranking import percentiles

Forecasts = Mapping[str, FloatArray]
PLAIN = "plain"
BOOSTING_SEED = 1949


@dataclass(frozen=True, slots=True)
class Chosen:
    """One forecaster: the candidate chosen for each window, and the one that it would choose now."""

    id: str
    by_window: Mapping[int, str]
    now: str
    scores: RankScores
    pooled_of_percentiles: tuple[float, float]
    over_plain: Gain


@dataclass(frozen=True, slots=True)
class Choice:
    """All candidates' scores over the years that are tested, what each forecaster took, and how it ranked.

    ``past`` are the means that chose, by candidate and first year of the window they chose for; the last is of all windows.
    """

    candidates: Mapping[str, RankScores]
    pooled_of_percentiles: Mapping[str, tuple[float, float]]
    over_plain: Mapping[str, Gain]
    past: Mapping[str, Mapping[int, float]]
    forecasters: tuple[Chosen, ...]


def choose(spec: FormationSpecification, rows: PairYears) -> Choice:
    """Forecast every window with every candidate from the years before it, and choose by windows past.

    Raises
    ------
    MissingExtraError
        If scikit-learn is not installed.
    EstimationError
        If a candidate has no fit in some window.
    """
    forecasts = forecast(spec, rows)
    choosing = spec.third_round
    where = _in_windows(choosing, rows)
    found = {name: _standing(rows, values, where) for name, values in forecasts.items()}
    tested = [first for first, _ in choosing.windows if first >= choosing.tested_from]
    past = {
        name: {w: _merit(s.between(choosing.windows[0][0], w - 1)) for w in [*tested, spec.last + 1]}
        for name, s in found.items()
    }
    span = (choosing.tested_from, spec.last)
    late = {name: s.between(*span) for name, s in found.items()}
    logits = [c.id for c in choosing.candidates if c.kind == "logit"]
    groups = {"chosen_logit": logits, "chosen": [c.id for c in choosing.candidates]}
    forecasters = tuple(
        _chosen(name, among, past, choosing, rows, forecasts, late[PLAIN]) for name, among in groups.items()
    )
    return Choice(
        {n: scores_of(n, s) for n, s in late.items()},
        {n: _of_percentiles(s) for n, s in late.items()},
        {n: gain(s, late[PLAIN]) for n, s in late.items() if n != PLAIN},
        past,
        forecasters,
    )


def forecast(spec: FormationSpecification, rows: PairYears) -> dict[str, FloatArray]:
    """Return each candidate's log-odds, forecast window by window from the years before, shape (row,); NaN outside windows."""
    out: dict[str, FloatArray] = {}
    for candidate in spec.third_round.candidates:
        if candidate.kind == "average":
            out[candidate.id] = _averaged(candidate, rows, spec.third_round.windows, out)
            continue
        chosen = rows.without(spec.left_out(candidate))
        values = np.full(len(rows.y), np.nan)
        for first, last in spec.third_round.windows:
            train = training(spec, chosen, before=first)
            test = (rows.year >= first) & (rows.year <= last)
            values[test] = _predicted(spec, candidate, train, chosen.X[test])
        out[candidate.id] = values
    return out


def _predicted(
    spec: FormationSpecification, candidate: Candidate, train: PairYears, test: FloatArray
) -> FloatArray:
    weights = train.weight if candidate.event_weight == "treaty" else np.sqrt(train.weight)
    if candidate.kind == "boosting":
        return _boosted(candidate, train.X, train.y, weights, test)
    ridge = spec.ridge if candidate.ridge is None else candidate.ridge
    where = f"{candidate.id}, years to {int(train.year.max())}"
    names, fit = coefficients_of(train, ridge, where, weights=weights)
    return np.asarray(test[:, [train.names.index(n) for n in names]] @ fit.coefficients)


def _boosted(
    settings: Candidate, X: FloatArray, y: FloatArray, weights: FloatArray, test: FloatArray
) -> FloatArray:
    varies = varying(X)
    varies[0] = False
    known, asked = (values[:, varies].astype(np.float32) for values in (X, test))
    return boosted(settings, known, y, weights, asked, BOOSTING_SEED)


def _averaged(
    candidate: Candidate, rows: PairYears, windows: Sequence[tuple[int, int]], forecasts: Forecasts
) -> FloatArray:
    """Return the mean log-odds of two candidates, each with the slope fitted to past windows."""
    values = np.full(len(rows.y), np.nan)
    for first, last in windows:
        test = (rows.year >= first) & (rows.year <= last)
        parts = [forecasts[n][test] * _slope(rows, forecasts[n], first) for n in candidate.of]
        values[test] = np.mean(parts, axis=0)
    return values


def _slope(rows: PairYears, values: FloatArray, before: int) -> float:
    past = (rows.year < before) & ~np.isnan(values)
    if not past.any():
        return 1.0
    X = np.stack([np.ones(past.sum()), values[past]], axis=1)
    return float(fit_logit(X, rows.y[past], weights=rows.weight[past]).coefficients[1])


def _in_windows(choosing: Choosing, rows: PairYears) -> BoolArray:
    inside = [(rows.year >= first) & (rows.year <= last) for first, last in choosing.windows]
    return np.asarray(np.any(inside, axis=0))


def _standing(rows: PairYears, values: FloatArray, where: BoolArray) -> Standing:
    return Standing.of(rows.y[where], values[where], rows.treaty[where], rows.year[where])


def _merit(found: Standing) -> float:
    scores = scores_of("", found)
    return (scores.auc + scores.auc_by_treaty) / 2


def _chosen(
    name: str,
    among: Sequence[str],
    past: Mapping[str, Mapping[int, float]],
    choosing: Choosing,
    rows: PairYears,
    forecasts: Forecasts,
    plain: Standing,
) -> Chosen:
    def best(window: int) -> str:
        return max(among, key=lambda c: past[c][window])

    values = np.full(len(rows.y), np.nan)
    taken = {}
    for first, last in choosing.windows:
        if first >= choosing.tested_from:
            taken[first] = best(first)
            inside = (rows.year >= first) & (rows.year <= last)
            values[inside] = forecasts[taken[first]][inside]
    found = _standing(rows, values, ~np.isnan(values))
    last_of_all = choosing.windows[-1][1] + 1
    return Chosen(
        name, taken, best(last_of_all), scores_of(name, found), _of_percentiles(found), gain(found, plain)
    )  # fmt: skip


def _of_percentiles(found: Standing) -> tuple[float, float]:
    """Return pooled AUC, of ties and of treaties, when each pair is forecast by its percentile within the year."""
    places = np.zeros(len(found.y))
    for year in np.unique(found.year):
        there = found.year == year
        places[there] = percentiles(found.forecast[there], found.forecast[there])
    return found._replace(forecast=places).pooled()
