"""Folders of results, tables as files, and reading back a finished comparison with its study's display settings."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pato.assess.compare import Comparison
from pato.assess.schema import Study
from pato.assess.study import Resolved, study_of
from pato.errors import Problem, RunError, UsageError
from pato.files.storage import cache_folder, prune, write_atomic
from pato.futures import Run
from pato.futures.provenance import program, sha256_of
from pato.table import Table

SHOWN = "study.json"
"""Display settings of a study: they do not affect a run's results, so run.json does not hold them."""
MOST_CACHED_BYTES, OLDEST_CACHED_DAYS = 2_000_000_000, 30.0
"""Largest total size of cached runs, and the longest time one is kept."""
_KEPT = ("title", "weights", "metrics", "by", "no_difference", "subject", "historical")


def default_folder(study: Resolved) -> Path:
    """Return a folder in the cache that only this study with these versions uses."""
    runs = Path(cache_folder()) / "runs"
    prune(str(runs), most_bytes=MOST_CACHED_BYTES, oldest_days=OLDEST_CACHED_DAYS)
    return runs / sha256_of([study.spec().to_dict(), program()])[:16]


def write_tables(tables: Mapping[str, Table], folder: str | Path) -> list[Path]:
    """Write each table as ``tables/NAME.csv``, with title, notes and provenance in ``NAME.meta.json`` (C12)."""
    written = []
    for name, table in tables.items():
        written.append(table.write(Path(folder) / "tables" / f"{name}.csv", "csv"))
    return written


def write_shown(study: Study, folder: str | Path) -> Path:
    """Write a study's display settings (title, weights, metrics, breakdown) into its run's folder."""
    path = Path(folder) / SHOWN
    body = study.model_dump(mode="json", include=set(_KEPT))
    write_atomic(path, json.dumps(body, indent=1, ensure_ascii=False) + "\n")
    return path


def comparison_of(given: Comparison | Run | str | os.PathLike[str]) -> Comparison:
    """Return the comparison of a finished run, with the title, weights and metrics of the study that it was made for.

    Parameters
    ----------
    given
        The run's folder, the run, or the comparison itself, which is returned unchanged.

    Raises
    ------
    RunError
        If the folder holds no finished comparison, what it was computed from has changed, or its study cannot be read.
    UsageError
        For an object of another type.
    """
    if isinstance(given, Comparison):
        return given
    run = run_of(given)
    study = study_of(run)
    return Comparison.of(_as_shown(study, Path(run.folder) / SHOWN), run)


def run_of(given: Comparison | Run | str | os.PathLike[str]) -> Run:
    """Return the run given as a folder, a run or a comparison; see `comparison_of` for errors."""
    asked: Any = given
    if isinstance(asked, Comparison):
        return asked.run
    if isinstance(asked, Run):
        return asked
    if isinstance(asked, str | os.PathLike):
        return Run.open(os.fspath(asked))
    told = f"found {asked!r}, of type {type(asked).__name__}."
    raise UsageError(Problem("run", told, "Give the folder of a run, or what pato.compare returns."))


def _as_shown(study: Resolved, path: Path) -> Resolved:
    """Return a run's study with the display settings of a file; unchanged if there is none."""
    try:
        told = _mapping(path.read_text(encoding="utf-8"))
        kept = {name: value for name, value in told.items() if name in _KEPT}
        own = Study.model_validate(
            {"format": 1} | study.study.model_dump(mode="json", exclude_defaults=True) | kept
        )
    except FileNotFoundError:
        return study
    except (OSError, ValueError, TypeError) as error:
        fix = "Remove it to see the run without its study's title and weights, or run 'pato compare' again."
        raise RunError(
            Problem(str(path), f"does not say how the results are shown: {_first(error)}.", fix)
        ) from error
    return study.shown(own)


def _mapping(text: str) -> dict[str, object]:
    found = json.loads(text)
    if not isinstance(found, dict):
        raise TypeError("it holds no mapping")
    return found


def _first(error: Exception) -> str:
    return str(error).splitlines()[0].rstrip(".:")
