"""Bargaining against KTAB's multi-threaded C++ programme `smpc`, whose seconds on two cores are given for comparison.

Goals: the 40-actor, one-dimension kind of case at least 20 times faster; 1,000 stochastic runs of 13 actors within 10 s.
KTAB writes its tables while it computes; both a course alone and one with its tables in memory are timed here.
Cases are drawn at random; KTAB's own have these sizes. Compiling the kernels, once a machine, is not counted.
"""

import sys
import time

import numpy as np
from timing import best, ratio, size

from pato.models.negotiation import Case, Switches, negotiate
from pato.models.negotiation.forecast import repeated
from pato.models.negotiation.tables import frames

SMPC_SECONDS = {(13, 2): 0.40, (40, 1): 5.6, (80, 1): 64.0}


def random_case(n, d, seed=0):
    rng = np.random.default_rng(seed)
    salience = rng.uniform(0.1, 1, (n, d))
    salience *= 95 / salience.sum(axis=1, keepdims=True)
    names = [f"A{i:02d}" for i in range(n)]
    return Case.of(
        "random",
        [f"d{k}" for k in range(d)],
        names,
        rng.uniform(10, 200, n),
        rng.uniform(0, 100, (n, d)),
        salience,
    )


def main():
    negotiate(random_case(5, 1))  # compiles
    stochastic = Switches(transition="stochastic")
    repeated(random_case(5, 1), stochastic, runs=2)
    print("actors  dimensions  turns  course s  times smpc  tables s  course and tables times smpc")
    for (n, d), smpc in list(SMPC_SECONDS.items())[: size(None, 1)]:
        case = random_case(n, d)
        run = negotiate(case)
        course = best(lambda case=case: negotiate(case), rounds=3)
        line = f"{n:6d}  {d:10d}  {len(run.turns) - 1:5d}  {course:8.4f}  {smpc / course:10.0f}"
        if n <= 40 or "--all" in sys.argv:
            start = time.perf_counter()
            rows = sum(frame.height for frame in frames(run).values())
            tables = time.perf_counter() - start
            line += f"  {tables:8.2f}  {smpc / (course + tables):10.1f}  ({rows:,} rows)"
        print(line)
        ratio(f"KTAB's smpc (two cores, measured elsewhere) / pato, {n} actors", smpc / course)
    thousand = best(lambda: repeated(random_case(13, 2), stochastic, runs=size(1000, 5)), rounds=2)
    print(f"1,000 stochastic runs of 13 actors: {thousand:.2f} s (goal: 10 s)")


if __name__ == "__main__":
    main()
