"""Two evaluation processes behind one server: questions wait for one of them, not for each other."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
from collections import OrderedDict
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Any

from pato.errors import PatoError, Problem
from pato.workbench import tasks
from pato.workbench.asked import Asked

PROCESSES, WAITING, KEPT = 2, 60, 256
SECOND = frozenset({"accepting", "options"})
"""Tasks of the second process, if both have as little to do: the first works on the rest of the same page meanwhile."""
SECONDS = 120


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
        self._places = [_Place(self._new()) for _ in range(max(count, 1))]
        self._waiting = 0
        self._kept: OrderedDict[tuple[Any, ...], tasks.Reply] = OrderedDict()

    def _new(self) -> Executor:
        folder, warm, count = self._made
        if not count:
            return ThreadPoolExecutor(1, initializer=tasks.start, initargs=(folder, warm))
        # in glibc: threads leave holes in one place in place of each its own; arrays stay quick to make
        os.environ.setdefault("MALLOC_ARENA_MAX", "1")
        return ProcessPoolExecutor(
            1, multiprocessing.get_context("spawn"), initializer=tasks.start, initargs=(folder, warm)
        )

    def start(self) -> None:
        """Start the processes; each is loading until it is ready."""
        for place in self._places:
            place.starting = place.executor.submit(tasks.ready)

    def wait(self) -> None:
        """Wait until the first process is ready."""
        started = [place.starting for place in self._places if place.starting is not None]
        next(as_completed(started)).result()

    def close(self) -> None:
        """End the processes."""
        for place in self._places:
            place.executor.shutdown(wait=False, cancel_futures=True)
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
        # of those that have least to do always the same: one reader's questions are answered where the last one was, and what it left is known
        order = self._places[::-1] if task in SECOND else self._places
        place = min(order, key=lambda one: (one.is_starting, one.busy))
        for last in (False, True):
            executor = place.executor
            try:
                call = loop.run_in_executor(executor, tasks.work, task, *given)
                place.busy += 1
                # not before it ends: a process that works on a question nobody waits for has no time for others
                call.add_done_callback(place.answered)
                return await asyncio.wait_for(asyncio.shield(call), SECONDS)
            except TimeoutError:
                told = f"takes more than {SECONDS} seconds."
                return tasks.Reply(None, (Problem("question", told, "Ask for less."),))
            except BrokenProcessPool:
                if last:
                    raise
                if place.executor is executor:  # a process was killed; what it was asked is asked again once
                    place.executor = self._new()
        raise AssertionError


@dataclass
class _Place:
    """An evaluation process, and the number of questions that it has been given and not answered."""

    executor: Executor
    busy: int = 0
    starting: Future[int] | None = None

    def answered(self, _: object) -> None:
        """Count a question as answered."""
        self.busy -= 1

    @property
    def is_starting(self) -> bool:
        """Whether it is still loading the models."""
        return self.starting is not None and not self.starting.done()


def _value(reply: tasks.Reply) -> dict[str, Any]:
    if reply.value is None:
        raise PatoError(list(reply.problems))
    return reply.value
