"""Properties of draws by index and of content hashes."""

import itertools

import numpy as np
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from pato.futures import Design, Factor, Levels, Posterior
from pato.futures.distributions import Beta, Normal, Pert, Triangular, Uniform
from pato.futures.results import content_hash

FACTORS = (
    Factor("uniform", Uniform(0, 1), "test", "assumption"),
    Factor("normal", Normal(0, 1), "test", "estimate"),
    Factor("pert", Pert(0, 1, 5), "test", "assumption"),
    Factor("beta", Beta(2, 3), "test", "assumption"),
    Factor("triangular", Triangular(0, 1, 2), "test", "assumption"),
    Factor("three", Levels(("a", "b", "c")), "test", "assumption"),
    Factor("two", Levels(("a", "b")), "test", "assumption"),
    Factor(
        "joint",
        Posterior.of(("p", "q", "r"), [0, 1, 2], [[1, 0.5, 0], [0.5, 1, 0.2], [0, 0.2, 2]]),
        "test",
        "estimate",
    ),
)


def cuts(n):
    return st.lists(st.integers(0, n), max_size=6).map(lambda inner: sorted({0, n, *inner}))


@given(seed=st.integers(-(2**70), 2**70), edges=cuts(150), sampler=st.sampled_from(["philox", "sobol"]))
def test_cutting_futures_into_chunks_changes_no_draw(seed, edges, sampler):
    design = Design(FACTORS, 150, seed, sampler)
    whole = design.draw()
    for start, stop in itertools.pairwise(edges):
        part = design.draw(start, stop)
        for name in whole:
            assert np.array_equal(part[name], whole[name][start:stop])


@given(n=st.integers(1, 400), seed=st.integers(), k=st.integers(1, 30))
def test_levels_are_even_up_to_the_last_block(n, seed, k):
    codes = Design((Factor("f", Levels(tuple(map(str, range(k)))), "test", "assumption"),), n, seed).draw()[
        "f"
    ]
    counts = np.bincount(codes, minlength=k)
    assert counts.max() - counts.min() <= 1


@given(edges=cuts(20), seed=st.integers(0, 9))
def test_the_content_hash_does_not_see_chunks(edges, seed):
    rng = np.random.default_rng(seed)
    data = xr.Dataset(
        {"a": (("future", "state"), rng.normal(size=(20, 2))), "b": ("future", rng.random(20) < 0.5)},
        {"future": np.arange(20), "state": ["AAA", "BBB"]},
    )
    parts = [{"outcomes": data.isel(future=slice(a, b))} for a, b in itertools.pairwise(edges)]
    assert content_hash(parts) == content_hash([{"outcomes": data}])


@given(where=st.tuples(st.integers(0, 19), st.integers(0, 1)))
def test_the_content_hash_sees_every_figure(where):
    values = np.zeros((20, 2))
    before = xr.Dataset(
        {"a": (("future", "state"), values)}, {"future": np.arange(20), "state": ["AAA", "BBB"]}
    )
    changed = values.copy()
    changed[where] = 5e-324
    assert content_hash([{"outcomes": before}]) != content_hash(
        [{"outcomes": before.assign(a=(("future", "state"), changed))}]
    )
