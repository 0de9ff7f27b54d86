"""Forecasts of one board: every window from the years before it, by every model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl

from pato.errors import EstimationError, MissingExtraError, Problem
from pato.estimate.scoreboard.specification import Board, Boosting, ScoreboardSpecification
from pato.estimate.specification import TermSpec, load_specification
from pato.kernels.logit import FitStatus, fit_logit, probability
from pato.kernels.transforms import TRANSFORMS

FloatArray = npt.NDArray[np.float64]
_STEPS, _TOLERANCE = 60, 1e-10
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Forecasts:
    """Log-odds forecasts of the scored windows of one board.

    Attributes
    ----------
    y
        Outcome, shape (row,).
    side1, side2, year
        Whose and when, shape (row,).
    log_odds
        By model, shape (row,).
    reference
        The training years' share of events, shape (row,).
    recalibration
        By window's first year: what was added to the log-odds of the average (or of the logit, where there is no boosting).
    """

    y: FloatArray
    side1: npt.NDArray[np.int64]
    side2: npt.NDArray[np.int64]
    year: npt.NDArray[np.int64]
    log_odds: dict[str, FloatArray]
    reference: FloatArray
    recalibration: dict[int, float] = field(default_factory=dict)


def forecast(
    spec: ScoreboardSpecification, board: Board, frame: pl.DataFrame, tell: Tell = lambda _: None
) -> Forecasts:
    """Forecast the windows of a board.

    Parameters
    ----------
    spec, board
        What is asked for.
    frame
        Directed dyad-years with all columns of the models, of the board's rows.
    tell
        Told which window is under way.

    Raises
    ------
    EstimationError
        If a window is empty, or its training years cannot be fitted.
    MissingExtraError
        If scikit-learn is not installed.
    """
    y = frame[board.outcome].cast(pl.Float64).to_numpy()
    year = frame["year"].cast(pl.Int64).to_numpy()
    careful = load_specification(board.logit).terms
    logits = {"history": spec.history, "johnson_leeds": spec.johnson_leeds, "logit": careful}
    designs = {m: _design(frame, terms, spec.assume) for m, terms in logits.items() if m in board.models}
    raw = _raw(frame, careful) if "boosting" in board.models else None
    ridges = {"logit": load_specification(board.logit).ridge}
    seen: dict[str, list[FloatArray]] = {}
    recalibration: dict[int, float] = {}
    for first, last in board.windows:
        tell(f"{board.title}: {first}-{last}")
        test = (year >= first) & (year <= last)
        train, weight = _training(board, y, year, first)
        if not test.any():
            raise EstimationError(
                Problem(board.id, f"there are no rows in {first}-{last}.", "Choose windows inside the data.")
            )
        share = float((weight * y[train]).sum() / weight.sum())
        found = {"base_rate": np.full(int(test.sum()), np.log(share / (1 - share)))}
        for model, X in designs.items():
            ridge = ridges.get(model, spec.benchmark_ridge)
            found[model] = _logit(
                X, y, train, weight, test, ridge, f"{board.id}, {model}, years before {first}"
            )
        if raw is not None:
            found["boosting"] = _boosted(spec.boosting, raw, y, train, weight, test, spec.seed)
        if "boosting" in found:
            found["average"] = (found["logit"] + found["boosting"]) / 2
        best = "average" if "average" in found else "logit"
        combined = found[best]
        recalibration[first] = _intercept(seen)
        found[f"recalibrated_{best}"] = combined + recalibration[first]
        aside = {"y": y[test], "combined": combined, "reference": np.full(len(combined), share)}
        for key, values in (found | aside).items():
            seen.setdefault(key, []).append(values)
    scored = len(board.warm_up)
    of = {name: np.concatenate(parts[scored:]) for name, parts in seen.items()}
    inside = [np.flatnonzero((year >= a) & (year <= b)) for a, b in board.windows[scored:]]
    rows = np.concatenate(inside)
    side1, side2 = (frame[c].cast(pl.Int64).to_numpy()[rows] for c in ("ccode1", "ccode2"))
    y_scored, reference = of["y"], of["reference"]
    of = {model: of[model] for model in board.models}
    kept = {first: shift for first, shift in recalibration.items() if first in board.test}
    return Forecasts(y_scored, side1, side2, year[rows], of, reference, kept)


def _design(frame: pl.DataFrame, terms: Sequence[TermSpec], assume: dict[str, float]) -> FloatArray:
    columns = [np.ones(frame.height)]
    for term in terms:
        values = frame[term.column].cast(pl.Float64)
        if term.column in assume:
            values = values.fill_null(assume[term.column])
        columns.append(np.asarray(TRANSFORMS[term.transform](values.fill_null(float("nan")).to_numpy())))
    X = np.stack(columns, axis=1)
    unknown = [
        ("constant", *(t.column for t in terms))[i] for i in np.flatnonzero(~np.isfinite(X).all(axis=0))
    ]
    if unknown:
        told = f"{', '.join(unknown)}: unknown in some rows."
        raise EstimationError(Problem("scoreboard", told, "Say under 'assume' what stands for it."))
    return X


def _raw(frame: pl.DataFrame, terms: Sequence[TermSpec]) -> npt.NDArray[np.float32]:
    names = dict.fromkeys(t.column for t in terms)
    return np.stack([frame[n].cast(pl.Float32).fill_null(float("nan")).to_numpy() for n in names], axis=1)


def _training(
    board: Board, y: FloatArray, year: npt.NDArray[np.int64], first: int
) -> tuple[npt.NDArray[np.int64], FloatArray]:
    """Return the rows to train on, and their weights; quiet rows are thinned evenly, in the panel's order."""
    rows = np.flatnonzero((year >= board.train_from) & (year < first))
    quiet = y[rows] == 0
    keep = ~quiet | (np.cumsum(quiet) % board.thin == 0)
    rows = rows[keep]
    return rows, np.where(y[rows] == 0, float(board.thin), 1.0)


