"""The goods trade matrix: 46 economies and the rest of the world, sales at home included.

Flows are BACI 2023 (FOB); pairs that neither partner reported come from UN Comtrade, of 2023-24 where the
store has it and else of 2016, flagged STALE. Flows missing from all sources stay missing, not zero.

Sales at home are those of the ADB MRIO tables of 2022 (agriculture, mining, manufacturing, basic prices).
For economies outside those tables they are estimated: a regression of log domestic goods sales on log GDP
and log population over the economies of the tables, with its 90 % prediction interval.

The rest of the world closes on gross output: its sales to itself are world goods output of the MRIO tables
less the output of the 46 and less what the rest of the world sells to them.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np
import polars as pl

from pato.estimate.snapshot.definitions import rounded
from pato.estimate.snapshot.states import Read
from pato.world.trade import ROW

YEAR_OUTPUT = 2022
DIGITS = 4
_NORMAL_90 = 1.645

KINDS = {
    "BACI HS22": ("reported", 2023, "baci"),
    "BACI 2023 summed": ("reported", 2023, "baci"),
    "UN Comtrade reporter 490": ("reported", 2023, "comtrade"),
    "UN Comtrade reporter 410": ("reported", 2023, "comtrade"),
    "Comtrade 490 partial": ("partial", 2023, "comtrade"),
    "ADB MRIO 72, 2022": ("reported", YEAR_OUTPUT, "adb-mrio"),
    "STALE 2016": ("stale", 2016, "comtrade-2016"),
}
"""Beginning of the store's note on a cell, and the output: kind, year, source id."""


@dataclass(frozen=True, slots=True)
class DomesticFit:
    """Log-linear regression of domestic goods sales (USD m) on GDP (USD bn) and population.

    Attributes
    ----------
    coefficients
        Constant, log GDP, log population; shape (3,).
    covariance
        (X'X)^-1, shape (3, 3).
    spread
        Residual standard deviation, log points.
    r_squared, count
        Fit and number of economies.
    """

    coefficients: np.ndarray
    covariance: np.ndarray
    spread: float
    r_squared: float
    count: int

    def predict(self, gdp_usd_bn: float, population: float) -> tuple[float, float, float]:
        """Return median, 5 % and 95 % point of the prediction."""
        x = np.array([1.0, log(gdp_usd_bn), log(population)])
        centre = float(x @ self.coefficients)
        half = _NORMAL_90 * self.spread * sqrt(1.0 + float(x @ self.covariance @ x))
        return exp(centre), exp(centre - half), exp(centre + half)


def rows(read: Read, states: pl.DataFrame) -> list[tuple[str, ...]]:
    """Return the cells of ``trade.csv``: exporter, importer, USD million, year, source, kind, low, high."""
    cells = _reported(read)
    estimated = _domestic(read, states, cells)
    rest = _rest_of_world(read, states, cells, estimated)
    written: list[tuple[str, ...]] = [
        (o, d, _number(v), str(year), source, kind, "", "")
        for (o, d), (v, year, source, kind) in cells.items()
    ]
    written += [(s, s, *_estimate(e)) for s, e in estimated.items()]
    written.append((ROW, ROW, _number(rest), str(YEAR_OUTPUT), "pato", "residual", "", ""))
    return sorted(written)


def _number(value: float) -> str:
    return str(rounded(value, DIGITS))


def _estimate(values: tuple[float, float, float]) -> tuple[str, ...]:
    middle, low, high = (_number(v) for v in values)
    return middle, str(YEAR_OUTPUT), "pato", "estimated", low, high


def _reported(read: Read) -> dict[tuple[str, str], tuple[float, int, str, str]]:
    cells = {}
    for exporter, importer, value, note in read("snapshot_trade_2023").iter_rows():
        kind, year, source = next(what for start, what in KINDS.items() if note.startswith(start))
        cells[exporter, importer] = (value, year, source, kind)
    return cells


def fit_domestic(read: Read) -> DomesticFit:
    """Fit domestic goods sales of 2022 over the economies of the ADB MRIO tables."""
    table = _goods(read).filter(pl.col("iso3c") != ROW).select("iso3c", "domestic_sales")
    known = table.join(_sizes(read, YEAR_OUTPUT), on="iso3c", how="inner").sort("iso3c")
    x = np.column_stack(
        [np.ones(known.height), np.log(known["gdp"].to_numpy()), np.log(known["population"].to_numpy())]
    )
    y = np.log(known["domestic_sales"].to_numpy())
    covariance = np.linalg.inv(x.T @ x)
    coefficients = covariance @ x.T @ y
    residuals = y - x @ coefficients
    spread = float(np.sqrt(residuals @ residuals / (len(y) - x.shape[1])))
    return DomesticFit(coefficients, covariance, spread, float(1 - residuals.var() / y.var()), len(y))


def _goods(read: Read) -> pl.DataFrame:
    table = read("mrio_adb_domestic_sales")
    return table.filter(
        (pl.col("mrio_version") == "ADB MRIO 72")
        & (pl.col("block") == "goods")
        & (pl.col("year") == YEAR_OUTPUT)
    )


def _sizes(read: Read, year: int) -> pl.DataFrame:
    gdp = (
        read("imf_weo_gdp_1980_2030")
        .filter(pl.col("year") == year)
        .select("iso3c", gdp="gdp_current_usd_bn")
        .drop_nulls()
    )
    people = (
        read("population_1900_2021_2024_2035")
        .filter(pl.col("year") == 2024)
        .select("iso3c", "population")
        .drop_nulls()
    )
    return gdp.join(people, on="iso3c", how="inner")


def _domestic(
    read: Read, states: pl.DataFrame, cells: dict[tuple[str, str], tuple[float, int, str, str]]
) -> dict[str, tuple[float, float, float]]:
    fit = fit_domestic(read)
    sizes = {iso: (gdp, people) for iso, gdp, people in _sizes(read, YEAR_OUTPUT).iter_rows()}
    lacking = [s for s in states["iso"] if (s, s) not in cells and s in sizes]
    return {s: fit.predict(*sizes[s]) for s in lacking}


def _rest_of_world(
    read: Read,
    states: pl.DataFrame,
    cells: dict[tuple[str, str], tuple[float, int, str, str]],
    estimated: dict[str, tuple[float, float, float]],
) -> float:
    output = dict(_goods(read).select("iso3c", "x").iter_rows())
    known = sum(output[s] for s in states["iso"] if s in output)
    sold = {s: sum(v for (o, d), (v, *_) in cells.items() if o == s and d != s) for s in (*estimated, ROW)}
    outside = sum(estimated[s][0] + sold[s] for s in estimated)
    rest = float(sum(output.values()) - known - outside - sold[ROW])
    assert rest > 0, "the rest of the world sells something to itself"
    return rest
