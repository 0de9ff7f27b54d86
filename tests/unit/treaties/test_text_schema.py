"""The text of an instrument in its file: numbers that stand once, exact fractions, names that exist, format 2 only."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from pato import world
from pato.files.load import dump
from pato.models.decision.bodies import body_of
from pato.models.decision.power import voting_power
from pato.shares import exact, plain, rounded_fraction, spelled
from pato.treaties.architecture import load_architecture
from pato.treaties.schema.numbers import Number
from pato.treaties.schema.treaty import Treaty

STRAIT = Path(__file__).parent / "files" / "strait.yaml"


def test_text_and_computation_read_one_number(strait):
    assert strait.withdrawal.notice == "18m"
    assert strait.numbers["notice"].words() == "eighteen months"
    assert strait.decisions.budget.share == Fraction(2, 3)
    assert strait.burden.pledge_gdp_share == 0.02
    assert strait.numbers["pledge"].words() == "2 per cent of gross domestic product"
    assert strait.standards[0].at_least == 0.6


def test_a_changed_number_changes_what_is_computed(tmp_path):
    changed = tmp_path / "changed.yaml"
    text = STRAIT.read_text(encoding="utf-8").replace("value: 2/3, range: [1/2", "value: 1/2, range: [1/2")
    changed.write_text(text, encoding="utf-8")
    figures = world.load()
    quotas = []
    for file in (STRAIT, changed):
        body = body_of(load_architecture(file), "2026-01-01")
        quotas.append(body.voting_rule("budget", figures).integers()[1][0][0])
    assert quotas == [2, 2]  # of three members: two thirds are two, and so is a half rounded up
    labels = [
        body_of(load_architecture(f), "2026-01-01").rule("budget", figures)[0].label
        for f in (STRAIT, changed)
    ]
    assert labels[0].startswith("at least two thirds of members")
    assert labels[1].startswith("at least one half of members")


def test_the_file_comes_back_from_its_plain_form(strait):
    assert Treaty.model_validate(dump(strait)) == strait


def test_a_text_needs_format_2(strait):
    from pato.treaties.schema.consistency import inconsistencies

    old = strait.model_copy(update={"format": 1})
    told = [what for _, what, _ in inconsistencies(old)]
    for word in ("numbers", "articles", "parts", "annexes", "definitions", "classes", "suspension", "final"):
        assert f"'{word}' is a word of format 2." in told


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("0.667", "2/3"),
        ("0.6667", "2/3"),
        ("0.67", "2/3"),
        ("0.333", "1/3"),
        ("0.571", "4/7"),
        ("0.17", "1/6"),
    ],
)
def test_a_fraction_cut_off_is_refused_with_the_fraction_meant(written, meant):
    with pytest.raises(ValueError, match=f"Write {meant}, or"):
        exact(written)
    assert rounded_fraction(written) == Fraction(meant)


@pytest.mark.parametrize("written", ["0.75", "0.6", "0.55", "0.625", "0.5", "0.34", "0.7", "1", "0.15"])
def test_a_decimal_that_is_meant_is_kept(written):
    assert exact(written) == Fraction(written)


@given(st.integers(1, 12), st.integers(1, 12))
def test_any_simple_fraction_comes_back_from_a_file(over, under):
    share = Fraction(min(over, under), max(over, under))
    assert exact(plain(share)) == share
    assert spelled(share)


@pytest.mark.parametrize("members", range(2, 40))
def test_two_thirds_is_the_least_number_that_is_two_thirds(members):
    """Known answer: 4 of 6, 5 of 7, 6 of 9; never one more, whatever the number of members."""
    from pato.models.decision.bodies import Body

    figures = world.load()
    names = tuple(sorted(figures.states))[:members]
    body = Body("b", "b", names, {"default": {"rule": "qualified_majority", "share": "2/3"}})
    needed = int(body.voting_rule("budget", figures).integers()[1][0][0])
    assert needed == -(-2 * members // 3)
    assert body.rule("budget", figures)[0].threshold <= needed


def test_a_second_count_takes_power_from_the_many():
    """Two thirds of heads and of weights: with 8 of 10 weights at one of three, no pair without it wins."""
    from pato.models.decision.bodies import Body

    figures = world.load()
    rule = {
        "rule": "qualified_majority",
        "share": "2/3",
        "also": [{"share": "2/3", "weights": {"USA": 8, "JPN": 1, "AUS": 1}}],
    }
    body = Body("b", "b", ("USA", "JPN", "AUS"), {"default": rule})
    power = voting_power(body.voting_rule("budget", figures), exact=True)
    assert power.fractions[0] == [Fraction(2, 3), Fraction(1, 6), Fraction(1, 6)]


def test_a_party_has_no_vote_on_its_own_suspension_and_shares_are_those_of_the_rest():
    from pato.models.decision.agreement import _Count
    from pato.models.decision.bodies import Body

    names = ("USA", "JPN", "AUS", "CAN")
    rules = {"default": {"rule": "qualified_majority", "share": "2/3"}}
    rule = Body("b", "b", names, rules, accused_is_silent=True).rule("suspension", world.load())[0]
    assert rule.leaves_out_accused
    accused = np.array([0, 3])
    votes = np.array([[[True, True, True, False]], [[True, True, False, True]]])
    count = _Count.of(rule, *rule.counts()[0], accused)
    # three vote and two of them suffice: the vote of the accused is not counted on either side
    assert count.threshold.round(6).tolist() == [[2.0], [2.0]]
    assert count.yes(votes).tolist() == [[2.0], [2.0]]
    other = Body("b", "b", names, rules, accused_is_silent=True).rule("budget", world.load())[0]
    assert not other.leaves_out_accused
    assert body_of(load_architecture(STRAIT), "2026-01-01").accused_is_silent


def test_participants_vote_where_their_class_says_so(tmp_path):
    figures = world.load()
    text = STRAIT.read_text(encoding="utf-8")
    silent = body_of(load_architecture(STRAIT), "2026-01-01")
    assert silent.members == ("AUS", "JPN", "USA")
    file = tmp_path / "voting.yaml"
    file.write_text(text.replace("vote: false", "vote: true, no_vote_on: [accession]"), encoding="utf-8")
    body = body_of(load_architecture(file), "2026-01-01")
    assert body.members == ("AUS", "JPN", "USA", "TWN")
    assert body.rule("amendment", figures)[0].weights == (1, 1, 1, 1)
    accession = body.rule("accession", figures)[0]
    assert (accession.weights, accession.threshold) == ((1, 1, 1, 0), 3)
    power = voting_power(body.voting_rule("accession", figures), exact=True)
    assert power.fractions[0][3] == 0
    others = body.alternatives("accession", figures)
    assert all(rule.weights[3] == 0 for rule in others), (
        "who has no vote has none under the rules compared with"
    )
    assert accession in others, "so the text's own rule is not there twice"
    assert [r.label for r in others] == [r.label for r in body.alternatives("amendment", figures)]
    assert all(rule.weights[3] > 0 for rule in body.alternatives("amendment", figures))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"value": "18m"}, "eighteen months"),
        ({"value": "1y"}, "one year"),
        ({"value": 5, "unit": "years"}, "five years"),
        ({"value": "2/3"}, "two thirds"),
        ({"value": 0.75, "unit": "share"}, "three quarters"),
        ({"value": "60%", "of": "joint output"}, "60 per cent of joint output"),
        ({"value": 2, "unit": "parties"}, "two Parties"),
        ({"value": 0.6}, "0.6"),
        ({"value": 180, "unit": "days"}, "180 days"),
    ],
)
def test_numbers_in_words(fields, words):
    assert Number.model_validate(fields).words() == words


@pytest.mark.parametrize(
    "fields",
    [{"value": 3, "range": [4, 5]}, {"value": "2/0"}, {"value": "many"}, {"value": 0.667, "unit": "share"}],
)
def test_numbers_that_are_none(fields):
    with pytest.raises(ValidationError):
        Number.model_validate(fields)


def test_options_that_exclude_each_other_do_not_contradict(strait):
    from pato.treaties.schema.consistency import inconsistencies

    data = dump(strait)
    data["choices"]["help"] = {
        "value": "weak",
        "options": {"weak": "As deemed necessary.", "strong": "With force."},
    }
    weak = data["obligations"][1] | {"only": {"help": ["weak"]}}
    strong = weak | {"id": "strong", "duty": "assist_with_force", "only": {"help": ["strong"]}}
    data["obligations"] = [data["obligations"][0], weak, strong, *data["obligations"][2:]]
    assert not list(inconsistencies(Treaty.model_validate(data)))
    both = [o | {"only": {}} for o in (weak, strong)]
    data["obligations"][1:3] = both
    assert any(
        "answer the same event differently" in what
        for _, what, _ in inconsistencies(Treaty.model_validate(data))
    )


def test_editors_accept_a_number_by_its_name():
    schema = Treaty.model_json_schema(by_alias=True)
    branches = schema["$defs"]["Withdrawal"]["properties"]["notice"]["anyOf"]
    assert any("number" in b.get("properties", {}) for b in branches)
    assert "number" not in str(
        schema["$defs"]["Number"]["properties"]["value"].get("anyOf", [])[0].get("properties", "")
    )
