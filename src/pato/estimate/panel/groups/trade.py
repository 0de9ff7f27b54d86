"""Trade: totals of a state (COW) and goods exports of a pair (Comtrade as in the World Bank's deep-trade-agreements panel)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from pato.estimate.panel.columns import DyadColumn, StateColumn
from pato.estimate.panel.keys import checked
from pato.estimate.panel.spells import integers, rows_one_way
from pato.estimate.panel.system import DyadRows, System
from pato.world.sources import store

DYADIC = "trade_dta_comtrade_1964_2016"


def state_columns(system: System, folder: str | None) -> Iterator[StateColumn]:
    """Yield total imports and exports in million current US dollars."""
    frame = store.read("cow_trade_sy", ("ccode", "year", "imports", "exports"), folder=folder)
    checked(frame, ("ccode",), "year", "cow_trade_sy", system.codes)
    for name in ("imports", "exports"):
        values = system.dense(frame["year"], frame["ccode"], frame[name].fill_null(float("nan")))
        yield StateColumn(f"{name}_usd_m", values)


def dyad_columns(rows: DyadRows, folder: str | None) -> Iterator[DyadColumn]:
    """Yield goods exports of side 1 to side 2 in million current US dollars: every fourth year from 1964 to 2016."""
    flows = store.read(DYADIC, ("exp", "imp", "time", "export"), folder=folder)
    codes = (
        store.read("country_codes", ("iso3c", "cown"), folder=folder)
        .drop_nulls()
        .with_columns(pl.col("cown").cast(pl.Int64))
    )
    for side in ("exp", "imp"):
        flows = flows.join(codes.rename({"iso3c": side, "cown": f"{side}_code"}), on=side)
    out = np.full(len(rows), np.nan)
    found, record = rows_one_way(
        rows, integers(flows["time"]), integers(flows["exp_code"]), integers(flows["imp_code"])
    )
    out[found] = flows["export"].to_numpy()[record] / 1e6
    yield DyadColumn("goods_exports_usd_m", out, directed=True)
