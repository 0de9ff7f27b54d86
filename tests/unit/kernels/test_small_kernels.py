"""Kernels of a few lines: hand-made cases, edges, and definitions written out in loops."""

import math

import numpy as np
import pytest

from pato.kernels.digits import significant
from pato.kernels.level import level_filter
from pato.kernels.neighbourhood import surrounded
from pato.kernels.omitted import (
    LeastSquares,
    adjusted,
    e_value,
    least_squares,
    oster_delta,
    partial_r2,
    robustness_value,
    times_as_strong,
)
from pato.kernels.projection import pledge_dose, projected_capability
from pato.kernels.ranking import percentiles, weighted_auc
from pato.kernels.reach import FLOOR_PERCENT, log_reach
from pato.kernels.scoring import Ranking, auc, average_precision, shift_to
from pato.kernels.similarity import overlap, portfolio_similarity
from pato.kernels.sphere import EARTH_RADIUS_KM, distance_km, unit_vectors
from pato.kernels.support import coalition, contest
from pato.kernels.threat import common_threat, threats
from pato.kernels.transforms import TRANSFORMS


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [
        (123456.0, 3, 123000.0),
        (0.0123456, 3, 0.0123),
        (-9.996, 3, -10.0),
        (0.0, 2, 0.0),
        (math.inf, 1, math.inf),
    ],
)
def test_significant_digits(value, digits, expected):
    assert significant(value, digits) == expected
    assert math.isnan(significant(math.nan, digits))


def test_transforms_by_name():
    given = np.array([0.0, 1.0, 2.0, 5.0, np.nan])
    expected = {
        "identity": given,
        "log1p": [0.0, math.log(2), math.log(3), math.log(6), np.nan],
        "sqrt": [0.0, 1.0, math.sqrt(2), math.sqrt(5), np.nan],
        "is_land": [0.0, 1.0, 0.0, 0.0, np.nan],
        "is_sea": [0.0, 0.0, 1.0, 1.0, np.nan],
    }
    for name, values in expected.items():
        np.testing.assert_allclose(TRANSFORMS[name](given), values, err_msg=name)
    assert TRANSFORMS["log"](np.array([math.e]))[0] == 1.0
    assert set(TRANSFORMS) == {*expected, "log"}


def test_a_neighbourhood_by_hand():
    """0 lies 1,000 km from 1 and 2,000 km from 2; 2 is tied to 1, and 3 is nobody knows where."""
    km = np.array([[0, 1000, 2000, np.nan], [1000, 0, 1000, np.nan], [2000, 1000, 0, np.nan], [np.nan] * 4])
    ties = np.zeros((4, 4), bool)
    ties[1, 2] = ties[2, 1] = True
    found = surrounded(ties, km)
    e1, e2 = math.exp(-1), math.exp(-2)
    # without 1, the neighbourhood of 0 is 2 alone, which is tied to 1
    assert found[0, 1] == pytest.approx(1.0)
    assert found[0, 2] == pytest.approx(1.0)
    assert found[1, 0] == 0.0
    # without 0, 1 is all there is around 2, and not tied to 0
    assert found[2, 0] == 0.0
    # 3 has no neighbourhood, and is in no other's
    assert found[3, :3].tolist() == [0.0] * 3
    assert found[0, 3] == 0.0
    ties[2, 3] = ties[3, 2] = True
    assert surrounded(ties, km)[0, 3] == pytest.approx(e2 / (e1 + e2))


def test_a_level_by_hand():
    """A half-life of one year and a prior of two events: 3 events where 1 was expected, then none where 2 were."""
    found = level_filter(np.array([3.0, 0.0, 5.0]), np.array([1.0, 2.0, 1.0]), half_life=1.0, prior=2.0)
    np.testing.assert_allclose(found.multiplier, [1.0, 5 / 3, 3.5 / 4.5])
    assert (found.shape, found.rate) == (2 + 5 + 0.5 * 1.5, 2 + 1 + 0.5 * 2.5)
    # after two half-lives of a half-life of two years a quarter is left
    slow = level_filter(np.array([4.0, 0, 0, 0, 0]), np.zeros(5), half_life=2.0, prior=1.0)
    assert slow.multiplier[-1] == pytest.approx(1 + 4 * 0.5**1.5)


