"""The page shows the figures that the commands compute, from the same runs."""

import numpy as np
import pytest

from pato.api.studies import compare
from pato.workbench.accepting import accepting
from pato.workbench.answer import answer
from pato.workbench.asked import Asked
from pato.workbench.engine import RUNS, SEED, Engine
from pato.workbench.site import joined

ASKED = Asked(("USA", "JPN", "AUS"), ("TWN",), date="2026-11-21")
DESIGN = """format: 1
id: mine
title: Three with Taiwan as associate
all_in_force: true
add: [pato]
parties: {pato: [USA, JPN, AUS]}
associates: {pato: [TWN]}
"""


@pytest.fixture(scope="module")
def engine():
    return Engine(ASKED.date)


@pytest.fixture(scope="module")
def outcome(engine):
    return engine.answer(ASKED)


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    folder = tmp_path_factory.mktemp("study")
    (folder / "mine.yaml").write_text(DESIGN, encoding="utf-8")
    study = folder / "study.yaml"
    study.write_text(
        "format: 1\nid: mine-study\narchitectures: [in-force, mine.yaml]\nstatus_quo: in-force\n"
        f"futures: {RUNS}\nseed: {SEED}\ndate: 2026-11-21\nmetrics: [gaps, war_initiations_members, expected_support_members_us_absent]\n"
        "factors: {deterrence: {values: [patron]}, guarantor: {values: [estimated]}}\n",
        encoding="utf-8",
    )
    return compare(study, folder=folder / "out").values


@pytest.mark.parametrize("name", ["gaps", "expected_support_members_us_absent"])
def test_figures_are_those_of_a_comparison(outcome, compared, name):
    for here, there in zip(
        outcome.of(name), compared[name].transpose("architecture", ...).values, strict=True
    ):
        np.testing.assert_allclose(here, there, rtol=1e-12)


def test_risk_under_one_assumption_is_that_of_a_study_with_this_assumption(outcome, compared):
    at = outcome.theories == outcome.levels.index("patron")
    assert at.sum() == RUNS
    for here, there in zip(
        outcome.of("war_initiations_members"),
        compared["war_initiations_members"].transpose("architecture", ...).values,
        strict=True,
    ):
        np.testing.assert_allclose(here[at], there, rtol=1e-12)


def test_who_accepts_is_what_the_membership_model_says(engine, outcome):
    models = engine.models(ASKED, outcome.proposal.baseline)
    draws = engine.draws(models, ASKED.guarantor)
    found = models["membership"].evaluate(draws, outcome.proposal.proposed).outcomes
    inside = [*ASKED.parties, *ASKED.associates]
    gains = found["gain_percent_gdp"].sel(state=inside).values
    page = accepting(ASKED, engine.standing(ASKED))
    told = {row["state"]: row["share"] for row in page["accepts"]}
    assert page["caution"].startswith("Acceptance does not discriminate")
    assert [row["name"] for row in page["accepts"]][-1] == "Taiwan (associate)"
    accepts = (gains >= -models["membership"].assumptions.no_difference).mean(axis=0)
    assert told == pytest.approx(dict(zip(inside, accepts, strict=True)))


def test_weights_change_what_is_pooled_and_nothing_else(engine, outcome):
    plain = answer(outcome)
    weighed = answer(engine.answer(ASKED._replace(weights=(("additive", 1.0), ("patron", 1.0)))))
    assert plain["risk"][:-1] == [r | {"weight": 1.0} for r in weighed["risk"][:-1]]
    both = np.isin(outcome.theories, [outcome.levels.index(n) for n in ("additive", "patron")])
    then, now = outcome.of("war_initiations_members")
    middle = np.median((100 * (now - then) / then)[both])
    assert weighed["risk"][-1]["median"] == pytest.approx(middle, abs=0.05)


def test_the_finding_follows_its_figures(outcome):
    found = answer(outcome)
    gaps = next(c for c in found["cards"] if c["id"] == "gaps")
    assert gaps["value"] == "1 → 0"
    assert "closes every gap on paper" in found["finding"]
    defence = {
        (c["debtor"], c["creditor"])
        for c in found["matrix"]["cells"]
        if c["proposed"] == "defence" and c["today"] != "defence"
    }
    assert {("JPN", "AUS"), ("AUS", "JPN")} <= defence
    said = joined(found, {"cards": [], "accepts": []})["said"]
    assert said.startswith(found["finding"])
    assert all(f"{c['label']}: {c['value']}" in said for c in found["cards"])


def test_a_clause_changes_the_figures_and_a_design_asked_again_is_the_same_object(engine, outcome):
    stronger = engine.answer(ASKED.changed("strength", "assist_with_force"))
    at = outcome.theories == outcome.levels.index("additive")
    (_, plain), (_, strong) = outcome.of("war_initiations_members"), stronger.of("war_initiations_members")
    assert np.median(strong[at]) < np.median(plain[at]), (
        "a text that names force deters more, if commitments add up"
    )
    assert engine.answer(ASKED).proposal is outcome.proposal, "models know designs by identity"
