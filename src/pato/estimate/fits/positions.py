"""Positions of states in the General Assembly, and departures on single issues."""

from __future__ import annotations

from pato.estimate.fits import Refit, nothing_ships
from pato.estimate.positions import as_estimate, summary
from pato.estimate.risk import differences, to_json
from pato.files.estimates import find
from pato.table import Table


def run(folder: str | None = None) -> Refit:
    """Fit departures from ideal points, and compare them and the positions with what ships."""
    estimate = as_estimate(folder)
    before = find("positions")
    found = nothing_ships("positions") if before is None else differences(before, estimate)
    if before is not None:
        moved = [
            (f"position of {code}", before["positions"].get(code), place)
            for code, place in estimate["positions"].items()
            if before["positions"].get(code) != place
        ]
        found = Table(found.columns, [*found.rows, *moved], title=found.title)
    return Refit(estimate, to_json(estimate), summary(estimate), found)
