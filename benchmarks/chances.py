"""Chances of joining for all defenders and pairs of a chunk, beside numpy and scipy, and beside what memory allows.

The work is one call of the joining model in a comparison: 1,000 futures x 46 defenders x 46 pairs, 18 covariates. The limit is
the time it takes to write the result once.
"""

import numpy as np
from scipy.special import expit
from timing import best, ratio, size

from pato.kernels import chances

FUTURES, TERMS, ROWS = size(1000, 3), 18, 46 * 46


def main():
    stream = np.random.Generator(np.random.Philox(1))
    weights, values = stream.normal(0, 1, (FUTURES, TERMS)), stream.normal(0, 1, (TERMS, ROWS))
    moved = np.arange(0, ROWS, 9)
    more = stream.normal(0, 1, (FUTURES, len(moved)))

    def by_matrices():
        x = weights @ values
        x[:, moved] += more
        return expit(x)

    def by_terms():
        x, part = np.zeros((FUTURES, ROWS)), np.empty((FUTURES, ROWS))
        for weight, value in zip(weights.T, values, strict=True):
            x += np.multiply(weight[:, None], value, out=part)
        x[:, moved] += more
        return 1.0 / (1.0 + np.exp(-x))

    out = np.empty((FUTURES, ROWS))
    works = {
        "pato": lambda: chances.moved_chances(weights, values, more, moved),
        "numpy matrix product, scipy's expit (sums depend on the chunk)": by_matrices,
        "numpy term by term": by_terms,
        "writing the result once": lambda: out.fill(0.5),
    }
    np.testing.assert_allclose(works["pato"](), by_matrices(), rtol=1e-10)
    seconds = {name: best(work, rounds=9) for name, work in works.items()}
    for name, taken in seconds.items():
        print(f"{name}: {taken * 1e3:.1f} ms, {taken / seconds['pato']:.2f} of pato's")
        if name != "pato":
            ratio(f"chances of joining: {name} / pato", taken / seconds["pato"])


if __name__ == "__main__":
    main()