def test_least_squares_by_hand():
    """y = 1, 2, 4 over x = 0, 1, 2: slope 1.5, residuals 1/6, -1/3, 1/6, one degree of freedom."""
    X = np.column_stack([np.ones(3), [0.0, 1.0, 2.0]])
    fit = least_squares(np.array([1.0, 2.0, 4.0]), X, 1)
    assert fit.estimate == pytest.approx(1.5)
    assert fit.freedom == 1
    assert fit.error == pytest.approx(math.sqrt(1 / 6 / 2))
    assert fit.r_squared == pytest.approx(1 - (1 / 6) / (14 / 3))
    assert partial_r2(fit) == pytest.approx(fit.r_squared)  # of the only covariate


def test_robustness_values_by_hand():
    """t = 2 with 100 degrees of freedom: f = .2; q such that q^2 / (1 - q) = f^2."""
    fit = LeastSquares(-0.5, 0.25, 100, 0.3)
    q = robustness_value(fit)
    assert q**2 / (1 - q) == pytest.approx(0.04)
    less = robustness_value(fit, critical=1.0)
    assert less**2 / (1 - less) == pytest.approx((0.2 - 1 / math.sqrt(99)) ** 2)
    assert robustness_value(fit, critical=1.995) == 0.0
    assert robustness_value(LeastSquares(0.0, 0.25, 100, 0.3)) == 0.0


def test_an_unseen_cause_takes_from_the_estimate_and_from_its_error():
    fit = LeastSquares(-0.5, 0.25, 100, 0.3)
    estimate, error = adjusted(fit, with_dose=0.2, with_outcome=0.05)
    assert estimate == pytest.approx(-0.5 + 0.25 * 10 * math.sqrt(0.05 * 0.2 / 0.8))
    assert error == pytest.approx(0.25 * math.sqrt(0.95 / 0.8) * math.sqrt(100 / 99))


def test_causes_as_strong_as_a_covariate():
    dose, outcome = times_as_strong(with_dose=0.1, with_outcome=0.2, times=2.0)
    assert dose == pytest.approx(2 / 9)
    shared = 2 * 0.01 / (0.8 * 0.9)
    assert outcome == pytest.approx((math.sqrt(2) + math.sqrt(shared)) ** 2 / (1 - shared) * 0.25)
    assert times_as_strong(with_dose=0.1, with_outcome=0.9, times=2.0)[1] == 1.0
    for strength in (0.5, 0.6):  # the dose left over by the covariate, or more
        with pytest.raises(ValueError, match=r"^such a cause would explain more of the dose than there is$"):
            times_as_strong(
                with_dose=strength, with_outcome=0.1, times=1.0 / strength - 1 if strength == 0.5 else 1.7
            )


def test_selection_that_would_explain_all():
    plain, controlled = LeastSquares(2.0, 0.1, 50, 0.2), LeastSquares(1.5, 0.1, 50, 0.4)
    # 1.5 (.4 - .2) / ((2 - 1.5) (.52 - .4))
    assert oster_delta(plain, controlled, highest=1.3) == pytest.approx(0.3 / (0.5 * 0.12))
    assert oster_delta(plain, controlled, highest=3.0) == pytest.approx(0.3 / (0.5 * 0.6))


def test_e_values_of_vanderweele_and_ding():
    """A risk ratio of 3.9 has the E-value 7.26 (VanderWeele and Ding 2017, Annals of Internal Medicine 167: 268-274)."""
    assert e_value(math.log(3.9)) == pytest.approx(7.26, abs=0.005)
    assert e_value(-math.log(3.9)) == e_value(math.log(3.9))
    assert e_value(0.0) == 1.0


def test_doses_have_the_futures_of_whatever_has_some():
    """Capabilities of each future, or bars of each future, with one table of pledges."""
    pledged, km = np.zeros((3, 3)), np.zeros((3, 3))
    pledged[0, 2] = pledged[1, 2] = 1
    cinc = np.array([[0.1, 0.2, 0.3], [0.4, 0.2, 0.1]])
    found = pledge_dose(pledged, cinc=cinc, distance_km=km, miles_a_day=250.0)
    for f in range(2):
        alone = pledge_dose(pledged, cinc=cinc[f], distance_km=km, miles_a_day=250.0)
        np.testing.assert_allclose(found.total[f], alone.total)
    bars = np.zeros((2, 3, 3), bool)
    bars[1, 0, 1] = True
    found = pledge_dose(pledged, cinc=cinc[0], distance_km=km, also_bars=bars)
    assert found.pledgers[:, 1, 2].tolist() == [1, 0]  # 1 is the challenger itself; then 0 is barred too
    assert found.pledgers.dtype == np.int16
    assert pledged[2, 2] == 0
    assert not bars[0].any()


