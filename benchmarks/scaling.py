"""A cluster of two workers against one process: efficiency, what a chunk costs beside its work, and a scheduler under load.

Run with ``python benchmarks/scaling.py``. The work of a chunk is waited for, not computed, so that the figures are of the
machinery and not of how many processors this machine has free; ``--study`` compares a real study too.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from timing import size

ROOT = Path(__file__).resolve().parent.parent
WORLD = ROOT / "tests" / "unit" / "futures"
sys.path[:0] = [str(WORLD), str(ROOT / "tests")]
import two_state_world as world  # noqa: E402
from fleet import two_workers  # noqa: E402

from pato.futures import run  # noqa: E402
from pato.futures.cluster import connected  # noqa: E402


def timed(spec, chunk_size):
    """Return how long a run takes and its content hash."""
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        found = run(spec, folder, chunk_size=chunk_size)
        return time.perf_counter() - begun, found.content_hash


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--study", action="store_true", help="also a real study")
    chosen, _ = options.parse_known_args()
    seconds, chunks = 1.0, size(24, 4)
    slow = world.spec(chunks * 5, function="two_state_world:evaluate_slowly", seconds=seconds)
    tiny = world.spec(size(400, 40))
    alone, expected = timed(slow, 5)
    bare, same = timed(tiny, 2)
    with two_workers() as (number, *_), connected(f"tcp://127.0.0.1:{number}"):
        timed(world.spec(8), 1)  # the workers import what they need
        together, found = timed(slow, 5)
        many, also = timed(tiny, 2)
    assert (found, also) == (expected, same), "the figures of a cluster are those of one process"
    print(
        f"{chunks} chunks of {seconds} s: one process {alone:.1f} s, two workers {together:.1f} s, efficiency {alone / (2 * together):.2f}"
    )
    n = size(400, 40) // 2
    print(
        f"{n} chunks of nearly nothing: {bare / n * 1000:.1f} ms a chunk in one process, {many / n * 1000:.1f} ms through the scheduler ({n / many:.0f} chunks a second)"
    )
    if chosen.study:
        real()


def real():
    """Compare a real study in one process and on two workers."""
    import pato

    asked = {
        "futures": 5000,
        "seed": 1,
        "date": "2026-11-21",
        "options": {"metrics": ["war_initiations_members"]},
    }
    times = []
    with tempfile.TemporaryDirectory() as folder, two_workers() as (number, *_):
        for name, at in (("warm", None), ("one", None), ("two", f"tcp://127.0.0.1:{number}")):
            begun = time.perf_counter()
            with connected(at):
                found = pato.compare("in-force", "pato-7", workers=1, folder=Path(folder) / name, **asked)
            times.append((time.perf_counter() - begun, found.run.content_hash))
    assert len({h for _, h in times}) == 1
    one, two = times[1][0], times[2][0]
    print(
        f"a comparison of 5,000 runs: one process {one:.1f} s, two workers {two:.1f} s, efficiency {one / (2 * two):.2f}"
    )


if __name__ == "__main__":
    main()
