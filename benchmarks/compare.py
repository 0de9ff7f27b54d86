"""The main job: five architectures over ten thousand futures, from names to tables, with its peak memory.

Run with ``python benchmarks/compare.py``; one run each with one and two processes.
"""

import resource
import sys
import tempfile
import time

from timing import ratio, size

from pato.assess.compare import Comparison
from pato.assess.load import from_options
from pato.assess.run import run_study
from pato.assess.study import resolve

ARCHITECTURES = ["in-force", "pato-3", "pato-7", "pato-8", "hub-and-spoke"]


def main():
    futures, walls = size(10_000, 50), []
    for workers in (1, 2):
        begun = time.perf_counter()
        study = resolve(from_options(ARCHITECTURES, {"futures": futures}), today="2026-11-21")
        with tempfile.TemporaryDirectory() as folder:
            run = run_study(study, folder, workers=workers)
            walls.append(time.perf_counter() - begun)
            computed = time.perf_counter() - begun
            Comparison.of(study, run).tables()
        print(
            f"{futures:,} futures x 5 architectures, {workers} process(es): {computed:.1f} s computed, {time.perf_counter() - begun:.1f} s with tables"
        )
    ratio(f"comparison of {futures:,} futures: one process / two", walls[0] / walls[1])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    print(f"peak memory of the main process: {peak / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
