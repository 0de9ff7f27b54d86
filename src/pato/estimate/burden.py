"""Demand for defence: how a state's effort moves with its income, its rivals' effort and its allies' effort.

    log milex = a(state) + b(year) + income log GDP + threat log(1 + rivals' milex) + spill log(1 + allies' milex)

with rivals' and allies' expenditure (billion USD of 2023) of the year before. `spill` below zero is free riding,
above zero joint products or a common threat. Source of the specification: Murdoch and Sandler (1984); Olson and
Zeckhauser (1966).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from scipy.stats import spearmanr

from pato.errors import EstimationError
from pato.estimate.vintages import titled, vintages
from pato.kernels.arrays import FloatArray, IntArray
from pato.kernels.digits import significant
from pato.table import Table
from pato.world.sources import store

NAMES = ("income", "threat", "spill")
YEARS = (1950, 2018)
TABLES = titled("sipri_milex_1949_2024", "cw_gdppop", "tss_rivalries", "atop51_directed_dyad_year_1815_2018")
EXPLOITATION_TABLES = titled("sipri_milex_1949_2024", "wdi_gdp_1960_2023")
_MILLIONS_A_BILLION = 1000.0
_DIGITS = 8
_FEWEST = 6
LIMITS = (
    "Allies answer one another and a common threat within a year or two: the lag of one year does not make spill causal.",
    "Allies are those pledged to the state's defence in ATOP, every pledge alike, whatever the distance; the United States dominates most sums.",
    "Military expenditure is patchy before the 1960s and for closed states; missing figures are left out of sums, which understates them.",
)
Years = tuple[int, int]


@dataclass(frozen=True, slots=True)
class DefenceFit:
    """One fit of the demand for defence.

    Attributes
    ----------
    coefficients, covariance
        In the order of `NAMES`; clustered by state.
    rows, states
        Size of the sample.
    r_squared
        Share of the variation within states and years that is explained.
    """

    coefficients: FloatArray
    covariance: FloatArray
    rows: int
    states: int
    r_squared: float


def defence_panel(folder: str | None = None) -> pl.DataFrame:
    """Return one row per state and year: logs of expenditure, GDP, threat and spill-ins of the year before."""
    milex = (
        store.read("sipri_milex_1949_2024", ["cown", "year", "milex_const2023_usd_m"], folder=folder)
        .drop_nulls()
        .filter(pl.col("milex_const2023_usd_m") > 0)
        .select(state="cown", year="year", milex=pl.col("milex_const2023_usd_m") / _MILLIONS_A_BILLION)
        .unique(["state", "year"], keep="first", maintain_order=True)
    )
    gdp = store.read("cw_gdppop", ["ccode", "year", "pwtrgdp"], folder=folder).select(
        state=pl.col("ccode").cast(pl.Int64), year=pl.col("year").cast(pl.Int64), gdp="pwtrgdp"
    )
    threat = _sum_of_partners(_rivals(folder), milex, "threat")
    spill = _sum_of_partners(_allies(folder), milex, "spill")
    joined = milex.join(gdp.drop_nulls(), on=["state", "year"])
    for part in (threat, spill):
        joined = joined.join(part, on=["state", "year"], how="left")
    logs = {"log_milex": pl.col("milex").log(), "income": pl.col("gdp").log()}
    logs |= {n: pl.col(n).fill_null(0.0).log1p() for n in ("threat", "spill")}
    return joined.with_columns(**logs).filter(pl.col("year").is_between(*YEARS)).sort("state", "year")


def _rivals(folder: str | None) -> pl.DataFrame:
    """Return ``state, partner, year`` of rivalries of any type, both ways."""
    spells = store.read("tss_rivalries", ["ccode1", "ccode2", "start", "end"], folder=folder).drop_nulls()
    spells = spells.select(pl.all().cast(pl.Int64))
    years = spells.with_columns(year=pl.int_ranges(pl.col("start"), pl.col("end") + 1)).explode("year")
    pairs = years.filter(pl.col("year") >= YEARS[0] - 1)
    return pl.concat(
        [
            pairs.select(state="ccode1", partner="ccode2", year="year"),
            pairs.select(state="ccode2", partner="ccode1", year="year"),
        ]
    ).unique()


def _allies(folder: str | None) -> pl.DataFrame:
    """Return ``state, partner, year`` where the partner is pledged to defend the state."""
    table = "atop51_directed_dyad_year_1815_2018"
    rows = store.read(table, ["ccode1", "ccode2", "year", "atop_defense"], folder=folder)
    kept = rows.filter((pl.col("atop_defense") == 1) & (pl.col("year") >= YEARS[0] - 1))
    return kept.select(
        state=pl.col("ccode2").cast(pl.Int64),
        partner=pl.col("ccode1").cast(pl.Int64),
        year=pl.col("year").cast(pl.Int64),
    ).unique()


def _sum_of_partners(pairs: pl.DataFrame, milex: pl.DataFrame, name: str) -> pl.DataFrame:
    """Return partners' expenditure of the year before, by state and year."""
    return (
        pairs.join(milex.rename({"state": "partner"}), on=["partner", "year"])
        .group_by("state", "year")
        .agg(pl.col("milex").sum().alias(name))
        .with_columns(pl.col("year") + 1)
    )


