"""OECD inter-country input-output tables: one year's csv file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from pato.errors import DataError, Problem
from pato.world.sources.base import Source
from pato.world.sources.reading import content, damaged, raw_frame, text

if TYPE_CHECKING:
    import polars as pl

    from pato.kernels.arrays import FloatArray
    from pato.world.sources.input_output import InputOutputTable

INVENTORIES = ("INVNT", "P52", "P53", "P5M")
_LABEL = re.compile(r"([A-Z]{2}[A-Z0-9])_(.+)")
_NO_SECTORS = frozenset({"TLS", "TAXSUB", "TXS", "VA", "VALU", "OUT", "OUTPUT", "TOTAL"})
_PARTS = {"CN1": "CHN", "CN2": "CHN", "MX1": "MEX", "MX2": "MEX"}
"""Parts of China and Mexico (processing for export or not) in the extended tables."""


def read(path: Path) -> InputOutputTable:
    """Read one year's table: labels ``AUS_A01`` in the first column and the first row, final uses ``AUS_HFCE`` and so on.

    Rows of taxes, value added and output, and the column of output, are left out: they follow from the rest. The parts
    of China and Mexico of the extended tables are added up.

    Raises
    ------
    DataError
        If the file is absent, no such table, or truncated.
    """
    import numpy as np
    import polars as pl

    from pato.world.sources.input_output import table_of

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
    _refuse_slips(path, frame, rows, values, list(columns))
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


_SLACK = 0.01
"""How far a row may be from the output that the table states, as a share of it: rounding, not a slip."""


def _refuse_slips(
    path: Path, frame: pl.DataFrame, rows: dict[int, tuple[str, str]], values: FloatArray, columns: list[str]
) -> None:
    """Refuse a table whose rows do not add up to the output that it states beside them, where it states one."""
    import polars as pl

    stated = next((c for c in frame.columns if c.strip() in {"OUT", "OUTPUT", "TOTAL"}), None)
    if stated is None:
        return
    output = frame[stated].str.strip_chars().cast(pl.Float64, strict=False).to_list()
    problems = []
    for (line, pair), row in zip(rows.items(), values, strict=True):
        total, told = float(row.sum()), output[line]
        if told is not None and abs(total - told) > max(1.0, _SLACK * abs(told)):
            largest = int(abs(row).argmax())
            what = f"row {'_'.join(pair)} adds up to {total:,.6g}, and its {stated} is {told:,.6g}; the largest cell is {row[largest]:,.6g} in {columns[largest]}."
            problems.append(
                Problem(
                    f"{path}:{line + 2}", what, "Correct the cell or the output, or fetch the table again."
                )
            )
    if problems:
        raise DataError(problems)


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
    note="Not for the store: pato trade-sectors reads one year's csv file as it is. The loader has not been run on the owner's own file.",
)
