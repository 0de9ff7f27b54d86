"""China's actions against other states of Asia before and after 2012: counts a year and their ratio.

Data that cover both years before and years after end in 2014. Sorties around Taiwan, reported since September 2020,
are shown separately: nothing comparable was published before, so they show a level and not a rise from 2012.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl
from scipy.stats import norm

from pato.estimate.vintages import vintages
from pato.kernels.digits import significant
from pato.table import Table
from pato.world.sources import store

CHINA, ASIA = 710, (700, 860)
"""COW codes: the state, and those of the other states that count, from Afghanistan to Timor-Leste; Australia and the United States do not."""
BEFORE, AFTER = (2002, 2011), (2012, 2014)
_SORTIE_YEARS = (2021, 2025)
_FORCE, _THREAT = 4, 2
TABLES = {
    "cow_mid_dirdisps": "COW Militarized Interstate Disputes 5.0 (Palmer and others 2022), as in peacesciencer",
    "mie_events_1816_2014": "Militarized Interstate Events 1.0 (Gibler and Miller 2023)",
    "pla_activity_daily": "releases of Taiwan's Ministry of National Defense, collected by s0914712/pla-data-dashboard",
}


def as_estimate(folder: str | None = None) -> dict[str, Any]:
    """Return the plain values that are written as ``library/estimates/pressure.json``."""
    acts = store.read(
        "mie_events_1816_2014", ["ccode1", "ccode2", "styear", "hostlev"], folder=folder
    ).filter((pl.col("ccode1") == CHINA) & pl.col("ccode2").is_between(*ASIA))
    measures = {
        "disputes_begun": _measure("disputes begun", "disputes", _disputes(folder)),
        "acts": _measure(
            "acts of threat, display or use of force",
            "acts",
            acts.filter(pl.col("hostlev") >= _THREAT)["styear"],
        ),
        "uses_of_force": _measure(
            "uses of force", "acts", acts.filter(pl.col("hostlev") >= _FORCE)["styear"]
        ),
    }
    return {
        "format": 1,
        "id": "pressure",
        "basis": "estimate",
        "question": "Did China act more often against other states of Asia after 2012 than before?",
        "formula": "ratio of mean counts a year; log ratio normal, with the variance of a Poisson count times the dispersion of the yearly counts, at least 1",
        "measures": measures,
        "sorties": _sorties(folder),
        "limits": [
            "Three years after 2012, and few disputes: acts cluster in a dispute, which the dispersion allows for only roughly.",
            "What is reported is what is counted, and reporting grew.",
            "Island building, zones and patrols of the coast guard without a threat are no militarised acts in these data.",
            "Sorties are those that a ministry reported, collected by a private project: they are no entries into a zone, and start when the ministry began to report them daily.",
        ],
        "licence": "Counts alone: rows of the events and disputes are not passed on, as their providers ask.",
        "data": vintages(TABLES, folder),
    }


def _disputes(folder: str | None) -> pl.Series:
    """Return the year of each dispute that China began against a state of Asia."""
    columns = ["dispnum", "ccode1", "ccode2", "year", "disponset", "sidea1", "orig1"]
    frame = store.read("cow_mid_dirdisps", columns, folder=folder)
    begun = frame.filter(
        (pl.col("ccode1") == CHINA)
        & pl.col("ccode2").is_between(*ASIA)
        & (pl.col("disponset") == 1)
        & (pl.col("sidea1") == 1)
        & (pl.col("orig1") == 1)
    )
    return begun.unique("dispnum")["year"]


def _measure(title: str, unit: str, years: pl.Series) -> dict[str, Any]:
    counts = {span: _counts(years, span) for span in (BEFORE, AFTER)}
    before, after = counts[BEFORE], counts[AFTER]
    ratio, low, high, dispersion = rate_ratio(before, after)
    return {
        "title": title,
        "unit": unit,
        "before": {
            "years": list(BEFORE),
            "count": int(before.sum()),
            "a_year": significant(float(before.mean()), 4),
        },
        "after": {
            "years": list(AFTER),
            "count": int(after.sum()),
            "a_year": significant(float(after.mean()), 4),
        },
        "ratio": significant(ratio, 4),
        "interval_90": [significant(low, 4), significant(high, 4)],
        "dispersion": significant(dispersion, 4),
    }


def _counts(years: pl.Series, span: tuple[int, int]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array([float((years == year).sum()) for year in range(span[0], span[1] + 1)])


def rate_ratio(
    before: np.ndarray[tuple[int], np.dtype[np.float64]], after: np.ndarray[tuple[int], np.dtype[np.float64]]
) -> tuple[float, float, float, float]:
    """Return the ratio of mean counts, its interval of 90 per cent, and the dispersion of yearly counts around the two means.

    Parameters
    ----------
    before, after
        Counts a year, shape (year,); neither sum is 0.
    """
    fitted = np.concatenate([np.full(len(c), c.mean()) for c in (before, after)])
    seen = np.concatenate([before, after])
    dispersion = max(1.0, float((np.square(seen - fitted) / fitted).sum() / (len(seen) - 2)))
    error = np.sqrt(dispersion * (1 / before.sum() + 1 / after.sum()))
    middle = np.log(after.mean() / before.mean())
    wide = norm.ppf(0.95) * error
    ratio, low, high = (float(np.exp(x)) for x in (middle, middle - wide, middle + wide))
    return ratio, low, high, dispersion


def _sorties(folder: str | None) -> dict[str, Any]:
    frame = store.read("pla_activity_daily", ["date", "pla_aircraft_sorties"], folder=folder)
    year = frame["date"].cast(pl.String).str.slice(0, 4).cast(pl.Int32)
    found, days = {}, {}
    for wanted in range(_SORTIE_YEARS[0], _SORTIE_YEARS[1] + 1):
        here = frame.filter(year == wanted)["pla_aircraft_sorties"].drop_nulls()
        found[str(wanted)], days[str(wanted)] = int(here.sum()), len(here)
    return {"aircraft_a_year": found, "days_reported": days}


def summary(estimate: Mapping[str, Any]) -> Table:
    """Return one row per measure."""
    rows = [
        (
            m["title"],
            m["before"]["a_year"],
            m["after"]["a_year"],
            m["ratio"],
            *m["interval_90"],
            m["dispersion"],
        )
        for m in estimate["measures"].values()
    ]
    columns = ("measure", "a year before", "a year after", "ratio", "90 % from", "90 % to", "dispersion")
    spans = f"Before: {BEFORE[0]}-{BEFORE[1]}; after: {AFTER[0]}-{AFTER[1]}."
    return Table(columns, rows, title=estimate["question"], notes=(spans, *estimate["limits"]))
