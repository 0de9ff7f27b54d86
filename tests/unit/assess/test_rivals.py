"""Attacks that readers mean: by named rivals from outside, in every model, and what a metric needs is known beforehand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pato.assess.compare import Comparison
from pato.assess.load import from_options
from pato.assess.metrics import metrics
from pato.assess.parts import LARGEST, parts
from pato.assess.run import run_study
from pato.assess.study import resolve
from pato.errors import UsageError
from pato.futures import weighted_quantile
from pato.models.rivals import PACIFIC, attacks_that_count, outside

TODAY = "2026-11-21"
STATES = ("CHN", "JPN", "PRK", "RUS", "USA")


def study(*architectures, **options):
    return resolve(
        from_options(list(architectures or ("hub-and-spoke", "pato-7")), {"futures": 24} | options),
        today=TODAY,
    )


def compared(tmp_path, **options):
    found = study(**options)
    return Comparison.of(found, run_study(found, tmp_path / "run"))


@pytest.fixture(scope="module")
def comparison(tmp_path_factory):
    asked = [
        "attack_ratio_members",
        "attack_ratio_by_target",
        "war_initiations_members",
        "war_initiations_members_all",
        "war_initiations_by_target",
        "disputes_members",
        "disputes_members_all",
        "expected_support_members",
        "entrapment_members",
        "rival_arming",
    ]
    return compared(tmp_path_factory.mktemp("rivals"), metrics=asked)


@given(st.sets(st.sampled_from(STATES), min_size=1), st.sets(st.sampled_from(STATES)))
def test_an_attack_that_counts_is_by_a_rival_and_never_between_members(rivals, members):
    n = len(STATES)
    r, k = (a.ravel() for a in np.meshgrid(np.arange(n), np.arange(n), indexing="ij"))
    found = attacks_that_count(STATES, r, k, tuple(rivals), tuple(members))
    for here, challenger, target in zip(found, r, k, strict=True):
        both = STATES[challenger] in members and STATES[target] in members
        assert here == (STATES[challenger] in rivals and not both)
    assert set(outside(rivals, members)) == rivals - members


def test_without_named_rivals_every_pair_counts():
    pairs = np.array([0, 1]), np.array([1, 0])
    assert attacks_that_count(STATES, *pairs, None, STATES).all()


def test_the_default_rivals_are_those_of_the_pacific_and_every_model_has_them():
    found = study()
    assert found.rivals == PACIFIC == ("CHN", "PRK", "RUS")
    assert found.rival == "CHN"
    models = {m.id: m for m in found.models}
    risk = models["war_risk"]
    for pairs in (risk, models["disputes"]):
        named = {pairs.states[r] for r in pairs.challengers[pairs.counted]}
        assert named == set(PACIFIC)
    states = models["support"].joining.states
    assert {states[r] for r in models["support"].challengers} <= set(PACIFIC)
    fought = models["entrapment"].chances
    assert {states[r] for r in fought.challengers} == set(PACIFIC)
    pool = models["membership"].pool(models["membership"].yardstick, TODAY)
    assert {states[r] for r in pool.war.risk.challengers} <= set(PACIFIC)


def test_the_main_threat_of_canada_is_no_ally():
    support = study(metrics=["expected_support_members"]).models[0]
    states = support.joining.states
    threats = {states[k]: states[r] for r, k in zip(support.challengers, support.targets, strict=True)}
    assert threats["CAN"] in PACIFIC
    assert all(threats[m] not in ("USA", "JPN") for m in threats)


def test_totals_over_all_challengers_are_their_own_metric_and_larger(comparison):
    for named in ("war_initiations_members", "disputes_members"):
        assert (comparison.values[f"{named}_all"] > comparison.values[named]).all()


def test_ratios_are_1_for_the_first_design_and_where_nothing_deters(comparison):
    ratios = comparison.values["attack_ratio_members"]
    assert (ratios.sel(architecture="hub-and-spoke") == 1).all()
    nothing = comparison.study.design.draw().is_level("deterrence", "no_effect")
    assert (ratios.sel(architecture="pato-7").values[nothing] == 1).all()


def test_members_that_are_named_as_rivals_attack_no_fellow_member():
    """Under all challengers a pact deterred Japan from attacking Palau, and Palau from attacking Japan."""
    risk = study(rivals=["CHN", "JPN"], metrics=["war_initiations_members"]).models[0]
    found = {
        (risk.states[r], risk.states[k])
        for r, k in zip(risk.challengers[risk.counted], risk.targets[risk.counted], strict=True)
    }
    assert ("JPN", "PLW") in found
    assert ("CHN", "JPN") in found
    assert not {(r, k) for r, k in found if r == "JPN" and k in ("USA", "KOR", "TWN", "AUS")}


def test_a_ratio_of_sums_lies_between_the_ratios_of_its_parts(comparison):
    by_target = comparison.values["attack_ratio_by_target"].sel(target=list(comparison.study.members))
    whole = comparison.values["attack_ratio_members"]
    assert (by_target.min("target") <= whole + 1e-12).all()
    assert (by_target.max("target") >= whole - 1e-12).all()


def test_the_member_that_changes_most_stands_with_the_sum(comparison):
    table = comparison.tables()[LARGEST]
    assert "a total can hide it" in table.notes[0]
    by_target = comparison.values["war_initiations_by_target"]
    for part in parts(comparison):
        assert part.architecture == "pato-7"
        if part.metric != "war_initiations_members":
            continue
        stratum = next(s for s in comparison.strata if s.label == part.theory)
        here = by_target.isel(future=stratum.futures).sel(target=list(comparison.study.members))
        moved = here.sel(architecture="pato-7") - here.sel(architecture="hub-and-spoke")
        medians = {
            str(s): float(weighted_quantile(moved.sel(target=s).values, (0.5,), None)[0])
            for s in here["target"].values
        }
        assert abs(medians[part.state]) == max(map(abs, medians.values()))


def test_challengers_alone_are_the_rivals_too(tmp_path):
    found = compared(tmp_path, challengers=["RUS"])
    assert found.study.rivals == ("RUS",)
    assert found.study.rival == "RUS"
    assert "rival_arming" in found.values
    assert found.values["war_initiations_members"].equals(found.values["war_initiations_members_all"])


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (
            {"rivals": ["CHN", "RUS"], "challengers": ["RUS"]},
            "the rival CHN is not among the challengers (RUS).",
        ),
        ({"rivals": ["DEU"]}, "DEU"),
        (
            {"rivals": ["USA"], "metrics": ["war_initiations_members"]},
            "'war_initiations_members' cannot be computed: every named rival (USA) is a member",
        ),
        (
            {"rivals": ["PRK"], "metrics": ["welfare_members"]},
            "'welfare_members' cannot be computed: trade",
        ),
    ],
)
def test_what_cannot_be_computed_is_refused_before_anything_is(asked, words):
    with pytest.raises(UsageError) as caught:
        study(**asked)
    assert words in str(caught.value)


def test_what_nobody_named_is_left_out_with_the_reason(tmp_path):
    found = compared(tmp_path, rivals=["PRK"], futures=8)
    assert "sales at home are not known for PRK" in found.left_out["welfare_members"]
    assert "rival_arming" in found.values
    notes = found.tables()["summary"].notes
    assert any(n.startswith("Left out (") and "welfare_members" in n for n in notes)


def test_every_metric_that_reads_attacks_on_members_needs_a_rival_from_outside():
    needy = {m.id for m in metrics().values() if m.needs_rivals}
    assert {"war_initiations_members", "disputes_members", "entrapment_members"} <= needy
    assert "gaps" not in needy
    everything = study(rivals=["USA"], members=["USA", "JPN"])
    assert needy <= set(everything.unmet)
    assert "gaps" in {m.id for m in everything.metrics}


def test_a_factor_of_a_model_that_no_metric_needs_is_not_drawn_rather_than_not_known():
    with pytest.raises(UsageError, match="'taiwan_credence' is not drawn by these metrics"):
        study(metrics=["burden_members"], factors={"taiwan_credence": {"range": [0.1, 0.2]}})


def test_the_observed_record_and_forecasts_stand_beside_expected_numbers(comparison):
    tables = comparison.tables()
    together = {r["level"]: r for r in tables["observed"].records() if r["target"] == "together"}
    assert set(together) == {"disputes", "uses of force", "wars"}
    by_target = tables["war_initiations_by_target"]
    assert by_target.columns[-1] == "observed in 10 years, mean of 1950-2014"
    assert any("Observed 1950-2014, begun by CHN, PRK, RUS" in n for n in tables["brief"].notes)
    assert any("by member (median share)" in n for n in tables["brief"].notes)
    known = [r for r in tables["elicited"].records() if r["odds over the estimate's"] is not None]
    assert known
    assert all(r["source"] for r in known)


def test_both_baselines_are_told_apart_and_ratios_agree(tmp_path):
    found = compared(
        tmp_path,
        baseline="both",
        futures=150,
        metrics=["attack_ratio_members", "war_initiations_members"],
        factors={"deterrence": {"values": ["no_effect"]}},
    )
    assert {s.label for s in found.strata} == {"estimated", "elicited", "recent_record"}
    medians = {
        r.theory: r.median
        for r in found.rows()
        if r.metric == "war_initiations_members" and r.architecture == "pato-7"
    }
    assert medians["elicited"] > max(medians["estimated"], medians["recent_record"])
    assert (found.values["attack_ratio_members"] == 1).all()


def test_a_count_says_of_how_many_states():
    found = {m.id: m for m in study(metrics=["freedom_of_action_hub", "gaps"]).metrics}
    assert (
        found["freedom_of_action_hub"].label
        == "defence obligations that the hub owes to the 46 states of the study"
    )
    assert "46" not in found["gaps"].label
    assert "pato exposure" in found["freedom_of_action_hub"].note
