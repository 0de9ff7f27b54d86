"""The system of states as dense arrays over (year, state), and the rows of a panel by arithmetic.

A row of the directed panel is found from (year, state, state) without a join: all tables are scattered
into, or gathered from, plain arrays. This makes two million rows a matter of seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from pato.errors import DataError, Problem
from pato.kernels.arrays import BoolArray, FloatArray, Int16Array, IntArray, WholeArray
from pato.world.sources import store

FIRST_YEAR = 1816
"""First year of the COW state system."""
_COLUMNS = ("ccode", "styear", "stmonth", "stday", "endyear", "endmonth", "endday")


@dataclass(frozen=True)
class System:
    """Membership of states in the system, by year.

    Attributes
    ----------
    codes
        COW codes in ascending order, shape (state,).
    present
        Whether the state was in the system on at least one day of the year, shape (year, state); the
        first year is 1816.
    first_day, last_day
        First and last such day, counted from 1 January = 0 with 31 days a month, shape (year, state).
    covered_to
        Last year of the provider's list; later years carry its last state forward.
    """

    codes: WholeArray
    present: BoolArray
    first_day: WholeArray
    last_day: WholeArray
    covered_to: int

    @property
    def last_year(self) -> int:
        """Last year of the arrays."""
        return FIRST_YEAR + int(self.present.shape[0]) - 1

    @property
    def shape(self) -> tuple[int, int]:
        """Shape of an array over (year, state)."""
        return self.present.shape[0], self.present.shape[1]

    def index(self, codes: pl.Series | WholeArray) -> IntArray:
        """Return the positions of COW codes, -1 for codes that are never in the system."""
        wanted = np.asarray(codes, dtype=np.int64)
        found = np.searchsorted(self.codes, wanted).clip(0, len(self.codes) - 1)
        return np.where(self.codes[found] == wanted, found, -1)

    def dense(self, years: pl.Series, codes: pl.Series, values: pl.Series) -> FloatArray:
        """Scatter one value per state and year into shape (year, state); NaN where the provider has none."""
        out = np.full(self.shape, np.nan)
        when = years.cast(pl.Int64).to_numpy() - FIRST_YEAR
        who = self.index(codes.cast(pl.Int64).to_numpy())
        keep = (when >= 0) & (when < self.shape[0]) & (who >= 0)
        out[when[keep], who[keep]] = values.cast(pl.Float64).to_numpy()[keep]
        return out

    def lagged(self, values: FloatArray) -> FloatArray:
        """Return the value of the year before; of the same year for a state that was not in the system then."""
        before = np.full(self.shape, np.nan)
        before[1:] = values[:-1]
        entrant = ~np.vstack([np.zeros((1, self.shape[1]), bool), self.present[:-1]])
        return np.where(entrant, values, before)

    def coexisted(self, when: int, who: WholeArray) -> BoolArray:
        """Return the pairs that shared a day of a year (counted from 1816), shape (state, state); no state with itself."""
        start, end = self.first_day[when, who], self.last_day[when, who]
        together = (start[:, None] <= end[None, :]) & (start[None, :] <= end[:, None])
        return np.asarray(together & ~np.eye(len(who), dtype=bool))

    @cached_property
    def first_joint_year(self) -> Int16Array:
        """First year in which both states of a pair are in the system, shape (state, state); 0 if never."""
        first = np.zeros((len(self.codes),) * 2, np.int16)
        for year in range(self.last_year, FIRST_YEAR - 1, -1):
            who = np.flatnonzero(self.present[year - FIRST_YEAR])
            first[np.ix_(who, who)] = year
        return first


@dataclass(frozen=True)
class DyadRows:
    """All directed pairs of states that shared a day in the system, ordered by year, first and second code.

    Attributes
    ----------
    system
        The states.
    first, last
        Years of the panel, both included.
    year
        Year of each row, counted from 1816, shape (row,).
    side1, side2
        Position of each row's states in ``system.codes``, shape (row,).
    """

    system: System
    first: int
    last: int
    year: Int16Array
    side1: Int16Array
    side2: Int16Array
    _base: IntArray
    _place: IntArray
    _count: IntArray
    _apart: IntArray

    def __len__(self) -> int:
        return len(self.year)

    def of(self, year: WholeArray, side1: WholeArray, side2: WholeArray) -> IntArray:
        """Return the rows of (calendar year, position, position); -1 where the panel has no such row."""
        when = np.asarray(year, np.int64) - FIRST_YEAR
        inside = (when >= self.first - FIRST_YEAR) & (when <= self.last - FIRST_YEAR)
        when = np.where(inside, when, 0)
        one, two = self._place[when, side1], self._place[when, side2]
        inside &= (one >= 0) & (two >= 0) & (one != two) & (np.asarray(side1) >= 0) & (np.asarray(side2) >= 0)
        place = self._base[when] + one * (self._count[when] - 1) + two - (two > one)
        if not len(self._apart):
            return np.where(inside, place, -1)
        before = np.searchsorted(self._apart, place)
        inside &= self._apart[before.clip(0, len(self._apart) - 1)] != place
        return np.where(inside, place - before, -1)

    @cached_property
    def mirror(self) -> IntArray:
        """The row of the same pair in the other direction, shape (row,)."""
        return self.of(self.year.astype(np.int64) + FIRST_YEAR, self.side2, self.side1)

    def block(self, year: int) -> tuple[slice, WholeArray, BoolArray]:
        """Return a calendar year's rows, its states' positions, and which cells of (state, state) are rows."""
        when = year - FIRST_YEAR
        who = np.flatnonzero(self.system.present[when])
        pairs = self.system.coexisted(when, who)
        start, stop = np.searchsorted(self.year, np.array([when, when + 1], np.int16))
        return slice(int(start), int(stop)), who, pairs


def read_system(last_year: int, folder: str | None = None) -> System:
    """Read the COW list of states into arrays from 1816 to a year.

    States that are in the system on the last day of the list stay in it afterwards.
    """
    frame = store.read("cow_states", _COLUMNS, folder=folder).cast(pl.Int64)
    covered_to = int(frame["endyear"].max())  # type: ignore[arg-type]
    codes = np.unique(frame["ccode"].to_numpy())
    shape = (last_year - FIRST_YEAR + 1, len(codes))
    present = np.zeros(shape, bool)
    first_day, last_day = np.full(shape, 372, np.int16), np.full(shape, -1, np.int16)
    for code, y0, m0, d0, y1, m1, d1 in frame.iter_rows():
        who = int(np.searchsorted(codes, code))
        carried = (y1, m1, d1) >= (covered_to, 12, 31)
        end = last_year if carried else min(y1, last_year)
        if y1 < y0:
            raise DataError(
                Problem(
                    "table 'cow_states'", f"state {code} leaves the system before it enters ({y0} to {y1})."
                )
            )
        for year in range(max(y0, FIRST_YEAR), end + 1):
            row = (year - FIRST_YEAR, who)
            present[row] = True
            starts = (m0 - 1) * 31 + d0 - 1 if year == y0 else 0
            ends = (m1 - 1) * 31 + d1 - 1 if year == y1 and not carried else 371
            first_day[row], last_day[row] = min(first_day[row], starts), max(last_day[row], ends)
    return System(codes, present, first_day, last_day, covered_to)


def directed_rows(system: System, first: int, last: int) -> DyadRows:
    """Lay out the directed dyad-years of a span of years (both included).

    The place of a pair in the full grid of a year is arithmetic; the few pairs that never shared a day
    (a state that ends in May and its successor) are then left out.
    """
    place = np.full((*system.shape,), -1, np.int64)
    count = system.present.sum(axis=1).astype(np.int64)
    base = np.zeros(system.shape[0], np.int64)
    parts, apart, start = [], [], 0
    for when in range(first - FIRST_YEAR, last - FIRST_YEAR + 1):
        who = np.flatnonzero(system.present[when]).astype(np.int16)
        place[when, who] = np.arange(len(who))
        base[when] = start
        pairs = system.coexisted(when, who)
        one, two = np.nonzero(pairs)
        parts.append((np.full(len(one), when, np.int16), who[one], who[two]))
        gone = np.argwhere(~pairs & ~np.eye(len(who), dtype=bool))
        apart.append(start + gone[:, 0] * (len(who) - 1) + gone[:, 1] - (gone[:, 1] > gone[:, 0]))
        start += len(who) * (len(who) - 1)
    year, side1, side2 = (np.concatenate([part[i] for part in parts]) for i in range(3))
    return DyadRows(
        system, first, last, year, side1, side2, base, place, count, np.concatenate(apart).astype(np.int64)
    )
