"""Parts of a job computed by a cluster of dask: handed out a few at a time, written where they belong, never gathered.

A task carries an address and the number of a part (a chunk of runs, memberships of a sweep, a fit), and gives back that
number; the worker reads the request from the address and writes the part there. So the results are those of one
machine, and written parts survive any failure: a lost worker's part is given to another, a restarted scheduler is
found again, and an interrupted job continues with ``--resume``.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import statistics
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from pato.errors import MissingExtraError, PatoError, Problem, RunError, UsageError
from pato.futures.places import Place, content_at, place_of
from pato.futures.processes import look_seldom_for_garbage
from pato.futures.provenance import program, sha256_of

Part = Callable[[Place, int], None]
"""Computes the part of a number and writes it, then its checksum, into a place."""
SPEC = "spec.json"
PATIENCE = 90.0
"""Seconds for which a scheduler that does not answer, or has no worker, is waited for."""
_AHEAD, _TRIES, _SLOW, _LEAST_SLOW = 2, 5, 4.0, 60.0
_MUST_AGREE = ("pato", "pato_source", "pato_data", "python", "numpy", "scipy", "xarray", "numba")
_current: list[Cluster] = []
_one_at_a_time = threading.Lock()


@contextmanager
def connected(address: str | None, chunks: str = "") -> Iterator[None]:
    """Let runs within be computed by a cluster.

    Parameters
    ----------
    address
        Of its scheduler, such as ``tcp://host:8786``; None for no cluster.
    chunks
        Where chunks are written: any address of fsspec that the workers and this machine see; the folder of the run
        where empty, which all of them must see then.

    Raises
    ------
    MissingExtraError
        If dask.distributed is not installed.
    RunError
        If no scheduler answers there.
    """
    if address is None:
        if chunks:
            raise RunError(
                Problem("--chunks", "needs a cluster.", "Give its scheduler with --cluster tcp://HOST:PORT.")
            )
        yield
        return
    found = Cluster(address, chunks)
    _current.append(found)
    try:
        yield
    finally:
        _current.remove(found)
        found.close()


def connection() -> Cluster | None:
    """Return the cluster that runs are computed by, or None."""
    return _current[-1] if _current else None


def place_for(asked: Mapping[str, Any]) -> str | None:
    """Return the place of a new job's parts; None for its own folder. Each job has its own place below the address."""
    found = connection()
    if found is None or not found.chunks:
        return None
    return f"{found.chunks.rstrip('/')}/{sha256_of(asked)[:16]}"


