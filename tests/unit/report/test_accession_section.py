"""The report's section on standards: there where an architecture holds some, absent where none does."""

from types import SimpleNamespace

from pato import world
from pato.models.accession.history import VDEM_NOTICE
from pato.report.blocks import Figure, TableBlock, Text
from pato.report.sections.accession import build
from pato.treaties.architecture import load_architecture


def context(*names):
    """Real architectures and figures, in the shape that a section reads them from."""
    study = SimpleNamespace(world=world.load(), study=SimpleNamespace(seed=1))
    systems = tuple(load_architecture(n) for n in names)
    day = "2026-11-21"
    return SimpleNamespace(
        architectures=systems,
        date=day,
        day_of=lambda s: s.date or day,
        comparison=SimpleNamespace(study=study),
    )


def test_without_standards_there_is_no_section():
    assert build(context("hub-and-spoke")) is None


def test_the_largest_membership_is_shown_once_with_notice_and_figure():
    section = build(context("hub-and-spoke", "pato-3", "pato-8"))
    shown = [b for b in section.blocks if isinstance(b, TableBlock)]
    assert [b.name for b in shown] == ["eligibility-pato", "standards-pato", "thresholds-pato"]
    roles = {r["state"]: r["role"] for r in shown[0].table.records()}
    assert roles["PHL"] == roles["USA"] == "founder"
    figure = next(b for b in section.blocks if isinstance(b, Figure))
    assert figure.svg.startswith("<svg")
    assert "United States" in figure.alt
    assert VDEM_NOTICE in figure.table.notes
    assert section.blocks[-1] == Text(VDEM_NOTICE)
