"""Decision, burden and eligibility as models of a study: hand-made answers, references, and futures that do not see each other."""

import json
from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

import numpy as np
import pytest
from numba import njit

from pato import world as worlds
from pato.files import library
from pato.futures import Design, Status
from pato.futures.results import assembled
from pato.kernels import agreement
from pato.kernels.agreement import agreed_shares
from pato.models.accession.share import NOW, THEN, Eligibility
from pato.models.base import Setting, makers, models_of
from pato.models.burden.members import ADDED, BURDEN, COMPLIANCE, GINI, BurdenShares, gini
from pato.models.decision.agreement import PROPOSERS, Question, decide
from pato.models.decision.bodies import CONSENSUS, UNANIMITY, DecisionRule, equal_rule
from pato.models.decision.capacity import AGREED, AGREED_LARGE, DecisionCapacity
from pato.models.pledges import added_pact
from pato.treaties.architecture import load_architecture

DATE = "2026-11-21"
EIGHT = ("AUS", "CAN", "JPN", "KOR", "NZL", "PHL", "TWN", "USA")
MODELS = (DecisionCapacity, BurdenShares, Eligibility)


@pytest.fixture(scope="module")
def architectures():
    names = ("hub-and-spoke", "flexible", "pato-3", "pato-7", "pato-8", "pato-8-taiwan-associate")
    return {name: load_architecture(name) for name in names}


@pytest.fixture(scope="module")
def models(architectures):
    world, status_quo = worlds.load(), architectures["hub-and-spoke"]
    return {cls: cls.of(world, status_quo, DATE, members=EIGHT) for cls in MODELS}


@njit
def uniform(key, issue, place):
    """What kernels alone can call, for Python."""
    return agreement.uniform(key, issue, place)


@njit
def normal(key, issue, place):
    return agreement.normal(key, issue, place)


def drawn(model, futures=200):
    return Design(tuple(model.factors()), futures, 1).draw()


def test_the_pact_that_is_added(architectures):
    quo = architectures["hub-and-spoke"]
    assert added_pact(architectures["pato-7"], quo, DATE).id == "pato"
    assert added_pact(architectures["flexible"], quo, DATE) is None
    assert added_pact(quo, quo, DATE) is None


@pytest.mark.parametrize("cls", MODELS)
def test_a_future_does_not_see_the_others(cls, models, architectures):
    model = models[cls]
    design = Design(tuple(model.factors()), 60, 3)
    whole = model.evaluate(design.draw(), architectures["pato-7"]).outcomes
    parts = [
        model.evaluate(design.draw(a, b), architectures["pato-7"]).outcomes for a, b in ((0, 7), (7, 60))
    ]
    for name, variable in whole.data_vars.items():
        together = np.concatenate([part[name].values for part in parts])
        assert np.array_equal(variable.values, together, equal_nan=True), name


@pytest.mark.parametrize("cls", MODELS)
def test_results_can_be_stored(cls, models, architectures):
    draws = drawn(models[cls], 20)
    for architecture in architectures.values():
        assembled(draws, models[cls].evaluate(draws, architecture), function=cls.__name__)


def test_a_body_that_does_not_exist_has_no_figure(models, architectures):
    model = models[DecisionCapacity]
    draws = drawn(model)
    found = {n: model.evaluate(draws, a).outcomes for n, a in architectures.items()}
    nobody = model.evaluate(draws, architectures["hub-and-spoke"])
    assert np.isnan(nobody.outcomes[AGREED]).all()
    assert (nobody.diagnostics[f"{AGREED}_status"] == Status.NOT_COVERED.code).all()
    assert np.isfinite(found["pato-8"][AGREED]).all()
    assert np.array_equal(found["pato-3"][AGREED_LARGE], found["pato-8"][AGREED_LARGE])


