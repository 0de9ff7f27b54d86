"""Bodies, rules and the chance of agreement."""

from itertools import pairwise

import numpy as np
import pytest

from pato import world
from pato.cli.app import main
from pato.errors import FileError, PatoError, UsageError
from pato.futures import Design, Status
from pato.kernels.voting.solve import weighted_swings
from pato.models.assumptions import load_assumptions, settings_of
from pato.models.decision.agreement import Question, decide, design
from pato.models.decision.answers import answer
from pato.models.decision.bodies import CONSENSUS, MATTERS, UNANIMITY, Body, DecisionRule, body_of, equal_rule
from pato.models.decision.capacity import DecisionCapacity
from pato.models.decision.positions import positions_of
from pato.models.decision.power import voting_power
from pato.models.decision.rule_file import load_rule
from pato.models.decision.rules import weighted_rule
from pato.models.decision.size import size_curve
from pato.report.tables.decision import agreement_table, size_table
from pato.treaties.architecture import load_architecture

DATE = "2026-11-21"


@pytest.fixture(scope="module")
def assumptions():
    return load_assumptions("decision")


@pytest.fixture(scope="module")
def pato_8():
    return body_of(load_architecture("pato-8"), DATE)


def outcomes(members, matter, rules, assumptions, **options):
    positions = positions_of(members, world.load(), assumptions)
    draws = design(positions, assumptions, matter, 40, 1).draw()
    return decide(Question(members, matter, issues=60, **options), rules, positions, draws), draws


def test_the_body_and_rules_are_the_treatys(pato_8):
    assert pato_8.id == "pato"
    assert set(pato_8.members) == {"USA", "JPN", "AUS", "CAN", "KOR", "TWN", "NZL", "PHL"}
    kinds = {m: pato_8.rule(m, world.load())[0].kind for m in MATTERS}
    assert kinds["invocation"] == "qualified_majority"
    assert kinds["suspension"] == "unanimity_minus_accused"
    assert kinds["accession"] == kinds["amendment"] == "unanimity"
    _, where = pato_8.rule("budget", world.load())
    assert where.startswith("Article 37(4)")


def test_two_thirds_written_with_four_digits_are_two_thirds():
    body = body_of(load_architecture("wto"), DATE)
    rule, _ = body.rule("accession", world.load())
    assert rule.threshold == pytest.approx(2 / 3 * len(body.members))


def test_stricter_rules_agree_on_less(pato_8, assumptions):
    n = len(pato_8.members)
    rules = [
        DecisionRule("majority", (1.0,) * n, n / 2, ""),
        DecisionRule("qualified_majority", (1.0,) * n, 0.75 * n, ""),
        equal_rule(UNANIMITY, n),
    ]
    found, _ = outcomes(pato_8.members, "amendment", rules, assumptions)
    for looser, stricter in pairwise(found):
        assert (looser.agreement >= stricter.agreement).all()
    assert found[0].agreement.mean() > found[2].agreement.mean() + 0.1


def test_silence_is_consent_only_under_consensus(pato_8, assumptions):
    rules = [equal_rule(CONSENSUS, 8), equal_rule(UNANIMITY, 8)]
    found, _ = outcomes(pato_8.members, "invocation", rules, assumptions)
    assert (found[0].agreement >= found[1].agreement).all()
    same, _ = outcomes(
        pato_8.members, "invocation", rules, assumptions.changed({"objection_margin": (0.0, 0.0)})
    )
    assert np.array_equal(same[0].agreement, same[1].agreement)


def test_an_aggressor_inside_blocks_unless_it_has_no_vote(pato_8, assumptions):
    rules = [equal_rule(k, 8) for k in (CONSENSUS, UNANIMITY, "unanimity_minus_accused")]
    found, _ = outcomes(pato_8.members, "invocation", rules, assumptions)
    assert (found[0].blocked == 0).all()
    assert (found[1].blocked == 0).all()
    assert found[2].blocked.mean() > 0.2


def test_a_suspension_leaves_out_the_accused(pato_8, assumptions):
    rules = [equal_rule(UNANIMITY, 8), equal_rule("unanimity_minus_accused", 8)]
    (strict, minus), _ = outcomes(pato_8.members, "suspension", rules, assumptions)
    assert (minus.agreement >= strict.agreement).all()
    assert minus.agreement.sum() > strict.agreement.sum()


def test_those_who_think_alike_agree_on_more(assumptions):
    """Bodies of the same size on the same issues, under the same rule."""
    rule = [equal_rule(UNANIMITY, 3)]
    alike = outcomes(("USA", "GBR", "CAN"), "amendment", rule, assumptions)[0][0].agreement.mean()
    mixed = outcomes(("USA", "CHN", "PRK"), "amendment", rule, assumptions)[0][0].agreement.mean()
    assert alike > mixed + 0.1


