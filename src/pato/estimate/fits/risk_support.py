"""War-level risk on the support that targets can expect."""

from __future__ import annotations

from pato.estimate.expected_support import as_plain, fit_support
from pato.estimate.fits import Refit, nothing_ships
from pato.estimate.risk import differences, summary, to_json
from pato.files.estimates import find

MODEL = "risk_support"


def run(folder: str | None = None) -> Refit:
    """Fit with draws of the joining model, bootstrap, variants and scores, and compare the estimate with what ships."""
    estimate = as_plain(fit_support(folder=folder), folder)
    before = find(MODEL)
    found = nothing_ships(MODEL) if before is None else differences(before, estimate)
    return Refit(estimate, to_json(estimate), summary(estimate, found), found)
