"""Compare architectures within the same futures, by theory, and pooled only with the user's weights."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from pato.assess.metrics import Context, Metric
from pato.assess.study import Resolved
from pato.errors import Problem, UnknownNameError, unknown
from pato.futures import Design, Draws, Run, effective_sample_size, weighted_quantile, weighted_share, weights
from pato.futures.dims import ARCHITECTURE, FUTURE, TARGET
from pato.models.pledges import pledged
from pato.table import Table

FloatArray = npt.NDArray[np.float64]
POOLED, ANY = "your weights", "any"
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


@dataclass(frozen=True, slots=True)
class Cell:
    """Futures that are summarised together: those of one theory, or all with weights.

    Attributes
    ----------
    futures
        Indices, shape (n,).
    weight
        Shape (n,), or None for even weights.
    """

    label: str
    futures: npt.NDArray[np.int64]
    weight: FloatArray | None


@dataclass(frozen=True)
class Comparison:
    """The values of all metrics in all futures of a run, and what they mean.

    Attributes
    ----------
    values
        By metric id, dims (future, architecture), (future, architecture, target) or (architecture,).
    cells
        The theories (with readings and contingencies) that results are shown by; last the pooled futures, if the user
        gave weights.
    left_out
        Metrics that could not be computed, and why.
    """

    study: Resolved
    run: Run
    values: Mapping[str, xr.DataArray]
    cells: tuple[Cell, ...]
    left_out: Mapping[str, str]

    @classmethod
    def of(cls, study: Resolved, run: Run) -> Comparison:
        """Return the comparison of a finished run; the weights are the study's and may differ from those when it was run."""
        with run.results() as tree:
            outcomes = tree["outcomes"].to_dataset().load()
        context = Context(
            outcomes, study.members, study.study.horizon_years, _pledges(study), tuple(study.world.states)
        )
        values, left_out = {}, {}
        for metric in study.metrics:
            found = metric.compute(context)
            if np.isfinite(found.values).all():
                values[metric.id] = found
            else:
                left_out[metric.id] = (
                    "it has no value in some futures: what it divides by is zero, or a status leaves its figure out."
                )
        draws = study.design.draw()
        return cls(study, run, values, tuple(_cells(study.design, draws, study.study.weights)), left_out)

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
            metric = self.metric(name)
            for target in values[TARGET].values if TARGET in values.dims else (None,):
                one = values if target is None else values.sel({TARGET: target})
                yield from self._rows_of(metric, one, None if target is None else str(target))

    def _rows_of(self, metric: Metric, values: xr.DataArray, target: str | None) -> Iterator[Row]:
        first = values.isel({ARCHITECTURE: 0})
        for i, label in enumerate(values[ARCHITECTURE].values):
            own = values.isel({ARCHITECTURE: i})
            cells = self.cells if FUTURE in values.dims else (Cell(ANY, np.zeros(1, np.int64), None),)
            for cell in cells:
                a, b = (np.atleast_1d(v.values)[cell.futures] for v in (own, first))
                better, worse = (
                    (None, None)
                    if i == 0 or metric.better == "neither"
                    else _beats(metric, a, b, cell.weight)
                )
                middle, low50, high50, low90, high90 = (
                    float(q) for q in weighted_quantile(a, _QUANTILES, cell.weight)
                )
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
        """Return the summary, and one table for each metric by target, by name."""
        rows = list(self.rows())
        found = {"summary": self._summary([r for r in rows if r.target is None])}
        for name in dict.fromkeys(r.metric for r in rows if r.target is not None):
            found[name] = self._by_target(self.metric(name), [r for r in rows if r.metric == name])
        return found

    def _summary(self, rows: list[Row]) -> Table:
        columns = (
            "metric",
            "unit",
            "architecture",
            "theory",
            "median",
            "50 % from",
            "50 % to",
            "90 % from",
            "90 % to",
            "better",
            "worse",
        )
        body = [
            (self.metric(r.metric).label, self.metric(r.metric).unit, r.architecture, r.theory, *_numbers(r))
            for r in rows
        ]
        title = f"{', '.join(self.study.labels)} over {self.study.study.futures} futures of {self.study.study.horizon_years} years"
        return Table(
            columns,
            body,
            title=title,
            notes=(*self._notes(), *self._metric_notes({r.metric for r in rows})),
            meta=self.meta(),
            group=2,
        )

    def _by_target(self, metric: Metric, rows: list[Row]) -> Table:
        columns = (
            "target",
            "architecture",
            "theory",
            "median",
            "50 % from",
            "50 % to",
            "90 % from",
            "90 % to",
            "better",
            "worse",
        )
        rank = {m: i for i, m in enumerate(self.study.members)}
        ordered = sorted(rows, key=lambda r: (rank.get(str(r.target), len(rank)),))
        body = [(r.target, r.architecture, r.theory, *_numbers(r)) for r in ordered]
        return Table(
            columns,
            body,
            title=f"{metric.label}, {metric.unit}",
            notes=(*self._notes(), *self._metric_notes({metric.id})),
            meta=self.meta(),
        )

    def _notes(self) -> Iterator[str]:
        base = self.study.labels[0]
        yield f"better, worse: share of futures in which the architecture beats {base}, or is beaten by it, in the same future; the rest are ties."
        if self.study.members:
            yield f"Members: {', '.join(self.study.members)}."
        else:
            yield "No architecture adds a pact with a duty of defence, so nobody is a member; name some under 'members:' in a study."
        pooled = [c for c in self.cells if c.label == POOLED and c.weight is not None]
        if pooled and pooled[0].weight is not None:
            given = "; ".join(
                f"{f}: {', '.join(f'{k} {v:g}' for k, v in w.items())}"
                for f, w in self.study.study.weights.items()
            )
            size = effective_sample_size(pooled[0].weight)
            yield f"Pooled with your weights ({given}): worth {size:.0f} of {len(pooled[0].weight)} futures of equal weight."
        else:
            yield "Theories are not pooled: a share of futures is not evidence. Give weights in the study to see them together."
        yield from (f"{name} is left out: {why}" for name, why in self.left_out.items())

    def _metric_notes(self, names: set[str]) -> Iterator[str]:
        yield from (f"{m.label}: {m.note}" for m in self.study.metrics if m.id in names and m.note)

    def meta(self) -> dict[str, Any]:
        """Return what is written beside figures (C12)."""
        kept = ("seed", "n_futures", "content_hash", "assumptions_hash", "versions")
        found = {name: self.run.description[name] for name in kept}
        return found | {
            "date": self.study.date,
            "status_quo": self.study.status_quo.id,
            "vintage": self.study.world.about["vintage"],
        }


