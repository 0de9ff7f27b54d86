"""The table of what is assumed says in words how each factor is drawn, and loses no word of its source."""

import pytest

from pato.assess.load import from_options
from pato.assess.study import resolve
from pato.futures import Factor, Levels, distribution
from pato.report.sections.assumptions import _drawn, _source
from pato.report.wording import meaning


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ({"uniform": [0.1, 0.8]}, "0.1 to 0.8, evenly"),
        ({"uniform": [2000, 10000]}, "2000 to 10000, evenly"),
        ({"pert": [2, 5.03, 8.28]}, "pert: low 2, mode 5.03, high 8.28"),
        ({"normal": [0, 0.335213]}, "normal: mean 0, sd 0.3352"),
    ],
)
def test_distributions_in_words(spec, words):
    assert _drawn(Factor("x", distribution(spec, where="test"), "made up", "assumption")) == words


def test_many_alternatives_are_counted():
    words = _drawn(Factor("x", Levels(tuple(f"r{i:02}" for i in range(40)), "replicate"), "s", "assumption"))
    assert words == "one of 40 (r00 to r39), evenly"


def test_meaning_and_source_together_are_the_whole():
    study = resolve(from_options(["hub-and-spoke", "pato-7"], {"futures": 10}), today="2026-01-01")
    for factor in study.factors:
        left = _source(factor)
        assert left is None or factor.source.endswith(left)
        assert left == factor.source or len(left or "") + len(meaning(factor)) >= len(factor.source) - 4
