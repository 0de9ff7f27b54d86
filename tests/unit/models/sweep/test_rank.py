"""Where a membership stands: the same as in the sweep, on a user's own design too, and with its associates."""

import pytest

from pato import world
from pato.api.sweeping import sweep
from pato.models.membership.backtest import Record
from pato.models.pledges import added_pact
from pato.models.sweep import rank
from pato.models.sweep.ranking import CRITERIA
from pato.treaties.architecture import load_architecture

DATE = "2026-11-21"
OWN = """\
format: 1
id: my-four
title: "My four"
all_in_force: true
add: [pato]
parties: {pato: [JPN, AUS, KOR]}
associates: {pato: [TWN]}
"""


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(rank, "FUTURES", 28)
    monkeypatch.setattr(
        rank, "open_to", lambda pact, figures: ("PHL",)
    )  # a pool that is small enough for a test


def pact_of(name):
    design = load_architecture(name)
    return added_pact(design, load_architecture("in-force"), DATE)


def test_the_rank_of_a_users_design_is_that_of_the_sweep(tmp_path, few):
    path = tmp_path / "mine.yaml"
    path.write_text(OWN, encoding="utf-8")
    place = rank.place_of(pact_of(str(path)), DATE, world.load(), "in-force")
    assert place.pool == ("JPN", "AUS", "KOR", "TWN", "PHL")
    found = sweep(place.pool, futures=28, associates=("TWN",), place=path, date=DATE).found.ranking
    mask = 0b111 | 1 << 5
    row = found.frame.row(int(found.frame["membership"].index_of(mask)), named=True)
    assert [r[1] for r in place.ranks] == [row[f"rank_{c}"] for c in CRITERIA]
    assert place.memberships == len(found.frame)
    assert not place.pooled
    assert "least favourable" in place.told
    assert all(low <= high for _, _, low, high in place.ranks)
    weighed = rank.place_of(pact_of(str(path)), DATE, world.load(), "in-force", weights=(("patron", 1.0),))
    assert weighed.pooled
    assert "least favourable" not in weighed.told


def test_a_pact_of_many_is_not_ranked(few):
    assert rank.place_of(load_architecture("nato").instrument("nato"), DATE, world.load(), "in-force") is None


def test_what_the_backtests_say_in_a_line():
    assert not Record(13, 13).briefly
    assert "never tested" in Record(0, 0).briefly
    assert "13 of 13" in Record(0, 13).briefly
