"""The economic side of architectures that are compared: nothing from nothing, and coercion weighted as said."""

import dataclasses

import numpy as np
import pytest

from pato import load_architecture
from pato.futures import Design, Levels
from pato.futures.distributions import Constant
from pato.models.trade.compared import TradeCompared
from pato.models.trade.tariffs import tariffs_of
from pato.world import load

DATE = "2026-11-21"


@pytest.fixture(scope="module")
def model():
    return TradeCompared.of(load(), load_architecture("hub-and-spoke"), DATE, rival="CHN")


@pytest.fixture(scope="module")
def design(model):
    return Design(tuple(model.factors()), 6, 1)


def at(model, **fixed):
    """Four futures with some factors fixed."""
    factors = [dataclasses.replace(f, spec=fixed.get(f.id, f.spec)) for f in model.factors()]
    return Design(tuple(factors), 4, 1).draw()


@pytest.mark.parametrize("name", ["hub-and-spoke", "flexible"])
def test_an_architecture_without_chapters_and_pacts_changes_nothing(model, design, name):
    outcomes = model.evaluate(design.draw(), load_architecture(name)).outcomes
    assert all((outcomes[v] == 0).all() for v in outcomes)


def test_members_gain_and_the_rival_pays_for_its_own_cuts(model, design):
    draws = design.draw()
    found = model.evaluate(draws, load_architecture("pato-7")).outcomes
    published = draws.is_level("effects_from", "published")  # our own estimates have draws below zero
    assert published.any()
    assert (found["welfare_percent"].sel(state=["JPN", "TWN", "KOR"])[published] > 0).all()
    assert (found["coercion_loss_percent"].sel(state=["AUS", "JPN"]) > 0).all()
    solved = draws.is_level("coercion_reallocation", "trade_model")
    assert (found["coercion_loss_percent"].sel(state="CHN")[solved] > 0).all()
    assert (found["coercion_loss_percent"].sel(state="CHN")[~solved] == 0).all()


def test_chunks_do_not_show(model, design):
    whole = model.evaluate(design.draw(), load_architecture("pato-3")).outcomes
    part = model.evaluate(design.draw(2, 4), load_architecture("pato-3")).outcomes
    for name in whole:
        np.testing.assert_array_equal(whole[name].values[2:4], part[name].values)


def test_losses_are_the_chance_times_the_share_of_ten_years(model, design):
    def lost(years, chance):
        draws = at(model, coercion_years=Constant(years), coercion_chance=Constant(chance))
        return model.evaluate(draws, load_architecture("pato-3")).outcomes["coercion_loss_usd_bn"]

    np.testing.assert_allclose(lost(4.0, 0.5), 4 * lost(2.0, 0.25), rtol=1e-12)
    np.testing.assert_allclose(lost(15.0, 0.5), lost(10.0, 0.5), rtol=1e-12)


def test_tariffs_of_the_other_baseline_are_those_of_its_list(model):
    draws = Design(tuple(model.factors()), 8, 1).draw()
    economies = model.trade.flows.economies
    found = tariffs_of(draws, economies)
    here = draws.is_level("trade_baseline", "april_2025")
    us, jpn, can = (economies.index(s) for s in ("USA", "JPN", "CAN"))
    assert (found[here, jpn, us] == 0.24).all()
    assert (found[~here] == 0).all()
    assert (found[:, us, us] == 0).all()
    assert (found[:, can, us] == 0).all()
    assert (found[:, us, jpn] == 0).all()


def test_a_treaty_that_ends_tariffs_is_worth_more_to_those_who_pay_them(model):
    snapshot, tariffs = (
        model.evaluate(
            at(model, trade_baseline=Levels((level,), "reading")), load_architecture("pato-7")
        ).outcomes["welfare_percent"]
        for level in ("snapshot", "april_2025")
    )
    assert (tariffs.sel(state=["JPN", "KOR", "TWN"]) > snapshot.sel(state=["JPN", "KOR", "TWN"])).all()


def test_a_framework_frees_nobody_of_tariffs(model):
    assert model.trade.scenario(load_architecture("pato-7")).free_of_tariffs
    assert not model.trade.scenario(load_architecture("ipef")).free_of_tariffs
