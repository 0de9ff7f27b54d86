"""Two evaluation processes behind one server: questions wait for one of them, not for each other."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
from collections import OrderedDict
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from pato.errors import PatoError, Problem
from pato.workbench import tasks
from pato.workbench.asked import Asked

PROCESSES, WAITING, KEPT = 2, 40, 128
SECONDS = 120
_LARGE_BYTES = 262_144


class BusyError(PatoError):
    """Too many questions wait already."""


class Processes:
    """The evaluation processes of a server.

    Parameters
    ----------
    folder
        The folder that is served, or None.
    warm
        Question that each process answers before accepting others; None for a quick start.
    count
        How many processes; 0 answers in a thread of this one, as a notebook or a test wants it.
    """

    def __init__(self, folder: str | None, warm: Asked | None, count: int = PROCESSES) -> None:
        self._made = (folder, warm, count)
        self._pool = self._new()
        self._waiting = 0
        self._kept: OrderedDict[tuple[Any, ...], tasks.Reply] = OrderedDict()

    def _new(self) -> Executor:
        folder, warm, count = self._made
        if not count:
            return ThreadPoolExecutor(1, initializer=tasks.start, initargs=(folder, warm))
        # glibc gives large arrays back to the system then, in place of keeping the holes that they leave
        os.environ.setdefault("MALLOC_MMAP_THRESHOLD_", str(_LARGE_BYTES))
        return ProcessPoolExecutor(
            count, multiprocessing.get_context("spawn"), initializer=tasks.start, initargs=(folder, warm)
        )

    def wait(self) -> None:
        """Wait until a process is ready."""
        self._pool.submit(tasks.ready).result()

    def close(self) -> None:
        """End the processes."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        for process in multiprocessing.active_children():
            process.terminate()

    async def ask(self, task: str, *given: Any, keep: bool = False) -> dict[str, Any]:
        """Return the answer to a question.

        Parameters
        ----------
        task, given
            As `pato.workbench.tasks.work` takes them.
        keep
            Whether the answer may be given again without asking: not where it depends on files of the folder.

        Raises
        ------
        PatoError
            With the problems of what was asked; `BusyError` if too many questions wait.
        """
        key = (task, *given)
        if keep and key in self._kept:
            self._kept.move_to_end(key)
            return _value(self._kept[key])
        if self._waiting >= WAITING:
            raise BusyError(Problem("server", "is busy.", "Try again in a few seconds."))
        self._waiting += 1
        try:
            reply = await self._asked(task, given)
        finally:
            self._waiting -= 1
        if keep and not reply.problems:
            self._kept[key] = reply
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return _value(reply)

    async def _asked(self, task: str, given: tuple[Any, ...]) -> tasks.Reply:
        loop = asyncio.get_running_loop()
        for last in (False, True):
            try:
                call = loop.run_in_executor(self._pool, tasks.work, task, *given)
                return await asyncio.wait_for(asyncio.shield(call), SECONDS)
            except TimeoutError:
                told = f"takes more than {SECONDS} seconds."
                return tasks.Reply(None, (Problem("question", told, "Ask for less."),))
            except BrokenProcessPool:
                if last:
                    raise
                self._pool = self._new()  # a process was killed; what it was asked is asked again once
        raise AssertionError


def _value(reply: tasks.Reply) -> dict[str, Any]:
    if reply.value is None:
        raise PatoError(list(reply.problems))
    return reply.value
