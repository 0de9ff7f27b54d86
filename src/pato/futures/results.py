"""The shape of results: three groups, known dimensions, a hash over the arrays, and checks that nothing is silent."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import xarray as xr

from pato.brief import brief
from pato.errors import Problem, RunError
from pato.futures.design import Draws
from pato.futures.dims import DIAGNOSTICS, DIMS, FUTURE, GROUPS, INPUTS, OUTCOMES, is_known_dim, ordered
from pato.futures.status import Status, codes_without_figure, flags
from pato.kernels.arrays import Int8Array

STATUS = "status"
"""Name of the diagnostic that says how the solve of a future ended; ``NAME_status`` says it for one outcome."""


@brief("outcomes")
@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """Result of an evaluation function for a range of futures.

    Attributes
    ----------
    outcomes
        Variables with a ``future`` dimension first, any other dimensions of `pato.futures.dims.DIMS`, and
        attributes ``units`` and ``long_name``. Where a figure is missing, a status must say why.
    diagnostics
        How solves ended (``status``, ``NAME_status``: codes of `Status`), iterations, residuals.
    """

    outcomes: xr.Dataset
    diagnostics: xr.Dataset = field(default_factory=xr.Dataset)


def status_variable(codes: Int8Array | int, draws: Draws) -> xr.DataArray:
    """Return a ``status`` variable over futures from codes of shape (future,), or one code for all."""
    array = (
        np.full(draws.n_futures, codes, dtype=np.int8)
        if np.ndim(codes) == 0
        else np.asarray(codes, dtype=np.int8)
    )
    return xr.DataArray(array, dims=(FUTURE,), attrs=flags())


def assembled(draws: Draws, evaluation: Evaluation, *, function: str) -> dict[str, xr.Dataset]:
    """Return the groups of a chunk's results, checked and in canonical order.

    Parameters
    ----------
    draws
        The draws that were evaluated.
    evaluation
        The function's result.
    function
        Its path, for messages.

    Raises
    ------
    RunError
        If a dimension is unknown, a variable lacks futures or has another number of them, or an outcome has
        missing or infinite values that no status explains (C1).
    """
    groups = {INPUTS: draws.to_dataset(), OUTCOMES: evaluation.outcomes, DIAGNOSTICS: evaluation.diagnostics}
    problems = [p for name, group in groups.items() for p in _shape_problems(name, group, draws)]
    if problems:
        raise RunError([Problem(function, p.what, p.fix) for p in problems])
    problems = list(_silent_problems(evaluation))
    if problems:
        raise RunError([Problem(function, p.what, p.fix) for p in problems])
    return {name: _canonical(group, draws) for name, group in groups.items()}


def _shape_problems(group: str, data: xr.Dataset, draws: Draws) -> Iterator[Problem]:
    for name, variable in data.data_vars.items():
        for dim in variable.dims:
            if not is_known_dim(str(dim)):
                yield Problem(
                    "",
                    f"{group} '{name}' has the dimension '{dim}', which is not known.",
                    f"Known: {', '.join(DIMS)}.",
                )
            elif dim != FUTURE and dim not in data.coords:
                yield Problem(
                    "",
                    f"{group} '{name}' has no labels along '{dim}'.",
                    f"Give the data set a coordinate '{dim}'.",
                )
        if FUTURE not in variable.dims:
            yield Problem(
                "", f"{group} '{name}' has no dimension '{FUTURE}'.", "Return one value for each run."
            )
        elif variable.sizes[FUTURE] != draws.n_futures:
            yield Problem(
                "", f"{group} '{name}' has {variable.sizes[FUTURE]} runs; {draws.n_futures} were drawn."
            )
        if variable.dtype.kind not in "biuf":
            yield Problem(
                "",
                f"{group} '{name}' holds {variable.dtype}; numbers and truth values can be stored.",
                "Store codes with flag attributes.",
            )


def _silent_problems(evaluation: Evaluation) -> Iterator[Problem]:
    """Find missing or infinite outcomes that no status explains."""
    for name, variable in evaluation.outcomes.data_vars.items():
        missing = xr.DataArray(~np.isfinite(variable.values), dims=variable.dims, coords=variable.coords)
        if not missing.any():
            continue
        explained = xr.zeros_like(missing)
        for key in (STATUS, f"{name}_{STATUS}"):
            if key in evaluation.diagnostics:
                codes = evaluation.diagnostics[key]
                explained = explained | xr.DataArray(
                    codes_without_figure(codes.values), dims=codes.dims, coords=codes.coords
                )
        unexplained = int((missing & ~explained).sum())
        if unexplained:
            fix = f"Give '{STATUS}' or '{name}_{STATUS}' the code of a status without a value ({Status.NOT_COVERED.word}, ...) there."
            yield Problem(
                "",
                f"outcome '{name}' has {unexplained} missing or infinite values that no status explains.",
                fix,
            )


def _canonical(data: xr.Dataset, draws: Draws) -> xr.Dataset:
    data = data.drop_vars([str(name) for name, c in data.coords.items() if name not in c.dims])
    data = data.transpose(*ordered(tuple(str(d) for d in data.dims)))
    return data.assign_coords({FUTURE: draws.futures})[sorted(map(str, data.data_vars))]


class ContentHash:
    """A hash over the arrays of results in canonical order, fed range after range of futures.

    It depends only on names, dimensions, types and values: not on chunks, processes, time, or the layout of the file.
    """

    def __init__(self) -> None:
        self._variables: dict[tuple[str, str], Any] = {}
        self._heads: dict[tuple[str, str], str] = {}

    def update(self, groups: Mapping[str, xr.Dataset]) -> None:
        """Add the next range of futures; ranges must be in order."""
        for group, data in groups.items():
            for name, variable in data.variables.items():
                self._add((group, str(name)), variable)

    def _add(self, key: tuple[str, str], variable: xr.Variable) -> None:
        varies = FUTURE in variable.dims
        array = np.ascontiguousarray(variable.values)
        text = array.dtype.kind in "OUST"
        kind = "text" if text else array.dtype.newbyteorder("<").str
        size = [s for d, s in variable.sizes.items() if d != FUTURE]
        head = json.dumps(
            [*key, [str(d) for d in variable.dims], kind, size, None if varies else _digest(variable)]
        )
        if self._heads.setdefault(key, head) != head:
            message = f"'{key[1]}' in {key[0]} changes its shape, type or labels between chunks."
            raise RunError(
                Problem("", message, "An evaluation must give every run the same variables and labels.")
            )
        if varies:
            hasher = self._variables.setdefault(key, hashlib.sha256())
            hasher.update(array.astype(array.dtype.newbyteorder("<"), copy=False).data)

    def digests(self) -> dict[str, str]:
        """Return a hash of each variable by ``group/name``: they show which part of damaged results is affected."""
        found = {}
        for key, head in self._heads.items():
            own = hashlib.sha256(head.encode())
            if key in self._variables:
                own.update(self._variables[key].digest())
            found["/".join(key)] = own.hexdigest()
        return found

    def hexdigest(self) -> str:
        """Return the hash as 64 hexadecimal digits."""
        total = hashlib.sha256(b"pato-results-1")
        for key in sorted(self._heads):
            total.update(self._heads[key].encode())
            if key in self._variables:
                total.update(self._variables[key].digest())
        return total.hexdigest()


def _digest(variable: xr.Variable) -> str:
    """Return the hash of labels or numbers that do not vary over futures."""
    return hashlib.sha256(json.dumps(variable.values.tolist()).encode()).hexdigest()


def content_hash(parts: Iterable[Mapping[str, xr.Dataset]]) -> str:
    """Return the content hash of results given in ranges of futures, in order."""
    total = ContentHash()
    for part in parts:
        total.update(part)
    return total.hexdigest()


def groups_of(tree: xr.DataTree) -> dict[str, xr.Dataset]:
    """Return the groups of a results tree as data sets."""
    return {name: tree[name].to_dataset() for name in GROUPS if name in tree.children}
