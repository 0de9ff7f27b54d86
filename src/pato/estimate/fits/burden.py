"""Demand for defence with spill-ins from allies."""

from __future__ import annotations

from pato.estimate.burden import as_estimate, summary
from pato.estimate.fits import Refit, compared
from pato.estimate.risk import differences, to_json


def run(folder: str | None = None) -> Refit:
    """Fit the demand for defence with its variants, and compare it with what ships."""
    estimate = as_estimate(folder)
    found = compared(estimate, differences)
    return Refit(estimate, to_json(estimate), summary(estimate), found)
