"""How standards count together, as text and as a difference between two files."""

from pathlib import Path

import pytest

from pato.treaties.diff import diff
from pato.treaties.draft import draft
from pato.treaties.load import load_treaty

PACT = """format: 1
id: small-pact
title: A small pact
binding: treaty
status: proposed
parties: [{state: NOR}, {state: DNK}]
standards:
  - {id: vote, article: "3", measure: v2x_polyarchy, at_least: 0.5}
  - {id: law, article: "3", measure: v2x_rule, at_least: 0.5}
"""


def pact(folder: Path, name: str, rule: str) -> str:
    file = folder / name
    file.write_text(PACT + rule, encoding="utf-8")
    return str(file)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("standards_rule: {combine: any, article: '3'}\n", "One of the standards must be met."),
        ("standards_rule: {combine: all}\n", "All standards must be met."),
        (
            "standards_rule: {combine: weighted, share: 0.75, weights: {vote: 2}}\n",
            "three quarters of the weights must be met, with the weights vote 2.",
        ),
    ],
)
def test_the_rule_is_in_the_text(tmp_path, rule, words):
    assert words in draft(load_treaty(pact(tmp_path, "a.yaml", rule)))


def test_a_changed_rule_is_a_difference(tmp_path):
    before = pact(tmp_path, "a.yaml", "")
    after = pact(tmp_path, "b.yaml", "standards_rule: {combine: any}\n")
    assert [c.clause for c in diff(before, after, "2026-01-01").clauses] == ["standards, together"]
