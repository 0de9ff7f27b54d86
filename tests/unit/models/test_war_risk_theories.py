"""Every theory through the whole model: a world small enough to compute by hand, and the real one against the equations."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from pato import world as worlds
from pato.errors import UsageError
from pato.futures import Design
from pato.futures.distributions import Constant
from pato.futures.factor import Factor, Levels, Posterior
from pato.kernels.chances import probability
from pato.models.commitments.profiles import Commitments
from pato.models.commitments.worth import CREDENCE, Valuation, factors
from pato.models.pledges import Pledges
from pato.models.risk.estimate import RiskModel
from pato.models.risk.theories.found import theories
from pato.models.risk.unseen import UNSEEN
from pato.models.risk.war import ESTIMATE, THEORY, WarRisk
from pato.models.support.joining import EFFECT, EFFECTS
from pato.models.support.joining import ESTIMATE as JOINING
from pato.treaties.architecture import load_architecture

DATE = "2026-11-21"
ONE = np.array([0])
STATES = ("AAA", "BBB", "CCC")


def whole(*pairs):
    """Whole pledges between the three states."""
    defence = np.zeros((3, 3), bool)
    for pair in pairs:
        defence[pair] = True
    nothing = np.zeros((3, 3), bool)
    return Commitments.whole(Pledges(defence, nothing, nothing), STATES, DATE)


def small_world(horizon=10):
    """A challenger, a target and a third state whose tenth of the world's capability arrives undiminished."""
    risk = RiskModel(ESTIMATE, ("constant", "dose_largest"), (), np.array([-3.0, -0.5]), np.zeros((2, 2)), {})
    days = np.e  # of march: the exponent of the loss of strength is then log10(10) = 1
    km = np.full((3, 3), days * 500 * 1.609344)
    return WarRisk(
        risk, STATES, ONE, np.array([1]), np.array([[1.0, 0.0]]), np.array([0.2, 0.1, 0.1]), km,
        whole(), DATE, SimpleNamespace(), Valuation(), horizon,
    )  # fmt: skip


def drawn(theory):
    numbers = {
        CREDENCE: 0.5, "additive_cap": 2.0, "pledge_risk_ratio": 0.8, "provocation_log_odds": 0.2, "provocation_years": 4.0,
    }  # fmt: skip
    made = [Factor(n, Constant(v), "made for a test", "assumption") for n, v in numbers.items()]
    made += [f for f in factors() if f.id not in numbers]
    b = Posterior.of(("constant", "dose_largest"), (-3.0, -0.5), np.zeros((2, 2)))
    made += [
        Factor(ESTIMATE, b, "made for a test", "assumption"),
        Factor(THEORY, Levels((theory,), "theory"), "made for a test", "assumption"),
    ]
    return Design(tuple(made), 1, 1).draw()


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
    pledges = whole((2, 1))
    today = model.probabilities(drawn(theory), model.now)
    np.testing.assert_allclose(today, 0.0474259, rtol=1e-5)
    np.testing.assert_allclose(model.probabilities(drawn(theory), pledges), BY_HAND[theory], rtol=1e-5)


def test_provocation_weighs_less_over_a_longer_horizon_and_all_of_a_short_one():
    pledges = whole((2, 1))
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
    return model.committed(load_architecture("pato-7"))


def doses_of(model, draws, future, then):
    """Straight from what commitments are worth, one pair after the other: largest, all together, the strongest commitment, each defender's."""
    worth = model.valuation.worth(then, draws).deterring[future]
    found = {"largest": [], "total": [], "any": [], "each": []}
    for r, k in zip(model.challengers, model.targets, strict=True):
        free = ~then.defence[:, r] & ~np.isin(np.arange(len(model.states)), (r, k))
        each = worth[then.of[:, k, r]] * free
        gives = each * model.doses.arriving[:, k]
        found["largest"].append(np.log1p(gives.max()))
        found["total"].append(np.log1p(gives.sum()))
        found["any"].append(each.max())
        found["each"].append(each)
    return {name: np.array(values) for name, values in found.items()}


def by_equations(model, draws, future, pledges):
    """One future and all pairs, by the formulas of the theories' documentation."""
    now, then = (doses_of(model, draws, future, c) for c in (model.now, pledges))
    b = dict(zip(model.risk.names, draws[ESTIMATE][future], strict=True))
    x = model.today(draws)[future].copy()
    b["dose_largest"] *= 1 - draws[UNSEEN][future]  # what moves; today's level is as estimated
    theory = draws.labels(THEORY)[future]
    value = {n: draws[n][future] for n in ("additive_cap", "pledge_risk_ratio", "provocation_log_odds", "provocation_years")}  # fmt: skip
    if theory in {"patron", "provoke_patron"}:
        x += b["dose_largest"] * (then["largest"] - now["largest"])
    if theory == "additive":
        cap = value["additive_cap"]
        x += b["dose_largest"] * (np.minimum(then["total"], cap) - np.minimum(now["total"], cap))
    if theory == "pledge":
        x += np.log(value["pledge_risk_ratio"]) * np.maximum(then["any"] - now["any"], 0.0)
    if theory == "est":
        x += expected(model, draws, future, pledges)
    if theory in {"provoke", "provoke_patron"}:
        share = value["provocation_years"] / 10
        rise = value["provocation_log_odds"] * np.maximum(then["each"] - now["each"], 0.0).max(axis=1)
        return share * probability(x + rise) + (1 - share) * probability(x)
    return probability(x)


def expected(model, draws, future, pledges):
    shares = np.array([EFFECTS[n] for n in draws.factor(EFFECT).levels])[draws[EFFECT]]
    one = np.array([future])
    worth = tuple(model.valuation.worth(c, draws).of(one) for c in (model.now, pledges))
    pairs = model.moved(draws, pledges).pairs
    before, after = model.support.expect(draws[JOINING][one], shares[one], (model.now, pledges), worth, pairs)
    shift = np.zeros(len(model.targets))
    shift[pairs] = draws["support_effect"][future] * (np.log1p(after) - np.log1p(before))[0]
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
    same = model.probabilities(draws, replace(model.now))
    for level, name in enumerate(draws.factor(THEORY).levels):
        arrays = {n: draws[n] for n in draws} | {THEORY: np.full(draws.n_futures, level, np.int16)}
        held = type(draws)(design.factors, draws.futures, arrays)
        assert np.array_equal(model.probabilities(held, model.now), same), name


@pytest.mark.parametrize("cut", [1, 13, 27])
def test_chunks_do_not_show_under_any_theory(model, design, seven, cut):
    whole = model.probabilities(design.draw(), seven)
    parts = [model.probabilities(design.draw(a, b), seven) for a, b in ((0, cut), (cut, 28))]
    assert np.array_equal(np.concatenate(parts), whole)


def test_pledges_of_other_states_and_short_horizons_are_refused(model, hub, design):
    with pytest.raises(UsageError, match=r"of 3 states.*46"):
        model.probabilities(design.draw(), whole())
    with pytest.raises(UsageError, match="horizon_years"):
        WarRisk.of(worlds.load(), hub, DATE, horizon_years=0)
