"""The estimate of war-level risk that ships: fit it, score it, write it, compare it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from pato.estimate.covariates import COVARIATES
from pato.estimate.derived import DERIVED, with_derived
from pato.estimate.logit import Estimate, Sample, fit, sample_of
from pato.estimate.panel import build_panel
from pato.estimate.specification import Dose, Drop, Specification, Windows, load_specification
from pato.estimate.validate import Scores, score
from pato.estimate.verdict import differing, verdict
from pato.estimate.vintages import changed, titled, vintages
from pato.kernels.digits import rounded, significant
from pato.table import Table

GROUPS = ("capability", "contiguity", "distance", "regime", "rivalry", "disputes", "pledges")
TABLES = titled(
    "cow_states",
    "cow_nmc",
    "cow_majors",
    "cow_contdir",
    "cow_capitals",
    "isard_cw_democracy_1816_2025",
    "polity5_1800_2018",
    "tss_rivalries",
    "gml_dirdisp",
    "atop51_directed_dyad_year_1815_2018",
)
WARHEADS = titled("nuclear_warheads_1945_2023", "country_codes")
"""Source columns of the panel's column ``nuclear``."""
_RULE_OF_THREE = 3.0
_DIGITS = 10
"""Significant digits that are written: more than any reader needs, fewer than linear algebra libraries disagree about."""

LIMITS = (
    "Few events for so many covariates: intervals are wide, and the choice of covariates is not in them.",
    "The effect of the dose was found after many specifications (exploratory); it is absent in 1816-1913.",
    "Fitted on politically relevant pairs (contiguous, or one a major power); it says nothing about others.",
    "Disputes end in 2010 and pledges in 2018: dispute history and portfolios are as of then, not of today.",
    "Selection into pledges is not modelled and its sign is not known: the dose of five years later goes with fewer wars almost as the dose does (pato evidence selection).",
)


@dataclass(frozen=True, slots=True)
class RiskFit:
    """Everything one run of the specification produced.

    Attributes
    ----------
    specification
        The specification.
    main
        The estimate that ships.
    sample
        The rows it was fitted on.
    variants
        Logged estimates by id.
    scores
        Of each set of windows.
    """

    specification: Specification
    main: Estimate
    sample: Sample
    variants: Mapping[str, Estimate]
    scores: Sequence[Scores]


def panel_for(specification: Specification, folder: str | None = None) -> pl.DataFrame:
    """Build the panel that a specification needs: its rows, all years that anything in it uses."""
    last = max([specification.years[1], *(w.last for w in specification.scores)])
    frame = build_panel(specification.unit, (1816, last), GROUPS, folder)
    columns = [t.column for t in specification.terms]
    if any(c in DERIVED for c in columns):
        frame = with_derived(frame, columns)
    return frame if specification.rows == "all" else frame.filter(pl.col(specification.rows) == 1)


def fit_risk(name: str, *, folder: str | None = None, everything: bool = True) -> RiskFit:
    """Fit a specification of risk, its variants and its windows.

    Parameters
    ----------
    name
        Of the specification.
    folder
        The data store.
    everything
        Also the variants and the scores.
    """
    spec = load_specification(name)
    frame = panel_for(spec, folder)
    sample = rows_of(spec, frame)
    main = fit(sample, ridge=spec.ridge, where=name)
    variants = dict(_variants(spec, frame)) if everything else {}
    scores = [_scored(spec, frame, windows) for windows in spec.scores] if everything else []
    return RiskFit(spec, main, sample, variants, scores)


def _variants(spec: Specification, frame: pl.DataFrame) -> Iterator[tuple[str, Estimate]]:
    for v in spec.variants:
        sample = rows_of(spec, frame, years=v.years, dose=v.dose, drop=v.drop, assume=v.assume)
        yield v.id, fit(sample, ridge=spec.ridge if v.ridge is None else v.ridge, where=v.id)