def test_miles_a_day_are_of_today_unless_given():
    pledged, km = np.array([[0.0, 1.0], [0.0, 0.0]]), np.full((2, 2), 3000.0)
    today = pledge_dose(pledged, cinc=np.array([0.2, 0.1]), distance_km=km)
    # nobody else is there, so that the only challenger is the defender itself
    assert (today.total == 0).all()
    three = np.zeros((3, 3))
    three[0, 1] = 1
    found = pledge_dose(three, cinc=np.array([0.2, 0.1, 0.1]), distance_km=np.full((3, 3), 3000.0))
    assert found.largest[2, 1] == pytest.approx(math.log1p(100 * projected_capability(0.2, 3000.0, 500.0)))


def test_ranks_count_ties_half():
    among = np.array([1.0, 2.0, 2.0, 4.0])
    np.testing.assert_allclose(
        percentiles(among, np.array([0.0, 1.0, 2.0, 3.0, 4.0, 9.0])), [0, 12.5, 50, 75, 87.5, 100]
    )
    assert weighted_auc(np.array([0.2, 0.8]), np.array([3.0, 1.0])) == pytest.approx(0.35)


def test_reach_at_and_above_its_floor():
    at_floor = FLOOR_PERCENT / 100
    found = log_reach(np.array([at_floor / 2, 0.1]), math.e * 500 * 1.609344, 500.0)
    assert found == pytest.approx([math.log(1e-4), math.log(10.0)])


def test_similarity_of_ranks_up_to_one_and_overlap_without_partners():
    ranks = np.array([[0, 1], [0, 0]])
    # own ties have the highest rank: (1, 1) and (0, 1)
    assert portfolio_similarity(ranks, highest=1)[0, 1] == pytest.approx(1 - 2 * 1 / 2)
    assert ranks[0, 0] == 0
    assert (overlap(np.zeros((3, 3), bool)) == 0).all()


def test_antipodes_are_half_a_circumference_apart():
    places = unit_vectors([0.0, 0.0, 45.0, -45.0], [10.0, -170.0, 20.0, -160.0])
    km = distance_km(places)
    assert km[0, 1] == pytest.approx(math.pi * EARTH_RADIUS_KM, rel=1e-6)
    assert km[2, 3] == pytest.approx(math.pi * EARTH_RADIUS_KM, rel=1e-6)
    # half a degree along the equator, and along a meridian
    near = distance_km(unit_vectors([0.0, 0.0, 0.5], [7.0, 7.5, 7.0]))
    assert near[0, 1:] == pytest.approx([math.radians(0.5) * EARTH_RADIUS_KM] * 2)
    assert EARTH_RADIUS_KM == 6371.0088


def test_the_first_of_equal_givers_is_the_largest_and_negative_sums_do_not_arise():
    found = coalition(np.array([[[1.0, 0.0], [1.0, 0.0], [0.5, 3.0]], [[0.0, 0.0], [0.25, 0.0], [0.0, 0.0]]]))
    assert found.largest.tolist() == [[0, 2], [1, 0]]
    assert found.total.tolist() == [[2.5, 3.0], [0.25, 0.0]]
    assert found.most.tolist() == [[1.0, 3.0], [0.25, 0.0]]
    assert found.without_largest.tolist() == [[1.5, 0.0], [0.0, 0.0]]
    np.testing.assert_allclose(found.share, [[0.4, 1.0], [1.0, np.nan]])


def test_a_contest_on_paper():
    """Twice the strength at a decisiveness of two: four to one."""
    assert contest(np.array([1.0]), np.array([2.0]), np.array([2.0]))[0] == pytest.approx(0.8)
    assert contest(np.array([5.0]), np.array([2.0]), np.array([0.0]))[0] == pytest.approx(0.5)


