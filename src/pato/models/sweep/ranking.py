"""Ranking of memberships: ranks, the Pareto front, the best, and the largest stable ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from pato.brief import brief
from pato.kernels.arrays import FloatArray, IntArray
from pato.kernels.membership.stability import better_by, dominators, pareto_front, pareto_ranks
from pato.models.sweep.resampling import Blocks, Resampled, resampled

GAIN_BAND, SHARE_BAND, LEVEL_BAND = 0.01, 0.01, 0.01
"""Bands of no difference: per cent of the pool's GDP a year, share of futures, and share of the wars against the pool at the status quo."""
CRITERIA: Mapping[str, tuple[str, float]] = {
    "members_gain": ("members' gain", 1.0),
    "outsiders_gain": ("outsiders' gain", 1.0),
    "wars_change": ("wars against members avoided", -1.0),
    "holds_exclusive": ("share of runs in which it holds", 1.0),
}
"""Criteria of memberships: column, words, and whether more is better."""
MOST_LAYERED = 1 << 16
LAYER, FRONT_CHANCE = "pareto_layer", "on_front_chance"
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
_LEVEL = ("wars_members", "wars_outsiders")
"""Columns with the wars at the status quo, minus their change."""
READ = (*NEEDED, *_LEVEL)
"""Columns that ranks are made from; without the last two, any change of wars is one."""


@brief("states", "frame")
@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """Memberships with their ranks.

    Attributes
    ----------
    frame
        One row per membership: what `ranked` was given, and ``pareto_layer`` (1 is the front; where there are too many to rank
        all, 0 is behind it) and ``rank_COLUMN`` for each criterion, 1 being best.
    layered
        Whether layers behind the front are ranked.
    states
        The pool.
    called
        Names of proposed memberships.
    band
        Bands of no difference of the criteria, shape (criterion,): one membership beats another if it is no worse in
        anything and better in something by more than the band; ranks count who is better by more than it.
    resampled
        Their ranks in resampled futures; None if the sweep was not resampled.
    associates
        States that can be associates: the bits of a membership after those of the pool.
    """

    frame: pl.DataFrame
    layered: bool
    states: tuple[str, ...]
    called: Mapping[int, str]
    band: FloatArray
    resampled: Resampled | None = None
    associates: tuple[str, ...] = ()

    @property
    def front(self) -> pl.DataFrame:
        """The memberships that no other beats by all criteria, by members' gain."""
        return self.frame.filter(pl.col(LAYER) == 1).sort(
            "members_gain", "membership", descending=[True, False]
        )

    def dominated_by(self, membership: int) -> int:
        """Return the number of memberships that are no worse by any criterion and better by one, by more than the band."""
        return int(dominators(_values(self.frame), [self._row(membership)], self.band)[0])

    def better_in_all(self, membership: int) -> int:
        """Return the number of memberships that are better by every criterion, by more than the band."""
        return int(better_by(_values(self.frame), self._row(membership), self.band).sum())

    def _row(self, membership: int) -> int:
        row = self.frame["membership"].index_of(membership)
        if row is None:
            raise ValueError(f"membership {membership} is not among those that were ranked")
        return int(row)


def ranked(
    rows: pl.DataFrame,
    states: Sequence[str],
    called: Mapping[int, str],
    blocks: Blocks | None = None,
    associates: Sequence[str] = (),
) -> Ranking:
    """Return memberships with their ranks.

    Parameters
    ----------
    rows
        One row per membership.
    states
        The pool.
    called
        Names of proposed memberships.
    blocks
        Their criteria, by blocks of futures: ranks and the front then come with their chances.
    associates
        States that can be associates.
    """
    frame, band = rows.select([c for c in NEEDED if c in rows.columns]), _bands(rows)
    values = _values(frame)
    layered = len(frame) <= MOST_LAYERED
    layers = pareto_ranks(values, band) if layered else pareto_front(values, band).astype(np.int64)
    ranks = {f"rank_{name}": pl.Series(_ranks(values[:, k], band[k])) for k, name in enumerate(CRITERIA)}
    made = frame.with_columns(pl.Series(LAYER, layers), **ranks)
    again = None
    if blocks is not None and np.array_equal(blocks.membership, frame["membership"].to_numpy()):
        sign = np.array([s for _, s in CRITERIA.values()])
        named = [m for m in called if m in set(frame["membership"].to_list())]
        again = resampled(blocks, sign, band, named)
        made = made.with_columns(pl.Series(FRONT_CHANCE, again.front))
    return Ranking(made, layered, tuple(states), called, band, again, tuple(associates))


def _bands(rows: pl.DataFrame) -> FloatArray:
    """Return the bands of no difference, shape (criterion,)."""
    known = not rows.is_empty() and all(c in rows.columns for c in (*_LEVEL, "wars_change"))
    level = 0.0
    if known:
        first = rows.row(0, named=True)
        level = abs((first["wars_members"] or 0.0) + (first["wars_outsiders"] or 0.0) - first["wars_change"])
    return np.array([GAIN_BAND, GAIN_BAND, LEVEL_BAND * level, SHARE_BAND])


def _ranks(values: FloatArray, band: float) -> IntArray:
    """Return 1 and how many are better by more than the band, shape (row,)."""
    ordered = np.sort(values)
    return np.asarray(1 + len(values) - np.searchsorted(ordered, values + band, side="right"))


def _values(frame: pl.DataFrame) -> FloatArray:
    """Return the criteria, more being better; without outsiders their gain is 0."""
    columns = [frame[name].fill_null(0.0).to_numpy() * sign for name, (_, sign) in CRITERIA.items()]
    return np.column_stack(columns).astype(np.float64)
