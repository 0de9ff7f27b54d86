"""Evaluate a study's models under each of its architectures; the function that workers import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xarray as xr

from pato.assess.study import Resolved, reopened
from pato.futures import Draws, Evaluation, Run
from pato.futures import run as run_design
from pato.futures.dims import ARCHITECTURE
from pato.futures.runner import ProgressCallback


def evaluate(draws: Draws, settings: Mapping[str, Any]) -> Evaluation:
    """Return all models' outcomes of some futures, with a dimension over the study's architectures."""
    study = reopened(settings)
    by_architecture = [
        _merged([model.evaluate(draws, a) for model in study.models]) for a in study.architectures
    ]
    labels = list(study.labels)
    return Evaluation(
        _along(labels, [e.outcomes for e in by_architecture]),
        _along(labels, [e.diagnostics for e in by_architecture]),
    )


def _merged(parts: Sequence[Evaluation]) -> Evaluation:
    """Return the evaluations of several models as one; a status belongs to its model's outcomes alone."""
    if len(parts) == 1:
        return parts[0]
    diagnostics = []
    for part in parts:
        own = part.diagnostics
        if "status" in own:
            named = {
                f"{name}_status": own["status"]
                for name in part.outcomes.data_vars
                if f"{name}_status" not in own
            }
            own = own.drop_vars("status").assign(named)
        diagnostics.append(own)
    return Evaluation(
        xr.merge([p.outcomes for p in parts], join="outer"), xr.merge(diagnostics, join="outer")
    )


def _along(labels: list[str], parts: list[xr.Dataset]) -> xr.Dataset:
    joined = xr.concat(
        parts, dim=ARCHITECTURE, join="exact", combine_attrs="override", coords="minimal", compat="override"
    )
    return joined.assign_coords({ARCHITECTURE: labels})


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
    """Run a study into a folder; see `pato.futures.run`."""
    return run_design(
        study.spec(),
        folder,
        workers=workers,
        resume=resume,
        overwrite=overwrite,
        keep_chunks=keep_chunks,
        progress=progress,
    )
