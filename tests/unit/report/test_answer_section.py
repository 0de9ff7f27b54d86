"""The report's first sentences follow the study, its horizon too."""

from pato.assess.compare import Row
from pato.report.sections.answer import _risk


def row(architecture, better):
    return Row(
        "war_initiations_members",
        architecture,
        "patron",
        None,
        0.2,
        0.15,
        0.25,
        0.1,
        0.3,
        better,
        None if better is None else 1 - better,
        100,
    )


def test_the_sentence_names_the_horizon_that_was_computed():
    rows = [row("a", None), row("b", 0.8)]
    for years in (5, 10, 25):
        sentence = _risk("a", "b", "patron", rows, years)
        assert f"are expected in {years} years under b" in sentence
        assert "80% of these futures (likely)" in sentence


def test_equal_risks_are_called_equal():
    same = row("b", 0.0)
    rows = [row("a", None), Row(*[getattr(same, f) if f != "worse" else 0.0 for f in Row.__slots__])]
    assert "no difference between b and a" in _risk("a", "b", "patron", rows, 10)
