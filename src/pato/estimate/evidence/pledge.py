"""The effect of pledged capability on disputes and wars, in every specification, for every outcome and dose."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import polars as pl

from pato.estimate.evidence.specification import Pledge, PledgeModel
from pato.estimate.fitting import design
from pato.kernels.arrays import FloatArray
from pato.kernels.covariance import dyadic_robust
from pato.kernels.fixed_effects import fit_group_logit
from pato.kernels.logit import FitStatus, fit_logit

REGIONS = {
    "Americas": (1, 199),
    "Europe": (200, 399),
    "Africa": (400, 599),
    "Middle East": (600, 699),
    "Asia and Oceania": (700, 999),
}
"""COW's numbering of states by region."""
_LEAD = "_lead"


def pledge_estimates(
    spec: Pledge, frame: pl.DataFrame, tell: Callable[[str], None] = lambda _: None
) -> Iterator[dict[str, Any]]:
    """Yield one record per specification, outcome and dose: coefficients with dyadic-robust standard errors, or the reason why there are none.

    Parameters
    ----------
    spec
        The specification.
    frame
        All directed dyad-years of the pairs concerned.
    tell
        Called with a line on the current step.
    """
    frame = frame.filter((pl.col(spec.rows) == 1) & pl.col("year").is_between(*spec.years))
    columns = list(dict.fromkeys(c for doses in spec.doses.values() for c in doses))
    for model in spec.specifications:
        tell(f"pledges: {model.label}")
        for outcome, column in spec.outcomes.items():
            rows = _at_risk(frame, spec.going_on(outcome), column)
            rows = _with_lead(rows, columns, model.lead) if model.lead else rows
            rows = rows.filter(pl.col("year").is_between(*(model.years or spec.years)))
            used = _informative(rows, column) if model.by_pair else rows
            X, names = _controls(spec, model, used)
            y = used[column].cast(pl.Float64).to_numpy()
            for dose, doses in spec.doses.items():
                D = np.stack([used[c].cast(pl.Float64).to_numpy() for c in _dosed(doses, model)], axis=1)
                found = _fitted(model, used, D, X, y, spec.ridge)
                what = {"specification": model.id, "label": model.label, "outcome": outcome, "dose": dose}
                yield what | {"controls": names} | _record(found, doses)


def _at_risk(frame: pl.DataFrame, going_on: str, outcome: str) -> pl.DataFrame:
    """Return the rows in which the outcome is known and is not already under way."""
    return frame.filter((pl.col(going_on) == 0) & pl.col(outcome).is_not_null())


def _informative(rows: pl.DataFrame, outcome: str) -> pl.DataFrame:
    """Return the rows of pairs and decades with an event: others are uninformative if each has its own intercept."""
    for group in ([pl.col("year") // 10], ["ccode1", "ccode2"], [pl.col("year") // 10]):
        rows = rows.filter((pl.col(outcome).max() == 1).over(group))
    return rows


def _dosed(doses: tuple[str, ...], model: PledgeModel) -> list[str]:
    return [*doses, *(f"{d}{_LEAD}" for d in doses if model.lead)]


def _with_lead(frame: pl.DataFrame, columns: list[str], years: int) -> pl.DataFrame:
    """Return the rows whose pair is still in the panel some years on, with its doses then."""
    later = frame.select(
        "ccode1",
        "ccode2",
        (pl.col("year") - years).alias("year"),
        *(pl.col(c).alias(f"{c}{_LEAD}") for c in columns),
    )
    return frame.join(later, on=["ccode1", "ccode2", "year"], how="inner", maintain_order="left")


def _controls(spec: Pledge, model: PledgeModel, rows: pl.DataFrame) -> tuple[FloatArray, list[str]]:
    terms = spec.terms(model)
    columns, names = list(design(rows, terms, spec.assume).T[1:]), [t.name for t in terms]
    if "region" in model.effects:
        code = rows["ccode2"].to_numpy()
        for region, (first, last) in list(REGIONS.items())[1:]:
            columns.append(((code >= first) & (code <= last)).astype(float))
            names.append(f"target in {region}")
    if "decade" in model.effects:
        decade = rows["year"].to_numpy() // 10 * 10
        for each in np.unique(decade)[1:]:
            columns.append((decade == each).astype(float))
            names.append(f"{each}s")
    return np.stack(columns, axis=1), names


def _fitted(
    model: PledgeModel, rows: pl.DataFrame, D: FloatArray, X: FloatArray, y: FloatArray, ridge: float
) -> dict[str, Any]:
    one, two = (rows[c].cast(pl.Int64).to_numpy() for c in ("ccode1", "ccode2"))
    doses = D.shape[1]
    if model.by_pair:
        pairs = one * 1000 + two
        group = fit_group_logit(np.concatenate([D, X], axis=1), y, pairs)
        used = group.rows
        status, b, bread, scores = group.status, group.coefficients, group.bread, group.scores
        one, two, events = one[used], two[used], int(y[used].sum())
        first = 0
    else:
        design = np.concatenate([np.ones((len(y), 1)), D, X], axis=1)
        shrunk = np.array([False] * (1 + doses) + [True] * X.shape[1])
        fit = fit_logit(design, y, ridge=ridge, penalised=shrunk)
        status, b, bread, scores = fit.status, fit.coefficients, fit.bread, fit.scores
        events, first = int(y.sum()), 1
    if status is not FitStatus.CONVERGED:
        return {"status": str(status), "rows": len(one), "events": events}
    variance = np.diag(dyadic_robust(bread, scores, one, two))[first : first + doses]
    model_based = np.diag(bread)[first : first + doses]
    return {
        "status": str(status), "rows": len(one), "events": events, "b": b[first : first + doses],
        "se": [float(v**0.5) if v > 0 else None for v in variance], "model_se": np.sqrt(model_based),
    }  # fmt: skip


def _record(found: dict[str, Any], doses: tuple[str, ...]) -> dict[str, Any]:
    record = {key: found[key] for key in ("status", "rows", "events")}
    if "b" not in found:
        return record | {"coefficients": {}}
    names = [d.removeprefix("target_").removesuffix("_lag1") for d in doses]
    names += [f"{n}_five_years_on" for n in names[: len(found["b"]) - len(doses)]]
    values = zip(names, found["b"], found["se"], found["model_se"], strict=True)
    return record | {
        "coefficients": {n: {"estimate": float(b), "se": s, "model_se": float(m)} for n, b, s, m in values}
    }