def test_a_text_under_which_nobody_decides_on_an_attack_is_compared(models, architectures, tmp_path):
    file = tmp_path / "mine.yaml"
    text = (library.root() / "templates" / "treaty.yaml").read_text(encoding="utf-8")
    rule = "decisions: {invocation: {rule: none}, default: consensus}"
    assert "decisions: {default: consensus}" in text
    file.write_text(text.replace("decisions: {default: consensus}", rule), encoding="utf-8")
    model = models[DecisionCapacity]
    found = model.evaluate(drawn(model), load_architecture(file))
    assert np.isnan(found.outcomes[AGREED]).all()
    assert (found.diagnostics[f"{AGREED}_status"] == Status.NOT_COVERED.code).all()
    assert np.isfinite(found.outcomes[AGREED_LARGE]).all()


def test_associates_have_no_vote(models, architectures):
    members, rule = models[DecisionCapacity].body(architectures["pato-8-taiwan-associate"])
    assert "TWN" not in members
    assert len(members) == 7
    assert rule.kind == "qualified_majority"
    assert models[DecisionCapacity].body(architectures["flexible"]) is None, "it adds no pact"


def test_capacity_agrees_with_the_command(models, architectures):
    """Other random numbers, the same model: the mean over futures differs by the error of drawing issues alone."""
    model = models[DecisionCapacity]
    draws = drawn(model, 400)
    members, rule = model.body(architectures["pato-7"])
    one = model.evaluate(draws, architectures["pato-7"]).outcomes[AGREED].values
    other = decide(Question(members, "invocation", issues=50), [rule], model.positions, draws, details=False)[
        0
    ]
    apart = one - other.agreement
    assert abs(apart.mean()) < 4 * apart.std() / np.sqrt(len(apart))
    # by two thirds nearly all issues are agreed on, and what is left to differ is small
    assert np.corrcoef(one, other.agreement)[0, 1] > 0.85


def plainly(
    points, departure, displacement, margin, proposer, key, places, side, stake, slack, issues, rounds
):
    agreed = 0
    for issue in range(issues):
        stands = points + departure * np.array([normal(key, issue, int(p)) for p in places])
        where = side or (-1 if uniform(key, issue, -1) < 0.5 else 1)
        stands[min(int(uniform(key, issue, -1_000_000) * len(stands)), len(stands) - 1)] -= where * stake
        quo = points.mean() + where * displacement
        picks = [
            stands[min(int(uniform(key, issue, -2 - r) * len(stands)), len(stands) - 1)]
            for r in range(rounds)
        ]
        for proposal in [np.median(stands)] if proposer else picks:
            lean = np.sign(proposal - quo) * (stands - (proposal + quo) / 2)
            if (lean <= -margin).sum() <= slack:
                agreed += 1
                break
    return agreed / issues


@pytest.mark.parametrize(
    ("proposer", "slack", "margin", "side"), [(0, 0, 0, 0), (0, 1, 0.3, 1), (1, 0, 0.5, -1)]
)
def test_the_kernel_follows_the_definition(proposer, slack, margin, side):
    stream = np.random.default_rng(5)
    points, places, keys = (
        stream.normal(size=(3, 5)),
        np.array([4, 0, 9, 2, 7]),
        np.array([3, 2**52, 77], np.uint64),
    )
    spread, far, stake = np.array([0.5, 1.0, 0.2]), np.array([1.0, 0.3, 2.0]), np.array([0.0, 1.5, 0.4])
    found = agreed_shares(
        points, spread, far, np.full(3, float(margin)), np.full(3, proposer), keys, places, side, stake, np.ones((1, 5)), np.array([slack + 1e-9]), 40, 4
    )  # fmt: skip
    expected = [
        plainly(points[f], spread[f], far[f], margin, proposer, keys[f], places, side, stake[f], slack, 40, 4)
        for f in range(3)
    ]
    assert found == pytest.approx(expected, abs=1e-12)
    assert 0 < found.mean() < 1


def test_the_numbers_of_the_kernel_are_normal_and_independent():
    z = np.array([[normal(np.uint64(12345), i, p) for p in range(20)] for i in range(500)])
    assert abs(z.mean()) < 4 / 100
    assert abs(z.std() - 1) < 4 / np.sqrt(2 * z.size)
    assert np.abs(np.corrcoef(z.T) - np.eye(20)).max() < 0.2


