"""Memberships of a pool: figures from the runs themselves, and chances in place of facts."""

import numpy as np
import pytest

from pato.errors import UsageError
from pato.models.sweep.ranking import GAIN_BAND, SHARE_BAND
from pato.workbench.asked import Asked
from pato.workbench.engine import Engine
from pato.workbench.memberships import Search, memberships, read

ASKED = Asked(date="2026-11-21")
POOL = ("AUS", "JPN", "KOR", "PHL", "USA")


@pytest.fixture(scope="module")
def found():
    return memberships(Engine(ASKED.date), ASKED, Search(POOL))


def test_every_membership_of_two_or_more_is_there_once(found):
    held = [tuple(r["states"]) for r in found["rows"]]
    assert len(held) == len(set(held)) == 2**5 - 1 - 5
    assert next(r for r in found["rows"] if r["called"])["states"] == ["AUS", "JPN", "USA"]


def test_what_no_other_beats_on_average_is_seldom_dominated(found):
    rows = found["rows"]
    values = np.array(
        [
            [
                r["figures"]["members"],
                r["figures"]["outsiders"],
                r["figures"]["accepted"],
                -r["figures"]["wars"],
            ]
            for r in rows
        ]
    )
    band = np.array(
        [GAIN_BAND, GAIN_BAND, SHARE_BAND, 1e-4]
    )  # a little below what a hundredth of the pool's wars is
    beaten = np.array([((values >= v - band).all(1) & (values > v + band).any(1)).any() for v in values])
    chance = np.array([r["dominated"] for r in rows])
    assert chance[~beaten].mean() < 0.5
    assert not beaten.any() or chance[beaten].mean() > chance[~beaten].mean()
    assert ((chance >= 0) & (chance <= 1)).all()


def test_figures_lie_within_their_intervals_mostly_and_shares_are_shares(found):
    inside = [
        r["interval"][m][0] <= r["figures"][m] <= r["interval"][m][1]
        for r in found["rows"]
        for m in r["interval"]
    ]
    assert np.mean(inside) > 0.9
    assert all(0 <= r["figures"]["accepted"] <= 1 for r in found["rows"])


def test_states_can_be_in_every_or_in_no_membership():
    rows = memberships(Engine(ASKED.date), ASKED, Search(POOL, ("JPN",), ("USA",)))["rows"]
    assert len(rows) == 2**3 - 1
    assert all("JPN" in r["states"] and "USA" not in r["states"] for r in rows)


@pytest.mark.parametrize(("given", "says"), [
    ({"pool": "USA"}, "2 to 10"), ({"never": "IND"}, "not in the pool"), ({"x": "beauty"}, "measure"),
    ({"pool": "USA.JPN.KOR", "must": "USA", "never": "USA"}, "both"), ({"pool": "USA.Narnia"}, "Narnia"),
])  # fmt: skip
def test_a_search_that_makes_no_sense_is_refused(given, says):
    with pytest.raises(UsageError, match=says):
        read(given)


def test_a_form_is_read():
    search = read({"p.USA": "never", "p.JPN": "must", "p.AUS": "may", "p.KOR": "may", "p.IND": "out"})
    assert search == Search(("AUS", "JPN", "KOR", "USA"), ("JPN",), ("USA",))


def test_the_rival_or_a_state_without_figures_cannot_be_searched():
    with pytest.raises(UsageError, match="China"):
        memberships(Engine(ASKED.date), ASKED, Search(("CHN", "JPN", "USA")))


def test_the_page_shows_points_and_a_table_and_loads_one_into_the_answer(client):
    page = client.get(
        "/memberships?in=USA.JPN&pool=AUS.JPN.KOR.USA&never=USA&pick=AUS.JPN&date=2026-11-21"
    ).text
    assert "of 4 memberships without the United States" in page
    assert page.count('class="point') >= 2 * 4
    assert (
        'href="/?in=JPN.AUS&amp;date=2026-11-21"' in page or 'href="/?in=AUS.JPN&amp;date=2026-11-21"' in page
    )
    assert "Selected:" in page
