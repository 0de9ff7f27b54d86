"""Timing that several benchmarks share: interleaved runs, so that a busy machine slows all alike."""

import statistics
import subprocess
import sys
import time


def processes(commands, rounds=15):
    """Return the median seconds of each command, run in turn for some rounds."""
    seconds = {name: [] for name in commands}
    for _ in range(rounds):
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
    for _ in range(rounds):
        start = time.perf_counter()
        function()
        seconds.append(time.perf_counter() - start)
    return min(seconds)
