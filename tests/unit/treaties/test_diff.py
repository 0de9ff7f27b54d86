"""What changes for whom, on pacts small enough to be compared by eye."""

import json

import pytest
from click.testing import CliRunner

from pato.cli.app import cli
from pato.treaties.architecture import load_architecture
from pato.treaties.diff import diff

FIRST = """format: 1
id: pact
title: Pact
binding: treaty
status: proposed
parties: [{state: AUS}, {state: JPN}]
areas: {home: {includes: [{territory_of: parties}]}}
obligations:
  - {id: defence, article: 1, kind: defence, when: {act: attack, in: home}, duty: assist_as_deemed_necessary, subject_to: [own_judgment]}
  - {id: consult, article: 2, kind: consultation, when: {act: threat, to: [parties]}, duty: consult}
decisions: {default: consensus}
withdrawal: {notice: 1y}
standards: [{id: vote, article: 3, measure: v2x_polyarchy, at_least: 0.5}]
economy: {binding: binding, enforcement: none, chapters: [{area: labour, depth: shallow}]}
"""
SECOND = (
    FIRST.replace("{state: JPN}]", "{state: JPN}, {state: KOR}]")
    .replace("assist_as_deemed_necessary, subject_to: [own_judgment]", "assist_with_force")
    .replace(
        "  - {id: consult, article: 2, kind: consultation, when: {act: threat, to: [parties]}, duty: consult}\n",
        "",
    )
    .replace("default: consensus", "default: {rule: qualified_majority, share: 0.75}")
    .replace("notice: 1y", "notice: 2y")
    .replace("at_least: 0.5", "at_least: 0.7")
    .replace("depth: shallow", "depth: deep")
)


@pytest.fixture
def files(tmp_path):
    paths = tmp_path / "first.yaml", tmp_path / "second.yaml"
    for path, text in zip(paths, (FIRST, SECOND), strict=True):
        path.write_text(text, encoding="utf-8")
    return tuple(map(str, paths))


def changes(found, kind):
    return {(d.debtor, d.creditor): d.change for d in found.duties if d.kind == kind}


def test_duties_gained_lost_and_changed_by_pair(files):
    found = diff(*files, "2026-01-01")
    kor = [("AUS", "KOR"), ("JPN", "KOR"), ("KOR", "AUS"), ("KOR", "JPN")]
    assert changes(found, "defence") == {
        ("AUS", "JPN"): "changed",
        ("JPN", "AUS"): "changed",
    } | dict.fromkeys(kor, "gained")
    assert changes(found, "consultation") == {("AUS", "JPN"): "lost", ("JPN", "AUS"): "lost"}
    change = next(d for d in found.duties if d[:2] == ("AUS", "JPN") and d.kind == "defence")
    assert (change.before, change.after) == (
        "assist as deemed necessary; in home; own judgment",
        "assist with force; in home",
    )


def test_clauses_that_differ_and_no_others(files):
    found = {c.clause: (c.change, c.before, c.after) for c in diff(*files).clauses}
    assert found["parties"] == ("changed", "AUS, JPN", "AUS, JPN, KOR")
    assert found["decisions, default"] == (
        "changed",
        "by consensus",
        "by a majority of three quarters of the Parties",
    )
    assert found["withdrawal"] == ("changed", "notice 1y", "notice 2y")
    assert found["chapter labour"] == ("changed", "shallow", "deep")
    assert found["standard vote"][1].startswith("v2x_polyarchy at least 0.5")
    assert found["standard vote"][2].startswith("v2x_polyarchy at least 0.7")
    assert found["consultation consult"] == ("removed", "consult: parties to parties", None)
    assert "area home" not in found
    assert "economy" not in found


def test_the_reverse_difference_swaps_gained_and_lost(files):
    there, back = diff(*files), diff(*reversed(files))
    swap = {"gained": "lost", "lost": "gained", "changed": "changed"}
    assert {(d.debtor, d.creditor, d.kind, swap[d.change], d.after, d.before) for d in there.duties} == set(
        back.duties
    )


def test_a_treaty_with_itself_is_equal_and_says_so():
    found = diff("nato", "nato")
    assert found.equal
    assert "nothing changes" in found.to_table().title


def test_a_treaty_no_longer_in_force_is_compared_as_a_text_and_on_a_date_as_it_was():
    as_texts = changes(diff("us-japan-1951", "us-japan-1960"), "defence")
    assert as_texts == {("USA", "JPN"): "gained", ("JPN", "USA"): "gained"}
    in_1955 = diff("us-japan-1951", "us-japan-1960", "1955-06-01")
    assert changes(in_1955, "access") == {("JPN", "USA"): "lost"}, (
        "in 1955 only the treaty of 1951 was in force"
    )


def test_architectures_name_instruments_and_parties():
    found = diff("hub-and-spoke@2026-11-21", "pato-7")
    assert [c for c in found.clauses if c.instrument == "pato"] == [
        ("pato", "instrument", "added", None, "Pacific Alliance Treaty (a proposal)")
    ]
    assert changes(found, "defence")["JPN", "AUS"] == "gained"
    assert "lost" not in {d.change for d in found.duties}, "an architecture that only adds takes no duty away"
    more = diff("pato-7", load_architecture("pato-8"))
    assert any(
        c.clause == "parties (members)" and "PHL" in c.after and "PHL" not in c.before for c in more.clauses
    )


def test_table_and_frame_hold_the_same_duties(files):
    found = diff(*files)
    assert len(found.to_pandas()) == len(found.duties)
    rows = [r for r in found.to_table().records() if r["duty or instrument"] == "defence"]
    assert sum(len(r["who or clause"].split(" to ")[1].split(", ")) for r in rows) == len(
        changes(found, "defence")
    )


def test_command_and_its_exit_code(files):
    runner = CliRunner()
    plain = runner.invoke(cli, ["diff", *files, "--format", "json"], standalone_mode=False)
    assert plain.return_value == 0
    assert json.loads(plain.output)["meta"]["first"] == "pact"
    assert runner.invoke(cli, ["diff", *files, "--exit-code"], standalone_mode=False).return_value == 1
    assert (
        runner.invoke(cli, ["diff", files[0], files[0], "--exit-code"], standalone_mode=False).return_value
        == 0
    )


def test_a_provision_that_changes_is_a_clause_that_changes(tmp_path):
    for name, text in (("a", "On two deposits."), ("b", "On all deposits.")):
        (tmp_path / f"{name}.yaml").write_text(
            FIRST + f"provisions: [{{id: entry, article: 9, heading: Entry into force, text: {text}}}]\n",
            encoding="utf-8",
        )
    result = CliRunner().invoke(cli, ["diff", str(tmp_path / "a.yaml"), str(tmp_path / "b.yaml")])
    assert "On two deposits." in result.output
    assert "On all deposits." in result.output
