"""Yearly changes of indices of democracy, and the yearly figures that standards over several years need."""

from __future__ import annotations

from pato.estimate.backsliding import fit_backsliding
from pato.estimate.backsliding_file import as_estimate, differences, summary
from pato.estimate.fits import Refit, compared
from pato.files.estimates import as_text


def run(folder: str | None = None) -> Refit:
    """Fit the changes of every measure with their scores, and compare them with what ships."""
    estimate = as_estimate(fit_backsliding(folder), folder)
    found = compared(estimate, differences)
    return Refit(estimate, as_text(estimate), summary(estimate, found), found)
