"""Which memberships are asked for, and where they stand among all."""

import json

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pato.errors import UsageError
from pato.models.sweep.constraints import Constraints, bits, called, names, proposals
from pato.models.sweep.measures import decides, encirclement
from pato.models.sweep.ranking import CRITERIA, NEEDED, ranked
from pato.report.frontier import frontier_html, frontier_svg, points
from pato.report.tables.sweep import front_table, largest_that_hold, standing
from pato.treaties.architecture import load_architecture

POOL = ("USA", "JPN", "AUS", "CAN", "KOR")


def test_constraints_leave_what_they_say():
    asked = Constraints.of(POOL, must=["USA", "JPN"], never=["KOR"], size="3-4")
    masks = np.arange(32)
    left = [names(POOL, m) for m in masks[asked.allowed(masks)]]
    assert left == [("USA", "JPN", "AUS"), ("USA", "JPN", "CAN"), ("USA", "JPN", "AUS", "CAN")]
    assert asked.words(POOL) == "3 to 4 members, with USA, JPN, without KOR"


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"must": ["FRA"]}, "--must  FRA is not in the pool"),
        ({"must": ["USA"], "never": ["USA"]}, "both name USA"),
        ({"size": "4-3"}, "--size  found '4-3'"),
        ({"size": "1"}, "between 2 and 5"),
        ({"size": "many"}, "found 'many'"),
        ({"never": ["USA", "JPN", "AUS"], "size": "3"}, "no membership is left"),
        ({"must": ["USA", "JPN", "AUS"], "size": "2"}, "no membership is left"),
        ({"never": ["USA", "JPN", "AUS", "CAN"]}, "no membership is left"),
    ],
)
def test_contradictions_are_told(asked, words):
    with pytest.raises(UsageError, match=words.replace("(", "\\(")):
        Constraints.of(POOL, **asked)


def test_proposals_stand_in_the_pool_or_it_is_said_why_not():
    pool = ("USA", "JPN", "AUS", "CAN", "KOR", "TWN", "NZL")
    found, absent = proposals(pool, load_architecture("hub-and-spoke"), "2026-11-21")
    assert names(pool, found["pato-7"]) == pool
    assert "TWN" not in names(pool, found["pato-7 without TWN"])
    assert len(names(pool, found["pato-7 without TWN"])) == 6
    assert absent == {"pato-8": "PHL not in the pool"}
    assert called({"a": 3, "b": 3, "c": 5}) == {3: "a, b", 5: "c"}


def frame(seed=0, n=5):
    rng = np.random.default_rng(seed)
    masks = np.array([m for m in range(1 << n) if m.bit_count() > 1])
    columns = {c: rng.normal(0, 1, len(masks)) for c in NEEDED if c not in {"membership", "size"}}
    columns["holds_exclusive"] = rng.random(len(masks))
    return pl.DataFrame({"membership": masks, "size": np.bitwise_count(masks).astype(int)} | columns)


def test_standings_count_who_is_better():
    rows = frame()
    mask = bits(POOL, ["USA", "JPN", "AUS"])
    ranking = ranked(rows, POOL, {mask: "three"})
    told, table = standing(ranking, {"three": mask, "none": 1}, {"pato-8": "PHL not in the pool"}, 32)
    row = rows.filter(pl.col("membership") == mask).row(0, named=True)
    better = 1 + (rows["members_gain"] > row["members_gain"]).sum()
    fewer = 1 + (rows["wars_change"] < row["wars_change"]).sum()
    assert told[0] == "Of 32 memberships of the pool, 26 meet the constraints."
    assert f"Of 26 memberships, three is number {better} by members' gain" in told[1]
    assert f"{fewer} by wars against members avoided" in told[1]
    assert told[2] == "none does not meet the constraints."
    assert told[3] == "pato-8 is not in the pool: PHL not in the pool."
    assert table.rows[0][:2] == ("three", 3)
    assert (table.rows[0][2] == 1) == (table.rows[0][3] == 0)


def test_the_front_holds_the_best_by_each_criterion():
    rows = frame(3)
    ranking = ranked(rows, POOL, {})
    front = set(ranking.front["membership"])
    for column, (_, sign) in CRITERIA.items():
        assert rows["membership"][int((rows[column] * sign).arg_max())] in front
    assert len(front_table(ranking)) == len(front)
    assert list(ranking.front["members_gain"]) == sorted(ranking.front["members_gain"], reverse=True)


def test_the_largest_that_hold_or_that_none_does():
    ranking = ranked(frame(1), POOL, {})
    held = ranking.frame.filter(pl.col("holds_exclusive") >= 0.5)
    table = largest_that_hold(ranking)
    assert {row[2] for row in table.rows} == {held["size"].max()}
    none = largest_that_hold(ranking, share=1.01)
    assert (none.title, len(none)) == ("No membership holds in 101% of runs", 0)


@given(st.integers(0, 1000), st.integers(2, 6))
def test_what_is_pledged_against_a_rival_is_the_sum_over_pairs_of_members(seed, n):
    rng = np.random.default_rng(seed)
    dose, target, counts = rng.random((n, 7)), rng.integers(0, n, 7), rng.random(7) < 0.6
    dose[target, range(7)] = 0.0  # nobody pledges itself to itself
    found = encirclement(dose, target, counts)
    for mask in range(1 << n):
        inside = [i for i in range(n) if mask >> i & 1]
        pairs = [q for q in range(7) if counts[q] and target[q] in inside]
        assert found[mask] == pytest.approx(sum(dose[d, q] for q in pairs for d in inside))


def test_a_body_of_like_minds_decides_and_one_with_a_friend_of_the_rival_does_not():
    points = np.array([1.0, 1.1, 0.9, -2.0])
    found = decides(points, np.full(4, 0.2), reach=1.0, rival=-1.0)
    assert np.isnan(found[[0, 1, 8]]).all()
    assert found[0b0111] > 0.99
    assert found[0b1111] < 0.01


def test_the_figure_finds_memberships_and_needs_no_network():
    mask = bits(POOL, ["USA", "JPN", "AUS"])
    ranking = ranked(frame(2), POOL, {mask: "pato-3"})
    rows = points(ranking)
    assert len(rows) == 26
    assert {r["called"] for r in rows} == {"", "pato-3"}
    page = frontier_html(ranking, title="Memberships of <USA>", text="a & b")
    assert "<title>Memberships of &lt;USA&gt;</title>" in page
    start = page.index("const rows = ") + len("const rows = ")
    shown = json.loads(page[start : page.index(";\n", start)])
    assert {"USA JPN AUS"} == {r["members"] for r in shown if r["called"]}
    assert 'src="http' not in page
    assert "window.vegaEmbed" in page
    svg = frontier_svg(ranking)
    assert svg.startswith("<svg")
    assert "pato-3" in svg
