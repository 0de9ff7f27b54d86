"""Wars fought for others: the joining model's chances, weighted with the risk of war."""

import numpy as np
import pytest

from pato import load_architecture
from pato.futures import Design
from pato.models.risk.entrapment import Entrapment
from pato.models.support.joining import EFFECT, ESTIMATE
from pato.world import load

DATE = "2026-11-21"
MEMBERS = ("JPN", "KOR", "USA")


@pytest.fixture(scope="module")
def model():
    return Entrapment.of(load(), load_architecture("hub-and-spoke"), DATE, members=MEMBERS)


@pytest.fixture(scope="module")
def design(model):
    return Design(tuple(model.factors()), 12, 1)


def test_chances_are_those_of_the_joining_model(model, design):
    draws, chances = design.draw(), model.chances
    now, who = model.risk.now, [model.risk.states.index(m) for m in MEMBERS]
    worth = model.risk.valuation.worth(now, draws)
    base = chances.today(draws[ESTIMATE], who)
    found = chances.fight(base, draws[ESTIMATE], np.ones(12), now, (worth, worth), who)
    pairs = np.arange(0, len(chances.targets), 17)
    expected = chances.joining.probabilities(
        draws[ESTIMATE], now, chances.challengers[pairs], chances.targets[pairs], worth=(worth, worth)
    )
    for row, state in enumerate(who):
        np.testing.assert_allclose(found[row][:, pairs], expected[:, state], rtol=1e-10)


def test_new_pledges_entangle_where_they_bring_help_and_do_not_where_they_only_show_it(model, design):
    draws = design.draw()
    change = [
        model.evaluate(draws, load_architecture(name)).outcomes["wars_for_others_a_year"]
        for name in ("hub-and-spoke", "pato-7")
    ]
    null, causal = draws.is_level("deterrence", "no_effect"), draws.is_level(EFFECT, "causal")
    screening = draws.is_level(EFFECT, "screening")
    more = (change[1] - change[0]).sel(state="JPN").values
    assert (more[null & causal] > 0).all()
    assert np.abs(more[null & screening]).max(initial=0) < 1e-15


def test_chunks_do_not_show(model, design):
    whole, part = (
        model.evaluate(d, load_architecture("pato-3")).outcomes["wars_for_others_a_year"].values
        for d in (design.draw(), design.draw(3, 5))
    )
    np.testing.assert_array_equal(whole[3:5], part)
