"""What conflicts with what, each kind alone, and the cases the design names (T11, claim A9)."""

import pytest
from click.testing import CliRunner

from pato.cli.app import cli
from pato.treaties.architecture import load_architecture
from pato.treaties.conflicts import conflicts, conflicts_table, measures_needed

DATE = "2026-11-21"
GUARD = """format: 1
id: guard
title: Guard
binding: treaty
status: in_force
in_force: {from: 1950-01-01}
parties: [{state: USA}, {state: JPN}]
obligations:
  - {id: defence, article: 5, kind: KIND, when: {act: attackBY}, duty: assist_with_force}
"""
PLEDGE = """format: 1
id: pledge
title: Pledge
binding: treaty
status: in_force
in_force: {from: 1950-01-01}
UNIVERSAL
parties: [{state: USA}, {state: IND}]
obligations:
  - {id: promise, article: 2, PROMISE}
"""
NON_AGGRESSION = "kind: non_aggression, duty: refrain"
NEUTRALITY = "kind: neutrality, duty: remain_neutral"


@pytest.fixture
def world(tmp_path):
    """An architecture of a guard and a pledge."""

    def make(promise, *, kind="defence", by="", universal=False, guard=GUARD):
        (tmp_path / "guard.yaml").write_text(guard.replace("KIND", kind).replace("BY", by), encoding="utf-8")
        text = PLEDGE.replace("PROMISE", promise).replace(
            "UNIVERSAL", "universal: true" if universal else "universal: false"
        )
        (tmp_path / "pledge.yaml").write_text(text, encoding="utf-8")
        (tmp_path / "world.yaml").write_text(
            "format: 1\nid: world\ntitle: W\nadd: [./guard.yaml, ./pledge.yaml]\n", encoding="utf-8"
        )
        return load_architecture(str(tmp_path / "world.yaml"))

    return make


def duties(architecture):
    return [
        (c.severity, c.states, c.instruments, c.articles)
        for c in conflicts(architecture, DATE)
        if c.kind == "incompatible_duties"
    ]


def test_defence_against_a_state_with_a_pledge_of_non_aggression_is_a_tension(world):
    assert duties(world(NON_AGGRESSION)) == [("tension", ("USA", "IND"), ("pledge", "guard"), ("2", "5"))]


def test_a_universal_pledge_conflicts_with_no_defence_duty(world):
    assert duties(world(NON_AGGRESSION, universal=True)) == []


def test_unconditional_neutrality_and_defence_cannot_both_be_kept(world):
    assert [s for s, *_ in duties(world(NEUTRALITY))] == ["conflict"]


def test_neutrality_when_the_other_is_attacked_is_not_called_by_its_own_attack(world):
    assert duties(world(NEUTRALITY + ", when: {act: attack}")) == []


def test_a_duty_to_join_an_attack_conflicts_with_a_pledge_not_to(world):
    assert [s for s, *_ in duties(world(NON_AGGRESSION, kind="offence"))] == ["conflict"]


def test_a_defence_duty_against_named_attackers_only_touches_no_other(world):
    assert duties(world(NON_AGGRESSION, by=", by: [CHN]")) == []
    assert len(duties(world(NON_AGGRESSION, by=", by: [IND]"))) == 1
    assert duties(world(NON_AGGRESSION, by=", not_by: [IND]")) == []


def test_an_exception_clears_a_state_only_where_it_asks_for_nothing_else(world):
    """A guard that leaves out India's attacks is turned on India nowhere; one that leaves them out in some place is, elsewhere."""

    def guard(asks):
        return GUARD.replace("duty:", f"unless: [{{id: x, label: X, by: [IND]{asks}}}], duty:")

    for asks in ("", ", by_party: false"):
        assert duties(world(NON_AGGRESSION, guard=guard(asks))) == []
    for asks in (", on: [armed_forces]", ", by_party: true", ", victim: [JPN]"):
        assert [s for s, *_ in duties(world(NON_AGGRESSION, guard=guard(asks)))] == ["tension"], asks


def test_before_entry_into_force_there_is_nothing(world):
    assert conflicts(world(NEUTRALITY), "1949-12-31") == []


