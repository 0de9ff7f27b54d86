"""The report's table of clauses: of the pact that the subject adds, with those that no model reads named."""

import json
from types import SimpleNamespace

import pytest

from pato.assess.load import from_options
from pato.assess.study import resolve
from pato.report.context import ReportContext
from pato.report.sections.full import clauses

DATE = "2026-11-21"
PACT = {
    "format": 2,
    "id": "two",
    "title": "A pact of two",
    "binding": "treaty",
    "status": "proposed",
    "checked": "text",
    "sources": [{"title": "made for a test", "date": "2026-01-01"}],
    "parties": [{"state": "AUS"}, {"state": "TWN"}],
    "obligations": [
        {"id": "defence", "article": "1", "kind": "defence", "when": {"act": "attack"}, "duty": "assist_with_force"},
        {"id": "capacity", "article": "3", "kind": "assistance", "duty": "maintain_capacity"},
    ],
}  # fmt: skip


@pytest.fixture
def context(tmp_path):
    (tmp_path / "pact.yaml").write_text(json.dumps(PACT))
    frame = {"format": 1, "id": "mine", "title": "Mine", "extends": "in-force", "add": ["pact.yaml"]}
    (tmp_path / "mine.yaml").write_text(json.dumps(frame))

    def made(*names):
        asked = {"futures": 14, "date": DATE, "metrics": ["gaps"], "members": ["AUS", "TWN"]}
        words = [str(tmp_path / "mine.yaml") if n == "mine" else n for n in names]
        return ReportContext(SimpleNamespace(study=resolve(from_options(words, asked), today=DATE)))

    return made


def test_the_section_takes_the_subject_s_pact_apart(context, monkeypatch):
    # fewer runs and metrics than the report has: the same table, sooner
    monkeypatch.setattr(clauses, "FUTURES", 14)
    monkeypatch.setattr(clauses, "METRICS", ("war_initiations_members", "expected_support_members"))
    section = clauses.build(context("in-force", "mine"))
    words = " ".join(getattr(b, "text", "") for b in section.blocks)
    assert "Each clause of A pact of two" in words
    assert "Clauses that no model reads: Article 3: capacity." in words
    table = next(b.table for b in section.blocks if hasattr(b, "table"))
    weaker = [r for r in table.records() if str(r["change"]).startswith("duty: ")]
    assert weaker
    assert all(r["pairs of states whose commitments change"] == 2 for r in weaker)


def test_there_is_none_where_the_subject_adds_no_pact(context):
    assert clauses.build(context("in-force", "hub-and-spoke")) is None
