"""Where memberships stand among all: ranks, the Pareto front, the best and the largest that hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from pato.brief import brief
from pato.kernels.arrays import FloatArray
from pato.kernels.digits import significant
from pato.kernels.membership.stability import dominators, pareto_front, pareto_ranks
from pato.models.sweep.constraints import names
from pato.table import Table

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


def standing(
    ranking: Ranking, proposed: Mapping[str, int], absent: Mapping[str, str], memberships: int
) -> tuple[list[str], Table]:
    """Return where proposed memberships stand, in sentences and as a table.

    Parameters
    ----------
    ranking
        Of the memberships asked for.
    proposed
        Membership by name.
    absent
        Why others do not stand in the pool.
    memberships
        All of the pool.
    """
    count = len(ranking.frame)
    columns = (
        "called",
        "size",
        "pareto_layer",
        "dominated_by",
        *CRITERIA,
        "accepted",
    )
    told = [f"Of {memberships:,} memberships of the pool, {count:,} meet the constraints."]
    rows = []
    for name, mask in proposed.items():
        place = ranking.frame["membership"].index_of(mask)
        if place is None:
            told.append(f"{name} does not meet the constraints.")
            continue
        row = ranking.frame.row(place, named=True)
        beaten = ranking.dominated_by(mask)
        told.append(_sentence(name, row, beaten, count))
        rows.append(
            (
                name,
                row["size"],
                row[LAYER] or None,
                beaten,
                *(_short(row[c]) for c in (*CRITERIA, "accepted")),
            )
        )
    told += [f"{name} does not stand in the pool: {why}." for name, why in absent.items()]
    notes = ("dominated_by: memberships that are no worse by any of the four criteria and better by one.",)
    return told, Table(columns, rows, title="Where proposals stand", notes=notes)


def _sentence(name: str, row: Mapping[str, object], beaten: int, count: int) -> str:
    places = [f"{row[f'rank_{c}']:,} by {words}" for c, (words, _) in CRITERIA.items()]
    front = "on the Pareto front" if beaten == 0 else f"beaten by {beaten:,} on all counts"
    return f"Of {count:,} memberships, {name} is number {'; '.join(places)}: {front}."


def front_table(ranking: Ranking, shown: int | None = None) -> Table:
    """Return the Pareto front as a table, best for members first; all of it, or its first rows."""
    front = ranking.front
    some = front if shown is None else front.head(shown)
    first = "" if shown is None else f"; the first {len(some)} by members' gain"
    return _table(some, ranking, f"The Pareto front: {len(front):,} memberships{first}")


def largest_that_hold(ranking: Ranking, share: float = 0.5) -> Table:
    """Return the largest memberships that hold (accepted, stable inside and out under exclusive admission) in a share of futures."""
    held = ranking.frame.filter(pl.col("holds_exclusive") >= share)
    if held.is_empty():
        most = ranking.frame["holds_exclusive"].to_numpy().max()
        return Table(
            _columns(),
            [],
            title=f"No membership holds in {share:.0%} of futures",
            notes=(f"The highest share is {float(most):.1%}.",),
        )
    top = held.filter(pl.col("size") == pl.col("size").max())
    title = f"The largest memberships that hold in {share:.0%} of futures or more: {len(top):,} of {len(held):,} that hold"
    return _table(
        top.sort("holds_exclusive", "membership", descending=[True, False]).head(SHOWN), ranking, title
    )


def _columns() -> tuple[str, ...]:
    return ("members", "called", "size", *CRITERIA, "accepted", "internal", "members_least")


def _table(frame: pl.DataFrame, ranking: Ranking, title: str) -> Table:
    columns = _columns()
    rows = [
        [
            "+".join(names(ranking.states, row["membership"])),
            ranking.called.get(row["membership"]),
            *(_short(row[c]) for c in columns[2:]),
        ]
        for row in frame.iter_rows(named=True)
    ]
    return Table(columns, rows, title=title)


def _short(value: Any) -> Any:
    return significant(value, 3) if isinstance(value, float) else value
