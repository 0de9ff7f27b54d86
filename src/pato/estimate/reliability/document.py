"""Content of ``library/estimates/reliability.json``."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from pato.estimate.joining.document import TABLES
from pato.estimate.reliability.fit import NAMES, ReliabilityFit
from pato.estimate.vintages import vintages
from pato.kernels.digits import rounded
from pato.kernels.shared_effect import any_of_group, marginal

LIMITS = (
    "Only wars are seen in which a pact had not deterred; which pacts those are is not known to be chance.",
    "Twenty wars: a spread of one and one of three are both compatible with them.",
    "An ally counts once a war, whatever it sent; a battle group and an army are both a join.",
    "No war after 1945 shows a pact of democracies called upon by the attack of a great power on a member's home territory.",
)
_DIGITS = 6


def as_estimate(result: ReliabilityFit, folder: str | None = None) -> dict[str, Any]:
    """Return the plain values that are written."""
    spec, fit, frame = result.specification, result.fit, result.frame
    spread = np.exp(fit.parameters[2] + np.sqrt(fit.covariance[2, 2]) * np.array([0.0, -1.644854, 1.644854]))
    found: dict[str, Any] = {
        "format": 1,
        "id": spec.id,
        "basis": "estimate",
        "question": spec.question,
        "formula": "log-odds(a state fights | war) = a + b log-odds(estimate joining) + e, e normal with spread exp(log_spread), the same for all who might fight in a war; fitted on allies",
        "names": list(NAMES),
        "coefficients": [float(v) for v in fit.parameters],
        "covariance": [[float(v) for v in row] for row in fit.covariance],
        "covariance_kind": "inverse curvature of the log posterior at its maximum",
        "spread": [float(v) for v in spread],
        "sample": {
            "unit": "ally pledged to defend the target x dispute that reached war",
            "years": [int(frame["year"].min()), int(frame["year"].max())],  # type: ignore[arg-type]
            "rows": frame.height,
            "events": int(frame["joins"].sum()),
            "wars": frame["dispute"].n_unique(),
        },
        "scores": {
            "auc": result.scores.auc,
            "brier": result.scores.brier,
            "brier_of_the_share": result.scores.brier_of_the_share,
            "expected_to_observed": result.scores.expected_to_observed,
            "expected_to_observed_interval": list(result.scores.interval),
        },
        "by_kind": _by_kind(result),
        "any_ally": _any(result),
        "everybody": _everybody(result),
        "own_record": _own(result),
        "published": [r.model_dump(exclude_none=True) for r in spec.published],
        "limits": list(LIMITS),
        "data": vintages(TABLES, folder),
    }
    plain: dict[str, Any] = rounded(found, _DIGITS)
    return plain


def _by_kind(result: ReliabilityFit) -> list[dict[str, Any]]:
    """Return joins observed and expected by kind of ally: by the estimate of joining, and with the shared effect."""
    near = (pl.col("near_target") == 1) | (pl.col("land_challenger") == 1)
    major = pl.col("major") == 1
    both = result.frame.with_columns(
        q=pl.Series(marginal(result.fit.parameters, result.log_odds, result.specification.nodes))
    )
    kinds = {"major power": major, "near": near & ~major, "far": ~near & ~major}
    return [
        {"kind": kind, "allies": rows.height, "joined": int(rows["joins"].sum()), "expected": float(rows["p"].sum()), "with_shared_effect": float(rows["q"].sum())}
        for kind, rows in ((kind, both.filter(rule)) for kind, rule in kinds.items())
    ]  # fmt: skip


def _any(result: ReliabilityFit) -> dict[str, Any]:
    """Return in how many wars some ally fought: observed, expected if allies decide alone, and with what they share."""
    x, war = result.log_odds, result.war
    alone = np.ones(int(war.max()) + 1)
    np.multiply.at(alone, war, 1 - result.frame["p"].to_numpy())
    joined = np.zeros(len(alone))
    np.maximum.at(joined, war, result.frame["joins"].to_numpy())
    shared = any_of_group(result.fit.parameters, x, war, result.specification.nodes)
    return {
        "wars": len(alone),
        "observed": int(joined.sum()),
        "expected_alone": float((1 - alone).sum()),
        "expected_shared": float(shared.sum()),
    }


def _everybody(result: ReliabilityFit) -> dict[str, Any]:
    """Return the same fit on all third parties, and what the estimate of allies expects of those without a pact."""
    found = result.everybody
    return {
        "rows": found.rows,
        "joined": found.joined,
        "coefficients": [float(v) for v in found.fit.parameters],
        "standard_errors": [float(v) for v in np.sqrt(np.diag(found.fit.covariance))],
        "spread": float(np.exp(found.fit.parameters[2])),
        "wars": found.wars,
        "wars_in_which_somebody_joined": found.observed,
        "expected_alone": found.expected_alone,
        "expected_shared": found.expected_shared,
        "others_joined": found.others_joined,
        "others_expected_by_allies_estimate": found.others_expected,
    }


def _own(result: ReliabilityFit) -> list[dict[str, Any]]:
    """Return the record of some states as allies of targets."""
    out = []
    for code in result.specification.told:
        rows = result.frame.filter(pl.col("state") == code)
        out.append(
            {
                "cow": code,
                "wars": rows.height,
                "joined": int(rows["joins"].sum()),
                "years": [int(y) for y in rows["year"]],
            }
        )
    return out
