"""The run folder: ``run.json``, ``chunks/NNNNN.nc`` with their checksums, ``results.nc``."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xarray as xr

from pato.brief import brief
from pato.errors import PatoError, Problem, RunError
from pato.files.storage import write_atomic
from pato.futures.chunks import hash_of_file
from pato.futures.design import Design
from pato.futures.netcdf import read_group
from pato.futures.provenance import provenance, sha256_of, versions

RUN = "run.json"
RESULTS = "results.nc"
CHUNKS = "chunks"
DEFAULT_CHUNK = 1250
"""Futures a chunk: ten thousand are shared evenly by two, four or eight processes, and what a chunk needs stays below a gigabyte."""


@brief("function", "design")
@dataclass(frozen=True, slots=True)
class RunSpec:
    """Everything that fixes a run's figures.

    Attributes
    ----------
    function
        ``module:function``, called with draws and settings, returning an `Evaluation`; a path and not an
        object, so that spawned processes and clusters find it.
    settings
        Plain values for the function: the study.
    design
        Factors, number of futures, seed.
    files
        SHA-256 of each treaty, study and data file that was read, by name.
    vintage
        Vintage of the data.
    title
        What the run is about, in one line.
    """

    function: str
    settings: Mapping[str, Any]
    design: Design
    files: Mapping[str, str] = field(default_factory=dict)
    vintage: str = ""
    title: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the specification as plain values."""
        return {
            "function": self.function,
            "settings": json.loads(json.dumps(dict(self.settings), allow_nan=False)),
            "design": self.design.to_dict(),
            "files": dict(self.files),
            "vintage": self.vintage,
            "title": self.title,
        }

    @classmethod
    def from_dict(cls, body: Mapping[str, Any]) -> RunSpec:
        """Return the specification that `to_dict` wrote."""
        return cls(
            body["function"],
            body["settings"],
            Design.from_dict(body["design"]),
            body["files"],
            body["vintage"],
            body["title"],
        )

    @property
    def assumptions_hash(self) -> str:
        """Hash over all factors with their ranges, sources and estimates."""
        return sha256_of(self.to_dict()["design"]["factors"])

    def attrs(self) -> dict[str, str | int]:
        """Return the provenance attributes of results."""
        return provenance(
            seed=self.design.seed,
            assumptions_hash=self.assumptions_hash,
            files=self.files,
            vintage=self.vintage,
            title=self.title,
        )


def chunk_path(folder: Path, index: int) -> Path:
    """Return the file of a chunk."""
    return folder / CHUNKS / f"{index:05d}.nc"


def chunk_ranges(n_futures: int, chunk_size: int) -> list[tuple[int, int]]:
    """Return first and last-but-one future of each chunk.

    >>> chunk_ranges(5, 2)
    [(0, 2), (2, 4), (4, 5)]
    """
    return [(start, min(start + chunk_size, n_futures)) for start in range(0, n_futures, chunk_size)]


def read_run(folder: Path) -> dict[str, Any] | None:
    """Return the contents of ``run.json``, or None where there is none.

    Raises
    ------
    RunError
        If it cannot be read as what it should be.
    """
    path = folder / RUN
    if not path.exists():
        return None
    try:
        body: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if (body["format"], body["kind"]) != (1, "run"):
            raise ValueError("another format")  # noqa: TRY301  told below like every other damage
        RunSpec.from_dict(body["spec"])
        int(body["chunk_size"])
    except (OSError, ValueError, KeyError, TypeError, PatoError) as error:
        fix = "Choose another folder with -o, or remove this one."
        raise RunError(
            Problem(str(path), f"is not the description of a run ({type(error).__name__}: {error}).", fix)
        ) from error
    return body


def write_run(
    folder: Path, spec: RunSpec, *, chunk_size: int, previous: Mapping[str, Any] | None = None, **result: Any
) -> dict[str, Any]:
    """Write ``run.json`` whole or not at all and return its contents.

    ``result`` holds what is known at the end: ``content_hash``, ``results_sha256``; without it the state is ``running``.
    """
    now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    body = {
        "format": 1,
        "kind": "run",
        "state": "complete" if result else "running",
        "title": spec.title,
        "created": previous["created"] if previous else now,
        "finished": now if result else None,
        "seed": spec.design.seed,
        "n_futures": spec.design.n_futures,
        "chunk_size": chunk_size,
        "content_hash": None,
        "assumptions_hash": spec.assumptions_hash,
        "versions": versions(),
        "spec": spec.to_dict(),
    } | result
    write_atomic(folder / RUN, json.dumps(body, indent=1, ensure_ascii=False, allow_nan=False) + "\n")
    return body


