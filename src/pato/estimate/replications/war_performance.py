"""Alliances honoured in war, from the authors' own coding: the published shares, and the defence pacts by period."""

from __future__ import annotations

import polars as pl

from pato.estimate.replications import Compared, Replication, agreement
from pato.world.sources import store

TABLE = "berkemeier_fuhrmann_2018_war_performance"
SOURCE = "Berkemeier and Fuhrmann (2018), Reassessing the Fulfillment of Alliance Commitments in War, Research & Politics 5"
DIFFERS = "Nothing: the authors' replication data, honoured over honoured and violated; the unit is an alliance in a war, not a member."
_COLUMNS = ("honorLLM", "violateLLM", "defense", "offense", "neutral", "nonagg", "sample")
_EVERY = pl.lit(value=True)
_PRINTED: tuple[tuple[str, pl.Expr, float | None], ...] = (
    ("every kind, 1816-2003", _EVERY, 0.50),
    ("every kind, 1816-1944", pl.col("sample") == 1, 0.66),
    ("every kind, 1945-2003", pl.col("sample") == 0, 0.22),
    ("defence pacts", pl.col("defense") == 1, 0.41),
    ("offensive alliances", pl.col("offense") == 1, 0.74),
    ("neutrality pacts", pl.col("neutral") == 1, 0.78),
    ("non-aggression pacts", pl.col("nonagg") == 1, 0.37),
    (
        "defence pacts, 1816-1944 (no figure printed)",
        (pl.col("defense") == 1) & (pl.col("sample") == 1),
        None,
    ),
    (
        "defence pacts, 1945-2003 (no figure printed)",
        (pl.col("defense") == 1) & (pl.col("sample") == 0),
        None,
    ),
)


def run(folder: str | None = None) -> Replication:
    """Compare the shares of alliances honoured in war."""
    cases = store.read(TABLE, _COLUMNS, folder=folder).with_columns(pl.all().cast(pl.Float64).fill_null(0.0))
    rows = []
    for label, chosen, printed in _PRINTED:
        honoured, violated = (float(cases.filter(chosen)[c].sum()) for c in ("honorLLM", "violateLLM"))
        share = honoured / (honoured + violated)
        told = f"{label}: {honoured:.0f} of {honoured + violated:.0f} honoured"
        how = None if printed is None else agreement(printed, share, digits=2, tolerance=0.005, signed=False)
        rows.append(Compared(told, printed, share, how))
    return Replication(
        "war_performance",
        "Alliances honoured in war, as coded from their texts",
        SOURCE,
        DIFFERS,
        tuple(rows),
    )
