"""Compute one chunk: called in this process, in spawned ones, or on a cluster that sees the folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

from pato.errors import Problem, RunError
from pato.futures.consolidate import Summary
from pato.futures.design import Draws
from pato.futures.folder import RunSpec, chunk_range, read_run
from pato.futures.places import Place, address_of, place_of, write_to
from pato.futures.provenance import refuse_other_files
from pato.futures.results import Evaluation, assembled

EvaluationFunction = Callable[[Draws, Mapping[str, Any]], Evaluation]


def load_function(path: str) -> Any:
    """Return the evaluation function at ``module:function``.

    Raises
    ------
    RunError
        If the module or function does not exist.
    """
    module, _, name = path.partition(":")
    try:
        found = getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        fix = "Give it as module:function, importable in every worker."
        raise RunError(Problem(path, f"is no function that can be evaluated: {error}.", fix)) from error
    return found


def load_summary(spec: RunSpec) -> Summary | None:
    """Return the function that makes the overview at the root of the results: ``summary(groups, settings)`` of the same module, if it exists."""
    found = getattr(import_module(spec.function.partition(":")[0]), "summary", None)
    return None if found is None else lambda groups: found(groups, spec.settings)


@lru_cache(maxsize=4)
def _opened(folder: str, created: float) -> tuple[RunSpec, int, EvaluationFunction, Place]:
    """Return specification, chunk size, function and place of a run; read once a process and state of ``run.json``."""
    del created
    body = read_run(Path(folder))
    if body is None:
        raise RunError(Problem(folder, "holds no run."))
    spec = RunSpec.from_dict(body["spec"])
    place = place_of(address_of(Path(folder), body))
    return spec, int(body["chunk_size"]), load_function(spec.function), place


def compute_chunk(folder: str, index: int) -> int:
    """Evaluate and write one chunk of the run in a folder; return its index."""
    path = Path(folder)
    spec, chunk_size, function, place = _opened(folder, (path / "run.json").stat().st_mtime)
    evaluate_into(place, spec, chunk_size, function, index)
    return index


def chunks(asked: Mapping[str, Any]) -> Callable[[Place, int], None]:
    """Return the function that evaluates and writes a chunk of a run on a cluster; see `pato.futures.cluster.Part`."""
    spec = RunSpec.from_dict(asked["spec"])
    refuse_other_files(spec.files)
    size, function = int(asked["chunk_size"]), load_function(spec.function)
    return lambda place, index: evaluate_into(place, spec, size, function, index)


def evaluate_into(
    place: Place, spec: RunSpec, chunk_size: int, function: EvaluationFunction, index: int
) -> None:
    """Evaluate one chunk of a run and write it into a place."""
    start, stop = chunk_range(spec.design.n_futures, chunk_size, index)
    draws = spec.design.draw(start, stop)
    write_to(place, index, assembled(draws, function(draws, spec.settings), function=spec.function))
