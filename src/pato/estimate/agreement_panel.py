"""Trade between pairs of states with the depth of the agreement in force, and the specification of the fit."""

from __future__ import annotations

from typing import Literal

import polars as pl

from pato.estimate.specification import load_as
from pato.files.strict import Strict
from pato.world.sources import store

TRADE = "trade_dta_comtrade_1964_2016"
IN_FORCE = "rta_bilateral_year_1958_2023"
CLUSTERS = "rta_depth_clusters"
INDEX = "rta_depth_by_policy_area"
DEPTHS = ("deep", "medium", "shallow")
"""Depth of a cluster, from the highest mean of the depth index to the lowest."""
UNCODED = "uncoded"
STEP = 4
"""Years between two observations."""

Numbering = Literal["kmean", "kmean_robust"]
Effect = Literal["exporter_year", "importer_year", "pair", "pair_unordered"]
Taiwan = Literal["oil_exporters_out", "importer_out", "kept"]
Rows = Literal["positive", "not_within_union", "not_china_hong_kong"]
Method = Literal["ppml", "ols"]


class Variant(Strict):
    """A variant logged with the shipped fit; omitted settings are those of the main one."""

    id: str
    numbering: Numbering | None = None
    terms: tuple[str, ...] | None = None
    years: tuple[int, ...] | None = None
    taiwan: Taiwan | None = None
    rows: tuple[Rows, ...] = ()
    effects: tuple[Effect, ...] | None = None
    cluster: tuple[str, ...] | None = None
    method: Method = "ppml"


class Published(Strict):
    """The provider's own effects by depth, and the numbers of the clusters they were given for."""

    values: dict[str, float]
    numbers: dict[str, int]
    source: str


class AgreementSpecification(Strict):
    """Outcome, sample, terms and effects, and all variants logged with the shipped estimate."""

    format: Literal[1]
    id: str
    question: str
    outcome: Literal["export"]
    years: tuple[int, ...]
    numbering: Numbering
    terms: tuple[str, ...]
    effects: tuple[Effect, ...]
    cluster: tuple[str, ...]
    taiwan: Taiwan
    oil_exporters: tuple[str, ...]
    left_out: tuple[str, ...]
    codes: dict[str, str]
    published: Published
    variants: tuple[Variant, ...]

    def main(self) -> Variant:
        """Return the shipped fit as a fully specified variant."""
        return self.completed(Variant(id=self.id))

    def completed(self, variant: Variant) -> Variant:
        """Return a variant with omitted settings taken from the main one."""
        own = variant.model_dump(exclude_none=True)
        shared = {
            k: getattr(self, k) for k in ("numbering", "terms", "years", "taiwan", "effects", "cluster")
        }
        return Variant.model_validate({**shared, **own})


def load_agreement_specification() -> AgreementSpecification:
    """Read the specification that ships.

    Raises
    ------
    FileError
        If the file is not a specification; every problem with its line.
    """
    return load_as(AgreementSpecification, "agreements")


def depth_of_clusters(numbering: Numbering, folder: str | None = None) -> dict[int, tuple[str, float, int]]:
    """Return the meanings of the provider's cluster numbers: depth, mean of the depth index, and number of agreements.

    The index is averaged over an agreement's policy areas, then over a cluster's agreements.
    """
    index = store.read(INDEX, ["id_agree", "rta_deep_std"], folder=folder)
    mean = index.group_by("id_agree").agg(depth=pl.col("rta_deep_std").cast(pl.Float64).mean())
    clusters = store.read(CLUSTERS, ["id_agree", numbering], folder=folder).join(mean, on="id_agree")
    ranked = clusters.group_by(numbering).agg(pl.col("depth").mean(), pl.len()).sort("depth", descending=True)
    return {
        number: (label, value, count)
        for label, (number, value, count) in zip(DEPTHS, ranked.iter_rows(), strict=True)
    }


