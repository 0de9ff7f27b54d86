"""Militarized interstate disputes (Gibler, Miller and Little): outcomes of the year, history strictly before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from pato.estimate.panel.columns import DyadColumn, StateColumn
from pato.estimate.panel.dispute_records import Record, named, read_records
from pato.estimate.panel.spells import calendar_years, integers
from pato.estimate.panel.system import FIRST_YEAR, DyadRows, System
from pato.kernels.arrays import BoolArray, Float32Array, FloatArray, Int16Array, IntArray

OUTCOMES = {"initiation": 1, "initiation_force": 4, "initiation_war": 5}
"""Lowest hostility level of each outcome."""


@dataclass(frozen=True)
class _Disputes:
    """Directed dispute-years inside the system, and the pairs that ever had one."""

    frame: pl.DataFrame
    covered_to: int
    pairs: IntArray  # shape (pair, 2), lower position first
    pair: IntArray  # the pair of each record

    def by_pair(self, keep: BoolArray, years: int) -> FloatArray:
        """Count distinct disputes a pair and year among the records kept, shape (pair, year)."""
        chosen = (
            self.frame.with_columns(pair=pl.Series(self.pair))
            .filter(pl.Series(keep))
            .unique(["dispnum", "pair", "year"])
        )
        out = np.zeros((len(self.pairs), years))
        np.add.at(out, (chosen["pair"].to_numpy(), chosen["year"].to_numpy() - FIRST_YEAR), 1)
        return out


def state_columns(system: System, folder: str | None) -> Iterator[StateColumn]:
    """Yield the number of disputes a state initiated and was the target of; not spread to dyads."""
    yield from states_of("gml", system, folder)


def states_of(record: Record, system: System, folder: str | None) -> Iterator[StateColumn]:
    """Yield the counts of states by one record of disputes."""
    disputes = _read(record, system, folder)
    chosen = disputes.frame.filter(_initiations(disputes.frame))
    for name, side in (("disputes_initiated", "one"), ("disputes_targeted", "two")):
        counts = np.zeros(system.shape)
        distinct = chosen.unique(["dispnum", side, "year"])
        np.add.at(counts, (distinct["year"].to_numpy() - FIRST_YEAR, distinct[side].to_numpy()), 1)
        counts[max(disputes.covered_to + 1 - FIRST_YEAR, 0) :] = np.nan
        yield StateColumn(named(name, record), counts, "count", spread=False)


def dyad_columns(rows: DyadRows, folder: str | None) -> Iterator[DyadColumn]:
    """Yield the year's outcomes, then the history before it."""
    yield from pairs_of("gml", rows, folder)


def pairs_of(record: Record, rows: DyadRows, folder: str | None) -> Iterator[DyadColumn]:
    """Yield outcomes and history by one record of disputes; their names end in its own, see `dispute_records.named`."""
    disputes = _read(record, rows.system, folder)
    for column in (*_outcomes(rows, disputes), *_history(rows, disputes)):
        yield replace(column, name=named(column.name, record))


def _outcomes(rows: DyadRows, disputes: _Disputes) -> Iterator[DyadColumn]:
    frame = disputes.frame
    missing = calendar_years(rows) > disputes.covered_to
    starts = _initiations(frame)
    for name, level in OUTCOMES.items():
        yield _marked(rows, frame.filter(starts & (frame["hostlev"] >= level)), name, missing, directed=True)
    onset = frame["midonset"] == 1
    yield _marked(rows, frame.filter(onset), "dispute_onset", missing)
    yield _marked(rows, frame.filter(frame["midongoing"] == 1), "dispute_ongoing", missing)
    # a record that is ongoing and no onset began before 1 January: known when the year starts
    yield _marked(rows, frame.filter((frame["midongoing"] == 1) & ~onset), "dispute_continuing", missing)


def _history(rows: DyadRows, disputes: _Disputes) -> Iterator[DyadColumn]:
    """Yield the information available on 1 January; unknown from the second year after the data end."""
    years = rows.system.shape[0]
    frame = disputes.frame
    missing = calendar_years(rows) > disputes.covered_to + 1
    onsets = disputes.by_pair((frame["midonset"] == 1).to_numpy(), years)
    active = disputes.by_pair((frame["midongoing"] == 1).to_numpy(), years)
    yield DyadColumn("peace_years", _peace_years(rows, disputes, active), missing=missing)
    for half_life in (5, 20):
        values = _spread(rows, disputes, decayed(onsets, half_life))
        yield DyadColumn(f"onsets_halflife{half_life}", values, missing=missing)
    ever = _spread(rows, disputes, (np.cumsum(active, axis=1) - active > 0).astype(float))
    yield DyadColumn("ever_disputed", ever.astype(np.int8), missing=missing)
    starts = _initiations(frame)
    lower_first = frame["one"] < frame["two"]
    up = decayed(disputes.by_pair((starts & lower_first).to_numpy(), years), 10)
    down = decayed(disputes.by_pair((starts & ~lower_first).to_numpy(), years), 10)
    yield DyadColumn(
        "own_initiations_halflife10", _spread(rows, disputes, up, down), directed=True, missing=missing
    )
    yield DyadColumn("targeted_halflife10", _spread(rows, disputes, down, up), directed=True, missing=missing)
    yield from _involvement(rows, disputes, decayed(onsets, 5), missing)


