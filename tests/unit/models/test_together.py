"""What a war's defenders share: all move together, a pledge is worth more than none in the same war, and democracies have a record."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pato import world as worlds
from pato.files.estimates import stored
from pato.futures import Design, Draws
from pato.models.support.arriving import Support
from pato.models.support.together import (
    BEFORE,
    ESTIMATE,
    EVER,
    RECORD,
    RECORDS,
    SINCE,
    WAR,
    better_odds,
    factors,
    in_this_war,
    odds_by_record,
)
from pato.treaties.architecture import load_architecture

DATE = "2026-11-21"


@pytest.fixture(scope="module")
def draws():
    return Design(tuple(factors()), 4000, 7).draw()


@pytest.fixture(scope="module")
def model():
    """Support against China, everybody's targets."""
    return Support.of(worlds.load(), load_architecture("in-force", date=DATE), DATE, challengers=("CHN",))


def fixed(draws, **own):
    """The same draws with some factors the same in every future."""
    arrays = {n: np.full(draws.n_futures, own[n]) if n in own else draws[n] for n in draws}
    return Draws(tuple(map(draws.factor, draws)), draws.futures, arrays)


def logistic(x):
    return 1 / (1 + np.exp(-x))


@given(st.floats(-3, 3), st.floats(-8, 3), st.floats(0, 4))
def test_a_pledge_raises_the_chance_in_the_same_war(draws, z, x, pledge):
    """By construction, whatever is drawn of the estimate: log-odds without, and with what a pledge adds."""
    b = np.tile([x, pledge], (draws.n_futures, 1))
    found = in_this_war(b, ("constant", "defence"), fixed(draws, **{WAR: z}))
    without, pledged = found[:, 0], found.sum(axis=1)
    assert (pledged >= without).all()
    if pledge > 1e-6:
        assert (pledged > without).mean() > 0.999


def test_the_equation_is_the_printed_one(draws):
    a, b, log_spread = stored(ESTIMATE)["coefficients"]
    arrays = {n: draws[n][:1] for n in draws} | {
        ESTIMATE: np.array([[a, b, log_spread]]),
        WAR: np.array([0.5]),
    }
    one = Draws(tuple(map(draws.factor, draws)), draws.futures[:1], arrays)
    (found,) = in_this_war(np.array([[-1.0, 2.0]]), ("constant", "defence"), one)
    for covariate in (0.0, 1.0):
        x = -1.0 + 2.0 * covariate
        assert found @ [1.0, covariate] == pytest.approx(a + b * x + np.exp(log_spread) * 0.5)


def test_some_ally_is_rarer_at_about_as_many_allies(draws):
    """Ten allies of one in ten, as the record after 1945 has them: about as many come, and oftener none."""
    x = np.full((draws.n_futures, 1), np.log(0.1 / 0.9))
    chance = logistic(in_this_war(x, ("constant",), draws)[:, 0])
    assert chance.mean() == pytest.approx(0.1, abs=0.05)
    assert ((1 - chance) ** 10).mean() > (1 - chance.mean()) ** 10 + 0.1


def test_records_are_the_published_counts():
    odds = odds_by_record()
    assert odds[SINCE] == 1.0
    assert odds[BEFORE] == pytest.approx((36 / 23) / (6 / 37))
    assert odds[EVER] == pytest.approx((42 / 60) / (6 / 37))
    assert 1 < odds[EVER] < odds[BEFORE]


def test_every_record_is_drawn_alike(draws):
    ratios = better_odds(draws)
    assert {*np.unique(ratios)} == set(odds_by_record().values())
    assert np.bincount(draws[RECORD]).min() >= draws.n_futures // len(RECORDS)


def support(model, drawn, architecture, target, **own):
    found = model.evaluate(fixed(drawn, **own), load_architecture(architecture, date=DATE)).outcomes
    return found["expected_support_percent"].sel(target=target).values


def test_new_allies_share_the_war_and_are_worth_more_than_none(model):
    """The Philippines have one ally today and seven under the pact of eight: in a war that moves nobody the new ones still add something."""
    drawn = Design(tuple(model.factors()), 60, 2).draw()
    estimated = drawn.is_level("guarantor", "estimated") & ~drawn.is_level("pledge_effect", "screening")
    pact, today = (
        {z: support(model, drawn, design, "PHL", **{WAR: z})[estimated] for z in (-2.0, 0.0, 2.0)}
        for design in ("pato-8", "in-force")
    )
    for found in (pact, today):
        assert (found[-2.0] < found[0.0]).all()
        assert (found[0.0] < found[2.0]).all()
    for z in (-2.0, 0.0, 2.0):
        assert (pact[z] > today[z]).all()
    gain = {z: np.median(pact[z] - today[z]) for z in pact}
    assert gain[2.0] > gain[-2.0]


def test_a_guarantor_that_is_absent_is_so_in_every_war(model):
    drawn = Design(tuple(model.factors()), 60, 2).draw()
    b = drawn["joining"]
    then = model.joining.committed(load_architecture("pato-7", date=DATE))
    worth = model.joining.valuation.worth(then, drawn)
    groups = {"absent": np.arange(60)}
    found = model.chances(b, then, np.ones(60), groups, (worth, worth), fixed(drawn, **{WAR: 3.0}))
    assert (found[:, model.joining.position("USA")] == 0.0).all()


def test_the_record_of_democracies_moves_them_and_nobody_else(model):
    """Japan's democratic allies come oftener by the record to 1944; North Korea has none, and China is bound to it."""
    drawn = Design(tuple(model.factors()), 60, 2).draw()
    then = model.joining.committed(load_architecture("pato-7", date=DATE))
    worth = model.joining.valuation.worth(then, drawn)
    b, ones = drawn["joining"], np.ones(60)
    since, before = (
        model.chances(b, then, ones, {}, (worth, worth), fixed(drawn, **{RECORD: RECORDS.index(name)}))
        for name in (SINCE, BEFORE)
    )
    moved = (since != before).any(axis=0)
    bound = (then.defence & (model.joining.figures["joint_democracy"] > 0))[:, model.targets]
    assert moved.any()
    assert not (moved & ~bound).any()
    usa, japan = model.joining.position("USA"), list(model.targets).index(model.joining.position("JPN"))
    np.testing.assert_allclose(
        before[:, usa, japan] / (1 - before[:, usa, japan]),
        odds_by_record()[BEFORE] * since[:, usa, japan] / (1 - since[:, usa, japan]),
    )