class Cluster:
    """A scheduler of dask, and the chunks that are under way there."""

    def __init__(self, address: str, chunks: str = "") -> None:
        try:
            import distributed
        except ImportError as error:
            raise MissingExtraError("distributed", "cluster") from error
        self._distributed: Any = distributed
        # asyncio's is not among the others: it comes where the scheduler goes while it is being connected to
        self._gone = (OSError, TimeoutError, distributed.CancelledError, asyncio.CancelledError)
        self.address, self.chunks = address, chunks
        self._client: Any = None
        self._check()
        self._connect()

    def _check(self) -> None:
        """Refuse what is no address before a client is made of it: what is left of a failed one is a burden, see `_connect`."""
        from distributed.comm.addressing import get_address_host_port

        try:
            _, port = get_address_host_port(self.address)
        except ValueError:
            port = 0
        if not 0 < port < 2**16:
            fix = "Write tcp://HOST:PORT, as the scheduler prints it."
            told = f"{self.address!r} is no address of a scheduler of dask."
            raise UsageError(Problem("--cluster", told, fix))

    def _connect(self) -> None:
        """Find the scheduler, for as long as is patient."""
        until, wait = time.monotonic() + PATIENCE, 0.5
        while True:
            self.close()
            with contextlib.suppress(*self._gone):
                self._client = self._distributed.Client(self.address, timeout=5, set_as_default=False)
                return
            # what is left of a client that found nobody stops its thread when it is collected; while the next one starts
            # its own and holds the lock of both, that would wait for ever
            gc.collect()
            if time.monotonic() > until:
                raise RunError(self._silent())
            time.sleep(wait)
            wait = min(2 * wait, 5.0)

    def _silent(self) -> Problem:
        fix = "Look after the scheduler, then go on with --resume: finished parts have been kept."
        return Problem(self.address, f"does not answer as a scheduler of dask within {PATIENCE:.0f} s.", fix)

    def close(self) -> None:
        """Leave the cluster; running tasks are dropped."""
        if self._client is not None:
            with contextlib.suppress(
                Exception, asyncio.CancelledError
            ):  # whatever a connection that is gone has to say
                self._client.close(timeout=2)
            self._client = None

    def compute(
        self,
        address: str | Path,
        maker: str,
        asked: Mapping[str, Any],
        missing: list[int],
        ending: str = "nc",
    ) -> Iterator[int]:
        """Compute parts of a job and yield the number of each once written.

        Parameters
        ----------
        address
            Address of the parts; a folder must be visible to all workers.
        maker
            ``module:function``, called once a worker with ``asked``; what it returns computes one part (`Part`).
        asked
            The determinants of the results, as plain values.
        missing
            Numbers of the parts.
        ending
            Names of the files of parts.

        Raises
        ------
        RunError
            If the cluster stays silent or without workers, runs other versions, or a part fails again and again.
        """
        text = str(address if "://" in str(address) else Path(address).resolve())
        told = {"maker": maker, "asked": asked, "versions": program()}
        content = json.dumps(told, ensure_ascii=False, allow_nan=False)
        place_of(text).write(SPEC, content.encode())
        digest = sha256_of(told)

        def is_there(index: int) -> bool:
            return content_at(place_of(text), index, ending) is not None

        for index, _ in self._done(_Work((compute_at, text, digest), deque(missing), is_there)):
            yield index

    def answers(self, maker: str, asked: Mapping[str, Any], count: int) -> Iterator[tuple[int, Any]]:
        """Compute pieces with small answers, and yield number and answer of each; see `pieces`."""
        told = json.dumps({"maker": maker, "asked": asked, "versions": program()}, allow_nan=False)
        yield from self._done(_Work((answer_of, told), deque(range(count)), lambda _: False))

    def _done(self, work: _Work) -> Iterator[tuple[int, Any]]:
        """Yield number and answer of each part, whatever dies meanwhile."""
        while work.left or work.under_way:
            try:
                yield from self._advance(work)
            except self._gone:
                self._connect()
                yield from work.returned()

    def _advance(self, work: _Work) -> Iterator[tuple[int, Any]]:
        """Submit as many tasks as there is room for, wait briefly, and yield the written parts."""
        if self._client.status != "running":
            raise OSError("the scheduler is gone")
        room = _AHEAD * self._threads()
        while work.left and len(work.under_way) < room:
            self._submit(work, work.left[0])
            work.left.popleft()  # only now: what a connection that breaks did not take is still to do
        if not work.left:
            for index in work.slow():
                self._submit(work, index)
        with contextlib.suppress(TimeoutError), self._client.as_current():
            self._distributed.wait(list(work.under_way), timeout=1.0, return_when="FIRST_COMPLETED")
        for task in [t for t in work.under_way if t.status != "pending"]:
            yield from self._ended(work, task)

    def _threads(self) -> int:
        """Return the number of the workers' threads; wait for the first worker."""
        until = time.monotonic() + PATIENCE
        while not (found := sum(self._client.nthreads().values())):
            if time.monotonic() > until:
                fix = f"Start some: dask worker {self.address} --nthreads 1; then go on with --resume."
                raise RunError(Problem(self.address, "has no workers.", fix))
            time.sleep(0.5)
        return int(found)

    def _submit(self, work: _Work, index: int) -> None:
        work.tries[index] = work.tries.get(index, 0) + 1
        task = self._client.submit(*work.call, index, pure=False, retries=1)
        work.under_way[task] = (index, time.monotonic())

    def _ended(self, work: _Work, task: Any) -> Iterator[tuple[int, Any]]:
        index, begun = work.under_way[task]
        if index in work.done:
            del work.under_way[task]
            return  # a second try of a slow chunk
        status = task.status
        if status in {"cancelled", "lost"}:
            raise OSError("the scheduler has lost a task")
        # a connection that breaks while it is asked leaves the task among those to take back
        answer, error = (task.result(), None) if status == "finished" else (None, task.exception())
        del work.under_way[task]
        if error is None:
            work.done.add(index)
            work.seconds.append(time.monotonic() - begun)
            yield index, answer
            return
        if isinstance(error, PatoError):
            raise error
        if work.tries[index] >= _TRIES:
            fix = "Look after the workers (memory?), then go on with --resume: finished parts have been kept."
            told = f"part {index} failed {_TRIES} times, last with {type(error).__name__}: {error}."
            raise RunError(Problem(self.address, told, fix))
        work.left.append(index)