def _involvement(
    rows: DyadRows, disputes: _Disputes, pair_history: FloatArray, missing: BoolArray
) -> Iterator[DyadColumn]:
    """Yield each side's decayed dispute onsets with states other than the opponent."""
    state = np.zeros(rows.system.shape)
    for side in (0, 1):
        np.add.at(state.T, disputes.pairs[:, side], pair_history)
    within = _spread(rows, disputes, pair_history)
    for name, side_of_row in (("involvement1_halflife5", rows.side1), ("involvement2_halflife5", rows.side2)):
        # subtraction leaves rounding dust below zero, which square roots would turn into NaN
        others = np.maximum(state[rows.year, side_of_row] - within, 0.0).astype(np.float32)
        yield DyadColumn(name, np.where(others < 1e-6, np.float32(0), others), missing=missing)


def decayed(counts: FloatArray, half_life: float) -> FloatArray:
    """Return exponentially weighted counts of all years strictly before each, shape (pair, year)."""
    keep = 0.5 ** (1 / half_life)
    out = np.zeros_like(counts)
    for year in range(1, counts.shape[1]):
        out[:, year] = keep * (out[:, year - 1] + counts[:, year - 1])
    return out


def _peace_years(rows: DyadRows, disputes: _Disputes, active: FloatArray) -> Int16Array:
    entry = rows.system.first_joint_year[rows.side1, rows.side2]
    out = (calendar_years(rows) - entry).astype(np.int16)
    calendar = np.arange(active.shape[1])
    seen = np.maximum.accumulate(np.where(active > 0, calendar, -1), axis=1)
    last = np.full_like(seen, -1)
    last[:, 1:] = seen[:, :-1]
    pair, year = np.nonzero(last >= 0)
    for one, two in ((0, 1), (1, 0)):
        found = rows.of(year + FIRST_YEAR, disputes.pairs[pair, one], disputes.pairs[pair, two])
        out[found[found >= 0]] = (year - last[pair, year])[found >= 0]
    return out


def _spread(
    rows: DyadRows,
    disputes: _Disputes,
    lower_first: FloatArray,
    higher_first: FloatArray | None = None,
) -> Float32Array:
    """Put values of shape (pair, year) on the rows of both directions."""
    out = np.zeros(len(rows), np.float32)
    for values, one, two in (
        (lower_first, 0, 1),
        (lower_first if higher_first is None else higher_first, 1, 0),
    ):
        pair, year = np.nonzero(values)
        found = rows.of(year + FIRST_YEAR, disputes.pairs[pair, one], disputes.pairs[pair, two])
        out[found[found >= 0]] = values[pair, year][found >= 0]
    return out


def _marked(
    rows: DyadRows, chosen: pl.DataFrame, name: str, missing: BoolArray, *, directed: bool = False
) -> DyadColumn:
    out = np.zeros(len(rows), np.int8)
    found = rows.of(chosen["year"].to_numpy(), chosen["one"].to_numpy(), chosen["two"].to_numpy())
    out[found[found >= 0]] = 1
    return DyadColumn(name, out, directed=directed, missing=missing)


def _initiations(frame: pl.DataFrame) -> pl.Series:
    """Return records in which side 1, on side A, starts a dispute with side 2; both from its first day."""
    return (
        (frame["midonset"] == 1)
        & (frame["sidea1"] == 1)
        & (frame["sidea2"] == 0)
        & (frame["orig1"] == 1)
        & (frame["orig2"] == 1)
    )


def _read(record: Record, system: System, folder: str | None) -> _Disputes:
    frame = read_records(record, folder)
    covered_to = int(frame["year"].max())  # type: ignore[arg-type]
    frame = frame.with_columns(
        one=pl.Series(system.index(integers(frame["ccode1"]))),
        two=pl.Series(system.index(integers(frame["ccode2"]))),
    ).filter(
        (pl.col("one") >= 0) & (pl.col("two") >= 0) & pl.col("year").is_between(FIRST_YEAR, system.last_year)
    )
    ends = np.sort(np.stack([frame["one"].to_numpy(), frame["two"].to_numpy()], axis=1), axis=1)
    pairs, pair = np.unique(ends, axis=0, return_inverse=True)
    return _Disputes(frame, covered_to, pairs, pair.reshape(-1))
