"""The run folder: ``run.json``, ``chunks/NNNNN.nc`` with their checksums, ``results.nc``."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xarray as xr

from pato.brief import brief
from pato.errors import PatoError, Problem, RunError
from pato.files.storage import hash_of_file, write_atomic
from pato.futures.design import Design
from pato.futures.netcdf import read_group
from pato.futures.places import address_of, place_of, there
from pato.futures.provenance import (
    data_fingerprint,
    is_unchanged,
    program,
    provenance,
    sha256_of,
    versions,
    with_checksum,
)
from pato.futures.results import ContentHash

RUN = "run.json"
RESULTS = "results.nc"
CHUNKS = "chunks"
_OF_EVERY_RUN = ("state", "versions", "created", "n_futures")
_OF_A_FINISHED_RUN = ("content_hash", "results_sha256")
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
        Title of the run, in one line.
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


def chunk_ranges(n_futures: int, chunk_size: int) -> list[tuple[int, int]]:
    """Return first and last-but-one future of each chunk.

    >>> chunk_ranges(5, 2)
    [(0, 2), (2, 4), (4, 5)]
    """
    return [chunk_range(n_futures, chunk_size, i) for i in range(-(-n_futures // chunk_size))]


def chunk_range(n_futures: int, chunk_size: int, index: int) -> tuple[int, int]:
    """Return the first and last-but-one future of a chunk."""
    return index * chunk_size, min((index + 1) * chunk_size, n_futures)


def read_run(folder: Path) -> dict[str, Any] | None:
    """Return the contents of ``run.json``, or None if it is missing.

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
        wanted = _OF_EVERY_RUN + (_OF_A_FINISHED_RUN if body["state"] == "complete" else ())
        if missing := [name for name in wanted if name not in body]:
            raise KeyError(missing[0])  # noqa: TRY301  told below like every other damage
    except (OSError, ValueError, KeyError, TypeError, PatoError) as error:
        fix = "Choose another folder with -o, or remove this one."
        raise RunError(
            Problem(str(path), f"is not the description of a run ({type(error).__name__}: {error}).", fix)
        ) from error
    if not is_unchanged(body):
        told = "has been changed or damaged since the run wrote it, so its results cannot be traced to their inputs."
        fix = "Restore the file from a copy, or compute the run again in another folder (-o) or with --overwrite."
        raise RunError(Problem(str(path), told, fix))
    return body


def write_run(
    folder: Path,
    spec: RunSpec,
    *,
    chunk_size: int,
    previous: Mapping[str, Any] | None = None,
    chunks: str | None = None,
    **result: Any,
) -> dict[str, Any]:
    """Write ``run.json`` atomically and return its contents.

    ``chunks`` is the address of the chunks if they are not in the folder. ``result`` holds the final metadata, see
    `pato.futures.consolidate.consolidate`; without it the state is ``running``.
    """
    now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    said = {
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
        "data": data_fingerprint(),
        "spec": spec.to_dict(),
    } | result
    if address := chunks or (previous or {}).get("chunks"):
        said["chunks"] = address
    body = with_checksum(said)
    write_atomic(folder / RUN, json.dumps(body, indent=1, ensure_ascii=False, allow_nan=False) + "\n")
    return body


def discard(folder: Path) -> None:
    """Remove the run in a folder, and nothing else; its description is removed last."""
    with contextlib.suppress(RunError):  # a description that cannot be read names no other place
        discard_chunks(folder, read_run(folder) or {})
    discard_chunks(folder, {})
    for path in (folder / RESULTS, folder / RUN):
        path.unlink(missing_ok=True)


def discard_chunks(folder: Path, body: Mapping[str, Any]) -> None:
    """Remove the chunks of a run once its results contain everything."""
    place = place_of(address_of(folder, body))
    for name in there(place):
        place.remove(name)


def refuse_another(folder: Path, found: Mapping[str, Any], spec: RunSpec) -> None:
    """Raise if a folder's run differs from the requested one, saying how."""
    # the title follows from the rest
    found_differences = list(differences("", found["spec"] | {"title": ""}, spec.to_dict() | {"title": ""}))
    if found_differences:
        shown = "; ".join(found_differences[:5]) + (
            f"; and {len(found_differences) - 5} more" if len(found_differences) > 5 else ""
        )
        fix = "Choose another folder with -o, or discard the old run with --overwrite."
        raise RunError(Problem(str(folder), f"holds another run: {shown}.", fix))
    if changed := list(differences("", program_of(found), program())):
        fix = "Choose another folder with -o, or discard the old run with --overwrite: results of two versions may differ."
        raise RunError(Problem(str(folder), f"holds a run of other versions: {'; '.join(changed)}.", fix))


