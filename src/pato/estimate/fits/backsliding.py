"""Yearly changes of indices of democracy, and the yearly figures that standards over several years need."""

from __future__ import annotations

from pato.estimate.backsliding import fit_backsliding
from pato.estimate.backsliding_file import as_estimate, differences, summary, text
from pato.estimate.fits import Refit, nothing_ships
from pato.files.estimates import find


def run(folder: str | None = None) -> Refit:
    """Fit the changes of every measure with their scores, and compare them with what ships."""
    estimate = as_estimate(fit_backsliding(folder), folder)
    before = find("backsliding")
    found = nothing_ships("backsliding") if before is None else differences(before, estimate)
    return Refit(estimate, text(estimate), summary(estimate, found), found)
