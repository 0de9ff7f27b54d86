"""Chunks shared between processes and threads: each goes to the next free worker, and results are awaited in order."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Condition, Lock

from pato.errors import RunError
from pato.futures.worker import compute_chunk


class Handed:
    """Chunks handed out one by one, to the workers of a pool and to other callers."""

    def __init__(self, pool: ProcessPoolExecutor, path: Path, chunks: list[int]) -> None:
        self._pool, self._path, self._left, self._lock = pool, str(path), deque(chunks), Lock()
        self._finished: SimpleQueue[Future[int]] = SimpleQueue()

    def next(self) -> int | None:
        """Take a chunk."""
        with self._lock:
            return self._left.popleft() if self._left else None

    def out(self) -> None:
        """Give a chunk to a worker; when it has finished, it is given another at once, whatever this process does then."""
        index = self.next()
        if index is not None:
            self._pool.submit(compute_chunk, self._path, index).add_done_callback(self._done)

    def _done(self, future: Future[int]) -> None:
        self._finished.put(future)
        if future.cancelled() or future.exception() is not None:
            return
        try:
            self.out()
        except RuntimeError as error:  # the pool broke meanwhile: the chunk will never be finished
            lost: Future[int] = Future()
            lost.set_exception(error)
            self._finished.put(lost)

    @property
    def some_finished(self) -> bool:
        """Whether a worker has finished a chunk that was not yet requested."""
        return not self._finished.empty()

    def finished(self) -> int:
        """Return the next chunk that a worker ends; looks up now and then, so that Ctrl-C is heard on every system."""
        while True:
            try:
                return self._finished.get(timeout=1.0).result()
            except Empty:
                continue

    def stop(self) -> None:
        """Stop handing out chunks."""
        with self._lock:
            self._left.clear()


class Arrived:
    """Chunks that are computed in any order, and who waits for the next one."""

    def __init__(self, missing: set[int]) -> None:
        self._missing, self._abandoned, self._changed = missing, False, Condition()

    def arrived(self, chunk: int) -> None:
        """Report that a chunk is ready."""
        with self._changed:
            self._missing.discard(chunk)
            self._changed.notify_all()

    def abandon(self) -> None:
        """Report that missing chunks will not come."""
        with self._changed:
            self._abandoned = True
            self._changed.notify_all()

    def wait(self, chunk: int) -> None:
        """Wait until a chunk is there.

        Raises
        ------
        RunError
            If it will not come.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._abandoned or chunk not in self._missing)
            if chunk in self._missing:
                raise RunError(f"chunk {chunk} was not computed.")
