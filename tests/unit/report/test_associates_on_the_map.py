"""Associates on the report's map: named as such, and only those of the pact that the design adds."""

from types import SimpleNamespace

import pytest

from pato.report.front import _associates, _with
from pato.treaties.architecture import load_architecture

DATE = "2026-11-21"


@pytest.mark.parametrize(
    ("name", "expected"), [("pato-7-taiwan-associate", ("TWN",)), ("pato-7", ()), ("in-force", ())]
)
def test_the_map_knows_the_associates_of_the_pact(name, expected):
    design, quo = load_architecture(name), load_architecture("in-force")
    context = SimpleNamespace(comparison=SimpleNamespace(study=SimpleNamespace(status_quo=quo, date=DATE)))
    assert _associates(context, design, ("USA", "JPN")) == expected
    assert _associates(context, design, ("USA", "JPN", "TWN")) == ()


def test_the_map_is_told_in_words_too():
    assert _with(("TWN",)) == ", with Taiwan as associate"
    assert _with(("TWN", "PHL")).endswith(" as associates")
    assert not _with(())
