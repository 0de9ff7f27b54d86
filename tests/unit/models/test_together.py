"""What a war's defenders share: allies move together, others not at all, and their number hardly changes."""

import numpy as np
import pytest

from pato import world as worlds
from pato.files.estimates import stored
from pato.futures import Design, Draws
from pato.models.support.arriving import Support
from pato.models.support.together import ESTIMATE, WAR, factors, share_the_war
from pato.treaties.architecture import load_architecture

DATE = "2026-11-21"


@pytest.fixture(scope="module")
def draws():
    return Design(tuple(factors()), 4000, 7).draw()


def fixed(draws, z):
    """The estimate itself in every future, and a war like z."""
    arrays = {ESTIMATE: np.tile(stored(ESTIMATE)["coefficients"], (len(z), 1)), WAR: np.asarray(z, float)}
    return Draws(tuple(draws.factor(n) for n in (ESTIMATE, WAR)), draws.futures[: len(z)], arrays)


def test_allies_move_together_and_others_stay(draws):
    chances = np.full((3, 4, 2), 0.3)
    chances[:, 3] = 0.0
    pledged = np.array([[True, True], [True, False], [False, False], [True, True]])
    share_the_war(chances, pledged.astype(float), fixed(draws, [-1.0, 0.0, 1.0]))
    assert (np.diff(chances[:, 0], axis=0) > 0).all()
    np.testing.assert_array_equal(chances[:, 0, 0], chances[:, 1, 0])
    assert (chances[:, 2] == 0.3).all()
    assert (chances[:, 1, 1] == 0.3).all()
    assert (chances[:, 3] == 0.0).all()  # a party of the war


def test_the_equation_is_the_printed_one(draws):
    a, b, log_spread = stored(ESTIMATE)["coefficients"]
    chances = np.array([[[0.2]]])
    share_the_war(chances, np.ones((1, 1)), fixed(draws, [0.5]))
    x = a + b * np.log(0.2 / 0.8) + np.exp(log_spread) * 0.5
    assert chances.item() == pytest.approx(1 / (1 + np.exp(-x)))


def test_some_ally_is_rarer_at_about_as_many_allies(draws):
    """Ten allies of one in ten, as the record after 1945 has them: about as many come, and oftener none."""
    chances = np.full((draws.n_futures, 10, 1), 0.1)
    share_the_war(chances, np.ones((10, 1)), draws)
    assert chances.mean() == pytest.approx(0.1, abs=0.05)
    none = (1 - chances[:, :, 0]).prod(axis=1).mean()
    assert none > (1 - chances.mean()) ** 10 + 0.1


def test_support_spreads_and_the_status_quo_stays_defined():
    model = Support.of(worlds.load(), load_architecture("in-force", date=DATE), DATE, challengers=("CHN",))
    drawn = Design(tuple(model.factors()), 60, 2).draw()
    support = []
    for z in (-1.0, 1.0):
        arrays = {n: np.full(60, z) if n == WAR else drawn[n] for n in drawn}
        alike = Draws(tuple(map(drawn.factor, drawn)), drawn.futures, arrays)
        found = model.evaluate(alike, load_architecture("in-force", date=DATE)).outcomes
        support.append(found["expected_support_percent"].sel(target="JPN").values)
    # one that honours its word is bound for certain only to what the word is worth
    own = ~drawn.is_level("guarantor", "absent")
    assert np.isfinite(support).all()
    # the one ally that Japan has comes more often in a war that moves allies, unless a contingency says what it does
    assert (support[1][own] > support[0][own]).all()
    np.testing.assert_allclose(support[1][~own], support[0][~own])
