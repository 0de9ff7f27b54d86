"""Draws: by index, correctly distributed, evenly stratified, independent of what else is drawn (C5)."""

import itertools

import numpy as np
import pytest
from scipy import stats

from pato.errors import UsageError
from pato.futures import Design, Factor, Levels, Posterior, distribution
from pato.futures.beta import beta_quantile
from pato.futures.distributions import (
    Beta,
    Constant,
    LogNormal,
    LogUniform,
    Normal,
    Pert,
    Triangular,
    TruncatedNormal,
    Uniform,
)
from pato.futures.factor import cholesky
from pato.futures.streams import unit_interval, words

N = 20_000
# a Kolmogorov-Smirnov statistic above this has a chance of 1e-6 for a right sampler (Kolmogorov's limit law)
KS_LIMIT = np.sqrt(np.log(2 / 1e-6) / 2 / N)


def factor(spec, name="x", **kwargs):
    return Factor(name, spec, "made for this test", "assumption", **kwargs)


def design(*specs, n=N, seed=1, **kwargs):
    return Design(tuple(factor(s, f"f{i}") for i, s in enumerate(specs)), n, seed, **kwargs)


REFERENCES = [
    (Uniform(0.2, 0.95), stats.uniform(0.2, 0.75)),
    (LogUniform(1, 100), stats.loguniform(1, 100)),
    (Triangular(1, 2, 5), stats.triang(0.25, 1, 4)),
    (Triangular(0, 0, 1), stats.triang(0, 0, 1)),
    (Normal(-0.42, 0.17), stats.norm(-0.42, 0.17)),
    (TruncatedNormal(0, 1, -0.5, 2), stats.truncnorm(-0.5, 2)),
    (LogNormal(3, 0.5), stats.lognorm(0.5, scale=3)),
    (Beta(2, 5), stats.beta(2, 5)),
    (Beta(0.3, 0.3), stats.beta(0.3, 0.3)),
    (Pert(0, 2, 10), stats.beta(1.8, 4.2, scale=10)),
]


@pytest.mark.parametrize("sampler", ["philox", "sobol"])
@pytest.mark.parametrize(("spec", "reference"), REFERENCES, ids=lambda v: getattr(v, "name", ""))
def test_draws_follow_their_distribution(spec, reference, sampler):
    draws = design(spec, sampler=sampler).draw()["f0"]
    assert stats.kstest(draws, reference.cdf).statistic < KS_LIMIT


@pytest.mark.parametrize(("spec", "reference"), REFERENCES, ids=lambda v: getattr(v, "name", ""))
def test_inverse_undoes_the_distribution_function(spec, reference):
    u = np.array([1e-12, 1e-4, 0.0156, 0.0157, 0.3, 0.5, 0.9843, 0.9844, 0.9999])
    np.testing.assert_allclose(
        reference.cdf(spec.inverse(u)), u, rtol=1e-6, atol=1e-14
    )  # 1e-14: rounding of values away from zero


@pytest.mark.parametrize(
    "shapes", [(0.5, 0.5), (1, 5), (5, 1), (1.0001, 4.99), (50, 900), (0.5, 1000), (3, 3)]
)
def test_table_of_beta_quantiles_is_as_good_as_it_says(shapes):
    u = np.linspace(0, 1, 50_003)[1:-1]
    np.testing.assert_allclose(beta_quantile(u, *shapes), stats.beta.ppf(u, *shapes), rtol=0, atol=1e-9)


def test_a_pinned_factor_has_one_value():
    assert set(design(Constant(0.7), n=50).draw()["f0"]) == {0.7}


def test_words_are_those_of_philox_and_stay_so():
    # a change here would change every run that was ever published
    assert [int(w) for w in words(1, "us_honours", 5, 8)] == [
        int(w) for w in words(1, "us_honours", 0, 8)[5:]
    ]
    assert int(words(1, "us_honours", 0, 1)[0]) == 5449895965504170013


def test_unit_interval_never_reaches_its_ends():
    ends = unit_interval(np.array([0, 2**64 - 1], dtype=np.uint64))
    assert 0 < ends[0] < 1e-15
    assert 1 - 1e-15 < ends[1] < 1


def test_adding_removing_or_reordering_a_factor_moves_no_other_draw():
    a, b, c = (
        factor(Normal(0, 1), "a"),
        factor(Levels(("x", "y", "z")), "b"),
        factor(Posterior.of(("p", "q"), [0, 0], np.eye(2)), "c"),
    )
    whole = Design((a, b, c), 100, 7).draw()
    for some in itertools.chain(
        itertools.permutations((a, b, c), 1),
        itertools.permutations((a, b, c), 2),
        itertools.permutations((a, b, c), 3),
    ):
        found = Design(some, 100, 7).draw()
        for f in some:
            assert np.array_equal(found[f.id], whole[f.id])


