"""One chain: what a treaty says reaches the figures of risk, support and entrapment, and only where it says it."""

import json
from itertools import pairwise

import numpy as np
import pytest

from pato import world as worlds
from pato.futures import Design
from pato.models.commitments.valuation import valuation_of
from pato.models.commitments.worth import SHIFT
from pato.models.risk.entrapment import Entrapment
from pato.models.risk.war import THEORY, WarRisk
from pato.models.support.arriving import Support
from pato.treaties.architecture import load_architecture

DATE = "2026-11-21"
RIVALS = ("CHN", "PRK", "RUS")
MEMBERS = ("AUS", "JPN", "TWN", "USA")
RUNS = 42
FEATURES = [
    "scarborough-shoal",
    "mischief-reef",
    "sabina-shoal",
    "reed-bank",
    "fiery-cross",
    "subi",
    "whitsun-reef",
    "spratlys",
]
SEA = ["warship", "military_aircraft", "public_vessel", "coast_guard_vessel"]


def text(parties=MEMBERS, *, area=MEMBERS, duty="assist_with_force", sea=True, **more):
    """A pact as plain data: its parties defend one another's land, and their ships in the Pacific."""
    land = [{"administered_by": [s], "on": ["territory"]} for s in area]
    ships = [{"waters": ["pacific"], "on": SEA}] if sea else []
    obligation = {
        "id": "defence", "article": "1", "kind": "defence", "when": {"act": "attack", "in": "here"}, "duty": duty,
        **more.pop("obligation", {}),
    }  # fmt: skip
    return {
        "format": 2,
        "id": "my-pact",
        "title": "A pact of mine",
        "binding": "treaty",
        "status": "proposed",
        "checked": "text",
        "sources": [{"title": "made for a test", "date": "2026-01-01"}],
        "parties": [p if isinstance(p, dict) else {"state": p} for p in parties],
        "areas": {"here": {"article": "2", "includes": [*land, *ships]}},
        "obligations": [obligation, *more.pop("obligations", [])],
        **more,
    }


@pytest.fixture
def system(tmp_path):
    """Makes an architecture: what is in force, with a pact on top."""
    count = iter(range(99))

    def made(data):
        at = tmp_path / str(next(count))
        at.mkdir()
        (at / "pact.yaml").write_text(json.dumps(data))  # JSON is YAML
        frame = {"format": 1, "id": "mine", "title": "Mine", "extends": "in-force", "add": ["pact.yaml"]}
        (at / "system.yaml").write_text(json.dumps(frame))
        return load_architecture(str(at / "system.yaml"))

    return made


@pytest.fixture(scope="module")
def today():
    return load_architecture("in-force")


@pytest.fixture(scope="module")
def risk(today):
    return WarRisk.of(worlds.load(), today, DATE, challengers=RIVALS, rivals=RIVALS, members=MEMBERS)


@pytest.fixture(scope="module")
def entrapment(today, risk):
    return Entrapment.of(worlds.load(), today, DATE, members=MEMBERS, risk=risk)


@pytest.fixture(scope="module")
def support(today):
    return Support.of(worlds.load(), today, DATE, challengers=RIVALS)


@pytest.fixture(scope="module")
def draws(entrapment, support):
    made = {f.id: f for f in (*entrapment.factors(), *support.factors())}
    return Design(tuple(made.values()), RUNS, 3).draw()


@pytest.fixture(scope="module")
def ask(risk, entrapment, support, draws):
    """Figures of an architecture by name, each an array over runs and states."""

    def asked(architecture):
        found = risk.evaluate(draws, architecture).outcomes
        helped = support.evaluate(draws, architecture).outcomes
        return {
            "risk": found["war_initiations_a_year"],
            "pledged": found["pledged_total_percent"],
            "support": helped["expected_support_percent"],
            "wars": entrapment.evaluate(draws, architecture).outcomes["wars_for_others_a_year"],
        }

    return asked


def of(found, name, state):
    values = found[name]
    return values.sel({values.dims[-1]: state}).values


def same_elsewhere(one, other, *, but):
    for name in ("risk", "pledged", "support"):
        states = [s for s in one[name][one[name].dims[-1]].values if s not in but]
        np.testing.assert_array_equal(of(one, name, states), of(other, name, states), err_msg=name)


@pytest.fixture(scope="module")
def effects(draws, risk):
    """Runs in which pledges do something to the odds of war, in which they lower them, and in which they bring help."""
    acts = ~draws.is_level(THEORY, "no_effect")
    dose = draws[risk.risk.id][:, risk.risk.names.index("dose_largest")] < 0
    by_dose = (draws.is_level(THEORY, "additive") | draws.is_level(THEORY, "patron")) & dose
    return acts, by_dose | draws.is_level(THEORY, "pledge"), ~draws.is_level("pledge_effect", "screening")