def test_threats_leave_out_what_is_not_known_and_add_up_over_rivals():
    rivals = ~np.eye(4, dtype=bool)
    rivals[0, 3] = rivals[3, 0] = False
    cinc = np.array([0.1, 0.2, np.nan, 0.3])
    km = np.full((4, 4), math.e * 500 * 1.609344)  # the exponent is one
    km[3, 1] = np.nan
    np.testing.assert_allclose(threats(rivals, cinc, km, 500.0), np.log1p([20.0, 10.0, 60.0, 20.0]))
    found = common_threat(rivals, cinc, km, 500.0)
    # of 0 and 2, only 1 is a known rival that reaches both; of 1 and 2, 0 is, since from 3 to 1 the way is not known
    assert found[0, 2] == found[2, 0] == pytest.approx(math.log1p(20.0))
    assert found[1, 2] == pytest.approx(math.log1p(10.0))
    assert found[0, 1] == 0.0
    assert found[2, 3] == pytest.approx(math.log1p(20.0))


def by_pairs(y, p, weights=None):
    """The area under the ROC curve as it is defined: all pairs of an event and a non-event, ties half."""
    w = np.ones(len(y)) if weights is None else weights
    won, all_ = 0.0, 0.0
    for i in np.flatnonzero(y == 1):
        for j in np.flatnonzero(y == 0):
            won += w[i] * w[j] * ((p[i] > p[j]) + (p[i] == p[j]) / 2)
            all_ += w[i] * w[j]
    return won / all_


def precision_by_steps(y, p, weights=None):
    w = np.ones(len(y)) if weights is None else weights
    total, before = 0.0, 0.0
    for threshold in sorted(set(p), reverse=True):
        called = p >= threshold
        hits = w[called & (y == 1)].sum()
        if w[called].sum():
            total += (hits - before) * hits / w[called].sum()
        before = hits
    return total / w[y == 1].sum()


@pytest.mark.parametrize("seed", range(5))
def test_scores_are_those_of_all_pairs(seed):
    rng = np.random.default_rng(seed)
    y, p = np.append([1.0, 0.0], rng.integers(0, 2, 12)), rng.integers(0, 6, 14) / 5
    weights = rng.integers(0, 4, 14).astype(float)
    weights[:2] = 1.0
    assert auc(y, p) == pytest.approx(by_pairs(y, p))
    assert average_precision(y, p) == pytest.approx(precision_by_steps(y, p))
    ranking = Ranking.of(y, p)
    assert ranking.auc(weights) == pytest.approx(by_pairs(y, p, weights))
    assert ranking.average_precision(weights) == pytest.approx(precision_by_steps(y, p, weights))
    assert ranking.auc(np.ones(14)) == pytest.approx(auc(y, p))


def test_curves_by_hand():
    """Event, non-event, event and non-event together, non-event: forecasts .9, .8, .7 twice, .1."""
    y, p = np.array([1.0, 0.0, 1.0, 0.0, 0.0]), np.array([0.9, 0.8, 0.7, 0.7, 0.1])
    found = Ranking.of(y, p).curves(30)
    assert found["roc"] == [
        [0.0, 0.0], [0.0, 0.5], [pytest.approx(1 / 3), 0.5], [pytest.approx(2 / 3), 1.0], [1.0, 1.0], [1.0, 1.0],
    ]  # fmt: skip
    assert found["precision_recall"] == [[0.5, 1.0], [1.0, 0.5]]


def test_many_rows_are_shown_by_a_few_points_that_reach_both_ends():
    rng = np.random.default_rng(4)
    p = rng.permutation(400) / 400
    y = (rng.random(400) < p).astype(float)
    found = Ranking.of(y, p).curves(30)
    roc, shown = np.array(found["roc"]), np.array(found["precision_recall"])
    assert 25 <= len(shown) <= 30
    assert 30 <= len(roc) <= 42
    assert (np.diff(roc, axis=0) >= 0).all()
    assert roc[0].tolist() == [0, 0]
    assert roc[-1].tolist() == [1, 1]
    assert shown[-1, 0] == 1.0
    assert np.diff(shown[:, 0]).max() < 0.06


@pytest.mark.parametrize("by", [-4.0, 0.0, 3.0])
def test_forecasts_shifted_to_what_happened(by):
    rng = np.random.default_rng(8)
    log_odds, y = rng.normal(0, 1, 30), (rng.random(30) < 0.3).astype(float)
    shift = shift_to(y, log_odds + by)
    assert (1 / (1 + np.exp(-(log_odds + by + shift)))).sum() == pytest.approx(y.sum(), abs=1e-8)
    assert shift_to(np.zeros(30), log_odds) == shift_to(np.ones(30), log_odds) == 0.0
