"""Commitments: what a text says reaches every pair, contingency by contingency."""

import pytest

from pato.errors import UnknownNameError
from pato.files import library
from pato.report.commitments import commitments_table
from pato.treaties.architecture import load_architecture
from pato.treaties.commitments import commitments, strongest
from pato.treaties.contingencies import contingencies, events_of

DATE = "2026-11-29"
PACT = """format: 2
id: {id}
title: A pact
binding: treaty
status: proposed
sources: [{{title: "A test"}}]
parties:
  - {{state: JPN}}
  - {{state: AUS}}
  - {{state: TWN{taiwan}}}
areas:
  area:
    article: "3"
    words: "in the Pacific"
    includes:
{area}
obligations:
  - id: defence
    article: "2"
    kind: defence
    owed_by: parties
    owed_to: parties
    when: {{act: attack, in: area}}
    words: {{in: "in the Pacific"}}
    duty: {duty}
    subject_to: [{conditions}]
"""
LAND = "      - {territory_of: parties, words: 'territory of the Parties'}"
SEA = "      - {forces_in: seas, on: [armed_forces, public_vessel, public_aircraft], words: 'forces in the Pacific'}"
SEAS = "  seas:\n    article: '3'\n    words: 'the Pacific Ocean'\n    includes: [{ocean: [pacific]}]"


def pact(
    tmp_path,
    name="mine",
    *,
    area=None,
    duty="assist_with_force",
    conditions="constitutional_processes",
    taiwan="",
):
    lines = area or [LAND, SEA]
    text = PACT.format(id=name, area="\n".join(lines), duty=duty, conditions=conditions, taiwan=taiwan)
    if SEA in lines:
        text = text.replace("obligations:", SEAS + "\nobligations:")
    path = tmp_path / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return load_architecture(path)


def held(architecture, **asked):
    named = {"targets": ["JPN", "AUS", "TWN"], "challengers": ["CHN"], "asked": contingencies()} | asked
    return {
        (c.defender, c.target, c.contingency): c for c in strongest(commitments(architecture, DATE, **named))
    }


def test_an_area_without_taiwan_takes_away_what_is_owed_to_taiwan_and_nothing_else(tmp_path):
    whole = held(pact(tmp_path))
    without = held(
        pact(
            tmp_path,
            "without",
            area=["      - {territory_of: [JPN, AUS], words: 'Japan and Australia'}", SEA],
        )
    )
    assert ("JPN", "TWN", "home-territory") in whole
    gone = {key for key in whole if key not in without}
    assert gone
    assert all(target == "TWN" for _, target, _ in gone)
    assert set(without) <= set(whole)


def test_an_area_without_forces_at_sea_changes_contingencies_at_sea_alone(tmp_path):
    whole, land = held(pact(tmp_path)), held(pact(tmp_path, "land", area=[LAND]))
    gone = {contingency for _, _, contingency in set(whole) - set(land)}
    assert "at-sea-western-pacific" in gone
    assert gone <= {"at-sea-western-pacific", "disputed-features"}


@pytest.mark.parametrize(
    "duty", ["assist_with_force", "act_to_meet_common_danger", "assist_as_deemed_necessary"]
)
def test_the_duty_is_carried_as_the_text_has_it(tmp_path, duty):
    assert {c.duty for c in held(pact(tmp_path, duty=duty)).values()} == {duty}


def test_a_decision_that_must_come_first_is_a_status_of_its_own(tmp_path):
    found = held(pact(tmp_path, conditions="collective_decision"))
    assert {c.status for c in found.values()} == {"obliged_on_decision"}


def test_a_party_owes_and_is_owed_nothing_while_suspended_or_after_its_exit(tmp_path):
    gone = held(pact(tmp_path, taiwan=", until: 2026-01-01"))
    assert not any("TWN" in (defender, target) for defender, target, _ in gone)
    assert ("JPN", "AUS", "home-territory") in gone


def test_what_is_owed_does_not_depend_on_the_order_or_number_of_questions(tmp_path):
    system = pact(tmp_path)
    alone = held(system, targets=["JPN"])
    assert alone == {k: c for k, c in held(system).items() if k[1] == "JPN"}


def test_the_strongest_of_several_texts_counts():
    system = load_architecture("pato-7")
    every = commitments(
        system, DATE, targets=["JPN"], challengers=["CHN"], asked=contingencies(["home-territory"])
    )
    texts = {c.instrument for c in every if c.defender == "USA" and c.kind == "defence"}
    assert texts >= {"pato", "us-japan-1960"}
    (one,) = [c for c in strongest(every) if c.defender == "USA"]
    assert (
        one.instrument == "us-japan-1960"
    )  # acts to meet the danger, where PATO leaves the action to its judgment


def test_a_share_says_how_many_of_the_places_the_text_covers():
    found = commitments(
        load_architecture("in-force"),
        DATE,
        targets=["USA"],
        challengers=["RUS"],
        asked=contingencies(["outlying-islands"]),
    )
    by_nato = [c.share for c in found if c.instrument == "nato" and c.kind == "defence"]
    assert by_nato
    assert all(
        0 < share < 1 for share in by_nato
    )  # Article 6: islands north of the Tropic of Cancer in the Atlantic alone


def test_every_contingency_of_the_library_can_befall_some_state_and_is_a_range():
    for one in contingencies():
        assert any(
            list(events_of(one, t, "CHN", DATE, granted_by=("JPN",))) for t in ("JPN", "USA", "PHL")
        ), one.id
        assert 0 <= one.weight.low < one.weight.high <= 1
        assert one.weight.source


def test_a_contingency_of_ones_own_is_one_file(tmp_path, monkeypatch):
    text = library.path_of(library.entry("contingency", "blockade")["file"]).read_text("utf-8")
    (tmp_path / "contingencies").mkdir()
    (tmp_path / "contingencies" / "mine.yaml").write_text(text.replace("id: blockade", "id: mine"), "utf-8")
    monkeypatch.setenv("PATO_PATH", str(tmp_path))
    table = commitments_table(load_architecture("pato-3"), DATE, targets=["Japan"], contingencies=["mine"])
    assert any("mine" in str(row) for row in table.rows)


def test_the_difference_to_another_architecture_is_shown_alone():
    table = commitments_table(
        load_architecture("pato-7"),
        DATE,
        targets=["TWN"],
        against=load_architecture("in-force"),
        by="contingency",
    )
    assert {row[1] for row in table.rows} == {"TWN"}
    assert {row[-1] for row in table.rows} == {"nothing"}


def test_unknown_contingencies_and_states_are_named():
    with pytest.raises(UnknownNameError, match="blokade"):
        commitments_table(load_architecture("pato-3"), DATE, contingencies=["blokade"])
    with pytest.raises(UnknownNameError, match="Japn"):
        commitments_table(load_architecture("pato-3"), DATE, targets=["Japn"])
