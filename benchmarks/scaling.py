"""A cluster of two workers against one process: efficiency, what a chunk costs beside its work, and a scheduler under load.

Run with ``python benchmarks/scaling.py``. The work of a chunk is waited for, not computed, so that the figures are of the
machinery and not of how many processors this machine has free; ``--study 3`` compares a real study too, three times.
"""

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

from timing import ratio, size

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
    options.add_argument(
        "--study", type=int, metavar="PAIRS", default=0, help="also a real study, so many times"
    )
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
        real(chosen.study)


def real(pairs):
    """Compare a real study in one process and on two workers, in turn: time that passes, and time of processors.

    Others who use the machine lengthen the first and hardly the second: processor time says what the machinery adds.
    """
    import psutil

    import pato

    futures = size(10_000, 200)
    asked = {
        "seed": 1,
        "date": "2026-11-21",
        "options": {
            "metrics": ["war_initiations_members", "expected_support_members", "agreement_probability"]
        },
    }
    rows, hashes = [], set()
    with tempfile.TemporaryDirectory() as folder, two_workers() as (number, _, _, workers):
        own = psutil.Process()

        def took(at, name, number_of=futures, processes=(own,)):
            before = sum(sum(p.cpu_times()[:2]) for p in processes)
            begun = time.perf_counter()
            with connected(at):
                found = pato.compare(
                    "in-force", "pato-7", futures=number_of, workers=1, folder=Path(folder) / name, **asked
                )
            hashes.add((number_of, found.run.content_hash))
            passed = time.perf_counter() - begun
            return passed, sum(sum(p.cpu_times()[:2]) for p in processes) - before

        cluster = f"tcp://127.0.0.1:{number}"
        everybody = (own, *(psutil.Process(w.pid) for w in workers))
        took(None, "warm")  # kernels are compiled and models made, here and there
        took(cluster, "warm there")
        for i in range(size(pairs, 1)):
            one, two = took(None, f"one {i}"), took(cluster, f"two {i}", processes=everybody)
            rows.append((*one, *two))
            print(
                f"pair {i + 1}: one process {one[0]:.1f} s ({one[1]:.1f} s of a processor), two workers {two[0]:.1f} s ({two[1]:.1f} s of processors)"
            )
    assert len(hashes) == 1, "the figures of a cluster are those of one process"
    passed = statistics.median(one / (2 * two) for one, _, two, _ in rows)
    worked = statistics.median(one / two for _, one, _, two in rows)
    chunks = -(-futures // 1250)
    added = statistics.median((two - one) / chunks for _, one, _, two in rows)
    print(
        f"a comparison of {futures:,} runs, {len(rows)} pairs: efficiency {passed:.2f} by the time that passed, {worked:.2f} by processor time; {added * 1000:.0f} ms of a processor added a chunk of 1,250 runs"
    )
    ratio("one process / twice two workers, time that passed", passed)
    ratio("one process / two workers, processor time", worked)


if __name__ == "__main__":
    main()
