"""Frequency of China's actions against its neighbours before and after 2012."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pato.estimate.fits import Refit, compared
from pato.estimate.pressure import as_estimate, summary
from pato.estimate.verdict import differing
from pato.files.estimates import as_text
from pato.table import Table


def run(folder: str | None = None) -> Refit:
    """Count again, and compare the figures with what ships."""
    estimate = as_estimate(folder)
    return Refit(estimate, as_text(estimate), summary(estimate), compared(estimate, differences))


def differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> Table:
    """Return a row for each part of the estimate that is not what ships."""
    rows = [
        (name, str(before.get(name)), str(value)) for name, value in now.items() if before.get(name) != value
    ]
    return differing("pressure", rows)