def test_draws_do_not_depend_on_which_futures_are_asked_for(pato_8, assumptions):
    positions = positions_of(pato_8.members, world.load(), assumptions)
    whole = design(positions, assumptions, "budget", 12, 5)
    question = Question(pato_8.members, "budget", issues=20)
    rule = [equal_rule(CONSENSUS, 8)]
    together = decide(question, rule, positions, whole.draw())[0].agreement
    parts = [decide(question, rule, positions, whole.draw(a, a + 4))[0].agreement for a in (0, 4, 8)]
    assert np.array_equal(together, np.concatenate(parts))


def test_taiwan_is_assumed_and_said_so(pato_8, assumptions):
    found = answer(pato_8, "accession", world.load(), assumptions, futures=6, issues=10)
    assert any("TWN has no ideal point" in note for note in agreement_table(found).notes)
    taiwan = found.positions.drawn(("TWN",), found.draws)
    assert ((taiwan >= 0.8) & (taiwan <= 2.5)).all()
    japan = world.load().state("JPN")["ideal_point"].value
    assert abs(found.positions.known["JPN"][0] - japan) < 1e-12


def test_the_large_body_agrees_least(assumptions):
    points = {
        p.id: p for p in size_curve("amendment", world.load(), assumptions, DATE, futures=20, issues=30)
    }
    assert len([p for p in points if p.startswith("founders")]) == 32
    assert np.median(points["pato-7"].agreement) > np.median(points["wto"].agreement)
    assert points["pato-7"].spread < points["wto"].spread


def test_bodies_that_did_not_exist_are_left_out_of_the_size_curve(assumptions):
    on = {
        day: [p.id for p in size_curve("amendment", world.load(), assumptions, day, futures=2, issues=5)]
        for day in ("2020-06-01", DATE)
    }
    assert [b for b in on[DATE] if b not in on["2020-06-01"]] == ["rcep"]
    past = size_curve("amendment", world.load(), assumptions, "1990-06-01", futures=2, issues=5)
    table = size_table(past, "amendment")
    assert "nato" in [row["membership"] for row in table.records()]
    assert "wto" not in [row["membership"] for row in table.records()]
    assert "more_than_wto" not in table.columns


@pytest.mark.parametrize(
    ("weights", "quota", "words"),
    [
        ({"a": 4, "b": -1}, 2, "weight of b  is -1"),
        ({"a": 4, "b": 1}, 6, "above the total of 5"),
        ({"a": 4, "b": 1}, 0, "nobody's consent would be enough"),
        ({"a": 0, "b": 0}, 1, "zero for everyone"),
        ({"a": "x"}, 1, "Write a number"),
        ({"a": True}, 1, "Write a number"),
        ({}, 1, "nobody votes"),
    ],
)
def test_rules_that_are_none_are_refused(weights, quota, words):
    with pytest.raises(UsageError) as error:
        weighted_rule(quota, weights)
    assert words in str(error.value)


def test_every_problem_of_a_rule_is_named_at_once():
    with pytest.raises(UsageError) as error:
        weighted_rule(10, {"a": -1, "b": -2, "c": 4})
    assert len(error.value.problems) == 3


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("voters: {A: 1, B: 1}\n", "not complete"),
        ("voters: {A: 1, B: 1}\nquota: 3\n", "above the total"),
        ("voters: {A: 1, B: 1}\nquota: {share: 1.5}\n", "share"),
        ("voters: [A, B]\nmeasures: {v: {A: 1}}\nwins_if: [{v: 1}]\n", "no data on B"),
        ("voters: [A, B]\nmeasures: {v: {A: 1, B: 1, C: 1}}\nwins_if: [{v: 1}]\n", "'C' is not known"),
        ("voters: [A, B]\nmeasures: {v: {each: 1}}\nwins_if: [{w: 1}]\n", "'w'"),
        ("voters: {A: 1, B: 1}\nquota: 1\nvetoes: [C]\n", "has a veto and no vote"),
        ("voters: {A: 1}\nquota: 1\nquotum: 2\n", "quotum"),
        (
            "voters: [A, B]\nmeasures: {veto: {A: 5, B: 1}}\nwins_if: [{veto: 3}]\nvetoes: [B]\n",
            "another name",
        ),
    ],
)
def test_broken_rule_files_say_what_is_wrong(tmp_path, text, words):
    file = tmp_path / "rule.yaml"
    file.write_text("format: 1\nid: mine\n" + text, encoding="utf-8")
    with pytest.raises((FileError, UsageError, PatoError)) as error:
        voting_power(load_rule(file))
    assert words in str(error.value)


def test_a_multi_majority_file(tmp_path):
    file = tmp_path / "rule.yaml"
    file.write_text(
        "format: 1\nid: mine\nvoters: [A, B, C]\nmeasures:\n  heads: {each: 1}\n  people: {A: 8, B: 1, C: 1}\n"
        "wins_if:\n  - {heads: 2, people: {share: 0.6}}\n",
        encoding="utf-8",
    )
    found = voting_power(load_rule(file), exact=True)
    assert [str(v) for v in found.fractions[0]] == ["2/3", "1/6", "1/6"]


