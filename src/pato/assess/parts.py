"""Contributions to totals: the member that changes most is shown with each total."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, Protocol

import numpy as np
import xarray as xr

from pato.assess.large import within
from pato.assess.metrics import Metric
from pato.assess.metrics.base import label_dim
from pato.assess.strata import POOLED, Stratum
from pato.assess.study import Resolved
from pato.futures import weighted_quantile
from pato.futures.dims import ARCHITECTURE, FUTURE
from pato.table import Table

LARGEST = "largest_change"
"""Name of the table."""
_LEAST = 0.01
"""Smaller shares are not named."""
COLUMNS = (
    "metric",
    "architecture",
    "theory",
    "state",
    "median before",
    "median",
    "its change",
    "change of all",
)


class Compared(Protocol):
    """Protocol of a comparison, implemented by `pato.assess.compare.Comparison`."""

    @property
    def study(self) -> Resolved:
        """The resolved study."""

    @property
    def values(self) -> Mapping[str, xr.DataArray]:
        """The values of metrics."""

    def strata_of(self, metric: Metric) -> tuple[Stratum, ...]:
        """Return the runs over which a metric is summarised."""

    def meta(self) -> dict[str, Any]:
        """Return the metadata that accompanies results."""


class Part(NamedTuple):
    """The member that changes most under one architecture and assumption.

    Attributes
    ----------
    before, after
        Its medians under the first architecture and this one, in the metric's unit.
    change, whole
        Medians of the relative change within each run: of the member, and of all members together.
    """

    metric: str
    architecture: str
    theory: str
    state: str
    before: float
    after: float
    change: float
    whole: float


def parts(comparison: Compared) -> Iterator[Part]:
    """Yield the member that changes most for each total, architecture and assumption; nothing if no member changes."""
    for metric in comparison.study.metrics:
        if metric.parts in comparison.values and metric.id in comparison.values:
            yield from _of_metric(comparison, metric)


def _of_metric(comparison: Compared, metric: Metric) -> Iterator[Part]:
    by_state, whole = comparison.values[metric.parts], comparison.values[metric.id]
    dim = label_dim(by_state)
    if dim is None or FUTURE not in by_state.dims:
        return
    members = [s for s in comparison.study.members if s in by_state[dim].values]
    if not members:
        return
    figures = by_state.sel({dim: members}).transpose(ARCHITECTURE, dim, FUTURE).values
    total = whole.transpose(ARCHITECTURE, FUTURE).values
    strata = within(comparison.strata_of(metric), figures.shape[-1])
    for a, label in enumerate(by_state[ARCHITECTURE].values):
        for stratum in strata if a else ():
            if found := _largest(figures[[0, a]], total[[0, a]], stratum, members):
                yield Part(metric.id, str(label), stratum.label, *found)


def _largest(
    figures: np.ndarray, total: np.ndarray, stratum: Stratum, members: list[str]
) -> tuple[str, float, float, float, float] | None:
    """Return the member with the largest median change in the metric's unit, as a `Part`."""
    here = figures[:, :, stratum.futures]
    moved = [_median(row, stratum) for row in here[1] - here[0]]
    most = int(np.argmax(np.abs(moved)))
    if moved[most] == 0:
        return None
    before, after = here[0, most], here[1, most]
    all_before, all_after = total[0, stratum.futures], total[1, stratum.futures]
    return (
        members[most],
        _median(before, stratum),
        _median(after, stratum),
        _median(_change(before, after), stratum),
        _median(_change(all_before, all_after), stratum),
    )


def shares(comparison: Compared) -> Iterator[str]:
    """Yield the composition of expected attacks on members under the first architecture, in one sentence."""
    name = "war_initiations_by_target"
    if name not in comparison.values or not comparison.study.members:
        return
    values = comparison.values[name].isel({ARCHITECTURE: 0})
    members = [m for m in comparison.study.members if m in values["target"].values]
    here = values.sel(target=members)
    found = (here / here.sum("target")).median(FUTURE).to_series().sort_values(ascending=False)
    told = ", ".join(f"{state} {share:.0%}" for state, share in found.items() if share >= _LEAST)
    yield f"Attacks on members by named rivals under {comparison.study.labels[0]}, by member (median share): {told}."


def _median(values: np.ndarray, stratum: Stratum) -> float:
    return float(weighted_quantile(values, (0.5,), stratum.weight)[0])


def _change(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Return changes relative to the initial size; 0 where nothing changes, infinite from zero."""
    moved, size = after - before, np.abs(before)
    from_nothing = np.where(moved > 0, np.inf, np.where(moved < 0, -np.inf, 0.0))
    return np.asarray(np.divide(moved, size, out=from_nothing, where=size > 0))


def parts_table(comparison: Compared) -> Table:
    """Return the member that changes most in each total over members; no rows if no member changes."""
    labels = {m.id: m.label for m in comparison.study.metrics}
    rows = [
        (labels[p.metric], p.architecture, p.theory, p.state, p.before, p.after, *map(_percent, (p.change, p.whole)))
        for p in parts(comparison)
        if p.theory != POOLED
    ]  # fmt: skip
    base = comparison.study.labels[0]
    notes = (
        f"The member whose figure changes most from {base}, and the change for all members together: a total can hide it.",
    )
    title = "Largest change of one member"
    return Table(COLUMNS, rows, title=title, notes=notes, meta=comparison.meta(), group=1)


def _percent(share: float) -> str:
    return f"{share:+.0%}" if np.isfinite(share) else "from nothing"
