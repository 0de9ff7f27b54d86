"""Selection into pledges at the war level: what the dose of later years says, how strong an unseen cause would have to be, a would-be instrument.

None of it identifies an effect. Written for the specification ``risk_war`` and its largest pledger.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from pato.estimate.evidence.specification import Selection
from pato.estimate.fitting import design, fitted
from pato.estimate.panel import build_panel
from pato.estimate.risk import GROUPS
from pato.estimate.specification import Specification, load_specification
from pato.kernels.arrays import BoolArray, FloatArray, IntArray
from pato.kernels.covariance import at_least, dyadic_robust
from pato.kernels.omitted import (
    LeastSquares,
    adjusted,
    e_value,
    least_squares,
    oster_delta,
    partial_r2,
    robustness_value,
    times_as_strong,
)

_Z = 1.959964
_DOSES = ("dose_largest", "dose_rest")
_PAIR = ["ccode1", "ccode2", "year"]


def selection_evidence(spec: Selection, folder: str | None = None) -> dict[str, Any]:
    """Return everything about selection as plain values.

    Parameters
    ----------
    spec
        The specification.
    folder
        The data store.
    """
    model = load_specification(spec.model)
    data = _Rows.of(spec, model, folder)
    main = data.logit(data.X, data.every)
    return {
        "model": spec.model,
        "years": list(model.years),
        "estimate": _of(main, 1),
        "lead": _lead(spec, data),
        "unseen": _unseen(spec, data, main),
        "instrument": _instrument(spec, data),
    }


class _Rows:
    """Complete rows of the specification, with the doses of later years and the would-be instrument."""

    def __init__(self, frame: pl.DataFrame, model: Specification) -> None:
        self.names = ["constant", *(t.name for t in model.terms)]
        self.X = design(frame, model.terms, {})
        self.shrunk = np.array([False, *(t.penalised for t in model.terms)])
        self.ridge = model.ridge
        self.y = _floats(frame, model.outcome)
        self.one, self.two = (frame[c].cast(pl.Int64).to_numpy() for c in ("ccode1", "ccode2"))
        self.later = np.stack([_floats(frame, f"{d}_later") for d in _DOSES], axis=1)
        self.neighbours = _floats(frame, "neighbours_dose_largest_lag1")
        self.every = np.isfinite(self.X).all(axis=1) & np.isfinite(self.y)

    @classmethod
    def of(cls, spec: Selection, model: Specification, folder: str | None) -> _Rows:
        """Read them from the data store."""
        years = (model.years[0], model.years[1] + spec.lead)
        panel = build_panel("directed-dyad-year", years, (*GROUPS, "neighbours_pledges"), folder)
        doses = {f"{d}_later": pl.col(f"target_{d}_lag1") for d in _DOSES}
        later = panel.select("ccode1", "ccode2", (pl.col("year") - spec.lead).alias("year"), **doses)
        rows = panel.filter((pl.col(model.rows) == 1) & pl.col("year").is_between(*model.years))
        return cls(rows.join(later, on=_PAIR, how="left", maintain_order="left"), model)

    def logit(self, X: FloatArray, rows: BoolArray, more: int = 0) -> tuple[FloatArray, FloatArray]:
        """Return coefficients and covariance, dyadic-robust and nowhere below the model's own."""
        shrunk = np.append(self.shrunk, np.zeros(more, bool))
        names = [*self.names, *(f"added {i}" for i in range(more))]
        fit = fitted(X[rows], self.y[rows], names, ridge=self.ridge, where="selection", penalised=shrunk)
        robust = dyadic_robust(fit.bread, fit.scores, self.one[rows], self.two[rows])
        return fit.coefficients, at_least(robust, fit.bread)


def _floats(frame: pl.DataFrame, column: str) -> FloatArray:
    return frame[column].cast(pl.Float64).fill_null(float("nan")).to_numpy()


def _of(fit: tuple[FloatArray, FloatArray], i: int) -> dict[str, float]:
    return {"estimate": float(fit[0][i]), "se": float(np.sqrt(fit[1][i, i]))}


