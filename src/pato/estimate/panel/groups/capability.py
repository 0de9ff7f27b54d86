"""Material capabilities (COW NMC), major powers (COW), nuclear weapons (FAS)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from pato.estimate.panel.columns import DyadColumn, StateColumn
from pato.estimate.panel.keys import checked
from pato.estimate.panel.spells import expand, integers
from pato.estimate.panel.system import FIRST_YEAR, DyadRows, System
from pato.kernels.arrays import FloatArray
from pato.world.sources import store

COMPONENTS = ("cinc", "milex", "milper", "irst", "pec", "tpop", "upop")
LAGGED = ("cinc",)


def state_columns(system: System, folder: str | None) -> Iterator[StateColumn]:
    """Yield CINC and its components, CINC lagged one year, major power, nuclear weapons."""
    frame = store.read("cow_nmc", ("ccode", "year", *COMPONENTS), folder=folder)
    checked(frame, ("ccode",), "year", "cow_nmc", system.codes)
    for name in COMPONENTS:
        values = system.dense(frame["year"], frame["ccode"], frame[name].fill_null(float("nan")))
        yield StateColumn(name, values)
        if name in LAGGED:
            yield StateColumn(f"{name}_lag1", system.lagged(values))
    major, carried = major_powers(system, folder)
    yield StateColumn("major", major, "indicator")
    yield StateColumn("major_carried", carried, "indicator", spread=False)
    yield StateColumn("nuclear", nuclear(system, folder), "indicator")


def dyad_columns(rows: DyadRows, folder: str | None) -> Iterator[DyadColumn]:
    """Yield side 1's share of the pair's CINC of the year before."""
    frame = store.read("cow_nmc", ("ccode", "year", "cinc"), folder=folder)
    cinc = rows.system.lagged(rows.system.dense(frame["year"], frame["ccode"], frame["cinc"]))
    one, two = cinc[rows.year, rows.side1], cinc[rows.year, rows.side2]
    yield DyadColumn("capability_share_lag1", one / (one + two), directed=True)


def major_powers(system: System, folder: str | None) -> tuple[FloatArray, FloatArray]:
    """Return the states that were major powers on at least one day of a year, and the years with the last status carried forward."""
    frame = store.read("cow_majors", ("ccode", "styear", "endyear", "endmonth"), folder=folder)
    covered_to = int(integers(frame["endyear"]).max())
    end = integers(frame["endyear"])
    last = np.where(end == covered_to, system.last_year, end)
    spell, year = expand(integers(frame["styear"]), np.minimum(last, system.last_year))
    out = np.zeros(system.shape)
    who = system.index(frame["ccode"].cast(pl.Int64))[spell]
    keep = (who >= 0) & (year >= FIRST_YEAR)
    out[year[keep] - FIRST_YEAR, who[keep]] = 1
    carried = np.zeros(system.shape)
    carried[max(covered_to + 1 - FIRST_YEAR, 0) :] = 1
    return out, carried


def nuclear(system: System, folder: str | None) -> FloatArray:
    """Return the states with nuclear warheads: none before 1945; unknown after the list's last year."""
    frame = store.read(
        "nuclear_warheads_1945_2023", ("iso3c", "Year", "Number of nuclear warheads"), folder=folder
    )
    codes = store.read("country_codes", ("iso3c", "cown"), folder=folder).drop_nulls()
    known = frame.join(codes, on="iso3c").filter(pl.col("Number of nuclear warheads") > 0)
    out = np.zeros(system.shape)
    out[max(int(frame["Year"].max()) + 1 - FIRST_YEAR, 0) :] = np.nan  # type: ignore[arg-type]
    held = system.dense(known["Year"], known["cown"], pl.Series(np.ones(len(known))))
    return np.where(held == 1, 1.0, out)
