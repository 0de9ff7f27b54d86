"""The folder of a sweep: rows of memberships part by part, atomically, done by the run machine (C10)."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from pato.errors import Problem, RunError
from pato.files.storage import hash_of_file, whole, write_atomic
from pato.futures import cluster, runner
from pato.futures.folder import CHUNKS, differences
from pato.futures.job import Tell
from pato.futures.places import Place, place_of, remove_part, whole_bytes, write_part
from pato.futures.provenance import is_unchanged, versions, with_checksum
from pato.futures.runner import ProgressCallback
from pato.kernels.arrays import IntArray
from pato.kernels.membership.tally import Statistics, collapsed
from pato.models.parquet import write_parquet
from pato.models.sweep.prepare import Prepared, metadata
from pato.models.sweep.resampling import FILE as RESAMPLING
from pato.models.sweep.resampling import Blocks, groups_of
from pato.models.sweep.run import discard_state

DESCRIPTION = "sweep.json"
_ENDING = "parquet"
_ROWS = "memberships*.parquet"


@dataclass(frozen=True, slots=True)
class SweepJob:
    """A sweep as the run machine sees it; its parts are memberships that share all higher states."""

    prepared: Prepared

    @property
    def words(self) -> tuple[str, str, str]:
        """See `pato.futures.job.Job`, here and below."""
        return "sweep", "request", "memberships"

    def held(self, folder: Path) -> dict[str, Any] | None:
        """Return the content of ``sweep.json``."""
        path = folder / DESCRIPTION
        if not path.exists():
            return None
        try:
            body: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            if not {*self.prepared.description(), "state"} <= body.keys():
                raise ValueError("parts are missing")  # noqa: TRY301  told below like every other damage
            if not is_unchanged(body):
                raise ValueError("it was changed or damaged since it was written")  # noqa: TRY301  as above
        except (OSError, ValueError, AttributeError) as error:
            fix = "Choose another folder with -o, or remove this one."
            raise RunError(
                Problem(str(path), f"is not the description of a sweep ({error}).", fix)
            ) from error
        return body

    def refuse_another(self, folder: Path, held: Mapping[str, Any]) -> None:
        """Refuse a sweep of another request, pool or game."""
        told = self.prepared.description()
        fix = "Choose another folder with -o."
        # first what the digest would only hint at
        if changed := list(
            differences("", held.get("versions", {}), versions() if "versions" in held else {})
        ):
            what = f"holds a sweep of other versions: {'; '.join(changed[:4])}."
            raise RunError(Problem(str(folder), what, f"{fix} Figures of two versions may differ."))
        if changed := list(differences("", {k: held[k] for k in told}, told)):
            raise RunError(Problem(str(folder), f"holds another sweep: {'; '.join(changed[:4])}.", fix))

    def is_whole(self, folder: Path, held: Mapping[str, Any]) -> bool:
        """Check every part; damaged ones are computed again."""
        parts = range(self.prepared.plan.chunks)
        return held["state"] == "complete" and all(self.is_done(folder, part) for part in parts)

    def refuse_damaged(self, folder: Path, held: Mapping[str, Any]) -> None:
        """Report nothing: damaged rows are computed again, like missing ones."""
        del folder, held

    def has_parts(self, folder: Path) -> bool:
        """Look for rows."""
        return any(folder.glob(_ROWS))

    def discard(self, folder: Path) -> None:
        """Remove rows, unfinished statistics and the description."""
        for path in [
            *folder.glob(_ROWS),
            folder / RESAMPLING,
            *(folder / CHUNKS).glob("*.npz"),
            *(folder / CHUNKS).glob("*.sha256"),
        ]:
            path.unlink(missing_ok=True)
        (folder / DESCRIPTION).unlink(missing_ok=True)

    def begin(self, folder: Path, held: dict[str, Any] | None) -> dict[str, Any]:
        """Describe the sweep as running."""
        del held
        return self._write(folder, state="running")

    def sizes(self, held: Mapping[str, Any]) -> list[int]:
        """Count futures: all parts are alike."""
        del held
        return [self.prepared.plan.futures] * self.prepared.plan.chunks

    def is_done(self, folder: Path, part: int) -> bool:
        """Hold the rows against their checksum."""
        resampled = self.prepared.plan.blocks == 1 or _is_intact(folder / RESAMPLING)
        return resampled and _is_intact(self._path(folder, part))

    def compute(self, folder: Path, missing: list[int], workers: int, tell: Tell) -> Iterator[int]:
        """Sweep part after part, where threads share the memberships of each; or on a cluster, a part a worker."""
        del workers
        found = cluster.connection()
        if found is None or self.prepared.plan.chunks == 1:
            for part in missing:
                self.sweep_part(folder, part, partial(tell, part))
                yield part
            return
        asked = self.prepared.description()
        place = cluster.place_for(asked) or folder / CHUNKS
        for part in found.compute(place, "pato.models.sweep.job:parts", asked, missing, _ENDING):
            self._fetch(place_of(place), folder, part)
            yield part

    def sweep_part(self, folder: Path, part: int, tell: Callable[[float], None]) -> Path:
        """Sweep the memberships of one part and write them into a folder; return the file."""
        prepared = self.prepared
        kept = prepared.sweep.statistics(part, folder, lambda futures: tell(futures / prepared.plan.futures))
        by_theory = collapsed(kept, prepared.plan.blocks)
        rows = prepared.frame.rows(by_theory, part << prepared.plan.bits, prepared.constraints)
        if prepared.plan.blocks > 1:
            self._write_blocks(folder, kept, rows["membership"].to_numpy())
        del kept, by_theory
        self._write_rows(folder, part, rows)
        discard_state(folder, part)
        return self._path(folder, part)

    def _fetch(self, place: Place, folder: Path, part: int) -> None:
        """Take over what a worker wrote, one part in memory at a time."""
        path = self._path(folder, part)
        content = whole_bytes(place, part, _ENDING)
        write_atomic(path, content)
        write_atomic(_checksum(path), f"{hashlib.sha256(content).hexdigest()}  {path.name}\n")
        remove_part(place, part, _ENDING)

    def finish(self, folder: Path, held: dict[str, Any]) -> pl.LazyFrame:
        """Describe the sweep as complete, with the hash of its rows."""
        parts = [self._path(folder, part) for part in range(self.prepared.plan.chunks)]
        self._write(
            folder, state="complete", content_hash=content_hash(parts), metadata=metadata(self.prepared)
        )
        return self.result(folder, held)

    def result(self, folder: Path, held: dict[str, Any]) -> pl.LazyFrame:
        """Return the rows."""
        del held
        return read(folder)

    def _path(self, folder: Path, part: int) -> Path:
        alone = self.prepared.plan.chunks == 1
        return folder / ("memberships.parquet" if alone else f"memberships-{part:05d}.parquet")

    def _write(self, folder: Path, **more: Any) -> dict[str, Any]:
        said = {**self.prepared.description(), "versions": versions()}
        body = {"format": 1, "kind": "sweep", **said, **more}
        body = with_checksum(body)
        write_atomic(folder / DESCRIPTION, json.dumps(body, indent=1, ensure_ascii=False) + "\n")
        return body

    def _write_blocks(self, folder: Path, kept: Statistics, masks: IntArray) -> None:
        """Write what memberships are judged by, by blocks of futures, then its checksum; all memberships are one chunk then."""
        sweep, frame = self.prepared.sweep, self.prepared.frame
        groups = groups_of(sweep.game.theory, sweep.present, sweep.plan.blocks)
        futures = np.bincount(groups, minlength=len(sweep.present) * sweep.plan.blocks)
        shaped = futures.reshape(len(sweep.present), -1).astype(np.float64)
        blocks = Blocks.of(kept, frame.coding.coded(masks), shaped, frame.weight)
        path = replace(blocks, membership=masks).write(folder)
        write_atomic(_checksum(path), f"{hash_of_file(path)}  {path.name}\n")

    def _write_rows(self, folder: Path, part: int, rows: pl.DataFrame) -> None:
        """Write rows with what must be known to trust them, then their checksum."""
        path = self._path(folder, part)
        with whole(path) as temporary:
            write_parquet(rows, temporary, metadata(self.prepared))
            checksum = hash_of_file(temporary)
        write_atomic(_checksum(path), f"{checksum}  {path.name}\n")


def parts(asked: Mapping[str, Any]) -> cluster.Part:
    """Return a function that sweeps and writes a part on a cluster; see `pato.futures.cluster.Part`.

    Raises
    ------
    RunError
        If the worker's files or data make a different game from the requested one.
    """
    from pato import world
    from pato.models.sweep.prepare import Request, prepare

    prepared = prepare(world.load(), Request.of(asked["request"]), bits=asked["plan"]["bits"], threads=1)
    job = SweepJob(prepared)
    if changed := list(differences("", dict(asked), prepared.description())):
        fix = "Install the same files of the library and of your own on all machines."
        raise RunError(
            Problem("cluster", f"a worker would sweep another game: {'; '.join(changed[:4])}.", fix)
        )

    def compute(place: Place, part: int) -> None:
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / CHUNKS).mkdir()
            path = job.sweep_part(Path(folder), part, lambda _: None)
            write_part(place, part, path.read_bytes(), _ENDING)

    return compute


def _checksum(path: Path) -> Path:
    return path.parent / CHUNKS / f"{path.stem}.sha256"


def _is_intact(path: Path) -> bool:
    try:
        told = _checksum(path).read_text(encoding="ascii").split()
        return bool(told) and told[0] == hash_of_file(path)
    except (OSError, UnicodeDecodeError):
        return False


def read(folder: Path) -> pl.LazyFrame:
    """Return the rows of a finished sweep.

    Raises
    ------
    RunError
        If some were changed or damaged since they were written.
    """
    parts = sorted(folder.glob(_ROWS))
    if damaged := [part for part in parts if not _is_intact(part)]:
        told = "has been changed or damaged since the sweep wrote it."
        fix = "Repeat the command that made the sweep, with --resume: what is damaged is computed again."
        raise RunError([Problem(str(part), told, fix) for part in damaged])
    return pl.scan_parquet(parts)


def blocks_of(folder: Path) -> Blocks | None:
    """Return the statistics of a finished sweep by blocks of futures; None if missing or damaged."""
    return Blocks.read(folder) if _is_intact(folder / RESAMPLING) else None


def about(folder: Path) -> dict[str, Any]:
    """Return the content of a finished sweep's ``sweep.json``.

    Raises
    ------
    RunError
        If the folder holds none, or the description was changed or damaged since it was written.
    """
    path = folder / DESCRIPTION
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        body = {}
    if not isinstance(body, dict) or body.get("state") != "complete" or not any(folder.glob(_ROWS)):
        fix = "Make one with: pato sweep -o FOLDER, or finish it with --resume."
        raise RunError(Problem(str(folder), "holds no finished sweep of memberships.", fix))
    if not is_unchanged(body):
        told = "has been changed or damaged since the sweep wrote it."
        raise RunError(
            Problem(str(path), told, "Make the sweep anew in another folder: pato sweep -o FOLDER.")
        )
    return body


def content_hash(parts: list[Path]) -> str:
    """Return a hash over names, types and values of all rows: equal for equal figures, however they were cut or when."""
    columns: dict[str, Any] = {}
    for path in parts:
        for column in pl.read_parquet(path):
            head = f"{column.name} {column.dtype}".encode()
            columns.setdefault(column.name, hashlib.sha256(head)).update(_bytes(column))
    total = hashlib.sha256(b"pato-sweep-1")
    for name in sorted(columns):
        total.update(columns[name].digest())
    return total.hexdigest()


def _bytes(column: pl.Series) -> bytes:
    if column.dtype == pl.String:
        return "\0".join(column.fill_null("").to_list()).encode() + b"\0"
    array = column.to_numpy()
    return np.ascontiguousarray(array, array.dtype.newbyteorder("<")).tobytes()


def execute(
    prepared: Prepared, folder: Path, *, resume: bool = False, progress: ProgressCallback | None = None
) -> pl.LazyFrame:
    """Sweep, write the results into a folder and return them.

    Parameters
    ----------
    prepared
        The request.
    folder
        Made if it does not exist. A finished sweep of the same request in it is returned.
    resume
        Go on with an unfinished sweep.
    progress
        Called after every future.

    Raises
    ------
    RunError
        If the folder holds another or an unfinished sweep, or is being written.
    KeyboardInterrupt
        If interrupted; finished parts are kept.
    """
    return runner.execute(SweepJob(prepared), folder, resume=resume, progress=progress)
