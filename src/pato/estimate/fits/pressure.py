"""Frequency of China's actions against its neighbours before and after 2012."""

from __future__ import annotations

from pato.estimate.fits import Refit, nothing_ships
from pato.estimate.pressure import as_estimate, summary
from pato.files.estimates import as_text, find
from pato.table import Table


def run(folder: str | None = None) -> Refit:
    """Count again, and compare the figures with what ships."""
    estimate = as_estimate(folder)
    before = find("pressure")
    if before is None:
        return Refit(estimate, as_text(estimate), summary(estimate), nothing_ships("pressure"))
    rows = [
        (name, str(before.get(name)), str(value))
        for name, value in estimate.items()
        if before.get(name) != value
    ]
    title = "Where the fit of 'pressure' differs from what ships"
    return Refit(
        estimate,
        as_text(estimate),
        summary(estimate),
        Table(("what", "shipped", "fitted now"), rows, title=title),
    )
