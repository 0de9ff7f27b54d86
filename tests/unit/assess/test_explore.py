"""Discovery, regret, tipping points and claims on worlds whose answer is known by construction."""

import importlib.util

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pato.assess.claims import claims_summary, claims_table, verdict
from pato.assess.conditions import holds, margin, parse_condition, words_of
from pato.assess.discovery import discover
from pato.assess.discovery_table import boxes_table
from pato.assess.inputs import Input, input_named, inputs_for, inputs_of
from pato.assess.regret import (
    Enough,
    dominance,
    dominance_table,
    judged,
    regret_table,
    regrets,
    satisficing_table,
)
from pato.assess.schema import Claim, Statement
from pato.assess.sensitivity_tables import Question, plain
from pato.assess.tipping import shares, tipping_table
from pato.errors import MissingExtraError, PatoError, UnknownNameError, UsageError
from pato.futures import Design, Factor, Levels

BASE, PACT = "base", "pact"
needs_prim = pytest.mark.skipif(
    importlib.util.find_spec("ema_workbench") is None, reason="needs the extra 'explore'"
)


@pytest.fixture(scope="module")
def comparison(constructed):
    return constructed()


def claim(**body):
    return Claim.model_validate({"format": 1, "id": "X1", "text": "t", "identified": "suggestive"} | body)


WARS = {"metric": "wars", "holds_if": {"better_than": BASE, "in": PACT}}


def test_a_claim_s_break_even_and_what_it_hangs_on(comparison):
    found = verdict(claim(**WARS, break_even=["word"]), comparison)
    strong = comparison.draws.is_level("theory", "strong")
    word, slope = comparison.draws["word"][strong], comparison.draws["estimate"][strong, 0]
    assert found.shares == {"none": 0.0, "strong": float(np.mean((word > 0.4) & (slope < 1)))}
    # P(slope < 1) = .84: along the word the share steps from 0 to .84 at .4; smoothed it crosses one half close above
    (turn,) = found.break_evens["strong"]
    assert turn.value == pytest.approx(0.4, abs=0.05)
    assert turn.low90 <= turn.value <= turn.high90
    assert "none" not in found.break_evens
    assert [i.name for i in found.depends_on] == ["theory", "word"]


def test_without_a_name_the_break_even_is_of_what_matters_most(comparison):
    (turn,) = verdict(claim(**WARS), comparison).break_evens["strong"]
    assert turn.input == "word"
    named = verdict(claim(**WARS, break_even=["noise"]), comparison).break_evens["strong"]
    assert [(b.input, b.value) for b in named] == [("noise", None)]


def test_a_claim_of_several_parts(comparison):
    parts = [WARS, {"metric": "count", "holds_if": {"below": 1, "in": PACT}}]
    found = verdict(claim(parts=parts), comparison)
    assert found.shares == verdict(claim(**WARS), comparison).shares
    assert [p.shares for p in found.parts] == [found.shares, {"none": 1.0, "strong": 1.0}]
    missing = verdict(
        claim(parts=[*parts, {"metric": "peace", "holds_if": {"below": 1, "in": PACT}}]), comparison
    )
    assert missing.shares == {}
    assert "metric 'peace' is not known" in missing.why
    assert missing.parts[0].shares == found.shares  # what can be tested is tested


def test_claims_as_tables(comparison):
    verdicts = [verdict(claim(**WARS), comparison)]
    full = claims_table(verdicts, comparison).records()
    assert [r["theory"] for r in full] == ["none", "strong"]
    (short,) = claims_summary(verdicts, comparison).records()
    assert short["holds in share of runs"].startswith("none 0%, strong ")
    assert "strong: word at least 0.4" in short["break-even"]
    assert short["depends on"].startswith("theory (0.")