def test_a9_pato_adds_no_incompatible_duty_to_what_is_in_force():
    for name in ("pato-3", "pato-7", "pato-8", "pato-8-without-taiwan"):
        found = [c for c in conflicts(load_architecture(name), DATE) if c.kind == "incompatible_duties"]
        assert found, "the check must see the pledges that there are"
        assert not [c for c in found if c.severity == "conflict" and "pato" in c.instruments], name
        pledges = {(c.states[0], c.instruments[0]) for c in found}
        before = {
            (c.states[0], c.instruments[0])
            for c in conflicts(load_architecture("hub-and-spoke"), DATE)
            if c.kind == "incompatible_duties"
        }
        assert pledges <= before, "no state comes into a tension in which it was not before"


def standard(measures):
    found = [
        c
        for c in conflicts(load_architecture("pato"), DATE, measures)
        if c.kind == "standard" and "'elections'" in c.text
    ]
    return {c.severity: c.states for c in found}


def test_a_standard_is_failed_below_the_threshold_and_unknown_without_a_figure():
    values = {("USA", "v2x_polyarchy"): 0.59, ("JPN", "v2x_polyarchy"): 0.6, ("AUS", "v2x_polyarchy"): None}
    assert standard(values) == {"conflict": ("USA",), "unknown": ("AUS",)}
    assert standard(None) == {"unknown": ("USA", "JPN", "AUS")}, "no value is not a pass"
    assert ("JPN", "v2x_polyarchy") in measures_needed(load_architecture("pato"), DATE)


def test_consensus_can_be_blocked_from_inside_and_unanimity_without_the_accused_cannot():
    found = {c.instruments[0] for c in conflicts(load_architecture(), DATE) if c.kind == "blockable_decision"}
    assert "nato" in found
    assert "pato" not in {
        c.instruments[0] for c in conflicts(load_architecture("pato"), DATE) if c.kind == "blockable_decision"
    }


def left_out(name):
    return {c.states[0]: c for c in conflicts(load_architecture(name), DATE) if c.kind == "area_leaves_out"}


def test_nato_leaves_out_hawaii_and_guam_and_pato_does_not():
    nato = left_out("nato")["USA"]
    assert "Guam" in nato.text
    assert "Honolulu" in nato.text
    assert nato.articles in {("VI",), ("6",)}
    pato = left_out("pato").get("USA")
    assert pato is None or ("Guam" not in pato.text and "Honolulu" not in pato.text)


def test_us_japan_is_one_sided_by_design():
    found = left_out("us-japan-1960")
    assert found["USA"].severity == "by_design"
    assert "JPN" not in found


def test_taiwan_is_recognised_by_none_of_the_others_and_as_an_associate_need_not_be():
    found = [c for c in conflicts(load_architecture("pato-7"), DATE) if c.kind == "recognition"]
    assert [c.states[0] for c in found] == ["TWN"]
    assert set(found[0].states) == {"TWN", "USA", "JPN", "AUS", "CAN", "KOR", "NZL"}
    assert "associate" in found[0].text
    for name in ("pato-7-taiwan-associate", "pato-7-without-taiwan"):
        assert not [c for c in conflicts(load_architecture(name), DATE) if c.kind == "recognition"], name


def test_every_finding_cites_a_file_and_sorts_the_same_each_time():
    found = conflicts(load_architecture("pato-8"), DATE)
    assert found == conflicts(load_architecture("pato-8"), DATE)
    assert all(c.sources and c.text for c in found)
    assert all(":" in s for c in found if c.kind == "incompatible_duties" for s in c.sources)
    assert len(conflicts_table(load_architecture("pato-8"), DATE)) == len(found)


def test_command_tries_standards_on_the_shipped_figures_and_exits_with_findings(world):
    runner = CliRunner()
    found = runner.invoke(
        cli,
        ["conflicts", "--architecture", "pato-8", "--date", DATE, "--format", "csv"],
        standalone_mode=False,
    )
    assert found.return_value == 1
    assert "standard,conflict,PHL" in found.output
    clean = runner.invoke(
        cli, ["conflicts", "--architecture", "camp-david-2023", "--date", DATE], standalone_mode=False
    )
    assert clean.return_value == 0


def test_a_promise_of_defence_in_a_declaration_conflicts_with_nothing(world):
    promised = GUARD.replace("format: 1", "format: 2").replace(
        "binding: treaty", "binding: political_declaration"
    )
    assert duties(world(NEUTRALITY)) != []
    assert duties(world(NEUTRALITY, guard=promised)) == []


def test_one_finding_is_one():
    title = conflicts_table(load_architecture("in-force", date="1948-03-14"), "1948-03-14").title
    assert title == "1 finding in in-force on 1948-03-14, 0 of them conflicts"