def fit_defence(panel: pl.DataFrame) -> DefenceFit:
    """Fit the demand for defence with effects of states and years.

    Raises
    ------
    EstimationError
        If the sample does not identify the coefficients.
    """
    columns = ["log_milex", *NAMES]
    state, year = (panel[c].rank("dense").to_numpy().astype(np.int64) - 1 for c in ("state", "year"))
    within = _demeaned(panel.select(columns).to_numpy().astype(float), state, year)
    y, x = within[:, 0], within[:, 1:]
    if len(y) <= len(NAMES) or np.linalg.matrix_rank(x) < len(NAMES):
        raise EstimationError("the sample does not identify the demand for defence.")
    bread = np.linalg.inv(x.T @ x)
    b = bread @ (x.T @ y)
    e = y - x @ b
    groups = int(state.max()) + 1
    scores = np.zeros((groups, len(NAMES)))
    np.add.at(scores, state, x * e[:, None])
    small = groups / (groups - 1) * (len(y) - 1) / (len(y) - len(NAMES))
    covariance = small * bread @ (scores.T @ scores) @ bread
    return DefenceFit(b, covariance, len(y), groups, 1 - float((e @ e) / (y @ y)))


def _demeaned(values: FloatArray, state: IntArray, year: IntArray) -> FloatArray:
    """Remove means of states and of years in turn until convergence."""
    found: FloatArray = values - values.mean(axis=0)
    for _ in range(500):
        before = found.copy()
        for group in (state, year):
            sums = np.zeros((int(group.max()) + 1, values.shape[1]))
            np.add.at(sums, group, found)
            found = found - (sums / np.bincount(group)[:, None])[group]
        if np.abs(found - before).max() < 1e-11:
            return found
    raise EstimationError("taking out the effects of states and years did not converge.")