class _Work:
    """Remaining work of a job on a cluster: the function called with a part's number, and the test of whether a part exists."""

    def __init__(
        self, call: tuple[Any, ...], left: deque[int], is_there: Callable[[int], bool] = lambda _: False
    ) -> None:
        self.call, self.left, self.is_there = call, left, is_there
        self.under_way: dict[Any, tuple[int, float]] = {}
        self.done: set[int] = set()
        self.tries: dict[int, int] = {}
        self.seconds: list[float] = []

    def slow(self) -> list[int]:
        """Return chunks that take far longer than others did, each once: another worker may be quicker."""
        if not self.seconds:
            return []
        limit = max(_SLOW * statistics.median(self.seconds), _LEAST_SLOW)
        now = time.monotonic()
        counts: dict[int, int] = {}
        for index, _ in self.under_way.values():
            counts[index] = counts.get(index, 0) + 1
        return [
            i
            for i, begun in self.under_way.values()
            if now - begun > limit and counts[i] == 1 and i not in self.done
        ]

    def returned(self) -> Iterator[tuple[int, Any]]:
        """Take back what was under way when the scheduler went; yield what had been written all the same."""
        for index in dict.fromkeys(i for i, _ in self.under_way.values()):
            if index in self.done:
                continue
            if self.is_there(index):
                self.done.add(index)
                yield index, index
            else:
                self.left.append(index)
        self.under_way.clear()


def pieces(maker: str, asked: Mapping[str, Any], count: int) -> Iterator[tuple[int, Any]]:
    """Yield number and answer of independent pieces: on the cluster if there is one, else here in turn.

    Parameters
    ----------
    maker
        ``module:function``, called once with ``asked``; what it returns gives the small answer of a piece's number.
    asked
        Plain values.
    count
        How many pieces there are.

    Raises
    ------
    RunError
        See `Cluster.compute`.
    """
    found = connection()
    if found is not None:
        yield from found.answers(maker, asked, count)
        return
    from pato.futures.worker import load_function

    answer = load_function(maker)(asked)
    for index in range(count):
        yield index, answer(index)


def compute_at(address: str, digest: str, index: int) -> int:
    """Compute one part in a worker and write it; return its number."""
    with _one_at_a_time:  # what models remember is kept for one evaluation at a time
        _made(address, digest)(place_of(address), index)
    return index


def answer_of(told: str, index: int) -> Any:
    """Return the answer of one piece in a worker."""
    with _one_at_a_time:
        return _answering(told)(index)


@lru_cache(maxsize=4)
def _answering(told: str) -> Callable[[int], Any]:
    made: Callable[[int], Any] = _maker_of(json.loads(told))
    return made


@lru_cache(maxsize=4)
def _made(address: str, digest: str) -> Part:
    """Return the function that computes the parts of a job; the request is read once per worker and job."""
    content = place_of(address).read(SPEC)
    if content is None:
        fix = "Give --chunks an address that the workers see, such as s3://bucket/folder."
        raise RunError(Problem(address, "is not seen by a worker of the cluster.", fix))
    told = json.loads(content)
    if sha256_of(told) != digest:
        raise RunError(Problem(address, "holds another job.", "Give each job an address of its own."))
    made: Part = _maker_of(told)
    return made


def _maker_of(told: Mapping[str, Any]) -> Any:
    """Return a maker's function for the request, in a worker with the same versions."""
    from pato.futures.worker import load_function

    look_seldom_for_garbage()
    own = program()
    if other := [
        f"{n} {own[n]}, not {told['versions'][n]}" for n in _MUST_AGREE if own[n] != told["versions"][n]
    ]:
        fix = "Install the same versions on all machines: results of two versions may differ."
        raise RunError(Problem("cluster", f"a worker has {', '.join(other)}.", fix))
    return load_function(told["maker"])(told["asked"])
