"""Input-output tables of many countries, read from the provider's file whatever its layout."""

from __future__ import annotations

from pathlib import Path

from pato.errors import UnknownNameError, unknown
from pato.world.sources import adb_mrio_table, icio, wiod
from pato.world.sources.input_output import InputOutputTable


def read_table(path: Path, layout: str | None = None) -> InputOutputTable:
    """Read a provider's table.

    Parameters
    ----------
    path
        Its file: one year of the OECD's ICIO (csv), of WIOD's 2016 release (dta, csv or xlsx), or of the ADB's tables (xlsx).
    layout
        ``icio``, ``wiod`` or ``adb-mrio``; found from the file by default.

    Raises
    ------
    UnknownNameError
        If the layout is unknown.
    DataError
        If the file is not what it should be.
    """
    readers = {"icio": icio.read, "wiod": wiod.read, "adb-mrio": adb_mrio_table.read}
    if layout is not None:
        if layout not in readers:
            raise UnknownNameError(unknown("layout", layout, readers))
        return readers[layout](path)
    name = path.name.casefold()
    if "wiot" in name or path.suffix.casefold() == ".dta":
        return readers["wiod"](path)
    return readers["adb-mrio" if path.suffix.casefold() == ".xlsx" else "icio"](path)
