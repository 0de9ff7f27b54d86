"""Sensitivity of a comparison's results as tables: first-order indices of a run, Sobol indices of its extension."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from pato.assess.compare import Comparison
from pato.assess.indices import Index, first_order, too_many_levels
from pato.assess.inputs import inputs_for, varying
from pato.assess.saltelli import varying_metrics
from pato.assess.sensitivity import Extension, Sobol, TooFewRowsError, extend, refuse_wide
from pato.errors import PatoError, Problem, UnknownNameError, UsageError, unknown
from pato.futures.dims import ARCHITECTURE, FUTURE
from pato.futures.runner import ProgressCallback
from pato.kernels.arrays import FloatArray
from pato.table import Table

FEWEST, MOST = 100, 20_000
"""Smallest number of futures for indices of a plain run, and largest number used."""
_EVEN = "Theories, readings and contingencies count alike, level by level: an index is no opinion about their odds."


@dataclass(frozen=True, slots=True)
class Question:
    """The results for which sensitivity is requested.

    Attributes
    ----------
    metrics
        Ids.
    architecture, against
        The architecture, and the one subtracted from it in the same future; None for the level itself.
    one
        Whether one metric was requested by name, so that a missing input is an error, not a note.
    """

    metrics: tuple[str, ...]
    architecture: str
    against: str | None
    one: bool

    @classmethod
    def of(
        cls,
        comparison: Comparison,
        metric: str | None = None,
        architecture: str | None = None,
        against: str | None = None,
        *,
        alone: bool = False,
    ) -> Question:
        """Return the question with defaults filled in: all metrics, the second architecture against the first.

        Raises
        ------
        UnknownNameError, UsageError
            If a name is not one of the comparison's, or both --alone and --against are given.
        """
        labels = comparison.study.labels
        for name in (architecture, against):
            if name is not None and name not in labels:
                raise UnknownNameError(unknown("architecture of this comparison", name, labels))
        if alone and against:
            raise UsageError(
                Problem("--alone", "asks for no difference, and --against for one.", "Give one.")
            )
        own = architecture or comparison.study.subject
        other = None if alone else against or next((name for name in labels if name != own), None)
        if other == own:
            raise UsageError(Problem("--against", f"'{own}' does not differ from itself."))
        if metric is None:
            here = tuple(m.id for m in varying_metrics(comparison.study) if _is_plain(comparison, m.id))
            return cls(here, own, other, one=False)
        comparison.metric(metric)
        if not _is_plain(comparison, metric):
            raise UsageError(
                Problem(f"metric {metric}", "is the same in every run, or has a value for each state.")
            )
        return cls((metric,), own, other, one=True)

    def figure(self, comparison: Comparison, metric: str) -> FloatArray:
        """Return the value in every future, shape (future,)."""
        values = comparison.values[metric]
        figure = values.sel({ARCHITECTURE: self.architecture}).values
        if self.against:
            figure = figure - values.sel({ARCHITECTURE: self.against}).values
        return np.asarray(figure, dtype=np.float64)

    def title(self) -> str:
        """Return the result in words."""
        return f"{self.architecture} less {self.against}" if self.against else self.architecture


def _is_plain(comparison: Comparison, metric: str) -> bool:
    return metric in comparison.values and set(comparison.values[metric].dims) == {FUTURE, ARCHITECTURE}


def plain(comparison: Comparison, asked: Question) -> Table:
    """Return the first-order indices from a run's own futures.

    Raises
    ------
    UsageError
        If the run has too few futures.
    """
    n = comparison.study.study.futures
    if n < FEWEST:
        raise UsageError(
            Problem(
                f"{n} runs",
                "are too few for indices.",
                f"Compare over {FEWEST} or more; 2000 make a good picture.",
            )
        )
    rows, same, crowded = [], [], set[str]()
    for metric in asked.metrics:
        few = np.arange(min(n, MOST))
        entering = varying(inputs_for(comparison.study, [comparison.metric(metric)]), few)
        found = first_order(asked.figure(comparison, metric)[few], entering)
        crowded |= {i.id for i in entering if too_many_levels(i)}
        rows += [(metric, i.name, *_numbers(i)) for i in found]
        if not found:
            same.append(metric)
    notes = [
        "First-order: share of the variance explained by the factor alone, estimated from the runs in the folder (binned; a joint estimate by half of the runs on the other half, a lower bound).",
        "What factors do together is not in it: without --first-order an extension is computed that shows it.",
        _EVEN,
        *_same(same),
        *_crowded(crowded),
    ]
    columns = ("metric", "factor", "first-order", *_INTERVALS)
    title = f"What it depends on: {asked.title()}, {min(n, MOST)} runs"
    return Table(columns, rows, title=title, notes=notes, meta=comparison.meta(), group=1)


_INTERVALS = ("90 % from", "50 % from", "50 % to", "90 % to")


def _numbers(i: Index) -> tuple[float, float, float, float, float]:
    return i.value, i.low90, i.low50, i.high50, i.high90


def _same(metrics: Sequence[str]) -> Iterator[str]:
    if metrics:
        yield f"The same in every run, so no sampled input matters: {', '.join(metrics)}."


def _crowded(factors: set[str]) -> Iterator[str]:
    if factors:
        yield f"Left out, because there are too few runs for the number of levels: {', '.join(sorted(factors))}."


def extended(
    comparison: Comparison,
    asked: Question,
    *,
    rows: int,
    groups: Sequence[str] = (),
    workers: int = 1,
    progress: ProgressCallback | None = None,
) -> Table:
    """Return first-order and total Sobol indices from the run's extension, which is computed if missing.

    Raises
    ------
    TooFewRowsError
        If the intervals of the requested metric, or of every metric, are too wide.
    """
    extension = extend(
        comparison.run, comparison.study, rows=rows, groups=groups, workers=workers, progress=progress
    )
    body: list[tuple[object, ...]] = []
    refused: list[PatoError] = []
    inert: list[str] = []
    for metric in asked.metrics:
        try:
            found = refuse_wide(extension.indices(metric, asked.architecture, asked.against))
        except PatoError as error:
            refused.append(error)
        else:
            body += _rows(metric, found)
            if still := _inert(found):
                inert.append(f"{metric} does not change at all with: {', '.join(still)}.")
    if refused and not body:
        raise _most_demanding(refused) if asked.one else PatoError([p for e in refused for p in e.problems])
    columns = ("metric", "group", "index", "estimate", *_INTERVALS)
    title = f"What it depends on: {asked.title()}, {extension.rows} runs, each with {len(extension.groups) + 1} variants"
    return Table(
        columns,
        body,
        title=title,
        notes=[*_notes(extension, refused), *inert],
        meta=comparison.meta(),
        group=1,
    )


def _most_demanding(refused: Sequence[PatoError]) -> PatoError:
    return max(refused, key=lambda e: e.needed if isinstance(e, TooFewRowsError) else 0)


def _inert(found: Sobol) -> list[str]:
    """Return the groups that change the result in no row."""
    return [i.name for i in found.total if i.value == 0]


def _rows(metric: str, found: Sobol) -> Iterator[tuple[object, ...]]:
    for first, total in zip(found.first, found.total, strict=True):
        if total.value == 0:
            continue
        yield metric, first.name, "first-order", *_numbers(first)
        yield metric, first.name, "total", *_numbers(total)


def _notes(extension: Extension, refused: Sequence[PatoError]) -> Iterator[str]:
    yield "First-order: share of the variance explained by the group alone; total: including its interactions with others. Intervals by resampled rows."
    yield _EVEN
    several = [
        f"{name}: {', '.join(members)}" for name, members in extension.groups.items() if members != (name,)
    ]
    if several:
        yield f"Groups: {'; '.join(several)}."
    for error in refused:
        yield from (f"Left out: {problem}" for problem in error.problems)
