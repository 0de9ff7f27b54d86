"""The answer of a sweep: sentences, tables, the front as a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from pato.brief import brief
from pato.kernels.arrays import IntArray
from pato.kernels.digits import significant
from pato.models.sweep.constraints import names
from pato.models.sweep.errors import FUTURES, Error, joiner_errors, trade_errors
from pato.models.sweep.prepare import Prepared, metadata
from pato.models.sweep.ranking import CRITERIA, FRONT_CHANCE, LAYER, READ, SHOWN, Ranking, ranked
from pato.models.sweep.resampling import FEWEST, MOST_STATES, Blocks, Resampled
from pato.report.tables.associates import associates_told
from pato.report.tables.chapters import discrimination
from pato.result import Result
from pato.table import Table

FRONT = "front.csv"
UNPOOLED = (
    "Without weights nothing is pooled over assumptions about deterrence: each value is that of the least favourable assumption, and so are ranks and the front "
    "(NAME_best in the files: of the most favourable one). --weights NAME=W,… pools them by your judgement, --weights even gives equal weights."
)


@brief("shown")
@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """Results of a sweep.

    Attributes
    ----------
    ranking
        Memberships with their ranks.
    sentences, shown
        In words, and in tables.
    meta
        Metadata saved with the tables.
    """

    ranking: Ranking
    sentences: tuple[str, ...]
    shown: Mapping[str, Table]
    meta: dict[str, str]

    def write_front(self, folder: Path) -> None:
        """Write the Pareto front as CSV, atomically."""
        front = front_table(self.ranking)
        Table(front.columns, front.rows, title=front.title, meta=self.meta).write(folder / FRONT, "csv")

    def result(self) -> Result:
        """Return sentences and tables together, to print or to keep."""
        return Result("All memberships of the pool", self.shown, sentences=self.sentences, found=self)


def tables(prepared: Prepared, rows: pl.LazyFrame, blocks: Blocks | None = None) -> Answer:
    """Return the results of a finished sweep.

    Parameters
    ----------
    prepared
        The question.
    rows
        One row per membership.
    blocks
        Their criteria, by blocks of futures; None where that was not kept.
    """
    called = prepared.frame.called
    pool = prepared.pool
    ranking = ranked(rows.select(READ).collect(), pool.states, called, blocks, pool.seats.associates)
    told, where = standing(
        ranking, prepared.proposed, prepared.absent, prepared.memberships, pooled=prepared.frame.is_pooled
    )
    errors = _errors([*trade_errors(prepared.pool), *joiner_errors(*_tried(prepared))])
    meta = metadata(prepared)
    notes = (*errors.notes, *_notes(prepared))
    shown = {
        "proposals": where,
        "front": front_table(ranking, SHOWN),
        "largest": largest_that_hold(ranking),
        "errors": Table(errors.columns, errors.rows, title=errors.title, notes=notes, meta=meta),
    }
    return Answer(ranking, (*told, *discrimination()), shown, meta)


def _tried(prepared: Prepared) -> tuple[Any, Any, Sequence[int]]:
    """Return the pool, a few futures and the memberships on which joiners are tested: proposals, and every second state."""
    draws = prepared.pool.design(prepared.request.futures, prepared.request.seed).draw(
        0, min(FUTURES, prepared.request.futures)
    )
    n = prepared.pool.n_states
    halves = [int("01" * n, 2) % (1 << n), int("10" * n, 2) % (1 << n)]
    masks = dict.fromkeys([*prepared.proposed.values(), *halves, (1 << n) - 1])
    return prepared.pool, draws, [m for m in masks if m.bit_count() > 1 and m < 1 << n]


def _notes(prepared: Prepared) -> tuple[str, ...]:
    theories = len(prepared.sweep.present)
    weights = dict(prepared.request.weights)
    alike = f"{theories} assumptions about deterrence, without weights"
    if weights:
        alike = f"assumptions about deterrence by your weights ({', '.join(f'{k} {v:g}' for k, v in weights.items())})"
    if theories == 1:
        alike = "the only assumption about deterrence"
    unpooled = () if prepared.frame.is_pooled else (UNPOOLED,)
    return (
        f"Shares are of {prepared.plan.futures:,} runs, over {alike}; each assumption separately is in the Parquet file.",
        *unpooled,
        *discrimination(),
        *_associates(prepared),
        "Shares of runs follow from the assumptions; they are not probabilities.",
        "holds_exclusive: all members accept, none would leave, and no outsider would join and be wanted by all.",
        "Quantiles in the Parquet file come from 32 bins of each quantity: they are exact to the width of a bin.",
        *prepared.notes,
    )


def _associates(prepared: Prepared) -> tuple[str, ...]:
    seats = prepared.pool.seats
    if not seats.associates:
        return ()
    return (
        f"(STATE): an associate; by the text of {prepared.pool.treaty.id} it {associates_told(prepared.pool.treaty, seats)}.",
        "size counts members alone; members' gain and acceptance count associates too. In a stable membership no member would prefer to be an associate, and no associate would prefer to be a member and be admitted by all; an associate has no vote on entry.",
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
        "Chances of joining a war assume the commitments of the whole pool, added up over members: there is no feedback between joiners.",
    )
    return Table(columns, rows, title="Errors of the sweep's simplifications", notes=notes)


def standing(
    ranking: Ranking,
    proposed: Mapping[str, int],
    absent: Mapping[str, str],
    memberships: int,
    *,
    pooled: bool = True,
) -> tuple[list[str], Table]:
    """Return the ranks of proposed memberships, in sentences and as a table.

    Parameters
    ----------
    ranking
        Ranking of the requested memberships.
    proposed
        Membership by name.
    absent
        Reasons why other states are not in the pool.
    memberships
        All of the pool.
    pooled
        Whether figures over all theories are means by weights.
    """
    count = len(ranking.frame)
    columns = (
        "called",
        "size",
        "pareto_layer",
        FRONT_CHANCE,
        "dominated_by",
        "dominated_by_90",
        "better_in_all",
        *CRITERIA,
        "accepted",
    )
    told = [f"Of {memberships:,} memberships of the pool, {count:,} meet the constraints."]
    if not pooled:
        told.append(
            "No assumption about deterrence is weighed: each criterion is judged by the one that is least favourable to it."
        )
    rows = []
    for name, mask in proposed.items():
        place = ranking.frame["membership"].index_of(mask)
        if place is None:
            told.append(f"{name} does not meet the constraints.")
            continue
        row = ranking.frame.row(place, named=True)
        beaten, in_all = ranking.dominated_by(mask), ranking.better_in_all(mask)
        told.append(_sentence(name, row, ranking, (beaten, in_all)))
        again = ranking.resampled
        rows.append(
            (
                name,
                row["size"],
                row[LAYER] or None,
                row.get(FRONT_CHANCE),
                beaten,
                None if again is None else _interval(again.dominators[mask]),
                in_all,
                *(_short(row[c]) for c in (*CRITERIA, "accepted")),
            )
        )
    told += [f"{name} is not in the pool: {why}." for name, why in absent.items()]
    notes = [
        *(() if pooled else (UNPOOLED,)),
        "dominated_by: memberships that are no worse by any of the four criteria and better by one; better_in_all: better by all four. Better: by more than the band of no difference.",
        _bands_told(ranking),
    ]
    if ranking.resampled is not None:
        notes.append(
            f"{FRONT_CHANCE}: share of resamples of the runs in which it is on the front; dominated_by_90: interval of 90 per cent over resamples. They show sampling noise, not uncertainty about the assumptions."
        )
    else:
        notes.append(
            f"Not resampled: that takes a pool of {MOST_STATES} states at most, and {FEWEST} runs of each assumption about deterrence."
        )
    return told, Table(columns, rows, title="Where proposals stand", notes=notes)


def _bands_told(ranking: Ranking) -> str:
    gain, _, wars, share = (f"{significant(float(b), 2):g}" for b in ranking.band)
    return f"Bands of no difference: {gain} per cent of the pool's GDP a year, {wars} wars a year, {share} of runs."


def _interval(values: IntArray) -> str:
    low, high = np.quantile(values, (0.05, 0.95), method="inverted_cdf")
    return f"{int(low):,} to {int(high):,}" if low < high else f"{int(low):,}"


def _sentence(name: str, row: Mapping[str, object], ranking: Ranking, beaten: tuple[int, int]) -> str:
    count, again = len(ranking.frame), ranking.resampled
    mask = int(str(row["membership"]))
    places = []
    for k, (column, (words, _)) in enumerate(CRITERIA.items()):
        wide = "" if again is None else f" ({_interval(again.ranks[mask][:, k])})"
        places.append(f"{row[f'rank_{column}']:,}{wide} by {words}")
    return f"Of {count:,} memberships, {name} is number {'; '.join(places)}: {_against(row, again, mask, beaten)}."


def _against(row: Mapping[str, object], again: Resampled | None, mask: int, beaten: tuple[int, int]) -> str:
    """Say whether a membership is on the Pareto front, or how many dominate it, with the chance of either."""
    several, in_all = beaten
    wide = "" if again is None else f" ({_interval(again.dominators[mask])} in 90 per cent of resamples)"
    chance = "" if again is None else f", on it in {float(str(row[FRONT_CHANCE])):.0%} of resamples"
    if several == 0:
        return f"on the Pareto front{chance}"
    counts = f"{in_all:,} of them better on all counts" if in_all else "none of them better on all counts"
    one = "is no worse in anything and" if several == 1 else "are no worse in anything and"
    return f"{several:,}{wide} {one} better in something, {counts}; behind the Pareto front{chance}"


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
            title=f"No membership holds in {share:.0%} of runs",
            notes=(f"The highest share is {float(most):.1%}.",),
        )
    top = held.filter(pl.col("size") == pl.col("size").max())
    title = f"The largest memberships that hold in {share:.0%} of runs or more: {len(top):,} of {len(held):,} that hold"
    return _table(
        top.sort("holds_exclusive", "membership", descending=[True, False]).head(SHOWN), ranking, title
    )


def _columns() -> tuple[str, ...]:
    return ("members", "called", "size", *CRITERIA, "accepted", "internal", "members_least")


def _table(frame: pl.DataFrame, ranking: Ranking, title: str) -> Table:
    columns = _columns()
    rows = [
        [
            "+".join(names(ranking.states, row["membership"], ranking.associates)),
            ranking.called.get(row["membership"]),
            *(_short(row[c]) for c in columns[2:]),
        ]
        for row in frame.iter_rows(named=True)
    ]
    return Table(columns, rows, title=title)


def _short(value: Any) -> Any:
    return significant(value, 3) if isinstance(value, float) else value
