"""Laws of the main job that hold whatever the figures are: names do not matter, and T-null makes no difference."""

import dataclasses
import itertools

import numpy as np
import pytest

from pato import load_architecture
from pato.futures import Design, Levels
from pato.models.risk.war import WarRisk
from pato.models.support.arriving import Support
from pato.world import load

DATE = "2026-11-21"
PACTS = ("pato-3", "pato-7", "pato-8")


@pytest.fixture(scope="module")
def today():
    return load_architecture("hub-and-spoke")


def shuffled(world, seed):
    """The same world with its states in another order."""
    order = np.random.default_rng(seed).permutation(list(world.states))
    return dataclasses.replace(world, states={s: world.states[s] for s in order})


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_states_changes_nothing(today, seed):
    world, pact = load(), load_architecture("pato-7")
    models = [WarRisk.of(w, today, DATE) for w in (world, shuffled(world, seed))]
    design = Design(tuple(models[0].factors()), 14, 1)
    one, other = (m.evaluate(design.draw(), pact).outcomes for m in models)
    assert list(one["target"].values) != list(other["target"].values)
    for name in one:
        np.testing.assert_allclose(
            one[name], other[name].sel(target=one["target"].values), rtol=1e-9, atol=1e-15
        )


@pytest.mark.parametrize("name", PACTS)
def test_under_the_null_architectures_differ_in_war_risk_by_nothing(today, name):
    model = WarRisk.of(load(), today, DATE)
    factors = [
        dataclasses.replace(f, spec=Levels(("no_effect",), "theory")) if f.id == "deterrence" else f
        for f in model.factors()
    ]
    draws = Design(tuple(factors), 12, 3).draw()
    before, after = (
        model.evaluate(draws, a).outcomes["war_initiations_a_year"] for a in (today, load_architecture(name))
    )
    np.testing.assert_array_equal(before, after)


def test_a_larger_pact_never_lowers_anybodys_expected_support(today):
    """At the estimate; of its draws one in a hundred has a pledge that goes with less help, as its errors allow."""
    model = Support.of(load(), today, DATE)
    estimate = np.asarray(model.joining.logit.coefficients)[None]
    found = [
        model.coalitions(estimate, load_architecture(name))[0].total for name in ("hub-and-spoke", *PACTS)
    ]
    for less, more in itertools.pairwise(found):
        assert (more >= less).all()
        assert (more > less).any()
