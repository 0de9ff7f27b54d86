"""All results of a design as rows: the metrics of the first page, and those of the other models."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr

from pato.assess.metrics import metrics
from pato.assess.no_difference import beats, width_of
from pato.futures.dims import FUTURE
from pato.futures.spread import spread
from pato.workbench.asked import Asked
from pato.workbench.engine import Engine


def figures(engine: Engine, asked: Asked) -> dict[str, Any]:
    """Return one row per metric: what it is today and under the design, and in which share of runs it really changes."""
    found = {**engine.answer(asked).values, **engine.more(asked)}
    ordered = [m for m in metrics() if m in found]
    return {"rows": [_row(name, found[name]) for name in ordered]}


def _row(name: str, values: xr.DataArray) -> dict[str, Any]:
    metric = metrics()[name]
    today, design = (np.atleast_1d(values.isel(architecture=i).values) for i in (0, 1))
    sign = 1.0 if metric.better == "higher" else -1.0
    width = width_of(metric, {})
    band = np.abs(today) * width.value / 100 if width.of_level else np.full_like(today, width.value)
    better, worse = (float(side.mean()) for side in beats(sign * (design - today), band))
    judged = metric.better != "neither"
    return {
        "id": name,
        "label": metric.label,
        "unit": metric.unit,
        "today": _spread(today),
        "design": _spread(design),
        "better": better if judged else None,
        "worse": worse if judged else None,
        "same": max(0.0, 1 - better - worse) if judged else None,
        "certain": FUTURE not in values.dims,
        "note": metric.note,
    }


def _spread(values: Any) -> dict[str, float]:
    return {name: float(f"{value:.6g}") for name, value in spread(values)._asdict().items()}
