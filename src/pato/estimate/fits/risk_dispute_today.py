"""Dispute-level risk from data available for the present."""

from __future__ import annotations

from pato.estimate.fits import Refit, compared
from pato.estimate.risk import as_estimate, differences, fit_risk, summary, to_json


def run(folder: str | None = None) -> Refit:
    """Fit dispute-level risk with its variants and scores, and compare it with what ships."""
    estimate = as_estimate(fit_risk("risk_dispute_today", folder=folder), folder)
    found = compared(estimate, differences)
    return Refit(estimate, to_json(estimate), summary(estimate, found), found)