def _lead(spec: Selection, data: _Rows) -> dict[str, Any]:
    """Return the association with the dose of some years later, in place of today's and together with it."""
    rows = data.every & np.isfinite(data.later).all(axis=1)
    alone = data.X.copy()
    alone[:, 1:3] = data.later
    beside = np.concatenate([data.X, data.later], axis=1)
    both = data.logit(beside, rows, more=2)
    return {
        "years": spec.lead,
        "later_alone": _of(data.logit(alone, rows), 1),
        "now_alone": _of(data.logit(data.X, rows), 1),
        "now_beside_later": _of(both, 1),
        "later_beside_now": _of(both, len(data.names)),
    }


def _unseen(spec: Selection, data: _Rows, main: tuple[FloatArray, FloatArray]) -> dict[str, Any]:
    """Return the required strength of an unobserved cause, by the linear fit of the same rows and covariates."""
    X, y = data.X[data.every], data.y[data.every]
    at = data.names.index(spec.benchmark)
    linear = least_squares(y, X, 1)
    with_outcome = partial_r2(least_squares(y, X, at))
    without = np.delete(X, 1, axis=1)
    with_dose = partial_r2(least_squares(X[:, 1], without, at - 1))
    plain = least_squares(y, X[:, :2], 1)
    b, error = float(main[0][1]), float(np.sqrt(main[1][1, 1]))
    nearest = min(b + _Z * error, 0.0)
    return {
        "linear": {"estimate": linear.estimate, "se": linear.error, "r_squared": linear.r_squared},
        "robustness_value": robustness_value(linear),
        "robustness_value_of_significance": robustness_value(linear, critical=_Z),
        "benchmark": spec.benchmark,
        "benchmark_with_dose": with_dose,
        "benchmark_with_outcome": with_outcome,
        "times_to_zero": _times(linear, with_dose, with_outcome, 0.0),
        "times_to_insignificance": _times(linear, with_dose, with_outcome, _Z),
        "oster_delta": oster_delta(plain, linear, highest=spec.oster_highest),
        "oster_highest": spec.oster_highest,
        "e_value": e_value(b),
        "e_value_of_the_limit": e_value(nearest),
    }


def _times(linear: LeastSquares, with_dose: float, with_outcome: float, critical: float) -> int | None:
    """Return the least whole number of times as strong as the benchmark that brings t down to a value; None where none does."""
    for times in range(1, 1000):
        try:
            dose, outcome = times_as_strong(with_dose=with_dose, with_outcome=with_outcome, times=times)
        except ValueError:
            return None
        estimate, error = adjusted(linear, with_dose=dose, with_outcome=outcome)
        if estimate * np.sign(linear.estimate) <= critical * error:
            return times
    return None


def _instrument(spec: Selection, data: _Rows) -> dict[str, Any]:
    """Return the control function: the logit with the part of the dose that pledges to the target's neighbours do not explain added to it."""
    rows = data.every & np.isfinite(data.neighbours)
    dose, others = data.X[rows, 1], np.delete(data.X[rows], 1, axis=1)
    first = np.concatenate([others, data.neighbours[rows, None]], axis=1)
    b, *_ = np.linalg.lstsq(first, dose, rcond=None)
    left = dose - first @ b
    full = np.full(len(data.y), np.nan)
    full[rows] = left
    second = data.logit(np.concatenate([data.X, full[:, None]], axis=1), rows, more=1)
    return {
        "first_stage": float(b[-1]),
        "f_by_target": _strength(first, left, b[-1], data.two[rows]),
        "dose": _of(second, 1),
        "unexplained_part": _of(second, len(data.names)),
        "doubt": spec.doubt,
    }


def _strength(X: FloatArray, left: FloatArray, b: float, cluster: IntArray) -> float:
    """Return the F of the last column, errors clustered."""
    inverse = np.linalg.pinv(X.T @ X)
    _, group = np.unique(cluster, return_inverse=True)
    sums = np.zeros((int(group.max()) + 1, X.shape[1]))
    np.add.at(sums, group.reshape(-1), X * left[:, None])
    return float(b**2 / (inverse @ sums.T @ sums @ inverse)[-1, -1])
