"""Correlation among a target's allies in joining a war."""

from __future__ import annotations

from pato.estimate.fits import Refit, nothing_ships
from pato.estimate.reliability import as_estimate, fit_reliability
from pato.estimate.risk import to_json
from pato.files.estimates import find
from pato.table import Table

MODEL = "reliability"
_TOLERANCE = 1e-4


def run(folder: str | None = None) -> Refit:
    """Fit the effect that a war's defenders share, and compare it with what ships."""
    estimate = as_estimate(fit_reliability(folder), folder)
    before = find(MODEL)
    title = f"Where the fit of '{MODEL}' differs from what ships"
    if before is None:
        found = nothing_ships(MODEL)
    else:
        pairs = zip(estimate["names"], before["coefficients"], estimate["coefficients"], strict=True)
        rows = [(n, old, new) for n, old, new in pairs if abs(old - new) > _TOLERANCE]
        rows += [
            (k, before["sample"][k], v) for k, v in estimate["sample"].items() if before["sample"][k] != v
        ]
        found = Table(("what", "shipped", "fitted now"), rows, title=title)
    errors = [row[i] ** 0.5 for i, row in enumerate(estimate["covariance"])]
    shown = Table(
        ("parameter", "estimate", "standard error"),
        list(zip(estimate["names"], estimate["coefficients"], errors, strict=True)),
        title=f"{MODEL}: {estimate['sample']['rows']} allies in {estimate['sample']['wars']} wars",
        notes=estimate["limits"],
    )
    return Refit(estimate, to_json(estimate), shown, found)
