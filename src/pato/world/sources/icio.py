"""OECD inter-country input-output tables: one year's csv file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from pato.world.sources.archive import content, damaged
from pato.world.sources.base import Source
from pato.world.sources.reading import raw_frame, text

if TYPE_CHECKING:
    from pato.world.sources.input_output import InputOutputTable

INVENTORIES = ("INVNT", "P52", "P53", "P5M")
_LABEL = re.compile(r"([A-Z]{2}[A-Z0-9])_(.+)")
_NO_SECTORS = frozenset({"TLS", "TAXSUB", "TXS", "VA", "VALU", "OUT", "OUTPUT", "TOTAL"})
_TOTALS = ("OUT", "OUTPUT", "TOTAL")
_PARTS = {"CN1": "CHN", "CN2": "CHN", "MX1": "MEX", "MX2": "MEX"}
"""Parts of China and Mexico (processing for export or not) in the extended tables."""


def read(path: Path) -> InputOutputTable:
    """Read one year's table: labels ``AUS_A01`` in the first column and the first row, final uses ``AUS_HFCE`` and so on.

    Rows of taxes, value added and output, and the column of output, follow from the rest: they are held against it. The parts
    of China and Mexico of the extended tables are added up.

    Raises
    ------
    DataError
        If the file is absent, no such table, or truncated, or contradicts its own totals.
    """
    import numpy as np
    import polars as pl

    from pato.world.sources.input_output import refuse_contradictions, table_of

    _, data = content(path, lambda inside: inside.lower().endswith(".csv"))
    frame = raw_frame(path, text(path, data))
    labels = [str(v or "").strip() for v in frame.get_column(frame.columns[0]).to_list()]
    rows = {n: pair for n, label in enumerate(labels) if (pair := _pair(label))}
    columns = {name: pair for name in frame.columns[1:] if (pair := _pair(name.strip()))}
    if not rows or not columns:
        raise damaged(path, "has no labels of the form AUS_A01 in its first column and first row.")
    blank = frame.select(list(columns)).with_columns(pl.all().str.strip_chars().replace("", "0"))
    body = blank.cast(pl.Float64, strict=False)
    if odd := [c for c in body.columns if body[c][list(rows)].null_count()]:
        raise damaged(path, f"column '{odd[0]}' holds something else than numbers.")
    values = body.fill_null(0.0).to_numpy().astype(np.float64)[list(rows)]
    total_row = next((n for n, label in enumerate(labels) if label.upper() in _TOTALS), None)
    total_column = next((name for name in frame.columns[1:] if name.strip().upper() in _TOTALS), None)
    across = down = None
    if total_column is not None:
        found = frame.get_column(total_column).str.strip_chars().cast(pl.Float64, strict=False)
        across = values.sum(axis=1), found.to_numpy().astype(np.float64)[list(rows)]
    if total_row is not None:
        whole = body.fill_null(0.0).to_numpy().astype(np.float64)
        known = (blank[total_row].cast(pl.Float64, strict=False)).to_numpy()[0].astype(np.float64)
        users = np.array([sector in {s for _, s in rows.values()} for _, sector in columns.values()])
        known = np.where(users, known, np.nan)  # totals of final uses are given by some editions only
        down = np.delete(whole, total_row, axis=0).sum(axis=0), known
    refuse_contradictions(str(path), list(rows.values()), list(columns.values()), across=across, down=down)
    return _whole(
        table_of(
            values,
            list(rows.values()),
            list(columns.values()),
            inventories=INVENTORIES,
            where=str(path),
            source=f"OECD ICIO layout, {path.name}",
        )
    )


def _pair(label: str) -> tuple[str, str] | None:
    found = _LABEL.fullmatch(label)
    if found is None or found[2] in _NO_SECTORS or found[1] in _NO_SECTORS:
        return None
    return found[1], found[2]


def _whole(table: InputOutputTable) -> InputOutputTable:
    return table.aggregated(countries={p: w for p, w in _PARTS.items() if p in table.countries})


SOURCE = Source(
    name="icio",
    title="Inter-Country Input-Output Tables",
    owner="Organisation for Economic Co-operation and Development",
    version="edition of 2023, one year",
    licence="OECD terms; not shipped",
    citation="OECD (2023). OECD Inter-Country Input-Output Tables.",
    page="https://www.oecd.org/en/data/datasets/inter-country-input-output-tables.html",
    note="Not for the store: pato trade-sectors reads one year's csv file as it is. The loader has not been run on the provider's own file.",
)
