"""Dispute-level risk from data available for the present."""

from __future__ import annotations

from pato.estimate.fits import Refit, nothing_ships
from pato.estimate.risk import as_estimate, differences, fit_risk, summary, to_json
from pato.files.estimates import find

MODEL = "risk_dispute_today"


def run(folder: str | None = None) -> Refit:
    """Fit dispute-level risk with its variants and scores, and compare it with what ships."""
    estimate = as_estimate(fit_risk(MODEL, folder=folder), folder)
    before = find(MODEL)
    found = nothing_ships(MODEL) if before is None else differences(before, estimate)
    return Refit(estimate, to_json(estimate), summary(estimate, found), found)
