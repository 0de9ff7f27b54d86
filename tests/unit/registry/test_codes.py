"""The crosswalk joins: no code stands for two states on one day, and it says what the registry says."""

from collections import defaultdict
from itertools import pairwise

import pytest

from pato.registry import states
from pato.registry.codes import codes

ROWS = codes().records()


@pytest.mark.parametrize("key", ["iso3", "cow"])
def test_no_code_has_two_rows_on_one_day(key):
    spells = defaultdict(list)
    for row in ROWS:
        if row[key] is not None:
            spells[row[key]].append((row["from"] or "", row["until"] or "9999"))
    assert len(spells) > 200
    for code, found in spells.items():
        found.sort()
        assert all(one[1] <= other[0] for one, other in pairwise(found)), code


@pytest.mark.parametrize(
    ("day", "cow", "iso3"),
    [
        ("1980-06-01", 365, "SUN"),
        ("2000-06-01", 365, "RUS"),
        ("1980-01-01", 260, "DEU"),
        ("2015-01-01", 345, "SRB"),
    ],
)
def test_a_join_by_day_gives_the_state_of_that_day(day, cow, iso3):
    found = [
        r for r in ROWS if r["cow"] == cow and r["from"] <= day and (r["until"] is None or day < r["until"])
    ]
    assert [r["iso3"] for r in found] == [iso3]
    assert states.iso3(cow, day) == iso3


def test_every_state_is_there_with_its_two_letters():
    there = {r["iso3"]: r["iso2"] for r in ROWS}
    assert there["NOR"] == "NO"
    assert there["NAM"] == "NA"
    assert {s.iso3 for s in states.states(kind=None)} == set(there)
