"""Overviews, who would come and what it depends on: made of the comparison's own figures."""

import pytest

from pato.assess.compare import Comparison
from pato.assess.load import from_options
from pato.assess.run import run_study
from pato.assess.study import resolve
from pato.report.context import ReportContext
from pato.report.sections import claims, comparison, sensitivity, support

METRICS = ["war_initiations_members", "expected_support_members", "expected_support_by_target", "gaps"]


@pytest.fixture(scope="module")
def context(tmp_path_factory):
    chosen = {"futures": 120, "metrics": METRICS}
    study = resolve(from_options(["hub-and-spoke", "pato-7"], chosen), today="2026-01-01")
    return ReportContext(Comparison.of(study, run_study(study, tmp_path_factory.mktemp("run") / "run")))


def test_the_overview_has_one_row_a_metric(context):
    table = comparison.overview(context)
    assert table.columns == ("metric", "unit", "better if", "hub-and-spoke", "pato-7")
    gaps = next(r for r in table.records() if r["metric"] == context.comparison.metric("gaps").label)
    values = context.comparison.values["gaps"].values
    assert gaps["hub-and-spoke"] == f"{values[0]:.3g}"
    assert gaps["pato-7"] == f"{values[1]:.3g} [100 | 0]"
    assert gaps["better if"] == "lower"
    assert len(table) == 3, "figures by target are no row"


def test_support_is_shown_by_contingency(context):
    section = support.build(context)
    figures = {b.name: b for b in section.blocks[1:]}
    assert set(figures) == {"support-estimated", "support-honours", "support-absent"}
    assert figures["support-honours"].folded
    assert "stays away" in figures["support-absent"].alt
    japan = {
        name: next(r for r in f.table.records() if r["target"] == "JPN" and r["design"] == "pato-7")["level"]
        for name, f in figures.items()
    }
    assert japan["support-absent"] < japan["support-honours"], "without the largest guarantor there is less"


def test_the_tornado_is_sorted_and_names_the_theory(context):
    section = sensitivity.build(context)
    figure = next(b for b in section.blocks if getattr(b, "name", "") == "tornado-war_initiations_members")
    values = [r["median"] for r in figure.table.records()]
    assert values == sorted(values, reverse=True)
    assert figure.table.records()[0]["factor"] == "deterrence"
    assert "PATO of 7 less Hub and spokes" in figure.subtitle
    assert figure.caption.startswith("Assumption about deterrence drives")


def test_no_tornado_of_few_futures(context, monkeypatch):
    monkeypatch.setattr(sensitivity, "FEWEST", 121)
    assert sensitivity.build(context) is None


def test_claims_are_shown_in_short_and_by_theory(context):
    short, full, reviewed = (block.table for block in claims.build(context).blocks if hasattr(block, "table"))
    ids = {v.claim.id for v in context.verdicts}
    assert {r["claim"].split()[0] for r in short.records()} == ids
    assert {r["claim"].split()[0] for r in full.records()} == ids
    assert len(short) == len(ids), "one row a claim"
    assert len(full) > len(short)
    assert [r["claim"].split()[0] for r in reviewed.records()] == sorted(ids), "each has a reviewer's note"
    assert {r["how well identified"] for r in short.records()} == {v.label for v in context.verdicts}
