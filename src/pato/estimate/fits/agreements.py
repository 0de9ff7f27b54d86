"""Effects of trade agreements by depth."""

from __future__ import annotations

from pato.estimate.agreements import as_estimate, fit_agreements, summary
from pato.estimate.fits import Refit, compared
from pato.estimate.risk import differences, to_json


def run(folder: str | None = None) -> Refit:
    """Fit the effects of agreements with all variants, and compare them with what ships."""
    estimate = as_estimate(fit_agreements(folder=folder), folder)
    found = compared(estimate, differences)
    return Refit(estimate, to_json(estimate), summary(estimate, found), found)
