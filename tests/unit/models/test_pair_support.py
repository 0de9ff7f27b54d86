"""Expected support of all pairs at once: against the joining model, one pair and defender at a time."""

import numpy as np
import pytest

from pato import world as worlds
from pato.futures import Design, Draws
from pato.kernels.projection import miles_per_day, projected_capability
from pato.models.commitments.worth import CREDENCE, factors
from pato.models.risk.support import PairSupport
from pato.models.support.joining import EFFECT, EFFECTS, Joining
from pato.models.support.joining import ESTIMATE as JOINING
from pato.treaties.architecture import load_architecture

DATE = "2026-11-21"


@pytest.fixture(scope="module")
def joining():
    return Joining.of(worlds.load(), load_architecture("hub-and-spoke"), DATE)


@pytest.fixture(scope="module")
def draws(joining):
    return Design((*joining.factors(), *factors()), 6, 2).draw()


@pytest.fixture(scope="module")
def shares(draws):
    return np.array([EFFECTS[n] for n in draws.factor(EFFECT).levels])[draws[EFFECT]]


def expected(joining, draws, shares, then, support):
    worth = tuple(joining.valuation.worth(c, draws) for c in (joining.now, then))
    pairs = np.arange(len(support.targets))
    return support.expect(draws[JOINING], shares, (joining.now, then), worth, pairs)


def by_joining(joining, draws, shares, then, support):
    """The joining model's chances times what arrives."""
    worth = tuple(joining.valuation.worth(c, draws) for c in (joining.now, then))
    chances = joining.probabilities(
        draws[JOINING], then, support.challengers, support.targets, worth=worth, effect=shares
    )
    miles = miles_per_day(int(DATE[:4]))
    arriving = 100 * projected_capability(
        joining.cinc[:, None], np.nan_to_num(joining.figures["distance_km"]), miles
    )
    return (chances * arriving[:, support.targets]).sum(axis=1)


@pytest.mark.parametrize("name", ["pato-7", "pato-7-taiwan-associate", "hub-and-spoke"])
def test_it_is_the_joining_models_chances_times_what_arrives(joining, draws, shares, name):
    china, japan, taiwan, usa = (joining.states.index(s) for s in ("CHN", "JPN", "TWN", "USA"))
    support = PairSupport(
        joining, np.array([china, china, taiwan, china, usa]), np.array([japan, taiwan, japan, usa, china])
    )
    then = joining.committed(load_architecture(name))
    before, after = expected(joining, draws, shares, then, support)
    np.testing.assert_allclose(before, by_joining(joining, draws, shares, joining.now, support), rtol=1e-10)
    np.testing.assert_allclose(after, by_joining(joining, draws, shares, then, support), rtol=1e-10)


def test_only_what_a_commitment_touches_moves(joining, draws, shares):
    china, japan, chile, peru = (joining.states.index(s) for s in ("CHN", "JPN", "CHL", "PER"))
    support = PairSupport(joining, np.array([china, peru]), np.array([japan, chile]))
    then = joining.committed(load_architecture("pato-7"))
    before, after = expected(joining, draws, shares, then, support)
    causal = shares > 0
    assert (after[causal, 0] > before[causal, 0]).all()
    np.testing.assert_array_equal(after[~causal, 0], before[~causal, 0])
    np.testing.assert_array_equal(after[:, 1], before[:, 1])


def test_a_word_counts_for_its_share_of_a_pledge(joining, draws, shares):
    """What a state's own law is worth raises the support of Taiwan today, in proportion to its credence."""
    china, taiwan = (joining.states.index(s) for s in ("CHN", "TWN"))
    support = PairSupport(joining, np.array([china]), np.array([taiwan]))
    found = {}
    for credence in (0.0, 0.5, 1.0):
        arrays = {n: draws[n] for n in draws} | {CREDENCE: np.full(6, credence)}
        held = Draws(tuple(draws.factor(n) for n in draws), draws.futures, arrays)
        found[credence] = expected(joining, held, shares, joining.now, support)[0]
    assert (found[0.5] > found[0.0]).all()
    assert (found[1.0] > found[0.5]).all()
