"""Runs of very many futures: metrics are kept for all of them, results by state only for the first ones.

Above `pato.assess.study.MOST_IN_FULL` futures the outcomes of every state would fill the disk. Metrics are then computed chunk by chunk and
kept for every future. Results by state are based on the first `SAMPLE` futures, which are the same draws as those of
a smaller run with the same seed, kept in full in the folder `BY_STATE` beside the results.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import xarray as xr

from pato.assess.metrics import Context
from pato.assess.metrics.base import Metric, label_dim
from pato.assess.strata import Stratum
from pato.assess.study import Resolved
from pato.futures import Evaluation, Run
from pato.futures.dims import FUTURE
from pato.futures.status import Status, flags

SAMPLE, BY_STATE = 20_000, "by-state"


def metrics_of(context: Context, chosen: tuple[Metric, ...]) -> Evaluation:
    """Return a chunk's metrics in place of its outcomes: those computed by models, with one value per future."""
    outcomes, statuses = {}, {}
    for metric in chosen:
        found = metric.compute(context) if metric.models else None
        if found is None or label_dim(found) is not None:
            continue
        outcomes[metric.id] = found.transpose(FUTURE, ...).assign_attrs(
            units=metric.unit, long_name=metric.label
        )
        codes = np.where(np.isfinite(found.values), Status.CONVERGED.code, Status.NOT_COVERED.code)
        statuses[f"{metric.id}_status"] = xr.DataArray(
            codes.astype(np.int8), dims=found.dims, coords=found.coords, attrs=flags()
        )
    return Evaluation(xr.Dataset(outcomes), xr.Dataset(statuses))


def sample_of(study: Resolved) -> Resolved:
    """Return the study of the first futures, which is run in full."""
    assert study.is_large
    return replace(study, study=study.study.model_copy(update={"futures": SAMPLE}))


def note() -> str:
    """Return the note on tables by state for a large run."""
    return f"Figures by state rest on the first {SAMPLE:,} runs."


def sample_folder(folder: str | Path) -> Path:
    """Return the folder in which the first futures of a large run are kept in full."""
    return Path(folder) / BY_STATE


def incomplete(run: Run) -> list[str]:
    """Return the stored metrics of a large run that lack a value in some future, read one at a time."""
    with run.results() as tree:
        outcomes = tree["outcomes"].to_dataset()
        return [str(name) for name in outcomes.data_vars if not np.isfinite(outcomes[name].values).all()]


class KeptMetrics(Mapping[str, xr.DataArray]):
    """Metrics of a large run, read from its results one at a time, so that memory does not grow with their number.

    Parameters
    ----------
    run
        The run.
    names
        All metrics, in their order.
    others
        Those that are not read from the run.
    """

    def __init__(self, run: Run, names: tuple[str, ...], others: Mapping[str, xr.DataArray]) -> None:
        self._run, self._names, self._others = run, names, others
        self._last: tuple[str, xr.DataArray] | None = None

    def __getitem__(self, name: str) -> xr.DataArray:
        if name in self._others:
            return self._others[name]
        if name not in self._names:
            raise KeyError(name)
        if self._last is None or self._last[0] != name:
            with self._run.results() as tree:
                self._last = name, tree["outcomes"].to_dataset()[name].load()
        return self._last[1]

    def __iter__(self) -> Iterator[str]:
        yield from self._names

    def __len__(self) -> int:
        return len(self._names)


def within(strata: tuple[Stratum, ...], futures: int) -> tuple[Stratum, ...]:
    """Return the strata of the first futures alone; strata without any of them are left out."""
    found = []
    for stratum in strata:
        here = stratum.futures < futures
        weight = None if stratum.weight is None else stratum.weight[here]
        if here.any() and (weight is None or weight.sum() > 0):
            found.append(
                Stratum(
                    stratum.label, stratum.futures[here], None if weight is None else weight / weight.sum()
                )
            )
    return tuple(found)