def test_lenient_bodies_agree_more_and_only_they_heed_the_margin(models):
    model = models[DecisionCapacity]
    draws = drawn(model)
    lenient, strict = (model._agreed(EIGHT, equal_rule(k, 8), draws) for k in (CONSENSUS, UNANIMITY))
    assert (lenient >= strict).all()
    assert lenient.mean() > strict.mean() + 0.05
    assert {p.id for p in PROPOSERS} == {"members", "chair"}


def test_a_second_count_makes_agreement_rarer_and_one_that_asks_less_changes_nothing(models):
    model = models[DecisionCapacity]
    draws = drawn(model)
    votes, people = (1.0,) * 8, (3.0, *(1.0,) * 7)
    agreed = {
        name: model._agreed(
            EIGHT, DecisionRule("qualified_majority", votes, 6.0, name, Fraction(3, 4), also), draws
        )
        for name, also in (
            ("votes", ()),
            ("less", ((votes, Fraction(1, 2)),)),
            ("people", ((people, Fraction(9, 10)),)),
        )
    }
    assert np.array_equal(agreed["less"], agreed["votes"])
    assert (agreed["people"] <= agreed["votes"]).all()
    assert agreed["people"].mean() < agreed["votes"].mean() - 0.05


def test_who_is_unknown_makes_agreement_not_covered(architectures):
    found = DecisionCapacity.of(worlds.load(), architectures["hub-and-spoke"], DATE, members=("USA",))
    result = found.evaluate(drawn(found, 5), architectures["hub-and-spoke"])
    assert np.isnan(result.outcomes[AGREED]).all()
    assert (result.diagnostics[f"{AGREED}_status"] == Status.NOT_COVERED.code).all()
    assert np.isfinite(result.outcomes[AGREED_LARGE]).all()


def test_a_pledge_adds_what_nothing_in_force_asks_already(models, architectures):
    model = models[BurdenShares]
    draws = drawn(model)
    today, then = (model.evaluate(draws, architectures[n]).outcomes for n in ("hub-and-spoke", "pato-7"))
    for i, member in enumerate(EIGHT):
        before, after = today[BURDEN].values[:, i], then[BURDEN].values[:, i]
        lacking = (
            2.0 - 100 * model.effort[i] if member == "NZL" else 0.0
        )  # Canada's 2 per cent are NATO's, Japan's its own
        assert after - before == pytest.approx(draws[COMPLIANCE] * lacking), member
        assert then[ADDED].values[:, i] == pytest.approx(after - before), member
        assert (before >= 100 * model.effort[i] - 1e-12).all(), member
    assert (then[GINI] < today[GINI]).all()


def test_gini_by_hand():
    assert gini(np.array([[1.0, 1.0, 1.0], [0.0, 0.0, 3.0], [1.0, 2.0, 3.0]])) == pytest.approx(
        [0, 2 / 3, 2 / 9]
    )


def test_unknown_expenditure_is_not_covered_and_not_zero(architectures):
    found = BurdenShares.of(
        worlds.load(), architectures["hub-and-spoke"], DATE, members=("USA", "JPN", "TUV")
    )
    result = found.evaluate(drawn(found, 4), architectures["hub-and-spoke"])
    assert np.isnan(result.outcomes[BURDEN].values[:, 2]).all()
    assert (result.diagnostics[f"{BURDEN}_status"].values[:, 2] == Status.NOT_COVERED.code).all()
    assert np.isfinite(result.outcomes[GINI]).all()


def test_eligibility_is_a_share_of_members_and_wanes(models, architectures):
    model = models[Eligibility]
    draws = drawn(model, 400)
    three, eight, none = (
        model.evaluate(draws, architectures[n]).outcomes for n in ("pato-3", "pato-8", "flexible")
    )
    assert np.isin(np.round(three[NOW] * 3), [0, 1, 2, 3]).all()
    assert three[NOW].mean() > eight[NOW].mean() > eight[THEN].mean()
    assert eight[NOW].max() <= 7 / 8  # the Philippines' figures fail in every draw
    assert np.array_equal(none[NOW], eight[NOW])  # no pact: the study's members, asked by PATO's standards


