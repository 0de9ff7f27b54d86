"""Every theory through the whole model: a world small enough to compute by hand, and the real one against the equations."""

from types import SimpleNamespace

import numpy as np
import pytest

from pato import world as worlds
from pato.errors import UsageError
from pato.futures import Design
from pato.futures.distributions import Constant
from pato.futures.factor import Factor, Levels, Posterior
from pato.kernels.chances import probability
from pato.kernels.projection import pledge_dose
from pato.models.pledges import pledged
from pato.models.risk.estimate import RiskModel
from pato.models.risk.theories.found import theories
from pato.models.risk.unseen import UNSEEN
from pato.models.risk.war import CREDENCE, ESTIMATE, THEORY, WarRisk
from pato.models.support.joining import EFFECT, EFFECTS
from pato.models.support.joining import ESTIMATE as JOINING
from pato.treaties.architecture import load_architecture

DATE = "2026-11-21"
ONE = np.array([0])


def small_world(horizon=10):
    """A challenger, a target and a third state whose tenth of the world's capability arrives undiminished."""
    risk = RiskModel(ESTIMATE, ("constant", "dose_largest"), (), np.array([-3.0, -0.5]), np.zeros((2, 2)), {})
    days = np.e  # of march: the exponent of the loss of strength is then log10(10) = 1
    km = np.full((3, 3), days * 500 * 1.609344)
    return WarRisk(
        risk, ("AAA", "BBB", "CCC"), ONE, np.array([1]), np.array([[1.0, 0.0]]), np.array([0.2, 0.1, 0.1]), km,
        np.zeros((3, 3), bool), DATE, SimpleNamespace(), horizon,
    )  # fmt: skip


def drawn(theory):
    numbers = {
        CREDENCE: 0.5, "additive_cap": 2.0, "pledge_risk_ratio": 0.8, "provocation_log_odds": 0.2, "provocation_years": 4.0,
    }  # fmt: skip
    factors = [Factor(n, Constant(v), "made for a test", "assumption") for n, v in numbers.items()]
    b = Posterior.of(("constant", "dose_largest"), (-3.0, -0.5), np.zeros((2, 2)))
    factors += [
        Factor(ESTIMATE, b, "made for a test", "assumption"),
        Factor(THEORY, Levels((theory,), "theory"), "made for a test", "assumption"),
    ]
    return Design(tuple(factors), 1, 1).draw()


# By hand: the dose is log(1 + 10 %) = log 11 = 2.397895, and nothing is pledged today.
BY_HAND = {
    "no_effect": 0.0474259,  # 1 / (1 + e^3)
    "patron": 0.0147894,  # 1 / (1 + e^3 * sqrt(11)) = 1 / (1 + 20.08554 * 3.316625)
    "additive": 0.0179862,  # capped at 2: 1 / (1 + e^4)
    "pledge": 0.0383040,  # 1 / (1 + e^3 / 0.8)
    "provoke": 0.4 * 0.0573242 + 0.6 * 0.0474259,  # 4 years of 10 at 1 / (1 + e^2.8)
    "provoke_patron": 0.4 * 0.0180048 + 0.6 * 0.0147894,  # 1 / (1 + e^2.8 * sqrt(11)), then as patron
}


@pytest.mark.parametrize("theory", BY_HAND)
def test_a_world_computed_by_hand(theory):
    model = small_world()
    pledges = np.zeros((3, 3), bool)
    pledges[2, 1] = True
    today = model.probabilities(drawn(theory), model.status_quo)
    np.testing.assert_allclose(today, 0.0474259, rtol=1e-5)
    np.testing.assert_allclose(model.probabilities(drawn(theory), pledges), BY_HAND[theory], rtol=1e-5)


def test_provocation_weighs_less_over_a_longer_horizon_and_all_of_a_short_one():
    pledges = np.zeros((3, 3), bool)
    pledges[2, 1] = True
    risks = [float(small_world(h).probabilities(drawn("provoke"), pledges)[0, 0]) for h in (2, 4, 10, 40)]
    assert risks[0] == pytest.approx(0.0573242, rel=1e-5)
    assert risks[0] == risks[1] > risks[2] > risks[3] > 0.0474259


@pytest.fixture(scope="module")
def hub():
    return load_architecture("hub-and-spoke")


@pytest.fixture(scope="module")
def model(hub):
    return WarRisk.of(worlds.load(), hub, DATE, challengers=("CHN", "USA"))


