"""Compare architectures within the same futures, by theory, and pooled only with the user's weights."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import xarray as xr

from pato.assess.large import KeptMetrics, incomplete, sample_folder, sample_of, within
from pato.assess.metrics import Context, Metric
from pato.assess.metrics.base import RISK, label_dim
from pato.assess.strata import ANY, Cell, cells_by
from pato.assess.study import Resolved
from pato.errors import Problem, UnknownNameError, unknown
from pato.futures import Run, weighted_quantile, weighted_share
from pato.futures.dims import ARCHITECTURE, FUTURE, OUTCOMES
from pato.kernels.arrays import FloatArray
from pato.memo import Kept
from pato.models.pledges import added_parties, pledged
from pato.table import Table

_GAPS = "it has no value in some futures: what it divides by is zero, or a status leaves its figure out."
_QUANTILES = (0.5, 0.25, 0.75, 0.05, 0.95)


@dataclass(frozen=True, slots=True)
class Row:
    """One metric of one architecture, over the futures of one theory (or all, with the user's weights).

    Attributes
    ----------
    better, worse
        Share of futures in which the architecture beats, or is beaten by, the first-named one in the same future;
        None for the first itself and where people differ on what is good.
    """

    metric: str
    architecture: str
    theory: str
    target: str | None
    median: float
    low50: float
    high50: float
    low90: float
    high90: float
    better: float | None
    worse: float | None
    futures: int


@dataclass(frozen=True)
class Comparison:
    """The values of all metrics in all futures of a run, and what they mean.

    Attributes
    ----------
    values
        By metric id, dims (future, architecture), the same with one more, or (architecture,).
    cells
        The theories of deterrence (with what the study tells results apart by) that figures of risk are shown by; last
        the pooled futures, if the user gave weights.
    left_out
        Metrics that could not be computed, and why.
    lacking
        Members without a figure, by metric: it is of the others alone.
    """

    study: Resolved
    run: Run
    values: Mapping[str, xr.DataArray]
    cells: tuple[Cell, ...]
    left_out: Mapping[str, str]
    lacking: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    _cells: Kept = field(default_factory=lambda: Kept(256), init=False, compare=False, repr=False)

    @classmethod
    def of(cls, study: Resolved, run: Run) -> Comparison:
        """Return the comparison of a finished run; the weights are the study's and may differ from those when it was run."""
        cells = cells_by(study, (*RISK, *study.study.by))
        if not study.is_large:
            found = _values(study, run)
            return cls(study, run, found.values, cells, found.left_out, found.lacking)
        first = _values(sample_of(study), Run.open(sample_folder(run.folder)))
        few = {n: v for n, v in first.values.items() if FUTURE not in v.dims or label_dim(v) is not None}
        spoilt = {name: _GAPS for name in incomplete(run) if name not in few}
        kept = tuple(m.id for m in study.metrics if m.id in first.values and m.id not in spoilt)
        values = KeptMetrics(run, kept, few)
        return cls(study, run, values, cells, {**first.left_out, **spoilt}, first.lacking)

    def cells_of(self, metric: Metric) -> tuple[Cell, ...]:
        """Return the cells that a metric's figures are shown by."""
        by = (*metric.by, *self.study.study.by)
        if by == (*RISK, *self.study.study.by):
            return self.cells
        models = tuple(metric.models)
        return self._cells.get(by, models, make=lambda: cells_by(self.study, by, models))

    def metric(self, name: str) -> Metric:
        """Return a metric of this comparison.

        Raises
        ------
        UnknownNameError
            If it has none of that name; the message says why one was left out.
        """
        for metric in self.study.metrics:
            if metric.id == name and name in self.values:
                return metric
        if name in self.left_out:
            raise UnknownNameError(Problem(f"metric {name}", self.left_out[name]))
        raise UnknownNameError(unknown("metric", name, self.values))

    def rows(self) -> Iterator[Row]:
        """Yield all rows: metric by metric, architecture by architecture, theory by theory."""
        for name, values in self.values.items():
            metric, dim = self.metric(name), label_dim(values)
            for label in (None,) if dim is None else values[dim].values:
                one = values if label is None else values.sel({dim: label})
                yield from self._rows_of(metric, one, None if label is None else str(label))

    def _rows_of(self, metric: Metric, values: xr.DataArray, target: str | None) -> Iterator[Row]:
        cells = self.cells_of(metric) if FUTURE in values.dims else (Cell(ANY, np.zeros(1, np.int64), None),)
        if values.sizes.get(FUTURE, 0) < self.study.study.futures and FUTURE in values.dims:
            cells = within(cells, values.sizes[FUTURE])
        figures = np.atleast_2d(values.transpose(..., ARCHITECTURE).values)
        for i, label in enumerate(values[ARCHITECTURE].values):
            for cell in cells:
                a, b = figures[cell.futures, i], figures[cell.futures, 0]
                better, worse = (
                    (None, None)
                    if i == 0 or metric.better == "neither"
                    else _beats(metric, a, b, cell.weight)
                )
                middle, low50, high50, low90, high90 = _summarised(metric, a, cell.weight)
                yield Row(
                    metric.id,
                    str(label),
                    cell.label,
                    target,
                    middle,
                    low50,
                    high50,
                    low90,
                    high90,
                    better,
                    worse,
                    len(cell.futures),
                )

    def tables(self) -> dict[str, Table]:
        """Return the tables of this comparison; see `pato.assess.tables.tables_of`."""
        from pato.assess.tables import (
            tables_of,  # it describes comparisons, so that this module cannot import it first
        )

        return tables_of(self)

    def meta(self) -> dict[str, Any]:
        """Return what is written beside figures (C12)."""
        kept = ("seed", "n_futures", "content_hash", "assumptions_hash", "versions")
        found = {name: self.run.description[name] for name in kept}
        return found | {
            "date": self.study.date,
            "status_quo": self.study.status_quo.id,
            "vintage": self.study.world.about["vintage"],
        }


def _summarised(metric: Metric, own: FloatArray, weight: FloatArray | None) -> list[float]:
    """Return the median and the ends of the intervals; of what holds or does not, the share of futures in which it holds."""
    if metric.indicator:
        return [float(weighted_share(own, weight))] * len(_QUANTILES)
    return [float(q) for q in weighted_quantile(own, _QUANTILES, weight)]


def _beats(
    metric: Metric, own: FloatArray, first: FloatArray, weight: FloatArray | None
) -> tuple[float, float]:
    sign = 1.0 if metric.better == "higher" else -1.0
    return float(weighted_share(sign * own > sign * first, weight)), float(
        weighted_share(sign * own < sign * first, weight)
    )


class _Values(NamedTuple):
    """Metrics of a run that was kept in full: their values, why some are left out, and members without figures."""

    values: dict[str, xr.DataArray]
    left_out: dict[str, str]
    lacking: dict[str, tuple[str, ...]]


def _values(study: Resolved, run: Run) -> _Values:
    context, all_found = context_of(study, run.group(OUTCOMES)), _Values({}, {}, {})
    for metric in study.metrics:
        context.lacking.clear()
        found = _covered(metric.compute(context))
        if np.isfinite(found.values).all():
            all_found.values[metric.id] = found
            if context.lacking:
                all_found.lacking[metric.id] = tuple(context.lacking)
        else:
            all_found.left_out[metric.id] = _GAPS
    return all_found


def context_of(study: Resolved, outcomes: xr.Dataset) -> Context:
    """Return what metrics are computed from."""
    states = tuple(study.world.states)
    pledges = {
        label: pledged(a, a.date or study.date, states)
        for label, a in zip(study.labels, study.architectures, strict=True)
    }
    return Context(
        outcomes,
        study.members,
        study.study.horizon_years,
        pledges,
        states,
        study.world.code(study.study.rival),
        dict(zip(study.labels, study.architectures, strict=True)),
        {
            label: added_parties([a], study.status_quo, study.date)
            for label, a in zip(study.labels, study.architectures, strict=True)
        },
        study.date,
    )


def _covered(values: xr.DataArray) -> xr.DataArray:
    """Return a metric's figures without the labels of which nothing is known under any architecture."""
    dim = label_dim(values)
    return values if dim is None else values.dropna(dim, how="all")
