"""``pato check`` tells every problem of a file at once, on the stream of its count, and suggests what the file defines."""

import pytest
from click.testing import CliRunner

from pato.cli.app import cli
from pato.errors import FINDINGS

STUDY = """format: 1
id: st
architectures: [in-force, pato-77]
metrics: [gaps, war_initiation_members]
factors:
  taiwan_credence: {range: [3, 60]}
  pledge_risk_ratio: {range: [-5, 3]}
  additive_cap: {range: [5, 5]}
  loss_yeers: {range: [1, 2]}
weights: {deterrence: {patron: 1, nul: 1}}
members: [USA, JNP]
rivals: [DEU]
"""
TREATY = """format: 1
id: small-pact
title: A small pact
binding: treaty
status: in_force
in_force: {from: 1950-06-01}
parties:
  - {state: NOR}
  - {state: DNK}
  - {state: DNK}
areas:
  home: {includes: [{territory_of: parties, on: [territory, population]}]}
  wide-sea: {includes: [{ocean: [atlantic]}]}
obligations:
  - {id: defence, article: 1, kind: defence, when: {act: attack, on: [territory, population], in: hoem}, duty: assist_with_forse, subject_to: [own_judgment]}
  - {id: consult, article: 2, kind: consultation, when: {act: threat, in: wide_sea}, duty: consult}
"""
ARCHITECTURE = """format: 1
id: my-arch
title: Mine
extends: in-foce
add: [pato, atno]
parties: {pato: [USA, JPN, XXX]}
"""
CLAIM = """format: 1
id: X1
text: Fewer attacks.
metric: war_initiation_members
holds_if: {better_than: hub-and-spoke, in: pato-7}
identified: suggestve
why: It is so.
"""


@pytest.fixture
def checked(tmp_path):
    def run(text):
        path = tmp_path / "own.yaml"
        path.write_text(text, encoding="utf-8")
        result = CliRunner().invoke(cli, ["check", str(path)], standalone_mode=False)
        assert result.return_value == FINDINGS, result.output
        assert not result.stderr, "problems and their count are one stream"
        return result.stdout.splitlines()

    return run


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            STUDY,
            [
                (3, "'pato-77' is not known. Did you mean 'pato-7'?"),
                (4, "'war_initiation_members' is not known. Did you mean 'war_initiations_members'?"),
                (6, "'taiwan_credence' runs from 3 to 60; it can be from 0 to 1"),
                (7, "'pledge_risk_ratio' runs from -5 to 3; it can be above 0"),
                (8, "Write a fixed value as value: 5."),
                (9, "factor 'loss_yeers' is not known. Did you mean 'loss_years'?"),
                (10, "level of deterrence 'nul' is not known."),
                (11, "'JNP' is not known. Did you mean 'JPN'?"),
                (12, "no data on Germany (DEU)"),
            ],
        ),
        (
            TREATY,
            [
                (10, "DNK is listed twice"),
                (15, "area 'hoem' is not defined in this file. Did you mean 'home'?"),
                (15, "'assist_with_forse' is not known. Did you mean 'assist_with_force'?"),
                (16, "'wide_sea' is not written as it should be. Did you mean 'wide-sea'?"),
            ],
        ),
        (
            ARCHITECTURE,
            [(4, "'in-foce' is not known."), (5, "treaty 'atno' is not known."), (6, "'XXX' is not known.")],
        ),
        (CLAIM, [(4, "metric 'war_initiation_members' is not known."), (6, "'suggestve' is not known.")]),
    ],
    ids=["study", "treaty", "architecture", "claim"],
)
def test_no_mistake_hides_another(checked, text, said):
    *problems, count = checked(text)
    assert len(problems) == len(said)
    assert count == f"1 files read, 0 checks run: {len(said)} problems found."
    for line, (number, words) in zip(problems, said, strict=True):
        assert f"own.yaml:{number}:" in line
        assert words in line


def test_a_word_read_as_it_was_meant_makes_no_mistake_of_its_own(checked):
    text = TREATY.replace("  - {state: DNK}\n  - {state: DNK}\n", "  - {state: DNK}\n  - {state: DKN}\n")
    *problems, _ = checked(text)
    assert any("'DKN' is not known" in line for line in problems)
    assert not any("listed twice" in line for line in problems)
