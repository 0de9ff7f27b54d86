"""Wars of recent years compared with the level of the shipped estimate, by each record of disputes."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from pato.estimate.fitting import design, fitted
from pato.estimate.panel.dispute_records import RECORDS
from pato.estimate.scoreboard.specification import Board, ScoreboardSpecification
from pato.estimate.specification import load_specification
from pato.kernels.chances import probability
from pato.kernels.level import level_filter

_MODEL = "risk_war"


def shipped_levels(
    spec: ScoreboardSpecification, by_record: Any, relevant: pl.DataFrame
) -> list[dict[str, Any]]:
    """Return the level after each record's last year, of the covariates of `risk_war` fitted to that record's disputes in the years it ships with.

    Parameters
    ----------
    spec
        Whose boards of the war level say how levels are followed, and how far each record goes.
    by_record
        Puts a record's outcomes and history under the first one's names.
    relevant
        The panel of politically relevant pairs.
    """
    model = load_specification(_MODEL)
    boards = {b.record: b for b in spec.boards if b.level_filter is not None}
    return [_level(boards[r], model, by_record(relevant, r)) for r in RECORDS if r in boards]


def _level(board: Board, model: Any, frame: pl.DataFrame) -> dict[str, Any]:
    assert board.level_filter is not None
    rows = frame.filter(pl.col("year").is_between(model.years[0], board.last))
    X, y = (
        design(rows, model.terms, {}),
        rows[model.outcome].cast(pl.Float64).fill_null(float("nan")).to_numpy(),
    )
    year = rows["year"].cast(pl.Int64).to_numpy()
    known = np.isfinite(X).all(axis=1) & np.isfinite(y)
    X, y, year = X[known], y[known], year[known]
    train = year <= model.years[1]
    shrunk = np.array([False, *(t.penalised for t in model.terms)])
    names = ["constant", *(t.name for t in model.terms)]
    fit = fitted(
        X[train], y[train], names, ridge=model.ridge, where=f"level, {board.record}", penalised=shrunk
    )
    years, place = np.unique(year, return_inverse=True)
    sums = [np.bincount(place, weights=v).astype(np.float64) for v in (y, probability(X @ fit.coefficients))]
    how = board.level_filter
    level = level_filter(sums[0], sums[1], half_life=how.half_life_years, prior=how.prior_events)
    late = years > model.years[1]
    return {
        "record": board.record,
        "years": [int(years[0]), int(years[-1])],
        "events": int(y.sum()),
        "late_years": [int(model.years[1]) + 1, int(years[-1])],
        "late_events": int(sums[0][late].sum()),
        "late_expected": float(sums[1][late].sum()),
        "multiplier": level.shape / level.rate,
        "gamma_shape": level.shape,
        "gamma_rate": level.rate,
    }
