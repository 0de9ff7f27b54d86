"""Rivals' response: who is provoked, how much they arm under each theory, and what is pledged near them."""

import json
from importlib.resources import files

import numpy as np
import pytest

from pato import world as worlds
from pato.errors import UnknownNameError, UsageError
from pato.futures import Design, Draws
from pato.kernels.encirclement import near, newly_brought
from pato.models.arming import Arming, theories
from pato.models.arming.base import estimates, usual_doses
from pato.models.arming.model import DOSE, OUTCOMES, RADIUS, RESPONSE, THEORY
from pato.models.commitments.profiles import commitments_among
from pato.treaties.architecture import load_architecture

DATE = "2026-11-21"


@pytest.fixture(scope="module")
def architectures():
    return {name: load_architecture(name) for name in ("hub-and-spoke", "pato-3", "pato-7")}


@pytest.fixture(scope="module")
def model(architectures):
    return Arming.of(worlds.load(), architectures["hub-and-spoke"], DATE, challengers=("CHN", "RUS", "CHL"))


def newly(model, draws, architecture, challenger="CHN"):
    """How far a challenger is provoked and what is newly brought to its rivals, over runs."""
    r = model.states.index(challenger)
    then = commitments_among(architecture, DATE, model.states, model.against, basis=model.basis)
    return model.provoked(r, then, draws)


@pytest.fixture(scope="module")
def draws(model):
    return Design(tuple(model.factors()), 90, 3).draw()


def test_nothing_happens_under_the_status_quo(model, draws, architectures):
    found = model.evaluate(draws, architectures["hub-and-spoke"]).outcomes
    for name in ("rival_personnel_percent", "rival_milex_percent", "encirclement_added_percent"):
        assert (found[name] == 0).all()
    assert (found["encirclement_percent"].sel(challenger="CHN") > 0).all()


def test_a_provoked_rival_arms_as_the_theory_says_and_a_bystander_does_not(model, draws, architectures):
    found = model.evaluate(draws, architectures["pato-7"]).outcomes
    names = draws.factor(RESPONSE).spec.names
    provoked, added = newly(model, draws, architectures["pato-7"])
    assert (added > 0).all()
    assert ((provoked > 0) & (provoked < 1)).any(), "a commitment is worth a part of a pledge"
    for level, theory in theories().items():
        here = draws.is_level(THEORY, level)
        assert here.sum() == 30
        for outcome, specification in (
            ("rival_personnel_percent", theory.personnel),
            ("rival_milex_percent", theory.expenditure),
        ):
            growth = draws[RESPONSE][here, names.index(specification)] if specification else np.zeros(30)
            if specification:
                share, by_size = draws[DOSE][here], np.log1p(added[here]) / usual_doses()[specification]
                growth = growth * ((1 - share) * provoked[here] + share * by_size)
            china = found[outcome].sel(challenger="CHN").values[here]
            np.testing.assert_allclose(china, 100 * np.expm1(growth), rtol=1e-12)
            assert (found[outcome].sel(challenger="CHL") == 0).all()


def test_a_rival_arms_more_where_more_is_added(model, draws, architectures):
    """Two pacts that provoke China and add different capability beside it."""
    small, large = (newly(model, draws, architectures[name])[1] for name in ("pato-3", "pato-7"))
    assert (small > 0).all()
    assert (small < large).all()
    model_factors = [f.id for f in model.factors()]
    arrays = {name: np.full(90, 1.0) if name == DOSE else draws[name] for name in model_factors}
    fixed = Draws(tuple(map(draws.factor, model_factors)), draws.futures, arrays)
    armed = [
        model.evaluate(fixed, architectures[name]).outcomes["rival_personnel_percent"].sel(challenger="CHN")
        for name in ("pato-3", "pato-7")
    ]
    growing = armed[1].values > 0
    assert growing.any()
    assert (armed[0].values[growing] < armed[1].values[growing]).all()


def test_a_whole_new_pledge_provokes_as_the_estimates_say_and_half_of_one_half_as_much(model):
    china, n = int(model.challengers[0]), len(model.states)
    japan, canada = model.states.index("JPN"), model.states.index("CAN")
    assert model.rivalry[china, japan]
    after = np.zeros((n, n), np.int64)
    after[canada, japan] = 1
    worth = np.array([[0.0, 0.0], [0.0, 0.5], [0.0, 1.0]])

    def provoked(bound):
        of = np.zeros_like(after), after
        return newly_brought(china, of, (worth, worth), bound, model.rivalry[china], model.arriving)

    share, added = provoked(np.zeros(n, bool))
    np.testing.assert_array_equal(share, [0.0, 0.5, 1.0])
    np.testing.assert_allclose(added, np.array([0.0, 0.5, 1.0]) * model.arriving[canada, japan])
    assert not provoked(np.arange(n) == canada)[1].any(), "it is bound to China as well"


def test_the_responses_are_those_of_the_evidence():
    source = files("pato") / "library" / "estimates" / "evidence.json"
    rows = json.loads(source.read_text(encoding="utf-8"))["arming"]
    assert estimates() == {r["specification"]: (r["estimate"], r["se"]) for r in rows}
    used = {n for t in theories().values() for n in (t.personnel, t.expenditure) if n}
    assert used < set(estimates())
    assert all(len(t.describe()) > 40 for t in theories().values())
    assert next(iter(theories())) == "none"