def test_an_area_without_taiwan_leaves_taiwan_alone_and_changes_the_others_only_through_it(
    system, ask, effects, draws
):
    acts, deters, causal = effects
    whole, without = (ask(system(text(area=a))) for a in (MEMBERS, ("AUS", "JPN", "USA")))
    assert (of(whole, "pledged", "TWN") > of(without, "pledged", "TWN")).all()
    assert (of(whole, "support", "TWN")[causal] > of(without, "support", "TWN")[causal]).all()
    moved = of(whole, "risk", "TWN") != of(without, "risk", "TWN")
    assert not moved[~acts].any(), "under no effect nothing moves"
    # where all pledges count it always moves; where the largest does, only if the word of the United States was not worth more
    together = draws.is_level(THEORY, "additive")
    assert moved[together].all()
    assert moved[acts & causal].mean() > 0.5
    assert (of(whole, "risk", "TWN") <= of(without, "risk", "TWN"))[deters].all()
    same_elsewhere(whole, without, but=("TWN",))
    assert (of(whole, "wars", "JPN") != of(without, "wars", "JPN"))[causal].all()


def test_stronger_duties_do_more(system, ask, effects):
    _, deters, causal = effects
    found = [
        ask(system(text(duty=d, obligation={"kind": "consultation" if d == "consult" else "defence"})))
        for d in ("assist_with_force", "act_to_meet_common_danger", "assist_as_deemed_necessary", "consult")
    ]
    for stronger, weaker in pairwise(found):
        for state in ("TWN", "JPN"):
            assert (of(stronger, "pledged", state) >= of(weaker, "pledged", state) - 1e-12).all()
        assert (of(stronger, "pledged", "TWN") > of(weaker, "pledged", "TWN")).all()
        assert (of(stronger, "risk", "TWN") <= of(weaker, "risk", "TWN") + 1e-15)[deters].all()
    # who consults is estimated by itself, so that only duties of defence are ordered in joining
    for stronger, weaker in pairwise(found[:3]):
        assert (of(stronger, "support", "TWN") > of(weaker, "support", "TWN"))[causal].all()


def test_a_decision_that_must_come_first_weakens_more_in_a_larger_body(system, risk, draws):
    """Unanimity of eight against unanimity of three: what the strongest commitment to Japan is worth beside the same without a decision."""
    unanimous = {"rule": "unanimity", "article": "3"}
    rule = {"decisions": {"default": unanimous, "invocation": unanimous}}
    waits = {"obligation": {"subject_to": ["collective_decision"]}}
    left = []
    for parties in (("AUS", "JPN", "USA"), ("AUS", "CAN", "JPN", "KOR", "NZL", "PHL", "TWN", "USA")):
        free, bound = (
            risk.committed(system(text(parties, area=parties, **more)))
            for more in ({}, rule | {"obligation": dict(waits["obligation"])})
        )
        states = risk.states
        at = states.index("AUS"), states.index("JPN"), states.index("CHN")
        worth = [risk.valuation.worth(c, draws).deterring[:, c.of[at]] for c in (free, bound)]
        assert (worth[1] <= worth[0] + 1e-12).all()
        assert (worth[1] < worth[0]).any()
        left.append((worth[1] / worth[0]).mean())
        joins = [risk.valuation.worth(c, draws).joining[:, c.of[at]] for c in (free, bound)]
        np.testing.assert_array_equal(*joins)  # the record of joining holds decisions already
    assert left[1] < left[0]


def test_a_reading_decides_what_a_disputed_clause_is_worth(system, risk, draws):
    """Scarborough Shoal covered or not, by the weight that a study gives to the reading."""
    parties = ("PHL", "AUS")
    reading = {
        "id": "features-are-covered", "holds": True, "said_by": ["PHL"], "text": "Features are covered.",
        "about": {"act": ["armed_attack"], "in": "shoals"}, "source": {"title": "made for a test"},
    }  # fmt: skip
    against = reading | {"id": "features-are-not", "holds": False, "said_by": ["AUS"]}
    disputed = text(parties, area=parties, sea=False, obligation={"readings": [reading, against]})
    disputed["areas"]["shoals"] = {"article": "2", "includes": [{"place": FEATURES, "on": SEA}]}
    then = risk.committed(system(disputed))
    at = risk.states.index("AUS"), risk.states.index("PHL"), risk.states.index("CHN")
    worth = [
        valuation_of(
            worlds.load(), DATE, {"my-pact/features-are-covered": w, "my-pact/features-are-not": 1 - w}
        )
        .worth(then, draws)
        .deterring[:, then.of[at]]
        for w in (0.0, 0.5, 1.0)
    ]
    # a promise to consult is owed already: half a weight can leave it the stronger of the two
    assert (worth[0] <= worth[1] + 1e-12).all()
    assert (worth[1] <= worth[2] + 1e-12).all()
    assert worth[0].mean() < worth[1].mean() < worth[2].mean()