def program_of(body: Mapping[str, Any]) -> dict[str, str]:
    """Return the versions, and the hash of shipped data, with which a described run was computed."""
    return {**body["versions"], "pato_data": body.get("data")}


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
        Its folder.
    description
        The contents of ``run.json``.
    """

    folder: Path
    description: Mapping[str, Any]

    @classmethod
    def open(cls, folder: str | Path) -> Run:
        """Open a finished run with unchanged files.

        Raises
        ------
        RunError
            If it is missing, unfinished, changed or damaged; the message says which part.
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
        run = cls(path, body)
        run.verify()
        return run

    @property
    def spec(self) -> RunSpec:
        """The specification that determined the results."""
        return RunSpec.from_dict(self.description["spec"])

    @property
    def content_hash(self) -> str:
        """Hash over all arrays; equal for equal figures, however they were computed."""
        return str(self.description["content_hash"])

    @property
    def is_of_this_program(self) -> bool:
        """Whether pato, its data, its libraries and the processor are those that computed the run."""
        return program_of(self.description) == program()

    def results(self) -> xr.DataTree:
        """Open the results: groups ``inputs``, ``outcomes``, ``diagnostics``; arrays are read when used.

        The caller closes the tree, or uses it in a ``with`` statement.

        Raises
        ------
        RunError
            If they were changed or damaged.
        """
        self.verify()
        tree: xr.DataTree = xr.open_datatree(self.folder / RESULTS, engine="h5netcdf", decode_times=False)
        return tree

    def group(self, name: str) -> xr.Dataset:
        """Return one group of the results (``inputs``, ``outcomes`` or ``diagnostics``), read whole.

        Raises
        ------
        RunError
            If the results were changed or damaged.
        """
        self.verify()
        return read_group(self.folder / RESULTS, name)

    def verify(self) -> None:
        """Hold ``results.nc`` against what the run wrote; a file that did not change since is not read again.

        Raises
        ------
        RunError
            If the file was changed or damaged; the message says in which variables, and how to repair it.
        """
        if damage := self.damage():
            fix = "Repeat the command that made the run, with --resume: what is damaged is computed again."
            raise RunError(Problem(str(self.folder / RESULTS), damage, fix))

    def damage(self) -> str:
        """Return the fault of ``results.nc`` in words; empty if it is the file that the run wrote."""
        path, told = self.folder / RESULTS, str(self.description["results_sha256"])
        try:
            status = path.stat()
            stamp = (told, status.st_size, status.st_mtime_ns, status.st_ino)
            if _INTACT.get(path.resolve()) == stamp:
                return ""
            found = hash_of_file(path)
        except OSError as error:
            return f"cannot be read: {error.strerror or error}."
        if found != told:
            return f"has been changed or damaged since the run wrote it: {_damaged(path, self.description)}."
        _INTACT[path.resolve()] = stamp
        return ""


MOST_NAMED = 8
_INTACT: dict[Path, tuple[str, int, int, int]] = {}
"""Results that this process has held against their hash: that hash, and size, time of change and number of the file."""


def _damaged(path: Path, description: Mapping[str, Any]) -> str:
    """Return in words which variables of a results file are not those that the run wrote."""
    told = description.get("digests")
    if not isinstance(told, Mapping):
        return "the run does not say which of its variables those were"
    found, unreadable = ContentHash(), []
    for group in sorted({name.partition("/")[0] for name in told}):
        try:
            found.update({group: read_group(path, group)})
        except Exception:  # noqa: BLE001  what reads the file stumbles over damage in many ways
            unreadable.append(group)
    now = found.digests()
    changed = [
        name
        for name in sorted(told.keys() | now.keys())
        if now.get(name) != told.get(name) and name.partition("/")[0] not in unreadable
    ]
    if len(changed) > MOST_NAMED:
        changed[MOST_NAMED:] = [f"{len(changed) - MOST_NAMED} more"]
    shown = [*(f"all of '{group}', which cannot be read" for group in unreadable), *changed]
    return ", ".join(shown) or "not a variable, but what describes them"