def _scored(spec: Specification, frame: pl.DataFrame, windows: Windows) -> Scores:
    sample = rows_of(spec, frame, years=(1816, windows.last), dose=windows.dose, assume=windows.assume)
    return score(sample, windows, ridge=spec.ridge)


def rows_of(
    spec: Specification,
    frame: pl.DataFrame,
    *,
    years: tuple[int, int] | None = None,
    dose: Dose = "split",
    drop: Drop = "nothing",
    assume: Mapping[str, float] | None = None,
) -> Sample:
    """Return the complete rows of a panel that a specification, or a variant of it, is fitted on."""
    chosen = frame.filter(pl.col("year").is_between(*(years or spec.years)))
    if drop == "continuing":
        chosen = chosen.filter(pl.col("dispute_continuing") != 1)
    elif drop == "ongoing_without_initiation":
        chosen = chosen.filter((pl.col("dispute_ongoing") != 1) | (pl.col("initiation") == 1))
    return sample_of(chosen, spec.outcome, spec.terms_of(dose), assume or {})


def as_estimate(result: RiskFit, folder: str | None = None) -> dict[str, Any]:
    """Return the plain values that are written as ``library/estimates/ID.json``."""
    spec, main = result.specification, result.main
    nuclear = any(t.column.startswith("nuclear") for t in spec.terms)
    terms = [
        {"name": t.name, "covariate": t.predictor, "transform": t.transform, "panel_column": t.column}
        for t in spec.terms
    ]
    formula = f"logit P({spec.outcome}) = " + " + ".join(["constant", *(t.name for t in spec.terms)])
    return {
        "format": 1,
        "id": spec.id,
        "basis": "estimate",
        "question": spec.question,
        "formula": formula,
        "names": list(main.names),
        "terms": terms,
        "covariates": {t.predictor: COVARIATES[t.predictor] for t in spec.terms},
        "coefficients": [significant(v, _DIGITS) for v in main.coefficients],
        "covariance": [[significant(v, _DIGITS) for v in row] for row in main.covariance],
        "covariance_kind": "dyadic-robust (Aronow, Samii and Assenova 2015), raised to the model's own covariance in every direction in which it "
        "is below it: with so few events the estimator is negative in some directions",
        "standard_errors_dyadic_robust": {n: _error(main.of(n)[1]) for n in main.names},
        "sample": {
            "unit": spec.unit,
            "rows_kept": spec.rows,
            "years": list(spec.years),
            "why_these_years": spec.why_these_years,
            "rows": main.rows,
            "events": main.events,
            "incomplete_rows_left_out": result.sample.incomplete[0],
            "events_among_them": result.sample.incomplete[1],
            "log_likelihood": significant(main.fit.log_likelihood, _DIGITS),
            "ridge_on_standardised_controls": spec.ridge,
        },
        "scores": [rounded(s.as_dict(), _DIGITS) for s in result.scores],
        "variants": {name: _logged(spec, name, estimate) for name, estimate in result.variants.items()},
        "limits": list(spec.limits or (*LIMITS, *_outside(result))),
        "data": vintages(TABLES | (WARHEADS if nuclear else {}), folder),
    }


def _outside(result: RiskFit) -> Iterator[str]:
    """Yield the sample's evidence on targets smaller than any that was attacked: number of rows, expected attacks, and a bound."""
    X, y, names = result.sample.X, result.sample.y, result.sample.names
    size = X[:, names.index("log_cinc_target")]
    smallest = float(np.exp(size[y == 1].min()))
    small = size < np.log(smallest / 2)
    if small.any():
        expected = float(result.main.fit.probabilities[small].sum())
        yield (
            f"No target with less than {significant(smallest, 2):g} of the world's capability was attacked. In {int(small.sum()):,} rows of targets with less than half of that {significant(expected, 2):g} "
            f"attacks are expected and none came: their risk is outside the data, at most {significant(_RULE_OF_THREE / int(small.sum()), 2):g} a year (95 %)."
        )