@pytest.mark.parametrize(
    ("condition", "share"),
    [
        ({"worse_than": BASE}, "worse"),
        ({"no_worse_than": BASE}, "no worse"),
        ({"lower_than": BASE}, "better"),
    ],
)
def test_relations(comparison, condition, share):
    base, pact = comparison.values["wars"].values.T
    expected = {"worse": pact > base, "no worse": pact <= base, "better": pact < base}[share]
    statement = Statement.model_validate({"metric": "wars", "holds_if": {"in": PACT} | condition})
    np.testing.assert_array_equal(holds(statement, comparison), expected)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("pact beats base on wars", "pact beats base on wars"),
        ("  wars of pact  below 0.3", "wars of pact below 0.3"),
        ("wars of pact is above -2e-1", "wars of pact above -0.2"),
        ("wars of pact < .5", "wars of pact below 0.5"),
    ],
)
def test_conditions_are_read_from_words(comparison, text, words):
    statement = parse_condition(text)
    assert words_of(statement) == words
    assert words_of(parse_condition(words)) == words
    assert margin(statement, comparison).shape == (2000,)


@given(st.floats(-1e6, 1e6), st.sampled_from(["below", "above"]))
def test_a_limit_in_words_is_the_limit(limit, side):
    found = parse_condition(f"wars of pact {side} {limit}").holds_if
    assert getattr(found, side) == float(f"{limit}")


@pytest.mark.parametrize(
    ("text", "on", "told"),
    [
        ("pact wins", None, "'pact wins'  is no condition. Write one of 'A beats B'"),
        ("pact beats base", None, "does not say in what. Name a metric"),
        ("pact beats base on wars", "gaps", "names 'gaps', and the condition 'wars'"),
    ],
)
def test_words_that_are_no_condition(text, on, told):
    with pytest.raises(UsageError, match=None) as error:
        parse_condition(text, on)
    assert told in str(error.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("pcat beats base on wars", "Did you mean 'pact'?"),
        ("pact beats base on was", "Did you mean 'wars'?"),
    ],
)
def test_conditions_on_what_is_not_there(comparison, text, told):
    with pytest.raises(UnknownNameError) as error:
        margin(parse_condition(text), comparison)
    assert told in str(error.value)


@needs_prim
def test_discovery_finds_the_box_that_is_there():
    rng = np.random.default_rng(1)
    x, theory = rng.random((600, 4)), rng.integers(0, 3, 600)
    inputs = [Input(f"x{j}", f"x{j}", x[:, j]) for j in range(4)]
    inputs.append(Input("theory", "theory", theory, ("no_effect", "patron", "provoke")))
    cases = (x[:, 0] < 0.4) & (theory != 2)
    box = discover(cases, inputs, density=0.95, most=1, resamples=3)[0]
    assert {limit.input for limit in box.limits} == {"x0", "theory"}
    by_name = {limit.input: limit for limit in box.limits}
    assert by_name["x0"].high == pytest.approx(0.4, abs=0.05)
    assert by_name["x0"].low is None
    assert by_name["theory"].levels == ("no_effect", "patron")
    assert all(limit.quasi_p < 1e-6 and limit.support == 1 for limit in box.limits)
    inside = (x[:, 0] <= by_name["x0"].high) & (theory != 2)
    assert box.coverage == pytest.approx(cases[inside].sum() / cases.sum())
    assert box.density == pytest.approx(cases[inside].mean())
    assert box.density >= 0.95
    assert box.coverage_unseen > 0.8
    assert "theory is no_effect or patron" in box.words()


@needs_prim
def test_a_box_in_words(comparison):
    table = boxes_table(comparison, "pact beats base", "wars", resamples=2)
    text = " ".join(table.notes)
    assert "theory is strong" in text
    assert "word is at least 0.3" in text or "word is at least 0.4" in text
    assert "noise" not in text
    always = boxes_table(comparison, "pact beats base on count")
    assert not len(always)
    assert always.notes == ("Always holds: in every one of the 2,000 runs, so no condition separates them.",)


@needs_prim
def test_discovery_tells_that_a_study_s_weights_play_no_part(constructed):
    one = constructed()
    told = "The study's weights play no part: runs of every level count alike, those of no weight too."
    assert told not in boxes_table(one, "pact beats base on count").notes
    one.study.study.weights = {"theory": {"strong": 1}}
    assert told in boxes_table(one, "pact beats base on count").notes


