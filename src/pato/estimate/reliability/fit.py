"""Fit the effect that a war's defenders share, and forecast each war from the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
import polars as pl
from pydantic import Field

from pato.estimate.joining import fit_joining
from pato.estimate.specification import load_as
from pato.files.strict import Strict
from pato.kernels.arrays import FloatArray, IntArray
from pato.kernels.scoring import auc
from pato.kernels.shared_effect import Prior, SharedEffect, fit_shared_effect, marginal

NAMES = ("a", "b", "log_spread")
_INTERVAL = (0.025, 0.975)


class Priors(Strict):
    """Mean and standard deviation of each parameter."""

    a: tuple[float, float]
    b: tuple[float, float]
    spread: tuple[float, float]


class Rate(Strict):
    """A published share, by what is counted."""

    unit: str
    years: str
    source: str
    honoured: int | None = None
    of: int | None = None
    share: Annotated[float, Field(ge=0, le=1)] | None = None


class ReliabilitySpecification(Strict):
    """What is fitted, and what it is put beside."""

    format: Literal[1]
    id: str
    question: str
    joining: str
    after: int
    prior: Priors
    nodes: Annotated[int, Field(ge=5)]
    bootstrap: Annotated[int, Field(ge=100)]
    seed: int
    told: tuple[int, ...]
    published: tuple[Rate, ...]


@dataclass(frozen=True, slots=True)
class WarScores:
    """How forecasts of each war from the other wars did.

    Attributes
    ----------
    auc, brier, brier_of_the_share
        Of the forecasts; the last of the other wars' share of joins.
    expected_to_observed, interval
        Joins expected for each that happened, and 95 percent of draws of wars.
    """

    auc: float
    brier: float
    brier_of_the_share: float
    expected_to_observed: float
    interval: tuple[float, float]


@dataclass(frozen=True, slots=True)
class ReliabilityFit:
    """Everything one run produced; ``frame`` has a row an ally and war, with its chance by the estimate of joining as ``p``."""

    specification: ReliabilitySpecification
    frame: pl.DataFrame
    fit: SharedEffect
    log_odds: FloatArray
    war: IntArray
    scores: WarScores


def fit_reliability(folder: str | None = None) -> ReliabilityFit:
    """Fit the specification from the data store."""
    spec = load_as(ReliabilitySpecification, "reliability")
    frame = allies(spec, folder)
    p, y = frame["p"].to_numpy(), frame["joins"].to_numpy()
    x = np.log(p / (1 - p))
    war = np.unique(frame["dispute"].to_numpy(), return_inverse=True)[1].reshape(-1)
    fit = fit_shared_effect(x, y, war, prior_of(spec), spec.nodes)
    return ReliabilityFit(spec, frame, fit, x, war, _scores(spec, x, y, war))


def allies(spec: ReliabilitySpecification, folder: str | None = None) -> pl.DataFrame:
    """Return every ally of a target of war: ``dispute``, ``year``, ``state``, ``joins``, ``p`` and what it is."""
    result = fit_joining(folder=folder, everything=False, choice=spec.joining)
    found = {"dispute": result.rows.dispute, "state": result.rows.state, "p": result.main.fit.probabilities}
    rows = result.frame.join(pl.DataFrame(found), on=["dispute", "state"])
    return rows.filter((pl.col("defence") == 1) & (pl.col("war") == 1) & (pl.col("year") > spec.after)).sort(
        "dispute", "state"
    )


def prior_of(spec: ReliabilitySpecification) -> Prior:
    """Return the prior as the kernel takes it."""
    return Prior(spec.prior.a, spec.prior.b, spec.prior.spread[1])


def _scores(spec: ReliabilitySpecification, x: FloatArray, y: FloatArray, war: IntArray) -> WarScores:
    p, share = np.empty(len(y)), np.empty(len(y))
    for held in range(int(war.max()) + 1):
        here, others = war == held, war != held
        again = np.unique(war[others], return_inverse=True)[1].reshape(-1)
        fit = fit_shared_effect(x[others], y[others], again, prior_of(spec), spec.nodes)
        p[here], share[here] = marginal(fit.parameters, x[here], spec.nodes), y[others].mean()
    sums = np.stack([np.bincount(war, weights=v) for v in (p, y)])
    rng = np.random.Generator(np.random.Philox(spec.seed))
    drawn = sums[:, rng.integers(0, sums.shape[1], (spec.bootstrap, sums.shape[1]))].sum(axis=2)
    ratio = drawn[0] / np.maximum(drawn[1], 1)
    low, high = (float(q) for q in np.quantile(ratio, _INTERVAL))
    return WarScores(
        float(auc(y, p)),
        float(((p - y) ** 2).mean()),
        float(((share - y) ** 2).mean()),
        float(sums[0].sum() / sums[1].sum()),
        (low, high),
    )
