"""Run a design through an evaluation function into a run folder; resume, interrupt, any number of workers (C5, C10)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import xarray as xr

from pato.errors import PatoError, Problem, RunError, UsageError
from pato.files.storage import remove_left_overs
from pato.futures import cluster
from pato.futures.consolidate import consolidate
from pato.futures.dims import FUTURE
from pato.futures.folder import (
    CHUNKS,
    DEFAULT_CHUNK,
    RESULTS,
    RUN,
    Run,
    RunSpec,
    chunk_ranges,
    discard,
    discard_chunks,
    read_run,
    refuse_another,
    write_run,
)
from pato.futures.handed import Arrived, Handed
from pato.futures.job import Job, Tell
from pato.futures.lock import locked
from pato.futures.netcdf import from_bytes
from pato.futures.places import Place, address_of, content_at, place_of, there, whole_bytes
from pato.futures.processes import script_may_start, take
from pato.futures.worker import compute_chunk, load_function, load_summary


@dataclass(frozen=True, slots=True)
class Progress:
    """Progress of a run.

    Attributes
    ----------
    done, total
        Futures.
    seconds_left
        Estimate from the chunks computed in this session; None before the first.
    """

    done: int
    total: int
    seconds_left: float | None


ProgressCallback = Callable[[Progress], None]
T = TypeVar("T")


def run(
    spec: RunSpec,
    folder: str | Path,
    *,
    workers: int = 1,
    chunk_size: int | None = None,
    resume: bool = False,
    overwrite: bool = False,
    keep_chunks: bool = True,
    progress: ProgressCallback | None = None,
) -> Run:
    """Evaluate all futures of a design and keep the results in a folder.

    Parameters
    ----------
    spec
        The specification that determines the results.
    folder
        The run folder; made if it does not exist. A finished run with the same specification in it is returned.
    workers
        Number of processes: this one, and spawned ones beyond it. Results do not depend on it.
    chunk_size
        Futures a chunk (default 1250; a resumed run keeps its own). The figures do not depend on it.
    resume
        Go on with an unfinished run: chunks that are there and intact are kept.
    overwrite
        Discard the run that the folder holds, whatever it is.
    keep_chunks
        Whether chunks stay when ``results.nc`` is there; they take as much room again.
    progress
        Called at the start and after every chunk.

    Raises
    ------
    RunError
        If the folder holds another or an unfinished run, is being written, or a worker died. Finished chunks stay.
    KeyboardInterrupt
        If interrupted; finished chunks stay.
    """
    if workers < 1 or (chunk_size is not None and chunk_size < 1):
        raise UsageError(f"workers and chunk size must be at least 1, found {workers} and {chunk_size}.")
    load_function(spec.function)
    job = _Futures(spec, chunk_size, keep_chunks)
    return execute(job, folder, workers=workers, resume=resume, overwrite=overwrite, progress=progress)


def execute(
    job: Job[T],
    folder: str | Path,
    *,
    workers: int = 1,
    resume: bool = False,
    overwrite: bool = False,
    progress: ProgressCallback | None = None,
) -> T:
    """Run a job in a folder: one writer, atomic parts, nothing computed twice after an interruption; see `run`.

    Raises
    ------
    RunError
        If the folder holds another or an unfinished job, or is being written. Finished parts stay.
    """
    path = Path(folder)
    kind, asked, parts = job.words
    _make(path / CHUNKS)
    with locked(path):
        remove_left_overs(path)
        held = _held(job, path, overwrite=overwrite)
        if held is not None:
            job.refuse_another(path, held)
            if job.is_whole(path, held):
                return job.result(path, held)
            if not resume and held["state"] != "complete":
                told = f"holds an unfinished {kind} of this {asked}."
                fix = "Go on with --resume, or choose another folder with -o."
                raise RunError(Problem(str(path), told, fix))
            if not resume:
                job.refuse_damaged(path, held)
        elif job.has_parts(path):
            told = f"holds {parts} without a description of their {kind}."
            fix = "Choose another folder with -o, or remove this one."
            raise RunError(Problem(str(path), told, fix))
        held = job.begin(path, held)
        sizes = job.sizes(held)
        missing = [i for i in range(len(sizes)) if not job.is_done(path, i)]
        report = _Reporter(sizes, missing, progress)
        for part in job.compute(path, missing, workers, report.within):
            report.finished(part)
        return job.finish(path, held)


def _held(job: Job[T], folder: Path, *, overwrite: bool) -> dict[str, Any] | None:
    """Return the description in a folder; None if it is missing or to be discarded."""
    try:
        held = job.held(folder)
    except RunError:
        if not overwrite:
            raise
    else:
        if held is None or not overwrite:
            return held
    job.discard(folder)
    return None


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PatoError(
            Problem(
                str(folder), f"cannot be made: {error.strerror or error}.", "Choose another place with -o."
            )
        ) from error


class _Reporter:
    """Counts finished futures and estimates the remaining time from the pace of this session."""

    def __init__(
        self, sizes: Sequence[int], missing: Sequence[int], callback: ProgressCallback | None
    ) -> None:
        self._sizes, self._total = sizes, sum(sizes)
        self._before = self._done = self._total - sum(sizes[i] for i in missing)
        self._callback, self._begun = callback, time.monotonic()
        self._tell(self._done)

    def within(self, part: int, share: float) -> None:
        """Count a share of a running part, if parts are computed one at a time."""
        self._tell(self._done + round(share * self._sizes[part]))

    def finished(self, part: int) -> None:
        self._done += self._sizes[part]
        self._tell(self._done)

    def _tell(self, done: int) -> None:
        if not self._callback:
            return
        now = done - self._before
        left = (time.monotonic() - self._begun) / now * (self._total - done) if now else None
        self._callback(Progress(done, self._total, left))


@dataclass(frozen=True, slots=True)
class _Futures:
    """A study over ranges of futures, each evaluated by the specification's function."""

    spec: RunSpec
    chunk_size: int | None
    keep_chunks: bool
    meanwhile: list[Future[dict[str, Any]]] = field(default_factory=list)
    """Results combined while chunks are computed."""

    @property
    def words(self) -> tuple[str, str, str]:
        return "run", "study", "chunks"

    def held(self, folder: Path) -> dict[str, Any] | None:
        return read_run(folder)

    def refuse_another(self, folder: Path, held: Mapping[str, Any]) -> None:
        refuse_another(folder, held, self.spec)

    def is_whole(self, folder: Path, held: Mapping[str, Any]) -> bool:
        return held["state"] == "complete" and (folder / RESULTS).exists() and not Run(folder, held).damage()

    def refuse_damaged(self, folder: Path, held: Mapping[str, Any]) -> None:
        if (folder / RESULTS).exists():
            Run(folder, held).verify()

    def has_parts(self, folder: Path) -> bool:
        return bool(there(place_of(folder / CHUNKS)))

    def discard(self, folder: Path) -> None:
        discard(folder)

    def begin(self, folder: Path, held: dict[str, Any] | None) -> dict[str, Any]:
        if held:
            return held
        address = cluster.place_for(self.spec.to_dict())
        return write_run(folder, self.spec, chunk_size=self.chunk_size or DEFAULT_CHUNK, chunks=address)

    def sizes(self, held: Mapping[str, Any]) -> list[int]:
        ranges = chunk_ranges(self.spec.design.n_futures, int(held["chunk_size"]))
        return [stop - start for start, stop in ranges]

    def is_done(self, folder: Path, part: int) -> bool:
        return content_at(_place(folder), part) is not None

    def compute(self, folder: Path, missing: list[int], workers: int, tell: Tell) -> Iterator[int]:
        del tell  # chunks of futures take seconds
        if missing and (found := cluster.connection()) is not None:
            held = read_run(folder) or {}
            asked = {"spec": self.spec.to_dict(), "chunk_size": int(held["chunk_size"])}
            yield from found.compute(address_of(folder, held), "pato.futures.worker:chunks", asked, missing)
        elif workers == 1 or len(missing) < 2:
            yield from _serial(folder, missing)
        else:
            yield from self._together(folder, missing, workers)

    def _together(self, folder: Path, missing: list[int], workers: int) -> Iterator[int]:
        """Compute chunks with other processes, and combine the results meanwhile."""
        coming = Arrived(set(missing))
        with ThreadPoolExecutor(1) as beside:
            self.meanwhile.append(beside.submit(self._consolidated, folder, coming.wait))
            try:
                for part in _parallel(folder, missing, workers):
                    coming.arrived(part)
                    yield part
            except BaseException:
                coming.abandon()
                raise

    def _consolidated(self, folder: Path, wait: Callable[[int], None]) -> dict[str, Any]:
        """Write ``results.nc`` from chunks, waiting for those that are not there."""
        held = self.held(folder)
        assert held is not None
        return consolidate(
            _chunks(folder, len(self.sizes(held)), wait),
            folder / RESULTS,
            n_futures=self.spec.design.n_futures,
            attrs=self.spec.attrs(),
            summary=load_summary(self.spec),
        )

    def finish(self, folder: Path, held: dict[str, Any]) -> Run:
        """Write ``results.nc``, unless that was done meanwhile, and the final ``run.json``."""
        size = int(held["chunk_size"])
        meanwhile = self.meanwhile.pop() if self.meanwhile else None
        told = meanwhile.result() if meanwhile else self._consolidated(folder, lambda _: None)
        body = write_run(folder, self.spec, chunk_size=size, previous=held, **told)
        if not self.keep_chunks:
            discard_chunks(folder, held)
        return Run(folder, body)

    def result(self, folder: Path, held: dict[str, Any]) -> Run:
        return Run(folder, held)


