"""Forecasts of one board: every window from the years before it, by every model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl

from pato.errors import EstimationError, Problem
from pato.estimate.boosting import boosted
from pato.estimate.fitting import design, fitted, varying
from pato.estimate.scoreboard.calibration import Forecaster, Line, fold_line, past_intercept, past_line
from pato.estimate.scoreboard.specification import (
    Board,
    Boosting,
    LevelFilter,
    ScoreboardSpecification,
    Steps,
)
from pato.estimate.specification import TermSpec, load_specification
from pato.kernels.arrays import Float32Array, FloatArray, IntArray
from pato.kernels.chances import probability
from pato.kernels.level import Level, level_filter

DEVICES = ("recalibrated", "platt", "calibrated")
"""Recalibration of a forecast: see `calibration`."""


@dataclass(frozen=True, slots=True)
class Forecasts:
    """Log-odds forecasts of the scored windows of one board.

    Attributes
    ----------
    y
        Outcome, shape (row,).
    side1, side2, year
        The two states and the year, shape (row,).
    log_odds
        By model, shape (row,).
    reference
        The training years' share of events, shape (row,).
    recalibration
        By window's first year: the addition to the log-odds of the average (or of the logit, without boosting).
    """

    y: FloatArray
    side1: IntArray
    side2: IntArray
    year: IntArray
    log_odds: dict[str, FloatArray]
    reference: FloatArray
    recalibration: dict[int, float] = field(default_factory=dict)
    level: Level | None = None

    def since(self, year: int) -> Forecasts:
        """Return the forecasts of a year and those after it."""
        at = self.year >= year
        odds = {m: eta[at] for m, eta in self.log_odds.items()}
        return Forecasts(self.y[at], self.side1[at], self.side2[at], self.year[at], odds, self.reference[at])


def forecast(spec: ScoreboardSpecification, board: Board, frame: pl.DataFrame) -> Forecasts:
    """Forecast the windows of a board.

    Parameters
    ----------
    spec, board
        The specification, and the board.
    frame
        Directed dyad-years with all columns of the models, of the board's rows.

    Raises
    ------
    EstimationError
        If a window is empty, or its training years cannot be fitted.
    MissingExtraError
        If scikit-learn is not installed.
    """
    y = frame[board.outcome].cast(pl.Float64).to_numpy()
    side1, side2, year = (frame[c].cast(pl.Int64).to_numpy() for c in ("ccode1", "ccode2", "year"))
    models = _Models.of(spec, board, frame, y)
    seen: dict[str, list[FloatArray]] = {}
    recalibration: dict[int, float] = {}
    for first, last in board.windows:
        test = np.flatnonzero((year >= first) & (year <= last))
        train, weight = _training(board, y, year, first)
        if not len(test):
            raise EstimationError(
                Problem(board.id, f"there are no rows in {first}-{last}.", "Choose windows inside the data.")
            )
        share = float((weight * y[train]).sum() / weight.sum())
        found = {"base_rate": np.full(len(test), np.log(share / (1 - share)))}
        found |= models.all(train, weight, test, f"years before {first}")
        pairs = np.minimum(side1, side2) * 1000 + np.maximum(side1, side2)
        found |= _recalibrated(models, found, seen, pairs, train, weight)
        recalibration[first] = past_intercept(seen.get("y", []), seen.get(models.best, []))
        aside = {"y": y[test], "reference": np.full(len(test), share)}
        for key, values in (found | aside).items():
            seen.setdefault(key, []).append(values)
    every = np.concatenate([np.flatnonzero((year >= a) & (year <= b)) for a, b in board.windows])
    of = {name: np.concatenate(parts) for name, parts in seen.items()}
    level = None
    if board.level_filter is not None:
        of["filtered"], level = _filtered(board.level_filter, of["y"], of[board.level_filter.of], year[every])
    scored = year[every] >= board.test[0]
    rows, of = every[scored], {name: values[scored] for name, values in of.items()}
    kept = {first: shift for first, shift in recalibration.items() if first in board.test}
    return Forecasts(
        of["y"],
        side1[rows],
        side2[rows],
        year[rows],
        {m: of[m] for m in board.models},
        of["reference"],
        kept,
        level,
    )


def _filtered(
    spec: LevelFilter, y: FloatArray, log_odds: FloatArray, year: IntArray
) -> tuple[FloatArray, Level]:
    """Return forecasts at the level that the events of the years before each give, and that level."""
    years, place = np.unique(year, return_inverse=True)
    sums = [
        np.bincount(place, weights=v, minlength=len(years)).astype(np.float64)
        for v in (y, probability(log_odds))
    ]
    level = level_filter(sums[0], sums[1], half_life=spec.half_life_years, prior=spec.prior_events)
    return log_odds + np.log(level.multiplier)[place], level


@dataclass(frozen=True, slots=True)
class _Models:
    """Inputs of the forecasters of a board: designs of the logits, raw columns of boosting, settings."""

    spec: ScoreboardSpecification
    board: Board
    y: FloatArray
    designs: dict[str, FloatArray]
    names: dict[str, list[str]]
    raw: Float32Array | None
    ridge: float
    force: tuple[FloatArray, FloatArray] | None = None  # outcome and design of the first of two steps

    @classmethod
    def of(cls, spec: ScoreboardSpecification, board: Board, frame: pl.DataFrame, y: FloatArray) -> _Models:
        careful = load_specification(board.logit)
        logits = {"history": spec.history, "johnson_leeds": spec.johnson_leeds, "logit": careful.terms}
        designs: dict[str, FloatArray] = {
            m: _design(frame, terms, spec.assume) for m, terms in logits.items() if m in board.models
        }
        raw = _raw(frame, careful.terms) if "boosting" in board.models else None
        names = {m: ["constant", *(t.name for t in logits[m])] for m in designs}
        force = None
        if board.steps is not None:
            terms = load_specification(board.steps.force).terms
            names["force"] = ["constant", *(t.name for t in terms)]
            force = (
                frame["initiation_force"].cast(pl.Float64).to_numpy(),
                _design(frame, terms, spec.assume),
            )
        return cls(spec, board, y, designs, names, raw, careful.ridge, force)

    @property
    def best(self) -> str:
        """The recalibrated forecast: the average, or the logit without boosting."""
        return "logit" if self.raw is None else "average"

    def all(self, train: IntArray, weight: FloatArray, test: IntArray, where: str) -> dict[str, FloatArray]:
        """Return the log-odds of every model for some rows, fitted to others."""
        found = {}
        for model, X in self.designs.items():
            ridge = self.ridge if model == "logit" else self.spec.benchmark_ridge
            told = f"{self.board.id}, {model}, {where}"
            found[model] = _logit(X, self.names[model], self.y, train, weight, test, ridge, told)
        if self.raw is not None:
            settings = self.board.boosting or self.spec.boosting
            found["boosting"] = _boosted(settings, self.raw, self.y, train, weight, test, self.spec.seed)
            found["average"] = (found["logit"] + found["boosting"]) / 2
        if self.force is not None and self.board.steps is not None:
            found |= self._steps(self.force, self.board.steps, train, weight, test, found["logit"], where)
        return found

    def _steps(
        self,
        force: tuple[FloatArray, FloatArray],
        steps: Steps,
        train: IntArray,
        weight: FloatArray,
        test: IntArray,
        direct: FloatArray,
        where: str,
    ) -> dict[str, FloatArray]:
        """Return the log-odds by force and then the outcome given force, and of the mean of that and the logit."""
        y_force, X_force = force
        told = f"{self.board.id}, force, {where}"
        ridge = load_specification(steps.force).ridge
        first = _logit(X_force, self.names["force"], y_force, train, weight, test, ridge, told)
        used = y_force[train] == 1
        X, names = self.designs["logit"], self.names["logit"]
        then = _logit(X, names, self.y, train[used], weight[used], test, steps.ridge, f"{told}, given force")
        p = probability(first) * probability(then)
        mean = (p + probability(direct)) / 2
        return {"two_steps": np.log(p) - np.log1p(-p), "mean_of_steps": np.log(mean) - np.log1p(-mean)}

    def only(self, base: str) -> Forecaster:
        """Return the forecaster of one model: the logit, or its average with boosting."""
        raw = self.raw if base == "average" else None
        alone = replace(self, designs={"logit": self.designs["logit"]}, raw=raw, force=None)
        return lambda train, weight, test: alone.all(train, weight, test, "folds")[base]


def _recalibrated(
    models: _Models,
    found: dict[str, FloatArray],
    seen: dict[str, list[FloatArray]],
    pairs: IntArray,
    train: IntArray,
    weight: FloatArray,
) -> dict[str, FloatArray]:
    """Return the recalibrated forecasts required by the board, each from information before the window."""
    out = {}
    for device, base in (name.split("_", 1) for name in models.board.models if name.split("_")[0] in DEVICES):
        past = seen.get("y", []), seen.get(base, [])
        if device == "recalibrated":
            line = Line(past_intercept(*past))
        elif device == "platt":
            line = past_line(*past, models.spec.platt_windows)
        else:
            line = fold_line(models.only(base), models.y, pairs, train, weight, models.spec.folds)
        out[f"{device}_{base}"] = line.of(found[base])
    return out


def _design(frame: pl.DataFrame, terms: Sequence[TermSpec], assume: dict[str, float]) -> FloatArray:
    X = design(frame, terms, assume)
    unknown = [
        ("constant", *(t.column for t in terms))[i] for i in np.flatnonzero(~np.isfinite(X).all(axis=0))
    ]
    if unknown:
        told = f"{', '.join(unknown)}: unknown in some rows."
        raise EstimationError(Problem("scoreboard", told, "Say under 'assume' what stands for it."))
    return X


def _raw(frame: pl.DataFrame, terms: Sequence[TermSpec]) -> Float32Array:
    names = dict.fromkeys(t.column for t in terms)
    return np.stack([frame[n].cast(pl.Float32).fill_null(float("nan")).to_numpy() for n in names], axis=1)


def _training(board: Board, y: FloatArray, year: IntArray, first: int) -> tuple[IntArray, FloatArray]:
    """Return the rows to train on, and their weights; quiet rows are thinned evenly, in the panel's order."""
    rows = np.flatnonzero((year >= board.train_from) & (year < first))
    quiet = y[rows] == 0
    keep = ~quiet | (np.cumsum(quiet) % board.thin == 0)
    rows = rows[keep]
    return rows, np.where(y[rows] == 0, float(board.thin), 1.0)


def _logit(
    X: FloatArray,
    columns: Sequence[str],
    y: FloatArray,
    train: IntArray,
    weight: FloatArray,
    test: IntArray,
    ridge: float,
    where: str,
) -> FloatArray:
    known = X[train]
    varies = varying(known)
    names = [n for n, v in zip(columns, varies, strict=True) if v]
    fit = fitted(known[:, varies], y[train], names, ridge=ridge, where=where, weights=weight)
    return np.asarray(X[test][:, varies] @ fit.coefficients)


def _boosted(
    settings: Boosting,
    raw: Float32Array,
    y: FloatArray,
    train: IntArray,
    weight: FloatArray,
    test: IntArray,
    seed: int,
) -> FloatArray:
    # a column that is unknown in all training years (regimes before 1900) cannot be split
    known = raw[train]
    seen = ~np.isnan(known).all(axis=0)
    return boosted(settings, known[:, seen], y[train], weight, raw[test][:, seen], seed)


def probabilities(forecasts: Forecasts) -> dict[str, FloatArray]:
    """Return the forecasts as probabilities, by model."""
    return {name: probability(eta) for name, eta in forecasts.log_odds.items()}
