"""Demand for defence with spill-ins from allies."""

from __future__ import annotations

from pato.estimate.burden import as_estimate, summary
from pato.estimate.fits import Refit, nothing_ships
from pato.estimate.risk import differences, to_json
from pato.files.estimates import find


def run(folder: str | None = None) -> Refit:
    """Fit the demand for defence with its variants, and compare it with what ships."""
    estimate = as_estimate(folder)
    before = find("burden")
    found = nothing_ships("burden") if before is None else differences(before, estimate)
    return Refit(estimate, to_json(estimate), summary(estimate), found)
