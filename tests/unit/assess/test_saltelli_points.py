"""Indices from Sobol points come close to the known ones of a test function, far closer than from independent numbers."""

import numpy as np
import pytest

from pato.assess.saltelli import draws_of, groups_of
from pato.assess.sensitivity import sobol
from pato.futures import Design, Factor, Levels, Posterior
from pato.futures.distributions import Uniform
from pato.kernels.arrays import FloatArray

A = np.array([0.0, 1.0, 4.5, 9.0, 99.0, 99.0])
DESIGN = Design(tuple(Factor(f"x{i}", Uniform(0.0, 1.0), "made", "assumption") for i in range(6)), 10, 5)


def g(x: FloatArray) -> FloatArray:
    """Sobol's g-function, whose indices are known in closed form (Saltelli and Sobol 1995)."""
    return np.prod((np.abs(4 * x - 2) + A) / (1 + A), axis=1)


def known():
    part = 1 / (3 * (1 + A) ** 2)
    whole = np.prod(1 + part) - 1
    return part / whole, part * np.prod(1 + part) / (1 + part) / whole


def worst(a, b, swapped):
    found = sobol(a, b, swapped, [f.id for f in DESIGN.factors], resamples=2)
    told = [{i.name: i.value for i in side} for side in (found.first, found.total)]
    return max(
        abs(one[f.id] - true[k])
        for one, true in zip(told, known(), strict=True)
        for k, f in enumerate(DESIGN.factors)
    )


def of_points(rows, seed):
    design = Design(DESIGN.factors, 10, seed)
    groups = groups_of(design)
    draws = draws_of(design, groups, np.arange(rows * (len(groups) + 2)))
    values = g(np.column_stack([draws[f.id] for f in design.factors])).reshape(rows, -1)
    return worst(values[:, 0], values[:, 1], values[:, 2:].T)


def of_independent_numbers(rows, seed):
    rng = np.random.default_rng(seed)
    a, b = rng.random((2, rows, 6))
    swapped = [g(np.where(np.arange(6) == k, b, a)) for k in range(6)]
    return worst(g(a), g(b), np.array(swapped))


def test_sobol_points_are_several_times_as_accurate():
    seeds = range(5)
    points, numbers = (
        np.median([way(4096, s) for s in seeds]) for way in (of_points, of_independent_numbers)
    )
    assert points < 0.006
    assert numbers > 4 * points


def test_levels_come_evenly_and_joint_estimates_with_their_covariance():
    covariance = [[1.0, 0.6], [0.6, 2.0]]
    factors = (
        Factor("kind", Levels(("a", "b", "c"), "theory"), "made", "assumption"),
        Factor("joint", Posterior.of(("p", "q"), (1.0, -2.0), covariance), "made", "estimate"),
    )
    design = Design(factors, 10, 3)
    groups = groups_of(design)
    draws = draws_of(design, groups, np.arange(4 * 1024))
    for kind in (0, 1):  # A and B
        assert np.bincount(draws["kind"][kind::4], minlength=3) == pytest.approx([1024 / 3] * 3, abs=3)
        np.testing.assert_allclose(draws["joint"][kind::4].mean(0), [1.0, -2.0], atol=0.02)
        np.testing.assert_allclose(np.cov(draws["joint"][kind::4].T), covariance, atol=0.05)
    assert abs(np.corrcoef(draws["joint"][0::4, 0], draws["joint"][1::4, 0])[0, 1]) < 0.05