@pytest.fixture(scope="module")
def design(model):
    return Design(tuple(model.factors()), 7 * 4, 5)


@pytest.fixture(scope="module")
def seven(model):
    return pledged(load_architecture("pato-7"), DATE, model.states)


def doses_of(model, draws, future, pledges):
    """Straight from the kernel, with the credence inside the pledges."""
    patron, taiwan = (model.states.index(s) for s in ("USA", "TWN"))
    credence = pledges.astype(float)
    credence[patron, taiwan] = max(credence[patron, taiwan], draws[CREDENCE][future])
    found = pledge_dose(credence, cinc=model.cinc, distance_km=model.distance_km, also_bars=pledges)
    return {n: getattr(found, n)[model.challengers, model.targets] for n in ("largest", "rest", "total")}


def by_equations(model, draws, future, pledges):
    """One future and all pairs, by the formulas of the theories' documentation."""
    now, then = (doses_of(model, draws, future, p) for p in (model.status_quo, pledges))
    b = dict(zip(model.risk.names, draws[ESTIMATE][future], strict=True))
    x = model.design @ draws[ESTIMATE][future]
    x = x + b["dose_largest"] * now["largest"] + b["dose_rest"] * now["rest"]
    b["dose_largest"] *= 1 - draws[UNSEEN][future]  # what moves; today's level is as estimated
    theory = draws.labels(THEORY)[future]
    value = {n: draws[n][future] for n in ("additive_cap", "pledge_risk_ratio", "provocation_log_odds", "provocation_years")}  # fmt: skip
    if theory in {"patron", "provoke_patron"}:
        x = x + b["dose_largest"] * (then["largest"] - now["largest"])
    if theory == "additive":
        cap = value["additive_cap"]
        x = x + b["dose_largest"] * (np.minimum(then["total"], cap) - np.minimum(now["total"], cap))
    if theory == "pledge":
        x = x + np.log(value["pledge_risk_ratio"]) * ((then["largest"] > 0) & (now["largest"] == 0))
    if theory == "est":
        x = x + expected(model, draws, future, pledges)
    if theory in {"provoke", "provoke_patron"}:
        share = value["provocation_years"] / 10
        rise = value["provocation_log_odds"] * (then["total"] > now["total"] + 1e-12)
        return share * probability(x + rise) + (1 - share) * probability(x)
    return probability(x)


def expected(model, draws, future, pledges):
    shares = np.array([EFFECTS[n] for n in draws.factor(EFFECT).levels])[draws[EFFECT]]
    one = slice(future, future + 1)
    found = model.support.expect(
        draws[JOINING][one], shares[one], draws[CREDENCE][one], model.status_quo, pledges
    )
    shift = np.zeros(len(model.targets))
    shift[found.moved] = draws["support_effect"][future] * (np.log1p(found.after) - np.log1p(found.before))[0]
    return shift


def test_every_theory_is_what_its_formula_says(model, design, seven):
    draws = design.draw()
    found = model.probabilities(draws, seven)
    assert set(draws.labels(THEORY)) == set(theories())
    for future in range(draws.n_futures):
        np.testing.assert_allclose(
            found[future],
            by_equations(model, draws, future, seven),
            rtol=1e-9,
            err_msg=draws.labels(THEORY)[future],
        )


def test_theories_agree_where_nothing_changes(model, design):
    draws = design.draw()
    same = model.probabilities(draws, model.status_quo.copy())
    for level, name in enumerate(draws.factor(THEORY).levels):
        arrays = {n: draws[n] for n in draws} | {THEORY: np.full(draws.n_futures, level, np.int16)}
        held = type(draws)(design.factors, draws.futures, arrays)
        assert np.array_equal(model.probabilities(held, model.status_quo), same), name


@pytest.mark.parametrize("cut", [1, 13, 27])
def test_chunks_do_not_show_under_any_theory(model, design, seven, cut):
    whole = model.probabilities(design.draw(), seven)
    parts = [model.probabilities(design.draw(a, b), seven) for a, b in ((0, cut), (cut, 28))]
    assert np.array_equal(np.concatenate(parts), whole)


def test_pledges_of_other_states_and_short_horizons_are_refused(model, hub, design):
    with pytest.raises(UsageError, match=r"shape.*\(46, 46\)"):
        model.probabilities(design.draw(), np.zeros((3, 3), bool))
    with pytest.raises(UsageError, match="horizon_years"):
        WarRisk.of(worlds.load(), hub, DATE, horizon_years=0)
