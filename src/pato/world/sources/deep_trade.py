"""Deep trade agreements: depth by policy area, depth clusters, and the trade panel they are estimated on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pato.world.sources import workbook
from pato.world.sources.archive import content, damaged
from pato.world.sources.base import Column, Source
from pato.world.sources.r_data import table
from pato.world.sources.reading import PLAIN_NULLS, csv_frame, typed
from pato.world.sources.wb_dta import stata

if TYPE_CHECKING:
    import polars as pl

_OWNER = "World Bank (Fontagné, Rocha, Ruta and Santoni)"
_CITATION = "Fontagné, L., Rocha, N., Ruta, M. and Santoni, G. (2023). The economic impact of deepening trade agreements. World Bank Economic Review 37."
_PAGE = "https://datatopics.worldbank.org/dta/table.html"
AREAS = (Column("Area", "text"), Column("id_agree", "integer"), Column("rta_deep_std", "number", lowest=0))
CLUSTERS = (
    Column("id_agree", "integer"),
    Column("agreement", "text"),
    Column("entry_force", "integer", required=False),
    Column("kmean_robust", "integer", lowest=1, highest=3),
    Column("kmean", "integer", lowest=1, highest=3),
)
TRADE = (
    Column("exp", "text"),
    Column("imp", "text"),
    Column("time", "integer"),
    Column("export", "number", lowest=0),
    Column("agreement", "text", required=False),
)


def areas(path: Path) -> pl.DataFrame:
    """Read the depth of every agreement by policy area (``data_agree_cluster_w``: Stata or csv, or a zip with one of them)."""
    name, data = content(
        path,
        lambda inside: inside.lower().startswith("data_agree") and inside.lower().endswith((".dta", ".csv")),
    )
    if name.lower().endswith(".dta"):
        return stata(path, data, AREAS).sort("Area", "id_agree")
    return csv_frame(path, AREAS, member=lambda inside: inside == name).sort("Area", "id_agree")


def clusters(path: Path) -> pl.DataFrame:
    """Read the cluster of every agreement (``Cluster_list_2024``: xlsx or csv)."""
    import polars as pl

    if path.suffix.lower() == ".csv":
        return csv_frame(path, CLUSTERS).sort("id_agree")
    book = workbook.sheets(path)
    for title, rows in book.items():
        if any("id_agree" in [str(c) for c in row] for row in rows[:40]):
            header, body = workbook.table(path, rows, "id_agree", title)
            cells = {
                h: pl.Series([_text(r[i]) if i < len(r) else "" for r in body], dtype=pl.String)
                for i, h in enumerate(header)
                if h
            }
            return typed(path, pl.DataFrame(cells), CLUSTERS, PLAIN_NULLS).sort("id_agree")
    raise damaged(path, f"has no sheet with a column 'id_agree'; sheets: {', '.join(book)}.")


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def trade(path: Path) -> pl.DataFrame:
    """Read the package penppml's panel ``trade`` (R data, or CSV written from it)."""
    return table(path, TRADE).sort("exp", "imp", "time")


SOURCES = (
    Source(
        name="wb-dta-depth",
        title="Deep Trade Agreements: depth of each agreement by policy area",
        owner=_OWNER,
        version="toolkit of January 2024",
        licence="not stated; cite the authors",
        citation=_CITATION,
        page=_PAGE,
        table="rta_depth_by_policy_area",
        columns=AREAS,
        parse=areas,
        keys=("Area", "id_agree"),
        file="data_agree_cluster_w of the toolkit (dta, csv or zip)",
        usual_rows=6696,
    ),
    Source(
        name="wb-dta-clusters",
        title="Deep Trade Agreements: three clusters of depth",
        owner=_OWNER,
        version="toolkit of January 2024",
        licence="not stated; cite the authors",
        citation=_CITATION,
        page=_PAGE,
        table="rta_depth_clusters",
        columns=CLUSTERS,
        parse=clusters,
        keys=("id_agree",),
        file="Cluster_list_2024.xlsx of the toolkit, or the same as csv",
        usual_rows=372,
        note="By the provider's own depth index kmean 1, 2 and 3 are deep, medium and shallow; the published effects fit kmean_robust's numbering.",
    ),
    Source(
        name="dta-trade",
        title="Goods trade of pairs every fourth year 1964-2016, with agreements (Comtrade, as in the package penppml)",
        owner="United Nations Statistics Division; Mattoo, Rocha and Ruta; Breinlich, Corradi, Rocha, Ruta, Santos Silva and Zylkin",
        version="2016",
        licence="UN Comtrade terms; package MIT",
        citation="Breinlich, H. and others (2022). Machine Learning in International Trade Research. World Bank Policy Research Working Paper 9629.",
        page="https://github.com/tomzylkin/penppml",
        table="trade_dta_comtrade_1964_2016",
        columns=TRADE,
        parse=trade,
        keys=("exp", "imp", "time"),
        file="trade.rda of the package penppml, or write.csv(penppml::trade, row.names = FALSE)",
        download="https://github.com/tomzylkin/penppml/raw/HEAD/data/trade.rda",
        usual_rows=316317,
    ),
)
