"""The answer of a sweep: sentences, tables, the front as a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from pato.brief import brief
from pato.models.sweep.errors import FUTURES, joiner_errors, trade_errors
from pato.models.sweep.errors import table as error_table
from pato.models.sweep.prepare import Prepared, metadata
from pato.models.sweep.ranking import NEEDED, SHOWN, Ranking, front_table, largest_that_hold, ranked, standing
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
    errors = error_table([*trade_errors(prepared.pool), *joiner_errors(*_tried(prepared))])
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
