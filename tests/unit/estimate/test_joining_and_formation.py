"""Joining and formation: who counts as a joiner, what a treaty is, and specifications that are files."""

import numpy as np
import polars as pl
import pytest

from pato.errors import EstimationError
from pato.estimate.formation.sample import treaties_of
from pato.estimate.formation.scores import Standing, gain, scores_of
from pato.estimate.formation.specification import load_formation
from pato.estimate.joining import fit as joining_fit
from pato.estimate.joining.disputes import joiners, originators, wars
from pato.estimate.joining.fit import AS_FITTED, Rows, _window, fit_rows
from pato.estimate.joining.restraint import nonaggression
from pato.estimate.joining.scores import Forecasts, score
from pato.estimate.joining.specification import Device, load_joining
from pato.estimate.joining.specification import Test as Years
from pato.kernels.chances import probability
from pato.kernels.covariance import cluster_robust

PARTICIPANTS = [
    # dispute, state, year, month, day, side A, originator
    (1, 10, 1950, 6, 1, 1, 1),
    (1, 20, 1950, 6, 1, 0, 1),
    (1, 30, 1950, 7, 1, 0, 0),
    (1, 30, 1951, 1, 1, 1, 0),  # changes sides: it joined the target's
    (1, 40, 1951, 2, 1, 1, 0),
    (1, 20, 1952, 1, 1, 0, 0),  # an originator that comes back
]


@pytest.fixture
def store(tmp_path):
    columns = ("dispnum", "ccode", "styear", "stmon", "stday", "sidea", "orig")
    pl.DataFrame(PARTICIPANTS, schema=columns, orient="row").write_parquet(tmp_path / "gml_part.parquet")
    pairs = [(1, 1, 1, 4), (1, 1, 0, 5), (2, 1, 1, 5)]
    pl.DataFrame(pairs, schema=("dispnum", "orig1", "orig2", "hostlev1"), orient="row").write_parquet(
        tmp_path / "gml_dirdisp.parquet"
    )
    members = [(1, m, 1950, 0, 0, 1) for m in range(12)] + [
        (2, 1, 1950, 1952, 0, 1),
        (2, 2, 1950, 1952, 0, 1),
    ]
    members += [(3, m, 1950, 0, 1, 1) for m in range(20, 33)]
    names = ("atopid", "member", "yrent", "yrexit", "defense", "nonagg")
    pl.DataFrame(members, schema=names, orient="row").write_parquet(tmp_path / "atop51_member_level.parquet")
    return str(tmp_path)


def test_a_state_joins_once_on_the_side_of_its_first_spell(store):
    assert sorted(joiners(store).rows()) == [(1, 30, "target"), (1, 40, "challenger")]
    assert sorted(originators(store).rows()) == [(1, 1950, 10, "challenger"), (1, 1950, 20, "target")]


def test_war_is_between_originators(store):
    """A joiner that fights at the level of war does not make the dispute one."""
    assert dict(wars(store).rows()) == {1: 0.0, 2: 1.0}


def test_universal_pledges_are_left_out_and_end_with_the_treaty(store):
    kept = nonaggression(store).filter(pl.col("giver") < 20).sort("giver", "year")
    assert set(kept["year"]) == {1950, 1951, 1952}
    assert set(kept.select("giver", "receiver").rows()) == {(1, 2), (2, 1)}
    # a wide treaty that promises defence as well is a pact, not a universal pledge
    assert nonaggression(store).filter(pl.col("giver") >= 20).height > 0
    assert nonaggression(store, universal=True).filter(pl.col("giver") == 5).height > 0


def test_a_treaty_is_what_hangs_together():
    one, two = np.array([0, 1, 0, 3, 5]), np.array([1, 2, 4, 4, 6])
    formed = np.array([True, True, False, True, True])
    treaty, size = treaties_of(one, two, formed, 7)
    assert size.tolist() == [2.0, 2.0, 1.0, 1.0, 1.0]
    assert treaty[2] == -1
    assert treaty[0] == treaty[1]
    assert len({treaty[0], treaty[3], treaty[4]}) == 3


