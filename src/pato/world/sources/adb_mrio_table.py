"""ADB multi-regional input-output tables, whole: one year's workbook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pato.world.sources.adb_mrio import ISO, SECTOR, header, label_columns, used_columns
from pato.world.sources.archive import damaged
from pato.world.sources.workbook import number, sheets

if TYPE_CHECKING:
    from pato.world.sources.input_output import InputOutputTable

INVENTORIES = ("F5",)
"""Households, non-profit institutions, government, fixed capital, changes in inventories."""


def read(path: Path) -> InputOutputTable:
    """Read one year's workbook: a header row of economies over one of sectors (``c1`` ... ``c35``) and final uses (``F1`` ...).

    Raises
    ------
    DataError
        If the file is absent, no such workbook, truncated, or contradicts its own totals.
    """
    import numpy as np

    from pato.world.sources.input_output import refuse_contradictions, table_of

    cells = next(iter(sheets(path).values()))
    top, economies, uses = header(path, cells)
    labels = label_columns(path, cells, top)
    used = used_columns(path, economies, uses, labels[1])
    rows: list[tuple[str, str]] = []
    values: list[list[float]] = []
    made: list[float | None] = []
    total = next((n for n, e in enumerate(economies) if e.casefold() == "tot"), None)
    for row in cells[top + 2 :]:
        economy, sector = (str(row[place] or "").strip() for place in labels)
        if economy and SECTOR.fullmatch(sector):
            rows.append((ISO.get(economy, economy), sector))
            where = f"row {economy} {sector}, column"
            values.append([_cell(path, row, n, f"{where} {economies[n]} {uses[n]}") for n in used])
            made.append(
                number(row[total], path, f"{where} total") if total is not None and total < len(row) else None
            )
    if not rows:
        raise damaged(path, "has no rows with an economy and a sector: it is truncated.")
    cells_of, columns = (
        np.array(values, np.float64),
        [(ISO.get(economies[n], economies[n]), uses[n]) for n in used],
    )
    refuse_contradictions(str(path), rows, columns, across=(cells_of.sum(axis=1), np.array(made, np.float64)))
    return table_of(
        cells_of,
        rows,
        columns,
        inventories=INVENTORIES,
        where=str(path),
        source=f"ADB MRIO layout, {path.name}",
    )


def _cell(path: Path, row: tuple[Any, ...], place: int, where: str) -> float:
    # the provider leaves cells of zero blank
    return (number(row[place], path, where) if place < len(row) else None) or 0.0
