"""Regret, satisficing and dominance: architectures compared future by future.

The regret of an architecture in a future is the distance of its value from the best among the compared architectures
in that future. It needs no probabilities of futures; minimax regret minimises its largest value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from pato.assess.compare import Comparison
from pato.assess.conditions import margin
from pato.assess.metrics import Metric
from pato.assess.schema import Statement
from pato.errors import Problem, UsageError, unknown
from pato.futures import weighted_share
from pato.futures.dims import ARCHITECTURE, FUTURE
from pato.futures.spread import spread
from pato.kernels.arrays import BoolArray, FloatArray
from pato.table import Table

_ENOUGH = re.compile(
    r"(?P<metric>\w+)\s*(?P<side>[<>]=?)\s*(?P<limit>[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)"
)


def judged(comparison: Comparison, names: Sequence[str] = ()) -> list[Metric]:
    """Return the metrics with one value per future and a better direction: those named, or all.

    Raises
    ------
    UsageError
        If a named metric is not one of them.
    """
    able = [
        comparison.metric(name)
        for name, values in comparison.values.items()
        if comparison.metric(name).better != "neither" and set(values.dims) <= {FUTURE, ARCHITECTURE}
    ]
    if not names:
        return able
    known = {m.id: m for m in able}
    wrong = [unknown("metric that has a better and a worse", n, known) for n in names if n not in known]
    if wrong:
        raise UsageError(wrong)
    return [known[n] for n in names]


def losses(comparison: Comparison, metric: Metric) -> FloatArray:
    """Return a metric's values, with the sign changed if needed so that less is better, shape (future, architecture)."""
    values = comparison.values[metric.id].transpose(..., ARCHITECTURE).values
    sign = 1.0 if metric.better == "lower" else -1.0
    wide = np.atleast_2d(sign * np.asarray(values, dtype=np.float64))
    return np.broadcast_to(wide, (comparison.study.study.futures, wide.shape[1]))


def widths(comparison: Comparison, metric: Metric) -> FloatArray:
    """Return the band of no difference of a metric with one value per future, shape (future, 1)."""
    wide = np.atleast_1d(np.asarray(comparison.band(metric).values, dtype=np.float64))
    return np.broadcast_to(wide, (comparison.study.study.futures,))[:, None]


def regrets(loss: FloatArray, width: FloatArray | float = 0.0) -> FloatArray:
    """Return the distance from the best architecture in the same future, same shape; 0 for the best and within the band.

    Parameters
    ----------
    loss
        Values, less is better, shape (future, architecture).
    width
        The band of no difference, shape (future, 1).
    """
    distance = loss - loss.min(axis=1, keepdims=True)
    return np.where(distance > width, distance, 0.0)


def regret_table(comparison: Comparison, metrics: Sequence[Metric]) -> Table:
    """Return regret by metric, architecture and theory, and the architecture with the smallest maximum regret."""
    rows = [row for metric in metrics for row in _regret_rows(comparison, metric)]
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
        "largest",
        "best in share of runs",
        "minimax",
    )
    notes = (
        "Regret: the distance from the best architecture in the same run, in the metric's unit.",
        "A difference within the band of no difference counts as none. Best: ties count for every architecture that ties. Minimax: the architecture whose largest regret is smallest; the largest value depends on the number of runs.",
        "Results are reported separately for each assumption about deterrence unless the study gives weights.",
    )
    return Table(columns, rows, title="Regret", notes=notes, meta=comparison.meta(), group=2)


def _regret_rows(comparison: Comparison, metric: Metric) -> Iterator[tuple[object, ...]]:
    found = regrets(losses(comparison, metric), widths(comparison, metric))
    for stratum in (one.counting() for one in comparison.strata_of(metric)):
        here = found[stratum.futures]
        worst = here.max(axis=0)
        least = worst == worst.min()
        for i, label in enumerate(comparison.study.labels):
            best = float(weighted_share(here[:, i] == 0, stratum.weight))
            yield (
                metric.label,
                metric.unit,
                label,
                stratum.label,
                *spread(here[:, i], stratum.weight, observed=True),
                float(worst[i]),
                best,
                "yes" if least[i] else None,
            )


