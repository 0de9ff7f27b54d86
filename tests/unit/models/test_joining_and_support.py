"""Joining and support on the world that ships: switches, contingencies, and what must hold whatever the estimates are."""

import numpy as np
import pytest

from pato import world as worlds
from pato.errors import UnknownNameError
from pato.futures import Design
from pato.kernels.chances import probability
from pato.kernels.projection import miles_per_day
from pato.kernels.reach import log_reach
from pato.models.pledges import pledges_of
from pato.models.support.arriving import CONTINGENCIES, Support
from pato.models.support.joining import EFFECTS
from pato.treaties.architecture import load_architecture

DATE = "2026-11-21"


@pytest.fixture(scope="module")
def architectures():
    return {name: load_architecture(name) for name in ("hub-and-spoke", "pato-7")}


@pytest.fixture(scope="module")
def support(architectures):
    return Support.of(worlds.load(), architectures["hub-and-spoke"], DATE, challengers=["CHN"])


@pytest.fixture(scope="module")
def joining(support):
    return support.joining


def chance(joining, pledges, defender, target, challenger="CHN", **options):
    at = joining.position
    pair = (np.array([at(challenger)]), np.array([at(target)]))
    return joining.probabilities(joining.logit.coefficients, pledges, *pair, **options)[0, at(defender), 0]


def test_one_probability_is_what_the_equation_says(joining):
    found = chance(joining, joining.now, "USA", "JPN")
    at, b = joining.position, dict(zip(joining.logit.names, joining.logit.coefficients, strict=True))
    usa, jpn, chn = at("USA"), at("JPN"), at("CHN")
    given = joining.logit.estimate["at_prediction"]
    reach = float(log_reach(joining.cinc[usa], joining.figures["distance_km"][usa, jpn], miles_per_day(2026)))
    x = {
        "constant": 1.0,
        "defence": 1.0,
        "defence_reach": reach,
        "defence_war": 1.0,
        "defence_after_1945": 1.0,
        "after_1945": 1.0,
        "reach": reach,
        "major": 1.0,
        "rivalry_challenger": joining.figures["rivalry"][usa, chn],
        "joint_democracy": 1.0,
        "history_challenger": joining.figures["dispute_history"][usa, chn] ** 0.5,
        "war": 1.0,
        "balance": np.log(joining.cinc[jpn] / joining.cinc[chn]),
        "log_states": np.log(given["states"]),
        "restrained": float(joining.status_quo.restraint[usa, chn]),
    }
    assert found == pytest.approx(float(probability(sum(b[n] * x.get(n, 0.0) for n in b))), rel=1e-9)


def test_the_switch_gives_all_half_or_none_of_the_difference(joining, architectures):
    added = joining.committed(architectures["pato-7"])
    before = chance(joining, joining.now, "AUS", "JPN")
    after = {name: chance(joining, added, "AUS", "JPN", effect=name) for name in EFFECTS}
    log_odds = {name: np.log(p / (1 - p)) for name, p in {**after, "before": before}.items()}
    assert after["screening"] == pytest.approx(before)
    assert log_odds["half"] == pytest.approx((log_odds["causal"] + log_odds["before"]) / 2)
    assert after["causal"] > before
    with pytest.raises(UnknownNameError, match="causal"):
        chance(joining, added, "AUS", "JPN", effect="casual")


def test_under_the_status_quo_the_switch_says_nothing(joining):
    values = {chance(joining, joining.now, "USA", "KOR", effect=name) for name in EFFECTS}
    assert len(values) == 1


def test_nobody_joins_what_it_began(joining):
    assert chance(joining, joining.now, "JPN", "JPN") == 0.0
    assert chance(joining, joining.now, "CHN", "JPN") == 0.0


def test_universal_treaties_restrain_nobody_and_directed_pledges_stay_directed(joining, architectures):
    pledges, at = joining.status_quo, joining.position
    # ASEAN's Treaty of Amity and Cooperation binds both to China; nothing else does
    assert not pledges.restraint[at("AUS"), at("CHN")]
    assert pledges.defence[at("USA"), at("JPN")]
    earlier = pledges_of(architectures["hub-and-spoke"].on("1945-01-01"), "1945-01-01", joining.states)
    assert not earlier.defence[at("USA"), at("JPN")]


def test_the_guarantor_replaces_its_chance(support, architectures):
    b, at = support.joining.logit.coefficients, support.joining.position
    usa, jpn = at("USA"), list(support.targets).index(at("JPN"))
    found = {c: support.coalitions(b, architectures["hub-and-spoke"], guarantor=c) for c in CONTINGENCIES}
    gift = {c: gifts[0, usa, jpn] for c, (_, gifts) in found.items()}
    assert gift["absent"] == 0.0
    assert gift["honours"] > gift["estimated"] > 0
    # bound by a share of a pledge, it fights for certain to that share
    whole = support.coalitions(b, architectures["hub-and-spoke"], guarantor="honours", gradient="none")[1]
    now = support.joining.now
    worth = support.joining.valuation.central(now).joining[0, now.of[usa, at("JPN"), at("CHN")]]
    estimated = chance(support.joining, now, "USA", "JPN")
    expected = 100 * support.joining.cinc[usa] * (worth + (1 - worth) * estimated)
    assert whole[0, usa, jpn] == pytest.approx(expected)
    others = [i for i in range(len(support.joining.states)) if i != usa]
    np.testing.assert_array_equal(found["absent"][1][:, others], found["honours"][1][:, others])


def test_bases_never_weaken(support, architectures):
    b = support.joining.logit.coefficients
    at_home, forward = (
        support.coalitions(b, architectures["pato-7"], forward=f)[0].total for f in (0.0, 1.0)
    )
    assert (forward >= at_home - 1e-12).all()
    assert (forward > at_home).any()


def test_outcomes_of_a_study_are_whole_and_do_not_depend_on_the_chunk(support, architectures):
    design = Design(tuple(support.factors()), 24, 1)
    draws = design.draw()
    whole = support.evaluate(draws, architectures["pato-7"]).outcomes
    assert all(np.isfinite(v.values).all() for v in whole.data_vars.values())
    total, less = whole["expected_support_percent"], whole["expected_support_without_largest_percent"]
    assert (less <= total + 1e-12).all()
    assert ((whole["defeat_chance"] > 0) & (whole["defeat_chance"] < 1)).all()
    part = support.evaluate(design.draw(8, 16), architectures["pato-7"]).outcomes
    for name in whole:
        np.testing.assert_array_equal(part[name].values, whole[name].values[8:16])