@pytest.mark.parametrize(("parts", "asked"), [(["law"], 3), (["law", "values"], 4)])
def test_associates_are_asked_where_the_standards_apply_to_them(tmp_path, models, parts, asked):
    standard = {
        "id": "elections", "article": "2", "measure": "v2x_polyarchy", "at_least": 0.5,
        "applies_to": "both", "on_breach": "suspend", "text": "Elections are free.",
    }  # fmt: skip
    pact = {
        "format": 2, "id": "two-parts", "title": "Two parts", "binding": "treaty", "status": "proposed",
        "sources": [{"title": "made for a test"}],
        "parties": [{"state": s} for s in ("AUS", "JPN", "USA")] + [{"state": "TWN", "role": "associate"}],
        "classes": {"associate": {"name": "Partner", "parts": parts}},
        "parts": [{"id": "law", "number": "I", "title": "Law"}, {"id": "values", "number": "II", "title": "Values"}],
        "articles": [{"number": n, "part": p, "heading": p, "paragraphs": ["T."]} for n, p in (("1", "law"), ("2", "values"))],
        "standards": [standard],
        "obligations": [
            {"id": "d", "article": "1", "kind": "defence", "duty": "assist_with_force", "when": {"act": "attack"}}
        ],
    }  # fmt: skip
    path = tmp_path / "two-parts.yaml"
    path.write_text(json.dumps(pact))
    requirements, who = models[Eligibility].asked(load_architecture(path))
    assert requirements.standards[0].id == "elections"
    assert len(who) == asked


def test_eligibility_is_that_of_the_command(models, architectures):
    from pato.models.accession.evaluation import evaluate
    from pato.models.accession.standards import requirements

    asked = requirements(architectures["pato-8"], DATE)
    found = evaluate(asked, EIGHT, worlds.load(), DATE, futures=1000, seed=1)
    expected = np.mean([found.together(m, asked.on_accession(), "met_now")[0] for m in EIGHT])
    model = models[Eligibility]
    result = model.evaluate(drawn(model, 4000), architectures["pato-8"]).outcomes
    assert float(result[NOW].mean()) == pytest.approx(expected, abs=0.01)


def test_a_setting_gives_each_kind_of_model_what_it_asks_for_by_name():
    asked = Setting(None, None, DATE, ("CHN",), 7, ("AUS", "JPN"), "PRK", readings={"pact/reading": 0.5})

    class Kind(NamedTuple):
        date: str
        readings: Mapping[str, float]
        challengers: tuple[str, ...]
        horizon_years: int

        @classmethod
        def of(cls, world, status_quo, date, *, readings=None, challengers=None, horizon_years=10):
            return cls(date, readings, challengers, horizon_years)

    assert asked.make(Kind) == (DATE, {"pact/reading": 0.5}, ("CHN",), 7)
    assert asked.make(Kind, challengers=asked.rivals).challengers == asked.rivals


def test_all_models_that_ship_are_made_on_the_same_rivals_readings_and_level():
    """A model that takes an option of studies and whose maker drops it would answer another question than the rest."""
    status_quo = load_architecture()
    asked = Setting(
        worlds.load(), status_quo, DATE, ("CHN", "RUS"), 7, ("AUS", "JPN"), "CHN", ("RUS",),
        readings={"pact/reading": 0.5},
    )  # fmt: skip
    made = {model.id: model for model in models_of(asked, makers()).models}
    risks = [made[name] for name in ("war_risk", "force", "disputes")] + [made["entrapment"].risk]
    assert {(r.horizon_years, r.rivals) for r in risks} == {(7, ("RUS",))}
    assert all(r.valuation.readings == asked.readings for r in risks)
    assert (made["membership"].rivals, made["membership"].readings) == (("RUS",), asked.readings)
    assert made["support"].joining.valuation.readings == asked.readings
