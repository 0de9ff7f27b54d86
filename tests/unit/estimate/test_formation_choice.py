"""Choosing among specifications of formation by forecasts of years past, and the covariates of circles."""

from itertools import pairwise

import numpy as np
import pytest
from pydantic import ValidationError

from pato.estimate.formation.choice import choose, forecast
from pato.estimate.formation.sample import PairYears
from pato.estimate.formation.scores import Standing
from pato.estimate.formation.specification import Candidate, Choosing, load_formation
from pato.kernels.neighbourhood import surrounded

WINDOWS = ((1880, 1889), (1890, 1899), (1900, 1909))
GEOGRAPHY = ("beyond_near",)


@pytest.fixture(scope="module")
def spec():
    pytest.importorskip("sklearn")
    boosting = {"kind": "boosting", "trees": 5, "leaves": 3, "smallest_leaf": 50, "sets": ("geography",)}
    candidates = (
        Candidate(id="plain"),
        Candidate(id="geography", sets=("geography",)),
        Candidate(id="root", sets=("geography",), event_weight="root"),
        Candidate(id="boosting", **boosting),
        Candidate(id="average", kind="average", of=("boosting", "geography")),
    )
    third = Choosing(windows=WINDOWS, tested_from=1890, sets={"geography": GEOGRAPHY}, candidates=candidates)
    update = {"third_round": third, "last": 1909, "no_training": ((1873, 1874),)}
    return load_formation().model_copy(update=update)


def pairs(turned_from=9999, seed=3):
    """Ties follow the second covariate; from some year on, the opposite of it."""
    rng = np.random.Generator(np.random.Philox(seed))
    year = np.repeat(np.arange(1860, 1910), 200)
    n = len(year)
    x, z = rng.normal(size=n), rng.normal(size=n)
    sign = np.where(year >= turned_from, -1.0, 1.0)
    y = (rng.random(n) < 1 / (1 + np.exp(5 - 2 * sign * z))).astype(float)
    treaty = np.where(y == 1, year * 10 + np.arange(n) % 2, -1)
    size = np.ones(n)
    for t in np.unique(treaty[treaty >= 0]):
        size[treaty == t] = (treaty == t).sum()
    X = np.stack([np.ones(n), x, z], axis=1)
    names = ("constant", "log_distance", "beyond_near")
    state1, state2 = np.arange(n) % 20, 20 + np.arange(n) % 10
    return PairYears(X, y, 1 / size, treaty, year, state1, state2, names, (0, 0))


def test_the_better_candidate_is_chosen_and_gains(spec):
    found = choose(spec, pairs())
    logit, any_ = found.forecasters
    assert set(logit.by_window) == {1890, 1900}
    assert logit.now in {"geography", "root"}
    assert set(logit.by_window.values()) <= {"geography", "root"}
    assert logit.over_plain.auc_interval[0] > 0
    assert found.candidates["plain"].auc < 0.6 < 0.8 < logit.scores.auc
    assert any_.scores.events == logit.scores.events
    # the percentile of a pair within its year is what is claimed; pooled, it ranks as within years
    assert logit.pooled_of_percentiles[0] == pytest.approx(logit.scores.auc, abs=0.02)


def test_nothing_of_a_window_or_later_chooses_or_trains(spec):
    given, turned = (choose(spec, pairs(t)) for t in (9999, 1900))
    for one, other in zip(given.forecasters, turned.forecasters, strict=True):
        assert one.by_window == other.by_window
    assert all(given.past[c][w] == turned.past[c][w] for c in given.past for w in (1890, 1900))
    assert given.past["geography"][1910] > turned.past["geography"][1910]


def test_forecasts_of_a_window_do_not_see_it(spec):
    rows = pairs()
    late = rows.year >= 1900
    turned = PairYears(
        rows.X, np.where(late, 0.0, rows.y), rows.weight, np.where(late, -1, rows.treaty), rows.year,
        rows.state1, rows.state2, rows.names, rows.incomplete,
    )  # fmt: skip
    one, other = forecast(spec, rows), forecast(spec, turned)
    for name, values in one.items():
        np.testing.assert_allclose(values[late], other[name][late], err_msg=name)
        assert np.isnan(values[rows.year < 1880]).all()
        assert np.isfinite(values[late]).all()


def test_an_average_has_the_slopes_of_windows_past(spec):
    rows = pairs()
    found = forecast(spec, rows)
    first = (rows.year >= 1880) & (rows.year < 1890)
    np.testing.assert_allclose(found["average"][first], (found["boosting"] + found["geography"])[first] / 2)
    later = rows.year >= 1900
    X = np.stack([np.ones(later.sum()), found["boosting"][later], found["geography"][later]], axis=1)
    left = found["average"][later] - X @ np.linalg.lstsq(X, found["average"][later], rcond=None)[0]
    assert np.abs(left).max() < 1e-9


@pytest.mark.parametrize(
    ("candidates", "told"),
    [
        ([{"id": "geography"}], "'plain' must be among"),
        ([{"id": "plain", "sets": ["nowhere"]}], "set of covariates"),
        ([{"id": "plain"}, {"id": "mean", "kind": "average", "of": ["plain", "later"]}], "name candidates above it"),
        ([{"id": "plain", "event_weight": "half"}], "event_weight"),
    ],
)  # fmt: skip
def test_a_candidate_that_makes_no_sense_is_named(candidates, told):
    with pytest.raises(ValidationError, match=told):
        Choosing.model_validate(
            {"windows": WINDOWS, "tested_from": 1890, "sets": {"geography": GEOGRAPHY}, "candidates": candidates}
        )  # fmt: skip


def test_windows_follow_one_another_and_wars_are_in_none():
    given = load_formation()
    windows = given.third_round.windows
    assert all(one[1] < two[0] for one, two in pairwise(windows))
    for start, end in given.no_training:
        assert all(last < start or first > end for first, last in windows)
    known = {t.name for t in (*given.terms, *given.other_terms)}
    assert all(set(names) <= known for names in given.third_round.sets.values())


def test_a_neighbourhood_is_weighed_by_nearness_and_leaves_the_other_out():
    allied = np.zeros((4, 4), bool)
    allied[1, 2] = allied[2, 1] = allied[1, 3] = allied[3, 1] = True
    km = np.array([[0, 500, 1000, 3000], [500, 0, 800, 2500], [1000, 800, 0, 2000], [3000, 2500, 2000, 0.0]])
    found = surrounded(allied, km)
    # the first has two other neighbours beside 1, both of them its allies; beside 2, of 1 and 3 only 1 is an ally of 2
    assert found[0, 1] == pytest.approx(1.0)
    assert found[0, 2] == pytest.approx(np.exp(-0.5) / (np.exp(-0.5) + np.exp(-3)))
    assert found[1, 0] == 0
    assert ((found >= 0) & (found <= 1 + 1e-12)).all()
    alone = surrounded(np.zeros((2, 2), bool), np.array([[0, 100.0], [100, 0]]))
    assert (alone == 0).all()


def test_pooled_intervals_hold_the_figures_and_one_treaty_has_none():
    rows = pairs()
    found = Standing.of(rows.y, rows.X[:, 2], rows.treaty, rows.year)
    for value, (low, high) in zip(found.pooled(), found.pooled_intervals(), strict=True):
        assert low < value < high
    one = Standing.of(rows.y, rows.X[:, 2], np.where(rows.y == 1, 0, -1), rows.year)
    (low, high), _ = one.pooled_intervals()
    assert low == pytest.approx(high)