def _samples(panel: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    yield "since_1990", panel.filter(pl.col("year") >= 1990)
    yield "before_1990", panel.filter(pl.col("year") < 1990)
    yield "without_united_states", panel.filter(pl.col("state") != 2)
    yield "allied_states_only", panel.filter(pl.col("spill") > 0)


def as_estimate(folder: str | None = None) -> dict[str, Any]:
    """Return the plain values that are written as ``library/estimates/burden.json``."""
    panel = defence_panel(folder)
    main = fit_defence(panel)
    return {
        "format": 1,
        "id": "burden",
        "basis": "estimate",
        "question": "How does the defence effort of a state move with its income and with the effort of rivals and allies?",
        "formula": "log milex = state + year + income log GDP + threat log(1 + rivals' milex, lagged) + spill log(1 + allies' milex, lagged)",
        "names": list(NAMES),
        "coefficients": [significant(v, _DIGITS) for v in main.coefficients],
        "covariance": [[significant(v, _DIGITS) for v in row] for row in main.covariance],
        "covariance_kind": "clustered by state",
        "sample": {
            "rows": main.rows,
            "events": main.states,
            "years": list(YEARS),
            "r_squared_within": significant(main.r_squared, 4),
        },
        "variants": {name: _logged(fit_defence(part)) for name, part in _samples(panel)},
        "limits": list(LIMITS),
        "data": vintages(TABLES, folder),
    }


def _logged(fit: DefenceFit) -> dict[str, Any]:
    errors = np.sqrt(np.diag(fit.covariance))
    return {"rows": fit.rows, "states": fit.states} | {
        n: [significant(float(b), 4), significant(float(e), 4)]
        for n, b, e in zip(NAMES, fit.coefficients, errors, strict=True)
    }


def exploitation(folder: str | None = None) -> dict[str, Any]:
    """Return the rank tests that are written as ``library/estimates/exploitation.json``.

    Spearman's correlation, by year, of NATO members' GDP with the share of it that they spend on defence: above zero,
    the large carry more than their share (the exploitation of the great by the small). Iceland has no forces.
    """
    from pato.treaties.architecture import load_architecture

    nato = load_architecture("nato").instrument("nato")
    milex = store.read(
        "sipri_milex_1949_2024", ["iso3c", "year", "milex_share_gdp"], folder=folder
    ).drop_nulls()
    gdp = store.read("wdi_gdp_1960_2023", ["iso3c", "year", "NY.GDP.MKTP.CD"], folder=folder).drop_nulls()
    both = milex.join(gdp, on=["iso3c", "year"])
    years = {}
    for year in sorted(both["year"].unique().to_list()):
        members = nato.parties_on(f"{year}-12-31")
        rows = both.filter((pl.col("year") == year) & pl.col("iso3c").is_in(members))
        if len(rows) >= _FEWEST:
            found = spearmanr(rows["NY.GDP.MKTP.CD"], rows["milex_share_gdp"])
            years[str(year)] = [
                significant(float(found.statistic), 4),
                significant(float(found.pvalue), 4),
                len(rows),
                len(members),
            ]
    return {
        "format": 1,
        "id": "exploitation",
        "basis": "estimate",
        "question": "Do the larger members of NATO spend a larger share of their GDP on defence?",
        "formula": "Spearman's rank correlation of GDP and military expenditure as a share of GDP, members at the end of the year; two-sided p",
        "columns": ["rho", "p", "states", "members"],
        "years": years,
        "limits": [
            "A rank test on 14 to 30 states has little power: no correlation is not proof of none.",
            "SIPRI's definition of expenditure is not NATO's, which published tests mostly use.",
        ],
        "data": vintages(EXPLOITATION_TABLES, folder),
    }


def summary(estimate: Mapping[str, Any]) -> Table:
    """Return coefficients, and those of the variants."""
    errors = np.sqrt(np.diag(np.array(estimate["covariance"])))
    rows = [
        ("all", n, float(b), float(e))
        for n, b, e in zip(NAMES, estimate["coefficients"], errors, strict=True)
    ]
    rows += [(v, n, *found[n]) for v, found in estimate["variants"].items() for n in NAMES]
    sample = estimate["sample"]
    title = f"burden: {sample['rows']:,} state-years of {sample['events']} states, {sample['years'][0]}-{sample['years'][1]}"
    columns = ("sample", "coefficient", "estimate", "standard error")
    return Table(columns, rows, title=title, notes=estimate["limits"])


def exploitation_summary(estimate: Mapping[str, Any]) -> Table:
    """Return the rank tests by year."""
    rows = [(int(year), *values) for year, values in estimate["years"].items()]
    return Table(("year", *estimate["columns"]), rows, title=estimate["question"], notes=estimate["limits"])