def discard(folder: Path) -> None:
    """Remove the run that a folder holds, and nothing else; its description goes last."""
    discard_chunks(folder)
    for path in (folder / RESULTS, folder / RUN):
        path.unlink(missing_ok=True)


def discard_chunks(folder: Path) -> None:
    """Remove the chunks of a run, whose results hold all that they do."""
    for path in [*(folder / CHUNKS).glob("*.nc"), *(folder / CHUNKS).glob("*.sha256")]:
        path.unlink(missing_ok=True)


def refuse_another(folder: Path, found: Mapping[str, Any], spec: RunSpec) -> None:
    """Raise where a folder's run differs from the one that is asked for, saying in what."""
    # the title follows from the rest
    found_differences = list(differences("", found["spec"] | {"title": ""}, spec.to_dict() | {"title": ""}))
    if found_differences:
        shown = "; ".join(found_differences[:5]) + (
            f"; and {len(found_differences) - 5} more" if len(found_differences) > 5 else ""
        )
        fix = "Choose another folder with -o, or discard the old run with --overwrite."
        raise RunError(Problem(str(folder), f"holds another run: {shown}.", fix))
    if changed := list(differences("", found["versions"], versions())):
        fix = "Choose another folder with -o, or discard the old run with --overwrite: figures of two versions may differ."
        raise RunError(Problem(str(folder), f"holds a run of other versions: {'; '.join(changed)}.", fix))


def differences(where: str, old: Any, new: Any) -> Iterator[str]:
    """Yield in words where two sets of plain values differ; factors and the like are named by their ids."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for name in sorted(old.keys() | new.keys()):
            yield from differences(f"{where}.{name}" if where else name, old.get(name), new.get(name))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for i, (a, b) in enumerate(zip(old, new, strict=True)):
            label = a.get("id", i) if isinstance(a, Mapping) else i
            yield from differences(f"{where}.{label}", a, b)
    elif old != new:
        yield f"{where} is {_short(old)} there and {_short(new)} here"


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "..."


@brief("folder")
@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """A finished run.

    Attributes
    ----------
    folder
        Where it is.
    description
        The contents of ``run.json``.
    """

    folder: Path
    description: Mapping[str, Any]

    @classmethod
    def open(cls, folder: str | Path) -> Run:
        """Open a finished run.

        Raises
        ------
        RunError
            If there is none, or it is not finished.
        """
        path = Path(folder)
        body = read_run(path)
        if body is None:
            raise RunError(
                Problem(
                    str(path), "holds no run.", "Give the folder that 'pato compare ... -o FOLDER' wrote."
                )
            )
        if body["state"] != "complete" or not (path / RESULTS).exists():
            raise RunError(
                Problem(str(path), "holds a run that is not finished.", "Finish it with --resume.")
            )
        return cls(path, body)

    @property
    def spec(self) -> RunSpec:
        """What fixed the figures."""
        return RunSpec.from_dict(self.description["spec"])

    @property
    def content_hash(self) -> str:
        """Hash over all arrays; equal for equal figures, however they were computed."""
        return str(self.description["content_hash"])

    def results(self) -> xr.DataTree:
        """Open the results: groups ``inputs``, ``outcomes``, ``diagnostics``; arrays are read when used.

        The caller closes the tree, or uses it in a ``with`` statement.
        """
        with self._readable():
            tree: xr.DataTree = xr.open_datatree(self.folder / RESULTS, engine="h5netcdf", decode_times=False)
        return tree

    def group(self, name: str) -> xr.Dataset:
        """Return one group of the results (``inputs``, ``outcomes`` or ``diagnostics``), read whole."""
        with self._readable():
            return read_group(self.folder / RESULTS, name)

    @contextmanager
    def _readable(self) -> Iterator[None]:
        """Raise RunError where the file that is read within is none that the run wrote."""
        try:
            yield
        except (OSError, KeyError) as error:
            fix = f"Remove {RESULTS} and go on with --resume to build it again from its chunks."
            told = f"cannot be read, so it was changed or damaged since the run wrote it ({error})."
            raise RunError(Problem(str(self.folder / RESULTS), told, fix)) from error

    def verify(self) -> None:
        """Raise RunError where ``results.nc`` is not the file that the run wrote."""
        if hash_of_file(self.folder / RESULTS) != self.description["results_sha256"]:
            fix = f"Remove {RESULTS} and go on with --resume to build it again from its chunks."
            raise RunError(
                Problem(
                    str(self.folder / RESULTS), "has been changed or damaged since the run wrote it.", fix
                )
            )
