"""What several benchmarks share: interleaved timing, peers that may be missing, and the ratios that the last table shows."""

import importlib
import statistics
import subprocess
import sys
import time

RATIOS = []
"""What was compared and how many times as long the other took; `benchmarks/run.py` prints them at the end."""
MISSING = []
"""Peers that are not installed."""
SMALL = False
"""Whether everything runs at its smallest size, to see that it runs."""


def size(full, small):
    """Return a size: the full one, or the smallest."""
    return small if SMALL else full


def ratio(what, value):
    """Note a ratio for the table at the end."""
    RATIOS.append((what, value))


def peer(name):
    """Return a peer's module, or None where it is not installed; the peer is then named at the end."""
    try:
        return importlib.import_module(name)
    except ImportError:
        missing(name)
        return None


def missing(name):
    """Say that a peer cannot be measured here."""
    MISSING.append(name)
    print(f"{name}: not here, left out")


def processes(commands, rounds=15):
    """Return the median seconds of each command, run in turn for some rounds."""
    seconds = {name: [] for name in commands}
    for _ in range(size(rounds, 1)):
        for name, arguments in commands.items():
            start = time.perf_counter()
            subprocess.run(
                [sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            seconds[name].append(time.perf_counter() - start)
    return {name: statistics.median(values) for name, values in seconds.items()}


def best(function, rounds=5):
    """Return the least seconds of a function over some rounds."""
    seconds = []
    for _ in range(size(rounds, 1)):
        start = time.perf_counter()
        function()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def processor_best(function, rounds=5):
    """Return the least processor seconds of a function over some rounds: what it would take on a machine that nobody shares."""
    seconds = []
    for _ in range(size(rounds, 1)):
        start = time.process_time()
        function()
        seconds.append(time.process_time() - start)
    return min(seconds)
