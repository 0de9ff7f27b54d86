"""Worker processes started before there is work for them.

A spawned process spends its start importing, so it is started while this one reads the inputs of a run. This module
therefore imports nothing slow.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context, parent_process

_waiting: dict[int, ProcessPoolExecutor] = {}


ENTRY_POINTS: set[str] = set()
"""Functions, as ``module:function``, that a run's description may name: anybody can write one, and it is not to run just anything."""


def entry_point(path: str) -> str:
    """Let a function be called because the description of a run names it, and return its path.

    Parameters
    ----------
    path
        ``module:function`` of an evaluation. A function of your own is registered by you, before you run its runs again.
    """
    ENTRY_POINTS.add(path)
    return path


def script_may_start() -> bool:
    """Return whether the program that runs may start processes: each runs a script again but for what a test of ``__name__`` guards."""
    main = sys.modules["__main__"]
    file = getattr(main, "__file__", None)
    if file is None or getattr(main, "__spec__", None) is not None:
        return True  # a notebook, a terminal, or a module run by its name
    try:
        with open(file, encoding="utf-8") as stream:  # noqa: PTH123  this module imports nothing slow
            return "__name__" in stream.read()
    except (OSError, UnicodeDecodeError):
        return True


@contextmanager
def started(number: int, function: str) -> Iterator[None]:
    """Start processes that import an evaluation function, for a run within; one that takes others lets these go.

    Parameters
    ----------
    number
        Number of processes; nothing is done if below one.
    function
        ``module:function`` of the evaluation.
    """
    if number < 1 or number in _waiting:
        yield
        return
    pool = _waiting[number] = _made(number)
    for _ in range(number):
        pool.submit(_prepare, function)
    try:
        yield
    finally:
        if _waiting.pop(number, None) is pool:
            pool.shutdown(wait=False, cancel_futures=True)


def take(number: int) -> ProcessPoolExecutor:
    """Return a pool of a number of processes: those started before, or new ones; the caller must shut it down."""
    return _waiting.pop(number, None) or _made(number)


def _made(number: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(number, mp_context=get_context("spawn"), initializer=start_worker)


def _prepare(function: str) -> None:
    from pato.futures.worker import load_function

    load_function(function)


def start_worker() -> None:
    """Prepare a spawned process: the parent alone answers Ctrl-C, and a worker does not outlive its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    look_seldom_for_garbage()
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.join,), daemon=True).start()


def look_seldom_for_garbage() -> None:
    """Let a worker's process look for garbage seldom: the library is many small objects, all of which it goes through again and again."""
    gc.set_threshold(200_000)


def _end_with(wait: Callable[[], None]) -> None:
    wait()
    os._exit(1)  # the queues of a killed parent would otherwise be waited for without end
