"""Correlation among a target's allies in joining a war."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pato.estimate.fits import Refit, compared
from pato.estimate.reliability import as_estimate, fit_reliability
from pato.estimate.risk import to_json
from pato.estimate.verdict import differing
from pato.table import Table

MODEL = "reliability"
_TOLERANCE = 1e-4


def run(folder: str | None = None) -> Refit:
    """Fit the effect that a war's defenders share, and compare it with what ships."""
    estimate = as_estimate(fit_reliability(folder), folder)
    errors = [row[i] ** 0.5 for i, row in enumerate(estimate["covariance"])]
    shown = Table(
        ("parameter", "estimate", "standard error"),
        list(zip(estimate["names"], estimate["coefficients"], errors, strict=True)),
        title=f"{MODEL}: {estimate['sample']['rows']} allies in {estimate['sample']['wars']} wars",
        notes=estimate["limits"],
    )
    return Refit(estimate, to_json(estimate), shown, compared(estimate, differences))


def differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> Table:
    """Return a row for each parameter that moved by more than a ten-thousandth, and for each count that is another."""
    pairs = zip(now["names"], before["coefficients"], now["coefficients"], strict=True)
    rows = [(n, old, new) for n, old, new in pairs if abs(old - new) > _TOLERANCE]
    rows += [(k, before["sample"][k], v) for k, v in now["sample"].items() if before["sample"][k] != v]
    return differing(MODEL, rows)
