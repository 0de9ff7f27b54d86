"""The effects of trade agreements by depth that ship: fit them, write them, compare them with what the provider publishes.

Poisson pseudo-maximum likelihood (Santos Silva and Tenreyro 2006) with effects of exporter and year, importer and
year, and pair (Baier and Bergstrand 2007), fitted by pyfixest.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from pato.errors import EstimationError, MissingExtraError, Problem
from pato.estimate.agreement_panel import (
    CLUSTERS,
    DEPTHS,
    IN_FORCE,
    INDEX,
    TRADE,
    AgreementSpecification,
    Variant,
    agreement_panel,
    depth_of_clusters,
    load_agreement_specification,
    rows_of,
)
from pato.estimate.verdict import verdict
from pato.estimate.vintages import vintages
from pato.kernels.arrays import FloatArray
from pato.kernels.digits import significant
from pato.table import Table

TABLES = {
    TRADE: "UN Comtrade exports, every fourth year 1964-2016, as in penppml",
    IN_FORCE: "World Bank Deep Trade Agreements, bilateral, toolkit of January 2024",
    CLUSTERS: "the same, depth clusters",
    INDEX: "the same, depth index by policy area",
}
_DIGITS = 10
_TOLERANCE = 1e-10
_STEPS = 200
LIMITS = (
    (
        "Trade between states only: sales at home are unknown, and the effects of exporter and importer by year take up whatever an agreement "
        "moves from sales at home to all partners alike. The coefficient is trade with the partner against trade with other foreigners; studies "
        "with sales at home usually find larger effects."
    ),
    (
        "Every fourth year: an agreement first enters zero to three years after its entry into force, phased in as far as it was by then, and the "
        "coefficient averages young and old agreements. Four years later the effects are larger (variant phased_in); shallow agreements come "
        "after trade had begun to grow (variant anticipated), which the coefficient takes for their effect."
    ),
    (
        "Two thirds of the pairs that identify the deep effect, and four fifths of their trade, are inside the European Union; nothing says that "
        "another deep agreement would do the same."
    ),
    (
        "One pair, China and Hong Kong, an entrepôt and its hinterland, holds the deep effect down and its error up: the effect and its error are "
        "0.47 and 0.06 without it, 0.15 and 0.08 without it and the Union's pairs. What ships is what was specified before this was seen."
    ),
    "The effects of medium and shallow agreements do not differ over all years; neither numbering of the provider's clusters changes that.",
    "Clustered by exporter and importer the errors are up to a half larger; least squares of logs finds far larger effects (variants).",
    "The trade table lacks years of pairs with an agreement that the sources do not code (Sweden and Germany 1976-1992).",
    "Estimates with three sets of effects are biased by an order of one over the number of states (Weidner and Zylkin 2021); not corrected.",
)


@dataclass(frozen=True, slots=True)
class Effects:
    """Coefficients of one variant.

    Attributes
    ----------
    names
        Terms.
    coefficients
        Shape (term,): change of log trade.
    covariance
        Clustered, shape (term, term).
    rows_given, rows
        Rows of the sample; rows that carry information (pairs and state-years without any trade drop out).
    pairs
        Directed pairs among them.
    changing
        For each term, directed pairs in which it is 0 in one year and 1 in another: they alone identify it.
    """

    names: tuple[str, ...]
    coefficients: FloatArray
    covariance: FloatArray
    rows_given: int
    rows: int
    pairs: int
    changing: tuple[int, ...]

    def of(self, name: str) -> tuple[float, float]:
        """Return a coefficient and its standard error."""
        i = self.names.index(name)
        return float(self.coefficients[i]), float(np.sqrt(self.covariance[i, i]))


@dataclass(frozen=True, slots=True)
class AgreementFit:
    """Everything one run of the specification produced."""

    specification: AgreementSpecification
    main: Effects
    variants: Mapping[str, Effects]


def fit_agreements(*, folder: str | None = None, everything: bool = True) -> AgreementFit:
    """Fit the specification of agreements, and its variants.

    Parameters
    ----------
    folder
        The data store.
    everything
        Also the variants (a quarter of a minute each).
    """
    spec = load_agreement_specification()
    frames = {spec.numbering: agreement_panel(spec, spec.numbering, folder)}
    main = spec.main()
    result = fit_variant(rows_of(frames[spec.numbering], spec, main), main)
    variants = {}
    for variant in spec.variants if everything else ():
        full = spec.completed(variant)
        assert full.numbering is not None
        if full.numbering not in frames:
            frames[full.numbering] = agreement_panel(spec, full.numbering, folder)
        variants[variant.id] = fit_variant(rows_of(frames[full.numbering], spec, full), full)
    return AgreementFit(spec, result, variants)


def fit_variant(rows: pl.DataFrame, variant: Variant) -> Effects:
    """Fit one completed variant on its rows.

    Parameters
    ----------
    rows
        With ``export``, the terms, and the columns of the effects and clusters.
    variant
        See `AgreementSpecification.completed`.

    Raises
    ------
    MissingExtraError
        Without pyfixest.
    EstimationError
        If a term never varies within a pair, or the fit does not converge.
    """
    assert variant.terms
    assert variant.effects
    assert variant.cluster
    try:
        import pandas as pd
        import pyfixest
    except ImportError as error:
        raise MissingExtraError("pyfixest", "estimate") from error
    columns = {"exp", "imp", "pair", "export", *variant.terms, *variant.effects, *variant.cluster}
    logged = rows.select(sorted(columns)).with_columns(log_export=pl.col("export").log())
    data = pd.DataFrame({name: logged[name].to_numpy() for name in logged.columns})
    poisson = variant.method == "ppml"
    formula = f"{'export' if poisson else 'log_export'} ~ {' + '.join(variant.terms)} | {' + '.join(variant.effects)}"
    demeaning: dict[str, Any] = {"fixef_tol": _TOLERANCE, "fixef_maxiter": 100_000}
    iterating: dict[str, Any] = {"iwls_tol": _TOLERANCE, "iwls_maxiter": _STEPS}
    with warnings.catch_warnings():
        # rows without information are counted below, in Effects, and not announced here
        warnings.simplefilter("ignore")
        clustered = {"CRV1": "+".join(variant.cluster)}
        if poisson:
            model = pyfixest.fepois(formula, data, vcov=clustered, **demeaning, **iterating)
        else:
            model = pyfixest.feols(formula, data, vcov=clustered, **demeaning)
    return _effects(model, variant, rows.height)


def _effects(model: Any, variant: Variant, given: int) -> Effects:
    terms = variant.terms
    assert terms
    coefficients = model.coef()
    absent = [t for t in terms if t not in coefficients.index]
    if absent or not np.isfinite(coefficients.to_numpy()).all():
        raise EstimationError(
            Problem(
                variant.id,
                f"not estimated: {', '.join(absent) or 'no finite coefficients'}.",
                "Leave out terms that do not change within pairs, or choose more years.",
            )
        )
    kept = model._data  # noqa: SLF001  the rows kept have no public name
    used = pl.DataFrame({name: kept[name].to_list() for name in ("pair", *terms)})
    ranges = used.group_by("pair").agg(pl.col(t).max() - pl.col(t).min() for t in terms)
    return Effects(
        names=tuple(terms),
        coefficients=np.array([coefficients[t] for t in terms]),
        covariance=_ordered(model, terms),
        rows_given=given,
        rows=used.height,
        pairs=ranges.height,
        changing=tuple(int((ranges[t] > 0).sum()) for t in terms),
    )


def _ordered(model: Any, terms: tuple[str, ...]) -> FloatArray:
    place = [list(model.coef().index).index(t) for t in terms]
    return np.asarray(model._vcov, np.float64)[np.ix_(place, place)]  # noqa: SLF001


def as_estimate(result: AgreementFit, folder: str | None = None) -> dict[str, Any]:
    """Return the plain values that are written as ``library/estimates/agreements.json``."""
    spec, main = result.specification, result.main
    effects = " + ".join(e.replace("_", " and ") for e in spec.effects)
    return {
        "format": 1,
        "id": spec.id,
        "basis": "estimate",
        "question": spec.question,
        "formula": f"exports = exp({' + '.join(f'b_{t} {t}' for t in spec.terms)} + effects of {effects}) + error",
        "names": list(main.names),
        "coefficients": [significant(v, _DIGITS) for v in main.coefficients],
        "covariance": [[significant(v, _DIGITS) for v in row] for row in main.covariance],
        "covariance_kind": "clustered by pair of states, both directions together (small-sample factor of pyfixest)",
        "meaning": "an agreement of that depth in force multiplies a pair's trade, at given multilateral resistances, by the exponential of its "
        "coefficient, compared with no agreement; depths exclude each other",
        "depth_by_number": _numbering(folder),
        "sample": {
            "unit": "directed pair and year, zeros included",
            "years": list(spec.years),
            "rows_given": main.rows_given,
            "rows": main.rows,
            "pairs": main.pairs,
            "pairs_that_change": dict(zip(main.names, main.changing, strict=True)),
        },
        "published": _published(spec, main),
        "variants": {name: _logged(spec, name, effects) for name, effects in result.variants.items()},
        "limits": list(LIMITS),
        "data": vintages(TABLES, folder),
    }


def _numbering(folder: str | None) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    for numbering in ("kmean", "kmean_robust"):
        meaning = depth_of_clusters(numbering, folder)
        shown[numbering] = {
            depth: {"number": number, "mean_depth_index": significant(index, 4), "agreements": count}
            for number, (depth, index, count) in sorted(meaning.items(), key=lambda item: -item[1][1])
        }
    return shown


def _published(spec: AgreementSpecification, main: Effects) -> dict[str, Any]:
    distances = {}
    for depth in DEPTHS:
        ours, error = main.of(depth)
        distances[depth] = significant((ours - spec.published.values[depth]) / error, 3)  # noqa: PD011  no frame
    return {
        "values": dict(spec.published.values),
        "numbers": dict(spec.published.numbers),
        "source": spec.published.source,
        "ours_less_theirs_in_our_standard_errors": distances,
    }


def _logged(spec: AgreementSpecification, name: str, effects: Effects) -> dict[str, Any]:
    variant = next(v for v in spec.variants if v.id == name)
    asked = variant.model_dump(mode="json", exclude={"id"}, exclude_none=True, exclude_defaults=True)
    found = {n: [significant(v, 4) for v in effects.of(n)] for n in effects.names}
    return {**asked, "rows": effects.rows, "effects_with_standard_errors": found}


def summary(estimate: Mapping[str, Any], found: Table) -> Table:
    """Return effects, standard errors and published values of an estimate, and whether it equals what ships."""
    errors = np.sqrt(np.diag(np.array(estimate["covariance"])))
    published = estimate["published"]["values"]
    rows = [
        (n, b, float(e), f"{100 * np.expm1(b):+.0f} %", published.get(n))
        for n, b, e in zip(estimate["names"], estimate["coefficients"], errors, strict=True)
    ]
    logged = [
        f"{name}: "
        + ", ".join(f"{n} {b:.3f} ({e:.3f})" for n, (b, e) in v["effects_with_standard_errors"].items())
        for name, v in estimate["variants"].items()
    ]
    sample = estimate["sample"]
    title = f"{estimate['id']}: {sample['rows']:,} rows, {sample['pairs']:,} pairs, {sample['years'][0]}-{sample['years'][-1]}"
    columns = ("depth", "effect_on_log_trade", "standard_error", "effect_on_trade", "published_world_bank")
    return Table(columns, rows, title=title, notes=[*logged, *estimate["limits"], verdict(found)])
