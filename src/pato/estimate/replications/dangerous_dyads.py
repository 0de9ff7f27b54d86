"""The regression with which the package peacesciencer shows what it is for, after Bremer's "Dangerous Dyads" (1992)."""

from __future__ import annotations

import numpy as np
import polars as pl

from pato.estimate.fitting import fitted
from pato.estimate.panel import build_panel
from pato.estimate.replications import Compared, Replication, agreement
from pato.world.sources import store

SOURCE = (
    "Miller (2022), peacesciencer: An R Package for Quantitative Peace Science Research, Conflict Management and Peace Science 39; "
    "table of the article 'Dyad-Year Example: A Basic Replication/Extension of Bremer (1992)', version 1.2.0 of the package"
)
DIFFERS = (
    "Capabilities are of version 7.0 and the scores of democracy of a later release, so 106,314 pair-years are complete and not 106,056; "
    "and peace years count from the last dispute in any pair-year, politically relevant or not."
)
PUBLISHED: dict[str, tuple[str, float, float]] = {
    "land": ("land contiguity", 1.057, 0.058),
    "cinc": ("CINC, lower over higher", 1.055, 0.082),
    "major": ("major power in the pair", 0.113, 0.059),
    "pact": ("defence pact", -0.132, 0.058),
    "democracy": ("democracy, the lower", -0.272, 0.032),
    "militarization": ("military personnel over population, the lower", 30.152, 2.378),
    "peace": ("years of peace", -0.146, 0.005),
}
_YEARS = (1816, 2010)
_NAMES = ("land", "cinc", "major", "pact", "democracy", "wealth", "militarization")


def run(folder: str | None = None) -> Replication:
    """Fit the logit of dispute onset on politically relevant pairs."""
    frame = _rows(folder).drop_nulls()
    peace = frame["peace"].to_numpy()
    columns = [np.ones(frame.height), *(frame[n].to_numpy() for n in _NAMES), peace, peace**2, peace**3]
    names = ("constant", *_NAMES, "peace", "peace squared", "peace cubed")
    fit = fitted(
        np.stack(columns, axis=1), frame["onset"].to_numpy(), names, ridge=0.0, where="dangerous dyads"
    )
    errors = np.sqrt(np.diag(fit.bread))
    rows = []
    for name, (what, value, error) in PUBLISHED.items():
        i = names.index(name)
        ours = float(fit.coefficients[i])
        how = agreement(value, ours, digits=3, tolerance=2 * error)
        rows.append(Compared(what, value, ours, how, error, float(errors[i])))
    rows.append(
        Compared(
            "complete pair-years", 106_056, frame.height, "same" if frame.height == 106_056 else "differs"
        )
    )
    title = "Onsets of disputes, politically relevant pairs 1816-2010: logit"
    return Replication("dangerous_dyads", title, SOURCE, DIFFERS, tuple(rows))


def _rows(folder: str | None) -> pl.DataFrame:
    groups = ("capability", "contiguity", "regime", "disputes", "pledges")
    frame = build_panel("dyad-year", _YEARS, groups, folder).filter(pl.col("politically_relevant") == 1)
    wealth = store.read("cw_gdppop", ("ccode", "year", "mrgdppc"), folder=folder)
    wealth = wealth.with_columns(pl.col("ccode", "year").cast(pl.Int16))
    for side in (1, 2):
        frame = frame.join(
            wealth.rename({"ccode": f"ccode{side}", "mrgdppc": f"wealth{side}"}),
            on=[f"ccode{side}", "year"],
            how="left",
        )
    soldiers = [pl.col(f"milper{i}") / pl.col(f"tpop{i}") for i in (1, 2)]
    return frame.select(
        onset=pl.col("dispute_onset").cast(pl.Float64),
        land=(pl.col("contiguity") == 1).cast(pl.Float64),
        cinc=pl.min_horizontal("cinc1", "cinc2") / pl.max_horizontal("cinc1", "cinc2"),
        major=pl.max_horizontal("major1", "major2").cast(pl.Float64),
        pact=pl.max_horizontal("pledge_defence_12", "pledge_defence_21").cast(pl.Float64),
        democracy=_lower("aeuds1", "aeuds2"),
        wealth=_lower("wealth1", "wealth2"),
        militarization=_lower(*soldiers),
        peace=pl.col("peace_years").cast(pl.Float64) - 1,
    ).with_columns(pl.all().fill_nan(None))


def _lower(one: str | pl.Expr, two: str | pl.Expr) -> pl.Expr:
    """Return the lower of two values, unknown where one is."""
    a, b = (pl.col(x) if isinstance(x, str) else x for x in (one, two))
    return pl.when(a.is_not_null() & b.is_not_null()).then(pl.min_horizontal(a, b))