def agreement_panel(
    spec: AgreementSpecification, numbering: Numbering, folder: str | None = None
) -> pl.DataFrame:
    """Return the trade table with the depth of each pair's agreement, one row for each pair and year it has.

    Columns: ``exp``, ``imp``, ``time``, ``export`` (current USD), a column of 0 and 1 for each depth (with
    ``_lag4`` and ``_lead4``), ``any``, ``exporter_year``, ``importer_year``, ``pair``, ``pair_unordered``.
    """
    trade = store.read(TRADE, ["exp", "imp", "time", "export"], folder=folder)
    trade = trade.filter(~pl.col("exp").is_in(spec.left_out) & ~pl.col("imp").is_in(spec.left_out))
    trade = trade.with_columns(pl.col("exp", "imp").replace(spec.codes))
    depths = _depth_by_year(numbering, folder)
    for shift, ending in ((0, ""), (STEP, "_lag4"), (-STEP, "_lead4")):
        moved = depths.with_columns(pl.col("time") + shift).rename({"depth": f"depth{ending}"})
        trade = trade.join(moved, on=["exp", "imp", "time"], how="left")
    flags = [
        (pl.col(f"depth{ending}") == depth).fill_null(value=False).cast(pl.Float64).alias(f"{depth}{ending}")
        for ending in ("", "_lag4", "_lead4")
        for depth in (*DEPTHS, UNCODED)
    ]
    first, second = pl.min_horizontal("exp", "imp"), pl.max_horizontal("exp", "imp")
    return trade.with_columns(
        *flags,
        pl.col("depth").is_not_null().cast(pl.Float64).alias("any"),
        exporter_year=pl.format("{}{}", "exp", "time"),
        importer_year=pl.format("{}{}", "imp", "time"),
        pair=pl.format("{}{}", "exp", "imp"),
        pair_unordered=pl.format("{}{}", first, second),
    ).sort("exp", "imp", "time")


def rows_of(frame: pl.DataFrame, spec: AgreementSpecification, variant: Variant) -> pl.DataFrame:
    """Return the rows that a completed variant is fitted on."""
    assert variant.years is not None
    chosen = frame.filter(pl.col("time").is_in(variant.years))
    to_taiwan = pl.col("imp") == "TWN"
    if variant.taiwan == "importer_out":
        chosen = chosen.filter(~to_taiwan)
    elif variant.taiwan == "oil_exporters_out":
        chosen = chosen.filter(~(to_taiwan & pl.col("exp").is_in(spec.oil_exporters)))
    if "positive" in variant.rows:
        chosen = chosen.filter(pl.col("export") > 0)
    if "not_within_union" in variant.rows:
        chosen = chosen.filter(~pl.col("pair").is_in(_union_pairs(frame)))
    if "not_china_hong_kong" in variant.rows:
        chosen = chosen.filter(pl.col("pair_unordered") != "CHNHKG")
    return chosen


def _union_pairs(frame: pl.DataFrame) -> list[str]:
    """Return the pairs that are ever both inside the European Union: deep, and members by 2016."""
    members = frame.filter((pl.col("exp") == "DEU") & (pl.col("deep") == 1))["imp"].unique().to_list()
    inside = [*members, "DEU"]
    return frame.filter(pl.col("exp").is_in(inside) & pl.col("imp").is_in(inside))["pair"].unique().to_list()


def _depth_by_year(numbering: Numbering, folder: str | None) -> pl.DataFrame:
    label = {number: depth for number, (depth, _, _) in depth_of_clusters(numbering, folder).items()}
    clusters = store.read(CLUSTERS, ["id_agree", numbering], folder=folder)
    agreements = store.read(IN_FORCE, ["id_agree", "iso_o", "iso_d", "year", "drop_overlap"], folder=folder)
    return (
        agreements.filter(pl.col("drop_overlap") == 0)
        .join(clusters, on="id_agree", how="left")
        .select(
            exp="iso_o",
            imp="iso_d",
            time=pl.col("year").cast(pl.Int64),
            depth=pl.col(numbering).replace_strict(label, default=UNCODED, return_dtype=pl.String),
        )
    )
