"""A level that drifts: drawn where the estimate's level holds, of wars alone, after the records end."""

import numpy as np
import pytest

from pato import load_architecture
from pato.files.estimates import stored
from pato.futures import Design, Draws
from pato.models.risk import drift
from pato.models.risk.disputes import Disputes
from pato.models.risk.levels import FACTOR
from pato.models.risk.war import WarRisk
from pato.models.rivals import PACIFIC
from pato.world import load

DATE = "2026-11-21"


@pytest.fixture(scope="module")
def status_quo():
    return load_architecture("hub-and-spoke")


@pytest.fixture(scope="module")
def both(status_quo):
    model = WarRisk.of(load(), status_quo, DATE, rivals=PACIFIC, baseline="both")
    return model, Design(tuple(model.factors()), 90, 3).draw()


def at(draws, level):
    arrays = {n: np.full(draws.n_futures, level) if n == drift.FACTOR else draws[n] for n in draws}
    return Draws(tuple(map(draws.factor, draws)), draws.futures, arrays)


def test_the_range_is_that_of_the_records_and_holds_the_estimate_itself():
    (factor,) = drift.factors(DATE)
    means = [r["multiplier"] for r in stored("scoreboard")["shipped_level"]]
    assert factor.spec.low < min(means)
    assert max(means) < 1 < factor.spec.high
    assert all(
        f"{r['late_expected']:.1f} expected" in factor.source for r in stored("scoreboard")["shipped_level"]
    )


def test_days_whose_wars_are_in_the_records_have_no_such_level():
    assert drift.factors("1949-04-04") == []
    assert drift.factors("2014-12-31") == []
    assert drift.factors("2015-01-01")


def test_it_multiplies_the_odds_of_every_war_where_the_estimate_holds_and_nothing_else(both):
    model, draws = both
    added = model.today(at(draws, 0.5)) - model.today(at(draws, 1.0))
    here = draws.is_level(FACTOR, "estimated")
    np.testing.assert_allclose(added[here], np.log(0.5), atol=1e-12)
    assert (added[~here] == 0.0).all()


def test_the_level_that_forecasts_are_held_against_is_the_estimates_own(status_quo, both):
    bare = WarRisk.of(load(), status_quo, DATE, rivals=PACIFIC)
    draws = at(Design(tuple(bare.factors()), 200, 1).draw(), 1.0)
    found = np.median(1 / (1 + np.exp(-bare.today(draws))), axis=0)
    np.testing.assert_allclose(bare.yearly[bare.challengers, bare.targets], found)


def test_disputes_have_no_such_level(status_quo):
    model = Disputes.of(load(), status_quo, DATE, rivals=PACIFIC)
    assert drift.FACTOR not in {f.id for f in model.factors()}
