import pytest

from pato.errors import UnknownNameError
from pato.registry.acts import act, acts, target, targets

NAMED_IN_THE_DESIGN = [
    "armed_attack",
    "invasion",
    "missile_strike",
    "air_strike",
    "naval_attack",
    "blockade",
    "occupation_of_feature",
    "border_clash",
    "ramming",
    "water_cannon",
    "seizure_of_vessel",
    "laser_or_radar_lock_on",
    "airspace_incursion",
    "maritime_intrusion",
    "air_zone_declaration",
    "island_building",
    "militarisation_of_feature",
    "resource_rig_in_eez",
    "naval_patrol",
    "military_exercise",
    "invasion_exercise",
    "missile_test_overflight",
    "nuclear_test",
    "threat_of_force",
    "ultimatum",
    "mobilisation",
    "economic_coercion",
    "cyber_attack",
    "sabotage_of_cable",
    "subversion",
    "armed_insurgency_support",
    "refusal_of_arbitration",
    "declaration_of_war",
    "expulsion_of_diplomats",
    "lawful_self_defence",
]

# The MID codebook's actions by hostility level.
LEVEL_OF_ACTION = {
    0: 1,
    **dict.fromkeys(range(1, 7), 2),
    **dict.fromkeys(range(7, 13), 3),
    **dict.fromkeys(range(13, 20), 4),
    20: 5,
    21: 5,
}


@pytest.mark.parametrize("id_", NAMED_IN_THE_DESIGN)
def test_every_act_of_the_design_is_there(id_):
    assert act(id_).id == id_


def test_hostility_agrees_with_the_mid_action():
    coded = [a for a in acts() if a.mid_action is not None]
    assert len(coded) > 25
    assert {a.id: a.hostility for a in coded} == {a.id: LEVEL_OF_ACTION[a.mid_action] for a in coded}


def test_every_armed_attack_is_force_that_may_reach_war():
    attacks = [a for a in acts() if a.is_armed_attack]
    assert {a.id for a in attacks} >= {"armed_attack", "invasion", "blockade", "missile_strike"}
    assert all(a.hostility >= 4 and a.may_reach == 5 and a.is_force for a in attacks)


def test_lawful_self_defence_is_no_attack():
    assert not act("self-defence").is_armed_attack  # T10
    assert not act("lawful_self_defence").is_force


def test_acts_below_the_threshold_are_not_armed_attacks():
    for word in ("water_cannon", "ramming", "border clash", "ADIZ", "oil rig", "economic sanctions"):
        assert not act(word).is_armed_attack


def test_an_unknown_act_is_answered_with_the_nearest():
    with pytest.raises(UnknownNameError, match="Did you mean 'armed_attack'"):
        act("armd_attack")
    with pytest.raises(UnknownNameError, match="Did you mean 'territory'"):
        target("teritory")


def test_targets_form_a_hierarchy():
    assert target("forces").id == "armed_forces"
    assert {"warship", "military_aircraft", "troops", "stationed_troops", "armed_forces"} <= target(
        "armed_forces"
    ).covers
    assert "warship" in target("state_vessel").covers  # a target may have two parents
    assert "coast_guard_vessel" in target("public_vessel").covers
    assert "coast_guard_vessel" not in target("armed_forces").covers
    assert {"airspace", "territorial_sea", "island_territory"} <= target("territory").covers
    assert "eez" not in target("territory").covers


def test_every_target_covers_itself_and_is_covered_by_its_parents():
    for each in targets():
        assert each.id in each.covers
        assert all(each.id in target(parent).covers for parent in each.part_of)
