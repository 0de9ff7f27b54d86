"""Compare architectures within the same futures, by theory, and pooled only with the user's weights."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from pato.assess.large import KeptMetrics, incomplete, note, sample_folder, sample_of, within
from pato.assess.metrics import Metric
from pato.assess.metrics.base import RISK, label_dim
from pato.assess.no_difference import band, beats, width_of
from pato.assess.observed import column, sentences
from pato.assess.observed import tables as record_tables
from pato.assess.observed import values as record
from pato.assess.parts import LARGEST, parts_table, shares
from pato.assess.readings import assumed_in_words, in_words
from pato.assess.strata import ANY, POOLED, Stratum, strata_by
from pato.assess.study import Resolved
from pato.assess.values import GAPS, values_of
from pato.brief import brief
from pato.errors import Problem, UnknownNameError, unknown
from pato.futures import Run, Spread, effective_sample_size, weighted_share
from pato.futures.dims import ARCHITECTURE, FUTURE
from pato.futures.spread import spread
from pato.kernels.arrays import FloatArray
from pato.memo import Memo
from pato.table import Table

_FIGURES = ("median", "50 % from", "50 % to", "90 % from", "90 % to", "better", "no real change", "worse")


@dataclass(frozen=True, slots=True)
class Row:
    """One metric of one architecture, over the futures of one theory (or all, with the user's weights).

    Attributes
    ----------
    better, worse
        Share of futures in which the architecture beats, or is beaten by, the baseline in the same future by more
        than the metric's band of no difference; None for the baseline itself and for metrics without an agreed better
        direction.
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

    @property
    def same(self) -> float | None:
        """Share of futures without a real change: neither better nor worse."""
        if self.better is None or self.worse is None:
            return None
        return max(1.0 - self.better - self.worse, 0.0)


@brief("study.labels", "study.study.futures", "study.date")
@dataclass(frozen=True, eq=False)
class Comparison:
    """The values of all metrics in all futures of a run, and their meaning.

    Attributes
    ----------
    values
        By metric id, dims (future, architecture), the same with one more, or (architecture,).
    strata
        Strata for results on risk: the assumptions about deterrence, with the study's other breakdowns; last the
        pooled futures, if the user gave weights.
    left_out
        Metrics that could not be computed, and the reasons.
    lacking
        Members without a value, by metric: the metric covers only the others.
    partly
        Metrics left out because they have no value under some architectures; statements about one of the others can
        still be tested.
    """

    study: Resolved
    run: Run
    values: Mapping[str, xr.DataArray]
    strata: tuple[Stratum, ...]
    left_out: Mapping[str, str]
    lacking: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    partly: Mapping[str, xr.DataArray] = field(default_factory=dict)
    _held: Memo = field(default_factory=lambda: Memo(256), init=False, compare=False, repr=False)

    @classmethod
    def of(cls, study: Resolved, run: Run) -> Comparison:
        """Return the comparison of a finished run; the study's weights may differ from those at the time of the run."""
        strata = strata_by(study, (*RISK, *study.study.by))
        if not study.is_large:
            found = values_of(study, run)
            return cls(study, run, found.values, strata, found.left_out, found.lacking, found.partly)
        first = values_of(sample_of(study), Run.open(sample_folder(run.folder)))
        few = {n: v for n, v in first.values.items() if FUTURE not in v.dims or label_dim(v) is not None}
        spoilt = {name: GAPS for name in incomplete(run) if name not in few}
        kept = tuple(m.id for m in study.metrics if m.id in first.values and m.id not in spoilt)
        values = KeptMetrics(run, kept, few)
        return cls(study, run, values, strata, {**first.left_out, **spoilt}, first.lacking)

    def strata_of(
        self, *metrics: Metric, by: Sequence[str] = (), without: Collection[str] = ()
    ) -> tuple[Stratum, ...]:
        """Return the strata of a metric, or of several taken together: the factors of each split, and ``by``, but for those ``without``.

        The weights of all factors that enter one of the metrics count.
        """
        named = (*by, *(name for m in metrics for name in m.by), *self.study.study.by)
        asked = tuple(name for name in dict.fromkeys(named) if name not in without)
        if asked == tuple(dict.fromkeys((*RISK, *self.study.study.by))):
            return self.strata
        models = tuple(dict.fromkeys(name for m in metrics for name in m.models))
        return self._held.get(asked, models, make=lambda: strata_by(self.study, asked, models))

    def metric(self, name: str) -> Metric:
        """Return a metric of this comparison.

        Raises
        ------
        UnknownNameError
            If the name is unknown; the message says why a metric was left out.
        """
        for metric in self.study.metrics:
            if metric.id == name and name in self.values:
                return metric
        if name in self.left_out:
            raise UnknownNameError(Problem(f"metric {name}", self.left_out[name]))
        raise UnknownNameError(unknown("metric", name, self.values))

    def tested(self, name: str) -> tuple[Metric, xr.DataArray]:
        """Return a metric and its values for statements about single architectures; some may have none. Errors as `metric`."""
        if name in self.partly:
            return next(m for m in self.study.metrics if m.id == name), self.partly[name]
        return self.metric(name), self.values[name]

    def about(self, name: str | os.PathLike[str]) -> Comparison:
        """Return the comparison with another architecture as its subject; errors as `Resolved.about`."""
        return replace(self, study=self.study.about(name))

    def band(self, metric: Metric) -> xr.DataArray:
        """Return the largest difference between two values of a metric that counts as none; its values' dims without architecture."""
        return band(metric, self.values[metric.id], self.study.study.no_difference)

    def rows(self) -> tuple[Row, ...]:
        """Return all rows: metric by metric, architecture by architecture, theory by theory."""
        return self._held.get("rows", make=lambda: tuple(self._rows()))

    def _rows(self) -> Iterator[Row]:
        for name, values in self.values.items():
            metric, dim = self.metric(name), label_dim(values)
            for label in (None,) if dim is None else values[dim].values:
                one = values if label is None else values.sel({dim: label})
                yield from self._rows_of(metric, one, None if label is None else str(label))

    def _rows_of(self, metric: Metric, values: xr.DataArray, target: str | None) -> Iterator[Row]:
        strata = (
            self.strata_of(metric) if FUTURE in values.dims else (Stratum(ANY, np.zeros(1, np.int64), None),)
        )
        if values.sizes.get(FUTURE, 0) < self.study.study.futures and FUTURE in values.dims:
            strata = within(strata, values.sizes[FUTURE])
        figures = np.atleast_2d(values.transpose(..., ARCHITECTURE).values)
        band = self.band(metric)
        one = band if target is None else band.sel({str(label_dim(band)): target})
        widths = np.atleast_1d(one.values)
        for i, label in enumerate(values[ARCHITECTURE].values):
            for stratum in strata:
                a, b = figures[stratum.futures, i], figures[stratum.futures, 0]
                better, worse = (
                    (None, None)
                    if i == 0 or metric.better == "neither"
                    else _beats(metric, a - b, widths[stratum.futures], stratum.weight)
                )
                found = summarised(metric, a, stratum.weight)
                names = metric.id, str(label), stratum.label, target
                yield Row(*names, *found, better, worse, len(stratum.futures))

    def files(self) -> dict[str, Table]:
        """Return the tables for files: all but the one with worded cells for the terminal."""
        return {name: table for name, table in self.tables().items() if name != "brief"}

    def to_pandas(self, name: str = "summary") -> Any:
        """Return one of the tables as a `pandas.DataFrame`: the summary, or that of a metric by state."""
        found = self.files()
        if name not in found:
            raise UnknownNameError(unknown("table", name, found))
        return found[name].to_pandas()

    def to_xarray(self) -> xr.Dataset:
        """Return the values of all metrics in all runs, dims (future, architecture), and one more for metrics by state."""
        labels = {m.id: {"label": m.label, "unit": m.unit} for m in self.study.metrics if m.id in self.values}
        return xr.Dataset({name: self.values[name].assign_attrs(labels[name]) for name in labels})

    def save(self, folder: str | os.PathLike[str]) -> list[Path]:
        """Write the tables as CSV into a folder, each with its ``.meta.json``, and return the files."""
        return [table.write(Path(folder) / f"{name}.csv", "csv") for name, table in self.files().items()]

    def _repr_html_(self) -> str:
        return self.tables()["brief"].to_html()

    def tables(self) -> dict[str, Table]:
        """Return the summary, the brief summary, and one table for each metric by state, by name."""
        return dict(self._held.get("tables", make=lambda: _tables(self)))

    def meta(self) -> dict[str, Any]:
        """Return the metadata that accompanies results (C12)."""
        kept = ("seed", "n_futures", "content_hash", "assumptions_hash", "versions")
        found = {name: self.run.description[name] for name in kept}
        return found | {
            "date": self.study.date,
            "status_quo": self.study.status_quo.id,
            "vintage": self.study.world.about["vintage"],
        }


def summarised(metric: Metric, own: FloatArray, weight: FloatArray | None) -> Spread:
    """Return the median and the ends of the intervals; for a yes-or-no metric, the share of futures with yes."""
    if metric.indicator:
        return Spread(*[float(weighted_share(own, weight))] * 5)
    return spread(own, weight, observed=True)


def _beats(
    metric: Metric, change: FloatArray, widths: FloatArray, weight: FloatArray | None
) -> tuple[float, float]:
    sign = 1.0 if metric.better == "higher" else -1.0
    better, worse = beats(sign * change, widths)
    return float(weighted_share(better, weight)), float(weighted_share(worse, weight))


def _tables(comparison: Comparison) -> dict[str, Table]:
    rows = comparison.rows()
    whole = [r for r in rows if r.target is None]
    found = {"summary": _summary(comparison, whole), "brief": _brief(comparison, whole)}
    if len(largest := parts_table(comparison)):
        found[LARGEST] = largest
    found |= record_tables(comparison.study)
    for name in dict.fromkeys(r.metric for r in rows if r.target is not None):
        found[name] = _by_label(comparison, comparison.metric(name), [r for r in rows if r.metric == name])
    return found


def _title(comparison: Comparison) -> str:
    study = comparison.study
    return f"{', '.join(study.labels)} over {study.study.futures} runs of {study.study.horizon_years} years"


def _summary(comparison: Comparison, rows: Sequence[Row]) -> Table:
    body = []
    for r in rows:
        metric = comparison.metric(r.metric)
        body.append((metric.label, metric.unit, r.architecture, r.theory, *_numbers(r)))
    notes = (*_notes(comparison), *_metric_notes(comparison, {r.metric for r in rows}))
    columns = ("metric", "unit", "architecture", "theory", *_FIGURES)
    return Table(columns, body, title=_title(comparison), notes=notes, meta=comparison.meta(), group=2)


def _brief(comparison: Comparison, rows: Sequence[Row]) -> Table:
    """Return one row per metric and architecture: pooled if the user gave weights, else the range over theories."""
    body = []
    for (name, architecture), group in groupby(rows, key=lambda r: (r.metric, r.architecture)):
        of_all = list(group)
        found = [r for r in of_all if r.theory == POOLED] or of_all
        metric = comparison.metric(name)
        compared = [(r.better, r.same, r.worse) for r in found if r.better is not None]
        body.append(
            (
                metric.label,
                metric.unit,
                architecture,
                _span([r.median for r in found], "{:.3g}"),
                f"{min(r.low50 for r in found):.3g} to {max(r.high50 for r in found):.3g}",
                *(
                    (_span([s for s in of if s is not None], "{:.0%}") for of in zip(*compared, strict=True))
                    if compared
                    else (None,) * 3
                ),
            )
        )
    columns = (
        "metric",
        "unit",
        "architecture",
        "median",
        "50 % interval",
        "better",
        "no real change",
        "worse",
    )
    notes = (
        "Where assumptions about deterrence differ, results are pooled with the study's weights, or else shown from the lowest to the highest; --by-theory shows each separately.",
        *_notes(comparison),
    )
    return Table(columns, body, title=_title(comparison), notes=notes, meta=comparison.meta(), group=2)


def _span(values: Sequence[float], form: str) -> str:
    low, high = form.format(min(values)), form.format(max(values))
    return low if low == high else f"{low} to {high}"


def _by_label(comparison: Comparison, metric: Metric, rows: Sequence[Row]) -> Table:
    rank = {m: i for i, m in enumerate(comparison.study.members)}
    ordered = sorted(rows, key=lambda r: rank.get(str(r.target), len(rank)))
    seen = record(comparison.study, metric, list(dict.fromkeys(str(r.target) for r in ordered)))
    body = [
        (r.target, r.architecture, r.theory, *_numbers(r), *([seen[str(r.target)]] if seen else []))
        for r in ordered
    ]
    heading = column(comparison.study, metric)
    dim = str(label_dim(comparison.values[metric.id]))
    columns = (dim, "architecture", "theory", *_FIGURES, *([heading] if heading else []))
    first = [note()] if comparison.study.is_large else []
    notes = (*first, *_notes(comparison), *_metric_notes(comparison, {metric.id}))
    return Table(columns, body, title=f"{metric.label}, {metric.unit}", notes=notes, meta=comparison.meta())


def _numbers(row: Row) -> tuple[float | None, ...]:
    return (row.median, row.low50, row.high50, row.low90, row.high90, row.better, row.same, row.worse)


def _notes(comparison: Comparison) -> Iterator[str]:
    study = comparison.study
    base = study.labels[0]
    if bands := _bands(comparison):
        yield f"better, worse: share of runs in which the architecture beats {base}, or is beaten by it, in the same run by more than the band of no difference; in the rest there is no real change."
        yield bands
    yield study.about_members[0].upper() + study.about_members[1:]
    if same := _same_law(study):
        yield f"The same law as {base}: {', '.join(same)}; every figure is equal by construction."
    yield _pooling(comparison)
    yield from filter(None, (in_words(study.study), assumed_in_words(study.factors)))
    yield from sentences(study)
    yield from shares(comparison)
    for why in dict.fromkeys(comparison.left_out.values()):
        gone = [name for name, reason in comparison.left_out.items() if reason == why]
        yield f"Left out ({', '.join(gone)}): {why}"
    for states in dict.fromkeys(comparison.lacking.values()):
        of = [
            comparison.metric(name).label for name, lacking in comparison.lacking.items() if lacking == states
        ]
        yield f"Without {', '.join(states)}, of which there are no data: {'; '.join(of)}."


def _same_law(study: Resolved) -> list[str]:
    """Return the designs with exactly the instruments of the baseline, on its date."""
    laws = [a.on(a.date or study.date).instruments for a in study.architectures]
    return [label for label, law in zip(study.labels[1:], laws[1:], strict=True) if law == laws[0]]


def _bands(comparison: Comparison) -> str:
    """Return the widths of the bands: those relative to a level together, then each one stated in a unit; empty if no metric has one."""
    own = comparison.study.study.no_difference
    about = [comparison.metric(name) for name in comparison.values]
    told: dict[str, list[str]] = {}
    for metric in (m for m in about if m.better != "neither"):
        told.setdefault(width_of(metric, own).words(metric.unit), []).append(metric.id)
    if not told:
        return ""
    most = max(told, key=lambda words: len(told[words]))
    others = "; ".join(f"{words}: {', '.join(names)}" for words, names in told.items() if words != most)
    return f"Band of no difference: {most}{f', but {others}' if others else ''}."


def _pooling(comparison: Comparison) -> str:
    pooled = [c for c in comparison.strata if c.label == POOLED and c.weight is not None]
    if not pooled or pooled[0].weight is None:
        return "Results are reported separately for each assumption about deterrence. Set weights in the study file to combine them. A share of runs is not a probability."
    given = "; ".join(
        f"{f}: {', '.join(f'{k} {v:g}' for k, v in w.items())}"
        for f, w in comparison.study.study.weights.items()
    )
    size = effective_sample_size(pooled[0].weight)
    return f"Pooled with your weights ({given}): worth {size:.0f} of {len(pooled[0].weight)} runs of equal weight."


def _metric_notes(comparison: Comparison, names: set[str]) -> Iterator[str]:
    yield from (f"{m.label}: {m.note}" for m in comparison.study.metrics if m.id in names and m.note)
