"""The thin instruments of the world layer against the directed dyad-years of ATOP 5.1, from which only a few of them are made.

Source: Leeds, Ritter, Mitchell and Long (2002), Alliance Treaty Obligations and Provisions, 1815-1944, International
Interactions 28(3), 237-260; version 5.1. ATOP counts an alliance in every year in which it held on any day, the day of its
end included; ``ccode1`` pledges to ``ccode2``.
"""

import sys
from pathlib import Path

import polars as pl
import pytest

from pato.registry import states
from pato.treaties.architecture import load_architecture
from pato.treaties.cascade import who_must_act
from pato.treaties.cube import duty_spans
from pato.treaties.events import make_event
from pato.treaties.thin import World
from pato.world.sources import pacts

pytestmark = pytest.mark.full_data

KINDS = {
    "atop_defense": "defence",
    "atop_offense": "offence",
    "atop_neutral": "neutrality",
    "atop_nonagg": "non_aggression",
    "atop_consul": "consultation",
}
BEYOND = {
    "defence": {("BRA", "URY", 1857)},
    "offence": {("JPN", "GBR", 1905)},
    "neutrality": {("JPN", "GBR", 1905)}
    | {(a, b, 1888) for a in ("GTM", "SLV", "HND", "CRI") for b in ("GTM", "SLV", "HND", "CRI") if a != b},
    "non_aggression": set(),
    "consultation": set(),
}
"""What the member rows give and ATOP's dyad-years do not: a phase that ends in the year in which another begins."""


@pytest.fixture(scope="module")
def alone(full_data):
    """The world layer as ATOP codes it, nothing replaced."""
    groups = pacts.groups(full_data)
    return World(groups["pact"], groups["index"]["spans"], {})


@pytest.fixture(scope="module")
def dyad_years(full_data):
    rows = pl.read_parquet(full_data / "atop51_directed_dyad_year_1815_2018.parquet")
    bearers = {}
    for iso, code, start, end in states.crosswalk():
        bearers.setdefault(code, []).append((iso, start, end))

    def iso(code, year):
        """The bearer of a number at any time in the year; all of them where it changed hands."""
        inside = [
            b[0]
            for b in bearers[code]
            if b[1] < f"{year + 1}-01-01" and (b[2] is None or b[2] > f"{year}-01-01")
        ]
        return set(inside) or {
            max((b for b in bearers[code] if b[1] < f"{year}"), default=bearers[code][0], key=lambda b: b[1])[
                0
            ]
        }

    found = {kind: [] for kind in KINDS.values()}
    for row in rows.iter_rows(named=True):
        if 8152 in (row["ccode1"], row["ccode2"]):
            continue  # Annam, which has no code in the registry
        pair = iso(row["ccode1"], row["year"]), iso(row["ccode2"], row["year"])
        for column, kind in KINDS.items():
            if row[column] == 1:
                found[kind].append((*pair, row["year"]))
    return found


def years_of(pairs):
    """The years in which each pair owes, as ATOP counts: the day of the end counts, and nothing is known after 2018."""
    return {
        (debtor, creditor, year)
        for (debtor, creditor), spans in pairs.items()
        for start, end in spans
        for year in range(int(start[:4]), min(int(end[:4]), 2018) + 1)
    }


def test_there_are_137_762_directed_dyad_years_of_defence(full_data):
    rows = pl.read_parquet(full_data / "atop51_directed_dyad_year_1815_2018.parquet")
    assert rows.filter(pl.col("atop_defense") == 1).height == 137_762
    annam = rows.filter((pl.col("ccode1") == 8152) | (pl.col("ccode2") == 8152))
    assert annam.filter(pl.col("atop_defense") == 1).height == 0


@pytest.mark.parametrize("kind", KINDS.values())
def test_every_directed_dyad_year_of_atop_is_reproduced(alone, dyad_years, kind):
    ours = years_of(alone.pair_spans(kind))
    missing = [(d, c, y) for d, c, y in dyad_years[kind] if not any((a, b, y) in ours for a in d for b in c)]
    assert not missing, missing[:20]


@pytest.mark.parametrize("kind", KINDS.values())
def test_and_nothing_beyond_them_but_phases_that_end_in_a_year(alone, dyad_years, kind):
    theirs = {(a, b, y) for d, c, y in dyad_years[kind] for a in d for b in c}
    beyond = years_of(alone.pair_spans(kind)) - theirs
    assert beyond == BEYOND[kind], sorted(beyond ^ BEYOND[kind])[:20]


@pytest.fixture(scope="module")
def layer(alone):
    from pato.treaties.thin import _held

    return alone._replace(held=_held())


@pytest.mark.parametrize(("year", "coded"), [(1914, 27), (1938, 95), (2018, 3412)])
def test_with_the_layer_every_pair_of_atop_is_answered(layer, dyad_years, year, coded):
    """By a duty, or by a file of the library that has read the alliance and finds none in it (the Charter of the OAS)."""
    theirs = [(d, c) for d, c, y in dyad_years["defence"] if y == year]
    assert len(theirs) == coded
    spans = duty_spans(load_architecture(), world=layer).pairs
    first, last = f"{year}-01-01", f"{year + 1}-01-01"
    read = {}
    for pact in layer.on(f"{year}-07-01"):
        for a in pact.parties_on(f"{year}-07-01"):
            for b in pact.parties_on(f"{year}-07-01"):
                if layer.replaced(pact, a, b, f"{year}-07-01"):
                    read[a, b] = pact.id

    def answered(pair):
        return pair in read or any(s < last and e > first for s, e in spans.get(pair, ()))

    missing = [(d, c) for d, c in theirs if not any(answered((a, b)) for a in d for b in c)]
    assert not missing


def test_what_answers_say_of_the_library_without_the_data_is_counted_from_the_data(full_data):
    from pato.treaties import coverage

    sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))
    import make_coverage

    assert make_coverage.counted(full_data) == coverage._shares()["years"], "run tools/make_coverage.py"


@pytest.mark.parametrize(
    ("attacker", "victim", "date", "owed_by"),
    [
        ("DEU", "POL", "1939-09-01", {"FRA", "GBR", "ROU"}),
        ("DEU", "FRA", "1914-08-03", {"RUS"}),
        ("IRN", "BHR", "2018-06-01", {"SAU", "ARE", "KWT", "OMN", "QAT"}),
    ],
)
def test_the_wars_of_1914_and_1939_and_the_gulf_have_their_allies(layer, attacker, victim, date, owed_by):
    answer = who_must_act("in-force", make_event(attacker, victim, date=date), world=layer)
    defending = {d.state for d in answer.duties if d.kind == "defence" and victim in d.to}
    assert owed_by <= defending
    assert {d.status for d in answer.duties if d.checked == "coded"} <= {"coded", "coded_if"}
    assert not any(d.round for d in answer.duties if d.checked == "coded"), (
        "what ATOP codes starts no cascade"
    )
    assert answer.coverage.complete