@needs_prim
def test_discovery_refuses_too_few_cases_and_shares_that_are_none():
    x = [Input("x", "x", np.arange(100.0))]
    with pytest.raises(UsageError, match="holds in 5 of 100 runs; a box needs at least 20"):
        discover(np.arange(100) < 5, x)
    with pytest.raises(UsageError, match="are shares above 0, found 1"):
        discover(np.arange(100) < 50, x, density=1.2)


def test_without_the_extra_discovery_says_how_to_install_it(monkeypatch, comparison):
    monkeypatch.setitem(__import__("sys").modules, "ema_workbench", None)
    monkeypatch.setitem(__import__("sys").modules, "ema_workbench.analysis.prim", None)
    with pytest.raises(MissingExtraError, match="pip install 'pato\\[explore\\]'"):
        boxes_table(comparison, "pact beats base on wars")


def test_regret_by_hand():
    loss = np.array([[3.0, 1.0, 2.0], [1.0, 1.0, 4.0]])
    assert regrets(loss).tolist() == [[2, 0, 1], [0, 0, 3]]
    assert shares(loss).tolist() == [[0, 1, 0], [0.5, 0.5, 0]]


@given(st.lists(st.lists(st.floats(-1e3, 1e3), min_size=3, max_size=3), min_size=1, max_size=20))
def test_somebody_has_no_regret_and_shares_sum_to_one(rows):
    found = regrets(np.array(rows))
    assert (found.min(axis=1) == 0).all()
    assert (found >= 0).all()
    np.testing.assert_allclose(shares(np.array(rows)).sum(axis=1), 1)


def test_regret_table(comparison):
    metrics = judged(comparison, ["crossing"])
    rows = {(r["architecture"], r["theory"]): r for r in regret_table(comparison, metrics).records()}
    word = comparison.draws["word"][comparison.strata[1].futures]
    pact = rows[PACT, "strong"]
    assert pact["largest"] == pytest.approx(0.7 - word.min())
    assert pact["best in share of runs"] == pytest.approx((word >= 0.7).mean())
    assert rows[BASE, "strong"]["minimax"] == "yes"  # base loses at most .3, the pact .7
    assert pact["minimax"] is None


def test_the_direction_of_a_metric_turns_regret(constructed):
    up = constructed(better="higher")
    rows = {r["architecture"]: r for r in regret_table(up, judged(up, ["count"])).records()}
    assert (rows[BASE]["largest"], rows[PACT]["largest"]) == (0, 16)


def test_good_enough(comparison):
    table = satisficing_table(comparison, [Enough.of("crossing<0.2"), Enough.of("count<=0")])
    rows = {(r["good enough"], r["architecture"], r["theory"]): r["share of runs"] for r in table.records()}
    word = comparison.draws["word"][comparison.strata[0].futures]
    assert rows["crossing < 0.2", PACT, "none"] == pytest.approx((word > 0.5).mean())
    assert rows["count <= 0", PACT, "none"] == 1
    assert rows["all of them", BASE, "none"] == 0
    assert rows["all of them", PACT, "none"] == rows["crossing < 0.2", PACT, "none"]
    with pytest.raises(UsageError, match="'wars=3'  is no threshold"):
        Enough.of("wars=3")


def test_dominance(comparison):
    loss = np.array([[[1.0, 2.0], [1.0, 1.0], [2.0, 1.0]], [[1.0, 1.0], [1.0, 1.0], [1.0, 2.0]]])
    assert dominance(loss, 0, 1) == pytest.approx(1 / 3)
    assert dominance(loss, 1, 0) == 0
    rows = {
        (r["architecture"], r["theory"]): r["share of runs"]
        for r in dominance_table(comparison, judged(comparison, ["wars", "count"])).records()
    }
    assert rows[PACT, "none"] == 1  # wars are the same, gaps fewer
    assert rows[BASE, "strong"] == 0


