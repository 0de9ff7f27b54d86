"""How high the risk stands: forecasts matched by threshold, the recent record, and what a level changes."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pato import load_architecture
from pato.errors import CoverageError, UsageError
from pato.files.estimates import stored
from pato.futures import Design, Draws
from pato.models.membership.model import Membership
from pato.models.risk import drift
from pato.models.risk.disputes import Disputes
from pato.models.risk.force import Force
from pato.models.risk.levels import (
    ELICITED,
    FACTOR,
    MULTIPLIER,
    RECENT,
    Forecast,
    elicited_range,
    forecasts,
    matches,
    recent_range,
)
from pato.models.risk.record import LEVELS, observed
from pato.models.risk.war import WarRisk
from pato.models.rivals import PACIFIC
from pato.world import load

DATE = "2026-11-21"


@pytest.fixture(scope="module")
def status_quo():
    return load_architecture("hub-and-spoke")


@pytest.fixture(scope="module")
def estimated(status_quo):
    return WarRisk.of(load(), status_quo, DATE, rivals=PACIFIC)


@pytest.fixture(scope="module")
def both(status_quo):
    return WarRisk.of(load(), status_quo, DATE, rivals=PACIFIC, baseline="both")


def at_the_estimate(draws):
    """The same futures with the level of recent wars, which holds for all pairs, at that of the estimate."""
    arrays = {n: np.ones(draws.n_futures) if n == drift.FACTOR else draws[n] for n in draws}
    return Draws(tuple(map(draws.factor, draws)), draws.futures, arrays)


def made(**own):
    about = {"event": "a war", "who": "w", "date": "d", "title": "t", "url": "u"}
    given = {
        "id": "x",
        "kind": "forecast",
        "level": "war",
        "challenger": "CHN",
        "targets": ["TWN"],
        "years": 1.0,
        "central": 0.1,
    }
    return Forecast(**(about | given | own))  # fmt: skip


@given(st.floats(0.001, 0.999), st.floats(0.2, 40))
def test_a_chance_over_years_is_the_chance_in_one_of_them_compounded(p, years):
    low, central, high = made(central=p, years=years).yearly
    assert 1 - (1 - central) ** years == pytest.approx(p)
    assert low == central == high


def test_every_forecast_that_ships_has_a_source_and_is_a_probability_of_an_event():
    for forecast in forecasts():
        assert forecast.url.startswith("http")
        assert forecast.who
        assert forecast.title
        assert forecast.date
        low, central, high = forecast.yearly
        assert 0 < low <= central <= high < 1
    assert {f.kind for f in forecasts()} == {"forecast", "price"}


def test_forecasts_are_matched_by_threshold_and_by_who_is_named(estimated):
    found = list(matches("war", estimated.yearly, estimated.states, PACIFIC))
    assert {m.forecast.level for m in found} == {"war"}
    assert {m.forecast.challenger for m in found} == {"CHN"}
    assert not list(matches("war", estimated.yearly, estimated.states, ("PRK",)))
    assert "nato-2040" not in {m.forecast.id for m in found}, "the states it names are not in the snapshot"
    for m in found:
        p = m.forecast.yearly[1]
        assert m.ratio == pytest.approx(p / (1 - p) / (m.estimated / (1 - m.estimated)))


def test_a_war_whoever_begins_it_is_compared_with_both_directions(estimated):
    (one,) = (
        m
        for m in matches("war", estimated.yearly, estimated.states, PACIFIC)
        if m.forecast.id == "us-china-2035"
    )
    i, j = (estimated.states.index(s) for s in ("CHN", "USA"))
    p, q = estimated.yearly[i, j], estimated.yearly[j, i]
    assert one.estimated == pytest.approx(1 - (1 - p) * (1 - q))


def test_prices_are_an_upper_bound_and_widen_no_range(estimated):
    found = list(matches("war", estimated.yearly, estimated.states, PACIFIC))
    assert elicited_range(found) == elicited_range([m for m in found if m.forecast.kind == "forecast"])
    assert elicited_range(found[:1]) is None


def test_a_level_multiplies_the_odds_of_attacks_by_rivals_and_of_nothing_else(estimated, both):
    draws = at_the_estimate(Design(tuple(both.factors()), 60, 1).draw())
    base, moved = estimated.today(draws), both.today(draws)
    added = moved - base
    assert np.abs(added[:, ~both.counted]).max() == 0
    for kind, name in ((ELICITED, MULTIPLIER), (RECENT, "recent_war_multiplier")):
        here = draws.is_level(FACTOR, kind)
        expected = np.log(draws[name][here])[:, None] * np.ones(int(both.counted.sum()))
        np.testing.assert_allclose(added[here][:, both.counted], expected, atol=1e-12)
    assert np.abs(added[draws.is_level(FACTOR, "estimated")]).max() == 0


def test_ratios_between_designs_hardly_know_the_level(status_quo, both):
    draws = Design(tuple(both.factors()), 90, 1).draw()
    pact = both.committed(load_architecture("pato-7"))
    taiwan = both.counted & (both.targets == both.states.index("TWN"))
    ratio = (both.probabilities(draws, pact) / both.probabilities(draws, both.now))[:, taiwan]
    bare = WarRisk.of(load(), status_quo, DATE, rivals=PACIFIC)
    alone = (bare.probabilities(draws, pact) / bare.probabilities(draws, bare.now))[:, taiwan]
    assert np.abs(ratio / alone - 1).max() < 0.1


def test_the_recent_record_gives_the_interval_of_a_poisson_rate():
    seen = observed("war", PACIFIC, load().states, recent=True)
    low, high = recent_range("war", 0.1, PACIFIC, tuple(load().states))
    # a flat prior on the rate: 1 - (1 - F)^(...) of Gamma(n + 1), in closed form where nothing was begun
    assert seen.begun == 0
    assert low == pytest.approx(-math.log(0.95) / (0.1 * seen.years))
    assert high == pytest.approx(-math.log(0.05) / (0.1 * seen.years))


def test_disputes_have_a_recent_level_and_no_forecast(status_quo):
    model = Disputes.of(load(), status_quo, DATE, rivals=PACIFIC, baseline="both")
    assert set(model.baselines.ranges) == {RECENT}
    draws = Design(tuple(model.factors()), 30, 1).draw()
    here = draws.is_level(FACTOR, ELICITED)
    plain = Disputes.of(load(), status_quo, DATE, rivals=PACIFIC)
    np.testing.assert_array_equal(model.today(draws)[here], plain.today(draws)[here])


def test_uses_of_force_have_forecasts_of_their_own_threshold(status_quo):
    model = Force.of(load(), status_quo, DATE, rivals=PACIFIC, baseline="both")
    assert set(model.baselines.ranges) == {ELICITED, RECENT}
    assert {f.id for f in model.factors()} >= {FACTOR, "elicited_force_multiplier", "recent_force_multiplier"}
    found = list(matches("force", model.yearly, model.states, PACIFIC))
    assert {m.forecast.challenger for m in found} == {"CHN"}
    assert elicited_range(found) == model.baselines.ranges[ELICITED]


def test_at_the_use_of_force_a_pressed_target_stands_above_one_that_nobody_presses(status_quo):
    """The Philippines below Kiribati was what no reader believed."""
    model = Force.of(load(), status_quo, DATE, rivals=PACIFIC)
    china = model.states.index("CHN")
    of = {s: model.yearly[china, model.states.index(s)] for s in ("PHL", "KIR", "TWN", "JPN")}
    assert of["TWN"] > of["PHL"] > of["KIR"]
    assert of["JPN"] > of["PHL"]
    disputes = Disputes.of(load(), status_quo, DATE, rivals=PACIFIC).yearly
    assert (model.yearly[china] <= disputes[china] * 1.5).all()


def test_a_membership_has_the_same_factor_with_the_same_range(status_quo, both):
    membership = Membership.of(
        load(), status_quo, DATE, states=("USA", "JPN", "AUS"), without=("trade",), baseline="both"
    )
    own = {f.id: f for f in membership.factors()}
    ours = {f.id: f for f in both.factors()}
    for name in (FACTOR, MULTIPLIER, "recent_war_multiplier"):
        assert own[name] == ours[name]


def test_what_nobody_forecast_is_refused_and_an_unknown_baseline_too(status_quo):
    with pytest.raises(CoverageError, match="no two forecasts of war by PRK"):
        WarRisk.of(load(), status_quo, DATE, rivals=("PRK",), baseline="elicited")
    with pytest.raises(UsageError, match="baseline 'guessed' is not known"):
        WarRisk.of(load(), status_quo, DATE, rivals=PACIFIC, baseline="guessed")


def test_the_record_that_ships_holds_counts_that_nest():
    record = stored("observed_record")
    assert tuple(record["levels"]) == LEVELS
    for pair, (dispute, force, war) in record["pairs"].items():
        assert dispute[0] >= force[0] >= war[0], pair
        for counts in (dispute, force):
            begun, between, begun_recently, between_recently = counts
            assert begun_recently <= begun <= between, pair
            assert begun_recently <= between_recently <= between, pair
        other = record["pairs"].get("-".join(reversed(pair.split("-"))))
        assert other is not None
        assert [c[1] for c in other] == [c[1] for c in (dispute, force, war)]


def test_known_wars_are_in_the_record():
    """Korea 1950, the Taiwan Strait 1954 and 1958, China and India 1962, China and Vietnam 1979 and 1987 (COW Interstate Wars 4.0)."""
    assert observed("war", ("PRK",), ("KOR",)).begun == 1
    assert observed("war", ("CHN",), ("TWN",)).between == 2
    assert observed("war", ("CHN",), ("IND",)).between == 1
    assert observed("war", ("CHN",), ("VNM",)).between == 2
    assert observed("war", ("CHN",), ("KIR",)).between == 0
    one = observed("dispute", ("CHN",), ("PHL",))
    assert one.begun_in(10) == pytest.approx(one.begun * 10 / 65)


def test_fellow_members_have_no_record_between_them():
    assert observed("dispute", ("CHN",), ("RUS",), fellows=("CHN", "RUS")).between == 0


@pytest.mark.full_data
def test_the_record_is_what_the_data_hold(full_data):
    from pato.estimate.fits import refit

    found = refit("observed_record", str(full_data))
    assert not len(found.differences)
