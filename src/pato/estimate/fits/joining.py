"""Joining a war on the target's side."""

from __future__ import annotations

from pato.estimate.fits import Refit, compared
from pato.estimate.joining import as_estimate, fit_joining
from pato.estimate.risk import differences, summary, to_json


def run(folder: str | None = None) -> Refit:
    """Repeat the choice of the sample, the fit, the scores and the variants, and compare the estimate with the shipped one."""
    estimate = as_estimate(fit_joining(folder=folder), folder)
    found = compared(estimate, differences)
    return Refit(estimate, to_json(estimate), summary(estimate, found), found)
