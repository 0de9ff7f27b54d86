"""Drivers of a result: Sobol indices of groups of factors, from an extension of a run kept in its folder."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from pato.assess.indices import Index, counts_of, interval
from pato.assess.saltelli import ROWS_A_CHUNK, Groups, groups_of, spec_of
from pato.assess.study import Resolved
from pato.errors import Problem, RunError, UsageError
from pato.futures import Run, RunSpec
from pato.futures import run as run_design
from pato.futures.dims import OUTCOMES
from pato.futures.folder import differences, program_of, read_run, write_run
from pato.futures.provenance import program, sha256_of
from pato.futures.runner import ProgressCallback
from pato.kernels.arrays import FloatArray

FOLDER = "sensitivity"
WIDEST = 0.2
"""Widest 90 per cent interval that is reported; for wider ones the number of rows that would suffice is given instead."""
_RESAMPLES = 500


class TooFewRowsError(RunError):
    """Raised if intervals are too wide to be reported.

    Attributes
    ----------
    needed
        Number of rows that would suffice.
    """

    def __init__(self, what: str, width: float, rows: int, needed: int, groups: int) -> None:
        self.needed = needed
        told = f"the widest interval of 90 per cent is {width:.2g}, above {WIDEST:g}, with {rows} rows ({rows * (groups + 2)} runs)."
        fix = f"About {needed} rows ({needed * (groups + 2)} runs) would suffice: --rows {needed}. Those already computed are kept."
        super().__init__(Problem(what, told, fix))


@dataclass(frozen=True, slots=True)
class Sobol:
    """Indices of one result.

    Attributes
    ----------
    what
        The result in words.
    first, total
        By group, in the order of total indices, the largest first.
    rows
        Number of rows from which they are estimated.
    """

    what: str
    first: tuple[Index, ...]
    total: tuple[Index, ...]
    rows: int

    @property
    def width(self) -> float:
        """The widest interval of 90 per cent."""
        return max(i.width90 for i in (*self.first, *self.total))


def sobol(
    a: FloatArray,
    b: FloatArray,
    swapped: FloatArray,
    names: Sequence[str],
    *,
    what: str = "",
    seed: int = 0,
    resamples: int = _RESAMPLES,
) -> Sobol:
    """Return first-order and total Sobol indices with bootstrap intervals over rows.

    First order by Saltelli et al. 2010, total by Jansen 1999, as in SALib; values are centred first.

    Parameters
    ----------
    a, b
        Values in the two independent sets, shape (row,).
    swapped
        Values with one group from B, shape (group, row).
    names
        Of the groups.
    """
    everything = np.concatenate([a, b, swapped.ravel()])
    if np.ptp(everything) == 0:
        raise UsageError(Problem(what, "is the same in every run: it depends on no sampled input."))
    middle, size = everything.mean(), everything.std()
    a, b, swapped = (a - middle) / size, (b - middle) / size, (swapped - middle) / size
    shares = np.vstack([np.ones(len(a)), counts_of(len(a), resamples, seed)]) / len(a)
    mean = (shares @ a + shares @ b) / 2
    variance = (shares @ a**2 + shares @ b**2) / 2 - mean**2
    first = (shares @ (b * (swapped - a)).T) / variance[:, None]
    total = (shares @ ((a - swapped) ** 2).T) / 2 / variance[:, None]
    order = np.argsort(-total[0], kind="stable")
    one, other = (tuple(interval(names[i], float(v[0, i]), v[1:, i]) for i in order) for v in (first, total))
    return Sobol(what, one, other, len(a))


def rows_needed(width: float, rows: int) -> int:
    """Return the rows at which an interval would be narrow enough: widths fall with the root of rows; 20 per cent are added."""
    wanted = 1.2 * rows * (width / WIDEST) ** 2
    return ROWS_A_CHUNK * math.ceil(wanted / ROWS_A_CHUNK)


def refuse_wide(found: Sobol) -> Sobol:
    """Return the indices, or raise with the number of rows needed.

    Raises
    ------
    TooFewRowsError
        If an interval is wider than `WIDEST`.
    """
    if found.width > WIDEST:
        raise TooFewRowsError(
            found.what, found.width, found.rows, rows_needed(found.width, found.rows), len(found.first)
        )
    return found


@dataclass(frozen=True, slots=True)
class Extension:
    """Metrics in the futures of an extension.

    Attributes
    ----------
    groups
        Groups of factors by name.
    outcomes
        Metrics, dims (future, architecture).
    """

    groups: Groups
    outcomes: xr.Dataset

    @property
    def rows(self) -> int:
        """Number of rows."""
        return int(self.outcomes.sizes["future"]) // (len(self.groups) + 2)

    def indices(self, metric: str, architecture: str, against: str | None = None, *, seed: int = 0) -> Sobol:
        """Return the indices of a metric of an architecture, or of its difference from another in the same future.

        Raises
        ------
        UsageError
            If the value is the same in every future, or missing in some.
        """
        what = f"{metric} of {architecture}" + (f" less that of {against}" if against else "")
        values = self.outcomes[metric]
        figure = np.asarray(values.sel(architecture=architecture).values)
        if against:
            figure = figure - values.sel(architecture=against).values
        if not np.isfinite(figure).all():
            raise UsageError(
                Problem(what, "has no value in some runs, because the model gave no result there.")
            )
        by_kind = figure.reshape(self.rows, -1).T
        return sobol(by_kind[0], by_kind[1], by_kind[2:], list(self.groups), what=what, seed=seed)


def extend(
    run: Run,
    study: Resolved,
    *,
    rows: int,
    groups: Sequence[str] = (),
    workers: int = 1,
    progress: ProgressCallback | None = None,
) -> Extension:
    """Return a run's extension with at least the given rows, computing those that its folder lacks.

    Parameters
    ----------
    rows
        Smallest number of rows, rounded up to whole chunks. Existing further rows are used too; rows computed by
        another version of the program are discarded.
    groups
        As `pato.assess.saltelli.groups_of` takes them.
    """
    named = groups_of(study.design, groups)
    if not named:
        raise UsageError(Problem(str(run.folder), "has no factor that moves."))
    spec = spec_of(study, named, ROWS_A_CHUNK * math.ceil(rows / ROWS_A_CHUNK))
    folder = run.folder / FOLDER / sha256_of([list(named), list(named.values())])[:8]
    spec, stale = _adapted(folder, spec)
    found = run_design(
        spec,
        folder,
        workers=workers,
        chunk_size=ROWS_A_CHUNK * (len(named) + 2),
        resume=True,
        overwrite=stale,
        progress=progress,
    )
    with found.results() as tree:
        return Extension(named, tree[OUTCOMES].to_dataset().load())


def _adapted(folder: Path, spec: RunSpec) -> tuple[RunSpec, bool]:
    """Return the specification to run, given a folder's contents, and whether these must be discarded: other factors, files or versions.

    A finished extension with more rows is used unchanged. One with fewer becomes an unfinished one with the requested
    number: its chunks are whole rows, which further rows do not change.
    """
    body = read_run(folder)
    if body is None:
        return spec, False
    if _differ(body, spec):
        return spec, True
    there = int(body["n_futures"])
    if there > spec.design.n_futures and body["state"] == "complete":
        return replace(spec, design=replace(spec.design, n_futures=there)), False
    if there != spec.design.n_futures:
        write_run(folder, spec, chunk_size=int(body["chunk_size"]), previous=body)
    return spec, False


def _differ(body: Mapping[str, Any], spec: RunSpec) -> bool:
    """Return whether a folder's extension differs in anything but its rows, versions included."""
    old, new = dict(body["spec"]), spec.to_dict()
    old["design"] = dict(old["design"]) | {"n_futures": new["design"]["n_futures"]}
    return any(differences("", [old, program_of(body)], [new, program()]))
