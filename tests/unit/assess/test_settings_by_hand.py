"""What a study may set and a claim may say, with the words for what it may not: formats, factors, readings, names."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from hand_made import FACTORS, study_of
from pydantic import ValidationError

from pato.assess.load import StudyFile
from pato.assess.readings import (
    _of_instrument,
    _questions,
    assumed_in_words,
    in_words,
    problems_of_readings,
    readings_of,
)
from pato.assess.refused import _outside_the_domain, _setting_problems, problems_of
from pato.assess.schema import Claim, ClaimSet, Condition, Study
from pato.errors import Problem
from pato.files.yaml import read_file
from pato.futures import Factor, Levels
from pato.futures.distributions import Constant, Uniform
from pato.models.commitments.worth import factors as commitment_factors


def study(**options):
    return Study.model_validate({"format": 1, "id": "s", "architectures": ["a", "b"]} | options)


def claim(**body):
    return Claim.model_validate({"format": 1, "id": "X1", "text": "t", "identified": "suggestive"} | body)


CONDITION = {"metric": "wars", "holds_if": {"in": "a", "below": 1}}


def test_what_a_study_is_where_nothing_is_said():
    one = study()
    assert (one.futures, one.seed, one.horizon_years, one.sampler, one.baseline) == (
        2000,
        1,
        10,
        "philox",
        "estimated",
    )
    assert (one.status_quo, one.subject, one.date, one.members, one.rivals) == (
        "in-force",
        None,
        None,
        None,
        None,
    )


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"architectures": ["b", "a", "b", "a"]}, "architecture 'a' is named twice. || Name each once."),
        ({"architectures": []}, "at least 1"),
        ({"futures": 0}, "greater than or equal to 1"),
        ({"futures": 10_000_001}, "less than or equal to 10000000"),
        ({"horizon_years": 101}, "less than or equal to 100"),
        ({"rivals": []}, "at least 1"),
        ({"weights": {"t": {"a": -1}}}, "greater than or equal to 0"),
        ({"readings": {"t": {"a": 1.5}}}, "less than or equal to 1"),
        ({"factors": {"x": [0.2, 0.4]}}, "found the list [0.2, 0.4]. || Write {range: [0.2, 0.4]}."),
        ({"factors": {"x": [0.2, 0.4, 1]}}, "found the list [0.2, 0.4, 1]. || Write {values: [0.2, 0.4, 1]}."),
        ({"factors": {"x": ["a", "b"]}}, "found the list ['a', 'b']. || Write {values: ['a', 'b']}."),
        ({"factors": {"x": 0.25}}, "found the number 0.25. || Write a fixed value as {value: 0.25}."),
        ({"factors": {"x": {"values": []}}}, "values must be a list of levels, found []. || Write values: [patron, no_effect]."),
        ({"factors": {"x": {"values": "a"}}}, "values must be a list of levels, found 'a'."),
        ({"factors": {"x": {"values": ["a", 1]}}}, "values must be a list of levels, found ['a', 1]."),
        ({"factors": {"x": {"range": [1, 0]}}}, "low must lie below high"),
        ({"factors": {"x": {"rnge": [0, 1]}}}, "distribution 'rnge' is not known. Did you mean 'range'? ||"),
        ({"factors": {"x": {"range": [0, 1], "source": " "}}}, "source is empty. || Say where the range comes from, or leave the key out."),
        ({"no_difference": {"x": -1}}, "no band of no difference: -1."),
    ],
)  # fmt: skip
def test_what_a_study_may_not_say(options, told):
    with pytest.raises(ValidationError) as refused:
        study(**options)
    assert told in str(refused.value)
    assert (
        "Value error" not in str(refused.value)
        or f"Value error, {told}" in str(refused.value)
        or "low must" in told
    )


def test_settings_that_are_kept_as_they_are():
    given = {"x": {"range": [0, 1], "source": "mine"}, "y": {"values": ["a"]}, "z": {"value": 2}}
    assert study(factors=given).factors == given
    assert study(futures=10_000_000, horizon_years=100).futures == 10_000_000
    assert study(no_difference={"x": "2 %", "y": 0}).no_difference == {"x": "2 %", "y": 0}
    old = study(weights={"deterrence": {"null": 1}}, factors={"deterrence": {"values": ["null", "patron"]}})
    assert old.weights == {"deterrence": {"no_effect": 1.0}}
    assert old.factors["deterrence"]["values"] == ["no_effect", "patron"]


def test_a_condition_is_one_comparison():
    told = (
        "a condition has one of below, above, better_than, worse_than, no_worse_than, lower_than, higher_than. "
        "|| Write holds_if: {below: 0.8, in: pato-7}."
    )
    for body in ({}, {"below": 1, "above": 0}, {"better_than": "a", "worse_than": "b"}):
        with pytest.raises(ValidationError) as refused:
            Condition.model_validate({"in": "a"} | body)
        assert told in str(refused.value)
    for name in ("better_than", "worse_than", "no_worse_than", "lower_than", "higher_than"):
        assert getattr(Condition.model_validate({"in": "a", name: "b"}), name) == "b"
    assert Condition.model_validate({"in": "a", "above": 0}).above == 0


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"metric": "wars"}, "the claim has a metric or a condition alone. || Give 'metric: …' and 'holds_if: …'."),
        ({"holds_if": CONDITION["holds_if"]}, "the claim has a metric or a condition alone. || Give 'metric: …' and 'holds_if: …'."),
        ({"identified": "not_answerable"}, "a claim that cannot be answered says why. || Add 'why: …'."),
        ({}, "the claim has no metric and condition. || Add 'metric: …' and 'holds_if: …', or 'identified: not_answerable' with 'why: …'."),
        ({"id": "A 1"} | CONDITION, "String should match pattern"),
        ({"identified": "sure"} | CONDITION, "'not_answerable'"),
    ],
)  # fmt: skip
def test_what_a_claim_may_not_say(body, told):
    with pytest.raises(ValidationError) as refused:
        claim(**body)
    assert told in str(refused.value)
    assert "||" not in told or f"Value error, {told} [type" in str(refused.value)


def test_statements_of_a_claim():
    assert [s.metric for s in claim(**CONDITION, parts=[CONDITION | {"metric": "gaps"}]).statements] == [
        "wars",
        "gaps",
    ]
    assert [s.metric for s in claim(parts=[CONDITION]).statements] == ["wars"]
    assert claim(evidence=["pairs_of_1949"]).statements == ()
    assert claim(identified="not_answerable", why="No.").statements == ()


def test_a_set_of_claims_gives_the_format_once():
    one = {"id": "B", "text": "t", "identified": "identified"} | CONDITION
    found = ClaimSet.model_validate(
        {"format": 1, "id": "set", "title": "T", "document": "D", "claims": [one, one | {"id": "A"}]}
    )
    assert [(c.id, c.format) for c in found.claims] == [("B", 1), ("A", 1)]
    with pytest.raises(
        ValidationError, match=r"claim 'A' stands twice\. \|\| Give each claim an id of its own"
    ):
        ClaimSet.model_validate(
            {
                "format": 1,
                "id": "set",
                "title": "T",
                "document": "D",
                "claims": [one, one, one | {"id": "A"}, one | {"id": "A"}],
            }
        )
    with pytest.raises(ValidationError):
        ClaimSet.model_validate({"format": 1, "id": "set", "title": "T", "document": "D", "claims": ["x"]})


def asked(**options):
    """Return a study of made-up factors, with a factor of another model that is not drawn."""
    one = study_of(**options)
    one.unmet = {"gaps": "there are no members."}
    one.not_drawn = {"elsewhere": Factor("elsewhere", Levels(("x",), "theory"), "s", "assumption")}
    return one


def told(*, in_part=False, **options):
    one = asked(**options)
    source = StudyFile(one.study, None, Path())
    found = list(problems_of(one.__class__(**{**vars(one), "study": one.study}), source, in_part=in_part))
    return [str(p) for p in found]


@pytest.mark.parametrize(
    ("options", "start"),
    [
        ({"metrics": ["gapps"]}, "metric 'gapps' is not known. Did you mean 'gaps'?"),
        ({"no_difference": {"gapps": 1}}, "metric 'gapps' is not known. Did you mean 'gaps'?"),
        ({"metrics": ["gaps"]}, "'gaps' cannot be computed: there are no members. Or leave it out."),
        ({"subject": "pct"}, "architecture compared 'pct' is not known. Did you mean 'pact'?"),
        ({"by": ["word"]}, "categorical factor 'word' is not known. Allowed: deterrence."),
        ({"by": ["elsewhere"]}, "factor 'elsewhere' is not drawn by these metrics. Add a metric that needs it, or leave it out; 'pato list --factors' shows what each model draws."),
        ({"factors": {"wrd": {"value": 1}}}, "factor 'wrd' is not known. Did you mean 'word'?"),
        ({"factors": {"elsewhere": {"value": 1}}}, "factor 'elsewhere' is not drawn by these metrics."),
        ({"factors": {"slope": {"value": 1}}}, "'slope' is an estimate with its covariance; it has no range to set. Estimate it again with: pato fit."),
        ({"factors": {"word": {"values": ["a"]}}}, "'word' is continuous: it takes a distribution such as range: [low, high]."),
        ({"factors": {"deterrence": {"value": 1}}}, "'deterrence' is categorical: it takes values: [...]."),
        ({"factors": {"deterrence": {"values": ["nne"]}}}, "level of deterrence 'nne' is not known. Did you mean 'none'?"),
        ({"weights": {"word": {"a": 1}}}, "categorical factor 'word' is not known."),
        ({"weights": {"elsewhere": {"a": 1}}}, "factor 'elsewhere' is not drawn by these metrics."),
        ({"weights": {"deterrence": {"strng": 1}}}, "level of deterrence 'strng' is not known. Did you mean 'strong'?"),
        ({"weights": {"deterrence": {"strong": 0}}}, "all weights are 0. Give some level of deterrence a weight above 0."),
        ({"weights": {"deterrence": {"strong": 1}}, "factors": {"deterrence": {"values": ["none"]}}}, "level of deterrence 'strong' is not known. Allowed: none."),
        ({"factors": {"deterrence": {"values": ["none", "strong", "none"]}}}, "the level 'none' is named twice. Name each once."),
    ],
)  # fmt: skip
def test_requests_that_cannot_be_met(options, start):
    (found,) = told(**options)
    assert found.startswith(start)


def test_what_can_be_met_has_no_problem():
    assert told(metrics=["conflicts"], no_difference={"gaps": 1}, subject="pact", by=["deterrence"], weights={"deterrence": {"none": 0, "strong": 1}}) == []  # fmt: skip
    assert told(factors={"word": {"range": [0.1, 0.2]}, "deterrence": {"values": ["strong"]}}) == []


def test_what_an_unread_part_may_explain_is_not_told():
    assert told(in_part=True, metrics=["gaps"], subject="pct") == []
    assert told(in_part=True, by=["elsewhere"]) == []
    assert told(in_part=True, by=["nowhere"])[0].startswith("categorical factor 'nowhere' is not known.")
    assert len(told(in_part=True, by=["word"], weights={"deterrence": {"x": 1}})) == 2


def test_two_architectures_of_one_id():
    one = asked()
    one.labels = ("base", "pact", "base")
    (found,) = problems_of(one, StudyFile(one.study, None, Path()))
    assert str(found) == "the id 'base' is also that of another architecture. Give each its own id."


def test_problems_stand_at_their_line(tmp_path):
    path = tmp_path / "s.yaml"
    path.write_text("format: 1\nid: s\narchitectures: [a, b]\nby: [deterrence, word]\nweights: {deterrence: {none: 1, strng: 2}, word: {a: 1}}\nfactors: {word: {values: [a]}, wrd: {value: 1}}\n")  # fmt: skip
    body = read_file(path)
    one = asked(by=["deterrence", "word"], weights={"deterrence": {"none": 1, "strng": 2}, "word": {"a": 1}}, factors={"word": {"values": ["a"]}, "wrd": {"value": 1}})  # fmt: skip
    found = list(problems_of(one, StudyFile(one.study, body, tmp_path)))
    assert [p.where.removeprefix(f"{path}:") for p in found] == ["4:18", "6:17", "6:37", "5:40", "5:50"]


SHARE = Factor("x", Uniform(0.25, 0.5), "s", "assumption", unit="share")


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ({"value": 2}, "'x' is 2; it can be "),
        ({"range": [-0.5, 0.5]}, "'x' runs from -0.5 to 0.5; it can be "),
        ({"range": [0.5, 1.5], "source": "mine"}, "'x' runs from 0.5 to 1.5; it can be "),
        ({"normal": {"mean": 0.5, "sd": 0.1}}, "'x' has no end on one side (normal"),
    ],
)
def test_values_that_a_factor_cannot_take(setting, words):
    (found,) = _outside_the_domain(SHARE, setting)
    assert found.what.startswith(words)
    assert found.what.endswith(" (share).")
    assert found.fix.startswith("Write values within that, for example {uniform: ") or found.fix.startswith("Write values within that, for example {range: ")  # fmt: skip
    assert found.where == ""


def test_values_that_a_factor_can_take():
    assert list(_outside_the_domain(SHARE, {"range": [0.0, 1.0]})) == []
    assert list(_outside_the_domain(SHARE, {"value": 1})) == []
    assert list(_setting_problems(FACTORS[1], {"value": 0.5, "source": "x"})) == []


def reading(name, **about):
    body = dict.fromkeys(("act", "on", "area", "by", "place", "owed_by", "owed_to", "author")) | about
    return SimpleNamespace(id=name, about=SimpleNamespace(**body))


def instrument(*readings, declared=(), name="treaty"):
    declarations = tuple(SimpleNamespace(id=i, effect=e) for i, e in declared)
    return SimpleNamespace(
        id=name, obligations=(SimpleNamespace(readings=readings),), declarations=declarations
    )


TWO = instrument(reading("broad", act="x"), reading("narrow", act="x"), reading("other", place="y"), declared=(("d", "interprets"), ("e", "reserves")))  # fmt: skip


def test_questions_that_readings_answer():
    assert list(_questions(TWO)) == [("broad", "narrow"), ("other",), ("d",)]
    again = instrument(reading("a"), reading("a"), reading("b", owed_to="z"))
    assert list(_questions(again)) == [("a",), ("b",)]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"broad": 0.25}, []),
        ({"broad": 0.25, "narrow": 0.75}, []),
        ({"other": 0.25, "d": 1.0}, []),
        ({"broad": 0.5, "narrow": 0.75}, [("narrow", "the weights of 'broad' and 'narrow', which answer one question, sum to 1.25.")]),
        ({"broad": 0.25, "narrow": 0.25}, [("narrow", "the weights of 'broad' and 'narrow', which answer one question, sum to 0.5.")]),
        ({"broad": 0.25, "narow": 0.75}, [("narow", "reading of treaty 'narow' is not known. Did you mean 'narrow'?")]),
    ],
)  # fmt: skip
def test_weights_of_readings(given, told):
    where = []
    source = SimpleNamespace(problem=lambda path, problem: where.append(path) or problem)
    found = list(_of_instrument(source, TWO, given))
    assert [(p[-1], f.what) for p, f in zip(where, found, strict=True)] == told
    assert all(p[:2] == ("readings", "treaty") for p in where)
    assert all("sum to" not in f.what or f.fix == "Let them sum to 1; each says how likely its reading is to prevail." for f in found)  # fmt: skip


def test_treaties_without_readings_and_unknown_ones():
    source = StudyFile(study(readings={"plain": {"x": 1}, "treatyy": {"x": 1}}), None, Path())
    systems = [SimpleNamespace(instruments=(TWO, instrument(name="plain")))]
    first, second = problems_of_readings(source, systems)
    assert first == Problem("", "no clause of plain has readings.", "Leave it out, or add 'readings:' to an obligation of a copy of the treaty.")  # fmt: skip
    assert (
        str(second)
        == "instrument with readings 'treatyy' is not known. Did you mean 'treaty'? Allowed: treaty."
    )
    assert list(problems_of_readings(StudyFile(study(), None, Path()), systems)) == []


def test_weights_of_readings_in_words():
    one = study(readings={"t": {"a": 0.25, "b": 0.75}, "u": {"c": 1}})
    assert readings_of(one) == {"t/a": 0.25, "t/b": 0.75, "u/c": 1.0}
    assert in_words(one) == "Weights of readings, as the study gives them: t/a 0.25, t/b 0.75, u/c 1."
    assert in_words(study()) == ""


def test_what_is_assumed_of_commitments_in_words():
    own = {f.id: f for f in commitment_factors()}
    weight = next(name for name in own if name.startswith("weight_"))
    another = [name for name in own if name.startswith("weight_")][1]
    strength, second = [name for name in own if name.endswith("_strength")][:2]

    def drawn(name, spec):
        return Factor(name, spec, "s", "assumption")

    given = [
        drawn(weight, Uniform(0.125, 0.5)),
        drawn(strength, Constant(0.75)),
        drawn("elsewhere", Uniform(0, 1)),
    ]
    assert assumed_in_words(given) == (
        f"Assumed of commitments and drawn in every run: {strength} 0.75; weights of contingencies: {weight.removeprefix('weight_')} 0.125 to 0.5."
    )
    assert assumed_in_words(given[2:]) == ""
    more = [*given, drawn(another, Constant(0.5)), drawn(second, Uniform(0, 0.25))]
    told = assumed_in_words(more)
    assert f"{strength} 0.75, {second} 0 to 0.25; weights" in told
    assert f" 0.125 to 0.5, {another.removeprefix('weight_')} 0.5." in told
