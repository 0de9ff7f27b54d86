"""The report's section on trade: there where architectures bring economic chapters, absent where none does."""

import pytest

from pato.assess.compare import Comparison
from pato.assess.load import from_options
from pato.assess.run import run_study
from pato.assess.study import resolve
from pato.report.context import ReportContext
from pato.report.sections.full import trade


@pytest.fixture(scope="module")
def context(tmp_path_factory):
    def made(*names):
        study = resolve(from_options(list(names), {"futures": 5}), today="2026-01-01")
        return ReportContext(Comparison.of(study, run_study(study, tmp_path_factory.mktemp("run") / "run")))

    return made


def test_section(context, monkeypatch):
    monkeypatch.setattr(trade, "FUTURES", 20)
    section = trade.build(context("hub-and-spoke", "pato-7"))
    figure = section.blocks[1]
    assert figure.svg.startswith("<svg")
    assert {"USA", "TWN"} <= {row["economy"] for row in figure.table.records()}
    assert {row["architecture"] for row in figure.table.records()} == {"pato-7"}
    assert "TWN (member) under pato-7" in figure.alt
    drawn = section.blocks[2]
    assert drawn.name == "map-trade-pato-7"
    assert {"USA", "TWN", "CHN", "LKA"} <= {row["economy"] for row in drawn.table.records()}
    assert drawn.alt.startswith("Map of the median change")
    assert any("missing" in block.text for block in section.blocks[3:])


def test_no_section_without_economic_chapters(context):
    assert trade.build(context("hub-and-spoke", "flexible")) is None


def test_one_large_figure_does_not_leave_the_others_pale():
    assert trade._limit([0.0, 0.001]) == 0.0
    assert trade._limit([0.1] * 9 + [5.0, 0.0]) == 0.1
    assert trade._limit([0.3]) == 0.3