def _numbers(row: Row) -> tuple[float | None, ...]:
    return (row.median, row.low50, row.high50, row.low90, row.high90, row.better, row.worse)


def _beats(
    metric: Metric, own: FloatArray, first: FloatArray, weight: FloatArray | None
) -> tuple[float, float]:
    sign = 1.0 if metric.better == "higher" else -1.0
    return float(weighted_share(sign * own > sign * first, weight)), float(
        weighted_share(sign * own < sign * first, weight)
    )


def _pledges(study: Resolved) -> dict[str, npt.NDArray[np.bool_]]:
    states = tuple(study.world.states)
    return {
        label: pledged(a, a.date or study.date, states)
        for label, a in zip(study.labels, study.architectures, strict=True)
    }


def _cells(design: Design, draws: Draws, given: Mapping[str, Mapping[str, float]]) -> Iterator[Cell]:
    """Yield one cell a combination of theories, readings and contingencies, then the pooled one if weights were given.

    Replicates are no theories: their futures stand together. A combination that no future has is left out.
    """
    split = [
        f
        for f in design.factors
        if f.levels and getattr(f.spec, "role", "") != "replicate" and len(f.levels) > 1
    ]
    for levels in product(*(f.levels for f in split)):
        here = np.ones(draws.n_futures, dtype=bool)
        for factor, level in zip(split, levels, strict=True):
            here &= draws.is_level(factor.id, level)
        if here.any():
            yield Cell(", ".join(levels) or ANY, np.flatnonzero(here), None)
    unweighted = [f.id for f in split if f.id not in given]
    if given and not unweighted:
        yield Cell(POOLED, np.arange(draws.n_futures), weights(design, draws, given))