@dataclass(frozen=True, slots=True)
class Enough:
    """A threshold of good enough: a metric below or above a number.

    Attributes
    ----------
    metric
        Its id.
    side
        ``<``, ``<=``, ``>`` or ``>=``.
    limit
        The number.
    """

    metric: str
    side: str
    limit: float

    @classmethod
    def of(cls, text: str) -> Enough:
        """Return the threshold written ``METRIC<NUMBER``, or with ``<=``, ``>`` or ``>=``.

        Raises
        ------
        UsageError
            If the text is not a threshold.
        """
        found = _ENOUGH.fullmatch(text.strip())
        if found is None:
            raise UsageError(
                Problem(
                    f"'{text}'", "is no threshold.", "Write METRIC<NUMBER or METRIC>NUMBER, such as gaps<1."
                )
            )
        return cls(found["metric"], found["side"], float(found["limit"]))

    def holds(self, comparison: Comparison, architecture: str) -> BoolArray:
        """Return the futures in which an architecture is good enough, shape (future,)."""
        side = "below" if self.side.startswith("<") else "above"
        condition = {"in": architecture, side: self.limit}
        by = margin(Statement.model_validate({"metric": self.metric, "holds_if": condition}), comparison)
        holds = by >= 0 if self.side.endswith("=") else by > 0
        return np.broadcast_to(holds, (comparison.study.study.futures,))

    def words(self) -> str:
        """Return the threshold in words."""
        return f"{self.metric} {self.side} {self.limit:g}"


def satisficing_table(comparison: Comparison, thresholds: Sequence[Enough]) -> Table:
    """Return the share of futures in which each architecture is good enough, for each threshold and for all together."""
    metrics = [comparison.metric(t.metric) for t in thresholds]
    rows = []
    for label in comparison.study.labels:
        holds = [t.holds(comparison, label) for t in thresholds]
        told = [*((t.words(), h) for t, h in zip(thresholds, holds, strict=True))]
        if len(thresholds) > 1:
            told.append(("all of them", np.logical_and.reduce(holds)))
        rows += [
            (words, label, stratum.label, float(weighted_share(h[stratum.futures], stratum.weight)))
            for words, h in told
            for stratum in comparison.strata_of(*metrics)
        ]
    rows.sort(key=lambda r: [*(t.words() for t in thresholds), "all of them"].index(str(r[0])))
    columns = ("good enough", "architecture", "theory", "share of runs")
    return Table(columns, rows, title="Good enough", meta=comparison.meta(), group=1)


def dominance(
    loss: FloatArray,
    own: int,
    other: int,
    weight: FloatArray | None = None,
    width: FloatArray | float = 0.0,
) -> float:
    """Return the share of futures in which an architecture is worse than another on no metric and better on at least one.

    Parameters
    ----------
    loss
        Values, less is better, shape (metric, future, architecture).
    own, other
        Positions of the architectures.
    weight
        Shape (future,), or None for even weights.
    width
        The bands of no difference, shape (metric, future).
    """
    gain = loss[:, :, other] - loss[:, :, own]
    nowhere_worse = (gain >= -width).all(axis=0)
    somewhere_better = (gain > width).any(axis=0)
    return float(weighted_share(nowhere_worse & somewhere_better, weight))


def dominance_table(comparison: Comparison, metrics: Sequence[Metric]) -> Table:
    """Return the share of futures in which one architecture dominates another over some metrics, by theory."""
    loss = np.stack([losses(comparison, m) for m in metrics])
    bands = np.stack([widths(comparison, m)[:, 0] for m in metrics])
    labels = comparison.study.labels
    rows = [
        (
            label,
            other,
            stratum.label,
            dominance(loss[:, stratum.futures], i, j, stratum.weight, bands[:, stratum.futures]),
        )
        for i, label in enumerate(labels)
        for j, other in enumerate(labels)
        if i != j
        for stratum in comparison.strata_of(*metrics)
    ]
    columns = ("architecture", "dominates", "theory", "share of runs")
    told = ", ".join(m.id for m in metrics)
    note = f"Over {told}: nowhere worse and somewhere better by more than the band of no difference, in the same run."
    return Table(columns, rows, title="Dominance", notes=(note,), meta=comparison.meta(), group=1)