def test_big_totals_use_the_grid_and_say_how_well():
    weights = (np.random.default_rng(2).lognormal(9, 1.3, 190) + 1500).astype(int)
    rule = weighted_rule(int(weights.sum() // 2 + 1), {f"v{i}": int(w) for i, w in enumerate(weights)})
    found = voting_power(rule)
    assert "grid" in found.method
    assert "measured" in found.accuracy
    coarse = weighted_swings(np.maximum(weights // 500, 1), int((weights // 500).sum() // 2 + 1))
    large = weights > 20_000
    assert large.sum() > 20
    assert np.allclose(found.swings.shapley_shubik[large], coarse.shapley_shubik[large], rtol=0.05)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (
            ["decide", "pato-8", "--futures", "6", "--issues", "10", "--matter", "budget", "--assumptions"],
            0,
            "noise_share",
        ),
        (["decide", "pato-8", "--accused", "FRA"], 2, "member of pato"),
        (["decide", "pato-8", "--assume", "nois_share=0:1"], 2, "noise_share"),
        (["decide", "hub-and-spoke"], 2, "--body"),
        (["decide", "pato-8", "--against", "TWN"], 2, "no ideal point"),
        (["power", "pato-8"], 0, "shapley"),
        (["power", "pato-8", "--matter", "lunch"], 2, "matter"),
    ],
)
def test_commands(capsys, arguments, code, words):
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    said = capsys.readouterr()
    assert stop.value.code == code
    assert words in said.out + said.err


def test_ranges_are_read_or_refused(assumptions):
    assert settings_of(["noise_share=0.2:0.5", "objection_margin=0"]) == {
        "noise_share": (0.2, 0.5),
        "objection_margin": (0.0, 0.0),
    }
    for wrong in (["noise_share"], ["noise_share=a:b"]):
        with pytest.raises(UsageError):
            settings_of(wrong)
    with pytest.raises(UsageError):
        assumptions.changed({"noise_share": (0.5, 0.2)})
    with pytest.raises(UsageError):
        assumptions.changed({"noise_share": (0.5, float("inf"))})


def test_one_member_is_no_body(assumptions):
    with pytest.raises(UsageError, match="two or more"):
        answer(Body("mine", "mine", ("USA",), {}), "budget", world.load(), assumptions)


def test_who_votes_otherwise_in_new_york_is_no_pivot_after_an_attack(pato_8):
    """The Philippines' ideal point is nearest to China's; that decides nothing about an attack on one of those who signed."""
    found = answer(
        pato_8,
        "invocation",
        world.load(),
        load_assumptions("decision"),
        against="CHN",
        futures=120,
        issues=60,
    )
    pivotal = dict(zip(pato_8.members, np.median(found.outcomes[0].pivotal, axis=0), strict=True))
    assert max(pivotal, key=lambda m: pivotal[m]) != "PHL"
    assert pivotal["PHL"] < np.median(list(pivotal.values()))


def test_the_attacked_has_a_stake(pato_8):
    """With it attacked the body answers more often than with an attack that concerns nobody inside."""
    held = load_assumptions("decision")
    cool = held.changed({"attacked_stake": (0.0, 0.0), "general_line_share": (1.0, 1.0)})
    with_stake = held.changed({"general_line_share": (1.0, 1.0)})
    asked = {"against": "CHN", "attacked": "PHL", "futures": 60, "issues": 60}
    none, some = (answer(pato_8, "invocation", world.load(), h, **asked) for h in (cool, with_stake))
    rule = next(i for i, r in enumerate(none.rules) if r.kind == "unanimity")
    assert some.outcomes[rule].agreement.mean() > none.outcomes[rule].agreement.mean() + 0.1


def test_a_large_majority_is_not_certain(pato_8):
    found = answer(
        pato_8,
        "invocation",
        world.load(),
        load_assumptions("decision"),
        against="CHN",
        futures=150,
        issues=60,
    )
    low, high = np.quantile(found.outcomes[0].agreement, [0.05, 0.95])
    assert found.rules[0].kind == "qualified_majority"
    assert low < 0.9
    assert high - low > 0.1


@pytest.mark.parametrize(
    ("matter", "attacked", "words"),
    [("budget", "JPN", "says nothing of budget"), ("invocation", "FRA", "FRA")],
)
def test_attacks_that_cannot_be(pato_8, matter, attacked, words):
    with pytest.raises(UsageError, match=words):
        answer(pato_8, matter, world.load(), load_assumptions("decision"), attacked=attacked, futures=5)


@pytest.mark.parametrize("date", ["1994-12-31", "1951-09-01"])
def test_before_the_large_body_has_members_its_agreement_is_not_covered_and_the_pacts_is(date):
    status_quo, architecture = load_architecture("in-force"), load_architecture("pato-3")
    model = DecisionCapacity.of(world.load(), status_quo, date, members=("AUS", "JPN", "USA"))
    draws = Design(tuple(model.factors()), 12, 1).draw()
    found = model.evaluate(draws, architecture)
    assert np.isfinite(found.outcomes["agreement_probability"]).all()
    assert np.isnan(found.outcomes["agreement_probability_large"]).all()
    status = found.diagnostics["agreement_probability_large_status"].values
    assert set(status.ravel()) == {Status.NOT_COVERED.code}
