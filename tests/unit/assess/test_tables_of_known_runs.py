"""Every table that explores runs, on runs whose figures are known by construction, as it was read and found right.

What the tables should say can be checked by eye: under 'none' nothing differs; under 'strong' the pact is better where the
word is above 0.4 and the slope below 1 (a share of .6 x .84), worse elsewhere; the crossing is at a word of .7.
"""

import importlib.util
import os
from pathlib import Path

import pytest

from pato.assess.claims import claims_summary, claims_table, verdict
from pato.assess.discovery_table import boxes_table, trade_off_table
from pato.assess.regret import Enough, dominance_table, judged, regret_table, satisficing_table
from pato.assess.schema import Claim
from pato.assess.sensitivity_tables import Question, plain
from pato.assess.tipping import tipping_table
from pato.table import Table

ANSWERS = Path(__file__).parent / "answers"
BASE, PACT = "base", "pact"


def kept(name, tables):
    """Compare tables, without their notes, with those that are kept, or write them (``PATO_WRITE_ANSWERS=1``)."""
    found = "\n".join(Table(t.columns, t.rows, title=t.title, group=t.group).to_text() for t in tables)
    path = ANSWERS / name
    if os.environ.get("PATO_WRITE_ANSWERS"):
        path.write_text(found, encoding="utf-8")
    assert found.splitlines() == path.read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="module")
def comparison(constructed):
    return constructed(n=800)


def test_regret_and_what_is_good_enough(comparison, constructed):
    metrics = judged(comparison, ["wars", "crossing"])
    higher = constructed(better="higher", n=800)
    kept(
        "regret.txt",
        [
            regret_table(comparison, metrics),
            regret_table(higher, judged(higher, ["wars"])),
            dominance_table(comparison, metrics),
            satisficing_table(comparison, [Enough.of("wars<1.5"), Enough.of("crossing>=0")]),
            satisficing_table(comparison, [Enough.of("count<=0")]),
        ],
    )


@pytest.mark.parametrize("factor", ["word", "theory", "noise"])
def test_tipping_points(comparison, factor):
    kept(
        f"tipping-{factor}.txt", [tipping_table(comparison, factor, judged(comparison, ["wars", "crossing"]))]
    )


def test_what_drives_the_results(comparison):
    kept(
        "sensitivity.txt",
        [
            plain(comparison, Question(("wars", "crossing", "count"), PACT, BASE, one=False)),
            plain(comparison, Question(("wars",), PACT, None, one=True)),
            plain(comparison, Question(("crossing",), BASE, None, one=True)),
        ],
    )


WARS = {"metric": "wars", "holds_if": {"better_than": BASE, "in": PACT}}
CLAIMS = (
    {**WARS},
    {**WARS, "break_even": ["word", "noise"]},
    {"metric": "wars", "holds_if": {"no_worse_than": BASE, "in": PACT}},
    {"metric": "count", "holds_if": {"below": 1, "in": PACT}},
    {"parts": [WARS, {"metric": "crossing", "holds_if": {"above": 0.2, "in": PACT}}]},
    {"parts": [WARS, {"metric": "peace", "holds_if": {"below": 1, "in": PACT}}]},
    {"metric": "wars", "holds_if": {"lower_than": "other", "in": PACT}},
)


def test_claims(comparison):
    found = [
        verdict(
            Claim.model_validate(
                {"format": 1, "id": f"X{i}", "text": f"Claim {i}.", "identified": "suggestive"} | body
            ),
            comparison,
        )
        for i, body in enumerate(CLAIMS)
    ]
    kept("claims.txt", [claims_summary(found, comparison), claims_table(found, comparison)])


@pytest.mark.skipif(importlib.util.find_spec("ema_workbench") is None, reason="needs the extra 'explore'")
def test_boxes(constructed):
    few = constructed(n=300)
    kept(
        "boxes.txt",
        [
            boxes_table(few, "pact beats base on wars", resamples=2),
            boxes_table(few, "count of pact below 1", resamples=2),
            boxes_table(few, "wars of pact below 0", resamples=2),
            boxes_table(few, "wars of pact below 3", density=0.99, resamples=2),
            trade_off_table(few, "pact beats base on wars"),
        ],
    )
