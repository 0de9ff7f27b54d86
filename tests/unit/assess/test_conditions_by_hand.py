"""Where conditions hold, by how much, and in which words: worked out by hand."""

import numpy as np
import pytest
import xarray as xr
from hand_made import in_strong, made, statement, study_of

from pato.assess.conditions import compared, holds, margin, parse_condition, with_names, words_of
from pato.assess.schema import Statement
from pato.assess.sizes import Size, sizes, span
from pato.assess.strata import Stratum
from pato.errors import PatoError, UnknownNameError, UsageError


@pytest.mark.parametrize(
    ("body", "strong"),
    [
        ({"below": 4.02}, [1, 1, 0, 0]),
        ({"above": 1.0}, [0, 0, 1, 1]),
        ({"better_than": "base"}, [1, 1, 0, 0]),
        ({"worse_than": "base"}, [0, 0, 0, 1]),
        ({"no_worse_than": "base"}, [1, 1, 1, 0]),
        ({"lower_than": "base"}, [1, 1, 0, 0]),
        ({"higher_than": "base"}, [0, 0, 0, 1]),
        ({"metric": "support", "better_than": "base"}, [0, 0, 0, 0]),
        ({"metric": "support", "no_worse_than": "base"}, [1, 1, 1, 1]),  # 1 less is the band itself
        ({"metric": "duties", "higher_than": "base"}, [1, 1, 1, 1]),
        ({"metric": "wars_by_target", "of": "KOR", "better_than": "base"}, [1, 1, 0, 0]),
        ({"metric": "wars_by_target", "of": "PHL", "worse_than": "base"}, [1, 1, 1, 1]),
    ],
)
def test_where_conditions_hold(body, strong):
    one = made()
    found = holds(statement(**body), one)
    assert found.dtype == bool
    assert in_strong(one, found) == [bool(v) for v in strong]


def test_margins_are_in_the_unit_beyond_the_band():
    one = made()
    np.testing.assert_allclose(in_strong(one, margin(statement(below=4.02), one)), [3.52, 3.02, 0, -4.98])
    np.testing.assert_allclose(in_strong(one, margin(statement(above=1), one)), [-0.5, 0, 3.02, 8])
    np.testing.assert_allclose(
        in_strong(one, margin(statement(better_than="base"), one)), [0.49, 0.98, -0.06, -1.08]
    )
    np.testing.assert_allclose(
        in_strong(one, margin(statement(no_worse_than="base"), one)), [0.51, 1.02, 0.02, -0.92]
    )
    np.testing.assert_allclose(
        in_strong(one, margin(statement(worse_than="base"), one)), [-0.51, -1.02, -0.02, 0.92]
    )
    assert margin(statement("count", below=1), one).tolist() == 1.0
    own, other = compared(statement(below=1), one)
    assert (in_strong(one, own), other) == ([0.5, 1, 4.02, 9], None)
    assert compared(statement(above=1), one)[1] is None
    own, other = compared(statement(better_than="base"), one)
    assert in_strong(one, other) == [1, 2, 4, 8]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"metric": "warz", "below": 1}, "metric 'warz' is not known. Did you mean 'wars'?"),
        ({"in": "pct", "below": 1}, "architecture of this comparison 'pct' is not known. Did you mean 'pact'?"),
        ({"better_than": "bse"}, "architecture of this comparison 'bse' is not known. Did you mean 'base'?"),
        ({"metric": "duties", "better_than": "base"}, "metric 'duties' has no better and worse; use below or above, lower_than or higher_than."),
        ({"metric": "wars_by_target", "below": 1}, "metric 'wars_by_target' has a value for each target; a condition needs a single value: name a state with 'of:'."),
        ({"metric": "wars_by_target", "of": "JAP", "below": 1}, "is not known"),
        ({"metric": "wars_by_target", "of": "USA", "below": 1}, "target of metric 'wars_by_target' 'USA' is not known."),
        ({"of": "JPN", "below": 1}, "metric 'wars' has one figure for all; leave 'of: JPN' out."),
    ],
)  # fmt: skip
def test_conditions_that_cannot_be_tested(body, told):
    with pytest.raises((PatoError, ValueError)) as refused:
        holds(statement(**body), made())
    assert told in str(refused.value)


def test_what_has_no_value_under_one_architecture_is_told():
    one = made()
    partly = xr.DataArray(
        np.column_stack([np.full(8, np.nan), np.arange(8.0)]),
        dims=("future", "architecture"), coords={"architecture": ["base", "pact"]},
    )  # fmt: skip
    some = type(one)(one.study, one.run, {}, one.strata, {"wars": "no"}, {}, {"wars": partly})
    assert holds(statement(below=4), some).sum() == 4
    with pytest.raises(UnknownNameError, match=r"^metric wars  it has no value under base\.$"):
        holds(Statement.model_validate({"metric": "wars", "holds_if": {"in": "base", "below": 4}}), some)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"better_than": "base"}, "pact beats base on wars"),
        ({"worse_than": "base"}, "wars of pact is worse than that of base"),
        ({"no_worse_than": "base"}, "wars of pact is no worse than that of base"),
        ({"lower_than": "base"}, "wars of pact is lower than that of base"),
        ({"higher_than": "base", "of": "JPN"}, "wars (JPN) of pact is higher than that of base"),
        ({"better_than": "base", "of": "JPN"}, "pact beats base on wars (JPN)"),
        ({"below": 0.25}, "wars of pact below 0.25"),
        ({"above": 0, "of": "KOR"}, "wars (KOR) of pact above 0"),
    ],
)
def test_conditions_in_words(body, words):
    assert words_of(statement(**body)) == words