def test_metrics_that_cannot_be_judged(constructed):
    neither = constructed(better="neither")
    with pytest.raises(UsageError, match="metric that has a better and a worse 'wars' is not known"):
        judged(neither, ["wars"])
    assert judged(neither) == []


def test_the_tipping_point_is_where_it_was_put(comparison):
    rows = tipping_table(comparison, "word", judged(comparison, ["crossing"])).records()
    tips = [r for r in rows if r["factor"] == "tipping point"]
    assert [r["theory"] for r in tips] == ["none", "strong"]
    for tip in tips:
        assert tip["preferred"] == "base below, pact above"
        assert tip["tips at"] == pytest.approx(0.7, abs=0.01)
        assert tip["90 % from"] <= tip["tips at"] <= tip["90 % to"]
    bands = [r for r in rows if r["factor"] != "tipping point" and r["theory"] == "none"]
    assert [bands[i]["preferred"] for i in (0, 1, 2, 4)] == [
        BASE,
        BASE,
        BASE,
        PACT,
    ]  # the tip lies in the fourth fifth
    assert bands[0]["share of runs"] == 1


def test_no_tipping_point_along_a_factor_that_does_nothing(comparison):
    rows = tipping_table(comparison, "noise", judged(comparison, ["crossing", "wars"])).records()
    tips = [r for r in rows if r["factor"] == "tipping point"]
    assert [(t["theory"], t["preferred"]) for t in tips] == [
        ("none", "none"),
        ("strong", "none"),
        ("strong", "none"),
    ]
    assert any(r["preferred"] == "none: all tie" for r in rows)


def test_tipping_along_levels(comparison):
    table = tipping_table(comparison, "theory", judged(comparison, ["wars"]))
    told = {(row[2], row[3]): row[4] for row in table.rows}
    base, pact = comparison.values["wars"].values.T
    strong = comparison.draws.is_level("theory", "strong")
    assert told["none", PACT] == told["none", BASE] == 0.5
    assert told["strong", PACT] == pytest.approx((pact < base)[strong].mean())
    assert {row[1] for row in table.rows} == {"each"}  # the factor is what results are broken down by


def test_columns_are_found_by_name(comparison):
    inputs = inputs_for(comparison.study, [comparison.metric("wars")])
    assert input_named(inputs, "slope").id == "estimate.slope"
    with pytest.raises(UnknownNameError, match="Did you mean 'word'"):
        input_named(inputs, "wrd")


def test_first_order_table(comparison, constructed):
    table = plain(comparison, Question(("crossing", "count"), PACT, BASE, one=False))
    rows = table.records()
    assert rows[0]["factor"] == "word"
    assert rows[0]["first-order"] == pytest.approx(1, abs=0.01)
    assert all(abs(r["first-order"]) < 0.02 for r in rows[1:])
    assert any("no sampled input matters: count" in note for note in table.notes)
    with pytest.raises(UsageError, match="40 runs  are too few"):
        plain(constructed(n=40), Question(("wars",), PACT, None, one=True))


def test_questions_that_make_no_sense(comparison):
    for options, told in [
        ({"architecture": "pcat"}, "Did you mean 'pact'"),
        ({"architecture": PACT, "against": PACT}, "does not differ from itself"),
        ({"against": BASE, "alone": True}, "Give one"),
    ]:
        with pytest.raises(PatoError, match=told):
            Question.of(comparison, "wars", **options)
    asked = Question.of(comparison, "wars")
    assert (asked.architecture, asked.against, asked.one) == (PACT, BASE, True)


def test_numbered_draws_of_something_else_are_marked():
    factors = (
        Factor("world", Levels(("w0", "w1"), "replicate"), "draws", "assumption"),
        Factor("theory", Levels(("a", "b"), "theory"), "claims", "assumption"),
    )
    found = inputs_of(Design(factors, 50, 1).draw(), factors)
    assert {i.id: i.is_replicate for i in found} == {"world": True, "theory": False}
