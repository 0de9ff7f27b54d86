"""The library's defence duties against the Alliance Treaty Obligations and Provisions data, version 5.1.

Source: Leeds, Ritter, Mitchell and Long (2002), Alliance Treaty Obligations and Provisions, 1815-1944, International
Interactions 28(3), 237-260; version 5.1. ATOP dates an alliance from its signature and codes a pair in a year if it held
at any time in it; our files are read the same way here. ``ccode1`` pledges to ``ccode2``.
"""

import sys
from pathlib import Path

import polars as pl
import pytest

sys.path.insert(0, str(Path(__file__).parent))
import atop_matrix

from pato.files import library
from pato.treaties.architecture import load_architecture
from pato.treaties.atop import atop
from pato.treaties.schema.treaty import Treaty

pytestmark = pytest.mark.full_data


@pytest.fixture(scope="module")
def found(full_data):
    return atop_matrix.differences(full_data)


@pytest.fixture(scope="module")
def listed():
    return atop_matrix.listed()


@pytest.mark.parametrize("year", atop_matrix.YEARS)
def test_every_pair_agrees_with_atop_or_is_listed_with_a_reason(found, listed, year):
    new = sorted(k for k in found if k[0] == year and k not in listed)
    assert not new, (
        f"differ and are not listed (run tests/known_answers/atop_matrix.py DATA and write reasons): {new[:20]}"
    )


@pytest.mark.parametrize("year", atop_matrix.YEARS)
def test_every_listed_difference_still_is_one(found, listed, year):
    old = sorted(k for k in listed if k[0] == year and k not in found)
    assert not old, f"listed, but no longer differ: {old[:20]}"


def test_reasons_are_given_and_name_what_has_the_pair(found, listed):
    assert all(len(group["reason"]) > 20 for group in listed.values())
    for key, group in listed.items():
        assert key not in found or found[key] == tuple(group["because_of"]), key


def test_the_comparison_covers_hundreds_of_pairs_that_agree(full_data):
    architecture = atop_matrix.as_atop_dates(load_architecture())
    group = atop_matrix.security_states(architecture)
    agreed = {}
    for year in atop_matrix.YEARS:
        numbers = atop_matrix.codes(group, year)
        agreed[year] = len(
            set(atop_matrix.ours(architecture, numbers, year)) & atop_matrix.atop(full_data, numbers, year)
        )
    assert min(agreed.values()) >= 500, agreed


@pytest.fixture(scope="module")
def codings(full_data):
    rows = {
        r["atopid"]: r
        for r in pl.read_parquet(full_data / "atop51_alliance_level.parquet").iter_rows(named=True)
    }
    treaties = [Treaty.model_validate(entry["data"]) for entry in library.entries("treaty").values()]
    return [(t, atop(t).to_dict(), rows[t.atop_id]) for t in treaties if t.atop_id in rows]


def agreement(codings, variable):
    pairs = [
        (t.id, ours[variable], theirs[variable.lower()])
        for t, ours, theirs in codings
        if ours[variable] is not None
    ]
    return len(pairs), [p for p in pairs if p[1] != p[2]]


@pytest.mark.parametrize(
    ("variable", "at_least"),
    [
        ("DEFENSE", 0.95),
        ("OFFENSE", 0.95),
        ("NEUTRAL", 1.0),
        ("NONAGG", 0.85),
        ("CONSUL", 0.75),
        ("ACTIVE", 0.95),
        ("DEFCON", 0.8),
        ("CONDITIO", 0.65),
        ("ASYMM", 0.75),
        ("BASE", 0.85),
        ("SPECTHRT", 0.85),
        ("MILAID", 0.75),
        ("INTCOM", 0.8),
        ("ESTMODE", 0.8),
        ("BEGYR", 0.9),
        ("ENDYR", 0.85),
        ("INEFFECT", 0.9),
    ],
)
def test_coding_agrees_with_atop_where_the_library_names_its_alliance(codings, variable, at_least):
    coded, different = agreement(codings, variable)
    assert coded >= 10
    assert 1 - len(different) / coded >= at_least, different


def test_members_that_both_know_are_members_in_atop(codings):
    for treaty, ours, theirs in codings:
        members = {v for k, v in ours.items() if k.startswith("MEM")}
        known = {int(theirs[f"mem{i}"]) for i in range(1, 60) if theirs[f"mem{i}"] is not None}
        assert members <= known, treaty.id
