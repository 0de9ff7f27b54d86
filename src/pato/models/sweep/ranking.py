"""Where memberships stand among all: ranks, the Pareto front, the best and the largest that hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from pato.brief import brief
from pato.kernels.arrays import FloatArray
from pato.kernels.membership.stability import dominators, pareto_front, pareto_ranks

CRITERIA: Mapping[str, tuple[str, float]] = {
    "members_gain": ("members' gain", 1.0),
    "outsiders_gain": ("outsiders' gain", 1.0),
    "wars_change": ("wars against members avoided", -1.0),
    "holds_exclusive": ("share of futures in which it holds", 1.0),
}
"""What a membership is judged by: column, words, and whether more is better."""
MOST_LAYERED = 1 << 16
LAYER = "pareto_layer"
SHOWN = 8
NEEDED = (
    "membership",
    "size",
    *CRITERIA,
    "accepted",
    "internal",
    "holds_open",
    "members_least",
)


@brief("states", "frame")
@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """Memberships with their ranks.

    Attributes
    ----------
    frame
        One row a membership: what `ranked` was given, and ``pareto_layer`` (1 is the front; where there are too many to rank
        all, 0 is behind it) and ``rank_COLUMN`` for each criterion, 1 being best.
    layered
        Whether layers behind the front are ranked.
    states
        The pool.
    called
        Names of proposed memberships.
    """

    frame: pl.DataFrame
    layered: bool
    states: tuple[str, ...]
    called: Mapping[int, str]

    @property
    def front(self) -> pl.DataFrame:
        """The memberships that no other beats by all criteria, by members' gain."""
        return self.frame.filter(pl.col(LAYER) == 1).sort(
            "members_gain", "membership", descending=[True, False]
        )

    def dominated_by(self, membership: int) -> int:
        """Return how many memberships are no worse by any criterion and better by one."""
        row = self.frame["membership"].index_of(membership)
        if row is None:
            raise ValueError(f"membership {membership} is not among those that were ranked")
        return int(dominators(_values(self.frame), [row])[0])


def ranked(rows: pl.DataFrame, states: Sequence[str], called: Mapping[int, str]) -> Ranking:
    """Return memberships with their ranks."""
    frame = rows.select([c for c in NEEDED if c in rows.columns])
    values = _values(frame)
    layered = len(frame) <= MOST_LAYERED
    layers = pareto_ranks(values) if layered else pareto_front(values).astype(np.int64)
    ranks = {
        f"rank_{name}": pl.Series(values[:, k]).rank("min", descending=True)
        for k, name in enumerate(CRITERIA)
    }
    return Ranking(frame.with_columns(pl.Series(LAYER, layers), **ranks), layered, tuple(states), called)


def _values(frame: pl.DataFrame) -> FloatArray:
    """Return the criteria, more being better; where there are no outsiders, they gain nothing."""
    columns = [frame[name].fill_null(0.0).to_numpy() * sign for name, (_, sign) in CRITERIA.items()]
    return np.column_stack(columns).astype(np.float64)