def test_another_seed_or_id_is_another_stream():
    first = Design((factor(Normal(0, 1), "a"), factor(Normal(0, 1), "b")), N, 1).draw()
    second = Design((factor(Normal(0, 1), "a"),), N, 2).draw()
    limit = 5 / np.sqrt(N)
    assert abs(np.corrcoef(first["a"], first["b"])[0, 1]) < limit
    assert abs(np.corrcoef(first["a"], second["a"])[0, 1]) < limit


@pytest.mark.parametrize("k", [1, 2, 3, 5, 7, 100])
def test_every_block_holds_each_level_once(k):
    codes = design(Levels(tuple(map(str, range(k)))), n=6 * k).draw()["f0"]
    for block in codes.reshape(6, k):
        assert sorted(block) == list(range(k))
    if k > 2:
        assert len({tuple(b) for b in codes.reshape(6, k)}) > 1  # shuffled, not repeated


def test_any_window_of_futures_is_balanced_up_to_its_two_ends():
    codes = design(Levels(tuple("abcde")), n=1000).draw()["f0"]
    for start, stop in [(3, 17), (11, 502), (499, 1000)]:
        counts = np.bincount(codes[start:stop], minlength=5)
        assert counts.max() - counts.min() <= 2


def test_two_categorical_factors_are_independent():
    draws = design(Levels(("a", "b", "c")), Levels(("x", "y", "z")), Levels(("0", "1"))).draw()
    for one, other in itertools.combinations(("f0", "f1", "f2"), 2):
        table = np.histogram2d(draws[one], draws[other], bins=[draws[one].max() + 1, draws[other].max() + 1])[
            0
        ]
        assert stats.chi2_contingency(table).pvalue > 1e-4


def test_all_orders_of_a_block_are_equally_frequent():
    blocks = design(Levels(("a", "b", "c")), n=18_000).draw()["f0"].reshape(-1, 3)
    orders = np.unique(blocks, axis=0, return_counts=True)[1]
    assert len(orders) == 6
    assert stats.chisquare(orders).pvalue > 1e-4


def test_crossed_factors_hold_every_combination_equally_often():
    theory, honours = (
        factor(Levels(("patron", "null", "additive"), "theory"), "theory"),
        factor(Levels(("yes", "no")), "honours"),
    )
    crossed = Design((theory, honours), 60, 1, crossed=(("theory", "honours"),))
    draws = crossed.draw()
    for block in range(10):
        pairs = set(
            zip(
                draws["theory"][6 * block : 6 * block + 6],
                draws["honours"][6 * block : 6 * block + 6],
                strict=True,
            )
        )
        assert len(pairs) == 6
    turned = Design((honours, theory), 60, 1, crossed=(("honours", "theory"),)).draw()
    assert np.array_equal(turned["theory"], draws["theory"])


def test_a_posterior_has_its_mean_and_covariance():
    covariance = np.array([[0.04, -0.03, 0], [-0.03, 0.09, 0], [0, 0, 0]])
    draws = design(Posterior.of(("a", "b", "fixed"), [1, -2, 0.5], covariance), n=200_000).draw()["f0"]
    # five standard errors of a mean (sd / sqrt n) and of a covariance (below sqrt(2 / n) times the variances)
    np.testing.assert_allclose(draws.mean(axis=0), [1, -2, 0.5], atol=5 * 0.3 / np.sqrt(200_000))
    np.testing.assert_allclose(np.cov(draws.T), covariance, atol=5 * 0.09 * np.sqrt(2 / 200_000))
    assert set(draws[:, 2]) == {0.5}


@pytest.mark.parametrize("rank", [8, 5, 1])
def test_cholesky_is_a_root_also_of_singular_and_rounded_covariances(rank):
    a = np.random.default_rng(3).normal(size=(8, rank))
    covariance = np.round(a @ a.T, 9)
    root = cholesky(covariance)
    np.testing.assert_allclose(root @ root.T, covariance, atol=1e-6 * covariance.max())
    assert np.count_nonzero(np.abs(root).max(axis=0)) == rank


def test_cholesky_keeps_coefficients_in_a_small_unit():
    a = np.random.default_rng(3).normal(size=(4, 6))
    covariance = a @ a.T
    unit = np.diag([1.0, 1e-6, 1e-7, 1.0])  # such as for each kilometre and for each dollar
    root = np.linalg.solve(unit, cholesky(unit @ covariance @ unit))
    np.testing.assert_allclose(root @ root.T, covariance, rtol=1e-9)
    assert not cholesky(np.zeros((2, 2))).any()


