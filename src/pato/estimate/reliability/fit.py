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
from pato.kernels.shared_effect import Prior, SharedEffect, any_of_group, fit_shared_effect, marginal

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
    """The fit, and the published record shown with it."""

    format: Literal[1]
    id: str
    question: str
    joining: str
    after: int
    prior: Priors
    nodes: Annotated[int, Field(ge=5)]
    draws: Annotated[int, Field(ge=100)]
    bootstrap: Annotated[int, Field(ge=100)]
    seed: int
    told: tuple[int, ...]
    published: tuple[Rate, ...]


@dataclass(frozen=True, slots=True)
class WarScores:
    """Scores of forecasts of each war from the other wars, averaged over draws of the estimate.

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
class Everybody:
    """All third parties in the wars since, pledged or not: the same fit on all, and what the estimate of allies expects of the others.

    Attributes
    ----------
    fit
        On all rows.
    rows, joined, wars
        How many.
    observed, expected_alone, expected_shared
        Wars in which somebody joined: observed, expected of states that decide alone, and with what they share.
    others_joined, others_expected
        Of those without a pact: how many joined, and how many the estimate of allies expects, averaged over its draws.
    """

    fit: SharedEffect
    rows: int
    joined: int
    wars: int
    observed: int
    expected_alone: float
    expected_shared: float
    others_joined: int
    others_expected: float


@dataclass(frozen=True, slots=True)
class ReliabilityFit:
    """Everything one run produced; ``frame`` has one row per ally and war, with its chance by the estimate of joining as ``p``."""

    specification: ReliabilitySpecification
    frame: pl.DataFrame
    fit: SharedEffect
    log_odds: FloatArray
    war: IntArray
    scores: WarScores
    everybody: Everybody


def fit_reliability(folder: str | None = None) -> ReliabilityFit:
    """Fit the specification from the data store."""
    spec = load_as(ReliabilitySpecification, "reliability")
    every = third_parties(spec, folder)
    frame = every.filter(pl.col("defence") == 1)
    x, y, war = _columns(frame)
    fit = fit_shared_effect(x, y, war, prior_of(spec), spec.nodes)
    return ReliabilityFit(spec, frame, fit, x, war, _scores(spec, x, y, war), _everybody(spec, every, fit))


def third_parties(spec: ReliabilitySpecification, folder: str | None = None) -> pl.DataFrame:
    """Return every state that did not begin a war since, pledged or not: ``dispute``, ``year``, ``state``, ``joins``, ``p`` and what it is."""
    result = fit_joining(folder=folder, everything=False, choice=spec.joining)
    found = {"dispute": result.rows.dispute, "state": result.rows.state, "p": result.main.fit.probabilities}
    rows = result.frame.join(pl.DataFrame(found), on=["dispute", "state"])
    return rows.filter((pl.col("war") == 1) & (pl.col("year") > spec.after)).sort("dispute", "state")


def _columns(frame: pl.DataFrame) -> tuple[FloatArray, FloatArray, IntArray]:
    """Return log-odds by the estimate of joining, who joined, and the number of the war, each of shape (row,)."""
    p = frame["p"].to_numpy()
    war = np.unique(frame["dispute"].to_numpy(), return_inverse=True)[1].reshape(-1)
    return np.log(p / (1 - p)), frame["joins"].to_numpy().astype(np.float64), war


def _everybody(spec: ReliabilitySpecification, frame: pl.DataFrame, allies: SharedEffect) -> Everybody:
    x, y, war = _columns(frame)
    fit = fit_shared_effect(x, y, war, prior_of(spec), spec.nodes)
    others = frame["defence"].to_numpy() == 0
    alone = np.bincount(war, weights=np.log1p(-frame["p"].to_numpy()))
    return Everybody(
        fit,
        len(y),
        int(y.sum()),
        len(alone),
        len(np.unique(war[y == 1])),
        float((1 - np.exp(alone)).sum()),
        float(any_of_group(fit.parameters, x, war, spec.nodes).sum()),
        int(y[others].sum()),
        float(averaged(spec, allies, x[others]).sum()),
    )


def averaged(spec: ReliabilitySpecification, fit: SharedEffect, x: FloatArray) -> FloatArray:
    """Return chances averaged over draws of an estimate, each with its mirror image, and over the war's effect, shape (row,)."""
    normals = np.random.Generator(np.random.Philox(spec.seed)).standard_normal((spec.draws // 2, len(NAMES)))
    drawn = fit.parameters + np.concatenate([normals, -normals]) @ np.linalg.cholesky(fit.covariance).T
    return np.asarray(np.mean([marginal(one, x, spec.nodes) for one in drawn], axis=0))


def prior_of(spec: ReliabilitySpecification) -> Prior:
    """Return the prior as the kernel takes it."""
    return Prior(spec.prior.a, spec.prior.b, spec.prior.spread[1])


def _scores(spec: ReliabilitySpecification, x: FloatArray, y: FloatArray, war: IntArray) -> WarScores:
    p, share = np.empty(len(y)), np.empty(len(y))
    for held in range(int(war.max()) + 1):
        here, others = war == held, war != held
        again = np.unique(war[others], return_inverse=True)[1].reshape(-1)
        fit = fit_shared_effect(x[others], y[others], again, prior_of(spec), spec.nodes)
        p[here], share[here] = averaged(spec, fit, x[here]), y[others].mean()
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
