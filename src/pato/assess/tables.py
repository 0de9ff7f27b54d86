"""What a comparison looks like as tables: a summary, a brief one for the terminal, one for each metric with several figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from pato.assess import large
from pato.assess.compare import Comparison, Row
from pato.assess.metrics import Metric
from pato.assess.metrics.base import label_dim
from pato.assess.strata import POOLED
from pato.futures import effective_sample_size
from pato.table import Table

_FIGURES = ("median", "50 % from", "50 % to", "90 % from", "90 % to", "better", "worse")


def tables_of(comparison: Comparison) -> dict[str, Table]:
    """Return the summary, the brief summary, and one table for each metric with a figure a state, by name."""
    rows = list(comparison.rows())
    whole = [r for r in rows if r.target is None]
    found = {"summary": _summary(comparison, whole), "brief": _brief(comparison, whole)}
    for name in dict.fromkeys(r.metric for r in rows if r.target is not None):
        found[name] = _by_label(comparison, comparison.metric(name), [r for r in rows if r.metric == name])
    return found


def _title(comparison: Comparison) -> str:
    study = comparison.study
    return (
        f"{', '.join(study.labels)} over {study.study.futures} futures of {study.study.horizon_years} years"
    )


def _summary(comparison: Comparison, rows: Sequence[Row]) -> Table:
    body = []
    for r in rows:
        metric = comparison.metric(r.metric)
        body.append((metric.label, metric.unit, r.architecture, r.theory, *_numbers(r)))
    notes = (*_notes(comparison), *_metric_notes(comparison, {r.metric for r in rows}))
    columns = ("metric", "unit", "architecture", "theory", *_FIGURES)
    return Table(columns, body, title=_title(comparison), notes=notes, meta=comparison.meta(), group=2)


def _brief(comparison: Comparison, rows: Sequence[Row]) -> Table:
    """Return one row a metric and architecture; where theories differ, from the least to the most that any of them gives."""
    body = []
    for (name, architecture), group in groupby(rows, key=lambda r: (r.metric, r.architecture)):
        found = [r for r in group if r.theory != POOLED]
        metric = comparison.metric(name)
        shares = [r.better for r in found if r.better is not None]
        body.append(
            (
                metric.label,
                metric.unit,
                architecture,
                _span([r.median for r in found], "{:.3g}"),
                f"{min(r.low50 for r in found):.3g} to {max(r.high50 for r in found):.3g}",
                _span(shares, "{:.0%}") if shares else None,
            )
        )
    base = comparison.study.labels[0]
    columns = ("metric", "unit", "architecture", "median", "50 % interval", f"beats {base}")
    notes = (
        "Where theories differ: from the least to the most that any of them gives; with --by-theory each for itself.",
        *_notes(comparison),
    )
    return Table(columns, body, title=_title(comparison), notes=notes, meta=comparison.meta(), group=2)


def _span(values: Sequence[float], form: str) -> str:
    low, high = form.format(min(values)), form.format(max(values))
    return low if low == high else f"{low} to {high}"


def _by_label(comparison: Comparison, metric: Metric, rows: Sequence[Row]) -> Table:
    rank = {m: i for i, m in enumerate(comparison.study.members)}
    ordered = sorted(rows, key=lambda r: rank.get(str(r.target), len(rank)))
    body = [(r.target, r.architecture, r.theory, *_numbers(r)) for r in ordered]
    columns = (str(label_dim(comparison.values[metric.id])), "architecture", "theory", *_FIGURES)
    first = [large.note()] if comparison.study.is_large else []
    notes = (*first, *_notes(comparison), *_metric_notes(comparison, {metric.id}))
    return Table(columns, body, title=f"{metric.label}, {metric.unit}", notes=notes, meta=comparison.meta())


def _numbers(row: Row) -> tuple[float | None, ...]:
    return (row.median, row.low50, row.high50, row.low90, row.high90, row.better, row.worse)


def _notes(comparison: Comparison) -> Iterator[str]:
    study = comparison.study
    base = study.labels[0]
    yield f"better, worse: share of futures in which the architecture beats {base}, or is beaten by it, in the same future; the rest are ties."
    if study.members:
        yield f"Members: {', '.join(study.members)}."
    else:
        yield "No architecture adds a pact with a duty of defence, so nobody is a member; name some under 'members:' in a study."
    yield _pooling(comparison)
    yield from (f"{name} is left out: {why}" for name, why in comparison.left_out.items())
    for states in dict.fromkeys(comparison.lacking.values()):
        of = [
            comparison.metric(name).label for name, lacking in comparison.lacking.items() if lacking == states
        ]
        yield f"Without {', '.join(states)}, of which there are no figures: {'; '.join(of)}."


def _pooling(comparison: Comparison) -> str:
    pooled = [c for c in comparison.cells if c.label == POOLED and c.weight is not None]
    if not pooled or pooled[0].weight is None:
        return "Theories are not pooled: a share of futures is not evidence. Give weights in the study to see them together."
    given = "; ".join(
        f"{f}: {', '.join(f'{k} {v:g}' for k, v in w.items())}"
        for f, w in comparison.study.study.weights.items()
    )
    size = effective_sample_size(pooled[0].weight)
    return f"Pooled with your weights ({given}): worth {size:.0f} of {len(pooled[0].weight)} futures of equal weight."


def _metric_notes(comparison: Comparison, names: set[str]) -> Iterator[str]:
    yield from (f"{m.label}: {m.note}" for m in comparison.study.metrics if m.id in names and m.note)
