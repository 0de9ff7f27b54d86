"""Repeat a finished run from its description, and report whether the results are the same."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

import pato.assess.saltelli  # noqa: F401  registers its evaluation
from pato.assess.load import FUNCTION
from pato.assess.study import study_of
from pato.errors import Problem, RunError
from pato.futures import Run, run
from pato.futures.dims import GROUPS
from pato.futures.folder import RUN, differences
from pato.futures.processes import ENTRY_POINTS
from pato.futures.provenance import versions
from pato.futures.runner import ProgressCallback

TOLERANCE = 1e-9
"""Relative tolerance for results from another platform or set of versions (C5)."""
_CANCELLED = 1e-3
"""Share of a variable's largest value below which a value is as exact as one of that size."""


@dataclass(frozen=True, slots=True)
class Reproduction:
    """Result of repeating a run.

    Attributes
    ----------
    identical
        Whether the content hashes are equal.
    largest_difference
        Largest difference of any value relative to its size (at least a thousandth of its variable's largest); 0 if identical.
    changed_versions
        Differences in versions between then and now, in words.
    """

    identical: bool
    largest_difference: float
    changed_versions: tuple[str, ...]

    @property
    def reproduced(self) -> bool:
        """Whether the results are the same: bit for bit, or within 1e-9 if versions differ."""
        return self.identical or (bool(self.changed_versions) and self.largest_difference <= TOLERANCE)


def rerun(
    old: Run, folder: str | Path, *, workers: int = 1, progress: ProgressCallback | None = None
) -> Reproduction:
    """Repeat a run in another folder and compare.

    Raises
    ------
    RunError
        If treaties, figures, estimates or the study's files have changed since, the run was damaged, or it names a function
        that is no registered evaluation: the message says which.
    """
    spec = old.spec
    if spec.function not in ENTRY_POINTS:
        told = (
            f"names '{spec.function}' as what computes its figures, which is no evaluation that pato knows."
        )
        fix = "Nothing has been called. If the function is yours: pato.futures.processes.entry_point('module:function')."
        raise RunError(Problem(str(old.folder / RUN), told, fix))
    old.verify()
    if spec.function == FUNCTION:
        study_of(old)
    new = run(spec, folder, workers=workers, progress=progress)
    versions_changed = tuple(differences("", old.description["versions"], versions()))
    same = new.content_hash == old.content_hash
    return Reproduction(same, 0.0 if same else _largest_difference(old, new), versions_changed)


def _largest_difference(old: Run, new: Run) -> float:
    """Return the largest difference of any variable, see `difference`; infinite if shapes or names differ."""
    largest = 0.0
    with old.results() as before, new.results() as after:
        for group in GROUPS:
            one, other = before[group].to_dataset(), after[group].to_dataset()
            if set(one.variables) != set(other.variables) or one.sizes != other.sizes:
                return float("inf")
            for name in one.data_vars:
                largest = max(largest, difference(one[name].values, other[name].values))
    return largest


def difference(one: np.ndarray, other: np.ndarray) -> float:
    """Return the largest difference of the values of a variable relative to their size; infinite if one alone is a finite number.

    A value that is small beside the others of its variable is a difference of large ones that nearly cancel: its digits are
    those of the large ones, so a thousandth of the largest counts as its size.
    """
    a, b = np.asarray(one, dtype=np.float64), np.asarray(other, dtype=np.float64)
    known = np.isfinite(a) & np.isfinite(b)
    if not np.array_equal(a[~known], b[~known], equal_nan=True):
        return float("inf")
    a, b = a[known], b[known]
    size = np.maximum(np.abs(a), np.abs(b))
    least = max(_CANCELLED * float(size.max(initial=0.0)), np.finfo(np.float64).tiny)
    return float((np.abs(a - b) / np.maximum(size, least)).max(initial=0.0))