def _logged(spec: Specification, name: str, estimate: Estimate) -> dict[str, Any]:
    variant = next(v for v in spec.variants if v.id == name)
    asked = {
        k: v
        for k, v in variant.model_dump(mode="json", exclude={"id"}).items()
        if v not in (None, {}, "nothing")
    }
    doses = {n: [_error(v) for v in estimate.of(n)] for n in estimate.names if n.startswith("dose")}
    return {**asked, "rows": estimate.rows, "events": estimate.events, "doses_with_standard_errors": doses}


def to_json(estimate: Mapping[str, Any]) -> str:
    """Return an estimate as text: one coefficient's covariances a line, the same for the same values."""
    text = json.dumps({**estimate, "covariance": "@"}, indent=1, ensure_ascii=False)
    rows = ",\n  ".join(json.dumps(row) for row in estimate["covariance"])
    return text.replace('"@"', f"[\n  {rows}\n ]") + "\n"


def summary(estimate: Mapping[str, Any], found: Table) -> Table:
    """Return coefficients, standard errors and scores of an estimate, and whether it equals what ships."""
    errors = np.sqrt(np.diag(np.array(estimate["covariance"])))
    rows = [
        (n, b, float(e)) for n, b, e in zip(estimate["names"], estimate["coefficients"], errors, strict=True)
    ]
    sample = estimate["sample"]
    scored = [
        f"{s['id']}: AUC {s['auc']:.3f}, {s['events']} events, {s['expected_events']:.0f} expected, calibration slope "
        f"{s['calibration_slope']:.2f} (s.e. {s['calibration_slope_se']:.2f})"
        for s in estimate["scores"]
    ]
    title = f"{estimate['id']}: {sample['rows']:,} rows, {sample['events']} events, {sample['years'][0]}-{sample['years'][1]}"
    return Table(
        ("coefficient", "estimate", "standard error"),
        rows,
        title=title,
        notes=[*scored, *estimate["limits"], verdict(found)],
    )


def differences(shipped: Mapping[str, Any], fitted: Mapping[str, Any], *, relative: float = 1e-6) -> Table:
    """Compare a new fit with a shipped one: a row for each number that differs by more than a tolerance."""
    rows: list[tuple[str, Any, Any]] = [
        (key, str(shipped[key]), str(fitted[key]))
        for key in ("names", "formula")
        if shipped[key] != fitted[key]
    ]
    old, new = shipped["sample"], fitted["sample"]
    counts = [key for key in ("rows", "events") if key in new]
    rows += [(key, old.get(key), new[key]) for key in counts if old.get(key) != new[key]]
    rows += changed(shipped, fitted)
    if shipped["names"] == fitted["names"]:
        rows += _numbers(shipped, fitted, relative)
    return differing(fitted["id"], rows)


def _numbers(
    shipped: Mapping[str, Any], fitted: Mapping[str, Any], relative: float
) -> Iterator[tuple[str, Any, Any]]:
    names = fitted["names"]
    old_b, new_b = np.array(shipped["coefficients"]), np.array(fitted["coefficients"])
    old_v, new_v = np.array(shipped["covariance"]), np.array(fitted["covariance"])
    for i in np.flatnonzero(~np.isclose(old_b, new_b, rtol=relative, atol=0)):
        yield f"coefficient {names[i]}", float(old_b[i]), float(new_b[i])
    # a covariance near zero is measured against the two standard errors it belongs to
    size = np.sqrt(np.outer(np.diag(new_v), np.diag(new_v)))
    for i, j in np.argwhere(np.abs(old_v - new_v) > relative * np.maximum(np.abs(new_v), size)):
        if i <= j:
            yield f"covariance {names[i]}, {names[j]}", float(old_v[i, j]), float(new_v[i, j])


def _error(value: float) -> float | None:
    """Return a standard error in stored form; None where the estimator has none (a negative variance)."""
    return None if np.isnan(value) else significant(value, 4)
