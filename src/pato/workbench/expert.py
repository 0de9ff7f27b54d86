"""The expert view of a finished run: its runs as lines over the factors that a figure depends on most."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from pato.api.studies import load_run
from pato.assess.indices import first_order
from pato.assess.inputs import Input, inputs_for
from pato.assess.no_difference import beats
from pato.futures.dims import ARCHITECTURE, FUTURE
from pato.kernels.arrays import FloatArray
from pato.report.wording import assumption_name

AXES, LINES, MOST = 5, 200, 5000


def coordinates(place: Path, name: str) -> dict[str, Any]:
    """Return the axes and lines of a finished run.

    Parameters
    ----------
    place
        The run's folder.
    name
        A metric with one value per run.

    Returns
    -------
    dict
        ``axes``, each with its label, ends, levels and share of variance, the change last; and
        ``lines``, each with a place from 0 to 1 on every axis and its side. Both are empty where nothing varies.
    """
    comparison = load_run(place)
    metric = comparison.metric(name)
    values = comparison.values[name]
    if set(values.dims) != {FUTURE, ARCHITECTURE}:
        return {"axes": [], "lines": []}
    first, design = (values.isel({ARCHITECTURE: i}).values[:MOST] for i in (0, 1))
    change = np.asarray(design - first, np.float64)
    entering = inputs_for(comparison.study, [metric], len(change))
    columns = [Input(i.id, i.id, i.values, i.levels, i.unit) for i in entering if not i.is_replicate]
    found = first_order(change, columns, most=AXES, resamples=2)
    by_id = {i.id: i for i in columns}
    chosen = [(by_id[index.name], index.value) for index in found if index.name in by_id]
    band = (
        comparison.band(metric).values[:MOST]
        if comparison.band(metric).ndim
        else np.full(len(change), float(comparison.band(metric)))
    )
    sign = -1.0 if metric.better == "lower" else 1.0
    better, worse = beats(sign * change, band)
    sides = np.where(better, "better", np.where(worse, "worse", "same"))
    axes = [_axis(column, share) for column, share in chosen]
    axes.append(
        {
            "label": f"change in {metric.label}",
            "low": float(change.min()),
            "high": float(change.max()),
            "levels": [],
            "share": None,
        }
    )
    places = np.column_stack([_places(c.values, len(c.levels)) for c, _ in chosen] + [_places(change, 0)])[
        :LINES
    ]
    lines = [
        {"at": [round(float(p), 4) for p in row], "side": str(side)}
        for row, side in zip(places, sides, strict=False)
    ]
    return {"axes": axes, "lines": lines if chosen else []}


def _axis(column: Input, share: float) -> dict[str, Any]:
    levels = [assumption_name(x) if column.id == "deterrence" else x.replace("_", " ") for x in column.levels]
    low, high = (0.0, 1.0) if levels else (column.low, column.high)
    label = (
        "assumption about deterrence"
        if column.id == "deterrence"
        else column.id.replace("_", " ").replace(".", ": ")
    )
    return {"label": label, "low": low, "high": high, "levels": levels, "share": max(0.0, float(share))}


def _places(values: Any, levels: int) -> FloatArray:
    """Return positions of values between the ends of their axis; levels are equally spaced."""
    array = np.asarray(values, np.float64)
    if levels:
        return np.asarray(array / max(levels - 1, 1))
    width = np.ptp(array)
    return np.asarray((array - array.min()) / (width or 1.0))
