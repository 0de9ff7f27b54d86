"""Positions of states in the General Assembly, and departures on single issues."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pato.estimate import risk
from pato.estimate.fits import Refit, compared
from pato.estimate.positions import as_estimate, summary
from pato.estimate.verdict import differing
from pato.table import Table


def run(folder: str | None = None) -> Refit:
    """Fit departures from ideal points, and compare them and the positions with what ships."""
    estimate = as_estimate(folder)
    return Refit(estimate, risk.to_json(estimate), summary(estimate), compared(estimate, differences))


def differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> Table:
    """Return a row for each parameter and each position that is not what ships."""
    moved = [
        (f"position of {code}", before["positions"].get(code), place)
        for code, place in now["positions"].items()
        if before["positions"].get(code) != place
    ]
    return differing("positions", [*risk.differences(before, now).rows, *moved])
