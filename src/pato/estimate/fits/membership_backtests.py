"""Past pacts and proposals in the model of memberships, with the data of their time."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from pato.estimate.fits import Refit, compared
from pato.estimate.membership_backtests.run import run as backtest
from pato.estimate.membership_backtests.tables import pacts_table
from pato.estimate.verdict import differing, verdict
from pato.files.estimates import as_text
from pato.table import Table

MODEL = "membership_backtests"


def run(folder: str | None = None) -> Refit:
    """Run every backtest of the specification again, and compare the results with what ships."""
    estimate = backtest(folder)
    found = compared(estimate, differences)
    shown = pacts_table(estimate)
    notes = (*shown.notes, *estimate["limits"], verdict(found, "to four digits; same data files"))
    return Refit(estimate, as_text(estimate), shown.replaced(notes=notes), found)


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Table:
    """Return a row for each value that differs: texts and counts at all, numbers by more than rounding to four digits."""
    old, new = dict(_leaves(before)), dict(_leaves(after))
    rows = [
        (place, old.get(place), new.get(place))
        for place in dict.fromkeys([*old, *new])
        if not _same(old.get(place), new.get(place))
    ]
    return differing(MODEL, rows)


def _same(one: Any, two: Any) -> bool:
    numbers = all(isinstance(v, int | float) and not isinstance(v, bool) for v in (one, two))
    return math.isclose(one, two, rel_tol=2e-3, abs_tol=1e-6) if numbers else one == two


def _leaves(values: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(values, Mapping):
        for key, value in values.items():
            yield from _leaves(value, f"{prefix}.{key}" if prefix else str(key))
    elif isinstance(values, list):
        for i, value in enumerate(values):
            yield from _leaves(value, f"{prefix}[{i}]")
    else:
        yield prefix, values