def rows(n=4000, seed=5):
    rng = np.random.Generator(np.random.Philox(seed))
    dispute, state = np.repeat(np.arange(n // 40), 40), np.tile(np.arange(40), n // 40)
    x = rng.normal(size=n)
    y = (rng.random(n) < 1 / (1 + np.exp(3 - x))).astype(float)
    X = np.stack([np.ones(n), x], axis=1)
    return Rows(X, y, ("constant", "x"), dispute, state, np.full(n, 1950), np.ones(n, bool), (0, 0))


def test_covariance_is_by_dispute_plus_by_state_less_both():
    given = rows()
    found = fit_rows(given, 0.0, "test")
    by = {
        n: cluster_robust(found.fit.bread, found.fit.scores, getattr(given, n)) for n in ("dispute", "state")
    }
    alone = cluster_robust(found.fit.bread, found.fit.scores, np.arange(len(given.y)))
    np.testing.assert_allclose(found.two_way, by["dispute"] + by["state"] - alone)
    assert (np.linalg.eigvalsh(found.covariance - found.fit.bread) > -1e-9).all()


def test_a_column_that_separates_is_named():
    given = rows()
    bad = Rows(np.column_stack([given.X, given.y]), given.y, ("constant", "x", "joined"), *_keys(given))
    with pytest.raises(EstimationError, match="'joined'"):
        fit_rows(bad, 0.0, "test")


def _keys(given):
    return given.dispute, given.state, given.year, given.single, given.incomplete


def test_scores_of_a_forecast_that_is_right_are_right():
    given = rows(20_000)
    eta = given.X[:, 1] - 3
    found = score("true", given.y, eta, given.dispute, np.full(len(eta), given.y.mean()))
    low, high = found.expected_to_observed_interval
    assert low < 1 < high
    assert low < found.expected_to_observed < high
    assert found.auc_interval[0] < found.auc < found.auc_interval[1]
    assert abs(found.calibration_slope - 1) < 3 * found.calibration_slope_se


def falling(seed=6):
    """Joins in one case of ten to 1949, in one of a hundred after; nothing else tells cases apart."""
    rng = np.random.Generator(np.random.Philox(seed))
    years = np.repeat(np.arange(1900, 1970), 300)
    n = len(years)
    y = (rng.random(n) < np.where(years < 1950, 0.1, 0.01)).astype(float)
    X = np.stack([np.ones(n), rng.normal(size=n)], axis=1)
    return Rows(X, y, ("constant", "x"), np.arange(n), np.arange(n), years, np.ones(n, bool), (0, 0))


@pytest.mark.parametrize(
    ("device", "low", "high"),
    [(Device(id="plain"), 0.06, 0.1), (Device(id="recent", half_life=3), 0.006, 0.02)],
)
def test_rows_weighted_by_age_forget_an_old_level(device, low, high):
    given = falling()
    held, log_odds, share = _window(given, given, (1960, 1970), 0.0, device, "test")
    assert set(held.year) == set(range(1960, 1970))
    assert low < probability(log_odds).mean() < high
    assert share == pytest.approx(given.y[given.year < 1960].mean())


def test_no_device_sees_the_window_that_it_forecasts():
    given = falling()
    turned = Rows(given.X, np.where(given.year >= 1960, 1 - given.y, given.y), *_names_and_keys(given))
    for device in (Device(id="plain"), Device(id="recent", half_life=3)):
        one, other = (_window(g, g, (1960, 1970), 0.0, device, "test")[1] for g in (given, turned))
        np.testing.assert_allclose(one, other)


def _names_and_keys(given):
    return given.names, *_keys(given)[:2], given.year, given.single, given.incomplete


def test_less_loss_is_over_the_same_rows_and_nothing_over_oneself():
    given = rows(8000)
    true, dispute = given.X[:, 1] - 3, given.dispute
    reference = np.full(len(true), given.y.mean())
    made, worse = (Forecasts(given.y, e, dispute, reference) for e in (true, true + 1.0))
    assert made.less_loss_than(made) == (0, (0, 0))
    gained, (low, high) = made.less_loss_than(worse)
    assert 0 < low < gained < high
    assert gained == pytest.approx(100 * (worse.losses() - made.losses()).mean())
    assert worse.scores("worse").log_loss - made.scores("made").log_loss == pytest.approx(gained)


def test_new_ties_stand_among_the_pairs_of_their_own_year():
    year = np.array([1950] * 4 + [1951] * 4)
    y = np.array([0, 1, 0, 0, 1, 1, 0, 0.0])
    forecast = np.array([1, 2, 3, 0, 9, 5, 6, 7.0])
    treaty = np.array([-1, 0, -1, -1, 1, 1, -1, -1])
    found = Standing.of(y, forecast, treaty, year)
    assert found.above.tolist() == pytest.approx([2 / 3, 1, 0])
    scores = scores_of("made", found)
    assert scores.auc == pytest.approx(5 / 9)
    assert scores.auc_by_treaty == pytest.approx((2 / 3 + 1 / 2) / 2)
    assert found.between(1950, 1950).above.tolist() == pytest.approx([2 / 3])
    # against the pairs of both years: 2 of 5 below the first, all below the second, 3 below the third
    assert found.pooled()[0] == pytest.approx((2 / 5 + 1 + 3 / 5) / 3)


def test_a_gain_is_over_the_same_ties_and_nothing_over_oneself():
    rng = np.random.Generator(np.random.Philox(8))
    year, y = np.repeat(np.arange(1950, 1970), 50), np.tile([1.0, *[0.0] * 49], 20)
    treaty = np.where(y == 1, np.arange(1000) // 100, -1)
    noise = Standing.of(y, rng.normal(size=1000), treaty, year)
    better = Standing.of(y, rng.normal(size=1000) + 3 * y, treaty, year)
    assert gain(noise, noise)[:4] == (0, (0, 0), 0, (0, 0))
    found = gain(better, noise)
    assert found.auc_interval[0] > 0
    assert found.auc == pytest.approx(better.above.mean() - noise.above.mean())
    assert found.pooled_auc > 0.2


def test_specifications_are_files_and_every_choice_uses_known_terms():
    joining, formation = load_joining(), load_formation()
    names = {t.name for t in joining.terms}
    for choice in (*joining.candidates, *joining.variants):
        assert set(choice.leave_out) <= names
    known = {t.name for t in formation.terms}
    assert all(set(v.leave_out) <= known for v in formation.variants)
    # what chooses the sample ends before what tests it
    assert joining.selection.last < joining.final.test[0]


@pytest.mark.parametrize(
    "device", [Device(id="last", last_decade=True), Device(id="past", shifted_since=1950)], ids=lambda d: d.id
)
def test_a_shift_learns_the_level_from_decades_past_alone(device, monkeypatch):
    given = falling()
    turned = Rows(given.X, np.where(given.year >= 1960, 1 - given.y, given.y), *_names_and_keys(given))
    spec = load_joining()
    chosen, test = spec.candidates[0], Years(test=(1960,), last=1969)
    made = {}
    for name, rows_, asked in (
        ("plain", given, AS_FITTED),
        ("shifted", given, device),
        ("turned", turned, device),
    ):
        monkeypatch.setattr(joining_fit, "rows_of", lambda *_, rows_=rows_, **__: rows_)
        made[name] = joining_fit._forecasts(spec, chosen, None, test, single=None, device=asked)
    expected = {name: probability(m.log_odds).mean() for name, m in made.items()}
    assert expected["plain"] > 0.05
    assert 0.005 < expected["shifted"] < 0.02
    np.testing.assert_allclose(made["shifted"].log_odds, made["turned"].log_odds)
