"""Values of a run's metrics: their inputs, and metrics without values."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import xarray as xr

from pato.assess.metrics import Context
from pato.assess.metrics.base import label_dim
from pato.assess.study import Resolved
from pato.futures import Run
from pato.futures.dims import ARCHITECTURE, FUTURE, OUTCOMES
from pato.models.pledges import added_parties, pledged

GAPS = "it has no value in some runs: its divisor is zero there, or the model gave no result."


class Values(NamedTuple):
    """Metrics of a run that was kept in full: their values, reasons why some are left out, and members without values.

    ``partly`` holds those left out that have no value at all under some architectures and one in every run under the others.
    """

    values: dict[str, xr.DataArray]
    left_out: dict[str, str]
    lacking: dict[str, tuple[str, ...]]
    partly: dict[str, xr.DataArray]


def values_of(study: Resolved, run: Run) -> Values:
    """Return the values of a run's metrics; those that cannot be computed are left out, with the reason."""
    context = context_of(study, run.group(OUTCOMES))
    # without a pact there are no members, which the tables say once; other gaps are stated by metric
    all_found = Values({}, dict(study.unmet) if study.members else {}, {}, {})
    for metric in study.metrics:
        context.lacking.clear()
        try:
            found = _covered(metric.compute(context))
        except KeyError as error:
            missing = str(error.args[0]).partition(". ")[0]  # xarray goes on with the names that there are
            all_found.left_out[metric.id] = f"the run lacks what this metric needs: {missing}."
            continue
        if np.isfinite(found.values).all():
            all_found.values[metric.id] = found
            if context.lacking:
                all_found.lacking[metric.id] = tuple(context.lacking)
        elif without := _nowhere(found):
            all_found.partly[metric.id] = found
            told = f"it has no value under {', '.join(without)}: nothing can be compared with that. Claims about the others test it."
            all_found.left_out[metric.id] = told
        else:
            all_found.left_out[metric.id] = GAPS
    return all_found


def _nowhere(found: xr.DataArray) -> list[str]:
    """Return the architectures under which a metric has no value in any run, if it has one in every run under the others; else none."""
    if set(found.dims) != {FUTURE, ARCHITECTURE}:
        return []
    known = np.isfinite(found.transpose(FUTURE, ARCHITECTURE).values)
    none, every = ~known.any(axis=0), known.all(axis=0)
    whole = bool((none | every).all() and every.any())
    return [str(a) for a in found[ARCHITECTURE].values[none]] if whole else []


def context_of(study: Resolved, outcomes: xr.Dataset) -> Context:
    """Return the inputs of metrics."""
    states = tuple(study.world.states)
    pledges = {
        label: pledged(a, study.date, states)
        for label, a in zip(study.labels, study.architectures, strict=True)
    }
    return Context(
        outcomes,
        study.members,
        study.study.horizon_years,
        pledges,
        states,
        study.rival,
        dict(zip(study.labels, study.architectures, strict=True)),
        {
            label: added_parties([a], study.status_quo, study.date)
            for label, a in zip(study.labels, study.architectures, strict=True)
        },
        study.date,
    )


def _covered(values: xr.DataArray) -> xr.DataArray:
    """Return a metric's values without labels that are unknown under every architecture."""
    dim = label_dim(values)
    return values if dim is None else values.dropna(dim, how="all")
