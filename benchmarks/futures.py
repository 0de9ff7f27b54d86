"""Draws and runs: how long a million draws of ten factors take, and what the run folder costs a future.

Run with ``python benchmarks/futures.py``; medians of five in one process.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from scipy import special
from timing import ratio, size

from pato.futures import Design, Factor, Levels, Posterior, run
from pato.futures.beta import beta_quantile
from pato.futures.distributions import (
    Beta,
    LogNormal,
    LogUniform,
    Normal,
    Pert,
    Triangular,
    TruncatedNormal,
    Uniform,
)

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "unit" / "futures"))
import two_state_world as world

SPECS = [
    Uniform(0.2, 0.95),
    Normal(0, 1),
    LogNormal(2, 0.5),
    Triangular(0, 1, 3),
    Pert(0, 1, 3),
    Beta(2, 5),
    LogUniform(1, 100),
    TruncatedNormal(0, 1, -1, 2),
    Levels(("a", "b", "c"), "theory"),
    Levels(("yes", "no")),
]


def median_s(work, times=5):
    found = []
    for _ in range(size(times, 1)):
        begun = time.perf_counter()
        work()
        found.append(time.perf_counter() - begun)
    return statistics.median(found)


def main():
    n = size(1_000_000, 1000)
    ten = Design(tuple(Factor(f"f{i}", s, "benchmark", "assumption") for i, s in enumerate(SPECS)), n, 1)
    generator = np.random.default_rng(1)
    drawn, peer = median_s(ten.draw), median_s(lambda: [generator.random(n) for _ in SPECS])
    print(
        f"{n:,} futures, ten factors: {drawn:.2f} s; ten plain uniform columns of numpy: {peer:.2f} s (ratio {drawn / peer:.1f})"
    )
    ratio("draws of ten factors / ten uniform columns of numpy", drawn / peer)
    for factor in ten.factors:
        alone = Design((factor,), n, 1)
        print(f"  {factor.spec.__class__.__name__:16} {1000 * median_s(alone.draw):6.0f} ms")
    u = generator.random(n)
    ratio_ = median_s(lambda: special.betaincinv(2, 5, u)) / median_s(lambda: beta_quantile(u, 2.0, 5.0))
    print(f"beta quantiles: {ratio_:.1f} times as fast as scipy.special.betaincinv")
    ratio("beta quantiles: scipy / pato", ratio_)
    root = generator.normal(size=(12, 12))
    joint = Design(
        (
            Factor(
                "j",
                Posterior.of(tuple(map(str, range(12))), np.zeros(12), root @ root.T),
                "benchmark",
                "estimate",
            ),
        ),
        n,
        1,
    )
    print(f"{n:,} futures of a posterior with 12 coefficients: {median_s(joint.draw, 3):.2f} s")
    for n_futures, chunk in [(10_000, 1000), (100_000, 1000), (1_000_000, 20_000)][: size(None, 1)]:
        with tempfile.TemporaryDirectory() as folder:
            taken = median_s(lambda: run(world.spec(n_futures), folder, chunk_size=chunk, overwrite=True), 1)  # noqa: B023
        print(
            f"run folder, {n_futures:,} futures in chunks of {chunk:,}, one process: {taken:.1f} s, {1e6 * taken / n_futures:.0f} us a future"
        )


if __name__ == "__main__":
    main()
