"""Forecasts held against fighting with 25 deaths: spells, pairs without a direction, and what ships."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pato.estimate.scoreboard.deaths import TABLE, _by_pair, _frozen, onsets, score_deaths
from pato.estimate.scoreboard.forecasts import Forecasts
from pato.estimate.scoreboard.specification import DeathsSpecification
from pato.files.estimates import stored
from pato.report.scoreboard import deaths_table

SPEC = DeathsSpecification(
    title="t", boards=("b",), first=1990, frozen=(1995, 1996), quiet_years=2, bootstrap=20
)
COLUMNS = ("year", "ccode_a", "ccode_b", "role_a", "role_b", "intensity_level")


@pytest.fixture
def folder(tmp_path):
    """One pair that fights in 1990-91, 1993 (no quiet spell of two years), 1996 as a war; a coalition's pair; a state without a number."""
    rows = [
        *((y, 9, 2, "primary", "primary", 1) for y in (1990, 1991, 1993)),
        (1996, 2, 9, "primary", "primary", 2),
        (1992, 2, 5, "primary", "secondary", 2),
        (1992, None, 5, "primary", "primary", 1),
    ]
    pl.DataFrame(rows, schema=list(COLUMNS), orient="row").write_parquet(tmp_path / f"{TABLE}.parquet")
    return str(tmp_path)


def test_fighting_is_new_after_quiet_years_and_knows_no_side(folder):
    assert onsets(SPEC, folder).rows() == [(2, 9, 1990, False), (2, 9, 1996, True)]


@given(st.floats(-8, 3), st.floats(-8, 3), st.integers(1, 12))
def test_a_pair_is_attacked_by_either_and_a_span_compounds(one, other, years):
    found = Forecasts(
        np.zeros(2),
        np.array([2, 9]),
        np.array([9, 2]),
        np.array([1990, 1990]),
        {"m": np.array([one, other])},
        np.full(2, 0.1),
    )
    pairs = _by_pair(found)
    p, q = 1 / (1 + np.exp(-np.array([one, other])))
    assert pairs.height == 1
    assert np.exp(pairs["m"][0]) == pytest.approx((1 - p) * (1 - q))
    span = _frozen(pairs, (1995, 1994 + years))
    assert span["year"][0] == 1995
    assert np.exp(span["m"][0]) == pytest.approx(((1 - p) * (1 - q)) ** years)


def test_scores_count_what_was_forecast_and_what_was_not(folder):
    sides, years = [(2, 9), (9, 2), (2, 5), (5, 2)], range(1990, 1995)
    rows = [(a, b, y) for y in years for a, b in sides]
    a, b, y = (np.array(c) for c in zip(*rows, strict=True))
    odds = {"m": np.where((a + b) == 11, -1.0, -4.0)}
    found = score_deaths(
        SPEC,
        {"b": Forecasts(np.zeros(len(a)), a, b, y, odds, np.full(len(a), 0.1))},
        draws=20,
        seed=1,
        folder=folder,
    )
    expanding, frozen = found
    assert (expanding["onsets"], expanding["of_them_forecast"], expanding["rows"]) == (1, 1, 10)
    assert (frozen["onsets"], frozen["wars"], frozen["rows"]) == (1, 1, 2)
    assert frozen["models"]["m"]["auc"][0] == 1.0
    p = 1 / (1 + np.exp(1.0))
    q = 1 / (1 + np.exp(4.0))
    assert frozen["expected"]["m"] == pytest.approx(2 - (1 - p) ** 4 - (1 - q) ** 4)


def test_what_ships_ranks_better_than_history_alone():
    found = stored("scoreboard")["deaths"]
    for row in found["rows"]:
        auc = {m: s["auc"][0] for m, s in row["models"].items()}
        assert auc["logit"] > auc["history"]
        assert row["of_them_forecast"] <= row["onsets"]
    shown = deaths_table(stored("scoreboard"))
    assert {r["years"].split(",")[0] for r in shown.records()} == {"1950-2014", "2015-2024"}
    assert "25 deaths" in shown.title


def test_the_war_level_is_also_scored_from_1950_on():
    boards = {b["id"]: b for b in stored("scoreboard")["boards"]}
    for name in ("relevant_war", "relevant_war_mid", "relevant_war_mie"):
        since = boards[name]["since"]
        assert since["years"][0] == 1950
        assert since["events"] < boards[name]["events"]
        assert (
            since["models"]["mean_of_steps"]["auc"][0]
            > boards[name]["models"]["mean_of_steps"]["scores"]["auc"][0]
        )
