"""Evaluate a study's models under each of its architectures; the function that workers import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from pato.assess.large import metrics_of, sample_folder, sample_of
from pato.assess.load import FUNCTION
from pato.assess.metrics.base import LABELLED
from pato.assess.study import Resolved, reopened
from pato.assess.values import context_of
from pato.errors import Problem, RunError
from pato.futures import Draws, Evaluation, Run
from pato.futures import run as run_design
from pato.futures.dims import ARCHITECTURE, OUTCOMES
from pato.futures.results import STATUS, status_variable
from pato.futures.runner import Progress, ProgressCallback
from pato.futures.status import Status, flags


def evaluate(draws: Draws, settings: Mapping[str, Any]) -> Evaluation:
    """Return all models' outcomes of some futures, with a dimension over the study's architectures."""
    study = reopened(settings)
    found = evaluated(study, draws)
    if settings["kept"] == "metrics":
        return metrics_of(context_of(study, found.outcomes), study.metrics)
    return found


def evaluated(study: Resolved, draws: Draws) -> Evaluation:
    """Return all models' outcomes of some futures, with a dimension over the study's architectures."""
    labels = list(study.labels)
    if not study.models:  # metrics computed from treaties alone: the same in every run, nothing is drawn
        nothing = xr.Dataset(coords={ARCHITECTURE: labels})
        return Evaluation(nothing, xr.Dataset({STATUS: status_variable(Status.CONVERGED.code, draws)}))
    # One architecture after another: models reuse each other's latest results
    found = [[model.evaluate(draws, a) for model in study.models] for a in study.architectures]
    return _merged([_along(labels, parts) for parts in zip(*found, strict=True)])


def summary(groups: Mapping[str, xr.Dataset], settings: Mapping[str, Any]) -> xr.Dataset:
    """Return the study's metrics with one value per run, shown at the root of the results for other programs."""
    if settings["kept"] == "metrics":
        return xr.Dataset()
    study = reopened(settings)
    return (
        metrics_of(context_of(study, groups[OUTCOMES]), study.metrics).outcomes
        if study.models
        else xr.Dataset()
    )


def _merged(parts: Sequence[Evaluation]) -> Evaluation:
    """Return the evaluations of several models as one; a status belongs to its model's outcomes alone.

    Models cover different states: where one does not cover a state that another does, its status says so.
    """
    if len(parts) == 1:
        return parts[0]
    labels = {
        dim: list(
            dict.fromkeys(str(v) for p in parts if dim in p.outcomes.coords for v in p.outcomes[dim].values)
        )
        for dim in LABELLED
    }
    widened = [_widened(_named(part), labels) for part in parts]
    return Evaluation(
        xr.merge([p.outcomes for p in widened], join="exact"),
        xr.merge([p.diagnostics for p in widened], join="exact"),
    )


def _named(part: Evaluation) -> Evaluation:
    """Return an evaluation with the common status of all outcomes copied to each."""
    own = part.diagnostics
    if "status" not in own:
        return part
    missing = [name for name in part.outcomes.data_vars if f"{name}_status" not in own]
    named = {f"{name}_status": own["status"] for name in missing}
    return Evaluation(part.outcomes, own.drop_vars("status").assign(named))


def _widened(part: Evaluation, labels: Mapping[str, list[str]]) -> Evaluation:
    """Return an evaluation over all labels; those not covered have no value, and a status that says so (C1)."""
    outcomes, diagnostics = part.outcomes, part.diagnostics
    for dim in (d for d in LABELLED if d in part.outcomes.dims):
        absent = ~np.isin(labels[dim], outcomes[dim].values)
        if not absent.any():
            outcomes, diagnostics = (
                g.reindex({dim: labels[dim]}) if dim in g.dims else g for g in (outcomes, diagnostics)
            )
            continue
        outcomes = outcomes.reindex({dim: labels[dim]})
        gone = xr.DataArray(absent, dims=(dim,), coords={dim: labels[dim]})
        statuses = {
            f"{name}_status": _status_of(str(name), diagnostics, gone, outcomes)
            for name, variable in outcomes.data_vars.items()
            if dim in variable.dims
        }
        own = diagnostics.drop_vars([n for n in statuses if n in diagnostics])
        diagnostics = (own.reindex({dim: labels[dim]}) if dim in own.dims else own).assign(statuses)
    return Evaluation(outcomes, diagnostics)


def _status_of(name: str, diagnostics: xr.Dataset, gone: xr.DataArray, outcomes: xr.Dataset) -> xr.DataArray:
    """Return the status of one outcome over futures and labels."""
    dim = str(gone.dims[0])
    known = diagnostics.get(f"{name}_status")
    if known is None:
        known = xr.zeros_like(outcomes[name], dtype=np.int8)
    if dim in known.dims:
        known = known.reindex({dim: gone[dim]}, fill_value=Status.NOT_COVERED.code)
    known, absent = xr.broadcast(known, gone)
    found = known.where(~absent, Status.NOT_COVERED.code).astype(np.int8)
    found.attrs = flags()
    return found


def _along(labels: list[str], parts: Sequence[Evaluation]) -> Evaluation:
    """Return the evaluations of one model under several architectures as one, with a dimension over them."""
    return Evaluation(
        stacked(labels, [p.outcomes for p in parts]), stacked(labels, [p.diagnostics for p in parts])
    )


def stacked(labels: list[str], parts: Sequence[xr.Dataset]) -> xr.Dataset:
    """Return data sets with the same variables and labels as one: `xarray.concat` without its searches."""
    first = parts[0]
    for other in parts[1:]:
        if set(other.data_vars) != set(first.data_vars) or not all(
            np.array_equal(other[c].values, first[c].values) for c in first.coords
        ):
            raise RunError(Problem(FUNCTION, "a model gives one architecture other variables or labels."))
    data = {
        name: (
            (ARCHITECTURE, *variable.dims),
            np.stack([p[name].transpose(*variable.dims).values for p in parts]),
            variable.attrs,
        )
        for name, variable in first.data_vars.items()
    }
    return xr.Dataset(data, {**{c: first[c].values for c in first.coords}, ARCHITECTURE: labels})


def run_study(
    study: Resolved,
    folder: str | Path,
    *,
    workers: int = 1,
    resume: bool = False,
    overwrite: bool = False,
    keep_chunks: bool = True,
    progress: ProgressCallback | None = None,
) -> Run:
    """Run a study into a folder; see `pato.futures.run`. For a large study the first futures are also kept in full."""
    if study.is_large:
        first = sample_of(study)
        run_design(
            first.spec(),
            sample_folder(folder),
            workers=workers,
            resume=True,
            overwrite=overwrite,
            keep_chunks=False,
            progress=_part_of(progress, 0, study.study.futures),
        )
        progress = _part_of(progress, first.study.futures, 0)
    return run_design(
        study.spec(),
        folder,
        workers=workers,
        resume=resume,
        overwrite=overwrite,
        keep_chunks=keep_chunks,
        progress=progress,
    )


def _part_of(progress: ProgressCallback | None, before: int, after: int) -> ProgressCallback | None:
    """Return a progress function for a run that is part of a longer one, given the futures before and after it."""
    if progress is None:
        return None

    def told(here: Progress) -> None:
        left, own = here.seconds_left, here.total - here.done
        if after:  # at the pace so far; unknown if no remaining futures were reported
            left = left * (own + after) / own if left is not None and own else None
        progress(Progress(before + here.done, before + here.total + after, left))

    return told
