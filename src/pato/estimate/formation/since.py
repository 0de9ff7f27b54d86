"""Pacts begun after the data end: one ranking of all pairs as of the last year, and the ties that treaties brought since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pato.estimate.formation.covariates import covariates_of
from pato.estimate.formation.fit import coefficients_of, training
from pato.estimate.formation.history import History, read_history
from pato.estimate.formation.sample import NO_TREATY, PairYears, treaties_of
from pato.estimate.formation.scores import Gain, RankScores, Standing, gain, scores_of
from pato.estimate.formation.specification import Candidate, FormationSpecification
from pato.estimate.formation.year import YearBefore
from pato.estimate.panel.system import FIRST_YEAR
from pato.kernels.arrays import BoolArray, IntArray, WholeArray
from pato.kernels.ranking import percentiles
from pato.kernels.transforms import TRANSFORMS
from pato.models.pledges import pledged
from pato.registry import states
from pato.registry.states import cow
from pato.treaties.architecture import load_architecture


@dataclass(frozen=True, slots=True)
class Since:
    """Ranks of the ties begun since the data end, by two specifications.

    Attributes
    ----------
    scores
        By candidate; within years is among all pairs at risk at the end of the data.
    over_first
        Gain over the first of the candidates.
    percentile
        By tie (``FIN-NOR 2023``) and candidate.
    named
        The same of pairs whose treaty is signed and not yet counted as a tie: what tests next.
    """

    scores: Mapping[str, RankScores]
    over_first: Mapping[str, Gain]
    percentile: Mapping[str, Mapping[str, float]]
    named: Mapping[str, Mapping[str, float]]


def rank_since(
    spec: FormationSpecification,
    rows: PairYears,
    candidates: Sequence[Candidate],
    until: str,
    folder: str | None = None,
) -> Since:
    """Fit candidates to all years and rank the ties that the shipped treaties brought after the last of them.

    Parameters
    ----------
    spec, rows
        The specification, and the pairs at risk of all its years with all covariates.
    candidates
        Candidates to compare; the first is the reference.
    until
        Last day, ISO.
    folder
        The data store.
    """
    after = pairs_since(spec, until, folder)
    names = _names(after)
    last = f"{spec.last}-12-31"
    found: dict[str, Standing] = {}
    for candidate in candidates:
        left = spec.left_out(candidate)
        train = training(spec, rows.without(left))
        ridge = spec.ridge if candidate.ridge is None else candidate.ridge
        fitted, fit = coefficients_of(train, ridge, candidate.id, weights=train.weight)
        log_odds = after.X[:, [after.names.index(n) for n in fitted]] @ fit.coefficients
        # One ranking: all pairs of one "year", whenever the tie began
        found[candidate.id] = Standing.of(
            after.y, log_odds, after.treaty, np.full(len(log_odds), spec.last + 1)
        )
    first = found[candidates[0].id]
    places = {c: percentiles(s.forecast[after.y == 0], s.forecast[after.y == 1]) for c, s in found.items()}
    return Since(
        {c: scores_of(c, s) for c, s in found.items()},
        {c: gain(s, first) for c, s in found.items() if s is not first},
        {name: {c: float(places[c][i]) for c in found} for i, name in enumerate(names)},
        {f"{a}-{b}": _place(after, found, cow(a, last), cow(b, last)) for a, b in spec.fourth_round.named},
    )


def _place(after: PairYears, found: Mapping[str, Standing], one: int, two: int) -> dict[str, float]:
    """Return a pair's percentile among the pairs that have no tie, by candidate; empty where it was no pair at risk."""
    first, second = sorted((one, two))
    here = (after.state1 == first) & (after.state2 == second)
    others = (after.y == 0) & ~here
    return {
        c: float(percentiles(s.forecast[others], s.forecast[here])[0]) for c, s in found.items() if here.any()
    }


def pairs_since(spec: FormationSpecification, until: str, folder: str | None = None) -> PairYears:
    """Return all pairs without a pact at the end of the data, and which of them had one from the shipped treaties by a day.

    ``year`` of a tie is the one in which it began; of other pairs the first after the data.
    """
    last = spec.last
    history = read_history(last, folder)
    here = history.present[last - FIRST_YEAR]
    who = np.flatnonzero(here)
    before = history.matrix("pacts", last)
    now = covariates_of(YearBefore(history, last + 1, who, before, _ever(history, spec), {}))
    one, two = np.nonzero(np.triu(~before[np.ix_(who, who)], 1))
    began = begun(history.system.codes[who], last, until)[one, two]
    columns = {name: values[one, two] for name, values in now.items()}
    every = [t for t in (*spec.terms, *spec.other_terms) if t.column != "recent_treaties"]
    X = np.stack([np.ones(len(one)), *(TRANSFORMS[t.transform](columns[t.column]) for t in every)], axis=1)
    treaty, size = np.full(len(one), NO_TREATY, np.int64), np.ones(len(one))
    count = 0
    for year in np.unique(began[began > 0]):
        formed = began == year
        number, ties = treaties_of(one, two, formed, len(who))
        treaty[formed], size[formed] = number[formed] + count, ties[formed]
        count = int(treaty.max()) + 1
    codes = history.system.codes[who].astype(np.int64)
    year = np.where(began > 0, began, last + 1)
    names = ("constant", *(t.name for t in every))
    return PairYears(
        X, (began > 0).astype(float), 1.0 / size, treaty, year, codes[one], codes[two], names, (0, 0)
    )  # fmt: skip


def begun(codes: WholeArray, last: int, until: str) -> IntArray:
    """Return the year in which the shipped treaties first bound one of two to defend the other, 0 where never or before.

    Parameters
    ----------
    codes
        COW codes, shape (state,).
    last
        Ties in force at the end of this year are not new.
    until
        Last day, ISO.
    """
    iso = [states.iso3(int(c), f"{last}-12-31") for c in codes]
    old = _allied(f"{last}-12-31", iso)
    found = np.zeros(old.shape, np.int64)
    for year in range(last + 1, int(until[:4]) + 1):
        new = _allied(min(f"{year}-12-31", until), iso) & ~old & (found == 0)
        found[new] = year
    return found


def _allied(day: str, iso: Sequence[str]) -> BoolArray:
    pledges = pledged(load_architecture(date=day), day, iso)
    return np.asarray(pledges | pledges.T)


def _ever(history: History, spec: FormationSpecification) -> BoolArray:
    ever = np.zeros((history.system.shape[1],) * 2, bool)
    for year in range(spec.years[0], spec.last):
        if not any(first <= year <= last for first, last in spec.no_training):
            ever |= history.matrix("pacts", year)
    return ever


def _names(rows: PairYears) -> list[str]:
    out = []
    for i in np.flatnonzero(rows.y == 1):
        day = f"{int(rows.year[i])}-01-01"
        ends = sorted(states.iso3(int(c), day) for c in (rows.state1[i], rows.state2[i]))
        out.append(f"{'-'.join(ends)} {int(rows.year[i])}")
    return out
