"""BACI: reconciled goods trade, summed over products to pairs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pato.world.sources.archive import damaged
from pato.world.sources.base import Column, Source
from pato.world.sources.reading import PLAIN_NULLS, csv_frame, parsed, text

if TYPE_CHECKING:
    import polars as pl

YEAR = 2023
_FLOWS = (
    Column("year", "integer", "t"),
    Column("i", "integer"),
    Column("j", "integer"),
    Column("export_ij", "number", "v"),
)
_CODES = (Column("country_code", "integer"), Column("iso3", "text", "country_iso3"))
COLUMNS = (
    Column("iso3_o", "text"),
    Column("iso3_d", "text"),
    Column("year", "integer"),
    Column("export_ij", "number", lowest=0),
)


def parse(path: Path) -> pl.DataFrame:
    """Read the provider's archive, or one year's file together with ``country_codes_V*.csv``, and sum over products.

    Values are thousands of US dollars, free on board. Pairs without a row stay absent: missing, not zero.
    """
    flows, codes = _from_archive(path) if path.suffix.lower() == ".zip" else _from_folder(path)
    import polars as pl

    summed = flows.group_by("year", "i", "j").agg(pl.col("export_ij").sum())
    unknown = set(summed["i"]).union(summed["j"]) - set(codes["country_code"])
    if unknown:
        raise damaged(
            path,
            f"uses codes that its list of countries lacks: {', '.join(map(str, sorted(unknown)[:8]))}.",
            "Give the list of the same version.",
        )
    named = summed.join(codes.rename({"country_code": "i", "iso3": "iso3_o"}), on="i").join(
        codes.rename({"country_code": "j", "iso3": "iso3_d"}), on="j"
    )
    return named.select("iso3_o", "iso3_d", "year", "export_ij").sort("year", "iso3_o", "iso3_d")


def _from_archive(path: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    flows = csv_frame(path, _FLOWS, member=lambda name: f"_Y{YEAR}_" in name and name.startswith("BACI"))
    codes = csv_frame(path, _CODES, member=lambda name: name.startswith("country_codes"))
    return flows, codes


def _from_folder(path: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    lists = sorted(path.parent.glob("country_codes_V*.csv"))
    if not lists:
        raise damaged(
            path,
            "has no country_codes_V….csv beside it.",
            "Give the provider's zip archive, or put that file into the same folder.",
        )
    codes = parsed(
        lists[-1],
        text(lists[-1], lists[-1].read_bytes(), ("utf-8-sig", "latin-1")),
        _CODES,
        nulls=PLAIN_NULLS,
    )
    return csv_frame(path, _FLOWS), codes


SOURCE = Source(
    name="baci",
    title="BACI, HS 2022: goods trade of 2023",
    owner="CEPII",
    version="202501",
    licence="Etalab Open Licence 2.0",
    citation="Gaulier, G. and Zignago, S. (2010). BACI: International trade database at the product-level. CEPII Working Paper 2010-23.",
    page="https://www.cepii.fr/CEPII/en/bdd_modele/bdd_modele_item.asp?id=37",
    download="https://www.cepii.fr/DATA_DOWNLOAD/baci/data/BACI_HS22_V202501.zip",
    table="trade_baci2023_194",
    columns=COLUMNS,
    parse=parse,
    keys=("iso3_o", "iso3_d", "year"),
    usual_rows=25398,
    file="BACI_HS22_V202501.zip, or BACI_HS22_Y2023_V202501.csv beside country_codes_V202501.csv",
    ships="figures",
    note="Taiwan and North Korea are absent. In the store: summed to pairs by Ignatenko, Macedoni, Lashkaripour and Simonovska (JIE 2025), flows where neither partner reported in HS 2022 absent.",
)
