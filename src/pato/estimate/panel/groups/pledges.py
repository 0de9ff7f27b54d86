"""Pledges (ATOP): side 1 to side 2, outside pledges to each, and the pledged dose against a challenger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from pato.estimate.panel.columns import DyadColumn, StateColumn
from pato.estimate.panel.groups.distance import capitals
from pato.estimate.panel.keys import checked
from pato.estimate.panel.spells import calendar_years, integers, rows_one_way
from pato.estimate.panel.system import FIRST_YEAR, DyadRows, System
from pato.kernels.arrays import BoolArray, FloatArray, IntArray
from pato.kernels.projection import miles_per_day, pledge_dose
from pato.kernels.similarity import portfolio_similarity
from pato.kernels.sphere import distance_km, unit_vectors
from pato.world.sources import store

TABLE = "atop51_directed_dyad_year_1815_2018"
KINDS = {
    "defence": "atop_defense",
    "offence": "atop_offense",
    "neutrality": "atop_neutral",
    "nonaggression": "atop_nonagg",
    "consultation": "atop_consul",
}
OUTSIDE = ("defence", "offence", "neutrality")
DOSES = ("dose", "dose_largest", "dose_rest", "dose_others")
"""All pledgers; the largest; what the others add to it; the others by themselves."""
_RANKS = {"defence": 3, "offence": 3, "neutrality": 2, "nonaggression": 2, "consultation": 1}
"""Ranks of obligations in a portfolio, as in Signorino and Ritter's use: defence 3, neutrality or non-aggression 2, entente 1."""


@dataclass(frozen=True)
class PledgeRows:
    """ATOP's rows inside the system, by year: positions, and one 0/1 array a kind."""

    year: IntArray
    giver: IntArray
    receiver: IntArray
    kinds: dict[str, BoolArray]
    covered_to: int

    def matrix(self, kind: str, year: int, states: int) -> BoolArray:
        """Return the pledges in a year, shape (giver, receiver)."""
        out = np.zeros((states, states), bool)
        start, stop = np.searchsorted(self.year, [year, year + 1])
        now = self.kinds[kind][start:stop]
        out[self.giver[start:stop][now], self.receiver[start:stop][now]] = True
        return out


def state_columns(system: System, folder: str | None) -> Iterator[StateColumn]:
    """Yield the number of states that a state is pledged to defend, and the number pledged to defend it; not spread to dyads."""
    pledges = read_pledges(system, folder)
    for name, side in (
        ("defence_pledges_given", pledges.giver),
        ("defence_pledges_received", pledges.receiver),
    ):
        counts = np.zeros(system.shape)
        keep = pledges.kinds["defence"] & (pledges.year >= FIRST_YEAR) & (pledges.year <= system.last_year)
        np.add.at(counts, (pledges.year[keep] - FIRST_YEAR, side[keep]), 1)
        counts[max(pledges.covered_to + 1 - FIRST_YEAR, 0) :] = np.nan
        yield StateColumn(name, counts, "count", spread=False)


def dyad_columns(rows: DyadRows, folder: str | None) -> Iterator[DyadColumn]:
    """Yield pledges of side 1 to side 2, then what outsiders pledged to target and challenger the year before."""
    pledges = read_pledges(rows.system, folder)
    codes = rows.system.codes.astype(np.int64)
    for kind, given in pledges.kinds.items():
        for lag in (0, 1):
            out = np.zeros(len(rows), np.int8)
            found, _ = rows_one_way(
                rows, pledges.year[given] + lag, codes[pledges.giver[given]], codes[pledges.receiver[given]]
            )
            out[found] = 1
            missing = calendar_years(rows) > pledges.covered_to + lag
            yield DyadColumn(f"pledge_{kind}{'_lag1' * lag}", out, directed=True, missing=missing)
    yield from _outside(rows, pledges, folder)


