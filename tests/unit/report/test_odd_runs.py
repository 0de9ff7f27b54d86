"""Reports of designs and figures that are not the library's own: other states, values that are missing, nobody who objects."""

import numpy as np
import pytest

from pato.api.studies import compare
from pato.report import document, front
from pato.report.changes import changes, direction, scale_of
from pato.report.citations import Reference
from pato.report.context import ReportContext
from pato.report.headline import Headline, ends
from pato.report.sections import browser, comparison, duties, gaps, question
from pato.report.sections import map as map_section
from pato.report.sections.full import membership
from pato.report.two_pages import yardsticks
from pato.table import Table

NORDIC = """format: 1
id: nordic
title: "Nordic pact"
status: proposed
binding: treaty
parties: [{state: SWE}, {state: FIN}, {state: CHE}]
obligations:
  - {id: aid, article: "1", kind: defence, duty: act_to_meet_common_danger, owed_by: parties, owed_to: parties, when: {act: attack, on: [territory]}}
"""


@pytest.fixture(scope="module")
def nordic(tmp_path_factory):
    folder = tmp_path_factory.mktemp("nordic")
    (folder / "nordic.yaml").write_text(NORDIC, encoding="utf-8")
    found = compare("in-force", folder / "nordic.yaml", futures=30, date="2026-11-21")
    return ReportContext(found)


@pytest.fixture(scope="module")
def lacking():
    """A comparison in which a metric has values in some runs alone."""
    found = compare(
        "in-force",
        "pato-3",
        futures=30,
        date="2026-11-21",
        options={"metrics": ["war_initiations_members", "gaps"]},
    )
    values = found.values["war_initiations_members"].copy()
    values[3:] = np.nan
    found.values["war_initiations_members"] = values
    return found


def test_a_report_is_about_the_states_of_its_designs(nordic):
    assert nordic.group == ("CHE", "FIN", "SWE")
    said = gaps.build(nordic).blocks[0].text
    assert "of 3 pairs" in said
    assert not any("Pacific" in getattr(b, "text", "") for b in question.build(nordic).blocks)


def test_members_without_data_are_named_as_the_reason(nordic):
    notes = " ".join(nordic.tables["summary"].notes)
    assert "There are no data on CHE, FIN, SWE, so there are no members" in notes
    assert "No architecture adds" not in notes


def test_the_proposal_is_shown_with_its_other_candidates(lacking):
    assert ReportContext(lacking).group == ("USA", "JPN", "AUS", "CAN", "KOR", "TWN", "NZL", "PHL")


def test_a_design_of_another_day_is_shown_as_of_that_day():
    found = compare(
        "in-force",
        "in-force@1970-01-01",
        futures=20,
        date="2026-11-21",
        options={"metrics": ["gaps"], "members": ["USA", "JPN", "TWN"]},
    )
    context = ReportContext(found)
    then = context.architectures[1]
    assert (context.day_of(context.architectures[0]), context.day_of(then)) == ("2026-11-21", "1970-01-01")
    owed = {b.name: b for b in duties.build(context).blocks[1:]}[f"duties-{then.id}"]
    assert next(r for r in owed.table.records() if (r["debtor"], r["creditor"]) == ("USA", "TWN"))[
        "owes"
    ].startswith("defence")
    assert found.values["gaps"].values.tolist() == [2.0, 1.0], "Japan and Taiwan alone in 1970"
    drawn = front.subject_map(context, Headline(found))
    assert {(r["first state"], r["second state"]) for r in drawn.table.records()} >= {
        ("Taiwan", "United States")
    }


def test_a_text_of_old_is_shown_with_the_states_of_its_day():
    found = compare(
        "in-force",
        "hub-and-spoke@1970-01-01",
        futures=20,
        date="2026-11-21",
        options={"metrics": ["gaps"]},
    )
    context = ReportContext(found)
    now, then = context.architectures
    assert "SUN" in context.group_of(then)
    assert not {"SUN", "YUG"} & set(context.group_of(now))
    assert [len(b.table) for b in gaps.build(context).blocks if hasattr(b, "table")]
    assert map_section.build(context).blocks
    told = membership.build(context).blocks[0].text
    assert told.startswith("Not computed: the snapshot has no data on ")


def test_what_has_no_value_is_called_so(lacking):
    metric = lacking.metric("war_initiations_members")
    scale = scale_of(lacking, metric)
    assert np.isfinite(scale.band)
    assert not scale.relative
    assert direction(metric, changes(lacking, metric.id)[0], scale)
    assert document.cell(float("nan")) == document.cell(None) == "–"
    assert ends([float("nan")]) == "no value"
    page = document.render("t", "s", [], meta={})
    assert "nan" not in page.lower().split()
    row = yardsticks(Headline(lacking)).records()[0]
    assert "nan" not in " ".join(map(str, row.values()))
    assert "nan" not in " ".join(map(str, comparison.overview(ReportContext(lacking)).rows[0]))


def test_the_browser_leaves_out_what_has_no_value(lacking):
    data = browser.browser_data(lacking, ("USA",))
    assert data["metrics"] == []
    assert document._inline_json(data)


def test_an_institution_is_one_author():
    fields = {"author": "World Bank and Leeds, B. A. & Long, A. G."}
    told = Reference("x", "misc", "data", fields).bibtex()
    assert r"author = {{World Bank} and Leeds, B. A. \& Long, A. G.}" in told


def test_a_table_of_missing_values_sorts():
    assert document._sort_key(float("nan")) is None
    assert Table(("a",), [(float("nan"),)]).to_json().count("null") == 1
