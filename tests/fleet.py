"""A real scheduler of dask and two workers on loopback, for tests of what clusters compute."""

import os
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

TESTS = Path(__file__).parent
PLACES = [TESTS.parent / "src", TESTS / "unit" / "futures"]


def port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextmanager
def processes():
    """Yield what starts a dask program; all that were started end with the block."""
    started = []

    def start(*arguments):
        found = dict(os.environ, PYTHONPATH=os.pathsep.join(map(str, PLACES)))
        one = subprocess.Popen(
            [sys.executable, "-m", "dask", *arguments],
            env=found, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        started.append(one)
        return one

    try:
        yield start
    finally:
        for one in started:
            one.kill()
        for one in started:
            one.wait()


def scheduler(start, number):
    return start("scheduler", "--host", "127.0.0.1", "--port", str(number), "--no-dashboard", "--no-show")


def worker(start, number):
    return start(
        "worker",
        f"tcp://127.0.0.1:{number}",
        "--host",
        "127.0.0.1",
        "--nthreads",
        "1",
        "--no-nanny",
        "--no-dashboard",
        "--preload",
        "two_state_world",  # versions of the tests' own process
    )


@contextmanager
def two_workers():
    """Yield the port of a scheduler, what starts programs, the scheduler, and two workers."""
    number = port()
    with processes() as start:
        master = scheduler(start, number)
        yield number, start, master, [worker(start, number), worker(start, number)]
