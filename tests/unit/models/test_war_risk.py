"""War risk of architectures: against the kernels directly, and what must hold whatever the estimates are."""

import numpy as np
import pytest

from pato import world as worlds
from pato.errors import UnknownNameError
from pato.futures import Design
from pato.kernels.chances import probability
from pato.kernels.projection import pledge_dose
from pato.models.pledges import added_parties, gap_count, pledged
from pato.models.risk.drift import FACTOR as LEVEL
from pato.models.risk.unseen import UNSEEN
from pato.models.risk.war import CREDENCE, ESTIMATE, THEORY, WarRisk
from pato.treaties.architecture import load_architecture

DATE = "2026-11-21"


@pytest.fixture(scope="module")
def architectures():
    return {name: load_architecture(name) for name in ("hub-and-spoke", "pato-7", "pato-7-without-taiwan")}


@pytest.fixture(scope="module")
def model(architectures):
    return WarRisk.of(worlds.load(), architectures["hub-and-spoke"], DATE)


@pytest.fixture(scope="module")
def design(model):
    return Design(tuple(model.factors()), 60, 1)


def risk(model, draws, architecture):
    return model.evaluate(draws, architecture).outcomes["war_initiations_all_a_year"]


def largest(model, credence, r, k, bars):
    """The largest pledged dose of a pair, one defender after the other; ``credence`` has what each commitment is worth."""
    best = 0.0
    for d in range(len(model.states)):
        if d not in (r, k) and not bars[d, r]:
            best = max(best, credence[d] * model.doses.arriving[d, k])
    return np.log1p(best)


def by_equations(model, draws, future, architecture):
    """One future, straight from the equations: today's pledges as the estimate counts them, and what commitments add."""
    states, now, then = model.states, model.now, model.committed(architecture)
    worth = {id(c): model.valuation.worth(c, draws) for c in (now, then)}
    b = dict(zip(model.risk.names, draws[ESTIMATE][future], strict=True))
    total = np.zeros(len(states))
    for row, r, k in zip(model.design, model.challengers, model.targets, strict=True):
        word = worth[id(now)].word[future, now.of[:, k, r]]
        fitted = pledge_dose(
            np.where(now.defence[:, k], 1.0, word)[:, None] * (np.arange(len(states)) == k),
            cinc=model.cinc,
            distance_km=np.repeat(model.distance_km[:, k, None], len(states), axis=1),
            also_bars=now.defence,
        )
        x = dict(zip(model.risk.names, row, strict=True)) | {
            "dose_largest": fitted.largest[r, k],
            "dose_rest": fitted.rest[r, k],
        }
        log_odds = sum(b[name] * x[name] for name in b) + np.log(draws[LEVEL][future])
        if draws.is_level(THEORY, "patron")[future]:
            before, after = (
                largest(model, worth[id(c)].deterring[future, c.of[:, k, r]], r, k, c.defence)
                for c in (now, then)
            )
            log_odds += (1 - draws[UNSEEN][future]) * b["dose_largest"] * (after - before)
        total[k] += probability(log_odds)
    return total


@pytest.mark.parametrize("name", ["hub-and-spoke", "pato-7", "pato-7-without-taiwan"])
def test_one_future_is_what_the_equations_say(model, design, architectures, name):
    draws = Design(tuple(f for f in design.factors), 6, 1).draw()
    levels = draws.factor(THEORY).levels
    futures = [i for i in range(6) if levels[draws[THEORY][i]] in {"patron", "no_effect"}]
    found = risk(model, draws, architectures[name]).values
    for future in futures:
        np.testing.assert_allclose(
            found[future], by_equations(model, draws, future, architectures[name]), rtol=1e-9
        )


def test_without_an_effect_architectures_do_not_differ(model, design, architectures):
    draws = design.draw()
    null = draws.is_level(THEORY, "no_effect")
    assert null.any()
    today, pact = (risk(model, draws, architectures[n]).values[null] for n in ("hub-and-spoke", "pato-7"))
    assert np.array_equal(today, pact)


def test_the_status_quo_is_the_estimated_risk_under_every_theory(model, design, architectures):
    draws = design.draw()
    other = design.replaced(design.factor(THEORY)).draw()
    found = risk(model, draws, architectures["hub-and-spoke"])
    shifted = model.evaluate(other, architectures["hub-and-spoke"]).outcomes["war_initiations_a_year"]
    assert np.array_equal(found, shifted)
    for future in range(3):
        b = draws[ESTIMATE][future]
        assert found[future].sum() > 0
        assert np.isfinite(b).all()