def _outside(rows: DyadRows, pledges: PledgeRows, folder: str | None) -> Iterator[DyadColumn]:
    doses = {name: np.full(len(rows), np.nan, np.float32) for name in DOSES}
    flags = {f"challenger_{kind}": np.zeros(len(rows), np.int8) for kind in OUTSIDE}
    flags |= {
        "target_defence": np.zeros(len(rows), np.int8),
        "target_pledgers": np.zeros(len(rows), np.int16),
    }
    similarity = np.full(len(rows), np.nan, np.float32)
    cinc = strength(rows.system, folder)
    places = unit_vectors(*capitals(rows.system, folder))
    for year in range(rows.first, min(rows.last, pledges.covered_to + 1) + 1):
        block, who, pairs = rows.block(year)
        given = {
            kind: pledges.matrix(kind, year - 1, len(rows.system.codes))[np.ix_(who, who)] for kind in KINDS
        }
        dose = pledge_dose(
            given["defence"],
            cinc=cinc[year - FIRST_YEAR, who],
            distance_km=distance_km(places[year - FIRST_YEAR, who]),
            miles_a_day=miles_per_day(year),
        )
        others = np.zeros_like(dose.rest)
        several = dose.rest != 0
        others[several] = np.log1p(np.expm1(dose.total[several]) - np.expm1(dose.largest[several]))
        for name, values in zip(DOSES, (dose.total, dose.largest, dose.rest, others), strict=True):
            doses[name][block] = values[pairs]
        flags["target_pledgers"][block] = dose.pledgers[pairs]
        # pledges to a state by anybody but the opponent
        flags["target_defence"][block] = _by_others(given["defence"]).T[pairs]
        for kind in OUTSIDE:
            flags[f"challenger_{kind}"][block] = _by_others(given[kind])[pairs]
        ranks = np.max([given[kind] * rank for kind, rank in _RANKS.items()], axis=0)
        similarity[block] = portfolio_similarity(ranks, highest=3)[pairs]
    missing = calendar_years(rows) > pledges.covered_to + 1
    yield from (DyadColumn(f"target_{n}_lag1", v, directed=True, missing=missing) for n, v in doses.items())
    yield from (DyadColumn(f"{n}_lag1", v, directed=True, missing=missing) for n, v in flags.items())
    yield DyadColumn("portfolio_s_lag1", similarity, missing=missing)


def _by_others(given: BoolArray) -> BoolArray:
    """Return whether a state (row) is pledged something by a state other than the opponent (column)."""
    received = given.sum(axis=0)[:, None]
    return np.asarray(received - given.T > 0)


def strength(system: System, folder: str | None) -> FloatArray:
    """Return CINC of the year before, shape (year, state)."""
    frame = store.read("cow_nmc", ("ccode", "year", "cinc"), folder=folder)
    return system.lagged(system.dense(frame["year"], frame["ccode"], frame["cinc"].fill_null(float("nan"))))


def read_pledges(system: System, folder: str | None) -> PledgeRows:
    """Read ATOP's pledges between states of the system."""
    frame = store.read(TABLE, ("ccode1", "ccode2", "year", *KINDS.values()), folder=folder).sort("year")
    checked(frame, ("ccode1", "ccode2"), "year", TABLE, system.codes)
    covered_to = int(frame["year"].max())  # type: ignore[arg-type]
    giver, receiver = system.index(frame["ccode1"]), system.index(frame["ccode2"])
    year = integers(frame["year"])
    when = (year - FIRST_YEAR).clip(0, system.shape[0] - 1)
    # 1815 is before the system's first year: its rows serve as the lag of 1816
    inside = (giver >= 0) & (receiver >= 0) & (year <= system.last_year)
    inside &= (year < FIRST_YEAR) | (system.present[when, giver] & system.present[when, receiver])
    kinds = {k: frame[c].to_numpy()[inside] > 0 for k, c in KINDS.items()}
    return PledgeRows(year[inside], giver[inside], receiver[inside], kinds, covered_to)