def _place(folder: Path) -> Place:
    """Return the place of the chunks of a folder's run."""
    return _place_then(folder, (folder / RUN).stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _place_then(folder: Path, written: int) -> Place:
    del written  # the state of run.json that this is remembered by
    return place_of(address_of(folder, read_run(folder) or {}))


def _serial(path: Path, missing: list[int]) -> Iterator[int]:
    for index in missing:
        yield compute_chunk(str(path), index)


def _parallel(path: Path, missing: list[int], workers: int) -> Iterator[int]:
    """Yield chunks as this process and spawned ones finish them: this one has read already what the others must read first."""
    spawned = min(workers, len(missing)) - 1
    pool = take(spawned)
    handed = Handed(pool, path, missing)
    left = len(missing)
    try:
        for _ in range(spawned):
            handed.out()
        while left:
            index = handed.next()
            if index is not None:
                yield compute_chunk(str(path), index)
                left -= 1
            while left and (index is None or handed.some_finished):
                yield handed.finished()
                left -= 1
    except BrokenProcessPool as error:
        fix = (
            "Go on with --resume, with fewer --workers or smaller chunks if memory ran out."
            if script_may_start()
            else 'Workers run your script again: put its calls under if __name__ == "__main__":, or ask for workers=1.'
        )
        raise RunError(
            Problem(str(path), "a worker process died; finished chunks have been kept.", fix)
        ) from error
    finally:
        handed.stop()
        pool.shutdown(wait=True, cancel_futures=True)


def _chunks(path: Path, number: int, wait: Callable[[int], None]) -> Iterator[dict[str, xr.Dataset]]:
    """Yield the groups of the chunks; while one is worked on, the next is waited for, read and checked."""
    like, place = None, _place(path)

    def read(i: int) -> bytes:
        wait(i)
        return whole_bytes(place, i)

    with ThreadPoolExecutor(1) as beside:
        following = beside.submit(read, 0)
        for i in range(number):
            content = following.result()
            if i + 1 < number:
                following = beside.submit(read, i + 1)
            part = from_bytes(content, like)
            like = like or {n: g.isel({FUTURE: slice(0, 1)}, missing_dims="ignore") for n, g in part.items()}
            yield part
