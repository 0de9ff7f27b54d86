"""Expected support of all pairs at once: against the joining model, one pair and defender at a time."""

import numpy as np
import pytest

from pato import world as worlds
from pato.futures import Design
from pato.kernels.projection import miles_per_day, projected_capability
from pato.models.pledges import Pledges, pledged
from pato.models.risk.support import PairSupport
from pato.models.support.joining import EFFECT, EFFECTS, Joining
from pato.models.support.joining import ESTIMATE as JOINING
from pato.treaties.architecture import load_architecture

DATE = "2026-11-21"


@pytest.fixture(scope="module")
def joining():
    return Joining.of(worlds.load(), load_architecture("hub-and-spoke"), DATE)


@pytest.fixture(scope="module")
def drawn(joining):
    draws = Design(tuple(joining.factors()), 6, 2).draw()
    shares = np.array([EFFECTS[n] for n in draws.factor(EFFECT).levels])[draws[EFFECT]]
    return draws[JOINING], shares


def by_joining(joining, drawn, pledges, support):
    """The joining model's chances times what arrives, with the pledges of defence alone changed."""
    b, shares = drawn
    today = joining.status_quo
    changed = Pledges(pledges, today.consultation & ~pledges, today.restraint)
    chances = joining.probabilities(b, changed, support.challengers, support.targets, effect=shares)
    miles = miles_per_day(int(DATE[:4]))
    arriving = 100 * projected_capability(
        joining.cinc[:, None], np.nan_to_num(joining.figures["distance_km"]), miles
    )
    return (chances * arriving[:, support.targets]).sum(axis=1)


def test_it_is_the_joining_models_chances_times_what_arrives(joining, drawn):
    china, japan, taiwan, usa = (joining.states.index(s) for s in ("CHN", "JPN", "TWN", "USA"))
    support = PairSupport(
        joining, np.array([china, china, taiwan, china, usa]), np.array([japan, taiwan, japan, usa, china])
    )
    before = joining.status_quo.defence
    after = pledged(load_architecture("pato-7"), DATE, joining.states)
    found = support.expect(*drawn, np.zeros(6), before, after)
    assert found.moved.all()
    np.testing.assert_allclose(found.before, by_joining(joining, drawn, before, support), rtol=1e-10)
    np.testing.assert_allclose(found.after, by_joining(joining, drawn, after, support), rtol=1e-10)


def test_only_what_a_pledge_touches_moves(joining, drawn):
    china, japan, chile, peru = (joining.states.index(s) for s in ("CHN", "JPN", "CHL", "PER"))
    support = PairSupport(joining, np.array([china, peru]), np.array([japan, chile]))
    before = joining.status_quo.defence
    after = before.copy()
    after[joining.states.index("AUS"), japan] = True
    found = support.expect(*drawn, np.zeros(6), before, after)
    np.testing.assert_array_equal(found.moved, [True, False])
    causal = drawn[1] > 0
    assert (found.after[causal] > found.before[causal]).all()
    np.testing.assert_array_equal(found.after[~causal], found.before[~causal])


def test_a_word_counts_for_its_share_of_a_pledge(joining, drawn):
    """At full credence a pledge by law adds nothing to it; at none, all that the pledge goes with and is its doing."""
    china, taiwan, usa = (joining.states.index(s) for s in ("CHN", "TWN", "USA"))
    before = joining.status_quo.defence
    after = before.copy()
    after[usa, taiwan] = True
    plain = PairSupport(joining, np.array([china]), np.array([taiwan]))
    given = PairSupport(joining, np.array([china]), np.array([taiwan]), (usa, taiwan))
    full = given.expect(*drawn, np.ones(6), before, after)
    np.testing.assert_allclose(full.before, full.after, rtol=1e-12)
    np.testing.assert_allclose(
        full.before, by_joining(joining, (drawn[0], np.ones(6)), after, given), rtol=1e-10
    )
    none, without = (s.expect(*drawn, np.zeros(6), before, after) for s in (given, plain))
    np.testing.assert_array_equal(none.before, without.before)
    np.testing.assert_array_equal(none.after, without.after)
    half = given.expect(*drawn, np.full(6, 0.5), before, after)
    assert (half.before > none.before).all()
    assert (half.before < full.before).all()