def test_a_theory_of_ones_own_that_names_no_estimate_is_refused_in_words(tmp_path, monkeypatch):
    (tmp_path / "arming").mkdir()
    body = """from pato.models.arming.base import ArmingTheory

class Mine(ArmingTheory):
    id, label, basis, personnel = "mine", "mine", "assumption", "personel"

THEORY = Mine()
"""
    (tmp_path / "arming" / "mine.py").write_text(body, encoding="utf-8")
    monkeypatch.setenv("PATO_PATH", str(tmp_path))
    with pytest.raises(
        UnknownNameError, match=r"estimate of arming 'personel' is not known\. Did you mean 'personnel"
    ):
        theories()


def test_a_short_horizon_sees_part_of_the_response(model, draws, architectures):
    quick = Arming.of(
        worlds.load(), architectures["hub-and-spoke"], DATE, challengers=("CHN",), horizon_years=2
    )
    part, whole = (
        m.evaluate(draws, architectures["pato-7"]).outcomes["rival_personnel_percent"].sel(challenger="CHN")
        for m in (quick, model)
    )
    np.testing.assert_allclose(np.log1p(part / 100), 0.4 * np.log1p(whole / 100))


def test_a_smaller_pact_provokes_no_more(model, draws, architectures):
    three, seven = (newly(model, draws, architectures[n])[0] for n in ("pato-3", "pato-7"))
    assert (three <= seven).all()
    assert (three > 0).all()
    assert not newly(model, draws, architectures["pato-7"], "CHL")[0].any()


def test_more_is_pledged_near_china_under_the_larger_pact_and_within_a_wider_circle(
    model, draws, architectures
):
    near = {
        n: model.evaluate(draws, a).outcomes["encirclement_percent"].sel(challenger="CHN").values
        for n, a in architectures.items()
    }
    assert (near["hub-and-spoke"] <= near["pato-3"]).all()
    assert (near["pato-3"] <= near["pato-7"]).all()
    wide = {f.id: np.full(90, 5500.0) if f.id == RADIUS else draws[f.id] for f in model.factors()}
    widest = model.evaluate(Draws(tuple(model.factors()), draws.futures, wide), architectures["pato-7"])
    there = widest.outcomes["encirclement_percent"].sel(challenger="CHN").values
    assert (near["pato-7"] <= there).all()
    assert (near["pato-7"] < there).any()


def test_encirclement_by_hand():
    """State 0 is the challenger, 1 its rival, 2 an ally of the rival, 3 pledged to both sides, 4 unconnected."""
    pledges = np.zeros((5, 5), bool)
    pledges[2, 1] = pledges[1, 2] = pledges[3, 1] = pledges[3, 0] = True
    rivalry = np.zeros((5, 5), bool)
    rivalry[0, 1] = rivalry[1, 0] = True
    km = np.array([np.nan, 2000.0, 1000.0, 500.0, 100.0])
    distance = np.tile(km, (5, 1))
    arriving = np.arange(25, dtype=float).reshape(5, 5)
    at = np.array([400.0, 999.0, 1000.0, 1999.0, 2000.0])
    of, worth = pledges.astype(np.int64), np.tile([0.0, 1.0], (len(at), 1))
    found = near(0, of, worth, pledges[:, 0], rivalry, distance, arriving, at)
    # state 2 is the nearest adversary, where 1 is pledged (1*5+2); then 1, where 2 is pledged (2*5+1); 3 counts for neither
    np.testing.assert_array_equal(found, [0, 0, 7, 7, 18])
    # at half their worth: 2 is half an adversary, where 1 brings half of 7; at 1 state 2 brings half of 11
    half = near(0, of, worth / 2, pledges[:, 0], rivalry, distance, arriving, at)
    np.testing.assert_array_equal(half, [0, 0, 7 / 4, 7 / 4, 7 / 4 + 11 / 2])


def test_what_is_newly_brought_by_hand():
    """State 0 is the challenger, 1 and 2 its rivals, 3 helps both newly, 4 is bound to the challenger too, 5 helped 1 before."""
    before, after = np.zeros((6, 6), np.int64), np.zeros((6, 6), np.int64)
    before[5, 1] = after[5, 1] = after[3, 1] = after[3, 2] = after[4, 2] = after[0, 1] = after[3, 5] = 1
    after[5, 1] = 2
    rivals, bound = np.array([0, 1, 1, 0, 0, 0], bool), np.array([0, 0, 0, 0, 1, 0], bool)
    arriving = np.arange(36, dtype=float).reshape(6, 6)
    worth = np.array([[0.0, 0.5, 0.75], [0.0, 0.5, 0.25]])
    share, brought = newly_brought(0, (before, after), (worth, worth), bound, rivals, arriving)
    np.testing.assert_array_equal(share, [0.5, 0.5])
    # to 1 half of 3*6+1 and a quarter of 5*6+1 in the first future, in the second nothing from 5; to 2 half of 3*6+2
    np.testing.assert_array_equal(brought, [max(9.5 + 7.75, 10.0), max(9.5, 10.0)])


@pytest.mark.parametrize("cut", [1, 40, 89])
def test_chunks_do_not_show(model, architectures, cut):
    design = Design(tuple(model.factors()), 90, 3)
    whole = model.evaluate(design.draw(), architectures["pato-7"]).outcomes
    parts = [
        model.evaluate(design.draw(a, b), architectures["pato-7"]).outcomes for a, b in ((0, cut), (cut, 90))
    ]
    for name in OUTCOMES:
        assert np.array_equal(np.concatenate([p[name].values for p in parts]), whole[name].values)


def test_bad_input_is_named(architectures):
    with pytest.raises(UnknownNameError, match="CHIN"):
        Arming.of(worlds.load(), architectures["hub-and-spoke"], DATE, challengers=("CHIN",))
    with pytest.raises(UsageError, match="horizon_years"):
        Arming.of(worlds.load(), architectures["hub-and-spoke"], DATE, horizon_years=0)
