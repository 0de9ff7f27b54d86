"""pato clauses: what each clause of a user's own treaty does, in law and in figures, and which no model reads."""

import json

import pytest
from click.testing import CliRunner

import pato
from pato.assess.clauses import NO_STANDARDS, UNMOVED, UNREAD
from pato.cli import app
from pato.errors import UsageError

TREATY = {
    "format": 2,
    "id": "three-and-taiwan",
    "title": "A pact of three that helps Taiwan",
    "binding": "treaty",
    "status": "proposed",
    "checked": "text",
    "sources": [{"title": "made for a test", "date": "2026-01-01"}],
    "parties": [{"state": s} for s in ("AUS", "JPN", "USA", "TWN")],
    "areas": {
        "here": {
            "article": "2",
            "includes": [
                {"administered_by": ["AUS", "JPN", "USA"], "on": ["territory"]},
                {"administered_by": ["TWN"], "on": ["territory"]},
            ],
        }
    },
    "obligations": [
        {
            "id": "defence",
            "article": "1",
            "kind": "defence",
            "when": {"act": "attack", "in": "here"},
            "duty": "assist_as_deemed_necessary",
            "subject_to": ["own_judgment"],
        },
        {"id": "capacity", "article": "3", "kind": "assistance", "duty": "maintain_capacity"},
    ],
    "burden": {"rule": "pledge", "pledge_gdp_share": 0.02, "article": "4"},
    "standards": [
        {
            "id": "elections",
            "article": "5",
            "measure": "v2x_polyarchy",
            "at_least": 0.9,
            "applies_to": "both",
            "on_breach": "suspend",
            "text": "Power is won in free elections.",
        }
    ],
}


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    path = tmp_path_factory.mktemp("clauses") / "pact.yaml"
    path.write_text(json.dumps(TREATY))  # JSON is YAML
    words = ["clauses", str(path), "--futures", "28", "--date", "2026-11-21", "--format", "json"]
    metrics = ["--metric", "war_initiations_members,eligible_now"]
    done = CliRunner().invoke(app.cli, [*words, *metrics])
    assert done.exit_code == 0, done.output + str(done.exception)
    found = {}
    for row in json.loads(done.output)["rows"]:
        found.setdefault((row["clause"], row["change"]), []).append(row)
    return found


def of(rows, clause, start):
    return next(
        found for (name, change), found in rows.items() if name == clause and change.startswith(start)
    )


def test_leaving_taiwan_out_of_the_area_changes_the_law_and_its_risk(rows):
    for row in of(rows, "Article 2: area here", "without administered by TWN"):
        assert row["pairs of states whose commitments change"] == 3  # what three owe Taiwan
        assert row["metric"]
        assert row["largest change"] > 0


def test_a_weaker_duty_does_less_and_a_stronger_one_more(rows):
    pairs = "pairs of states whose commitments change"
    weaker, stronger = (of(rows, "Article 1: defence", f"duty: {d}") for d in ("consult", "act to meet"))
    assert weaker[0][pairs] > 0
    assert weaker[0]["largest change"] > 0
    assert stronger[0]["smallest change"] < 0


def test_what_no_model_reads_is_listed_as_such(rows):
    for clause, start in (
        ("Article 3: capacity", "left out"),
        ("Article 1: defence", "not subject to own judgment"),
    ):
        (row,) = of(rows, clause, start)
        assert row["told"] == UNMOVED
        assert row["metric"] is None


def test_no_model_reads_a_duty_to_keep_up_capacity_and_a_standard_may_be_read(tmp_path):
    path = tmp_path / "pact.yaml"
    short = TREATY | {"withdrawal": {"article": "5", "notice": "12m"}}
    path.write_text(json.dumps(short))
    words = ["clauses", str(path), "--futures", "14", "--date", "2026-11-21", "--format", "json"]
    asked = ["--metric", "war_initiations_members", "--metric", "expected_support_members"]
    done = CliRunner().invoke(app.cli, [*words, *asked])
    assert done.exit_code == 0, done.output + str(done.exception)
    told = {(r["clause"], r["change"].split(":")[0]): r["told"] for r in json.loads(done.output)["rows"]}
    assert told["Article 3: capacity", "left out"] == UNREAD
    assert told["Article 5: withdrawal", "left out"] == UNREAD
    pledge = [why for (clause, _), why in told.items() if clause.startswith("Article 4")]
    assert pledge
    assert set(pledge) == {UNMOVED}, "the model of burden reads it, and is not asked here"


def test_a_treaty_in_force_is_taken_apart_among_all_that_is():
    words = ["clauses", "us-philippines-1951", "--futures", "14", "--date", "2026-11-21", "--format", "json"]
    done = CliRunner().invoke(app.cli, [*words, "--metric", "war_initiations_members"])
    assert done.exit_code == 0, done.output + str(done.exception)
    rows = json.loads(done.output)["rows"]
    assert any("reading" in r["change"] for r in rows)
    assert any(r["metric"] for r in rows)


def test_an_architecture_without_a_pact_is_refused_in_words():
    done = CliRunner().invoke(app.cli, ["clauses", "hub-and-spoke", "--futures", "10"])
    assert done.exit_code != 0
    assert "adds no pact" in done.output + str(done.exception)


def test_without_its_only_standard_a_text_is_not_asked_by_those_of_another(rows):
    (row,) = of(rows, "Article 5: standard elections", "left out")
    assert row["told"] == NO_STANDARDS
    assert row["metric"] is None


def test_a_treaty_that_binds_nobody_of_whom_there_are_figures_is_refused_in_words(tmp_path):
    with pytest.raises(UsageError, match="is not in force on 1940-01-01"):
        pato.clauses("in-force", treaty="anzus", date="1940-01-01", futures=8)
    text = tmp_path / "two.yaml"
    text.write_text(
        "format: 2\nid: two\ntitle: Two\nbinding: treaty\nstatus: proposed\nsources: [{title: A test}]\n"
        "parties: [{state: AND}, {state: MCO}]\nobligations:\n  - {id: defence, article: '1', kind: defence, "
        "owed_by: parties, owed_to: parties, when: {act: attack}, words: {act: attack}, duty: assist_with_force}\n",
        encoding="utf-8",
    )
    with pytest.raises(UsageError, match="binds only AND, MCO, on whom the snapshot has no data"):
        pato.clauses(str(text), futures=8)
