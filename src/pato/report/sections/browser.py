"""The futures browser: weight theories and contingencies, and the figures follow, without a server."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import numpy as np

from pato.assess.compare import Comparison
from pato.assess.metrics import Metric
from pato.assess.no_difference import beats
from pato.futures import Factor
from pato.futures.dims import ARCHITECTURE, FUTURE, TARGET
from pato.kernels.arrays import AnyArray, FloatArray
from pato.models.risk.theories.found import theories
from pato.report.blocks import Block, Browser, Section, Text
from pato.report.context import ReportContext
from pato.report.wording import (
    assumption_name,
    design_colours,
    design_names,
    factor_title,
    level_name,
    meaning,
    state_name,
)

ORDER = 95
CHAPTER = "drivers"
DETERRENCE = "deterrence"
MOST_FUTURES = 2000
MOST_VALUES = 200_000
"""Largest number of embedded values: about three bytes each, so that the file stays small enough to mail."""
STEPS = 65_535
"""Number of steps between the smallest and largest value of a metric in which values are embedded."""


def build(context: ReportContext) -> Section | None:
    """Return the browser, or None where the study draws no alternatives."""
    data = browser_data(context.comparison, context.group)
    if not data["factors"] or not data["metrics"]:
        return None
    blocks: list[Block] = [
        Text(
            "Weight each assumption, reading and contingency from 0 (left out) to 4; the chart follows. It is computed in this page from "
            f"{data['futures']:,} of the {context.comparison.study.study.futures:,} runs, and nothing is sent anywhere. "
            "A share of runs is not a probability of the event."
        ),
        Browser(data),
    ]
    return Section("browser", "Your own weights", tuple(blocks))


def browser_data(comparison: Comparison, group: tuple[str, ...]) -> dict[str, Any]:
    """Return the data for the page's script: alternatives of each future, and each metric's values in each future.

    Values of one metric are whole numbers from 0 to `STEPS` between its smallest and its largest, as base64 of
    little-endian 16-bit integers, one string per architecture; whether an architecture is better (``b``) or worse
    (``w``) than the first by more than the band of no difference, or neither (``t``), is exact: see `packed`.
    """
    factors = [f for f in comparison.study.factors if _is_alternative(f)]
    series = list(_series(comparison, group))
    kept = _kept(comparison.study.study.futures, len(series) * len(comparison.study.labels))
    draws = comparison.study.design.draw(0, kept)
    names, colours = design_names(comparison.study), design_colours(comparison.study)
    return {
        "architectures": list(comparison.study.labels),
        "names": [names[str(label)] for label in comparison.study.labels],
        "colours": [_variable(colours[str(label)]) for label in comparison.study.labels],
        "futures": kept,
        "steps": STEPS,
        "factors": [_factor(f, draws[f.id]) for f in factors],
        "metrics": [_encoded(comparison, m, target, values[:kept]) for m, target, values in series],
    }


def _variable(colour: str) -> str:
    """Return a colour as the page's theme names it."""
    from pato.report.document import themed

    return themed(colour)


def _is_alternative(factor: Factor) -> bool:
    """Return whether a factor is a theory, a reading or a contingency with several drawn levels."""
    return len(factor.levels) > 1 and getattr(factor.spec, "role", "replicate") != "replicate"


def _factor(factor: Factor, drawn: AnyArray) -> dict[str, Any]:
    levels = [str(level) for level in factor.levels]
    known = theories() if factor.id == DETERRENCE else {}
    return {
        "id": factor.id,
        "role": getattr(factor.spec, "role", ""),
        "title": factor_title(factor),
        "levels": levels,
        "names": [assumption_name(level) if level in known else level_name(level) for level in levels],
        "told": [known[level].describe() if level in known else "" for level in levels],
        "about": meaning(factor),
        "drawn": "".join(chr(ord("0") + int(i)) for i in drawn),
    }


def _series(
    comparison: Comparison, group: tuple[str, ...]
) -> Iterator[tuple[Metric, str | None, FloatArray]]:
    """Yield metrics that differ from future to future, shape (future, architecture); those by target for the group."""
    for name, found in comparison.values.items():
        if FUTURE not in found.dims:
            continue
        metric = comparison.metric(name)
        if not np.isfinite(found.values).all():
            continue  # a metric of the user's own may lack values, which no step of the scale stands for
        if found.ndim == 2:
            yield metric, None, found.transpose(FUTURE, ARCHITECTURE).values
        elif TARGET in found.dims:
            for target in (t for t in group if t in found[TARGET].values):
                yield metric, target, found.sel({TARGET: target}).transpose(FUTURE, ARCHITECTURE).values


def _kept(futures: int, columns: int) -> int:
    """Return the number of embedded futures: the first ones, which are the same draws as those of a smaller run."""
    return min(futures, MOST_FUTURES, max(MOST_VALUES // max(columns, 1), 1))


def _encoded(
    comparison: Comparison, metric: Metric, target: str | None, values: FloatArray
) -> dict[str, Any]:
    low, high = float(values.min()), float(values.max())
    width = high - low or 1.0
    steps = np.rint((values - low) / width * STEPS).astype("<u2")
    sign = {"higher": 1.0, "lower": -1.0, "neither": 0.0}[metric.better]
    band = comparison.band(metric)
    width_of_none = (band if target is None else band.sel({TARGET: target})).values[: len(values), None]
    better, worse = beats(sign * (values - values[:, :1]), width_of_none)
    ahead = better.astype(int) - worse.astype(int)
    return {
        "id": metric.id,
        "label": metric.label + (f": {state_name(target)}" if target else ""),
        "unit": metric.unit,
        "better": metric.better,
        "note": metric.note,
        "band": float(np.median(width_of_none)),
        "low": low,
        "width": width,
        "factors": (relevant := _factors_of(comparison, metric)),
        "by": [name for name in metric.by if name in relevant],
        "values": [base64.b64encode(column.tobytes()).decode() for column in steps.T],
        "against": [packed(column) for column in ahead.T],
    }


def packed(ahead: AnyArray) -> str:
    """Return signs (-1, 0, 1; shape (future,)) as text, three futures to a letter: A is three times -1.

    >>> packed(np.array([-1, -1, -1, 1, 0, -1, 1]))
    'AFC'
    """
    digits = np.zeros(-(-len(ahead) // 3) * 3, dtype=int)
    digits[: len(ahead)] = ahead + 1
    return "".join(chr(ord("A") + int(code)) for code in digits.reshape(-1, 3) @ (1, 3, 9))


def _factors_of(comparison: Comparison, metric: Metric) -> list[str]:
    """Return the alternatives that a metric's figures can depend on: those of its models, or all where it names none."""
    models = [m for m in comparison.study.models if not metric.models or m.id in metric.models]
    known = {f.id for model in models for f in model.factors()}
    return [f.id for f in comparison.study.factors if f.id in known and _is_alternative(f)]
