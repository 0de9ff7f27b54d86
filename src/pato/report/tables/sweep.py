"""The answer of a sweep: sentences, tables, the front as a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from pato.brief import brief
from pato.kernels.digits import significant
from pato.models.sweep.constraints import names
from pato.models.sweep.errors import FUTURES, Error, joiner_errors, trade_errors
from pato.models.sweep.prepare import Prepared, metadata
from pato.models.sweep.ranking import CRITERIA, LAYER, NEEDED, SHOWN, Ranking, ranked
from pato.result import Result
from pato.table import Table

FRONT = "front.csv"


@brief("shown")
@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What a sweep says.

    Attributes
    ----------
    ranking
        Memberships with their ranks.
    sentences, shown
        In words, and in tables.
    notes
        What is to be said about the figures.
    """

    ranking: Ranking
    sentences: tuple[str, ...]
    shown: Mapping[str, Table]
    meta: dict[str, str]

    def write_front(self, folder: Path) -> None:
        """Write the Pareto front as CSV, whole or not at all."""
        front = front_table(self.ranking)
        Table(front.columns, front.rows, title=front.title, meta=self.meta).write(folder / FRONT, "csv")

    def result(self) -> Result:
        """Return sentences and tables together, to print or to keep."""
        return Result("All memberships of the pool", self.shown, sentences=self.sentences, found=self)


def tables(prepared: Prepared, rows: pl.LazyFrame) -> Answer:
    """Return what a finished sweep says.

    Parameters
    ----------
    prepared
        What was asked.
    rows
        One row a membership.
    """
    called = prepared.frame.called
    ranking = ranked(rows.select(NEEDED).collect(), prepared.pool.states, called)
    told, where = standing(ranking, prepared.proposed, prepared.absent, 1 << prepared.plan.states)
    errors = _errors([*trade_errors(prepared.pool), *joiner_errors(*_tried(prepared))])
    meta = metadata(prepared)
    notes = (*errors.notes, *_notes(prepared))
    shown = {
        "proposals": where,
        "front": front_table(ranking, SHOWN),
        "largest": largest_that_hold(ranking),
        "errors": Table(errors.columns, errors.rows, title=errors.title, notes=notes, meta=meta),
    }
    return Answer(ranking, tuple(told), shown, meta)


def _tried(prepared: Prepared) -> tuple[Any, Any, Sequence[int]]:
    """Return the pool, a few futures and the memberships on which joiners are tested: proposals, and every second state."""
    draws = prepared.pool.design(prepared.request.futures, prepared.request.seed).draw(
        0, min(FUTURES, prepared.request.futures)
    )
    n = prepared.plan.states
    halves = [int("01" * n, 2) % (1 << n), int("10" * n, 2) % (1 << n)]
    masks = dict.fromkeys([*prepared.proposed.values(), *halves, (1 << n) - 1])
    return prepared.pool, draws, [m for m in masks if m.bit_count() > 1]


def _notes(prepared: Prepared) -> tuple[str, ...]:
    theories = len(prepared.sweep.present)
    alike = (
        "the only theory of deterrence" if theories == 1 else f"{theories} theories of deterrence, all alike"
    )
    return (
        f"Shares are of {prepared.plan.futures:,} futures, over {alike}; each theory by itself is in the Parquet file.",
        "Shares of futures are what the assumptions make of them, not evidence.",
        "holds_exclusive: all members accept, none would leave, and no outsider both wants in and is wanted by all.",
        "Quantiles in the Parquet file come from 32 bins of each quantity: they are exact to the width of a bin.",
        *prepared.notes,
    )


def _errors(errors: Sequence[Error]) -> Table:
    """Return errors as a table."""
    columns = ("simplified", "unit", "error_rms", "error_largest", "varies_by_sd", "memberships_tested")
    rows = [
        (
            e.quantity,
            e.unit,
            e.rms,
            e.largest if np.isfinite(e.largest) else None,
            e.spread,
            e.tested,
        )
        for e in errors
    ]
    notes = (
        "Trade is the sum over pairs of members that fits exact equilibria best; tested on memberships left out of the fit.",
        "Chances of fighting are those with pledges of the whole pool, added up over members: no feedback between joiners.",
    )
    return Table(columns, rows, title="Errors of what the sweep simplifies", notes=notes)


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
