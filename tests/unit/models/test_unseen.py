"""How much of a pledge's effect is an unseen cause's: at 1 nothing is left of the theory that takes it, at 0 all."""

import numpy as np
import pytest

from pato import world as worlds
from pato.futures import Design, Draws
from pato.models.risk.unseen import UNSEEN, believed, factors
from pato.models.risk.war import WarRisk
from pato.treaties.architecture import load_architecture

DATE = "2026-11-21"


@pytest.fixture(scope="module")
def made():
    model = WarRisk.of(worlds.load(), load_architecture("hub-and-spoke"), DATE, challengers=("CHN",))
    return model, Design(tuple(model.factors()), 60, 4).draw()


def at(model, draws, share, architecture="pato-7"):
    """The yearly war risk of Taiwan under the theory of the patron with that share unseen."""
    arrays = {n: np.full(60, share) if n == UNSEEN else draws[n] for n in draws}
    fixed = Draws(tuple(map(draws.factor, draws)), draws.futures, arrays)
    found = model.evaluate(fixed, load_architecture(architecture)).outcomes["war_initiations_a_year"]
    return found.sel(target="TWN").values[draws.is_level("deterrence", "patron")]


def test_the_effect_shrinks_to_nothing_and_may_be_larger(made):
    model, draws = made
    today = at(model, draws, 0.0, "hub-and-spoke")
    whole, half, none, more = (np.abs(np.log(at(model, draws, s) / today)) for s in (0.0, 0.5, 1.0, -1.0))
    np.testing.assert_allclose(none, 0.0, atol=1e-12)
    moved = whole > 1e-9
    assert moved.any()
    assert (half[moved] < whole[moved]).all()
    assert (more[moved] > whole[moved]).all()


def test_today_is_as_estimated_whatever_is_unseen(made):
    model, draws = made
    np.testing.assert_array_equal(
        at(model, draws, -1.0, "hub-and-spoke"), at(model, draws, 1.0, "hub-and-spoke")
    )


def test_an_estimate_without_the_dose_has_no_such_assumption(made):
    _, draws = made
    assert factors(("constant", "rivalry")) == []
    b = believed(("constant", "rivalry"), draws, "risk_war", np.arange(3))
    np.testing.assert_array_equal(b, draws["risk_war"][:3])