def test_access_moves_what_arrives_and_no_pledge(system, ask):
    grant = {
        "id": "access", "article": "4", "kind": "access", "owed_by": ["TWN"], "owed_to": ["AUS"], "duty": "grant_access",
    }  # fmt: skip
    without, granted = (ask(system(text(**more))) for more in ({}, {"obligations": [grant]}))
    np.testing.assert_array_equal(without["pledged"], granted["pledged"])
    np.testing.assert_array_equal(without["risk"], granted["risk"])
    assert (of(granted, "support", "TWN") >= of(without, "support", "TWN") - 1e-12).all()
    assert (of(granted, "support", "TWN") > of(without, "support", "TWN")).any()


def test_an_associate_lies_between_a_party_and_an_outsider(system, ask, effects):
    _, _, causal = effects
    helps = {
        "id": "help", "article": "5", "kind": "assistance", "owed_by": ["parties"], "owed_to": ["associates"],
        "when": {"act": "attack", "in": "here"}, "duty": "provide_assistance",
    }  # fmt: skip
    rest = ("AUS", "JPN", "USA")
    roles = {
        "party": text(),
        "associate": text((*rest, {"state": "TWN", "role": "associate"}), obligations=[helps]),
        "outside": text(rest),
    }
    party, associate, outside = (ask(system(data)) for data in roles.values())
    assert (of(party, "pledged", "TWN") > of(associate, "pledged", "TWN")).all()
    assert (of(associate, "pledged", "TWN") > of(outside, "pledged", "TWN")).all()
    assert (of(associate, "support", "TWN") > of(outside, "support", "TWN"))[causal].all()


def test_without_forces_at_sea_only_contingencies_at_sea_change(system, risk):
    with_ships, ashore = (risk.committed(system(text(sea=s))) for s in (True, False))
    at = risk.states.index("AUS"), risk.states.index("JPN"), risk.states.index("CHN")
    one, other = (
        {c.contingency: c.asked for c in found.profiles[found.of[at]].cells} for found in (with_ships, ashore)
    )
    changed = {name for name in one if one[name] != other[name]}
    assert changed
    assert all("sea" in name or name == "disputed-features" for name in changed)


@pytest.mark.parametrize(
    "party",
    [
        {"state": "USA", "until": "2026-06-01"},
        {"state": "USA", "suspended": [{"from": "2026-01-01"}]},
        {
            "state": "USA",
            "declarations": [
                {
                    "id": "not-taiwan", "kind": "reservation", "effect": "excludes", "about": {"owed_to": ["TWN"]},
                    "text": "Nothing is owed to Taiwan.", "source": {"title": "made for a test"},
                }
            ],
        },
    ],
    ids=["withdrawal", "suspension", "reservation"],
)  # fmt: skip
def test_withdrawal_suspension_and_reservation_take_away_what_one_party_owes(system, ask, party):
    whole = ask(system(text()))
    less = ask(system(text(("AUS", "JPN", "TWN", party))))
    assert (of(less, "pledged", "TWN") < of(whole, "pledged", "TWN")).all()
    if "declarations" in party:
        same_elsewhere(whole, less, but=("TWN",))


def test_a_pact_that_owes_nothing_changes_nothing(system, ask, today):
    """Equality to the last digit where the law says nothing new."""
    refrain = {"kind": "non_aggression", "duty": "refrain", "when": None}
    empty = text()
    empty["obligations"] = [{k: v for k, v in (empty["obligations"][0] | refrain).items() if v is not None}]
    one, other = ask(today), ask(system(empty))
    for name in one:
        np.testing.assert_array_equal(one[name].values, other[name].values, err_msg=name)


def test_the_more_a_rival_shifts_the_less_a_partial_commitment_deters(system, risk, draws):
    then = risk.committed(system(text(sea=False)))
    at = risk.states.index("AUS"), risk.states.index("JPN"), risk.states.index("CHN")
    found = []
    for shift in (0.0, 0.5, 1.0):
        arrays = {n: draws[n] for n in draws} | {SHIFT: np.full(RUNS, shift)}
        held = type(draws)(tuple(draws.factor(n) for n in draws), draws.futures, arrays)
        found.append(risk.valuation.worth(then, held).deterring[:, then.of[at]])
    assert (found[0] > found[1]).all()
    assert (found[1] > found[2]).all()
