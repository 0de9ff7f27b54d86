"""Weights of readings in a study: what may be written, and that a reading moves figures the way it points."""

import json

import numpy as np
import pytest

from pato.assess.load import load_study
from pato.assess.readings import assumed_in_words, in_words
from pato.assess.run import evaluated
from pato.assess.study import resolve, settings_of
from pato.assess.values import context_of
from pato.errors import FileError, PatoError, UsageError

DATE = "2026-11-21"
SHOALS = ["scarborough-shoal", "mischief-reef", "sabina-shoal", "reed-bank", "whitsun-reef", "spratlys"]
SHIPS = ["warship", "military_aircraft", "public_vessel", "coast_guard_vessel"]
COVERED = {
    "id": "shoals-covered", "holds": True, "said_by": ["PHL"], "text": "Ships at the shoals are covered.",
    "about": {"act": ["armed_attack"], "in": "shoals"}, "source": {"title": "made for a test"},
}  # fmt: skip
OUTSIDE = COVERED | {"id": "shoals-outside", "holds": False, "said_by": ["AUS"]}
PACT = {
    "format": 2,
    "id": "my-pact",
    "title": "A pact of mine",
    "binding": "treaty",
    "status": "proposed",
    "checked": "text",
    "sources": [{"title": "made for a test", "date": "2026-01-01"}],
    "parties": [{"state": "AUS"}, {"state": "PHL"}],
    "areas": {
        "here": {"article": "2", "includes": [{"administered_by": ["PHL", "AUS"], "on": ["territory"]}]},
        "shoals": {"article": "2", "includes": [{"place": SHOALS, "on": SHIPS}]},
    },
    "obligations": [
        {
            "id": "defence", "article": "1", "kind": "defence", "duty": "assist_with_force",
            "when": {"act": "attack", "in": "here"}, "readings": [COVERED, OUTSIDE],
        }
    ],
}  # fmt: skip


@pytest.fixture
def study(tmp_path):
    """Makes a study of a pact whose parties read it differently, with what it says of readings."""
    (tmp_path / "pact.yaml").write_text(json.dumps(PACT))
    frame = {"format": 1, "id": "mine", "title": "Mine", "extends": "in-force", "add": ["pact.yaml"]}
    (tmp_path / "mine.yaml").write_text(json.dumps(frame))

    def made(readings):
        (tmp_path / "study.yaml").write_text(
            "format: 1\nid: s\ntitle: S\narchitectures: [in-force, mine.yaml]\nfutures: 42\n"
            f"date: {DATE}\nrivals: [CHN]\n"
            "metrics: [war_initiations_members, expected_support_members]\n"
            f"readings:\n  my-pact: {json.dumps(readings)}\n"
        )
        return resolve(load_study(str(tmp_path / "study.yaml")), today=DATE)

    return made


def figures(resolved):
    draws = resolved.design.draw()
    context = context_of(resolved, evaluated(resolved, draws).outcomes)
    found = {m.id: m.compute(context).sel(architecture="mine").values for m in resolved.metrics}
    return draws, found


def test_a_reading_that_covers_the_shoals_moves_figures_the_way_it_points(study):
    both = [{"shoals-covered": w, "shoals-outside": 1 - w} for w in (1.0, 0.0)]
    asked = study(both[0])
    (draws, inside), (_, outside) = (figures(study(given)) for given in both)
    causal = ~draws.is_level("pledge_effect", "screening")
    adds = draws.is_level("deterrence", "additive")
    risk = next(m for m in asked.models if m.id == "war_risk").risk
    dose = draws[risk.id][:, risk.names.index("dose_largest")]
    none = draws.is_level("deterrence", "no_effect")
    support, wars = "expected_support_members", "war_initiations_members"
    assert (inside[support] >= outside[support] - 1e-12).all()
    assert (inside[support] > outside[support])[causal].any()
    # a larger pledged dose makes war rarer in the draws in which the estimate says so, and only there
    moved = np.sign(inside[wars] - outside[wars])
    assert moved[adds].any()
    assert np.isin(moved[adds] * np.sign(dose[adds]), [0, 1]).all()
    np.testing.assert_array_equal(inside[wars][none], outside[wars][none])


def test_what_is_drawn_about_commitments_is_said_under_every_table(study):
    told = assumed_in_words(study({"shoals-covered": 1.0}).factors)
    assert "deemed_strength 0.5 to 1" in told
    assert "consultation_strength 0 to 0.8" in told
    assert "weights of contingencies: " in told
    assert "home_territory 0.1 to 0.5" in told
    assert assumed_in_words([]) == ""


def test_one_weight_leaves_the_rest_to_the_other_reading(study):
    one, both = (
        figures(study(given))[1]
        for given in ({"shoals-covered": 0.7}, {"shoals-covered": 0.7, "shoals-outside": 0.3})
    )
    for name, values in one.items():
        np.testing.assert_array_equal(values, both[name])


def test_weights_are_part_of_what_fixes_a_run_and_are_shown(study):
    asked = study({"shoals-covered": 0.25})
    assert settings_of(asked.study)["readings"] == {"my-pact": {"shoals-covered": 0.25}}
    told = "Weights of readings, as the study gives them: my-pact/shoals-covered 0.25."
    assert in_words(asked.study) == told


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"shoals-coverd": 1.0}, "'shoals-coverd' is not known. Did you mean 'shoals-covered'?"),
        ({"shoals-covered": 0.7, "shoals-outside": 0.7}, "answer one question, sum to 1.4"),
        ({"shoals-covered": 0.2, "shoals-outside": 0.2}, "answer one question, sum to 0.4"),
        ({"shoals-covered": -0.1}, "0"),
        ({"shoals-covered": 1.5}, "1"),
    ],
)
def test_what_means_nothing_is_refused_at_its_line(study, given, said):
    with pytest.raises((FileError, UsageError)) as refused:
        study(given)
    (problem,) = refused.value.problems
    assert "study.yaml:10" in problem.where
    assert said in str(problem)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("my-pacd", "Did you mean 'my-pact'?"),
        ("us-taiwan-none", "instrument with readings"),
        ("quad", "has readings"),
    ],
)
def test_an_instrument_without_readings_or_of_no_architecture_is_refused(study, tmp_path, name, said):
    study({"shoals-covered": 1.0})
    at = tmp_path / "study.yaml"
    at.write_text(at.read_text().replace("  my-pact:", f"  {name}:"))
    with pytest.raises(PatoError) as refused:
        resolve(load_study(str(at)), today=DATE)
    assert said in str(refused.value)