def _logit(
    X: FloatArray,
    y: FloatArray,
    train: npt.NDArray[np.int64],
    weight: FloatArray,
    test: npt.NDArray[np.bool_],
    ridge: float,
    where: str,
) -> FloatArray:
    known = X[train]
    # what does not vary in the training years can say nothing about the test years
    varies = np.ptp(known, axis=0) > 0
    varies[0] = True
    fit = fit_logit(known[:, varies], y[train], ridge=ridge, weights=weight)
    if fit.status is not FitStatus.CONVERGED:
        raise EstimationError(Problem(where, f"{fit.status}.", "Set a ridge, or choose later windows."))
    return np.asarray(X[test][:, varies] @ fit.coefficients)


def _boosted(
    settings: Boosting,
    raw: npt.NDArray[np.float32],
    y: FloatArray,
    train: npt.NDArray[np.int64],
    weight: FloatArray,
    test: npt.NDArray[np.bool_],
    seed: int,
) -> FloatArray:
    try:
        from sklearn.ensemble import HistGradientBoostingClassifier
    except ImportError as error:
        raise MissingExtraError("scikit-learn", "estimate") from error
    model = HistGradientBoostingClassifier(
        max_iter=settings.trees,
        max_leaf_nodes=settings.leaves,
        learning_rate=settings.learning_rate,
        min_samples_leaf=settings.smallest_leaf,
        l2_regularization=settings.l2,
        early_stopping=False,
        random_state=seed,
    )
    model.fit(raw[train], y[train], sample_weight=weight)
    return np.asarray(model.decision_function(raw[test]), np.float64)


def _intercept(seen: dict[str, list[FloatArray]]) -> float:
    """Return the shift of log-odds with which the forecasts of all windows already past would sum to their events; 0 at first."""
    if not seen:
        return 0.0
    eta, y = np.concatenate(seen["combined"]), np.concatenate(seen["y"])
    shift = 0.0
    for _ in range(_STEPS):
        p = probability(eta + shift)
        move = float((y - p).sum() / (p * (1 - p)).sum())
        shift += max(-1.0, min(1.0, move))
        if abs(move) < _TOLERANCE:
            break
    return shift


def probabilities(forecasts: Forecasts) -> dict[str, FloatArray]:
    """Return the forecasts as probabilities, by model."""
    return {name: probability(eta) for name, eta in forecasts.log_odds.items()}
