"""What estimates say about claims, in the words of their figures."""

from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr
from hand_made import study_of

from pato import world
from pato.assess import claim_evidence
from pato.assess.claim_evidence import EVIDENCE, evidence
from pato.errors import UsageError


@pytest.fixture
def held(monkeypatch):
    """Put made-up figures in the place of an estimate that ships."""

    def put(**estimates):
        monkeypatch.setattr(claim_evidence, "stored", lambda name: estimates[name])

    return put


def test_attacks_in_the_words_of_their_counts(held):
    def row(group, wars, disputes, years, **expected):
        return {
            "group": group,
            "observed": {"wars": wars, "disputes": disputes},
            "target_years": years,
            "expected_disputes": expected,
        }

    rows = [
        row("others", 9, 9, 9, average=9),
        row("unallied neighbours", 2, 33, 331, average=21.6),
        row("members", 0, 46, 369, first=1.0, average=64.8),
    ]
    held(scoreboard={"backtest": {"rows": rows, "years": [1991, 2009]}})
    assert EVIDENCE["attacks_on_members_and_neighbours"](None) == (
        "0 wars begun against NATO's members in 1991-2009 (369 years of a state), 2 against their unallied neighbours (331); "
        "disputes 46 against 65 expected without looking at the pact, and 33 against 22. "
        "Members differ from neighbours in more than the pact: a comparison, no effect (pato validate)."
    )
    for one in rows:
        one["expected_disputes"] = {"first": 7.0, "second": 8.0}
    assert "46 against 7 expected" in EVIDENCE["attacks_on_members_and_neighbours"](None)


@pytest.mark.parametrize(("interval", "words"), [((-0.5, 1.25), "includes"), ((0, 1), "includes"), ((-1, 0), "includes"), ((0.1, 1), "excludes"), ((-1, -0.1), "excludes")])  # fmt: skip
def test_pairs_of_1949_term_by_term(held, interval, words):
    terms = {"log_distance": [0.5, 0.25, 0.75], "aland": [-0.3, -1, -0.2], "land": [-0.8, -1, -0.5], "tiny": [0.04, 0.01, 0.1], "open": [0.9, -0.1, 2], "major": [0.05, 0.01, 0.1]}  # fmt: skip
    lead = {"of": "nato_1949", "over": "pacific_1950", "log_odds": 0.4321, "interval_90": interval, "by_term_with_interval_90": terms}  # fmt: skip
    other = {"of": "nato_1949", "over": "others"}
    held(membership_backtests={"formation": {"differences": [other, lead]}})
    low, high = interval
    assert EVIDENCE["pairs_of_1949"](None) == (
        f"Trained on the years before 1949, NATO's pairs lead those of the Pacific Pact hoped for by +0.43 in log-odds ({low:+.2f} to {high:+.2f}), "
        f"with an interval that {words} 0. Terms with intervals that exclude 0: land -0.80 (-1.00 to -0.50), log distance +0.50 (+0.25 to +0.75), aland -0.30 (-1.00 to -0.20), major +0.05 (+0.01 to +0.10)."
    )
    lead["by_term_with_interval_90"] = {"open": [0.9, -0.1, 2]}
    assert EVIDENCE["pairs_of_1949"](None).endswith("Terms with intervals that exclude 0: no term.")


def test_pressure_before_and_after(held):
    one = {"title": "disputes", "after": {"a_year": 2.31, "years": [2012, 2014]}, "before": {"a_year": 1.49, "years": [2002, 2011]}, "ratio": 1.556, "interval_90": [0.73, 3.3]}  # fmt: skip
    held(pressure={"measures": {"d": one, "f": one | {"title": "force"}}, "sorties": {"aircraft_a_year": {"2021": 939, "2022": 3275}}})  # fmt: skip
    part = "2.3 a year in 2012-2014 against 1.5 in 2002-2011, ratio 1.56 (0.73 to 3.30)"
    assert EVIDENCE["pressure_before_and_after_2012"](None) == (
        f"disputes: {part}; force: {part}. Aircraft reported around Taiwan since then: 2021 939, 2022 3,275; nothing comparable was published before (pato explain pressure)."
    )


def test_who_passes_at_every_threshold():
    levels = {"CHN": 0.05, "JPN": 0.75, "KOR": 0.6, "PHL": 0.3, "TWN": np.nan}
    held = SimpleNamespace(states=tuple(levels), array=lambda name, states: xr.DataArray([levels[s] for s in states]) if name == "v2x_libdem" else None)  # fmt: skip
    told = EVIDENCE["who_passes_at_every_threshold"](
        SimpleNamespace(world=held, members=("JPN", "KOR", "TWN"))
    )
    assert told == (
        "Of the 4 states with a figure of liberal democracy (V-Dem), number that reach each level: 0.3: 3; 0.4: 2; 0.5: 2; 0.6: 2; "
        "0.7: 1, of the members without KOR; 0.8: 0, of the members without JPN, KOR. No data on TWN."
    )
    all_known = EVIDENCE["who_passes_at_every_threshold"](SimpleNamespace(world=held, members=("JPN",)))
    assert all_known.endswith("0.8: 0, of the members without JPN.")


def test_a_design_without_a_pact_has_no_rank():
    from pato.treaties.architecture import load_architecture

    quo = load_architecture("in-force")
    study = SimpleNamespace(
        labels=("base", "same"), subject="same", architectures=(quo, quo), status_quo=quo, date="2026-11-21", study=study_of().study, rivals=("CHN",), world=None,
    )  # fmt: skip
    assert (
        EVIDENCE["rank_among_memberships"](study)
        == "same adds no pact of defence: it has no rank among memberships."
    )


def test_evidence_that_ships_is_found_and_unknown_names_are_told():
    study = study_of()
    study.world = world.load()
    first, second = evidence(["rank_of_japan_and_korea", "acceptance_backtest"], study)
    assert first.startswith("The model of who concludes defence pacts puts JPN and KOR above 99.")
    assert first.endswith("(pato formation JPN,KOR).")
    assert second
    assert claim_evidence._pair_rank("JPN", "USA", "v", "2026-11-21") == "JPN and USA have a defence pact."
    with pytest.raises(UsageError) as refused:
        evidence(["a", "acceptance_backtest", "b"], study)
    assert [str(p)[:22] for p in refused.value.problems] == [
        "evidence  evidence 'a'",
        "evidence  evidence 'b'",
    ]


def test_evidence_that_is_not_there_gives_the_reason(monkeypatch):
    def lost(_):
        raise UsageError("It is not here.")

    monkeypatch.setattr(claim_evidence, "stored", lost)
    assert evidence(["pairs_of_1949"], None) == ("pairs of 1949: It is not here.",)
