"""Refusals by or because of Japan and Korea, on gains and costs made by hand."""

import numpy as np
import pytest
import xarray as xr

from pato.assess.metrics import Context, metrics
from pato.models.membership.assumptions import load
from pato.models.membership.mistrusted import COST, Mistrusted
from pato.treaties.architecture import load_architecture

STATES = ("USA", "JPN", "KOR", "PHL")


def context(gain, cost):
    """One future; gains shape (state,), costs by (state, partner), under a pact of all four and under none."""
    gains = np.stack([np.zeros(4), np.array(gain)])[None]
    costs = np.stack([np.zeros((4, 4)), np.array(cost)])[None]
    labels = {"architecture": ["now", "pact"], "state": list(STATES)}
    outcomes = xr.Dataset(
        {
            "gain_percent_gdp": (("future", "architecture", "state"), gains),
            COST: (("future", "architecture", "state", "partner"), costs),
        },
        labels | {"partner": list(STATES)},
    )
    empty = np.zeros((4, 4), bool)
    return Context(
        outcomes,
        STATES,
        10,
        {"now": empty, "pact": empty},
        STATES,
        own={"now": (), "pact": STATES},
    )


def share(gain, cost):
    found = metrics()["refusals_japan_korea"].compute(context(gain, cost))
    assert float(found.sel(architecture="now").item()) == 0.0
    return float(found.sel(architecture="pact").item())


NONE = np.zeros((4, 4))


def test_nobody_refuses():
    assert share([1, 1, 1, 1], NONE) == 0.0


def test_by_them_and_by_others():
    assert share([-1, -1, 1, 1], NONE) == 0.5  # the United States, and Japan
    assert share([-1, -1, -1, 1], NONE) == pytest.approx(2 / 3)
    assert share([-1, 1, 1, 1], NONE) == 0.0


def test_because_of_them():
    of_japan, of_usa = NONE.copy(), NONE.copy()
    of_japan[3, 1] = of_usa[3, 0] = 2.0  # the Philippines mistrusts Japan, or the United States
    assert share([1, 1, 1, 1], of_japan) == 1.0
    assert share([1, 1, 1, 1], of_usa) == 0.0
    of_both = of_japan.copy()
    of_both[0, 1] = 2.0  # and so does the United States: each bears its own cost alone
    assert share([1, 1, 1, 1], of_both) == 1.0
    assert share([3, 1, 1, 1], of_both) == 1.0
    assert share([1, 1, 1, -1], of_japan) == 0.0  # it would refuse all the same


def test_a_loss_that_makes_no_difference_is_no_refusal():
    assert share([1, -1e-6, 1, 1], NONE) == 0.0
    band = load().no_difference
    for_both = NONE.copy()
    for_both[3, 0], for_both[3, 1] = 1.0 + band / 2, 1.0  # without Japan it loses half a band: no refusal
    assert share([1, 1, 1, 1], for_both) == 1.0
    for_both[3, 0] = 1.0 + 2 * band
    assert share([1, 1, 1, 1], for_both) == 0.0


def test_who_is_newly_bound_bears_the_cost():
    from pato import world
    from pato.futures import Design

    model = Mistrusted.of(world.load(), load_architecture("hub-and-spoke"), "2026-11-21", members=STATES)
    draws = Design(tuple(model.factors()), 50, 1).draw()
    found = model.evaluate(draws, load_architecture("pato-8")).outcomes[COST]
    assert found.dims == ("future", "state", "partner")
    korea = found.sel(state="KOR")
    assert (korea.sel(partner="JPN") > 0).all(), "past rule and claims, and no duty to defend it today"
    assert (korea.sel(partner="USA") == 0).all(), "no reason, and bound already"
    assert float(model.evaluate(draws, load_architecture("hub-and-spoke")).outcomes[COST].sum()) == 0.0
    # an architecture that fixes a day is read on it, also as what is in force
    then = load_architecture("hub-and-spoke")._replace(date="1950-01-01")
    dated = Mistrusted.of(world.load(), then, "2026-11-21", members=STATES)
    cost = dated.evaluate(draws, load_architecture("hub-and-spoke")).outcomes[COST]
    assert (cost.sel(state="JPN", partner="USA") > 0).all(), "not bound in 1950"
