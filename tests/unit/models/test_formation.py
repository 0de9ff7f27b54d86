"""Ranks of pairs on the world that ships."""

import numpy as np
import pytest

from pato import world as worlds
from pato.errors import UnknownNameError, UsageError
from pato.models.formation import Formation
from pato.treaties.architecture import load_architecture

DATE = "2026-11-21"


@pytest.fixture(scope="module")
def formation():
    return Formation.of(worlds.load(), load_architecture("in-force"), DATE)


def test_allies_have_no_rank_and_others_have_one(formation):
    allied = formation.rank("USA", "JPN")
    assert (allied.standing, allied.percentile, allied.reasons) == ("allied", None, ())
    found = formation.rank("KOR", "JPN")
    assert found.standing == "ranked"
    assert 0 < found.percentile <= 100
    mirrored = formation.rank("JPN", "KOR")
    assert (mirrored.percentile, mirrored.reasons) == (found.percentile, found.reasons)


def test_ranks_of_all_pairs_are_even(formation):
    states = formation.states
    places = [
        formation.rank(a, b).percentile
        for i, a in enumerate(states)
        for b in states[i + 1 :]
        if formation.rank(a, b).standing == "ranked"
    ]
    assert np.mean(places) == pytest.approx(50.0, abs=0.01)


def test_reasons_add_up_to_the_distance_from_the_median_pair(formation):
    i, j = sorted(formation.states.index(s) for s in ("KOR", "JPN"))
    middle = np.median(formation.design[np.triu(~formation.allied, 1)], axis=0)
    total = formation.logit.coefficients @ (formation.design[i, j] - middle)
    assert sum(v for _, v in formation.rank("KOR", "JPN").reasons) == pytest.approx(total, abs=0.05)


def test_the_interval_holds_the_rank_of_a_narrow_posterior(formation):
    draws = np.repeat(formation.logit.coefficients[None], 5, axis=0)
    found = formation.rank("AUS", "JPN", draws)
    assert found.low == pytest.approx(found.percentile)
    assert found.high == pytest.approx(found.percentile)


def test_unknown_and_equal_states_are_refused(formation):
    with pytest.raises(UnknownNameError, match="state"):
        formation.rank("XXX", "JPN")
    with pytest.raises(UsageError, match="same state"):
        formation.rank("JPN", "JPN")


def test_what_binds_a_pair_already_and_the_younger_state_are_seen(formation):
    names = formation.logit.names
    i, j = (formation.states.index(s) for s in ("JPN", "AUS"))
    cell = dict(zip(names, formation.design[i, j], strict=True))
    assert cell["consultation"] == 1  # the declaration of 2022
    # Japan came back in 1952, and 79 years of the empire count
    years = formation.logit.estimate["years_in_system"]
    assert np.expm1(cell["log_age_lower"]) == pytest.approx(min(years["JPN"], years["AUS"]) + 2025 - 2018)
    np.testing.assert_array_equal(formation.design, formation.design.swapaxes(0, 1))
    lower, higher = (formation.design[..., names.index(f"nearby_allied_{w}")] for w in ("lower", "higher"))
    off = ~np.eye(len(formation.states), dtype=bool)
    assert (lower[off] <= higher[off]).all()
    assert 0 < higher[off].max() <= 1 + 1e-12


def test_a_state_of_unknown_age_is_refused(formation):
    from pato.errors import CoverageError
    from pato.models.formation import _ages

    with pytest.raises(CoverageError, match="ATL"):
        _ages(("USA", "ATL"), 2026, formation.logit)
    assert _ages(("USA",), 2019, formation.logit)[0] == 203
