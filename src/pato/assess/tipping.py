"""Values of a factor at which the preferred architecture changes.

In a future an architecture is preferred if its value is the best, or within the band of no difference of the best;
ties are shared. Along a factor of numbers, the share of futures in which each is preferred is estimated by a local
line over the ranks of the factor, as for break-evens; a tipping point is where the architecture with the largest
share changes, and counts only if the one before leads clearly somewhere below and the one after somewhere above. For
a factor with levels each level is shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from pato.assess.breakeven import FEWEST, break_even
from pato.assess.compare import Comparison
from pato.assess.inputs import Input, input_named, inputs_for
from pato.assess.metrics import Metric
from pato.assess.regret import losses, widths
from pato.assess.strata import ANY, Stratum
from pato.errors import UsageError
from pato.futures import weighted_share
from pato.kernels.arrays import FloatArray, IntArray
from pato.table import Table

_BANDS = 5


@dataclass(frozen=True, slots=True)
class Tip:
    """A value of a factor at which the preferred architecture changes.

    Attributes
    ----------
    value, low90, high90
        The value and its interval of 90 per cent.
    below, above
        The architecture preferred in most futures on either side, of the two.
    """

    value: float
    low90: float
    high90: float
    below: str
    above: str


def shares(loss: FloatArray, width: FloatArray | float = 0.0) -> FloatArray:
    """Return the preference for each architecture in each future: 1 over the number of the best, or 0.

    Parameters
    ----------
    loss
        Figures of which less is better, shape (future, architecture).
    width
        The band of no difference, shape (future, 1).
    """
    best = loss <= loss.min(axis=1, keepdims=True) + width
    return np.asarray(best / best.sum(axis=1, keepdims=True))


def tips(
    loss: FloatArray,
    labels: Sequence[str],
    column: Input,
    weight: FloatArray | None = None,
    *,
    width: FloatArray | float = 0.0,
    seed: int = 0,
) -> list[Tip]:
    """Return where along a factor the preferred architecture changes, in the order of the factor.

    Every pair of architectures that lead in neighbouring bands of the factor is compared: the tip is where the share of
    futures in which the second is better than the first crosses one half; futures with ties count for neither.

    Parameters
    ----------
    loss
        Figures of which less is better, shape (future, architecture).
    labels
        Of the architectures.
    column
        A factor of numbers, the same futures.
    width
        The band of no difference, shape (future, 1).
    """
    found = []
    for first, second in _successions(shares(loss, width), column, weight):
        apart = np.abs(loss[:, first] - loss[:, second])
        differ = np.flatnonzero(apart > np.broadcast_to(np.ravel(width), apart.shape))
        if len(differ) < FEWEST:
            continue
        better = loss[differ, second] < loss[differ, first]
        within = None if weight is None else weight[differ]
        turn = break_even(better, column.at(differ), within, seed=seed)
        if turn.value is None or not turn.rises:
            continue
        assert turn.low90 is not None
        assert turn.high90 is not None
        found.append(Tip(turn.value, turn.low90, turn.high90, labels[first], labels[second]))
    return sorted(found, key=lambda t: t.value)


def _successions(
    preferred: FloatArray, column: Input, weight: FloatArray | None = None
) -> list[tuple[int, int]]:
    """Return the successive leading architectures, band by band of the factor."""
    order = np.argsort(column.values, kind="stable")
    leaders = [int(_in_band(preferred, weight, band).argmax()) for band in np.array_split(order, 4 * _BANDS)]
    pairs = [(a, b) for a, b in pairwise(leaders) if a != b]
    return list(dict.fromkeys(pairs))


def _in_band(preferred: FloatArray, weight: FloatArray | None, band: IntArray) -> FloatArray:
    """Return the share of some futures in which each architecture is preferred, shape (architecture,)."""
    return np.asarray(weighted_share(preferred[band], None if weight is None else weight[band]))


def tipping_table(comparison: Comparison, factor: str, metrics: Sequence[Metric]) -> Table:
    """Return where along a factor the preferred architecture changes, by metric and theory.

    Raises
    ------
    UnknownNameError
        If no factor that differs between futures has that name.
    UsageError
        If there is only one architecture.
    """
    if len(comparison.study.labels) < 2:
        raise UsageError("a tipping point needs two architectures or more.")
    column = input_named(inputs_for(comparison.study, metrics), factor)
    inside = [m for m in metrics if column.factor in {i.factor for i in inputs_for(comparison.study, [m])}]
    if column.levels:
        return _levels_table(comparison, column, inside)
    rows = [row for m in inside for row in _rows(comparison, m, column)]
    columns = (
        "metric",
        "theory",
        "factor",
        "preferred",
        "share of runs",
        "tips at",
        "90 % from",
        "90 % to",
    )
    notes = (
        "Preferred: the architecture that is best in most runs of that fifth of the factor's values. Runs in which all tie, within the band of no difference, are left out.",
        "Tips at: the value at which the next architecture becomes better in most runs, other inputs as sampled; none where no crossing is clear.",
    )
    return Table(columns, rows, title=f"Along {column.id}", notes=notes, meta=comparison.meta(), group=2)


def _rows(comparison: Comparison, metric: Metric, column: Input) -> Iterator[tuple[object, ...]]:
    labels = comparison.study.labels
    loss, bands = losses(comparison, metric), widths(comparison, metric)
    for stratum in (one.counting() for one in comparison.strata_of(metric)):
        head = (metric.id, stratum.label)
        weight = stratum.weight
        here, width, inside = loss[stratum.futures], bands[stratum.futures], column.at(stratum.futures)
        matters = np.flatnonzero(np.ptp(here, axis=1) > width[:, 0])
        if not len(matters) or inside.low == inside.high:
            yield (*head, "any", "none: all tie", None, None, None, None)
            continue
        counted = None if weight is None else weight[matters]
        for words, label, share in _bands(here[matters], width[matters], inside.at(matters), labels, counted):
            yield (*head, words, label, share, None, None, None)
        found = tips(here, labels, inside, weight, width=width) if len(here) >= FEWEST else []
        for tip in found:
            yield (
                *head,
                "tipping point",
                f"{tip.below} below, {tip.above} above",
                None,
                tip.value,
                tip.low90,
                tip.high90,
            )
        if not found:
            yield (*head, "tipping point", "none", None, None, None, None)


def _bands(
    loss: FloatArray,
    width: FloatArray,
    column: Input,
    labels: Sequence[str],
    weight: FloatArray | None = None,
) -> Iterator[tuple[str, str, float]]:
    """Yield each fifth of the factor's values, the architecture that leads there, and its share of futures."""
    preferred = shares(loss, width)
    order = np.argsort(column.values, kind="stable")
    for band in np.array_split(order, _BANDS):
        if len(band):
            part, mean = column.at(band), _in_band(preferred, weight, band)
            yield f"{part.low:.3g} to {part.high:.3g}", labels[int(mean.argmax())], float(mean.max())


