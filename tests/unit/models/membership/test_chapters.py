"""Chapters, the worth of others' peace, the band of no difference, and what nothing measures."""

import numpy as np
import pytest

from pato.errors import UsageError
from pato.kernels.deterrence import ANY
from pato.kernels.membership.named import evaluate
from pato.kernels.membership.tally import COUNTS
from pato.models.membership.pool import Pool
from pato.models.membership.standing import stand
from pato.models.membership.terms import DEFENCE, ECONOMY, TERMS, UNMEASURED, chapter
from pato.models.sweep.plan import plan_of
from pato.models.sweep.run import Sweep
from pato.models.trade import agreements, assumptions
from pato.models.trade.model import TradeModel
from pato.treaties.architecture import load_architecture

from .conftest import DATE, STATES

THREE = 0b0111


@pytest.fixture(scope="module")
def plain(figures, status_quo, treaty):
    """The pool without trade and without what nothing measures."""
    return Pool.of(figures, status_quo, DATE, STATES, treaty, without=("trade", "coercion"))


@pytest.fixture(scope="module")
def draws(plain):
    return plain.design(60, 5).draw()


def test_every_term_is_in_one_chapter():
    assert sorted(TERMS) == sorted((*DEFENCE, *ECONOMY))
    assert not set(DEFENCE) & set(ECONOMY)
    parts = {name: np.full((2, 3), float(i)) for i, name in enumerate(TERMS)}
    both = chapter(parts, DEFENCE) + chapter(parts, ECONOMY)
    np.testing.assert_array_equal(both, chapter(parts, TERMS))


def test_what_nothing_measures_counts_only_when_asked_for(plain, draws, figures, status_quo, treaty):
    assert not set(UNMEASURED) & set(plain.terms(draws, [THREE]))
    assert not {"autonomy_membership", "mistrust_claim"} & {f.id for f in plain.factors()}
    asked = Pool.of(
        figures, status_quo, DATE, STATES, treaty, without=("trade", "coercion"), priced=("autonomy",)
    )
    assert "autonomy" in asked.terms(asked.design(5, 1).draw(), [THREE])
    with pytest.raises(UsageError, match="no term without a measurement"):
        Pool.of(figures, status_quo, DATE, STATES, treaty, priced=("war",))
    with pytest.raises(UsageError, match="also left out"):
        Pool.of(figures, status_quo, DATE, STATES, treaty, without=("autonomy",), priced=("autonomy",))


def test_spill_overs_are_risk_times_loss_of_those_who_do_not_fight(plain, draws):
    game = plain.game(draws)
    found = evaluate(game, [THREE, 0])
    p0 = 1.0 / (1.0 + np.exp(-game.log_odds))
    assert (game.spill >= 0).all()
    assert (game.spill > 0).any(), "Japan is near Korea and Taiwan, and trades with both"
    for pair, target in enumerate(game.target):
        assert (game.spill[:, target, pair] == 0).all(), "the target's own loss is another term"
    spared = plain.terms(draws, [THREE])["spill_overs"][:, 0]
    own = np.zeros(spared.shape)
    for k in range(plain.n_states):
        pairs = np.flatnonzero(game.target == k)
        if len(pairs) == 1:  # the pair's change of risk is the target's
            change = found.war_risk[:, 0, k] - p0[:, pairs[0]]
            own -= 100 * change[:, None] * game.spill[:, :, pairs[0]]
    if all((game.target == k).sum() <= 1 for k in range(plain.n_states)):
        np.testing.assert_allclose(spared, own, atol=1e-12)
    outsider = STATES.index("TWN")
    assert (np.abs(spared[:, outsider]) > 0).any(), "peace of others is worth something to outsiders too"


def test_no_spill_overs_where_nothing_is_lost(plain, draws):
    arrays = {name: draws[name] for name in draws} | {
        "spill_neighbour": np.zeros(draws.n_futures),
        "spill_trade": np.zeros(draws.n_futures),
    }
    from pato.futures import Draws

    none = Draws(tuple(draws.factor(n) for n in draws), draws.futures, arrays)
    assert np.abs(plain.terms(none, [THREE])["spill_overs"]).max() == 0.0


def test_the_sweep_and_the_named_membership_agree_on_the_same_runs(plain, draws):
    """One band, the same pairs, the same runs: the same shares, under every theory."""
    whole = plain.game(draws)
    assert {ANY} < set(whole.statistic)
    assert whole.surge_share.any()
    sweep = Sweep.of(whole, plan_of(whole), plain.assumptions.no_difference)
    counts = sweep.statistics(0).counts.sum(axis=0)
    for mask in (0b0011, 0b0101, THREE, 0b1111):
        held = stand(plain, draws, mask)
        for name, share in (
            ("accepted", held.accepts_all),
            ("internal", held.internally_stable),
            ("exclusive", held.externally_stable("unanimity")),
            ("open", held.externally_stable("open")),
        ):
            assert counts[mask, COUNTS.index(name)] == share.sum(), (mask, name)


def test_within_the_band_nothing_differs(plain, draws):
    held = stand(plain, draws, THREE)
    small = np.abs(held.utilities) <= held.band
    assert held.accepts[small].all()
    assert (held.utilities[~held.accepts] < -held.band).all()
    assert (held.enters[held.wants_in] > held.band).all()


def test_what_is_lost_already_is_not_lost_again(plain, draws):
    years = np.full(draws.n_futures, 10.0)
    large = np.ones(draws.n_futures)
    rare = plain.war.lasting(years, np.full((draws.n_futures, len(plain.war.target)), -12.0), large)
    often = plain.war.lasting(years, np.full((draws.n_futures, len(plain.war.target)), 3.0), large)
    np.testing.assert_allclose(rare, 10.0, rtol=1e-3)
    assert (often < 1.1).all(), "a state at war every year loses a year's output a year"


def test_words_do_not_outdo_agreements_in_force(figures, status_quo):
    model = TradeModel.of(figures, status_quo, DATE, needed=("CAN", "USA"))
    draws = model.design(80, 1).draw()
    level = {
        n: agreements.level_of(agreements.of_instrument(load_architecture(n).instrument(n), figures), draws)
        for n in ("pato", *assumptions.load().deepest)
    }
    deepest = np.maximum(level["usmca"], level["cptpp"])
    assert (level["pato"] <= deepest).all()
    assert (level["pato"] == deepest).any(), "the cap binds"
