"""Changes of a design against the baseline in the same runs: the measure shown by figures, cards and verdicts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr

from pato.assess.compare import Comparison
from pato.assess.large import within
from pato.assess.metrics import Metric
from pato.assess.metrics.base import label_dim
from pato.assess.no_difference import beats, width_of
from pato.assess.strata import ANY, POOLED, Stratum
from pato.futures import weighted_share
from pato.futures.dims import ARCHITECTURE, FUTURE
from pato.futures.spread import spread
from pato.kernels.arrays import FloatArray
from pato.table import Table

PER_CENT = "per cent"
COLUMNS = (
    "design",
    "assumption",
    "target",
    "median",
    "q05",
    "q25",
    "q75",
    "q95",
    "level today",
    "level",
    "better",
    "no real change",
    "worse",
)


@dataclass(frozen=True, slots=True)
class Change:
    """Difference of one design from the baseline in the runs of one assumption.

    Attributes
    ----------
    design, assumption, target
        Labels as in the comparison; the target is None if the metric has one value.
    median, low90, low50, high50, high90
        Change in the same run, in the unit of `Scale`; not a number where it has none.
    before, after
        Medians of the levels, of the baseline and of the design, in the metric's unit.
    better, worse, same
        Shares of runs beyond the band of no real change, and within it; None for metrics without an agreed better
        direction.
    runs
        How many runs there are.
    """

    design: str
    assumption: str
    target: str | None
    median: float
    low90: float
    low50: float
    high50: float
    high90: float
    before: float
    after: float
    better: float | None
    worse: float | None
    same: float
    runs: int


@dataclass(frozen=True, slots=True)
class Scale:
    """Unit in which changes of a metric are measured.

    Attributes
    ----------
    unit
        ``per cent`` of the baseline's value in the same run, or the metric's own unit.
    relative
        Whether it is per cent of the baseline's value.
    band
        Half the width of the band of no real change, in `unit`.
    """

    unit: str
    relative: bool
    band: float


def scale_of(comparison: Comparison, metric: Metric) -> Scale:
    """Return the unit of a metric's changes: per cent if the baseline's values are amounts above zero."""
    values = comparison.values[metric.id]
    every = np.asarray(values.isel({ARCHITECTURE: 0}).values, np.float64)
    first = every[np.isfinite(every)]
    amounts = (
        not metric.indicator
        and not metric.unit.startswith(("share", PER_CENT + " of GDP", PER_CENT + " after"))
        and FUTURE in values.dims
    )
    relative = bool(amounts and first.size == every.size and every.size and (first > 0).all())
    width = width_of(metric, comparison.study.study.no_difference)
    level = float(np.median(first)) if first.size else 0.0
    if relative:
        own = width.value if width.of_level else 100 * width.value / level
    else:
        own = abs(level) * width.value / 100 if width.of_level else width.value
    return Scale(PER_CENT if relative else metric.unit, relative, own)


def changes(
    comparison: Comparison, name: str, designs: Sequence[str] | None = None, *, pooled: bool = True
) -> list[Change]:
    """Return the differences of designs from the baseline in a metric, by target, design and assumption.

    Parameters
    ----------
    comparison
        The values of all runs.
    name
        The metric's id.
    designs
        Labels of the designs; all but the baseline where None.
    pooled
        Whether the runs weighted by the study are one of the assumptions, where it has weights.
    """
    if name not in comparison.values:
        return []
    metric = comparison.metric(name)
    labels = [str(label) for label in comparison.study.labels]
    chosen = list(designs) if designs is not None else labels[1:]
    return [
        one
        for one in _changes(comparison, metric, [d for d in chosen if d != labels[0]])
        if pooled or one.assumption != POOLED
    ]


def _changes(comparison: Comparison, metric: Metric, designs: Sequence[str]) -> Iterator[Change]:
    values, relative = comparison.values[metric.id], scale_of(comparison, metric).relative
    around, dim = comparison.band(metric), label_dim(values)
    for target in [None] if dim is None else [str(t) for t in values[dim].values]:
        own = values if target is None else values.sel({dim: target})
        wide = around if target is None or dim not in around.dims else around.sel({dim: target})
        levels = {str(a): _flat(own.sel({ARCHITECTURE: a})) for a in own[ARCHITECTURE].values}
        base, width = levels[str(comparison.study.labels[0])], _flat(wide)
        for design in designs:
            for stratum in _strata(comparison, metric, own):
                yield _change(metric, stratum, (base, levels[design], width), (design, target), relative)


def _flat(values: xr.DataArray) -> FloatArray:
    return np.atleast_1d(np.asarray(values.values, np.float64))


def _strata(comparison: Comparison, metric: Metric, values: xr.DataArray) -> tuple[Stratum, ...]:
    if FUTURE not in values.dims:
        return (Stratum(ANY, np.zeros(1, np.int64), None),)
    return within(comparison.strata_of(metric), values.sizes[FUTURE])


def _change(
    metric: Metric,
    stratum: Stratum,
    found: tuple[FloatArray, FloatArray, FloatArray],
    names: tuple[str, str | None],
    relative: bool,  # noqa: FBT001  what Scale says, passed on
) -> Change:
    base, own, width = (array[stratum.futures] for array in found)
    moved = own - base
    amount = 100 * moved / base if relative else moved
    middle, low50, high50, low90, high90 = spread(amount, stratum.weight, observed=True)
    if metric.indicator:
        before, after = (float(weighted_share(x > 0.5, stratum.weight)) for x in (base, own))
        middle = low50 = high50 = low90 = high90 = after - before
    else:
        before, after = (spread(x, stratum.weight, observed=True).median for x in (base, own))
    sign = -1.0 if metric.better == "lower" else 1.0
    better, worse = (float(weighted_share(x, stratum.weight)) for x in beats(sign * moved, width))
    judged = metric.better != "neither"
    return Change(
        names[0],
        stratum.label,
        names[1],
        *(middle, low90, low50, high50, high90, before, after),
        better if judged else None,
        worse if judged else None,
        max(0.0, 1 - better - worse),
        len(stratum.futures),
    )


def direction(metric: Metric, change: Change, scale: Scale) -> str:
    """Return 'better', 'worse' or 'no real change' for a median change; 'changed' for metrics without an agreed better direction."""
    if not abs(change.median) > scale.band:
        return "no real change"
    if metric.better == "neither":
        return "changed"
    return "better" if (change.median > 0) == (metric.better == "higher") else "worse"


def changes_table(comparison: Comparison, name: str, found: Sequence[Change]) -> Table:
    """Return the table behind a figure of changes: changes, levels, and shares of runs better, unchanged and worse."""
    metric = comparison.metric(name)
    scale = scale_of(comparison, metric)
    rows = [
        (
            c.design,
            c.assumption,
            c.target,
            *(c.median, c.low90, c.low50, c.high50, c.high90),
            *(c.before, c.after, c.better, c.same, c.worse),
        )
        for c in found
    ]
    kept = [i for i, column in enumerate(COLUMNS) if column != "target" or any(row[i] for row in rows)]
    notes = (
        f"Change against {comparison.study.labels[0]} in the same run, {scale.unit}; levels in {metric.unit}.",
        f"No real change: within {scale.band:.3g} {scale.unit} either way. A share of runs is not a probability.",
        *((metric.note,) if metric.note else ()),
    )
    return Table(
        [COLUMNS[i] for i in kept],
        [[row[i] for i in kept] for row in rows],
        title=f"Change of {metric.label}",
        notes=notes,
        meta=comparison.meta(),
    )
