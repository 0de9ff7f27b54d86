"""Observed record between the states of the snapshot, shown with expected numbers."""

from __future__ import annotations

from pato.estimate.fits import Refit, compared
from pato.estimate.observed_record import as_estimate, differences, summary
from pato.files.estimates import as_text
from pato.models.rivals import PACIFIC


def run(folder: str | None = None) -> Refit:
    """Count again, and compare with what ships."""
    estimate = as_estimate(folder)
    found = compared(estimate, differences)
    return Refit(estimate, as_text(estimate), summary(estimate, PACIFIC, found), found)