@pytest.mark.parametrize(
    ("text", "on", "metric", "body"),
    [
        ("a beats b", "wars", "wars", {"in": "a", "better_than": "b"}),
        (" a  beats\tb on wars ", "wars", "wars", {"in": "a", "better_than": "b"}),
        ("wars under a < -1.5e-1", None, "wars", {"in": "a", "below": -0.15}),
        ("wars in a is above .5", None, "wars", {"in": "a", "above": 0.5}),
        ("wars of a > 3", "wars", "wars", {"in": "a", "above": 3.0}),
        ("wars of a is below +2.", None, "wars", {"in": "a", "below": 2.0}),
    ],
)
def test_conditions_are_read(text, on, metric, body):
    found = parse_condition(text, on)
    assert found.metric == metric
    assert found.holds_if.model_dump(by_alias=True, exclude_none=True) == body


def test_what_is_no_condition():
    told = (
        "Write one of 'A beats B', 'A beats B on METRIC', 'METRIC of A below 0.3', 'METRIC of A above 0.3'."
    )
    with pytest.raises(UsageError) as refused:
        parse_condition("a  wins")
    assert str(refused.value) == f"'a wins'  is no condition. {told}"
    with pytest.raises(UsageError) as refused:
        parse_condition("a beats  b")
    assert (
        str(refused.value)
        == "'a beats b'  does not say in what. Name a metric: 'A beats B on METRIC', or --on METRIC."
    )
    with pytest.raises(UsageError) as refused:
        parse_condition("wars of a > 3", "gaps")
    assert str(refused.value) == "--on  names 'gaps', and the condition 'wars'. Name the metric once."


def test_roles_stand_for_architectures_unless_one_is_called_so():
    study = study_of()
    given = Statement.model_validate(
        {"metric": "design", "holds_if": {"in": "design", "of": "USA", "better_than": "baseline"}}
    )
    found = with_names(given, study)
    assert found.metric == "design"
    assert found.holds_if.model_dump(by_alias=True, exclude_none=True) == {
        "in": "pact",
        "of": "USA",
        "better_than": "base",
    }
    study.labels = ("base", "design")
    assert with_names(given, study).holds_if.in_ == "design"
    assert with_names(given, study).holds_if.better_than == "base"
    plain = statement(below=1)
    assert with_names(plain, study) is plain


TWO = (Stratum("a", np.arange(4), None), Stratum("b", np.arange(4, 8), None))
POOL = Stratum("your weights", np.arange(8), np.array([0, 0, 0, 0, 0, 0, 1, 3.0]))


def test_sizes_are_ratios_differences_or_figures():
    own, other = np.arange(1.0, 9.0), np.full(8, 2.0)
    assert sizes(own, other, "wars", TWO) == {
        "a": Size("ratio", 1.0, 0.5, 2.0),
        "b": Size("ratio", 3.0, 2.5, 4.0),
    }
    zero = np.array([0.0, *[2.0] * 7])
    assert sizes(own, zero, "wars", TWO[1:]) == {"b": Size("difference", 4.0, 3.0, 6.0, "wars")}
    assert sizes(-own, other, "wars", TWO[1:])["b"].kind == "difference"
    assert sizes(zero, other, "wars", TWO[:1])["a"].kind == "ratio"
    assert sizes(own, None, "wars", (POOL,)) == {"your weights": Size("figure", 8.0, 7.0, 8.0, "wars")}
    assert sizes(np.array(3.0), np.array(6.0), "pairs", TWO) == {"any": Size("ratio", 0.5, 0.5, 0.5)}
    assert sizes(np.array(3.0), None, "pairs", TWO) == {"any": Size("figure", 3.0, 3.0, 3.0, "pairs")}


def test_sizes_in_words():
    assert Size("ratio", 0.12345, 0.1, 0.2).words() == "ratio 0.123 (0.1 to 0.2)"
    assert Size("difference", 2, 2, 2, "wars").words() == "difference 2 wars"
    assert span({}) is None
    one, two = Size("ratio", 0.5, 0.4, 0.6), Size("ratio", 0.75, 0.5, 1.0)
    assert span({"a": two, "b": one}) == "ratio 0.5 to 0.75 by theory (90 %: 0.4 to 1)"
    assert span({"a": one, "b": one}) == "ratio 0.5 (90 %: 0.4 to 0.6)"
    assert span({"a": one, "your weights": two}) == "ratio 0.75 (0.5 to 1)"
    same = Size("figure", 3, 3, 3, "pairs")
    assert span({"any": same}) == "figure 3 pairs"
