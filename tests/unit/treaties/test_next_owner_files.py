"""What a reader who takes over found wrong in reading files: each was accepted, or refused, without reason before."""

import pytest

from pato.errors import FileError
from pato.files.problems import validated
from pato.files.yaml import read_text
from pato.treaties.schema.consistency import inconsistencies
from pato.treaties.schema.treaty import Treaty

HEAD = """format: 2
id: my-pact
title: My pact
binding: treaty
status: proposed
parties: [{state: USA}, {state: JPN}, {state: AUS}]
"""
DEFENCE = "{id: defence, article: 5, kind: defence, when: {act: armed_attack%s}, duty: assist_with_force}"
NEUTRAL = "{id: neutral, article: 6, kind: neutrality, when: {act: armed_attack%s}, duty: remain_neutral}"


def read(body):
    document = read_text(HEAD + body, name="mine.yaml")
    return validated(Treaty, document, inconsistencies)


def problems(body):
    try:
        read(body)
    except FileError as error:
        return [str(p) for p in error.problems]
    return []


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        (", by_party: false", ", by_party: true", False),
        (", by_party: true", ", by_party: true", True),
        ("", ", by_party: true", True),
        (", by: [CHN]", ", not_by: [CHN]", False),
        (", by: [CHN, RUS]", ", not_by: [CHN]", True),
        (", not_by: [CHN, RUS]", ", by: [CHN]", False),
        (", not_by: [CHN]", ", by: [CHN, RUS]", True),
        (", not_by: [CHN]", "", True),
        (", not_by: [CHN]", ", not_by: [RUS]", True),
        (", by: [CHN]", ", by: [RUS]", False),
    ],
)
def test_rules_that_no_attacker_can_call_together_contradict_nothing(one, other, meet):
    found = problems(f"obligations:\n  - {DEFENCE % one}\n  - {NEUTRAL % other}\n")
    assert [("answer the same event differently" in f) for f in found] == ([True] if meet else [])


@pytest.mark.parametrize("share", ["1e99999999", "1e-99999999", "1" * 50, "0x10", "1e5"])
def test_a_share_is_refused_before_it_is_written_out(share):
    (found,) = problems(f'decisions: {{default: {{rule: qualified_majority, share: "{share}"}}}}\n')
    assert "is no share" in found


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("n", ""),
        ("[1]", "number '[1]'"),
        ("{a: 1}", "number '{'a': 1}'"),
        ("m", "'18 months', but should be a whole number"),
        ("p", "'3 parties', but should be a whole number"),
    ],
)
def test_a_number_is_named_by_a_word_and_counts_what_its_field_counts(number, words):
    numbers = (
        "numbers: {n: {value: 5, unit: years}, m: {value: 18, unit: months}, p: {value: 3, unit: parties}}"
    )
    found = problems(f"{numbers}\nwithdrawal: {{bar_years: {{number: {number}}}}}\n")
    assert len(found) == bool(words)
    assert all(words in f for f in found)


BACK = "from: 2020-01-01, until: 2010-01-01"


@pytest.mark.parametrize(
    "body",
    [
        f"areas: {{a: {{includes: [{{ocean: pacific, {BACK}}}]}}}}",
        f"groups: {{g: {{members: [{{state: CHN, {BACK}}}], source: {{title: s}}}}}}",
        f"domestic_limits: [{{id: d, state: JPN, label: l, effect: limits, {BACK}, source: {{title: s}}}}]",
        f"obligations: [{DEFENCE[:-1] % ''}, unless: [{{id: e, label: l, {BACK}}}]}}]",
        f"obligations: [{DEFENCE[:-1] % ''}, readings: [{{id: r, holds: true, said_by: [USA], about: {{{BACK}}}, source: {{title: s}}}}]}}]",
        f"obligations: [{DEFENCE[:-1] % ''}, {BACK}}}]",
    ],
)
def test_nothing_in_a_file_ends_before_it_begins(body):
    (found,) = problems(body + "\n")
    assert "it ends on 2010-01-01, not after it begins on 2020-01-01" in found
    assert problems(body.replace("2010", "2030") + "\n") == []


@pytest.mark.parametrize(
    ("final", "words"),
    [
        ("reservations: {article: 9, allowed: listed, except_parts: [trade]}", "part 'trade'"),
        ("amendment: {article: 9, annexes_by_council: [numbers]}", "annex 'numbers'"),
    ],
)
def test_final_clauses_name_parts_and_annexes_that_there_are(final, words):
    (found,) = problems(f"final: {{{final}}}\n")
    assert words in found


def test_an_article_that_stands_twice_is_told_at_its_own_line():
    articles = "\n".join(
        f"  - {{number: {n}, heading: H, paragraphs: [t]{only}}}"
        for n, only in ((1, ", only: {party: JPN}"), (2, ""), (2, ""))
    )
    (found,) = problems(f"articles:\n{articles}\n")
    assert found.startswith("mine.yaml:10:")


@pytest.mark.parametrize("number", ["nan", "inf", "-inf", "Infinity"])
def test_a_number_of_a_file_is_finite(number):
    (found,) = problems(f"standards: [{{id: s, article: 2, measure: v2x_libdem, at_least: {number}}}]\n")
    assert "should be a finite number" in found


def test_no_vote_weighs_less_than_nothing():
    rule = (
        "decisions: {default: {rule: qualified_majority, share: 2/3, weights: {USA: -1, JPN: 1, AUS: 1}}}\n"
    )
    (found,) = problems(rule)
    assert "should be at least 0" in found
