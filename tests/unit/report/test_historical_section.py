"""Designs of the past in a report: the law of their day, figures of their day, and never those of today."""

import json
from types import SimpleNamespace

import pytest

from pato.assess.load import load_study
from pato.assess.names import read_names
from pato.assess.results import SHOWN, write_shown
from pato.files.estimates import find
from pato.report.sections import historical
from pato.report.tables.historical import figures_table, law_table, not_tested
from pato.treaties.architecture import load_architecture

PACT, DRAFT = "pacific-pact-of-1949", "pacific-ocean-pact-of-1951"


def designs(*names):
    return [load_architecture(name) for name in names]


def test_the_law_is_that_of_the_day():
    rows = {row[2]: row for row in law_table(designs(PACT, DRAFT)).rows}
    pact, draft = rows["Pacific Pact 1949 (proposed)"], rows["Pacific Ocean Pact 1951 (draft)"]
    assert pact[3:] == ("Philippines, South Korea, Taiwan", 3, 3, 0), (
        "nothing bound the three in January 1950"
    )
    # in May 1952 ANZUS and the treaties with Japan and the Philippines held: three pairs of ten (Japan's is access)
    assert draft[4:] == (10, 7, 0)


def test_figures_are_those_of_the_backtest_of_the_same_members():
    table = figures_table(designs(PACT, DRAFT))
    stored = {p["title"]: p for p in find("membership_backtests")["pacts"]}
    by = {(row[0], row[1], row[2]): row for row in table.rows}
    assert len(by) == 6, "two designs and NATO, by two sets of estimates"
    for (title, year, which), row in by.items():
        assert year == stored[title]["year"] <= 1952
        name = "before" if which == "fitted on the years before" else "shipped"
        found = stored[title]["estimates"][name]
        assert row[3:5] == (found["all_accept"], found["stable"])
        assert row[-2:] == tuple(found["war_initiations_against_members_a_year"])
    notes = " ".join(table.notes)
    assert "none of today" in notes
    assert "pato fit membership_backtests" in notes
    assert "COW National Material Capabilities" in notes


def test_a_design_without_a_backtest_is_named_as_such():
    other = load_architecture("hub-and-spoke-1955")
    assert not_tested([other, *designs(PACT)]) == [other.title]
    assert figures_table([other]) is None


def test_the_section_is_there_where_the_study_names_designs():
    def built(named):
        study = SimpleNamespace(historical=named)
        return historical.build(
            SimpleNamespace(comparison=SimpleNamespace(study=SimpleNamespace(study=study)))
        )

    assert built([]) is None
    section = built([PACT, DRAFT])
    assert section.title == "Historical designs"
    told = " ".join(str(b) for b in section.blocks)
    assert "does not discriminate" in told


def test_the_shipped_study_names_them_and_the_run_keeps_them(tmp_path):
    study = read_names(load_study("debate"), "2026-11-21").study
    assert study.historical == [PACT, DRAFT]
    write_shown(study, tmp_path)
    assert json.loads((tmp_path / SHOWN).read_text(encoding="utf-8"))["historical"] == [PACT, DRAFT]


@pytest.fixture
def study_file(tmp_path):
    folder = tmp_path / "designs"
    folder.mkdir()
    (folder / "mine.yaml").write_text(
        "format: 1\nid: mine\ntitle: Mine\nextends: in-force\nadd: [quad-treaty]\n".replace(
            "extends: in-force", "all_in_force: true"
        ),
        encoding="utf-8",
    )
    path = folder / "study.yaml"
    path.write_text(
        "format: 1\nid: s\narchitectures: [in-force, pato-3, mine.yaml]\nsubject: mine.yaml\nhistorical: [HISTORICAL]\n",
        encoding="utf-8",
    )
    return path


def test_files_of_a_study_are_relative_to_it(study_file, monkeypatch, tmp_path):
    study_file.write_text(
        study_file.read_text(encoding="utf-8").replace("[HISTORICAL]", "[]"), encoding="utf-8"
    )
    monkeypatch.chdir(tmp_path)
    from pato.assess.study import resolve

    assert resolve(load_study("designs/study.yaml"), today="2026-11-21").subject == "mine"


def test_a_historical_design_fixes_its_date(study_file):
    study_file.write_text(
        study_file.read_text(encoding="utf-8").replace("HISTORICAL", "pato-3"), encoding="utf-8"
    )
    problems = read_names(load_study(str(study_file)), "2026-11-21").problems
    assert [p.what == "'pato-3' has no date of its own." for p in problems] == [True]
