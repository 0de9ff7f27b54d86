"""Polity5: regimes of states and years, under Polity's own numbers; `cow_codes` says which state of COW each row is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pato.errors import MissingExtraError
from pato.world.sources.archive import content, damaged
from pato.world.sources.base import Column, Source
from pato.world.sources.reading import csv_frame, typed

if TYPE_CHECKING:
    import polars as pl

TABLE = "polity5_1800_2018"
COLUMNS = (
    Column("ccode", "integer"),
    Column("scode", "text"),
    Column("country", "text"),
    Column("year", "integer", lowest=1700, highest=2100),
    Column("polity", "integer", lowest=-88, highest=10),
    Column("polity2", "integer", lowest=-10, highest=10),
)
# (Polity's number, first year, last year, COW's number, None for no state of COW). After B. Kenkel, merge-cow-polity, checked against
# the days on which Polity's regimes begin and end; where two rows could represent a state in a year, one is left out.
CROSSWALK: tuple[tuple[int, int, int, int | None], ...] = (
    (89, 1800, 2018, None),  # United Provinces of Central America
    (99, 1800, 1831, 100),  # Gran Colombia
    (99, 1832, 1832, None),
    (305, 1800, 1918, 300),  # Austria represents Austria-Hungary
    (310, 1800, 1917, None),  # Hungary inside the dual monarchy
    (324, 1800, 1860, 325),  # Sardinia, later Italy
    (324, 1861, 1861, None),
    (341, 2008, 2100, 347),  # Kosovo
    (342, 1800, 2100, 345),  # Serbia
    (347, 1991, 1991, None),
    (347, 1992, 2005, 345),  # Federal Republic of Yugoslavia
    (347, 2006, 2006, None),
    (348, 1800, 2100, 341),  # Montenegro
    (364, 1922, 1922, None),  # proclaimed on 30 December
    (364, 1923, 1991, 365),  # Soviet Union
    (525, 2011, 2100, 626),  # South Sudan
    (529, 1993, 2100, 530),  # Ethiopia without Eritrea
    (530, 1993, 1993, None),
    (564, 1800, 1902, None),  # Orange Free State
    (626, 2011, 2011, None),
    (626, 2012, 2100, 625),  # Sudan without the south
    (769, 1947, 1971, 770),  # Pakistan with the east
    (818, 1976, 1976, None),
    (818, 1977, 2100, 816),  # Vietnam
)
"""Polity's numbers of states where they differ from COW's."""


def parse(path: Path) -> pl.DataFrame:
    """Read ``p5v2018.xls`` (or the same as csv, or a zip with either) into states and years under Polity's numbers."""
    name, data = content(
        path, lambda inside: inside.lower().startswith("p5") and inside.lower().endswith((".xls", ".csv"))
    )
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        frame = typed(path, _workbook(path, data), COLUMNS)
    else:
        frame = csv_frame(
            path, COLUMNS, member=lambda inside: inside == name, encodings=("utf-8-sig", "latin-1")
        )
    return frame.sort("ccode", "scode", "year")


def _workbook(path: Path, data: bytes) -> pl.DataFrame:
    import polars as pl

    try:
        import xlrd
    except ImportError as error:
        raise MissingExtraError("xlrd", "estimate", "save the sheet as CSV") from error
    try:
        sheet = xlrd.open_workbook(file_contents=data, logfile=_Silent()).sheet_by_index(0)
        header, *rows = [[_cell(v) for v in sheet.row_values(i)] for i in range(sheet.nrows)]
    # a damaged workbook breaks its reader in any way: all of it means the same
    except Exception as error:
        raise damaged(path, f"is a broken or truncated workbook ({type(error).__name__}).") from error
    return pl.DataFrame(
        {h: [r[i] for r in rows] for i, h in enumerate(header) if h},
        schema_overrides={h: pl.String for h in header if h},
    )


class _Silent:
    """Discards the messages of the reader of old workbooks."""

    def write(self, text: str) -> int:
        """Drop it."""
        return len(text)

    def flush(self) -> None:
        """Do nothing."""


def _cell(value: object) -> str:
    return repr(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def cow_codes(frame: pl.DataFrame) -> pl.DataFrame:
    """Return Polity's rows with COW's number as ``cow``; rows without a state in COW are left out.

    Parameters
    ----------
    frame
        With ``ccode`` (Polity's) and ``year``.
    """
    import polars as pl

    number = pl.col("ccode").cast(pl.Int64)
    for polity, first, last, cow in CROSSWALK:
        is_it = (pl.col("ccode") == polity) & pl.col("year").is_between(first, last)
        number = pl.when(is_it).then(pl.lit(cow, pl.Int64)).otherwise(number)
    return frame.with_columns(cow=number).filter(pl.col("cow").is_not_null())


SOURCE = Source(
    name="polity",
    title="Polity5, political regimes of states and years",
    owner="Center for Systemic Peace",
    version="5, 2018 edition",
    licence="not seen; cite the provider",
    citation="Marshall, M. G. and Gurr, T. R. (2020). Polity5: Political Regime Characteristics and Transitions, 1800-2018. Center for Systemic Peace.",
    page="https://www.systemicpeace.org/inscrdata.html",
    table=TABLE,
    columns=COLUMNS,
    parse=parse,
    keys=("ccode", "scode", "year"),
    file="p5v2018.xls, or the same sheet as csv",
    download="http://www.systemicpeace.org/inscr/p5v2018.xls",
    usual_rows=17574,
    ships="figures",
    note="Polity's numbers of states are not COW's: 364 is the Soviet Union (COW 365), 347 Serbia and Montenegro (COW's Kosovo). The panel crosses them with dates.",
)
