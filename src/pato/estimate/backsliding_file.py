"""The estimate of backsliding as a file: write it, compare it with the shipped one; and the accompanying yearly data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import polars as pl

from pato.estimate.backsliding import STATES, BackslidingFit, BackslidingSpecification, Measure, specification
from pato.estimate.verdict import differing, verdict
from pato.estimate.vintages import changed
from pato.kernels.digits import rounded, significant
from pato.kernels.yearly_change import names
from pato.models.accession.history import NOTICE
from pato.table import Table
from pato.world import load as load_world
from pato.world.sources import store

_DIGITS = 8
_WITHIN = "to a thousandth of a standard error; same data files"
LIMITS = (
    "A model of changes of published figures: what V-Dem's coders will say, and V-Dem revises its past. Its own error of measurement comes on top and is added where eligibility is computed.",
    "Nothing causes anything here: no economy, no party, no election, no membership. That membership preserves democracy is not identified by it.",
    "Changes of different states in one year are drawn independently; world-wide tides (1990, and the decline after 2012) are not in it, so joint results of several states are not given.",
    "It knew nothing of the decline after 2012: ten years on, 67 % of democracies lay inside the intervals of 90 % of 2013, and a normal walk scored better. Where eligibility is computed an assumed tide widens the intervals.",
    "Regions shift the odds of rises and falls only a little (normal prior); North America is two states.",
    "Changes are small and many because V-Dem codes many years alike; before about 2005 years were coded together, which makes stillness look greater than it is.",
    "Covariances are robust to dependence within a state over time; the choice of the mixture is not in them.",
)


def as_estimate(result: BackslidingFit, folder: str | None = None) -> dict[str, Any]:
    """Return the plain values that are written as ``library/estimates/backsliding.json``."""
    spec = result.specification
    tables = sorted({m.table for m in spec.measures})
    return {
        "format": 1,
        "id": spec.id,
        "basis": "estimate",
        "question": spec.question,
        "formula": "change ~ odds(still, ordinary, rise, fall | level, last change, region): normal, normal, exponential up, exponential down; published to three decimals",
        "regions": list(result.regions),
        "region_of": {s: result.region_of[s] for s in load_world().states if s in result.region_of},
        "region_prior_sd": spec.region_sd,
        "covariance_kind": "sandwich, gradients summed within states; penalised where there is a prior",
        "measures": {m.name: _as_measure(spec, m, result) for m in spec.measures},
        "together": {
            "measures": [m.name for m in spec.measures],
            "correlation": [[significant(v, 6) for v in row] for row in result.correlation],
            "what": "of the normal scores of changes of one state in one year",
        },
        "limits": list(LIMITS),
        "licence": "estimated from V-Dem (CC BY-SA 4.0): Coppedge, M. and others (2025), V-Dem Country-Year Dataset v15",
        "data": {t: {"sha256": store.checksum(t, folder=folder)} for t in (*tables, STATES)},
    }


def _as_measure(spec: BackslidingSpecification, measure: Measure, result: BackslidingFit) -> dict[str, Any]:
    main = result.main[measure.name]
    errors = np.sqrt(np.diag(main.covariance))
    labels = names(result.regions)
    return {
        "table": measure.table,
        "names": list(labels),
        "coefficients": [significant(v, _DIGITS) for v in main.theta],
        "standard_errors": {n: significant(v, 4) for n, v in zip(labels, errors, strict=True)},
        "covariance": [[significant(v, _DIGITS) for v in row] for row in main.covariance],
        "sample": {
            "years": [spec.first, measure.last],
            "rows": main.rows,
            "states": main.states,
            "log_likelihood": significant(main.log_likelihood, _DIGITS),
        },
        "fitted_for_scores": {
            str(origin): {
                "years": [spec.first, origin],
                "rows": f.rows,
                "coefficients": [significant(v, _DIGITS) for v in f.theta],
            }
            for origin, f in result.training[measure.name].items()
        },
        "scores": rounded(result.scores[measure.name], 4),
    }


def summary(estimate: Mapping[str, Any], found: Table) -> Table:
    """Return the scores of the shipped window, and whether the fit is what ships."""
    columns = (
        "measure", "origin", "horizon", "states", "group", "crps", "crps_persistence", "crps_normal_walk",
        "pinball_90", "pinball_90_normal_walk", "inside_50", "inside_90", "normal_inside_50", "normal_inside_90",
        "tide_inside_50", "tide_inside_90",
    )  # fmt: skip
    rows = [
        tuple(row.get(c) if c != "measure" else name for c in columns)
        for name, body in estimate["measures"].items()
        for row in body["scores"]
    ]
    sizes = [
        f"{name}: {body['sample']['rows']} changes of {body['sample']['states']} states, {body['sample']['years'][0]}-{body['sample']['years'][1]}."
        for name, body in estimate["measures"].items()
    ]
    return Table(
        columns,
        rows,
        title=str(estimate["question"]),
        notes=[*sizes, *estimate["limits"], estimate["licence"], verdict(found, _WITHIN)],
    )


def differences(shipped: Mapping[str, Any], fitted: Mapping[str, Any], *, tolerance: float = 1e-3) -> Table:
    """Return a row for each number that differs from what ships.

    Coefficients may differ by a thousandth of their standard error, covariances by as much of the two that they belong
    to: the likelihood is flat at that scale, and linear algebra libraries disagree there.
    """
    rows = changed(shipped, fitted)
    for key in ("regions", "region_of"):
        if shipped[key] != fitted[key]:
            rows.append((key, "", "differs"))
    for name, new in fitted["measures"].items():
        old = shipped["measures"].get(name)
        if old is None or old["names"] != new["names"]:
            rows.append((name, None, "new"))
            continue
        rows += _numbers(name, old, new, tolerance)
    close = np.allclose(shipped["together"]["correlation"], fitted["together"]["correlation"], atol=tolerance)
    if not close:
        rows.append(("correlation", "", "differs"))
    return differing("backsliding", rows)


def _numbers(
    name: str, old: Mapping[str, Any], new: Mapping[str, Any], tolerance: float
) -> Iterator[tuple[str, Any, Any]]:
    if old["sample"]["rows"] != new["sample"]["rows"]:
        yield f"{name}, rows", old["sample"]["rows"], new["sample"]["rows"]
    b = [np.array(e["coefficients"]) for e in (old, new)]
    V = [np.array(e["covariance"]) for e in (old, new)]
    errors = np.sqrt(np.diag(V[1]))
    for i in np.flatnonzero(np.abs(b[0] - b[1]) > tolerance * errors):
        yield f"{name}, {new['names'][i]}", float(b[0][i]), float(b[1][i])
    for i, j in np.argwhere(np.abs(V[0] - V[1]) > tolerance * np.outer(errors, errors)):
        if i <= j:
            yield (
                f"{name}, covariance of {new['names'][i]} and {new['names'][j]}",
                float(V[0][i, j]),
                float(V[1][i, j]),
            )


def history(folder: str | None = None) -> str:
    """Return the text of ``models/accession/history.csv``: the yearly figures that standards over several years need."""
    spec = specification()
    states = list(load_world().states)
    lines = [NOTICE, "state,measure,year,value,low,high"]
    for measure in spec.measures:
        intervals = [f"{measure.name}_{end}" for end in ("codelow", "codehigh")]
        frame = store.read(measure.table, folder=folder)
        columns = [c for c in intervals if c in frame.columns]
        chosen = frame.filter(
            pl.col("country_text_id").is_in(states)
            & pl.col("year").is_between(spec.history.first, measure.last)
            & pl.col(measure.name).is_not_null()
        )
        for row in (
            chosen.sort("country_text_id", "year")
            .select("country_text_id", "year", measure.name, *columns)
            .iter_rows()
        ):
            cells = [f"{v:.3f}".rstrip("0").rstrip(".") for v in row[2:]] + [""] * (2 - len(columns))
            lines.append(f"{row[0]},{measure.name},{int(row[1])},{','.join(cells)}")
    return "\n".join(lines) + "\n"
