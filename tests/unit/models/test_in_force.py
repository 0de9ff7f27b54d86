"""What states are committed to already: treaties' pledges, budgets and plans, and what a pact adds."""

import numpy as np
import pytest

from pato.models.burden.in_force import commitments, in_force
from pato.treaties.architecture import load_architecture

DATE = "2026-11-21"
SPENT = np.array([0.0138, 0.0131, 0.0116, 0.0133, 0.0254, 0.0188])
STATES = ("JPN", "CAN", "NZL", "PHL", "KOR", "AUS")


@pytest.fixture(scope="module")
def held():
    return in_force(load_architecture("hub-and-spoke"), DATE, STATES)


def test_a_pact_of_two_per_cent_adds_nothing_where_two_are_in_force(held):
    gap = dict(zip(STATES, held.gap(SPENT, 0.02), strict=True))
    assert gap["CAN"] == 0, "NATO's pledge is in force"
    assert gap["JPN"] == gap["KOR"] == gap["AUS"] == 0
    assert gap["NZL"] == pytest.approx(0.02 - 0.0116)
    assert gap["PHL"] == pytest.approx(0.02 - 0.0133)


def test_announced_paths_decide_what_is_left(held):
    gap = dict(zip(STATES, held.gap(SPENT, 0.02, announced=True), strict=True))
    assert gap["NZL"] == 0, "more than two per cent by 2032-33, each item still to be decided"
    assert gap["PHL"] == pytest.approx(0.02 - 0.0133), "no path is announced"


@pytest.mark.parametrize("pledge", [0.015, 0.02, 0.025, 0.035, 0.05])
def test_a_larger_pledge_never_adds_less_and_never_more_than_the_whole_gap(held, pledge):
    gap = held.gap(SPENT, pledge)
    assert (gap >= held.gap(SPENT, pledge - 0.005)).all()
    assert (gap <= np.maximum(pledge - SPENT, 0) + 1e-15).all()
    assert (held.gap(SPENT, pledge, announced=True) <= gap).all()


def test_what_was_not_announced_yet_is_not_in_force():
    quo = load_architecture("hub-and-spoke")
    before = dict(zip(STATES, in_force(quo, "2024-01-01", STATES).share, strict=True))
    assert before["CAN"] == 0.02, "NATO's pledge of 2014; the one of 2025 was not made"
    assert np.isnan([before[s] for s in ("JPN", "NZL", "KOR", "AUS")]).all()


def test_spain_has_its_own_level():
    found = in_force(load_architecture("hub-and-spoke"), DATE, ("ESP", "FRA"))
    assert found.share.tolist() == [0.021, 0.035]
    assert "Spain" in found.told[0]


def test_unknown_expenditure_is_unknown(held):
    spent = SPENT.copy()
    spent[2] = np.nan
    assert np.isnan(held.gap(spent, 0.02)[2])


def test_every_commitment_has_its_source():
    for c in commitments():
        assert c.source
        assert c.what
        assert c.counts in {"yes", "announced", "instead"}
        assert 0 < c.share < 0.1
