"""Disputes a year: against the equations, and what theories may and may not do to them."""

import numpy as np
import pytest

from pato import world as worlds
from pato.errors import UsageError
from pato.futures import Design
from pato.kernels.chances import probability
from pato.models.commitments.profiles import Commitments
from pato.models.pledges import Pledges
from pato.models.risk.disputes import ESTIMATE, OUTCOME, Disputes
from pato.models.risk.estimate import load_risk
from pato.models.risk.pairs import THEORY
from pato.treaties.architecture import load_architecture

DATE = "2026-11-21"
PROVOKING = ("provoke", "provoke_patron")


@pytest.fixture(scope="module")
def architectures():
    return {name: load_architecture(name) for name in ("hub-and-spoke", "pato-7")}


@pytest.fixture(scope="module")
def model(architectures):
    return Disputes.of(worlds.load(), architectures["hub-and-spoke"], DATE)


@pytest.fixture(scope="module")
def draws(model):
    return Design(tuple(model.factors()), 70, 4).draw()


def counted(model, draws, architecture):
    return model.evaluate(draws, architecture).outcomes[OUTCOME]


def test_today_is_what_the_estimate_says(model, draws, architectures):
    found = counted(model, draws, architectures["hub-and-spoke"])
    japan = model.states.index("JPN")
    for future in (0, 31):
        p = probability(model.design[model.targets == japan] @ draws[ESTIMATE][future])
        np.testing.assert_allclose(found.sel(target="JPN").values[future], p.sum(), rtol=1e-10)


def test_pledges_to_the_target_are_not_among_the_covariates():
    assert not any("dose" in t.covariate or "pact" in t.covariate for t in load_risk(ESTIMATE).terms)


def test_only_provocation_moves_disputes_and_only_against_the_newly_pledged(model, draws, architectures):
    today, pact = (counted(model, draws, architectures[n]) for n in ("hub-and-spoke", "pato-7"))
    provoked = np.any([draws.is_level(THEORY, t) for t in PROVOKING], axis=0)
    assert provoked.any()
    assert np.array_equal(pact[~provoked], today[~provoked])
    assert (pact.sel(target="JPN").values[provoked] > today.sel(target="JPN").values[provoked]).all()
    assert np.array_equal(pact.sel(target="VNM"), today.sel(target="VNM"))


def test_the_rise_is_the_average_over_the_horizon(model, draws, architectures):
    then = model.committed(architectures["pato-7"])
    before, after = (model.probabilities(draws, c) for c in (model.now, then))
    r, k = model.states.index("CHN"), model.states.index("JPN")
    pair = np.flatnonzero((model.challengers == r) & (model.targets == k))[0]
    here = draws.is_level(THEORY, "provoke")
    x, p = np.log(before[here, pair] / (1 - before[here, pair])), before[here, pair]
    moved = model.moved(draws, then)
    newly = moved.newly[here, np.flatnonzero(moved.pairs == pair)[0]]
    assert (newly > 0).all()
    share, rise = draws["provocation_years"][here] / 10, draws["provocation_log_odds"][here] * newly
    np.testing.assert_allclose(after[here, pair], share * probability(x + rise) + (1 - share) * p, rtol=1e-9)


@pytest.mark.parametrize("cut", [1, 33, 69])
def test_chunks_do_not_show(model, architectures, cut):
    design = Design(tuple(model.factors()), 70, 4)
    whole = counted(model, design.draw(), architectures["pato-7"]).values
    parts = [
        counted(model, design.draw(a, b), architectures["pato-7"]).values for a, b in ((0, cut), (cut, 70))
    ]
    assert np.array_equal(np.concatenate(parts), whole)


def test_bad_input_is_named(model, draws, architectures):
    nothing = np.zeros((2, 2), bool)
    other = Commitments.whole(Pledges(nothing, nothing, nothing), ("USA", "JPN"))
    with pytest.raises(UsageError, match="of 2 states"):
        model.probabilities(draws, other)
    with pytest.raises(UsageError, match="horizon_years"):
        Disputes.of(worlds.load(), architectures["hub-and-spoke"], DATE, horizon_years=0)