def test_under_t_patron_a_word_worth_a_full_pledge_leaves_the_pact_nothing_to_add(architectures):
    """Against China the strongest pledger to Taiwan is the United States: with full credence today, the pact is no news."""
    china = WarRisk.of(worlds.load(), architectures["hub-and-spoke"], DATE, challengers=("CHN",))
    design = Design(tuple(china.factors()), 60, 1)
    draws = design.draw()
    patron = draws.is_level(THEORY, "patron")
    ratios = {}
    for credence in (0.0, 1.0):
        arrays = {name: draws[name] for name in draws} | {CREDENCE: np.full(draws.n_futures, credence)}
        held = type(draws)(design.factors, draws.futures, arrays)
        today, pact = (
            risk(china, held, architectures[n]).sel(target="TWN").values[patron]
            for n in ("hub-and-spoke", "pato-7")
        )
        ratios[credence] = pact / today
    np.testing.assert_allclose(ratios[1.0], 1, rtol=1e-9)
    assert np.median(ratios[0.0]) < 0.6


@pytest.mark.parametrize("cut", [1, 7, 59])
def test_chunks_do_not_show(model, design, architectures, cut):
    whole = risk(model, design.draw(), architectures["pato-7"]).values
    parts = [risk(model, design.draw(a, b), architectures["pato-7"]).values for a, b in ((0, cut), (cut, 60))]
    assert np.array_equal(np.concatenate(parts), whole)


def test_more_is_pledged_under_the_pact_and_nothing_is_lost(model, design, architectures):
    draws = design.draw()
    today, pact = (model.evaluate(draws, architectures[n]).outcomes for n in ("hub-and-spoke", "pato-7"))
    for name in ("pledged_largest_percent", "pledged_total_percent"):
        assert (pact[name] >= today[name] - 1e-12).all()
    assert (today["pledged_total_percent"] >= today["pledged_largest_percent"] - 1e-12).all()
    assert (
        pact["pledged_total_percent"].sel(target="JPN") > today["pledged_total_percent"].sel(target="JPN")
    ).all()


def test_challengers_can_be_chosen(architectures, design, model):
    china = WarRisk.of(worlds.load(), architectures["hub-and-spoke"], DATE, challengers=("CHN",))
    draws = design.draw()
    part, whole = (risk(m, draws, architectures["pato-7"]) for m in (china, model))
    assert (part <= whole + 1e-15).all()
    assert (part.sel(target="CHN") == 0).all()
    assert (part.sel(target="TWN") > 0).all()
    with pytest.raises(UnknownNameError, match="CHI"):
        WarRisk.of(worlds.load(), architectures["hub-and-spoke"], DATE, challengers=("CHIN",))


def test_parties_of_the_pact_are_its_members(architectures):
    found = added_parties(
        [architectures["hub-and-spoke"], architectures["pato-7"]], architectures["hub-and-spoke"], DATE
    )
    assert found == ("AUS", "CAN", "JPN", "KOR", "NZL", "TWN", "USA")
    assert added_parties([architectures["hub-and-spoke"]], architectures["hub-and-spoke"], DATE) == ()


def test_pledges_are_directed_and_of_the_date(architectures):
    states = ("AUS", "JPN", "USA", "TWN")
    today = pledged(architectures["hub-and-spoke"], DATE, states)
    assert today[states.index("USA"), states.index("JPN")]
    assert not today[states.index("AUS"), states.index("JPN")]
    assert not today[states.index("USA"), states.index("TWN")]
    pact = pledged(architectures["pato-7"], DATE, states)
    assert (pact | np.eye(4, dtype=bool)).all()
    assert gap_count(pact) == 0
    # JPN-AUS and every pair of Taiwan's are without a duty today
    assert gap_count(today) == 4


def test_an_architecture_with_a_date_is_read_on_it(model, design):
    """In 1960 the United States was bound to defend Taipei (treaty of 1954), and so nothing depends on today's word."""
    then = load_architecture("hub-and-spoke@1960-06-01")
    draws = design.draw()
    found = []
    for credence in (0.0, 1.0):
        arrays = {n: draws[n] for n in draws} | {CREDENCE: np.full(draws.n_futures, credence)}
        held = type(draws)(design.factors, draws.futures, arrays)
        found.append(model.evaluate(held, then).outcomes["pledged_largest_percent"].sel(target="TWN"))
    assert np.array_equal(*found)
    assert float(found[0].min()) > 0


def test_talks_make_no_members(architectures):
    flexible = load_architecture("flexible")
    assert added_parties([flexible], architectures["hub-and-spoke"], DATE) == ()
