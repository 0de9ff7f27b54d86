"""Weights at summary: arithmetic shown, evenness checked, mistakes refused."""

import numpy as np
import pytest

from pato.errors import UsageError
from pato.futures import (
    Design,
    Factor,
    Levels,
    effective_sample_size,
    weighted_quantile,
    weighted_share,
)
from pato.futures.distributions import Uniform
from pato.futures.weights import weights


@pytest.fixture
def design():
    levels = Levels(("patron", "null", "additive"), "theory")
    return Design(
        (
            Factor("theory", levels, "test", "assumption"),
            Factor("reading", Levels(("wide", "narrow"), "reading"), "test", "assumption"),
            Factor("x", Uniform(0, 1), "test", "assumption"),
        ),
        600,
        1,
    )


def test_a_theory_gets_the_share_that_the_user_gives_it(design):
    draws = design.draw()
    weight = weights(design, draws, {"theory": {"patron": 2, "null": 1, "additive": 1}})
    assert weight.sum() == pytest.approx(1)
    for level, share in {"patron": 0.5, "null": 0.25, "additive": 0.25}.items():
        assert weight[draws.is_level("theory", level)].sum() == pytest.approx(share)


def test_two_factors_multiply_and_a_level_not_named_counts_nothing(design):
    draws = design.draw()
    weight = weights(design, draws, {"theory": {"patron": 3, "null": 1}, "reading": {"wide": 1, "narrow": 4}})
    assert weight[draws.is_level("theory", "additive")].sum() == 0
    patron_narrow = weight[draws.is_level("theory", "patron") & draws.is_level("reading", "narrow")][0]
    null_wide = weight[draws.is_level("theory", "null") & draws.is_level("reading", "wide")][0]
    assert patron_narrow / null_wide == pytest.approx(12)


def test_even_weights_are_no_weights(design):
    assert np.allclose(weights(design, design.draw(), {}), 1 / 600)
    assert np.allclose(
        weights(design, design.draw(), {"theory": {"patron": 7, "null": 7, "additive": 7}}), 1 / 600
    )


def test_effective_sample_size_by_hand(design):
    assert effective_sample_size(np.ones(10)) == pytest.approx(10)
    assert effective_sample_size(np.array([1.0, 1.0, 0.0, 0.0])) == pytest.approx(2)
    # weights 2, 1, 1 over thirds: (200*2 + 400)^2 / (200*4 + 400) = 640000 / 1200
    weight = weights(design, design.draw(), {"theory": {"patron": 2, "null": 1, "additive": 1}})
    assert effective_sample_size(weight) == pytest.approx(640_000 / 1200)


def test_a_whole_weight_is_a_repetition():
    rng = np.random.default_rng(5)
    values, times = rng.normal(size=(40, 3)), rng.integers(0, 4, 40)
    probabilities = [0.05, 0.25, 0.5, 0.75, 0.95]
    weighted = weighted_quantile(values, probabilities, times.astype(float))
    assert np.array_equal(weighted, weighted_quantile(np.repeat(values, times, axis=0), probabilities))


def test_weighted_share_by_hand():
    assert weighted_share([True, False, True], np.array([0.5, 0.3, 0.2])) == pytest.approx(0.7)


def test_a_missing_figure_has_no_quantile():
    with pytest.raises(UsageError, match="need a value in each"):
        weighted_quantile([1.0, np.nan], [0.5])


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"theory": {"patrn": 1}}, "level 'patrn' is not known. Did you mean 'patron'?"),
        ({"teory": {"patron": 1}}, "categorical factor 'teory' is not known. Did you mean 'theory'?"),
        ({"x": {"patron": 1}}, "categorical factor 'x' is not known."),
        ({"theory": {"patron": -1}}, "must be a number not below 0, found -1"),
        ({"theory": {"patron": float("nan")}}, "must be a number not below 0, found nan"),
        ({"theory": {"patron": 0, "null": 0}}, "all weights are 0"),
    ],
)
def test_mistakes_in_weights_are_explained(design, given, message):
    with pytest.raises(UsageError) as error:
        weights(design, design.draw(), given)
    assert message in str(error.value)


def test_no_future_with_weight_is_refused(design):
    draws = design.draw(0, 1)
    other = next(level for level in ("patron", "null") if level != draws.labels("theory")[0])
    with pytest.raises(UsageError, match="no run carries any weight"):
        weights(design, draws, {"theory": {other: 1}})
