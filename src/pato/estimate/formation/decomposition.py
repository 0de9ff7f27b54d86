"""Why one group of pairs stood above another: a difference of mean log-odds, term by term (claim B4).

For groups of pairs in a year, with coefficients b of the formation model fitted on the years before:

    mean x b (reference) - mean x b (group) = sum over terms of b_j (mean x_j (reference) - mean x_j (group))

The sum is exact. Levels are not identified, so the unit is log-odds of ranks, and the share of each term counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np
import polars as pl

from pato.errors import CoverageError, Problem
from pato.estimate.formation.fit import FormationEstimate, fit_pairs, training
from pato.estimate.formation.sample import PairYears, pair_years
from pato.estimate.formation.specification import load_formation
from pato.kernels.arrays import FloatArray
from pato.kernels.digits import significant
from pato.kernels.ranking import percentiles
from pato.registry import states
from pato.world.sources import store

DRAWS = 2000
WAR = 5


@dataclass(frozen=True, slots=True)
class Group:
    """Pairs among some states in a year, allied ones left out."""

    id: str
    year: int
    states: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """Ranks of the pairs of a group, and their decomposition.

    Attributes
    ----------
    group
        Which.
    pairs
        Those at risk, as ``AUS-NZL``; others were allied already, or not both in the system this year and the last.
    percentile
        Of each among all pairs at risk in the year.
    mean
        Mean covariates, in the order of the coefficients, shape (coefficient,).
    fought
        Share of pairs with the two on opposite sides of a dispute at the level of war in the years asked about: in no
        term of the model.
    """

    group: Group
    pairs: tuple[str, ...]
    percentile: FloatArray
    mean: FloatArray
    fought: float


def decompose(
    groups: Sequence[Group],
    *,
    trained_before: int,
    fought: tuple[int, int],
    seed: int,
    folder: str | None = None,
) -> dict[str, Any]:
    """Return the groups' ranks and the first group's lead over each of the others by term, as plain values.

    Parameters
    ----------
    groups
        The reference first.
    trained_before
        The coefficients come from all years of peace before it, for every group, so that none has more information
        than another.
    fought
        First and last year of the wars that are counted in addition to the model.
    seed
        Of the draws behind the intervals.
    folder
        The data store.

    Raises
    ------
    CoverageError
        If a group has no pair at risk in its year.
    """
    spec = load_formation()
    last = max(g.year for g in groups)
    every = pair_years(spec.model_copy(update={"years": (spec.years[0], last)}), folder)
    rows = every.without(spec.left_out(spec.ships))
    estimate = fit_pairs(
        training(spec, rows, before=trained_before), spec.ridge, f"formation before {trained_before}"
    )
    rows = _kept(rows, estimate.names)
    found = [_standing(g, rows, estimate, _opponents(fought, folder)) for g in groups]
    draws = _draws(estimate, seed)
    return {
        "trained_before": trained_before,
        "treaties": estimate.treaties,
        "terms": {n: [significant(v, 4) for v in estimate.of(n)] for n in estimate.names[1:]},
        "fought_in": list(fought),
        "groups": [_plain(s, estimate) for s in found],
        "differences": [_difference(found[0], other, estimate, draws) for other in found[1:]],
    }


def _kept(rows: PairYears, names: tuple[str, ...]) -> PairYears:
    """Return the rows with the columns that were fitted: those that vary in the years before."""
    return replace(rows, X=rows.X[:, [rows.names.index(n) for n in names]], names=names)


def _standing(
    group: Group, rows: PairYears, estimate: FormationEstimate, opponents: frozenset[tuple[int, int]]
) -> Standing:
    now = rows.subset(rows.year == group.year)
    place = {(a, b): i for i, (a, b) in enumerate(zip(now.state1.tolist(), now.state2.tolist(), strict=True))}
    codes = {s: states.cow(s, f"{group.year}-12-31") for s in group.states}
    pairs, at, apart = [], [], []
    for one, two in combinations(group.states, 2):
        key = (min(codes[one], codes[two]), max(codes[one], codes[two]))
        if key in place:
            pairs.append("-".join(sorted((one, two))))
            at.append(place[key])
            apart.append(key in opponents)
    if not pairs:
        what = f"has no pair at risk in {group.year}: all are allied, or new to the system."
        raise CoverageError(Problem(f"group '{group.id}'", what, "Choose another year."))
    log_odds = now.X @ estimate.coefficients
    return Standing(
        group, tuple(pairs), percentiles(log_odds, log_odds[at]), now.X[at].mean(axis=0), float(np.mean(apart))
    )  # fmt: skip


def _opponents(years: tuple[int, int], folder: str | None) -> frozenset[tuple[int, int]]:
    """Return the pairs on opposite sides of a dispute at the level of war, as COW codes, lower first."""
    columns = ("ccode1", "ccode2", "year", "sidea1", "sidea2", "hostlev")
    table = store.read("gml_dirdisp", columns, folder=folder)
    chosen = table.filter(
        pl.col("year").is_between(*years)
        & (pl.col("hostlev") == WAR)
        & (pl.col("sidea1") != pl.col("sidea2"))
    )
    ends = chosen.select(pl.col("ccode1", "ccode2").cast(pl.Int64)).filter(
        pl.col("ccode1") < pl.col("ccode2")
    )
    return frozenset(ends.unique().iter_rows())


def _draws(estimate: FormationEstimate, seed: int) -> FloatArray:
    generator = np.random.Generator(np.random.Philox(seed))
    values, vectors = np.linalg.eigh(estimate.covariance)
    normals = generator.standard_normal((DRAWS, len(estimate.names)))
    return np.asarray(estimate.coefficients + normals @ (vectors * np.sqrt(np.maximum(values, 0.0))).T)


def _plain(found: Standing, estimate: FormationEstimate) -> dict[str, Any]:
    ranks = dict(zip(found.pairs, (significant(float(p), 4) for p in found.percentile), strict=True))
    return {
        "id": found.group.id,
        "year": found.group.year,
        "states": list(found.group.states),
        "pairs_at_risk": len(found.pairs),
        "median_percentile": significant(float(np.median(found.percentile)), 4),
        "percentiles": ranks,
        "mean_log_odds": significant(float(found.mean @ estimate.coefficients), 4),
        "share_of_pairs_that_fought": significant(found.fought, 4),
    }


def _difference(
    reference: Standing, other: Standing, estimate: FormationEstimate, draws: FloatArray
) -> dict[str, Any]:
    gap = reference.mean - other.mean
    parts = estimate.coefficients * gap
    low, high = np.quantile(draws * gap, [0.05, 0.95], axis=0)
    terms: Mapping[str, list[float]] = {
        name: [significant(float(v), 4) for v in (parts[j], low[j], high[j])]
        for j, name in enumerate(estimate.names)
        if j
    }
    whole = draws @ gap
    interval = [significant(float(v), 4) for v in np.quantile(whole, [0.05, 0.95])]
    return {
        "of": reference.group.id,
        "over": other.group.id,
        "log_odds": significant(float(parts.sum()), 4),
        "interval_90": interval,
        "by_term_with_interval_90": dict(terms),
    }
