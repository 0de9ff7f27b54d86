"""War-level risk on the support that targets can expect."""

from __future__ import annotations

from pato.estimate.expected_support import as_plain, fit_support
from pato.estimate.fits import Refit, compared
from pato.estimate.risk import differences, summary, to_json


def run(folder: str | None = None) -> Refit:
    """Fit with draws of the joining model, bootstrap, variants and scores, and compare the estimate with what ships."""
    estimate = as_plain(fit_support(folder=folder), folder)
    found = compared(estimate, differences)
    return Refit(estimate, to_json(estimate), summary(estimate, found), found)