def _levels_table(comparison: Comparison, column: Input, metrics: Sequence[Metric]) -> Table:
    rows = [row for m in metrics for row in _level_rows(comparison, m, column)]
    columns = ("metric", "theory", column.id, "architecture", "preferred in share of runs")
    notes = ("Preferred: best, or within the band of no difference of the best; ties are shared evenly.",)
    return Table(columns, rows, title=f"Along {column.id}", notes=notes, meta=comparison.meta(), group=2)


def _level_rows(comparison: Comparison, metric: Metric, column: Input) -> Iterator[tuple[object, ...]]:
    preferred = shares(losses(comparison, metric), widths(comparison, metric))
    words = column.words()
    for stratum in _apart_from(comparison, metric, column.factor):
        for level in column.levels:
            here = words[stratum.futures] == level
            if here.any():
                weight = None if stratum.weight is None else stratum.weight[here]
                told = weighted_share(preferred[stratum.futures][here], weight)
                for label, share in zip(comparison.study.labels, told, strict=True):
                    yield metric.id, stratum.label, level, label, float(share)


def _apart_from(comparison: Comparison, metric: Metric, factor: str) -> Iterator[Stratum]:
    """Yield the strata of a metric; if they are broken down by the factor itself, those of the other factors instead."""
    inside = factor in (*metric.by, *comparison.study.study.by)
    for one in comparison.strata_of(metric, without=(factor,) if inside else ()):
        stratum = one.counting()
        yield replace(stratum, label="each") if inside and stratum.label == ANY else stratum