@pytest.mark.parametrize("matrix", [[[1, 2], [2, 1]], [[0, 1], [1, 0]], [[-1, 0], [0, 1]]])
def test_what_is_no_covariance_is_refused(matrix):
    with pytest.raises(UsageError, match="not positive semi-definite"):
        Posterior.of(("a", "b"), [0, 0], matrix)


def test_sobol_points_are_better_spread_than_random_ones():
    specs = [Uniform(0, 1)] * 4
    errors = {}
    for sampler in ("philox", "sobol"):
        draws = design(*specs, n=4096, sampler=sampler).draw()
        errors[sampler] = abs(np.mean([draws[f"f{i}"] ** 2 for i in range(4)]) - 1 / 3)
    assert errors["sobol"] < errors["philox"] / 10


@pytest.mark.parametrize(
    ("spec", "built"),
    [
        ({"range": [0.2, 0.95]}, Uniform(0.2, 0.95)),
        ({"uniform": {"low": 0, "high": 1}}, Uniform(0, 1)),
        ({"value": 3}, Constant(3)),
        ({"pert": [0, 1, 4]}, Pert(0, 1, 4)),
        ({"normal": {"mean": 0, "sd": 2}}, Normal(0, 2)),
    ],
)
def test_distributions_are_read_as_people_write_them(spec, built):
    assert distribution(spec) == built
    assert distribution(built.spec()) == built


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ({"unifrom": [0, 1]}, "distribution 'unifrom' is not known. Did you mean 'uniform'?"),
        ({"range": [1]}, "range needs low, high; found [1]. Write {range: [low, high]}."),
        ({"range": [2, 1]}, "low must lie below high"),
        ({"normal": {"mean": 0, "sdev": 1}}, "normal needs mean, sd"),
        ({"normal": [0, 0]}, "sd must be above 0"),
        ({"range": [0, float("nan")]}, "every parameter must be a finite number"),
        ({"range": ["a", "b"]}, "every parameter must be a finite number"),
        ({"truncated_normal": [0, 1, 8, 9]}, "the bounds cut off all but a millionth"),
        ({"range": [0, 1], "normal": [0, 1]}, "a distribution is one name"),
        ({"triangular": [0, 2, 1]}, "low <= mode <= high"),
        ({"loguniform": [0, 1]}, "0 < low < high"),
    ],
)
def test_mistakes_in_distributions_are_explained(spec, message):
    with pytest.raises(UsageError) as error:
        distribution(spec, where="study.yaml:7:3")
    assert message in str(error.value)
    assert str(error.value).startswith("study.yaml:7:3")


def test_a_factor_needs_a_source_and_a_known_basis():
    with pytest.raises(UsageError, match=r"has no source"):
        Factor("x", Uniform(0, 1), " ", "assumption")
    with pytest.raises(UsageError, match="basis 'guess' is not known"):
        Factor("x", Uniform(0, 1), "s", "guess")
    with pytest.raises(UsageError, match="must start with a letter"):
        Factor("9 lives", Uniform(0, 1), "s", "assumption")


def test_all_mistakes_of_a_design_are_told_at_once():
    with pytest.raises(UsageError) as error:
        Design((factor(Uniform(0, 1), "a"), factor(Uniform(0, 1), "a")), 0, 1, crossed=(("a",),))
    text = str(error.value)
    assert "must be at least 1, found 0" in text
    assert "factor a  is there twice" in text
    assert "categorical factor 'a' is not known" in text


def test_draws_answer_by_name_and_level():
    draws = Design((factor(Levels(("yes", "no")), "us_honours"),), 10, 1).draw()
    assert draws.is_level("us_honours", "yes").sum() == 5
    assert set(draws.labels("us_honours")) == {"yes", "no"}
    with pytest.raises(UsageError, match=r"factor 'us_honurs' is not known. Did you mean 'us_honours'"):
        draws["us_honurs"]
    with pytest.raises(UsageError, match="level of us_honours 'maybe' is not known"):
        draws.is_level("us_honours", "maybe")


def test_a_design_survives_json():
    import json

    specs = [s for s, _ in REFERENCES] + [
        Levels(("a", "b"), "theory"),
        Posterior.of(("p", "q"), [0.1, 1 / 3], [[1, 0.1], [0.1, 1 / 7]]),
    ]
    before = design(*specs, n=30, crossed=(("f10",),))
    after = Design.from_dict(json.loads(json.dumps(before.to_dict())))
    assert after == before
    assert all(np.array_equal(after.draw()[name], before.draw()[name]) for name in before.draw())
